"""What is measured: pages opened through the whole stack, signed in, and the reminder sweep."""

from pathlib import Path

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.notifications.models import Notification
from dco_portal.work.reminders.sweeping import sweep
from tests.bench import rows
from tests.bench.area import area, case
from tests.bench.harness import Call, scenario

SEEN = 122  # the item that searches look for; it is there at every size from 1,000 on


def signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def opened(client: Client, address: str, **parameters: str) -> HttpResponse:
    """The page. Errors: `AssertionError` when it does not open."""
    response = client.get(address, parameters)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response


def worklist(user: User, *, shown: int, **filters: str) -> Call:
    """Opening the worklist. Errors: `AssertionError` when rows or children's names are missing."""
    client = signed_in(user)

    def call() -> None:
        found = opened(client, reverse("home:worklist"), **filters).context["rows"]
        assert len(found) == shown, f"{len(found)} rows instead of {shown}"
        named = [row for row in found if not row["cells"][0]["text"].startswith(("EHC", "ECN"))]
        assert named == found, "children's names are missing"

    return call


@scenario("worklist, first page", bounded=True)
def worklist_first_page() -> Call:
    """Everything open in the board's list, soonest first."""
    return worklist(area().dco, shown=25, view="all")


@scenario("worklist, filtered", bounded=True)
def worklist_filtered() -> Call:
    """One kind of work with one owner."""
    owner = area().coordinators[0]
    return worklist(area().dco, shown=25, view="all", kind="ehcp.request", owner=str(owner.pk))


@scenario("worklist, reference search", bounded=True)
def worklist_reference() -> Call:
    """One item by its reference."""
    return worklist(area().dco, shown=1, view="all", reference=rows.reference("EHC", SEEN))


@scenario("worklist, a clinician's own")
def worklist_mine() -> Call:
    """The list of somebody who sees their own work alone."""
    return worklist(area().clinicians[0][0], shown=25, view="mine")


@scenario("case page")
def case_page() -> Call:
    """A request with three services, eight messages and its history, as the DCO sees it."""
    client = signed_in(area().dco)
    address = reverse("ehcp:case", args=[case().pk])

    def call() -> None:
        context = opened(client, address).context
        assert len(context["services"]) == 3
        assert len(context["thread"]) == 8

    return call


@scenario("the LA's requests, first page")
def request_list() -> Call:
    """Open requests of the authority, soonest first."""
    client = signed_in(area().officer)

    def call() -> None:
        assert len(opened(client, reverse("ehcp:list")).context["rows"]) == 25

    return call


@scenario("child search by name, misspelt")
def child_search() -> Call:
    """A name with two letters swapped, and the date of birth."""
    client = signed_in(area().dco)
    given, family = rows.name(SEEN)
    day = rows.born(SEEN)
    words = {
        "name": f"{given} {family[:-2]}{family[-1]}{family[-2]}",
        "born_on_0": str(day.day),
        "born_on_1": str(day.month),
        "born_on_2": str(day.year),
    }
    address = client.post(reverse("children:search"), words)["Location"]

    def call() -> None:
        found = opened(client, address).context["found"]
        assert rows.reference("CYP", SEEN) in {hit.child.reference for hit in found}

    return call


@scenario("child's chronology")
def chronology() -> Call:
    """Everything that happened to the child of the case page."""
    client = signed_in(area().dco)
    address = reverse("home:chronology", args=[case().child_id])

    def call() -> None:
        assert len(opened(client, address).context["events"]) > 10

    return call


def peak() -> int:
    """The most memory this process has held, in MB; counting begins anew with each call."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def swept() -> str:
    """One sweep as of today: the messages it wrote, and by how much memory grew."""
    peak()
    before = peak()
    record = sweep(today())
    assert record.finished_at is not None
    return f"{record.items:,} due, {record.told:,} messages, +{max(peak() - before, 0)} MB"


@scenario("reminder sweep, nobody told yet", once=True)
def first_sweep() -> Call:
    """The worst night: everything that is due is told for the first time."""

    def call() -> str:
        said = swept()
        assert Notification.objects.filter(kind="work.reminder").exists()
        return said

    return call


@scenario("reminder sweep, repeated", once=True)
def repeated_sweep() -> Call:
    """The same again: everything is looked at and nobody told twice."""

    def call() -> str:
        before = Notification.objects.count()
        said = swept()
        assert Notification.objects.count() == before
        return said

    return call
