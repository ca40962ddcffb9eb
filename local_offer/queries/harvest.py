"""Reading what was taken over from other directories."""

import contextlib
import copy
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from dco_portal.accounts.models import User
from dco_portal.organisations.models import Organisation, OrganisationKind
from local_offer.models import (
    HarvestedEntry,
    HarvestRow,
    HarvestRun,
    HarvestSource,
    Service,
    Term,
)
from local_offer.queries.content import ROWS, Content

Kind = HarvestRow.Kind
DECIDABLE = (Kind.NEW, Kind.CHANGED, Kind.CONFLICT, Kind.WITHDRAWN)


@dataclass(frozen=True)
class Provenance:
    """Where an entry was taken over from."""

    name: str
    url: str
    taken_at: dt.datetime
    withdrawn_on: dt.date | None


def provenance(service_id: uuid.UUID) -> Provenance | None:
    """The directory an entry comes from; None for one that is kept here alone."""
    row = HarvestedEntry.objects.select_related("source").filter(service=service_id).first()
    if row is None:
        return None
    return Provenance(row.source.name, row.source.url, row.taken_at, row.withdrawn_on)


def canonical(content: Content) -> dict[str, Any]:
    """A content in one order, so that two that say the same are equal."""
    found = copy.deepcopy(content)
    found["terms"] = sorted(found["terms"])
    for place in found["places"]:
        place["accessibility"] = sorted(place["accessibility"], key=lambda row: row["term"])
    for name in ("places", *ROWS):
        found[name] = sorted(found.get(name, []), key=lambda row: str(row.get("id")))
    return found


def authorities(user: User) -> QuerySet[Organisation]:
    """The authorities into whose Local Offer somebody may take entries."""
    organisation = user.organisation
    if organisation is None:
        return Organisation.objects.none()
    if organisation.kind == OrganisationKind.ICB:
        return Organisation.objects.filter(icb_links__icb=organisation, closed_on=None)
    return Organisation.objects.filter(pk=organisation.pk)


def term_names() -> tuple[dict[str, str], dict[tuple[str, str], str], dict[str, str]]:
    """Our terms: ids by themselves, ids by (taxonomy's name or code, name), and each id's taxonomy code."""
    by_id, by_name, taxonomy_of = {}, {}, {}
    rows = Term.objects.values_list("pk", "name", "code", "taxonomy__code", "taxonomy__name")
    alone: dict[str, list[str]] = {}
    for pk, name, code, taxonomy, title in rows:
        key = str(pk)
        by_id[key], taxonomy_of[key] = key, taxonomy
        for words in {name.casefold(), code}:
            for where in {taxonomy, title.casefold()}:
                by_name[where, words] = key
            if taxonomy != "accessibility":
                alone.setdefault(words, []).append(key)
    # A name on its own serves where one taxonomy alone has it.
    by_name |= {("", words): keys[0] for words, keys in alone.items() if len(set(keys)) == 1}
    return by_id, by_name, taxonomy_of


def authority_names() -> dict[str, str]:
    """Authorities by name and short name, in lower case."""
    rows = Organisation.objects.filter(kind=OrganisationKind.LA, closed_on=None)
    found: dict[str, str] = {}
    for pk, name, short in rows.values_list("pk", "name", "short_name"):
        found |= {words.casefold(): str(pk) for words in (name, short) if words}
    return found


def counts(run: HarvestRun) -> dict[str, int]:
    """How many rows of each kind a reading has."""
    rows = run.rows.order_by().values_list("kind").annotate(n=Count("pk"))
    return dict(rows)


def sources(user: User) -> QuerySet[HarvestSource]:
    """The feeds somebody keeps."""
    return HarvestSource.objects.visible_to(user).select_related("local_authority")


def with_last(user: User) -> list[tuple[HarvestSource, HarvestRun | None]]:
    """The feeds somebody keeps, each with its last reading."""
    found = list(sources(user))
    latest = HarvestRun.objects.filter(source__in=found).defer("upload")
    last = {
        run.source_id: run
        for run in latest.order_by("source_id", "-created_at").distinct("source_id")
    }
    return [(each, last.get(each.pk)) for each in found]


def runs(source: HarvestSource) -> QuerySet[HarvestRun]:
    """A feed's readings, newest first."""
    return source.runs.select_related("source", "by").defer("upload").order_by("-created_at")


def applied(run: HarvestRun) -> int:
    """How many rows of a reading are done."""
    return run.rows.filter(applied=True).count()


def decided(run: HarvestRun) -> QuerySet[HarvestRow]:
    """Rows that are still to be done, and that somebody or the plan has decided."""
    return _to_do(run).exclude(choice=HarvestRow.Choice.OPEN)


def undecided(run: HarvestRun) -> int:
    """How many rows wait for a decision."""
    return _to_do(run).filter(choice=HarvestRow.Choice.OPEN).count()


def _to_do(run: HarvestRun) -> QuerySet[HarvestRow]:
    return run.rows.filter(kind__in=DECIDABLE, applied=False)


def taken(run: HarvestRun) -> int:
    """How many rows the next publishing would publish."""
    return decided(run).filter(choice=HarvestRow.Choice.TAKE).count()


def withdrawn(source: HarvestSource) -> QuerySet[HarvestedEntry]:
    """Entries that the feed does not have any more, newest first."""
    rows = source.entries.filter(withdrawn_on__isnull=False).select_related("service")
    return rows.order_by("-withdrawn_on", "pk")


def own_entries(source: HarvestSource, external_ids: list[str]) -> set[str]:
    """Those ids of a feed that are entries of the very directory it is read into: they have come back."""
    ids = []
    for each in external_ids:
        with contextlib.suppress(ValueError):
            ids.append(uuid.UUID(each))
    rows = Service.objects.filter(pk__in=ids, local_authority=source.local_authority)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
