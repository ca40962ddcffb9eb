"""What the access matrix needs of inspections (boards) in each area."""

import datetime as dt
from typing import Any

from dco_portal.common.clock import today
from inspections.actions import boards, deciding, meetings, packs, papers
from tests.advice_scene import report


def furnish(area: Any) -> None:
    """A board on which the forum sits, a meeting today and one to come, a paper, a decision, an action, a pack."""
    by = area["improvement_manager"]
    area.board = boards.open_board(
        by=by, la=area.la, icb=area.icb, name="SEND board", purpose="", chair="", reports_to="", quorum=2
    )  # fmt: skip
    area.board_seat = boards.seat(
        by=by, board_id=area.board.pk, role="Parent carer forum", organisation=area.forum, user=area["forum"],
        is_chair=False, since=today() - dt.timedelta(days=99),
    )  # fmt: skip
    plan = meetings.plan_meeting
    area.board_meeting = plan(by=by, board_id=area.board.pk, on=today())
    area.board_coming = plan(by=by, board_id=area.board.pk, on=today() + dt.timedelta(days=30))
    area.board_paper = papers.add_paper(
        by=by, meeting_id=area.board_coming.pk, title="Paper", upload=report()
    )
    area.board_decision = deciding.decide(by=by, meeting_id=area.board_meeting.pk, text="Agreed")
    area.board_given = deciding.give(
        by=by, meeting_id=area.board_meeting.pk, what="Ask", owner=area.board_seat, due_on=today()
    )
    area.board_pack = packs.make(by=by, meeting_id=area.board_coming.pk)
