"""A request split between two services, with the people who answer it, made by the real actions."""

import datetime as dt
import io
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from ehcp.actions import advice, checking, intake, triage
from ehcp.models import AdviceRequest, AdviceVersion, Contribution
from tests.advice_samples import section_values
from tests.factories.accounts import person
from tests.factories.children import ChildFactory
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PolicyFactory,
    ServiceFactory,
)
from tests.kept import Kept, kept


class Scene(metaclass=Kept):
    """`speech` and `therapy` are the two contributions of `request`; `services` says how many are asked.

    No contribution is picked for the sample unless `sample` (in per cent) says so.
    """

    def __init__(self, *, services: int = 2, sample: int = 0, lead_signs_off: bool = True) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.officer = person("la_officer", self.la)
        self.coordinator = person("coordinator", self.icb)
        self.dco = person("dco", self.icb)
        PolicyFactory(key="ehc.sample_percent", organisation=self.icb, value=sample)
        self.services = [
            ServiceFactory(lead_signs_off=lead_signs_off, areas=[self.la]) for _ in range(services)
        ]
        self.lead = person("provider_lead", service=self.services[0])
        self.clinician = person(
            "clinician", service=self.services[0], job_title="Therapist",
            profession="Speech and language therapist", regulator="HCPC", registration_number="SL12345",
        )  # fmt: skip
        self.colleague = person("clinician", service=self.services[0])
        if services > 1:
            self.other_lead = person("provider_lead", service=self.services[1])
            self.other_clinician = person("clinician", service=self.services[1])
        self.child = ChildFactory(home_la=self.la, icb=self.icb)
        self.request = intake.submit(
            by=self.officer, la=self.la, icb=self.icb, child=self.child, type="assessment",
            decided_on=today() - dt.timedelta(days=3), asked_on=today(), question="Advice on speech and hearing",
            reason="The school is worried", consent="given",
        )  # fmt: skip
        self.request = triage.split(
            by=self.coordinator,
            request=self.request,
            asks=[triage.Ask(service) for service in self.services],
        )
        parts = list(self.request.contributions.order_by("reference"))
        self.speech = parts[0]
        self.therapy = parts[1] if services > 1 else parts[0]

    def fresh(self, thing):
        """The record as the database has it now."""
        return type(thing).objects.get(pk=thing.pk)

    def state(self, contribution: Contribution) -> str:
        """The contribution's state now."""
        return Contribution.objects.get(pk=contribution.pk).state

    def draft(self, contribution: Contribution) -> AdviceVersion:
        """The version being written."""
        return contribution.versions.get(signed_at=None)

    def allocate(self, contribution: Contribution | None = None) -> Contribution:
        """The lead gives it to a clinician."""
        contribution = contribution or self.speech
        lead, clinician = self.of(contribution)
        return advice.allocate(by=lead, contribution=contribution, clinician=clinician)

    def of(self, contribution: Contribution) -> tuple[User, User]:
        """Lead and clinician of the service."""
        if contribution.service_id == self.services[0].pk:
            return self.lead, self.clinician
        return self.other_lead, self.other_clinician

    def write(self, contribution: Contribution | None = None) -> Contribution:
        """The clinician fills in every page."""
        contribution = contribution or self.speech
        _, clinician = self.of(contribution)
        for section, values in section_values().items():
            if "rows" in values and not self.draft(contribution).content.get(section, {}).get(
                "rows"
            ):
                self.save(contribution, section, {"rows": []}, add=True)
            self.save(contribution, section, values)
        assert clinician
        return contribution

    def save(
        self, contribution: Contribution, section: str, values: dict, **extra
    ) -> AdviceVersion:
        """The clinician saves one page as it stands now."""
        _, clinician = self.of(contribution)
        lock = extra.pop("lock") if "lock" in extra else self.draft(contribution).lock
        by = extra.pop("by", clinician)
        return advice.save(
            by=by, contribution=contribution, section=section, values=values, lock=lock, **extra
        )

    def sign(self, contribution: Contribution | None = None) -> Contribution:
        """The clinician signs."""
        contribution = contribution or self.speech
        _, clinician = self.of(contribution)
        return advice.sign(
            by=clinician, contribution=contribution, lock=self.draft(contribution).lock
        )

    def sign_off(self, contribution: Contribution | None = None) -> Contribution:
        """The lead signs off the newest version."""
        contribution = contribution or self.speech
        lead, _ = self.of(contribution)
        return checking.sign_off(
            by=lead, contribution=contribution, version=self.newest(contribution)
        )

    def newest(self, contribution: Contribution) -> int:
        """The number of the newest signed version."""
        return contribution.versions.exclude(signed_at=None).order_by("-number").first().number

    def send(
        self, contribution: Contribution | None = None, by: User | None = None, **extra
    ) -> Contribution:
        """The coordinator sends it to the local authority."""
        contribution = contribution or self.speech
        return checking.send(
            by=by or self.coordinator,
            contribution=contribution,
            version=self.newest(contribution),
            **extra,
        )

    def to_checking(self, contribution: Contribution | None = None) -> Contribution:
        """From the request to the DCO team's desk."""
        contribution = contribution or self.speech
        self.allocate(contribution)
        self.write(contribution)
        self.sign(contribution)
        if self.state(contribution) == "signed":
            self.sign_off(contribution)
        return self.fresh(contribution)

    def sent(self, contribution: Contribution | None = None) -> Contribution:
        """From the request to the local authority."""
        return self.send(self.to_checking(contribution))

    def not_known(self, contribution: Contribution | None = None) -> Contribution:
        """The service's lead says that it does not know the child."""
        contribution = contribution or self.speech
        lead, _ = self.of(contribution)
        return advice.say_not_known(
            by=lead,
            contribution=contribution,
            searched="Records by NHS number",
            next_route="Ask the health visitor",
        )

    def returned(self) -> AdviceRequest:
        """Every service answered; the request is returned."""
        for contribution in {self.speech, self.therapy}:
            self.sent(contribution)
        return self.fresh(self.request)


def report() -> SimpleUploadedFile:
    """A PDF of one empty page to upload."""
    page, stream = pikepdf.new(), io.BytesIO()
    page.add_blank_page()
    page.save(stream)
    return SimpleUploadedFile("report.pdf", stream.getvalue(), content_type="application/pdf")


@kept
def after(step: str, **scene: Any) -> Scene:
    """A scene when one of its steps is done: "allocate", "to_checking", "sent", "returned", "not_known"."""
    made = Scene(**scene)
    getattr(made, step)()
    return made


@kept
def brought_to(state: str) -> Scene:
    """A scene whose `speech` is in this state."""
    scene = Scene()
    if state == "withdrawn":
        triage.withdraw_contribution(
            by=scene.coordinator, contribution=scene.speech, reason="Mistake"
        )
    elif state == "not_known":
        scene.not_known()
    elif state != "unallocated":
        scene.allocate()
        if state != "writing":
            scene.write()
            scene.sign()
        if state == "sent_back":
            checking.send_back(
                by=scene.lead, contribution=scene.speech, version=1, comments={}, summary="More"
            )
        if state in {"checking", "sent"}:
            scene.sign_off()
        if state == "sent":
            scene.send()
    assert scene.state(scene.speech) == state
    return scene
