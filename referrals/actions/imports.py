"""A trust's list of notifications: kept, read, checked row by row, previewed, imported in portions.

Each portion is a transaction of its own with the next one owed in it, so progress is seen, a stopped
worker goes on where it was, and nothing is taken twice.
"""

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.children import actions as children
from dco_portal.children import rules as child_rules
from dco_portal.common import outbox
from dco_portal.common.clock import london, now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.common.incoming import Row, too_large
from dco_portal.common.references import next_references
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Organisation
from referrals.actions import work as lists
from referrals.models import (
    ImportRow,
    Notification,
    NotificationImport,
    StateChange,
    VoluntaryNamed,
)
from referrals.queries import listed
from referrals.queries.listed import Listed
from referrals.rules import imports as rules
from referrals.rules import lawful
from referrals.rules.authorities import Authorities, Home
from referrals.rules.notice import check_can_notify

WORK = "referrals.work_import"
PORTION = 500
State, RowState = NotificationImport.State, ImportRow.State
KEPT_DAYS = 30


@transaction.atomic
def upload(*, by: User, upload: File) -> NotificationImport:
    """Keep a file and have it read. The very file that one has uploaded and not discarded is not read again.

    Raises NotAllowed, and Invalid beside `upload` for one that is too large.
    """
    check_can_notify(by)
    assert by.organisation is not None
    if (upload.size or 0) > rules.MOST_BYTES:
        raise Invalid({"upload": too_large(rules.MOST_BYTES)})
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    there = NotificationImport.objects.visible_to(by).filter(sha256=digest)
    if found := there.exclude(state__in=[State.FAILED, State.DISCARDED]).first():
        return found
    batch = NotificationImport.objects.create(
        organisation=by.organisation, uploaded_by=by, filename=(upload.name or "notifications.csv")[-200:],
        content=content, sha256=digest,
    )  # fmt: skip
    audit.record("referrals.import_upload", by=by, obj=batch, sha256=digest)
    outbox.enqueue(WORK, batch.pk)
    return batch


@transaction.atomic
def start(*, by: User, import_id: uuid.UUID) -> NotificationImport:
    """Have every good row imported. Raises NotFound, NotAllowed, Conflict."""
    batch = _locked(by, import_id, State.READY)
    good = batch.lines.filter(state=RowState.GOOD).count()
    if not good:
        raise Conflict("No row of this list can be imported.")
    batch.state, batch.done = State.IMPORTING, batch.total - good
    batch.save()
    audit.record("referrals.import_start", by=by, obj=batch, rows=good)
    outbox.enqueue(WORK, batch.pk)
    return batch


@transaction.atomic
def discard(*, by: User, import_id: uuid.UUID) -> NotificationImport:
    """Put a list aside that has not been imported; what it said of children is forgotten."""
    batch = _locked(by, import_id, State.READY)
    batch.state, batch.content = State.DISCARDED, b""
    batch.save()
    batch.lines.update(cells={})
    audit.record("referrals.import_discard", by=by, obj=batch, rows=batch.total)
    return batch


def _locked(by: User, import_id: uuid.UUID, *states: str) -> NotificationImport:
    check_can_notify(by)
    rows = NotificationImport.objects.visible_to(by).select_for_update(of=("self",))
    batch = rows.filter(pk=import_id).first()
    if batch is None:
        raise NotFound
    if batch.state not in states:
        raise Conflict(f"This list is now “{batch.get_state_display()}”.")
    return batch


@transaction.atomic
def work(*, import_id: uuid.UUID, by: User | None = None) -> NotificationImport | None:
    """The next portion of a list that is being read or imported; any other is left alone."""
    rows = NotificationImport.objects.select_for_update(of=("self",), skip_locked=True)
    batch = (
        rows.filter(pk=import_id, state__in=[State.CHECKING, State.IMPORTING])
        .select_related("organisation", "uploaded_by")
        .first()
    )
    if batch is None:
        return None
    sender = _sender(batch)
    if sender is None:
        batch.state, batch.content = State.FAILED, b""
        batch.message = "Whoever uploaded this list does not notify for this organisation any more."
    elif batch.state == State.IMPORTING:
        _import_next(batch, sender)
    elif batch.total:
        _check_next(batch, sender)
    else:
        _read(batch)
    batch.save()
    audit.record("referrals.import_portion", by=sender, obj=batch, state=batch.state, done=batch.done)  # fmt: skip
    if batch.state in {State.CHECKING, State.IMPORTING}:
        outbox.enqueue(WORK, batch.pk)
    return batch


@transaction.atomic
def forget_old(*, by: User | None = None) -> int:
    """Wipe what lists older than 30 days say of children; what became of each row stays. How many lists."""
    before = now() - dt.timedelta(days=KEPT_DAYS)
    told = ImportRow.objects.exclude(cells={}).exclude(state=RowState.IMPORTED)
    old = NotificationImport.objects.filter(
        Exists(told.filter(batch=OuterRef("pk"))), updated_at__lt=before
    ).exclude(state__in=[State.CHECKING, State.IMPORTING])
    found = list(old.values_list("pk", flat=True))
    told.filter(batch__in=found).update(cells={})
    waiting = NotificationImport.objects.filter(pk__in=found, state=State.READY)
    waiting.update(state=State.DISCARDED)
    if found:
        audit.record("referrals.import_forget", by=by, lists=len(found))
    return len(found)


def _sender(batch: NotificationImport) -> User | None:
    """Who uploaded it, acting for the organisation of the list; None when they have left it."""
    user = batch.uploaded_by
    posts = [post for post in user.memberships_now if post.organisation_id == batch.organisation_id]
    able = next((post for post in posts if user.act_in(post).may(P.NOTIFY_UNDER_FIVE)), None)
    return user.act_in(able) if able and user.is_active else None


def _read(batch: NotificationImport) -> None:
    """Read the file into rows, with what is wrong with each by itself."""
    sheet = rules.read(bytes(batch.content))
    batch.content = b""
    if sheet.problem:
        batch.state, batch.message = State.FAILED, sheet.problem
        return
    batch.encoding, batch.total = sheet.encoding, len(sheet.rows)
    rules.repeated(sheet.rows)
    for row in sheet.rows:
        rules.check_row(row, today())
    ImportRow.objects.bulk_create(
        [
            ImportRow(
                batch=batch, number=row.number, cells=row.cells, errors=rules.sentences(row),
                state=RowState.REJECTED if row.errors else RowState.GOOD,
            )
            for row in sheet.rows
        ],
        batch_size=1000,
    )  # fmt: skip


@dataclass
class Prepared:
    """A row that can be imported: what it says, where it goes, for which body."""

    line: ImportRow
    values: dict[str, Any]
    home: Home
    body: Organisation


def _check_next(batch: NotificationImport, sender: User) -> None:
    """Check the next portion against the records and the map."""
    lines = list(batch.lines.order_by("number")[batch.done : batch.done + PORTION])
    _judge(sender, [line for line in lines if line.state == RowState.GOOD])
    _keep(lines, ["state", "errors", "warnings"])
    batch.done += len(lines)
    if batch.done >= batch.total:
        batch.state, batch.done = State.READY, 0


def _judge(sender: User, lines: Sequence[ImportRow]) -> list[Prepared]:
    """The rows that can be imported; the others get their state and why."""
    rows = [(line, rules.read_again(line.number, line.cells)) for line in lines]
    told = {line.pk: _listed(row) for line, row in rows}
    assert sender.organisation is not None
    known = listed.known(sender.organisation, told.values())
    map_ = Authorities(sender.organisation, [row.values["postcode"] or "" for _, row in rows])
    prepared = []
    for line, row in rows:
        about, values = told[line.pk], row.values
        if earlier := known.taken.get(about.reference) or known.earlier(about):
            line.state = RowState.THERE
            line.warnings = [_there(earlier)]
            continue
        if known.clashes(about):
            rules.note(row, {"nhs_number": child_rules.NUMBER_CLASH})
        rules.check_row(row, today())  # a day may have passed since it was read
        home = body = None
        try:
            home = map_.home(values)
            body = map_.body(values)
        except Invalid as error:
            rules.note(row, error.errors)
        line.errors = rules.sentences(row)
        line.state = RowState.REJECTED if row.errors else RowState.GOOD
        line.warnings = [rules.plan_words(values, home.la)] if home and not row.errors else []
        if home and body and not row.errors:
            prepared.append(Prepared(line, values, home, body))
    return prepared


def _listed(row: Row) -> Listed:
    details = rules.child_details(row.values)
    name = f"{details['given_name']} {details['family_name']}"
    return Listed(row.values["their_reference"], details["nhs_number"], name, details["born_on"])


def _there(earlier: listed.Earlier) -> str:
    return (
        f"Notified on {earlier.sent_on:%-d %B %Y} already: {earlier.reference}. Nothing is added. "
        "If the authority must be told again, notify through the form and say why."
    )


def _import_next(batch: NotificationImport, sender: User) -> None:
    """Import the next portion of good rows; one that is good no more is set aside with the reason."""
    lines = list(batch.lines.filter(state=RowState.GOOD).order_by("number")[:PORTION])
    listed.lock(_listed(rules.read_again(line.number, line.cells)) for line in lines)
    prepared = _judge(sender, lines)
    made = _take_in(prepared, sender)
    for one, notification in zip(prepared, made, strict=True):
        one.line.state, one.line.notification = RowState.IMPORTED, notification
        one.line.cells = {"their_reference": notification.their_reference}
    _keep(lines, ["state", "errors", "warnings", "notification", "cells"])
    batch.done += len(lines)
    if batch.done >= batch.total:
        batch.state, batch.imported_at = State.IMPORTED, now()
        _tell(batch, sender)


def _keep(lines: Sequence[ImportRow], fields: list[str]) -> None:
    """Save these fields of rows that are there: an upsert, for Postgres is slow at an UPDATE with a case per row."""
    ImportRow.objects.bulk_create(
        lines, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _take_in(prepared: Sequence[Prepared], sender: User) -> list[Notification]:
    """One notification for each row, with everything that sending one writes but its papers."""
    if not prepared:
        return []
    families = [(_child(one), _carers(one)) for one in prepared]
    found = children.match_or_create_many(by=sender, families=families)
    hidden = listed.hidden_homes(child.pk for child in found)
    references = next_references("S23", len(prepared))
    made = [
        Notification(
            reference=reference, child=child, channel=Notification.Channel.IMPORT, organisation=sender.organisation,
            service=sender.membership.service if sender.membership else None, notifier=sender, body=one.body,
            la=one.home.la, icb=one.home.icb, la_basis=one.home.basis, la_basis_words=one.home.words,
            home_postcode="" if child.pk in hidden else one.home.postcode,
            csa_on=lawful.school_age_from(one.values["date_of_birth"]),
            **rules.record_of(one.values), **_sent(one.values["sent_on"]),
        )
        for one, child, reference in zip(prepared, found, references, strict=True)
    ]  # fmt: skip
    Notification.objects.bulk_create(made, batch_size=PORTION)
    role = sender.membership.role if sender.membership else ""
    StateChange.objects.bulk_create(
        [StateChange(notification=row, by=sender, by_role=role, to_state=row.state) for row in made]
    )
    VoluntaryNamed.objects.bulk_create(
        [
            VoluntaryNamed(notification=row, name=name, added_by=sender)
            for one, row in zip(prepared, made, strict=True)
            for name in dict.fromkeys(one.values["voluntary_named"] or [])
        ]
    )
    audit.record_many("referrals.send", by=sender, objs=made, channel=Notification.Channel.IMPORT)
    lists.sync_new(made, by=sender)
    return made


def _child(one: Prepared) -> dict[str, Any]:
    return {**rules.child_details(one.values), "home_la": one.home.la, "icb": one.home.icb}


def _carers(one: Prepared) -> list[dict[str, Any]]:
    return [carer for n in (1, 2) if (carer := rules.carer_of(one.values, n))]


def _sent(on: dt.date | None) -> dict[str, Any]:
    """The moments of sending: now, or noon of the day on which the body sent it itself."""
    moment = now()
    if on is None:
        return {"sent_at": moment, "sent_on": london(moment).date(), "la_since": moment}
    noon = min(moment, timezone.make_aware(dt.datetime.combine(on, dt.time(12))))
    return {
        "sent_at": noon,
        "sent_on": on,
        "la_since": noon,
        "outside_on": on,
        "outside_how": rules.SENT_BEFORE,
    }


def _tell(batch: NotificationImport, sender: User) -> None:
    """Each authority and each DCO team once for the whole list: how many, and where they find them."""
    made = batch.lines.filter(state=RowState.IMPORTED)
    for field, permission in (("la", P.REQUEST_ADVICE), ("icb", P.TRIAGE)):
        counts = Counter(made.values_list(f"notification__{field}", flat=True))
        for organisation in Organisation.objects.filter(pk__in=counts):
            count = counts[organisation.pk]
            whom = "your authority" if field == "la" else "local authorities in your area"
            notifications.tell(
                recipients=people(organisation, permission), kind="referrals.imported",
                subject=f"{count} notification{'s' if count > 1 else ''} of children under compulsory school age",
                body=f"{batch.organisation.name} has notified {whom} of {count} child{'ren' if count > 1 else ''} "
                "under compulsory school age in one list (Children and Families Act 2014 section 23). "
                "Each stands in your list.",
                dedupe_key=f"referrals.imported:{batch.pk}:{organisation.pk}", link=reverse("referrals:list"),
                organisation=organisation, in_app_only=field == "icb",
            )  # fmt: skip
    own = batch.lines.values_list("state", flat=True)
    counts_by_state = Counter(own)
    notifications.tell(
        recipients=[sender], kind="referrals.import_done", subject="Your list of notifications has been imported",
        body=f"{counts_by_state[RowState.IMPORTED]} imported, {counts_by_state[RowState.THERE]} there already, "
        f"{counts_by_state[RowState.REJECTED]} rejected.",
        dedupe_key=f"referrals.import_done:{batch.pk}", link=reverse("referrals:import", args=[batch.pk]),
        organisation=batch.organisation, in_app_only=True,
    )  # fmt: skip
