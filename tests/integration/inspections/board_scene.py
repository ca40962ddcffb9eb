"""An area with a board, those who keep and read it, and a plan that it oversees."""

import datetime as dt

from dco_portal.common.clock import today
from inspections.actions import boards, meetings
from inspections.models import Board, BoardMember, Meeting
from tests.factories.accounts import person
from tests.factories.inspections import (
    ActionFactory,
    MeasureFactory,
    PlanFactory,
    PriorityFactory,
    ReadingFactory,
    RiskFactory,
)
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    ProviderFactory,
    ServiceFactory,
    VoluntaryFactory,
)
from tests.kept import Kept

LINK = "https://papers.test.example/terms"


class BoardScene(metaclass=Kept):
    """A manager, a board member of the ICB, the forum's member and a trust that sits on nothing yet."""

    def __init__(self) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.trust = ProviderFactory()
        ServiceFactory(provider=self.trust, areas=[self.la])
        self.forum = VoluntaryFactory(local_authority=self.la)
        self.manager = person("improvement_manager", self.icb)
        self.member = person("board_member", self.icb)
        self.parent = person("forum", self.forum)
        self.outsider = person("board_member", self.trust)
        self.stranger = person("improvement_manager", IcbFactory())
        self.plan = PlanFactory(la=self.la, icb=self.icb)

    def board(self, **changes) -> Board:
        values = {
            "name": "SEND board", "purpose": "Oversees the plan", "chair": "Independent chair", "reports_to": "", "quorum": 2,
        }  # fmt: skip
        return boards.open_board(by=self.manager, la=self.la, icb=self.icb, **(values | changes))

    def seat(self, board: Board, user=None, **changes) -> BoardMember:
        values = {
            "role": "Director", "organisation": user.organisation if user else self.la, "user": user, "is_chair": False,
            "since": today() - dt.timedelta(days=300),
        }  # fmt: skip
        return boards.seat(**({"by": self.manager, "board_id": board.pk} | values | changes))

    def meeting(self, board: Board, days: int = 0) -> Meeting:
        """A meeting so many days from now."""
        return meetings.plan_meeting(
            by=self.manager, board_id=board.pk, on=today() + dt.timedelta(days=days), where="Online"
        )

    def furnish_plan(self) -> None:
        """A priority with an action, a measure with two figures, a risk."""
        self.priority = PriorityFactory(plan=self.plan, wanted="Advice in time")
        self.action = ActionFactory(priority=self.priority, delivery="green")
        self.measure = MeasureFactory(plan=self.plan, priority=self.priority, target=90)
        for month, last, value in ((1, 31, 50), (2, 28, 60)):
            ReadingFactory(
                measure=self.measure, starts_on=dt.date(2026, month, 1), ends_on=dt.date(2026, month, last), value=value
            )  # fmt: skip
        self.risk = RiskFactory(plan=self.plan)
