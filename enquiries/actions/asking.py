"""Asking: an enquiry is made, its e-mail address confirmed, its private link renewed; complaints are shown the way."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import queries as child_queries
from dco_portal.children.models import Child
from dco_portal.children.numbers import tidy
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.common.references import next_reference
from dco_portal.organisations.models import Organisation, Place
from enquiries.actions import locking, tell, work
from enquiries.actions.moves import move, start
from enquiries.actions.searching import index
from enquiries.models import Enquiry, Message, PrivateLink, Signpost, Source
from enquiries.queries import clock, thread
from enquiries.rules import asking as rules
from enquiries.states import EnquiryState

E = EnquiryState
WORDS = ("subject", "text", "tried_other")
CHILD = ("given_name", "family_name", "born_on", "nhs_number")


@transaction.atomic
def submit(
    *,
    by: User | None,
    icb: Organisation,
    la: Organisation | None,
    place: Place | None = None,
    role: str,
    topic: str,
    urgency: str,
    values: Mapping[str, Any],
    offered: list[dict[str, str]] | None = None,
) -> Enquiry:
    """Ask. With an account it is sent at once; without one (`by` None) an e-mail asks to confirm the address.

    `values`: subject, text, tried (codes), tried_other; child_reference or given_name, family_name,
    born_on, nhs_number; without an account also name, email, organisation_name. Raises Invalid beside
    the field, Conflict for what is not taken here, NotAllowed for a role that does not ask.
    """
    rules.check_topic(topic, urgency)
    rules.check_words(values)
    home = rules.check_can_ask(by) if by is not None else None
    child, details = _child(by, values)
    email = "" if by else str(values.get("email", "")).strip().lower()
    if by is None:
        if not email:
            raise Invalid({"email": "Enter your e-mail address"})
        rules.check_flood(email)
    enquiry = Enquiry(
        reference=next_reference("ENQ"), icb=icb, la=la, place=place, asker=by, asker_organisation=home,
        asker_email=email, asker_name="" if by else str(values.get("name", "")).strip(), asker_role=role,
        organisation_name="" if by else str(values.get("organisation_name", "")).strip(),
        topic=topic, urgency=urgency, tried=list(values.get("tried", [])), offered=offered or [],
        child=child, child_details=details, state=E.NEW if by else E.UNCONFIRMED,
        **{name: str(values.get(name, "")).strip() for name in WORDS},
    )  # fmt: skip
    enquiry.save()
    start(enquiry, by=by)
    audit.record("enquiries.ask", by=by, obj=enquiry, topic=topic)
    if by is None:
        _ask_to_confirm(enquiry)
    else:
        _arrive(enquiry, by=by)
    return enquiry


def _child(by: User | None, values: Mapping[str, Any]) -> tuple[Child | None, dict[str, str]]:
    """The child's record where the asker names one in their scope, else what they typed."""
    reference = str(values.get("child_reference", "")).strip()
    if reference and by is not None:
        found = child_queries.by_reference(reference, by)
        if found is None:
            raise Invalid(
                {"child_reference": "You have no part in the case of a child with this reference"}
            )
        return Child.objects.visible_to(by).get(pk=found), {}
    typed = {name: values.get(name) or "" for name in CHILD}
    rules.check_child(typed)
    if not typed["family_name"]:
        return None, {}
    typed["nhs_number"] = tidy(typed["nhs_number"])
    return None, {
        name: value.isoformat() if hasattr(value, "isoformat") else str(value).strip()
        for name, value in typed.items()
        if value
    }


def _ask_to_confirm(enquiry: Enquiry) -> None:
    days = clock.days("confirm_days", enquiry.icb).days
    tell.the_asker(
        enquiry, kind="confirm", subject="confirm your question to the DCO team",
        body="Somebody, we hope you, typed this address to ask the designated clinical officer’s team a question. "
        "Nobody sees the question before you open the link below and press the button there. "
        f"If it was not you, do nothing: the question is deleted after {days} days.",
    )  # fmt: skip


def _arrive(enquiry: Enquiry, *, by: User | None) -> None:
    """A confirmed enquiry: its first message, its clock, the acknowledgement, and the team is told."""
    enquiry.due_on = enquiry.first_due_on = clock.due_from(
        today(), enquiry.topic, enquiry.urgency, enquiry.icb
    )
    enquiry.acknowledged_at = now()
    enquiry.save()
    Message.objects.create(
        enquiry=enquiry, kind=Message.Kind.FROM_ASKER, author=by, organisation=enquiry.asker_organisation,
        text=enquiry.text, source=Source.PORTAL if by else Source.LINK,
    )  # fmt: skip
    index(enquiry)
    work.sync(enquiry, by=by)
    day = f"{enquiry.due_on.day} {enquiry.due_on:%B %Y}"
    tell.the_asker(
        enquiry, kind="acknowledged", subject="we have your question",
        body=f"Thank you. The DCO team means to answer by {day} (a local standard, not the law). "
        "You can read and add to your question by the link below.",
    )  # fmt: skip
    tell.the_team(
        enquiry, kind="new", subject="a new enquiry",
        body=f"About: {enquiry.get_topic_display()}. From: {enquiry.get_asker_role_display()}. "
        f"The answer is due by {day} (local policy).",
    )  # fmt: skip


@transaction.atomic
def confirm(*, by: User | None = None, token: str) -> Enquiry:
    """The asker confirms their address by the link's button: from now on the team sees the enquiry.

    A second time changes nothing. Raises NotFound for a forged token, Conflict once it has expired.
    """
    link, enquiry = locking.by_token(token)
    if enquiry.state != E.UNCONFIRMED:
        return enquiry
    enquiry.confirmed_at = now()
    move(enquiry, E.NEW, by=None, by_asker=True)
    PrivateLink.objects.filter(pk=link.pk).update(
        expires_at=now() + clock.days("link_days", enquiry.icb)
    )
    audit.record("enquiries.confirm", by=by, obj=enquiry)
    _arrive(enquiry, by=None)
    return enquiry


@transaction.atomic
def renew_link(*, by: User | None = None, token: str) -> Enquiry:
    """Mail a fresh private link to the address that asked, for a link that has expired (or is lost soon).

    At most one in ten minutes. Raises NotFound for a forged token, Conflict when one was just sent or
    the question was never confirmed and is gone.
    """
    link = thread.link(token)
    if link is None:
        raise NotFound
    enquiry = (
        Enquiry.objects.select_for_update(of=("self",))
        .select_related("icb")
        .get(pk=link.enquiry_id)
    )
    recent = enquiry.links.filter(created_at__gt=now() - rules.HOUR / 6).exclude(pk=link.pk)
    if recent.exists():
        raise Conflict(
            "A new link was sent a few minutes ago. Look in your e-mail, also in the folder for junk."
        )
    audit.record("enquiries.renew_link", by=by, obj=enquiry)
    tell.the_asker(
        enquiry, kind="link", subject="your new link",
        body="You asked for a new link to your question to the DCO team. Here it is.",
    )  # fmt: skip
    return enquiry


@transaction.atomic
def signpost_complaint(
    *, by: User | None, icb: Organisation, organisation: Organisation | None, role: str
) -> Signpost:
    """Note that somebody who came to complain was shown where complaints go. No person and no words are kept."""
    row = Signpost.objects.create(icb=icb, organisation=organisation, asker_role=role)
    audit.record(
        "enquiries.signpost", by=by, obj=row, organisation=organisation.pk if organisation else ""
    )
    return row


@transaction.atomic
def purge_unconfirmed(*, by: User | None = None) -> int:
    """Delete questions whose address was not confirmed in time; how many went."""
    gone = 0
    rows = Enquiry.objects.select_for_update(of=("self",), skip_locked=True).select_related("icb")
    waiting = rows.filter(state=E.UNCONFIRMED, created_at__lt=now() - rules.DAY)
    for enquiry in waiting.order_by("created_at")[:500]:
        if enquiry.created_at + clock.days("confirm_days", enquiry.icb) < now():
            audit.record("enquiries.purge", by=by, obj=enquiry)
            _forget(enquiry.pk)
            gone += 1
    return gone


def _forget(pk: uuid.UUID) -> None:
    """Its links and history go with it: nobody but the portal ever saw it."""
    Enquiry.objects.filter(pk=pk, state=E.UNCONFIRMED).delete()
