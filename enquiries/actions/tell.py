"""Messages about enquiries: what changed, by when, with reference and link, and no child and no words of the thread."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from dco_portal.accounts import tokens
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now
from dco_portal.common.ids import new_id
from dco_portal.notifications import actions as notifications
from enquiries.models import Enquiry, PrivateLink, SpecialistAsk
from enquiries.queries import clock
from enquiries.rules.asks import specialists


def team(enquiry: Enquiry) -> list[User]:
    """The owner while they are of the team; without one, the whole DCO team."""
    everybody = list(people(enquiry.icb, P.TRIAGE))
    owner = [person for person in everybody if person.pk == enquiry.owner_id]
    return owner or everybody


def deciders(enquiry: Enquiry) -> list[User]:
    """The DCO and DMO, who hear of what is late."""
    return list(people(enquiry.icb, P.CHECK_SAMPLE))


def the_team(
    enquiry: Enquiry, *, kind: str, subject: str, body: str, but: User | None = None,
    recipients: Iterable[User] | None = None, key: str = "",
) -> int:  # fmt: skip
    """Tell the team (or some of it) of an enquiry, not who did it themselves; how many messages are new."""
    told = team(enquiry) if recipients is None else recipients
    return notifications.tell(
        recipients=[person for person in told if but is None or person.pk != but.pk],
        kind=f"enquiries.{kind}",
        subject=f"{enquiry.reference}: {subject}",
        body=body,
        link=reverse("enquiries:thread", args=[enquiry.pk]),
        reference=enquiry.reference,
        dedupe_key=key or f"enquiries.{kind}:{new_id()}",
        organisation=enquiry.icb,
        reply_key=enquiry.reply_key if kind == "from_asker" else "",
    )


def the_asker(enquiry: Enquiry, *, kind: str, subject: str, body: str) -> str:
    """Tell whoever asked. Without an account they get a fresh private link, whose token is returned ("" with one)."""
    if enquiry.asker is not None:
        notifications.tell(
            recipients=[enquiry.asker],
            kind=f"enquiries.{kind}",
            subject=f"{enquiry.reference}: {subject}",
            body=body,
            link=reverse("enquiries:thread", args=[enquiry.pk]),
            reference=enquiry.reference,
            dedupe_key=f"enquiries.{kind}:{new_id()}",
            organisation=enquiry.icb,
            reply_key=enquiry.reply_key,
        )
        return ""
    key = "link_days" if enquiry.confirmed_at else "confirm_days"
    token = give_link(enquiry, key)
    notifications.tell_address(
        email=enquiry.asker_email,
        kind=f"enquiries.{kind}",
        subject=f"{enquiry.reference}: {subject}",
        body=body,
        link=reverse("enquiries:follow", args=[token]),
        secret_link=True,
        reply_key=enquiry.reply_key if enquiry.confirmed_at else "",
        reference=enquiry.reference,
        dedupe_key=f"enquiries.{kind}:{new_id()}",
        organisation=enquiry.icb,
    )
    return token


def give_link(enquiry: Enquiry, key: str) -> str:
    """A fresh private link to the enquiry for as long as local policy says; its token, which is kept nowhere."""
    token = tokens.fresh()
    expires_at = now() + clock.days(key, enquiry.icb)
    PrivateLink.objects.create(
        enquiry=enquiry, token_hash=tokens.digest(token), expires_at=expires_at
    )
    return token


def the_specialist(
    ask: SpecialistAsk, *, kind: str, subject: str, body: str, linked: bool = True
) -> None:
    """Tell the person asked; without one, the service's people."""
    told = [ask.person] if ask.person else specialists(ask.service)
    notifications.tell(
        recipients=told,
        kind=f"enquiries.{kind}",
        subject=f"{ask.enquiry.reference}: {subject}",
        body=body,
        link=reverse("enquiries:ask", args=[ask.pk]) if linked else "",
        reference=ask.enquiry.reference,
        dedupe_key=f"enquiries.{kind}:{new_id()}",
        organisation=ask.enquiry.icb,
    )


def chase(ask: SpecialistAsk, *, by: User, day: dt.date) -> None:
    """Remind of a question, once a day."""
    notifications.tell(
        recipients=[ask.person] if ask.person else specialists(ask.service),
        kind="enquiries.chase",
        subject=f"{ask.enquiry.reference}: please answer the DCO team’s question",
        body=f"{by.name} asks how far this is. It was wanted by {ask.answer_by:%-d %B %Y} (local policy).",
        link=reverse("enquiries:ask", args=[ask.pk]),
        reference=ask.enquiry.reference,
        dedupe_key=f"enquiries.chase:{ask.pk}:{day}",
        organisation=ask.enquiry.icb,
    )
