"""An area with cases of every kind written straight into the tables, at chosen moments, beside another area's."""

import datetime as dt
import random
from typing import Any
from unittest import mock

from dco_portal.common.references import next_reference
from ehcp.models import AdviceRequest, Contribution, StateChange
from ehcp.states import ContributionState, RequestState
from enquiries.models import Enquiry
from enquiries.states import EnquiryState
from tests.factories.accounts import person
from tests.factories.children import ChildFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory
from tests.kept import Kept
from tests.notified_scene import Notified

UTC = dt.UTC
ENDED = {"withdrawn", "refused"}


class World(metaclass=Kept):
    """Two authorities under one board, and one under another: only `la` with `icb` is the plan's area."""

    def __init__(self) -> None:
        self.chance = random.Random(20260401)
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.neighbour = LocalAuthorityFactory(icbs=[self.icb])
        self.officer = person("la_officer", self.la)
        self.clinician = person("clinician")
        self.child = ChildFactory(home_la=self.la, icb=self.icb)
        self.services = [ServiceFactory() for _ in range(3)]
        self.first = self.request(dt.date(2025, 12, 1), state="received")

    def request(self, due: dt.date, *, la=None, **fields: Any) -> AdviceRequest:
        """A request whose statutory date is this day."""
        came = due - dt.timedelta(days=42)
        state = fields.pop("state", "with_services")
        if state in ENDED:
            fields["ended_reason"] = "Said so"
        if state == "duplicate":
            fields["duplicate_of"] = self.first
        if state == "forwarded":
            fields["forwarded_to"] = self.icb
        return AdviceRequest.objects.create(
            reference=next_reference("EHC"), child=self.child, la=la or self.la, icb=self.icb, state=state,
            decided_on=came, asked_on=came, received_on=came, clock_start=came, due_on=due, service_date=due,
            rule="EHC-HEALTH-6W", question="x", reason="x", consent="given", entered_by=self.officer, **fields,
        )  # fmt: skip

    def part(
        self, request: AdviceRequest, place: int, *, state: str, **fields: Any
    ) -> Contribution:
        """One service's part."""
        if state == "not_known":
            fields |= {"searched": "x", "next_route": "y"}
        return Contribution.objects.create(
            request=request, service=self.services[place], reference=f"{request.reference}-{place + 1}", state=state,
            clinician=self.clinician, due_on=request.due_on, service_date=request.due_on, **fields,
        )  # fmt: skip

    def moment(self, first: dt.date, days: int) -> dt.datetime:
        """Some moment of so many days, often around midnight in London or in UTC."""
        day = first + dt.timedelta(days=self.chance.randrange(days))
        hour = self.chance.choice([0, 9, 22, 23, 23])
        return dt.datetime.combine(day, dt.time(hour, self.chance.choice([0, 30, 59])), tzinfo=UTC)

    def advice(self, first: dt.date, days: int, count: int) -> None:
        """Requests due on any day, in every state, with parts in every state, in this area and next door."""
        states = [*RequestState.values, *["with_services", "returned", "acknowledged"] * 3]
        parts = [*ContributionState.values, *["sent"] * 8]
        edges = [first + dt.timedelta(days=at) for at in (0, 30, 31, 60, 61)]
        for i in range(count):
            due = self.chance.choice(
                [*edges, first + dt.timedelta(days=self.chance.randrange(days))]
            )
            here = self.la if i % 4 else self.neighbour
            request = self.request(due, la=here, state=self.chance.choice(states))
            for place in range(self.chance.randrange(4)):
                state = self.chance.choice(parts)
                sent = (
                    {"sent_at": self.moment(due - dt.timedelta(days=6), 9)}
                    if state == "sent"
                    else {}
                )
                self.part(request, place, state=state, required=self.chance.random() > 0.2, **sent)

    def histories(self, first: dt.date, days: int, count: int) -> None:
        """Contributions with their ways: sent, sent back and sent, sent again, never sent, withdrawn after."""
        ways = [
            ["sent"], ["sent"], ["sent_back", "checking", "sent"], ["sent", "writing", "sent_back", "sent"],
            ["sent_back"], ["sent", "writing", "sent", "withdrawn"], ["checking"],
        ]  # fmt: skip
        for i in range(count):
            request = self.request(first, la=self.la if i % 3 else self.neighbour)
            at = self.moment(first, days)
            way = self.chance.choice(ways)
            last = {"sent_at": at} if way[-1] == "sent" else {}
            part = self.part(request, 0, state=way[-1], **last)
            for state in way:
                with mock.patch("django.utils.timezone.now", return_value=at):
                    StateChange.objects.create(request=request, contribution=part, to_state=state)
                at += dt.timedelta(hours=self.chance.choice([1, 30, 400]))

    def enquiries(self, first: dt.date, days: int, count: int) -> None:
        """Enquiries in every state, answered before, on and after their day, or not at all."""
        for i in range(count):
            due = first + dt.timedelta(days=self.chance.randrange(days))
            state = self.chance.choice([*EnquiryState.values, "open", "resolved", "resolved"])
            answered = self.chance.choice([None, self.moment(due - dt.timedelta(days=3), 6)])
            more: dict[str, Any] = {}
            if state == "on_hold":
                more = {"hold_reason": "x"}
            elif state == "signposted":
                more = {"ended_reason": "x"}
            elif state == "merged":
                more = {"merged_into": Enquiry.objects.order_by("pk").first()}
                if more["merged_into"] is None:
                    state, more = "open", {}
            Enquiry.objects.create(
                reference=next_reference("ENQ"), icb=self.icb, la=[self.la, self.la, self.neighbour, None][i % 4],
                asker_email="a@b.example", confirmed_at=dt.datetime(2026, 1, 1, tzinfo=UTC), asker_role="parent",
                state=state, topic="other", subject="x", text="x", first_due_on=due, first_answer_at=answered, **more,
            )  # fmt: skip


def notified(world: World, first: dt.date, days: int, count: int) -> Notified:
    """Notifications that took any number of days, sent on any day, some of them void, in two areas."""
    scene = Notified()
    scene.icb, scene.la = world.icb, world.la
    for i in range(count):
        sent = first + dt.timedelta(days=world.chance.randrange(days))
        took = world.chance.choice([3, 9, 13, 14, 15, 40])
        void = {"state": "in_error", "ended_reason": "x"} if i % 7 == 6 else {}
        scene.notify(
            la=world.la if i % 4 else world.neighbour, icb=world.icb, sent_on=sent,
            sent_at=dt.datetime.combine(sent, dt.time(12), tzinfo=UTC), opinion_on=sent - dt.timedelta(days=took), **void,
        )  # fmt: skip
    return scene
