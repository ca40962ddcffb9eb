"""Filling the database: open items of one board with the children, requests and parts behind them.

Rows are written in bulk with the values the actions would give them, a batch at a time, so that
memory does not grow with the size. Every tenth item is an early notice; of the requests every
second one is with a service, which has an item of its own in its provider's list. Names, dates and
owners are spread evenly; one request in fifty is late and one in eleven has no owner.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import lru_cache

import nhs_number
from django.db import connection, transaction
from django.db.models import AutoField, Model
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children.models import Child, Involvement
from dco_portal.children.names import searchable
from dco_portal.common import clock
from dco_portal.work.models import WorkItem
from ehcp.models import AdviceRequest, ConsiderNotice, Contribution, StateChange
from tests.bench.area import Area, area, case

BATCH = 2_000
PROGRESS = 20_000
DAY = dt.timedelta(days=1)
CLOCK, SERVICE = 42 * DAY, 28 * DAY
GIVEN = (
    "Amelia Noah Olivia George Isla Arthur Ava Muhammad Freya Leo Aisha Oscar Zofia Theodore Siân Archie "
    "Lily Jack Priya Henry Chloe Kacper Grace Tomos Ella Ibrahim Maisie Finley Ngozi Rory"
).split()
ENDINGS = "son ley ton field worth well man wood ford by kowski ova"
FAMILY = [
    start + ending
    for start in (
        "Ash", "Bar", "Brad", "Cal", "Dun", "Ed", "Fair", "Gor", "Hal", "Ing", "Jeff", "Kel", "Lang", "Mil",
        "New", "Os", "Pres", "Rad", "Shel", "Thorn",
    )
    for ending in ENDINGS.split()
]  # fmt: skip


@lru_cache(maxsize=1)
def today() -> dt.date:
    """One day for the whole run, also past midnight."""
    return clock.today()


def reference(prefix: str, number: int) -> str:
    """The reference of the n-th item; the first belongs to the case played through."""
    return f"{prefix}-{today().year}-{number + 1:06d}"


def grow(size: int) -> None:
    """Bring the board's list to `size` open items."""
    case()
    have = WorkItem.objects.filter(organisation=area().icb, state="open").count()
    for start in range(have, size, BATCH):
        end = min(start + BATCH, size)
        _write(range(start, end), area())
        if end // PROGRESS > start // PROGRESS:
            print(f"  {end:,} open items", flush=True)


@transaction.atomic
def _write(numbers: range, here: Area) -> None:
    """One batch: children first, then what names them. Foreign keys are right by their making, so unchecked."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    children = [_child(number, here) for number in numbers]
    requests, notices, contributions, changes, parts, items = [], [], [], [], [], []
    for number, child in zip(numbers, children, strict=True):
        if number % 10 == 7:
            notice = _notice(number, child, here)
            notices.append(notice)
            parts += _sides(child, "ehcp.notice", notice.pk, here)
            items.append(_notice_item(notice, here))
            continue
        request = _request(number, child, here)
        requests.append(request)
        changes.append(_change(request, here.officer, "", "received"))
        parts += _sides(child, "ehcp.request", request.pk, here)
        items.append(_request_item(request, here))
        if request.state == "with_services":
            row = _contribution(number, request, here)
            contributions.append(row)
            changes.append(_change(request, request.entered_by, "received", "with_services"))
            parts += [*_sides(child, "ehcp.contribution", row.pk, here), *_writing(child, row)]
            items.append(_contribution_item(row, here))
    for model, rows in (
        (Child, children), (AdviceRequest, requests), (ConsiderNotice, notices), (Contribution, contributions),
        (StateChange, changes), (Involvement, parts), (WorkItem, items),
    ):  # fmt: skip
        _copy(model, rows)


def _copy(model: type[Model], rows: Sequence[Model]) -> None:
    """Write rows by COPY, which is several times faster than INSERT. The rows' own defaults hold."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not isinstance(field, AutoField)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as out,
    ):
        for row in rows:
            out.write_row([field.pre_save(row, True) for field in fields])


@lru_cache(maxsize=len(GIVEN) * len(FAMILY))
def _searchable(given: str, family: str) -> tuple[str, list[str]]:
    return searchable(given, family)


def name(number: int) -> tuple[str, str]:
    """Given and family name of the n-th child."""
    return GIVEN[number % len(GIVEN)], FAMILY[number * 7 % len(FAMILY)]


def born(number: int) -> dt.date:
    """Birthday of the n-th child: 2 to 22 years old."""
    return today() - (730 + number * 37 % 7_300) * DAY


def _child(number: int, here: Area) -> Child:
    given, family = name(number)
    digits = f"999{number:06d}"
    check = nhs_number.calculate_checksum(digits)
    known = check is not None and check < 10
    search_name, search_trigrams = _searchable(given, family)
    return Child(
        reference=reference("CYP", number), given_name=given, family_name=family, born_on=born(number),
        nhs_number=f"{digits}{check}" if known else "", nhs_number_missing="" if known else "not_supplied",
        home_la=here.la, icb=here.icb, search_name=search_name, search_trigrams=search_trigrams,
    )  # fmt: skip


def _owner(number: int, here: Area) -> User | None:
    place = number % 11
    return None if place == 10 else here.coordinators[place % len(here.coordinators)]


def _due(number: int) -> dt.date:
    late = number % 50 == 0
    return today() - (1 + number // 50 % 10) * DAY if late else today() + number % 43 * DAY


def _request(number: int, child: Child, here: Area) -> AdviceRequest:
    due = _due(number)
    start = due - CLOCK
    return AdviceRequest(
        reference=reference("EHC", number), child=child, la=here.la, icb=here.icb,
        state="with_services" if number % 2 else "received", la_officer=here.officer,
        coordinator=_owner(number, here), decided_on=start - 3 * DAY, asked_on=start, received_on=start,
        clock_start=start, rule="EHC-HEALTH-6W", due_on=due, service_date=start + SERVICE,
        question="Advice on the child's health needs", reason="The school is worried", consent="given",
        entered_by=here.officer,
    )  # fmt: skip


def _notice(number: int, child: Child, here: Area) -> ConsiderNotice:
    day = today() - number % 30 * DAY
    return ConsiderNotice(
        reference=reference("ECN", number), child=child, la=here.la, icb=here.icb, notice_on=day,
        received_on=day, entered_by=here.officer,
    )  # fmt: skip


def _contribution(number: int, request: AdviceRequest, here: Area) -> Contribution:
    place = number // 2 % len(here.services)
    team = here.clinicians[place]
    return Contribution(
        request=request, service=here.services[place], reference=f"{request.reference}-1", state="writing",
        clinician=team[number // 20 % len(team)], due_on=request.due_on, service_date=request.service_date,
    )  # fmt: skip


def _change(request: AdviceRequest, by: User, before: str, after: str) -> StateChange:
    return StateChange(
        request=request, by=by, by_role="la_officer", from_state=before, to_state=after
    )


def _sides(child: Child, kind: str, case_id: uuid.UUID, here: Area) -> list[Involvement]:
    """The parts that the board and the authority have in everything."""
    return [
        Involvement(
            child=child, organisation=side, reason="Health advice", case_kind=kind, case_id=case_id
        )
        for side in (here.icb, here.la)
    ]


def _writing(child: Child, row: Contribution) -> list[Involvement]:
    """The parts of the service and of its clinician."""
    return [
        Involvement(
            child=child, organisation=row.service.provider, service=row.service, user=user, reason="Asked for advice",
            case_kind="ehcp.contribution", case_id=row.pk,
        )
        for user in (None, row.clinician)
    ]  # fmt: skip


def _request_item(request: AdviceRequest, here: Area) -> WorkItem:
    waiting = request.state == "with_services"
    return WorkItem(
        kind="ehcp.request", object_id=request.pk, organisation=here.icb, reference=request.reference,
        title="Health advice: EHC needs assessment", step="Waiting for services" if waiting else "Triage",
        link=reverse("ehcp:case", args=[request.pk]), owner=request.coordinator, rule=request.rule,
        due_on=request.due_on,
    )  # fmt: skip


def _notice_item(notice: ConsiderNotice, here: Area) -> WorkItem:
    return WorkItem(
        kind="ehcp.notice", object_id=notice.pk, organisation=here.icb, reference=notice.reference,
        title="Early notice of an assessment", step="Waiting for the local authority", part="watches",
        link=reverse("ehcp:notice", args=[notice.pk]),
    )  # fmt: skip


def _contribution_item(row: Contribution, here: Area) -> WorkItem:
    return WorkItem(
        kind="ehcp.contribution", object_id=row.pk, organisation=row.service.provider, reference=row.reference,
        title=f"Health advice from {row.service.name}", step="Write the advice", team=row.service,
        owner=row.clinician, escalate_to=here.icb, rule="EHC-HEALTH-6W", due_on=row.due_on,
        target_on=row.service_date, link=reverse("ehcp:contribution", args=[row.pk]),
    )  # fmt: skip
