"""A notification that has been sent, with the people around it, written straight into the tables."""

import datetime as dt
from typing import Any

from dco_portal.children import actions as children
from dco_portal.common.clock import now, today
from dco_portal.common.references import next_reference
from dco_portal.deadlines import compulsory_school_age_from
from dco_portal.organisations.models import Organisation
from referrals.models import Notification, StateChange
from tests.factories.accounts import person
from tests.factories.children import CarerFactory, ChildFactory
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    ProviderFactory,
    ServiceFactory,
)
from tests.kept import Kept

KIND = "referrals.notification"
DAY = dt.timedelta(days=1)


class Notified(metaclass=Kept):
    """`notification` is about `child` (2 years old), by `clinician` of `trust`, to `la`; `mother` lives with it."""

    def __init__(self, **changes: Any) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(
            icbs=[self.icb], name="Northshire Council", website="https://northshire.example"
        )
        self.trust = ProviderFactory()
        self.service = ServiceFactory(
            provider=self.trust, areas=[self.la], telephone="01632 960 001"
        )
        self.clinician = person("clinician", service=self.service, job_title="Health visitor")
        self.notifier = person("notifier", self.trust)
        self.lead = person("provider_lead", service=self.service)
        self.officer = person("la_officer", self.la)
        self.dco = person("dco", self.icb)
        self.coordinator = person("coordinator", self.icb)
        self.child = self.born(today() - 2 * 365 * DAY)
        self.mother = CarerFactory(child=self.child, name="Ana Sample", address="1 Test Street")
        self.notification = self.notify(**changes)

    def born(self, on: dt.date, **changes: Any):
        """A child of the area born on this day."""
        values = {
            "home_la": self.la, "icb": self.icb, "born_on": on, "has_number": True, "given_name": "Maya",
            "address": "1 Test Street", "postcode": "WR1 1AA",
        }  # fmt: skip
        return ChildFactory(**(values | changes))

    def notify(
        self, child: Any = None, la: Organisation | None = None, **changes: Any
    ) -> Notification:
        """One more notification about a child (the scene's) to an authority (the scene's), sent an hour ago."""
        child, la = child or self.child, la or self.la
        sent_at = changes.pop("sent_at", now() - dt.timedelta(hours=1))
        sent_on = changes.pop("sent_on", sent_at.date())
        told = sent_on - 3 * DAY
        values = {
            "reference": next_reference("S23"), "child": child, "organisation": self.trust, "service": self.service,
            "body": self.trust, "notifier": self.clinician, "icb": self.icb, "likelihood": "probably",
            "condition": "both", "needs": ["communication", "sensory"], "reason": "Uses no words and tires soon.",
            "opinion_on": told - 2 * DAY, "opinion_by": "Dr Jo Test", "opinion_role": "Paediatrician",
            "opinion_told_on": told, "opinion_told_how": "in_person", "opinion_told_by": "Dr Jo Test",
            "duty_told_on": told, "duty_told_how": "in_person", "duty_told_by": "Dr Jo Test",
            "discussion_offered_on": told, "discussion_offered_by": "Dr Jo Test", "discussion": "taken",
            "discussed_on": told + DAY, "la": la, "la_basis": "postcode", "home_postcode": child.postcode,
            "csa_on": compulsory_school_age_from(child.born_on), "sent_at": sent_at, "sent_on": sent_on,
            "la_since": sent_at,
        }  # fmt: skip
        notification = Notification.objects.create(**(values | changes))
        StateChange.objects.create(
            notification=notification, by=self.clinician, to_state=notification.state
        )
        parts: list[dict[str, Any]] = [
            {"organisation": self.trust, "service": self.service},
            {"organisation": self.trust, "user": self.clinician},
            {"organisation": la},
            {"organisation": self.icb},
        ]
        for part in parts:
            children.involve(
                by=self.clinician, child=child, case_kind=KIND, case_id=notification.pk, reason="Notified", **part
            )  # fmt: skip
        return notification
