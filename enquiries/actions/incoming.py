"""Mails that come in: into their thread, held for the team, or left aside. The same mail twice is one.

A mail joins a thread when it names the thread's key (or answers one of our mails) and comes from the
address of who asked. A colleague of the DCO team who answers writes an internal note: what goes to the
asker is only ever sent from the portal. Everything else is held, and the team decides.
"""

import uuid
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, DomainError, Invalid, NotFound
from dco_portal.common.limits import allowed_address
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.notifications import actions as notifications
from dco_portal.notifications import queries as notification_queries
from dco_portal.organisations.models import Organisation
from enquiries import mails
from enquiries.actions import tell, thread
from enquiries.actions.moves import did
from enquiries.mails import Incoming
from enquiries.models import Enquiry, HeldMessage, Message, Source
from enquiries.queries.thread import HELD_OWNER
from enquiries.rules import desk as rules

R = HeldMessage.Reason
MOST_AN_HOUR = 30


class Came(StrEnum):
    """What became of a mail."""

    JOINED = "joined"
    NOTED = "noted"
    HELD = "held"
    IGNORED = "ignored"
    TWICE = "twice"


@transaction.atomic
def take(
    *, by: User | None = None, raw: bytes, envelope_from: str | None = None,
    envelope_to: tuple[str, ...] = (),
) -> Came:  # fmt: skip
    """Take in one mail; what became of it. Never raises for what a mail holds."""
    mail = mails.read(raw, envelope_from=envelope_from, envelope_to=envelope_to)
    if mail.automatic or mail.sender in _ours() or not mail.sender:
        return _noted(Came.IGNORED, by=by)
    if mail.message_id and _known(mail.message_id):
        return _noted(Came.TWICE, by=by)
    enquiry = _enquiry(mail)
    if not allowed_address(mail.sender, "mail-in", times=MOST_AN_HOUR, seconds=3600):
        return _hold(mail, enquiry, R.TOO_MANY, by=by)
    if mail.size > settings.MAIL_IN_MAX_MB * 1_000_000:
        return _hold(mail, enquiry, R.TOO_BIG, by=by)
    if enquiry is None:
        return _hold(mail, None, R.NO_THREAD, by=by)
    if _is_asker(enquiry, mail.sender):
        return _join(enquiry, mail, by=by)
    if colleague := _of_the_team(enquiry, mail.sender):
        return _note(enquiry, mail, by=colleague)
    return _hold(mail, enquiry, R.UNKNOWN_SENDER, by=by)


def _noted(came: Came, *, by: User | None) -> Came:
    audit.record(f"enquiries.mail_{came}", by=by)
    return came


def _ours() -> set[str]:
    """The portal's own addresses: a mail from one of them is a loop."""
    own = (settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL, settings.MAIL_IN_ADDRESS)
    return {parseaddr(each)[1].lower() for each in own}


def _known(message_id: str) -> bool:
    taken = Message.objects.filter(message_id=message_id).exists()
    return taken or HeldMessage.objects.filter(message_id=message_id).exists()


def _enquiry(mail: Incoming) -> Enquiry | None:
    """The thread that a mail names by its key, else by the mail of ours that it answers; locked."""
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related(
        "icb", "asker", "asker_organisation"
    )
    if found := rows.filter(reply_key__in=mail.keys).first():
        return found
    keys = notification_queries.reply_keys_of(mail.answers)
    return rows.filter(reply_key__in=keys).first() if keys else None


def _is_asker(enquiry: Enquiry, sender: str) -> bool:
    known = enquiry.asker.email if enquiry.asker else enquiry.asker_email
    return known.lower() == sender


def _of_the_team(enquiry: Enquiry, sender: str) -> User | None:
    return people(enquiry.icb, P.TRIAGE).filter(email__iexact=sender).first()


def _join(enquiry: Enquiry, mail: Incoming, *, by: User | None) -> Came:
    """Into the thread, as the asker's; what of it cannot be taken is said to them."""
    asker = enquiry.asker
    try:
        with transaction.atomic():
            message = thread.receive(
                enquiry, by=asker, text=mail.text or "(no words)", source=Source.EMAIL, message_id=mail.message_id or _made_up(),
            )  # fmt: skip
    except DomainError:
        return _hold(mail, enquiry, R.CLOSED, by=by)
    refused = _attach_all(message, mail, by=asker)
    if refused:
        tell.the_asker(
            enquiry, kind="mail_files", subject="a file was not taken",
            body="Your e-mail has joined the enquiry, but not every file could be taken: " + " ".join(refused)
            + " Open the enquiry to send it in another form.",
        )  # fmt: skip
    audit.record("enquiries.mail_joined", by=asker, obj=enquiry, files=len(mail.files))
    return Came.JOINED


def _note(enquiry: Enquiry, mail: Incoming, *, by: User) -> Came:
    message = Message.objects.create(
        enquiry=enquiry, kind=Message.Kind.NOTE, author=by, organisation=enquiry.icb, text=mail.text or "(no words)",
        source=Source.EMAIL, message_id=mail.message_id or _made_up(),
    )  # fmt: skip
    _attach_all(message, mail, by=by)
    did(enquiry, "wrote a note by e-mail", by=by)
    audit.record("enquiries.mail_noted", by=by, obj=enquiry)
    return Came.NOTED


def _attach_all(message: Message, mail: Incoming, *, by: User | None) -> list[str]:
    """Keep the files, each checked as an upload is; a sentence for each that was not taken."""
    refused = [f"{name}: too many files." for name in mail.skipped]
    for file in mail.files:
        upload = SimpleUploadedFile(file.name, file.content, content_type=file.content_type)
        try:
            with transaction.atomic():
                thread.attach(message, by=by, upload=upload)
        except Invalid as error:
            why = next(iter(error.errors.values()), "It could not be taken")
            refused.append(f"{upload.name}: {why}.")
    return refused


def _made_up() -> str:
    """An id for a mail that came without one."""
    return f"<{uuid.uuid4()}@none>"


def _hold(mail: Incoming, enquiry: Enquiry | None, reason: str, *, by: User | None) -> Came:
    """Keep it for the team to decide. Who sent too large a mail is told; nobody else is: they may be forged."""
    too_big = reason == R.TOO_BIG
    held = HeldMessage.objects.create(
        icb=enquiry.icb if enquiry else _icb_of(mail.sender), enquiry=enquiry, sender=mail.sender[:254],
        subject=mail.subject, text=mail.text[: thread.LONGEST], message_id=mail.message_id or _made_up(),
        reason=reason, note=f"{mail.size / 1_000_000:.0f} MB: its files were not kept." if too_big else "",
    )  # fmt: skip
    if not too_big and reason != R.TOO_MANY:
        _keep_files(held, mail)
    if too_big and enquiry is not None and _is_asker(enquiry, mail.sender):
        tell.the_asker(
            enquiry, kind="mail_too_big", subject="your e-mail was too large",
            body=f"Your e-mail was larger than {settings.MAIL_IN_MAX_MB} MB, so its files were not taken. The DCO team "
            "has its words. Open the enquiry and send the files one by one, or ask for another way.",
        )  # fmt: skip
    if reason != R.TOO_MANY and held.icb is not None:
        notifications.tell(
            recipients=list(people(held.icb, P.TRIAGE)), kind="enquiries.held", subject="An e-mail is waiting for a decision",
            body=f"An e-mail was not put into a thread by itself: {held.get_reason_display()[0].lower()}{held.get_reason_display()[1:]}.",
            link="/enquiries/mails/", dedupe_key=f"enquiries.held:{held.pk}", organisation=held.icb, in_app_only=True,
        )  # fmt: skip
    audit.record("enquiries.mail_held", by=by, obj=held, reason=reason)
    return Came.HELD


def _keep_files(held: HeldMessage, mail: Incoming) -> None:
    not_kept = list(mail.skipped)
    for file in mail.files:
        upload = SimpleUploadedFile(file.name, file.content, content_type=file.content_type)
        try:
            with transaction.atomic():
                documents.attach(by=None, upload=upload, owner_kind=HELD_OWNER, owner_id=held.pk)
        except Invalid:
            not_kept.append(file.name)
    if not_kept:
        held.note = f"Not taken: {', '.join(not_kept)}"[:300]
        held.save()


def _icb_of(sender: str) -> Organisation | None:
    """Whose desk a mail without a thread lies on: that of the sender's area, else the only one there is."""
    boards = Organisation.objects.filter(places__isnull=False, closed_on=None).distinct()
    sender_boards = boards.filter(enquiries__asker__email__iexact=sender) | boards.filter(
        enquiries__asker_email__iexact=sender
    )
    found = list(sender_boards[:2]) or list(boards.order_by("name")[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def add(*, by: User, held_id: uuid.UUID, reference: str = "") -> Message:
    """Put a held mail into a thread, as words of its asker. Raises NotFound, Conflict, Invalid beside `reference`."""
    held = _locked(by, held_id)
    rows = (
        Enquiry.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("icb", "asker", "asker_organisation")
    )
    wanted = reference.strip().upper() or (held.enquiry.reference if held.enquiry else "")
    enquiry = rows.filter(reference=wanted).first()
    if enquiry is None:
        raise Invalid({"reference": "No enquiry of yours has this reference"})
    rules.check_can_work(by, enquiry)
    sender = held.sender if not _is_asker(enquiry, held.sender) else ""
    words = f"From {sender}:\n\n{held.text}" if sender else held.text
    message = thread.receive(
        enquiry,
        by=enquiry.asker,
        text=words or "(no words)",
        source=Source.EMAIL,
        message_id=held.message_id,
    )
    files = document_queries.attachments_of(owner_kind=HELD_OWNER, owner_id=held.pk)
    documents.hand_over(
        by=by, attachment_ids=[file.pk for file in files], owner_kind=HELD_OWNER, owner_id=held.pk,
        to_kind=thread.OWNER, to_id=message.pk, child_id=enquiry.child_id,
    )  # fmt: skip
    _decide(held, HeldMessage.State.ADDED, by=by)
    audit.record("enquiries.mail_added", by=by, obj=enquiry, mail=held.pk)
    return message


@transaction.atomic
def discard(*, by: User, held_id: uuid.UUID) -> HeldMessage:
    """Lay a held mail aside. It is kept, and can be looked at among the discarded."""
    held = _locked(by, held_id)
    _decide(held, HeldMessage.State.DISCARDED, by=by)
    audit.record("enquiries.mail_discarded", by=by, obj=held)
    return held


@transaction.atomic
def take_back(*, by: User, held_id: uuid.UUID) -> HeldMessage:
    """Undo a discard."""
    held = (
        HeldMessage.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=held_id)
        .first()
    )
    if held is None:
        raise NotFound
    if held.state != HeldMessage.State.DISCARDED:
        raise Conflict("This mail was not discarded.")
    held.state, held.decided_by, held.decided_at = HeldMessage.State.HELD, None, None
    held.save()
    audit.record("enquiries.mail_taken_back", by=by, obj=held)
    return held


def _locked(by: User, held_id: uuid.UUID) -> HeldMessage:
    rows = HeldMessage.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=held_id)
    held = rows.select_related("enquiry").first()
    if held is None:
        raise NotFound
    if held.state != HeldMessage.State.HELD:
        who = held.decided_by.name if held.decided_by else "Somebody"
        raise Conflict(f"{who} has decided on this mail already.")
    return held


def _decide(held: HeldMessage, state: str, *, by: User) -> None:
    held.state, held.decided_by, held.decided_at = state, by, now()
    held.save()
