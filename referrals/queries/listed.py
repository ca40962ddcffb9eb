"""What is on record already about the rows of an uploaded list: few queries, however many rows."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from dco_portal.children import names
from dco_portal.children.models import Carer, Child
from dco_portal.organisations.models import Organisation
from referrals.models import Notification
from referrals.queries.earlier import Earlier
from referrals.states import VOID, NotificationState


@dataclass(frozen=True)
class Listed:
    """What a row says of who it is about; `nhs_number` tidied, "" when not known."""

    reference: str
    nhs_number: str
    name: str
    born_on: dt.date


@dataclass
class Known:
    """`taken`: notifications by the body's own reference; `numbers`: birthdays by NHS number on record."""

    taken: dict[str, Earlier] = field(default_factory=dict)
    numbers: dict[str, tuple[uuid.UUID, dt.date]] = field(default_factory=dict)
    of_child: dict[uuid.UUID, Earlier] = field(default_factory=dict)
    of_name: dict[tuple[str, dt.date], list[tuple[str, Earlier]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def clashes(self, row: Listed) -> bool:
        """Whether this NHS number is on a record with another date of birth."""
        held = self.numbers.get(row.nhs_number)
        return held is not None and held[1] != row.born_on

    def earlier(self, row: Listed) -> Earlier | None:
        """The first notification that counts of this child, or of a namesake who may be this child."""
        held = self.numbers.get(row.nhs_number)
        if held and held[1] == row.born_on and held[0] in self.of_child:
            return self.of_child[held[0]]
        for number, found in self.of_name.get((_sorted(row.name), row.born_on), ()):
            if not (number and row.nhs_number):  # two different numbers are two children
                return found
        return None


def known(organisation: Organisation, rows: Iterable[Listed]) -> Known:
    """What is known of these rows, written by this organisation. Five queries at most."""
    rows = list(rows)
    found = Known()
    taken = Notification.objects.filter(
        organisation=organisation, their_reference__in={row.reference for row in rows}
    ).exclude(state=NotificationState.IN_ERROR)
    for own, pk, reference, sent_on in taken.values_list(
        "their_reference", "pk", "reference", "sent_on"
    ):
        found.taken[own] = Earlier(pk, reference, sent_on)
    numbers = {row.nhs_number for row in rows if row.nhs_number}
    for number, pk, born_on in Child.objects.filter(nhs_number__in=numbers).values_list(
        "nhs_number", "pk", "born_on"
    ):
        found.numbers[number] = (pk, born_on)
    _of_children(found)
    _of_names(found, rows)
    return found


def lock(rows: Iterable[Listed]) -> None:
    """Hold the records with these NHS numbers until the transaction ends, in one order: whoever notifies waits here."""
    numbers = {row.nhs_number for row in rows if row.nhs_number}
    held = Child.objects.select_for_update(of=("self",)).filter(nhs_number__in=numbers)
    list(held.order_by("pk").values_list("pk"))


def hidden_homes(children: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these children who live with somebody whose address is hidden."""
    rows = Carer.objects.filter(
        child__in=set(children), ended_on=None, address_hidden=True, lives_with_child=True
    )
    return set(rows.values_list("child_id", flat=True))


def _of_children(found: Known) -> None:
    ids = [pk for pk, _ in found.numbers.values()]
    rows = Notification.objects.filter(child__in=ids).exclude(state__in=VOID)
    for child_id, pk, reference, sent_on in rows.order_by("-sent_at").values_list(
        "child_id", "pk", "reference", "sent_on"
    ):
        found.of_child[child_id] = Earlier(
            pk, reference, sent_on
        )  # the first one last, so that it stays


def _of_names(found: Known, rows: list[Listed]) -> None:
    """Notified children born on these days: those without a number, and any for a row without one."""
    all_days = {row.born_on for row in rows}
    bare_days = {row.born_on for row in rows if not row.nhs_number}
    counting = Notification.objects.filter(child=OuterRef("pk")).exclude(state__in=VOID)
    near = Child.objects.filter(
        Exists(counting), Q(born_on__in=all_days, nhs_number="") | Q(born_on__in=bare_days)
    )
    people = {
        child.pk: child for child in near.only("given_name", "family_name", "born_on", "nhs_number")
    }
    sent = Notification.objects.filter(child__in=people).exclude(state__in=VOID)
    for child_id, pk, reference, sent_on in sent.order_by("sent_at").values_list(
        "child_id", "pk", "reference", "sent_on"
    ):
        child = people[child_id]
        key = (_sorted(child.name), child.born_on)
        found.of_name[key].append((child.nhs_number, Earlier(pk, reference, sent_on)))


def _sorted(name: str) -> str:
    """A name's folded words in one order, so that swapped names are the same."""
    return " ".join(sorted(names.fold(name).split()))
