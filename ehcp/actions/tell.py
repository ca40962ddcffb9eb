"""Messages of this app: what changed, by when, with reference and link, and no child."""

from collections.abc import Iterable

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.ids import new_id
from dco_portal.notifications import actions as notifications
from ehcp.models import AdviceRequest, Contribution


def la_people(request: AdviceRequest) -> list[User]:
    """The officer whose request it is; without one, every LA SEND officer of that authority."""
    if request.la_officer and request.la_officer.is_active:
        return [request.la_officer]
    return list(people(request.la, P.REQUEST_ADVICE))


def dco_people(request: AdviceRequest) -> list[User]:
    """The coordinator whose case it is; without one, the whole DCO team."""
    if request.coordinator and request.coordinator.is_active:
        return [request.coordinator]
    return list(people(request.icb, P.TRIAGE))


def provider_people(contribution: Contribution) -> list[User]:
    """The clinician; before one is named, the service's leads."""
    if contribution.clinician and contribution.clinician.is_active:
        return [contribution.clinician]
    return lead_people(contribution)


def lead_people(contribution: Contribution) -> list[User]:
    """The leads of the contribution's service."""
    return list(people(contribution.service.provider, P.ALLOCATE, service=contribution.service))


def about_request(
    request: AdviceRequest, recipients: Iterable[User], *, kind: str, subject: str, body: str
) -> None:
    """Tell people about a request; each call is an event of its own."""
    _tell(request, request.reference, case_link(request), recipients, kind, subject, body)


def about_contribution(
    contribution: Contribution,
    recipients: Iterable[User],
    *,
    kind: str,
    subject: str,
    body: str,
    linked: bool = True,
) -> None:
    """Tell people about one service's part; each call is an event of its own.

    `linked=False` for those who have lost their part by it: the page would not open for them.
    """
    link = contribution_link(contribution) if linked else ""
    reference = contribution.reference
    _tell(contribution.request, reference, link, recipients, kind, subject, body)


def case_link(request: AdviceRequest) -> str:
    """The path of a request's page."""
    return reverse("ehcp:case", args=[request.pk])


def contribution_link(contribution: Contribution) -> str:
    """The path of a contribution's page."""
    return reverse("ehcp:contribution", args=[contribution.pk])


def _tell(
    request: AdviceRequest,
    reference: str,
    link: str,
    recipients: Iterable[User],
    kind: str,
    subject: str,
    body: str,
) -> None:
    """One event; the DCO team learns when a mail of it cannot be delivered."""
    notifications.tell(
        recipients=list(recipients),
        kind=f"ehcp.{kind}",
        subject=f"{reference}: {subject}",
        body=body,
        link=link,
        reference=reference,
        dedupe_key=f"ehcp.{kind}:{new_id()}",
        organisation=request.icb,
    )
