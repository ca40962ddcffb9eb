"""The access matrix’s lines of gaps."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, POST, Line, holders, record, role

SEE, WORK = holders(P.SEE_GAPS), holders(P.WORK_GAPS)
READERS = SEE - WORK
LINES: list[Line] = [
    role("gaps:log", SEE),
    role("gaps:log_csv", SEE),
    role("gaps:reports", SEE),
    role("gaps:report_new", SEE, POST),
    Line("gaps:report", "gated", args=lambda area: [area.gap_report.pk], let_in=SEE),
    Line("gaps:report_retry", "gated", POST, args=lambda area: [area.gap_report.pk], let_in=SEE),
    record("gaps:line", lambda area: [area.gap.pk], SEE),
    record("gaps:decide", lambda area: [area.gap.pk], WORK, READERS, methods=BOTH),
    record("gaps:move", lambda area: [area.gap.pk], WORK, READERS, methods=BOTH),
    record("gaps:merge", lambda area: [area.gap.pk], WORK, READERS, methods=BOTH),
    record("gaps:unmerge", lambda area: [area.gap_merged.pk], WORK, READERS, methods=BOTH),
]
ELSEWHERE: dict[str, str] = {}
