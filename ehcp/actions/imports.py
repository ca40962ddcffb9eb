"""Many requests from one spreadsheet: read, reported row by row, taken in whole or not at all."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import actions as children
from dco_portal.children import queries as child_queries
from dco_portal.children import rules as child_rules
from dco_portal.children.actions import find_or_add
from dco_portal.children.matching import NEW, check_child
from dco_portal.common import outbox
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from dco_portal.organisations.models import Organisation, ProviderService
from ehcp.actions import intake
from ehcp.models import RequestImport
from ehcp.queries.intake import open_requests
from ehcp.queries.notices import covering
from ehcp.rules import imports as rules
from ehcp.rules import intake as intake_rules

CHECK, RUN = "ehcp.check_import", "ehcp.run_import"
State = RequestImport.State
# Which column a broken rule of the whole request belongs to.
COLUMN_OF = {"born_on": "date_of_birth", "received_on": "asked_on", "icb": "icb"}
CARER_FIELDS = (
    "name",
    "relationship",
    "parental_responsibility",
    "email",
    "telephone",
    "never_write",
    "restriction_reason",
)


def check_can_import(user: User) -> Organisation:
    """The authority acted for. Raises NotAllowed for everybody but an LA's SEND officers."""
    if user.organisation is None or not user.may(P.REQUEST_ADVICE):
        raise NotAllowed("Only a local authority’s SEND officers upload requests.")
    return user.organisation


@transaction.atomic
def upload(*, by: User, upload: File) -> RequestImport:
    """Keep a file and have it read. The very file that was uploaded before is not read again.

    Raises NotAllowed, and Invalid beside `upload` for one that is too large.
    """
    organisation = check_can_import(by)
    if (upload.size or 0) > rules.MOST_BYTES:
        raise Invalid({"upload": "The file is larger than 2 MB. Split it into several"})
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    there = RequestImport.objects.visible_to(by).filter(
        sha256=digest, state__in=[State.IMPORTED, State.RUNNING]
    )
    if found := there.first():
        return found
    row = RequestImport.objects.create(
        organisation=organisation, uploaded_by=by, filename=(upload.name or "requests.csv")[-200:],
        content=content, sha256=digest,
    )  # fmt: skip
    audit.record("ehcp.import_upload", by=by, obj=row, sha256=digest)
    outbox.enqueue(CHECK, row.pk)
    return row


@dataclass
class Prepared:
    """One row ready to be taken in."""

    row: rules.Row
    icb: Organisation
    child_values: dict[str, Any]


@transaction.atomic
def check(*, import_id: uuid.UUID, by: User | None = None) -> RequestImport | None:
    """Read a file that waits for it and report row by row; one that does not wait is left alone."""
    batch = (
        RequestImport.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=import_id, state=State.CHECKING)
        .select_related("organisation", "uploaded_by")
        .first()
    )
    if batch is None:
        return None
    sheet = rules.read(bytes(batch.content))
    if sheet.problem:
        batch.state, batch.message = State.FAILED, sheet.problem
    else:
        _prepare(batch, sheet)
        faulty = sum(bool(row.errors) for row in sheet.rows)
        batch.state = State.FAULTY if faulty else State.CHECKED
        batch.message = (
            f"{faulty} of {len(sheet.rows)} rows have something to mend." if faulty else ""
        )
        batch.rows, batch.total = _report(sheet.rows), len(sheet.rows)
    batch.save()
    audit.record("ehcp.import_check", by=by, obj=batch, state=batch.state, rows=batch.total)
    return batch


@transaction.atomic
def start(*, by: User, import_id: uuid.UUID) -> RequestImport:
    """Have every row of a file in order taken in. Raises NotFound, NotAllowed, Conflict."""
    check_can_import(by)
    batch = (
        RequestImport.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=import_id)
        .first()
    )
    if batch is None:
        raise NotFound
    if batch.state != State.CHECKED:
        raise Conflict(f"This file is now “{batch.get_state_display()}”.")
    done = RequestImport.objects.visible_to(by).filter(
        sha256=batch.sha256, state__in=[State.IMPORTED, State.RUNNING]
    )
    if done.exists():
        raise Conflict("This very file has been imported already, so nothing was added.")
    batch.state, batch.uploaded_by = State.RUNNING, by
    batch.save()
    audit.record("ehcp.import_start", by=by, obj=batch, rows=batch.total)
    outbox.enqueue(RUN, batch.pk)
    return batch


@transaction.atomic
def run(*, import_id: uuid.UUID, by: User | None = None) -> RequestImport | None:
    """Take in every row, or none: a row that has become faulty meanwhile sends the file back."""
    batch = (
        RequestImport.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=import_id, state=State.RUNNING)
        .select_related("organisation", "uploaded_by")
        .first()
    )
    if batch is None:
        return None
    sheet = rules.read(bytes(batch.content))
    officer = _officer(batch)
    try:
        with transaction.atomic():
            prepared = _prepare(batch, sheet)
            if any(row.errors for row in sheet.rows) or officer is None:
                raise Invalid("A row is not in order any more.")
            references = {one.row.number: _take_in(one, batch, officer) for one in prepared}
    except DomainError as error:
        if not any(row.errors for row in sheet.rows) and sheet.rows:
            sheet.rows[0].errors.append(("", error.message))
        batch.state, batch.message = (
            State.FAULTY,
            "Nothing was imported: a row is not in order any more.",
        )
        batch.rows = _report(sheet.rows)
    else:
        batch.state, batch.imported_at, batch.message, batch.content = (
            State.IMPORTED,
            now(),
            "",
            b"",
        )
        batch.rows = _report(sheet.rows, references)
    batch.save()
    audit.record("ehcp.import_run", by=officer, obj=batch, state=batch.state, rows=batch.total)
    return batch


def _officer(batch: RequestImport) -> User | None:
    """Who pressed the button, acting for the organisation of the file; None when they have left it."""
    user = batch.uploaded_by
    posts = [post for post in user.memberships_now if post.organisation_id == batch.organisation_id]
    able = next((post for post in posts if user.act_in(post).may(P.REQUEST_ADVICE)), None)
    return user.act_in(able) if able and user.is_active else None


def _prepare(batch: RequestImport, sheet: rules.Sheet) -> list[Prepared]:
    """Check each row against the rules, note its faults and warnings; the rows that can be taken in."""
    officer = _officer(batch)
    boards = list(batch.organisation.icbs.filter(closed_on=None))
    seen: dict[tuple, int] = {}
    prepared = []
    for row in sheet.rows:
        if officer is None:
            row.errors.append(
                ("", "Whoever uploaded this file does not act for this authority any more")
            )
            continue
        icb = _board(row, boards)
        same = rules.same_child(row)
        if same in seen:
            row.errors.append(("", f"Row {seen[same]} is about the same child"))
        elif same is not None:
            seen[same] = row.number
        values = _child_values(row)
        _check_child(row, values, officer)
        _check_request(row)
        _check_carers(row)
        if icb is not None and not row.errors:
            prepared.append(Prepared(row, icb, values))
    return prepared


def _note(row: rules.Row, error: Invalid) -> None:
    """A broken rule, beside its column; a cell that could not be read has been named already."""
    named = {column for column, _ in row.errors}
    for field, text in error.errors.items():
        column = COLUMN_OF.get(field or "", field or "")
        if column not in named:
            row.errors.append((column if column in rules.BY_NAME else "", text))


def _board(row: rules.Row, boards: list[Organisation]) -> Organisation | None:
    code = (row.values["icb"] or "").upper()
    found = [board for board in boards if board.ods_code == code] if code else boards
    if len(found) == 1:
        return found[0]
    codes = ", ".join(board.ods_code or board.label for board in boards)
    row.errors.append(("icb", f"Write the ODS code of the integrated care board: {codes}"))
    return None


def _child_values(row: rules.Row) -> dict[str, Any]:
    values = row.values
    kept = (
        "given_name",
        "family_name",
        "nhs_number",
        "nhs_number_missing",
        "upn",
        "address",
        "postcode",
    )
    school = child_queries.known_setting(values["setting"] or "")
    return {
        **{name: values[name] or "" for name in kept},
        "known_as": "", "born_on": values["date_of_birth"], "setting_name": values["setting"] or "",
        "setting": str(school.pk) if school else "", "child": "", "match": NEW,
    }  # fmt: skip


def _check_child(row: rules.Row, values: dict[str, Any], officer: User) -> None:
    if values["born_on"] is None:
        return
    try:
        check_child(values, by=officer, check_age=intake_rules.check_age)
    except Invalid as error:
        _note(row, error)
        return
    similar = child_queries.similar(
        by=officer, given_name=values["given_name"], family_name=values["family_name"], born_on=values["born_on"],
        nhs_number=values["nhs_number"],
    )  # fmt: skip
    same = [one.child for one in similar if one.child and _same_person(one.child, values)]
    if len(same) == 1:
        values["match"] = str(same[0].id)
        row.warnings.append(
            f"This is the child of record {same[0].reference}; that record is used."
        )
        for reference in open_requests(same[0].id, by=officer):
            row.warnings.append(f"There is an open request about this child already: {reference}.")
    elif similar:
        row.warnings.append("A record of this child may exist already. The DCO team will match it.")


def _same_person(label: child_queries.ChildLabel, values: dict[str, Any]) -> bool:
    """The same NHS number, or the same name and birth where one of the two has no number."""
    number = "".join(values["nhs_number"].split()).replace("-", "")
    held = label.nhs_number.replace(" ", "")
    if number and held:
        return number == held
    name = f"{values['given_name']} {values['family_name']}"
    return label.born_on == values["born_on"] and child_queries.same_name(label.name, name)


def _check_request(row: rules.Row) -> None:
    values = row.values
    if values["decided_on"] is None:
        return
    try:
        intake_rules.check_dates(
            decided_on=values["decided_on"], asked_on=values["asked_on"] or today(), received_on=today(),
            assessment_requested_on=values["assessment_requested_on"],
        )  # fmt: skip
    except Invalid as error:
        _note(row, error)
    if values["consent"] == "partly" and not values["consent_detail"]:
        row.errors.append(("consent_detail", "Say what the limits are"))


def _check_carers(row: rules.Row) -> None:
    for n in (1, 2):
        carer = _carer(row, n)
        if carer is None:
            continue
        try:
            child_rules.check_carer(carer)
        except Invalid as error:
            row.errors += [(f"carer_{n}_{field}", text) for field, text in error.errors.items()]


def _carer(row: rules.Row, n: int) -> dict[str, Any] | None:
    values = {field: row.values[f"carer_{n}_{field}"] for field in CARER_FIELDS}
    if not any(values.values()):
        return None
    values["never_write"] = bool(values["never_write"])
    return {
        key: value if value is not None or key == "parental_responsibility" else ""
        for key, value in values.items()
    }


def _take_in(one: Prepared, batch: RequestImport, officer: User) -> tuple[str, str]:
    """Take one row in; its reference and id."""
    values, la = one.row.values, batch.organisation
    child = find_or_add(by=officer, la=la, icb=one.icb, values=one.child_values)
    request = intake.submit(
        by=officer, la=la, icb=one.icb, child=child, type=values["type"], decided_on=values["decided_on"],
        asked_on=values["asked_on"] or today(), assessment_requested_on=values["assessment_requested_on"],
        la_reference=values["la_reference"], question=values["question"], reason=values["reason"],
        needs_known=values["needs_known"], consent=values["consent"], consent_detail=values["consent_detail"],
        family_views=values["family_views"], known_services=_known(values["services_known"] or [], la),
    )  # fmt: skip
    for n in (1, 2):
        if carer := _carer(one.row, n):
            children.add_carer(by=officer, child_id=child.pk, **carer)
    return request.reference, str(request.pk)


def _known(names: Iterable[str], la: Organisation) -> list[intake.Known]:
    """Services by name where one of the area has it, else as the family says."""
    ours: dict[str, ProviderService] = {
        service.name.casefold(): service for service in covering(la)
    }
    found = []
    for name in names:
        service = ours.get(name.casefold())
        found.append(intake.Known(service=service) if service else intake.Known(described=name))
    return found


def _report(
    rows: list[rules.Row], references: dict[int, tuple[str, str]] | None = None
) -> list[dict[str, Any]]:
    """What is kept of each row: its number, the LA's reference, faults, warnings, and what became of it. No name."""
    given = references or {}
    return [
        {
            "number": row.number,
            "la_reference": row.values.get("la_reference") or "",
            "errors": [{"column": column, "text": text} for column, text in row.errors],
            "warnings": row.warnings,
            "reference": given.get(row.number, ("", ""))[0],
            "request": given.get(row.number, ("", ""))[1],
        }
        for row in rows
    ]
