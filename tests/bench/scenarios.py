"""What is measured, and how the database is filled for it."""

import datetime as dt
import itertools
import uuid
from functools import lru_cache

from django.test import Client
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.work.models import WorkItem
from dco_portal.work.reminders.sweeping import sweep
from tests.bench.harness import Call, scenario
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory

BATCH = 5_000
PEOPLE = 40
KINDS = ("ehcp.request", "ehcp.contribution", "ehcp.exception")


@lru_cache(maxsize=1)
def dco() -> User:
    """The reader: the DCO of the ICB whose list grows."""
    return person("dco", IcbFactory())


@lru_cache(maxsize=1)
def owners() -> list[User]:
    """Colleagues who own the work."""
    return [person("coordinator", dco().membership.organisation) for _ in range(PEOPLE)]


def grow(size: int) -> None:
    """Add open items to the ICB's list until there are `size`, due from five days ago to twenty weeks on (the longest clock).

    One in four has no owner yet; dates, kinds and owners are spread evenly.
    """
    have = WorkItem.objects.count()
    holders = itertools.cycle([*owners(), *[None] * (PEOPLE // 3)])
    for start in range(have, size, BATCH):
        WorkItem.objects.bulk_create(
            item(number, next(holders)) for number in range(start, min(start + BATCH, size))
        )


def item(number: int, owner: User | None) -> WorkItem:
    """The n-th open item."""
    object_id = uuid.uuid4()
    return WorkItem(
        kind=KINDS[number % len(KINDS)],
        object_id=object_id,
        reference=f"EHC-{today().year}-{number:06d}",
        title="Health advice for an education, health and care needs assessment",
        link=f"/ehc-advice/{object_id}/",
        organisation=dco().membership.organisation,
        owner=owner,
        rule="EHC-HEALTH-6W",
        due_on=today() + dt.timedelta(days=number % 145 - 5),
    )


def page(**filters: str) -> Call:
    """Opening the worklist as the DCO. Errors: `AssertionError` when the page shows no work."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(dco())

    def opened() -> None:
        response = client.get(reverse("home:worklist"), filters)
        assert response.status_code == 200
        assert response.context["rows"], "the list is empty, so this measures nothing"

    return opened


@scenario("worklist, first page", bounded=True)
def worklist_first_page() -> Call:
    """Everything open in the ICB, soonest first."""
    return page(view="all")


@scenario("worklist, filtered", bounded=True)
def worklist_filtered() -> Call:
    """One kind of work with one owner."""
    return page(view="all", kind=KINDS[0], owner=str(owners()[0].pk))


@scenario("worklist, reference search", bounded=True)
def worklist_reference() -> Call:
    """One item by its reference."""
    return page(view="all", reference=f"EHC-{today().year}-000123")


@scenario("reminder sweep, repeated", bounded=False, rounds=1)
def reminder_sweep() -> Call:
    """The morning's sweep over everything that is due; a repeat tells nobody again."""
    return sweep
