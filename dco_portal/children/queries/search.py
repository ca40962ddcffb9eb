"""Finding a child: by NHS number, reference, or name and date of birth, tolerant of spelling."""

import datetime as dt
from dataclasses import dataclass

from dco_portal.accounts.models import User
from dco_portal.children import names, numbers
from dco_portal.children.models import Child
from dco_portal.children.queries.labels import ChildLabel, label, labels

LIMIT = 50
CANDIDATES = 500  # children of one date of birth that share a trigram; far above what a day brings


@dataclass(frozen=True)
class Found:
    """A child that fits a search, and how well: "exact" or "similar"."""

    child: ChildLabel
    fit: str


@dataclass(frozen=True)
class Similar:
    """A record that may be this child's. `child` is None where the reader may not see it:
    then a record may exist already, and nothing more is told."""

    child: ChildLabel | None


def search(
    *,
    by: User,
    nhs_number: str = "",
    reference: str = "",
    name: str = "",
    born_on: dt.date | None = None,
) -> list[Found]:
    """Children in the reader's scope that fit, best first, at most 50.

    By NHS number (spaces and dashes do not matter), else by reference, else by name and date of birth.
    A name fits however its words are ordered, with slips of spelling; of a date of birth, day and
    month may be swapped.
    """
    scope = Child.objects.visible_to(by)
    if number := numbers.tidy(nhs_number):
        return _exact(scope.filter(nhs_number=number), by)
    if reference:
        return _exact(scope.filter(reference=reference.strip().upper()), by)
    if not name or born_on is None:
        return []
    hits = _alike(scope.filter(born_on__in=_days(born_on)), name)
    shown = labels([child.pk for child, _ in hits[:LIMIT]], by)
    same = names.fold(name)
    return [
        Found(
            shown[child.pk],
            "exact" if child.born_on == born_on and same == names.fold(child.name) else "similar",
        )
        for child, _ in hits[:LIMIT]
        if child.pk in shown
    ]


def similar(
    *, by: User, given_name: str, family_name: str, born_on: dt.date, nhs_number: str = ""
) -> list[Similar]:
    """Records that may be this child's, best first, before a new one is started.

    Those the reader may see are named. All others together become one entry without a child, so that
    no more is told than that a record may exist: the DCO team matches it. One with this very NHS
    number and date of birth needs no telling: `match_or_create` links it.
    """
    name = f"{given_name} {family_name}"
    everyone = Child.objects.filter(born_on__in=_days(born_on))
    hits = [child for child, _ in _alike(everyone, name)]
    linked = None
    if number := numbers.tidy(nhs_number):
        linked = Child.objects.filter(nhs_number=number, born_on=born_on).first()
        hits += [linked] if linked and linked not in hits else []
    mine = set(
        Child.objects.visible_to(by)
        .filter(pk__in=[child.pk for child in hits])
        .values_list("pk", flat=True)
    )
    found = [Similar(label(child)) for child in hits if child.pk in mine]
    if any(child.pk not in mine and child != linked for child in hits):
        found.append(Similar(None))
    return found


def number_clashes(nhs_number: str, born_on: dt.date) -> bool:
    """Whether this NHS number is on a record with another date of birth; never says on whose."""
    number = numbers.tidy(nhs_number)
    return (
        bool(number) and Child.objects.filter(nhs_number=number).exclude(born_on=born_on).exists()
    )


def same_name(first: str, second: str) -> bool:
    """Whether two names have the same words, whatever their case, marks and order."""
    return sorted(names.fold(first).split()) == sorted(names.fold(second).split())


def _exact(rows, by: User) -> list[Found]:
    shown = labels(rows.values_list("pk", flat=True)[:LIMIT], by)
    return [Found(child, "exact") for child in shown.values()]


def _alike(rows, name: str) -> list[tuple[Child, float]]:
    """Children whose name is like this one, with the likeness, best first. One query, on two indexes."""
    wanted = names.trigrams(name)
    if not wanted:
        return []
    near = rows.filter(search_trigrams__overlap=sorted(wanted)).only(
        "reference", "given_name", "family_name", "known_as", "born_on", "nhs_number"
    )[:CANDIDATES]
    scored = [(child, _likeness(child, wanted)) for child in near]
    hits = [(child, score) for child, score in scored if score >= names.ALIKE]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0].family_name, hit[0].given_name, hit[0].pk))


def _likeness(child: Child, wanted: frozenset[str]) -> float:
    """The better likeness of the full name and of the name the child is known by."""
    ways = [child.name]
    if child.known_as:
        ways += [f"{child.known_as} {child.family_name}", child.known_as]
    return max(names.likeness(wanted, names.trigrams(way)) for way in ways)


def _days(born_on: dt.date) -> list[dt.date]:
    """The date of birth, and the one with day and month swapped where that is a date."""
    days = [born_on]
    if born_on.day <= 12 and born_on.day != born_on.month:
        days.append(born_on.replace(month=born_on.day, day=born_on.month))
    return days
