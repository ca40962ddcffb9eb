"""Entries from a spreadsheet: read, reported row by row, taken in whole or not at all."""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common import outbox
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, DomainError, Invalid, NotFound
from dco_portal.organisations.models import Organisation
from local_offer.actions import entries, importing
from local_offer.actions.content import sort_name
from local_offer.actions.publishing import publish
from local_offer.models import Body, ListingImport, Service
from local_offer.queries import proposing
from local_offer.queries.content import Content, blank, read
from local_offer.rules import entries as entry_rules
from local_offer.rules import imports as rules
from local_offer.scope import kept_by

CHECK, RUN = "local_offer.check_import", "local_offer.run_import"
State = ListingImport.State


@transaction.atomic
def upload(*, by: User, authority: Organisation, upload: File) -> ListingImport:
    """Keep a file for an authority's Local Offer and have it read.

    Raises NotAllowed, NotFound for an authority of somebody else, Invalid beside `upload`.
    """
    entry_rules.check_can_edit(by)
    kept = kept_by(by)
    if kept is None or not kept.filter(pk=authority.pk).exists():
        raise NotFound
    if (upload.size or 0) > rules.MOST_BYTES:
        raise Invalid({"upload": "The file is larger than 2 MB. Split it into several"})
    content = upload.read()
    assert by.organisation is not None
    row = ListingImport.objects.create(
        local_authority=authority, organisation=by.organisation, uploaded_by=by,
        filename=(upload.name or "entries.csv")[-200:], content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    audit.record("local_offer.import_upload", by=by, obj=row, sha256=row.sha256)
    outbox.enqueue(CHECK, row.pk)
    return row


@dataclass
class Prepared:
    """One row ready to be taken in: the entry it changes, or none; what the entry will say."""

    row: rules.Row
    service: Service | None
    content: Content
    changes: list[str]


@transaction.atomic
def check(*, import_id: uuid.UUID, by: User | None = None) -> ListingImport | None:
    """Read a file that waits for it and report row by row; one that does not wait is left alone."""
    batch = _locked(import_id, State.CHECKING)
    if batch is None:
        return None
    sheet = rules.read(bytes(batch.content))
    if sheet.problem:
        batch.state, batch.message = State.FAILED, sheet.problem
    else:
        prepared = _prepare(batch, sheet)
        faulty = sum(bool(row.errors) for row in sheet.rows)
        batch.state = State.FAULTY if faulty else State.CHECKED
        batch.message = f"{faulty} of {len(sheet.rows)} rows have something to mend." if faulty else ""  # fmt: skip
        batch.rows, batch.total = _report(sheet.rows, prepared), len(sheet.rows)
    batch.save()
    audit.record("local_offer.import_check", by=by, obj=batch, state=batch.state, rows=batch.total)
    return batch


def _locked(import_id: uuid.UUID, state: str) -> ListingImport | None:
    rows = ListingImport.objects.select_for_update(of=("self",), skip_locked=True)
    found = rows.filter(pk=import_id, state=state)
    return found.select_related("local_authority", "organisation", "uploaded_by").first()


@transaction.atomic
def start(*, by: User, import_id: uuid.UUID) -> ListingImport:
    """Have every row of a file in order taken in. Raises NotFound, NotAllowed, Conflict."""
    entry_rules.check_can_edit(by)
    rows = ListingImport.objects.visible_to(by).select_for_update(of=("self",))
    batch = rows.filter(pk=import_id).first()
    if batch is None:
        raise NotFound
    if batch.state != State.CHECKED:
        raise Conflict(f"This file is now “{batch.get_state_display()}”.")
    assert by.organisation is not None
    batch.state, batch.uploaded_by, batch.organisation = State.RUNNING, by, by.organisation
    batch.save()
    audit.record("local_offer.import_start", by=by, obj=batch, rows=batch.total)
    outbox.enqueue(RUN, batch.pk)
    return batch


@transaction.atomic
def run(*, import_id: uuid.UUID, by: User | None = None) -> ListingImport | None:
    """Take in every row, or none: a row that has become faulty meanwhile sends the file back."""
    batch = _locked(import_id, State.RUNNING)
    if batch is None:
        return None
    sheet = rules.read(bytes(batch.content))
    editor = _editor(batch)
    prepared: list[Prepared] = []
    try:
        with transaction.atomic():
            prepared = _prepare(batch, sheet)
            if editor is None or any(row.errors for row in sheet.rows):
                raise Invalid("A row is not in order any more.")
            taken = {one.row.number: _take_in(one, batch, editor) for one in prepared}
    except DomainError as error:
        if sheet.rows and not any(row.errors for row in sheet.rows):
            sheet.rows[0].errors.append(("", error.message))
        batch.state = State.FAULTY
        batch.message = "Nothing was imported: a row is not in order any more."
        batch.rows = _report(sheet.rows, prepared)
    else:
        batch.state, batch.imported_at, batch.message, batch.content = State.IMPORTED, now(), "", b""  # fmt: skip
        batch.rows = _report(sheet.rows, prepared, taken)
    batch.save()
    audit.record("local_offer.import_run", by=editor, obj=batch, state=batch.state, rows=batch.total)  # fmt: skip
    return batch


def _editor(batch: ListingImport) -> User | None:
    """Who pressed the button, acting where they did; None when they are no editor there any more."""
    user = batch.uploaded_by
    posts = [post for post in user.memberships_now if post.organisation_id == batch.organisation_id]
    able = next((post for post in posts if user.act_in(post).may(P.EDIT_LOCAL_OFFER)), None)
    return user.act_in(able) if able and user.is_active else None


def _prepare(batch: ListingImport, sheet: rules.Sheet) -> list[Prepared]:
    """Find each row's entry, what it will say, and its faults; the rows that can be taken in."""
    there = importing.Directory(batch.local_authority)
    seen: dict[tuple[str, str], int] = {}
    earlier: list[rules.Known] = []
    prepared = []
    for row in sheet.rows:
        rules.check_row(row)
        service = there.entry(row)
        _once(row, service, seen)
        if service is None and row.values["name"]:
            _look_alike(row, [*there.known, *earlier])
            place = (row.values["postcode"] or "",)
            earlier.append(rules.Known(f"row {row.number}", row.values["name"], place))
        start = read(service) if service else blank()
        content = there.content(row, start)
        if not row.errors:
            changes = [each.label for each in proposing.difference(start, content)] if service else []  # fmt: skip
            prepared.append(Prepared(row, service, content, list(dict.fromkeys(changes))))
    return prepared


def _once(row: rules.Row, service: Service | None, seen: dict[tuple[str, str], int]) -> None:
    """Two rows of one file must not be the same entry."""
    keys = [("external", row.values["external_id"] or ""), ("entry", str(service.pk) if service else "")]  # fmt: skip
    for key in keys:
        if key[1] and key in seen:
            row.errors.append(("external_id", f"Row {seen[key]} is the same entry"))
        elif key[1]:
            seen[key] = row.number


def _look_alike(row: rules.Row, known: list[rules.Known]) -> None:
    found = rules.alike(row.values["name"], row.values["postcode"] or "", known)
    if found is None:
        return
    words = f"This looks like “{found.name}” ({found.key})."
    if row.values["not_the_same"]:
        row.warnings.append(f"{words} You said that it is another service.")
    else:
        row.errors.append(
            ("name", f"{words} Write its entry_id to change it, or yes under not_the_same")
        )


def _take_in(one: Prepared, batch: ListingImport, by: User) -> str:
    """Publish one row; the entry's id. A row that changes nothing leaves its entry as it is."""
    values, service = one.row.values, one.service
    if service is None:
        service = _new(values, batch, by)
    elif not one.changes and service.state == Service.State.PUBLISHED:
        _number(service, values, batch)
        return str(service.pk)
    else:
        _number(service, values, batch)
    publish(by=by, service_id=service.pk, content=one.content, why=f"Imported from {batch.filename}")  # fmt: skip
    return str(service.pk)


def _number(service: Service, values: dict[str, Any], batch: ListingImport) -> None:
    """An entry that a row named by the portal's id takes on the row's own number."""
    if values["external_id"] and not service.external_id:
        service.source, service.external_id = importing.source(batch.local_authority), values["external_id"]  # fmt: skip
        service.save(update_fields=["source", "external_id", "updated_at"])


def _new(values: dict[str, Any], batch: ListingImport, by: User) -> Service:
    name, running = values["name"], values["organisation"]
    body = importing.body(running) or entries.new_body(
        by=by, name=running, type=values["organisation_type"] or Body.Type.CHARITY
    )
    number = values["external_id"] or ""
    return Service.objects.create(
        body=body, local_authority=batch.local_authority, name=name, name_sort=sort_name(name),
        slug=entries.free_slug(Service, name), summary=values["summary"], owner=body.organisation,
        source=importing.source(batch.local_authority) if number else "", external_id=number,
    )  # fmt: skip


def _report(
    rows: list[rules.Row], prepared: list[Prepared], taken: dict[int, str] | None = None
) -> list[dict[str, Any]]:
    """What is kept of each row: its number, the name, what it does, faults, warnings, the entry it became."""
    by_number = {one.row.number: one for one in prepared}
    found = []
    for row in rows:
        one = by_number.get(row.number)
        what = "" if one is None else "new" if one.service is None else "change" if one.changes else "same"  # fmt: skip
        found.append(
            {
                "number": row.number,
                "name": row.values.get("name") or "",
                "what": what,
                "changes": one.changes if one else [],
                "errors": [{"column": column, "text": text} for column, text in row.errors],
                "warnings": row.warnings,
                "entry": (taken or {}).get(row.number, ""),
            }
        )
    return found
