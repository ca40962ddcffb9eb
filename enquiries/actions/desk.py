"""The DCO team's steps with an enquiry: assign, hold, resolve, reopen, signpost, merge, split, tag, link the child."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.children import actions as children
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.common.references import next_reference
from dco_portal.gaps import actions as gaps
from dco_portal.organisations.models import Organisation
from enquiries.actions import locking, tell, work
from enquiries.actions.moves import did, move, start
from enquiries.actions.searching import index
from enquiries.models import Enquiry, Message, Source
from enquiries.queries import clock
from enquiries.rules import desk as rules
from enquiries.states import EnquiryState

E = EnquiryState


def _said(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": "Say why in a sentence or two"})
    return reason.strip()


@transaction.atomic
def assign(*, by: User, enquiry_id: uuid.UUID, owner: User | None) -> Enquiry:
    """Make somebody of the DCO team the owner, or nobody. Raises Invalid for others."""
    enquiry = locking.enquiry(by, enquiry_id)
    rules.check_can_work(by, enquiry)
    if owner and not people(enquiry.icb, P.TRIAGE).filter(pk=owner.pk).exists():
        raise Invalid({"owner": "Choose somebody of the DCO team"})
    if enquiry.owner_id == (owner.pk if owner else None):
        return enquiry
    enquiry.owner = owner
    if enquiry.state == E.NEW and owner:
        move(enquiry, E.OPEN, by=by, reason=f"Given to {owner.name}")
    else:
        did(enquiry, f"gave it to {owner.name}" if owner else "took it off its owner", by=by)
    audit.record("enquiries.assign", by=by, obj=enquiry, owner=owner.pk if owner else "")
    work.sync(enquiry, by=by)
    if owner and owner != by:
        due = (
            f" The answer is due by {enquiry.due_on:%-d %B %Y} (local policy)."
            if enquiry.due_on
            else ""
        )
        tell.the_team(
            enquiry, kind="assigned", subject="this enquiry is now yours", recipients=[owner],
            body=f"{by.name} has given you this enquiry.{due}",
        )  # fmt: skip
    return enquiry


@transaction.atomic
def hold(
    *, by: User, enquiry_id: uuid.UUID, reason: str, until: dt.date | None, seen: int | None = None
) -> Enquiry:
    """Put an enquiry on hold: its clock (local policy) stops until the day given or until somebody writes."""
    enquiry = locking.enquiry(by, enquiry_id, seen=seen)
    rules.check_can_work(by, enquiry)
    if until and until < today():
        raise Invalid({"until": "The day to look again has passed"})
    enquiry.hold_reason, enquiry.hold_until = _said(reason), until
    move(enquiry, E.ON_HOLD, by=by, reason=enquiry.hold_reason)
    audit.record("enquiries.hold", by=by, obj=enquiry)
    work.sync(enquiry, by=by)
    return enquiry


@transaction.atomic
def release(*, by: User, enquiry_id: uuid.UUID) -> Enquiry:
    """Take an enquiry off hold; the clock starts anew."""
    enquiry = locking.enquiry(by, enquiry_id)
    rules.check_can_release(by, enquiry)
    enquiry.hold_reason, enquiry.hold_until = "", None
    enquiry.due_on = clock.due_from(today(), enquiry.topic, enquiry.urgency, enquiry.icb)
    move(enquiry, E.OPEN, by=by, reason="Off hold")
    audit.record("enquiries.release", by=by, obj=enquiry)
    work.sync(enquiry, by=by)
    return enquiry


@transaction.atomic
def resolve(*, by: User, enquiry_id: uuid.UUID, reason: str, seen: int | None = None) -> Enquiry:
    """Close an enquiry as resolved, with what settled it. The asker is told and can open it again."""
    enquiry = locking.enquiry(by, enquiry_id, seen=seen)
    rules.check_can_work(by, enquiry)
    _close(enquiry, E.RESOLVED, by=by, reason=_said(reason))
    audit.record("enquiries.resolve", by=by, obj=enquiry)
    tell.the_asker(
        enquiry, kind="resolved", subject="your question is closed",
        body="The DCO team has closed your question as settled. If it is not, open it and write: it is open again.",
    )  # fmt: skip
    return enquiry


@transaction.atomic
def signpost(
    *,
    by: User,
    enquiry_id: uuid.UUID,
    to: Organisation | None,
    reason: str,
    seen: int | None = None,
) -> Enquiry:
    """Close an enquiry that belongs elsewhere, such as a complaint; the asker is told where to turn."""
    enquiry = locking.enquiry(by, enquiry_id, seen=seen)
    rules.check_can_work(by, enquiry)
    enquiry.signposted_to = to
    words = _said(reason)
    Message.objects.create(
        enquiry=enquiry,
        kind=Message.Kind.REPLY,
        author=by,
        organisation=by.organisation,
        text=words,
    )
    _close(enquiry, E.SIGNPOSTED, by=by, reason=words)
    audit.record("enquiries.signposted", by=by, obj=enquiry, to=to.pk if to else "")
    tell.the_asker(
        enquiry, kind="signposted", subject="where to turn with your question",
        body="Your question belongs with somebody else. Open it to read where to turn.",
    )  # fmt: skip
    return enquiry


def _close(enquiry: Enquiry, state: str, *, by: User, reason: str) -> None:
    enquiry.ended_reason, enquiry.hold_reason, enquiry.hold_until = reason, "", None
    enquiry.owner = enquiry.owner or by
    move(enquiry, state, by=by, reason=reason)
    index(enquiry)
    work.sync(enquiry, by=by)


@transaction.atomic
def reopen(*, by: User, enquiry_id: uuid.UUID, reason: str) -> Enquiry:
    """Open a closed enquiry again; the clock starts anew. The team or the asker may."""
    enquiry = locking.enquiry(by, enquiry_id)
    rules.check_can_reopen(by, enquiry)
    _reopen(enquiry, by=by, by_asker=not rules.of_team(by, enquiry), reason=_said(reason))
    audit.record("enquiries.reopen", by=by, obj=enquiry)
    return enquiry


@transaction.atomic
def reopen_by_link(*, by: User | None = None, token: str, reason: str) -> Enquiry:
    """The same for an asker without an account, by private link; their reason goes into the thread."""
    _, enquiry = locking.by_token(token)
    rules.check_closed(enquiry)
    rules.check_can_follow_up(enquiry)
    words = _said(reason)
    Message.objects.create(
        enquiry=enquiry, kind=Message.Kind.FROM_ASKER, text=words, source=Source.LINK
    )
    _reopen(enquiry, by=by, by_asker=True, reason=words)
    audit.record("enquiries.reopen", by=by, obj=enquiry)
    return enquiry


def _reopen(enquiry: Enquiry, *, by: User | None, by_asker: bool, reason: str) -> None:
    enquiry.ended_reason, enquiry.merged_into, enquiry.signposted_to = "", None, None
    enquiry.due_on = clock.due_from(today(), enquiry.topic, enquiry.urgency, enquiry.icb)
    move(enquiry, E.OPEN, by=by, by_asker=by_asker, reason=reason)
    index(enquiry)
    work.sync(enquiry, by=by)
    tell.the_team(
        enquiry, kind="reopened", subject="open again", but=by,
        body=f"This enquiry is open again. The answer is due by {enquiry.due_on:%-d %B %Y} (local policy).",
    )  # fmt: skip


@transaction.atomic
def merge(
    *, by: User, enquiry_id: uuid.UUID, into_id: uuid.UUID, seen: int | None = None
) -> Enquiry:
    """Let an enquiry go on in another one of the same asker: its messages join that thread. Returns the one that goes on."""
    first, second = sorted([enquiry_id, into_id])
    locked = {
        pk: locking.enquiry(by, pk, seen=seen if pk == enquiry_id else None)
        for pk in (first, second)
    }
    enquiry, into = locked[enquiry_id], locked[into_id]
    rules.check_can_merge(by, enquiry, into)
    enquiry.merged_into = into
    if enquiry.child_id and into.child_id is None:
        into.child, into.child_details = enquiry.child, {}
    _close(enquiry, E.MERGED, by=by, reason=f"Goes on in {into.reference}")
    enquiry.merged.update(merged_into=into)  # what had been merged into it follows
    did(into, f"merged {enquiry.reference} into it", by=by)
    index(into)
    work.sync(into, by=by)
    audit.record("enquiries.merge", by=by, obj=enquiry, into=into.reference)
    tell.the_asker(
        into, kind="merged", subject=f"{enquiry.reference} goes on here",
        body=f"You had asked twice about the same. {enquiry.reference} now goes on in {into.reference}: one thread, "
        "with all that was written.",
    )  # fmt: skip
    return into


@transaction.atomic
def split(
    *, by: User, enquiry_id: uuid.UUID, message_id: uuid.UUID, topic: str, subject: str, text: str,
    seen: int | None = None,
) -> Enquiry:  # fmt: skip
    """Make an enquiry of its own from part of what the asker wrote; returns the new one."""
    enquiry = locking.enquiry(by, enquiry_id, seen=seen)
    message = enquiry.messages.filter(pk=message_id).first()
    if message is None:
        raise NotFound
    rules.check_can_split(by, enquiry, message)
    if not subject.strip() or not text.strip():
        raise Invalid(
            {"subject": "Say what the new enquiry is about", "text": "Give it the asker’s words"}
        )
    fields = (
        "icb", "la", "place", "asker", "asker_organisation", "asker_email", "asker_name", "asker_role",
        "organisation_name", "confirmed_at", "urgency", "tried", "child",
    )  # fmt: skip
    new = Enquiry(
        reference=next_reference("ENQ"), topic=topic, subject=subject.strip(), text=text.strip(), split_from=enquiry,
        state=E.NEW, **{name: getattr(enquiry, name) for name in fields},
    )  # fmt: skip
    new.due_on = new.first_due_on = clock.due_from(today(), new.topic, new.urgency, new.icb)
    new.acknowledged_at = enquiry.acknowledged_at
    new.save()
    start(new, by=by, reason=f"Split from {enquiry.reference}")
    source = Source.PORTAL if message.source == Source.EMAIL else message.source
    Message.objects.create(
        enquiry=new, kind=message.kind, author=message.author, organisation=message.organisation,
        text=new.text, source=source,
    )  # fmt: skip
    did(enquiry, f"split {new.reference} from it", by=by)
    index(new)
    work.sync(new, by=by)
    audit.record("enquiries.split", by=by, obj=new, split_from=enquiry.reference)
    tell.the_asker(
        new, kind="split", subject="part of your question has its own number",
        body=f"You asked about more than one thing in {enquiry.reference}. This part is answered as {new.reference}.",
    )  # fmt: skip
    return new


@transaction.atomic
def tag(
    *, by: User, enquiry_id: uuid.UUID, service: str, theme: str, is_gap: bool, gap_words: str = "",
    topic: str = "",
) -> Enquiry:  # fmt: skip
    """Say which service and theme an enquiry is about, and whether it shows a commissioning gap."""
    enquiry = locking.enquiry(by, enquiry_id)
    rules.check_can_note(by, enquiry)
    if is_gap and not theme:
        raise Invalid({"theme": "Choose what is missing, to count it in the gap log"})
    enquiry.service, enquiry.theme, enquiry.is_gap = service, theme, is_gap
    enquiry.gap_words, enquiry.topic = gap_words.strip(), topic or enquiry.topic
    did(enquiry, "tagged it", by=by)
    audit.record("enquiries.tag", by=by, obj=enquiry, service=service, theme=theme, gap=is_gap)
    if is_gap:
        gaps.push(
            kind="enquiry", source_id=enquiry.pk, organisation=enquiry.icb, local_authority=enquiry.la,
            service_kind=service, theme=theme, words=enquiry.gap_words, on=enquiry.created_at.date(), by=by,
        )  # fmt: skip
    else:
        gaps.withdraw("enquiry", enquiry.pk)
    work.sync(enquiry, by=by)
    return enquiry


@transaction.atomic
def link_child(
    *, by: User, enquiry_id: uuid.UUID, la: Organisation, values: Mapping[str, Any]
) -> Enquiry:
    """Tie an enquiry to a child's record (found or begun); what the asker had typed of the child is wiped.

    From then on only those with a part in the case see the enquiry. Raises Invalid beside the field.
    """
    enquiry = locking.enquiry(by, enquiry_id)
    rules.check_can_work(by, enquiry)
    if enquiry.child_id:
        raise Conflict(f"{enquiry.reference} is tied to a child’s record already.")
    child = children.find_or_add(by=by, la=la, icb=enquiry.icb, values=values)
    enquiry.child, enquiry.child_details = child, {}
    did(enquiry, "tied it to the child’s record", by=by)
    audit.record("enquiries.link_child", by=by, obj=enquiry, child_id=child.pk)
    work.sync(enquiry, by=by)
    return enquiry


@transaction.atomic
def clear_child(*, by: User, enquiry_id: uuid.UUID) -> Enquiry:
    """Delete what the asker typed of a child where no record is needed."""
    enquiry = locking.enquiry(by, enquiry_id)
    rules.check_can_work(by, enquiry)
    enquiry.child_details = {}
    did(enquiry, "deleted the child’s details", by=by)
    audit.record("enquiries.clear_child", by=by, obj=enquiry)
    return enquiry
