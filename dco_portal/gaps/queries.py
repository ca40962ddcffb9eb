"""The log ranked, and the numbers behind each line. All counts come from the sources themselves."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth, ExtractYear, TruncMonth

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from dco_portal.common.clock import today
from dco_portal.common.diagrams import Diagram
from dco_portal.gaps import sources, states
from dco_portal.gaps.models import GapLine, GapSource
from dco_portal.gaps.states import LIVE
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation

Kind = GapSource.Kind
EARLY = dt.date(2000, 1, 1)
A_SOURCE = 100_000_000  # in the rank one more source outweighs any later day, written 20261122
EXPORT_LIMIT = 5_000


@dataclass(frozen=True)
class Filters:
    """What to show; "" shows all. `view`: live, ended, merged or all. `area`: an authority's id or "none"."""

    view: str = "live"
    service: str = ""
    theme: str = ""
    area: str = ""
    state: str = ""
    owner: str = ""
    kind: str = ""

    def given(self) -> dict[str, str]:
        """The filters in force, without the view."""
        return {
            f.name: v for f in fields(self) if f.name != "view" and (v := getattr(self, f.name))
        }


def window_days(organisation: Organisation | None) -> int:
    """Days that count for the ranking: local policy."""
    return int(policy.value("gaps.rank_days", organisation))


def _counted(kind: str = "") -> QuerySet:
    rows = GapSource.objects.filter(line=OuterRef("pk"), withdrawn_at=None)
    return (rows.filter(kind=kind) if kind else rows).order_by().values("line")


def _number(rows: QuerySet) -> Coalesce:
    return Coalesce(
        Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=BigIntegerField()), Value(0)
    )


def ranked(user: User, filters: Filters | None = None) -> QuerySet[GapLine]:
    """The reader's lines with `recent` and `total` sources, `latest` day, and `rank` to order by.

    Rank: sources within the window of local policy first, then the latest day; both of one kind of
    source where the filter names one.
    """
    filters = filters or Filters()
    since = today() - dt.timedelta(days=window_days(user.organisation))
    rows = _filtered(GapLine.objects.visible_to(user), filters, user)
    counted = _counted(filters.kind)
    rows = rows.annotate(
        recent=_number(counted.filter(on__gte=since)),
        total=_number(counted),
        latest=Subquery(counted.annotate(day=Max("on")).values("day"), output_field=DateField()),
    )
    day = Coalesce("latest", Value(EARLY), output_field=DateField())
    written = ExtractYear(day) * 10_000 + ExtractMonth(day) * 100 + ExtractDay(day)
    rank = F("recent") * Value(A_SOURCE) + written
    if (
        filters.view == "live"
    ):  # what lost its last source and nobody has touched is no gap any more
        rows = rows.exclude(total=0, lock=0)
    return rows.annotate(rank=rank).select_related(
        "organisation", "local_authority", "owner", "merged_into"
    )


def _filtered(rows: QuerySet[GapLine], filters: Filters, user: User) -> QuerySet[GapLine]:
    if filters.view == "merged":
        rows = rows.exclude(merged_into=None)
    elif filters.view != "all":
        rows = rows.filter(merged_into=None)
    if filters.view == "live":
        rows = rows.filter(state__in=LIVE)
    elif filters.view == "ended":
        rows = rows.exclude(state__in=LIVE)
    given = {
        "service_kind": filters.service,
        "theme": filters.theme,
        "state": filters.state,
        "local_authority": filters.area if filters.area != "none" else "",
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if filters.area == "none":
        rows = rows.filter(local_authority=None)
    if filters.owner == "nobody":
        rows = rows.filter(owner=None)
    elif filters.owner == "me":
        rows = rows.filter(owner=user)
    if filters.kind:
        rows = rows.filter(pk__in=GapSource.objects.filter(kind=filters.kind, withdrawn_at=None).values("line"))  # fmt: skip
    return rows


def page(user: User, filters: Filters, *, after: str = "", before: str = "") -> keyset.Page:
    """One page of the log, the heaviest line first."""
    return keyset.page(
        ranked(user, filters), order="-rank", after=after, before=before, filled=True
    )


def everything(user: User, filters: Filters) -> list[GapLine]:
    """The whole log in order, for files; 5,000 lines at most."""
    rows: QuerySet = ranked(user, filters)
    return list(rows.order_by("-rank", "-pk")[:EXPORT_LIMIT])


def by_kind(line_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """How many sources of each kind lines have, one query for all."""
    found: dict[uuid.UUID, dict[str, int]] = {}
    rows = GapSource.objects.filter(line__in=list(line_ids), withdrawn_at=None)
    for row in rows.order_by().values("line", "kind").annotate(n=Count("pk")):
        found.setdefault(row["line"], {})[row["kind"]] = row["n"]
    return found


@dataclass(frozen=True)
class Month:
    """One month of a line: its first day, how many sources of each kind, and in all."""

    month: dt.date
    kinds: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def months(line: GapLine) -> list[Month]:
    """The line's sources month by month, the newest first; months without any are left out."""
    rows = (
        GapSource.objects.filter(line=line, withdrawn_at=None)
        .order_by()
        .annotate(month=TruncMonth("on"))
        .values("month", "kind")
        .annotate(n=Count("pk"))
    )
    found: dict[dt.date, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["month"], {})[row["kind"]] = row["n"]
    return [Month(month, kinds) for month, kinds in sorted(found.items(), reverse=True)]


def words(line: GapLine, limit: int = 20) -> list[tuple[str, int]]:
    """Words behind the line with how often, the commonest first."""
    rows = GapSource.objects.filter(line=line, withdrawn_at=None).exclude(folded="")
    counted = rows.order_by().values("folded").annotate(n=Count("pk"), shown=Max("words"))
    return [(row["shown"], row["n"]) for row in counted.order_by("-n", "folded")[:limit]]


def own_sources(
    line: GapLine, by: User, *, after: str = "", before: str = ""
) -> tuple[keyset.Page, dict[uuid.UUID, str]]:
    """One page of the line's sources, newest first, and the paths of those the reader may open."""
    rows = GapSource.objects.filter(line=line, withdrawn_at=None)
    found = keyset.page(rows, order="-on", after=after, before=before, filled=True)
    paths: dict[uuid.UUID, str] = {}
    for kind in {row.kind for row in found.rows}:
        ids = [row.source_id for row in found.rows if row.kind == kind]
        paths |= sources.links(kind, ids, by)
    return found, paths


def candidates(user: User, line: GapLine) -> QuerySet[GapLine]:
    """Live lines of the same ICB into which this one may go."""
    rows = GapLine.objects.visible_to(user).filter(
        organisation=line.organisation_id, merged_into=None, state__in=LIVE
    )
    return (
        rows.exclude(pk=line.pk)
        .select_related("local_authority")
        .order_by("service_kind", "theme", "reference")
    )


def areas(user: User) -> QuerySet[Organisation]:
    """Authorities that the reader's lines are about."""
    lines = GapLine.objects.visible_to(user).exclude(local_authority=None)
    return Organisation.objects.filter(pk__in=lines.values("local_authority")).order_by("name")


def held_back(organisation: Organisation | None) -> int:
    """Searches that do not count yet because too few people made them."""
    return GapSource.objects.filter(
        Q(line=None), organisation=organisation, withdrawn_at=None
    ).count()


def totals(lines: Iterable[Any]) -> dict[str, int]:
    """Sources in all by kind of the given lines, for a report's foot."""
    found: dict[str, int] = {}
    for kinds in by_kind([line.pk for line in lines]).values():
        for kind, count in kinds.items():
            found[kind] = found.get(kind, 0) + count
    return found


def diagrams() -> list[Diagram]:
    """This app's table of states, for the command that draws them."""
    return [
        Diagram(
            "gap-line",
            {str(state.value): str(state.label) for state in states.LineState},
            {str(key): frozenset(map(str, value)) for key, value in states.MOVES.items()},
            str(states.START),
            frozenset(map(str, states.ENDS)),
        )
    ]
