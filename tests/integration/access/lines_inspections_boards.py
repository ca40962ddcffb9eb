"""The access matrix’s lines of inspections: boards."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, POST, Line, holders, record, role

KEEP = holders(P.MANAGE_PLANS)
# People of the board's own area, and the forum, whose organisation sits on it.
READ = KEEP | holders(P.APPROVE_PLANS) | holders(P.SEE_BOARD_PAPERS)
OTHERS = READ - KEEP
OWNER = frozenset({"forum"})  # has an action of the board


def keep(name: str, args, methods=BOTH) -> Line:
    """What its keeper may do and its readers may not."""
    return record(f"inspections:{name}", args, KEEP, OTHERS, methods)


LINES: list[Line] = [
    role("inspections:boards", READ),
    role("inspections:board-new", KEEP, BOTH),
    record("inspections:board", lambda area: [area.board.pk], READ),
    keep("board-change", lambda area: [area.board.pk]),
    keep("board-close", lambda area: [area.board.pk]),
    keep("board-reopen", lambda area: [area.board.pk]),
    keep("member-new", lambda area: [area.board.pk]),
    keep("member-change", lambda area: [area.board_seat.pk]),
    keep("meeting-new", lambda area: [area.board.pk]),
    record("inspections:meeting", lambda area: [area.board_meeting.pk], READ),
    keep("meeting-change", lambda area: [area.board_coming.pk]),
    keep("meeting-cancel", lambda area: [area.board_coming.pk]),
    keep("apologies", lambda area: [area.board_coming.pk]),
    keep("meeting-hold", lambda area: [area.board_meeting.pk]),
    keep("minutes", lambda area: [area.board_meeting.pk]),
    keep("paper-new", lambda area: [area.board_coming.pk]),
    record("inspections:paper-file", lambda area: [area.board_paper.pk], READ),
    keep("paper-withdraw", lambda area: [area.board_paper.pk]),
    keep("decision-new", lambda area: [area.board_meeting.pk]),
    keep("decision-change", lambda area: [area.board_decision.pk]),
    record("inspections:decisions", lambda area: [area.board.pk], READ),
    record("inspections:decisions-csv", lambda area: [area.board.pk], READ),
    keep("board-action-new", lambda area: [area.board_meeting.pk]),
    record("inspections:board-action", lambda area: [area.board_given.pk], READ),
    keep("board-action-change", lambda area: [area.board_given.pk]),
    record(
        "inspections:board-action-done", lambda area: [area.board_given.pk], KEEP | OWNER, OTHERS - OWNER, BOTH
    ),
    keep("board-action-reopen", lambda area: [area.board_given.pk]),
    record("inspections:board-actions", lambda area: [area.board.pk], READ),
    record("inspections:board-actions-csv", lambda area: [area.board.pk], READ),
    keep("pack-new", lambda area: [area.board_coming.pk]),
    record("inspections:pack", lambda area: [area.board_pack.pk], READ),
    record("inspections:pack-pdf", lambda area: [area.board_pack.pk], READ),
    keep("pack-retry", lambda area: [area.board_pack.pk], POST),
]  # fmt: skip
ELSEWHERE: dict[str, str] = {}
