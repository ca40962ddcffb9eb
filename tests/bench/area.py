"""The area whose lists grow: its board, authority, services and people, and one case played through."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation, ProviderService
from ehcp.actions import advice, intake, thread, triage
from ehcp.models import AdviceRequest
from tests.factories.accounts import person
from tests.factories.children import CarerFactory, ChildFactory, CommunicationNeedFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory

COORDINATORS, SERVICES, CLINICIANS = 4, 6, 3


@dataclass(frozen=True)
class Area:
    """`clinicians` are those of each service, in the services' order."""

    icb: Organisation
    la: Organisation
    dco: User
    coordinators: list[User]
    officer: User
    services: list[ProviderService]
    clinicians: list[list[User]]


@lru_cache(maxsize=1)
def area() -> Area:
    """The area, made once per run."""
    icb = IcbFactory()
    la = LocalAuthorityFactory(icbs=[icb])
    services = [ServiceFactory(areas=[la]) for _ in range(SERVICES)]
    for service in services:
        person("provider_lead", service=service)
    return Area(
        icb=icb,
        la=la,
        dco=person("dco", icb),
        coordinators=[person("coordinator", icb) for _ in range(COORDINATORS)],
        officer=person("la_officer", la),
        services=services,
        clinicians=[
            [person("clinician", service=service) for _ in range(CLINICIANS)]
            for service in services
        ],
    )


@lru_cache(maxsize=1)
def case() -> AdviceRequest:
    """One request with three services' parts, a thread of eight messages and its history, by the real actions."""
    here = area()
    child = ChildFactory(home_la=here.la, icb=here.icb)
    CarerFactory(child=child)
    CommunicationNeedFactory(child=child)
    request = intake.submit(
        by=here.officer, la=here.la, icb=here.icb, child=child, type="assessment",
        decided_on=today() - dt.timedelta(days=3), asked_on=today(), question="Advice on speech and movement",
        reason="The school is worried", consent="given",
        known_services=[intake.Known(service=here.services[0], professional="A therapist")],
    )  # fmt: skip
    coordinator = here.coordinators[0]
    asks = [triage.Ask(service, ask="Please advise") for service in here.services[:3]]
    request = triage.split(by=coordinator, request=request, asks=asks)
    for row in request.contributions.select_related("service"):
        place = here.services.index(row.service)
        lead = row.service.provider.memberships.get(role="provider_lead").user
        advice.allocate(by=lead, contribution=row, clinician=here.clinicians[place][0])
    for number in range(4):
        question = thread.write(
            by=coordinator, request=request, kind="ask_la", text=f"Question {number}"
        )
        thread.write(
            by=here.officer, request=request, kind="from_la", text=f"Answer {number}", answers=question
        )  # fmt: skip
    return request
