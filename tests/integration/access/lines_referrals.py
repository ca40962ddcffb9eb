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


FIGURES = holders(P.SEE_ASSURANCE) | TEAM | LA
SENDERS = WRITER | LEAD  # who sees a referral to another trust's service that the clinician made
SERVICE = frozenset({"other_trust"})  # whose service it went to


LINES: list[Line] = [
    role("referrals:lookup", NOTIFIERS, BOTH),
    role("referrals:times", FIGURES),
    role("referrals:times-csv", FIGURES),
    role("referrals:imports", NOTIFIERS, BOTH),
    role("referrals:import-template", NOTIFIERS),
    gated("referrals:import", of("s23_import"), WRITER, OTHERS),
    gated("referrals:import-rejects", of("s23_import"), WRITER, OTHERS),
    gated("referrals:import-start", of("s23_import"), WRITER, OTHERS, methods=POST),
    gated("referrals:import-discard", of("s23_import"), WRITER, OTHERS, methods=POST),
    record("referrals:prompt", of("s23_prompt"), PART),
    record("referrals:prompt", of("s23_prompt"), TEAM, PART - TEAM, methods=POST),
    record("referrals:letters", of("s23"), PART),
    record("referrals:letters", of("s23"), PART - LA, LA, methods=POST),
    record("referrals:letter-notice", of("s23"), PART - LA, LA, methods=POST),
    record("referrals:letter", of("s23", "s23_paper"), PART),
    record("referrals:letter-retry", of("s23", "s23_paper"), PART, methods=POST),
    record("referrals:onward-new", of("s23"), WRITER, PART - WRITER, methods=BOTH),
    record("referrals:onward", of("s23_onward"), SENDERS | SERVICE),
    record("referrals:onward-letter", of("s23_onward"), SENDERS | SERVICE),
    record("referrals:onward-letter-retry", of("s23_onward"), SENDERS | SERVICE, methods=POST),
    record("referrals:onward-accept", of("s23_onward"), SERVICE, SENDERS, methods=BOTH),
    record("referrals:onward-decline", of("s23_onward"), SERVICE, SENDERS, methods=BOTH),
    record("referrals:onward-withdraw", of("s23_onward"), WRITER, LEAD | SERVICE, methods=BOTH),
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
