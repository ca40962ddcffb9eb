"""The access matrix’s lines of referrals."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import (
    BOTH,
    LA,
    LEAD,
    PART,
    POST,
    TEAM,
    WRITER,
    Line,
    gated,
    holders,
    record,
    role,
)

NOTIFIERS = holders(P.NOTIFY_UNDER_FIVE)
LISTERS = NOTIFIERS | holders(P.REQUEST_ADVICE) | holders(P.TRIAGE) | holders(P.ALLOCATE)
OTHERS = NOTIFIERS - WRITER  # notifiers whose draft it is not


def of(*names: str):
    """Arguments by attribute, such as `of("s23", "s23_file")`."""
    return lambda area: [getattr(area, name).pk for name in names]


LINES: list[Line] = [
    role("referrals:list", LISTERS),
    role("referrals:list-csv", LISTERS),
    role("referrals:draft-new", NOTIFIERS, BOTH),
    role("referrals:drafts", NOTIFIERS),
    gated("referrals:draft", of("s23_draft"), WRITER, OTHERS),
    gated("referrals:draft-check", of("s23_draft"), WRITER, OTHERS, methods=BOTH),
    gated("referrals:draft-discard", of("s23_draft"), WRITER, OTHERS, methods=BOTH),
    gated("referrals:draft-file", of("s23_draft", "s23_draft_file"), WRITER, OTHERS),
    gated("referrals:draft-file-out", of("s23_draft", "s23_draft_file"), WRITER, OTHERS, methods=POST),
    *(
        gated("referrals:draft-section", lambda area, name=name: (area.s23_draft.pk, name), WRITER, OTHERS, methods=BOTH)
        for name in ("safety", "child", "authority", "family", "voluntary", "documents")
    ),
    record("referrals:case", of("s23"), PART),
    record("referrals:message", of("s23"), PART, methods=POST),
    record("referrals:add-file", of("s23"), PART, methods=POST),
    record("referrals:file", of("s23", "s23_file"), PART),
    record("referrals:acknowledge", of("s23"), LA, PART - LA, methods=BOTH),
    record("referrals:outcome", of("s23"), LA, PART - LA, methods=BOTH),
    record("referrals:look-again", of("s23_done"), LA, PART - LA, methods=BOTH),
    record("referrals:correct", of("s23"), TEAM, PART - TEAM, methods=BOTH),
    record("referrals:outside", of("s23"), TEAM, PART - TEAM, methods=BOTH),  # 409: the authority reads here
    record("referrals:duplicate", of("s23_second"), TEAM, PART - TEAM, methods=BOTH),
    record("referrals:in-error", of("s23"), TEAM | LEAD | WRITER, LA, methods=BOTH),
    record("referrals:reopen", of("s23_error"), TEAM, PART - TEAM, methods=BOTH),
    record("referrals:voluntary", of("s23"), LEAD | WRITER, TEAM | LA, methods=BOTH),
]  # fmt: skip
ELSEWHERE: dict[str, str] = {}
