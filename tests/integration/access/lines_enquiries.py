"""The access matrix’s lines of enquiries."""

from collections.abc import Callable, Iterable
from typing import Any

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import (
    BOTH,
    LA,
    LEAD,
    POST,
    TEAM,
    WRITER,
    Line,
    gated,
    holders,
    public,
    record,
    role,
)

SENCO = frozenset({"senco"})
ASKERS = holders(P.ASK_DCO)
PROVIDER = LEAD | WRITER


def of(*paths: str) -> Callable[[Any], Iterable[Any]]:
    """Arguments by attribute path below the area's `enquiries`."""

    def args(area: Any) -> list[Any]:
        found = []
        for path in paths:
            value = area.enquiries
            for name in path.split("."):
                value = getattr(value, name)
            found.append(value)
        return found

    return args


PUBLIC = [
    *public("enquiries:new", "enquiries:new-urgent", "enquiries:new-sent", "enquiries:answers"),
    *public("enquiries:new-complaint", "enquiries:new-words", methods=BOTH),
    *public("enquiries:answer", args=of("published.pk")),
    *public("enquiries:answer-helped", methods=POST, args=of("published.pk")),
    *public("enquiries:follow", args=of("token")),
    *public("enquiries:follow-file", args=of("token", "parent_file.pk")),
    *(
        Line(f"enquiries:{name}", "public", POST, of("token"))
        for name in ("follow-confirm", "follow-write", "follow-reopen", "follow-renew")
    ),
]
LISTS = [
    role("enquiries:list", TEAM | ASKERS),
    role("enquiries:list-csv", TEAM | ASKERS),
    role("enquiries:search", TEAM | ASKERS, POST),
    role("enquiries:complaints", TEAM),
    role("enquiries:complaints-csv", TEAM),
    role("enquiries:templates", TEAM),
    role("enquiries:template-new", TEAM, BOTH),
    gated("enquiries:template", of("template.pk"), TEAM, methods=BOTH),
    gated("enquiries:template-retire", of("template.pk"), TEAM, methods=POST),
]
THREAD = [
    record("enquiries:thread", of("asked.pk"), TEAM | SENCO),
    record("enquiries:thread", of("about_child.pk"), TEAM | LA),
    record("enquiries:thread", of("by_parent.pk"), TEAM),
    record("enquiries:write", of("asked.pk"), TEAM | SENCO, methods=POST),
    record("enquiries:file", of("asked.pk", "file.pk"), TEAM | SENCO),
    record("enquiries:reopen", of("resolved.pk"), TEAM | SENCO, methods=BOTH),
    record("enquiries:release", of("on_hold.pk"), TEAM, SENCO, methods=POST),
    record("enquiries:clear-child", of("asked.pk"), TEAM, SENCO, methods=POST),
    *(
        record(f"enquiries:{name}", of("asked.pk"), TEAM, SENCO, methods=BOTH)
        for name in (
            "assign", "hold", "resolve", "signpost", "merge", "split", "tag", "specialist", "link-child",
        )
    ),
]  # fmt: skip
SPECIALIST = [
    record("enquiries:ask", of("ask.pk"), TEAM | PROVIDER),
    record("enquiries:ask", of("ask.pk"), PROVIDER, TEAM, methods=POST),
    record("enquiries:ask-withdraw", of("ask.pk"), TEAM, PROVIDER, methods=POST),
    record("enquiries:ask-file", of("answered.pk", "answered_file.pk"), TEAM | PROVIDER),
]
ANSWERS = [
    role("enquiries:answer-list", TEAM),
    role("enquiries:answer-csv", TEAM),
    role("enquiries:answer-new", TEAM, BOTH),
    gated("enquiries:answer-desk", of("draft.pk"), TEAM),
    gated("enquiries:answer-write", of("draft.pk"), TEAM, methods=BOTH),
    gated("enquiries:answer-submit", of("draft.pk"), TEAM, methods=POST),
    gated("enquiries:answer-approve", of("checking.pk"), TEAM, methods=BOTH),
    gated("enquiries:answer-back", of("checking.pk"), TEAM, methods=BOTH),
    gated("enquiries:answer-withdraw", of("published.pk"), TEAM, methods=BOTH),
    gated("enquiries:answer-review", of("published.pk"), TEAM, methods=BOTH),
]
MAILS = [
    role("enquiries:mails", TEAM),
    record("enquiries:mail", of("mail.pk"), TEAM),
    record("enquiries:mail-add", of("mail.pk"), TEAM, methods=BOTH),
    record("enquiries:mail-discard", of("mail.pk"), TEAM, methods=BOTH),
    record("enquiries:mail-take-back", of("discarded.pk"), TEAM, methods=BOTH),
    record("enquiries:mail-file", of("mail.pk", "mail_file.pk"), TEAM),
]
LINES: list[Line] = [*MAILS, *PUBLIC, *LISTS, *THREAD, *SPECIALIST, *ANSWERS]
ELSEWHERE: dict[str, str] = {}
