"""A long list costs what a short one does: every view's first page, filter and search by its index."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from dco_portal.common.clock import today
from dco_portal.work import lists
from dco_portal.work.models import WorkItem
from tests.factories.accounts import person
from tests.factories.organisations import ServiceFactory
from tests.factories.work import WorkItemFactory

COUNT = 20_000
KINDS = ("ehcp.request", "ehcp.contribution", "ehcp.check", "ehcp.notice")


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[lists.Reader]:
    """A provider lead whose organisation has all the items, and statistics that know it.

    Made once for all tests here, which only read, in a transaction that is never committed.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield crowded()
        transaction.set_rollback(True)


def crowded() -> lists.Reader:
    """Makes the items; their reader."""
    service = ServiceFactory()
    lead = person("provider_lead", organisation=service.provider)
    WorkItem.objects.bulk_create(
        (
            WorkItemFactory.build(
                organisation=service.provider,
                kind=KINDS[number % 4],
                reference=f"EHC-2026-{number:06}",
                team=service if number % 2 else None,
                owner=lead if number % 3 else None,
                part="watches" if number % 7 == 0 else "owes",
                due_on=today() + dt.timedelta(days=number % 90 - 10) if number % 11 else None,
            )
            for number in range(COUNT)
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE work_workitem")
    return lists.Reader.of(lead)


def nodes(plan: dict) -> list[dict]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


def of_page(look: lists.Look, reader: lists.Reader, after: str = "") -> list[dict]:
    """The plan of the page's own query, run for real."""
    seen: list[tuple] = []

    def note(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        lists.page(look, reader, after=after)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {seen[-1][0]}", seen[-1][1])
        found = cursor.fetchone()[0]
    return nodes((found if isinstance(found, list) else json.loads(found))[0]["Plan"])


def check(plan: list[dict], index: str) -> None:
    """The rows come from this index in order: nothing sorts, nothing reads the whole table."""
    kinds = [node["Node Type"] for node in plan]
    assert not [kind for kind in kinds if "Sort" in kind or "Bitmap" in kind], kinds
    scans = [node for node in plan if node.get("Relation Name") == "work_workitem"]
    assert [node.get("Index Name") for node in scans] == [index]
    read = scans[0]["Actual Rows"] + scans[0].get("Rows Removed by Filter", 0)
    assert read < COUNT / 10


def test_first_and_next_pages_walk_an_index(reader):
    for view, index in (
        ("mine", "work_mine"), ("unassigned", "work_unassigned"), ("team", "work_owed"), ("all", "work_all"),
        ("late", "work_owed"), ("closed", "work_closed"), ("drafts", "work_draft"),
    ):  # fmt: skip
        look = lists.find(reader, view)
        check(of_page(look, reader), index)
        if after := lists.page(look, reader).next:
            check(of_page(look, reader, after), index)


def test_filters_and_orders_walk_an_index(reader):
    check(of_page(lists.find(reader, "all", lists.Filters(kind="ehcp.check")), reader), "work_kind")
    check(
        of_page(lists.find(reader, "all", lists.Filters(rule="RA-HEALTH-6W")), reader), "work_rule"
    )
    soon = lists.Filters(due_from=today(), due_to=today() + dt.timedelta(days=7))
    check(of_page(lists.find(reader, "all", soon), reader), "work_all")
    check(of_page(lists.find(reader, "all", sort="-due"), reader), "work_all")
    check(of_page(lists.find(reader, "all", sort="reference"), reader), "work_reference")


def test_reference_search_reads_what_it_finds(reader):
    look = lists.find(reader, "mine", lists.Filters(reference="EHC-2026-00012"))
    plan = of_page(look, reader)
    (scan,) = (node for node in plan if node.get("Relation Name") == "work_workitem")
    assert scan["Index Name"] == "work_reference"
    assert scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0) == 10


def test_counts_stop_at_their_cap(reader):
    assert lists.counts(reader)["all"] == lists.COUNTED + 1
