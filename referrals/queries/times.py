"""How long notifications take, measured from facts: opinion to notice, notice to acknowledgement, to outcome.

The Act sets no limit for any of it (CFA 2014 s.23): a share "within" is within the local policy of the
child's board. Days are calendar days. Notifications that ended as duplicate or in error are not counted.
Plain values, for pages and for other apps.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import london, today
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation, OrganisationKind
from referrals.models import Notification
from referrals.states import VOID

KEYS = {
    "notice": "s23.notice_days",
    "acknowledge": "s23.acknowledge_days",
    "outcome": "s23.outcome_days",
}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """One notification's own times in days, None for what has not happened; `policy` by the names of `KEYS`."""

    to_notice: int
    to_acknowledge: int | None
    to_outcome: int | None
    waiting: int | None
    policy: dict[str, int]


@dataclass(frozen=True)
class Part:
    """One of the three times over many: how many were measured, median and longest in days, how many within policy."""

    measured: int
    median: float | None
    longest: int | None
    within: int

    @property
    def share(self) -> int | None:
        """Per cent within local policy, rounded down; None when nothing was measured."""
        return self.within * 100 // self.measured if self.measured else None


@dataclass(frozen=True)
class Line:
    """The times of one provider's notifications to one authority. `waiting` have not been acknowledged."""

    provider: str
    la: str
    sent: int
    waiting: int
    notice: Part
    acknowledge: Part
    outcome: Part


def of(notification: Notification) -> Times:
    """The times of one notification already found in scope."""
    since, ended = london(notification.la_since).date(), notification.outcome_on
    read = london(notification.acknowledged_at).date() if notification.acknowledged_at else None
    waits = read is None and ended is None and notification.state not in VOID
    return Times(
        to_notice=(notification.sent_on - notification.opinion_on).days,
        to_acknowledge=(read - since).days if read else None,
        to_outcome=(ended - since).days if ended else None,
        waiting=(today() - since).days if waits else None,
        policy={name: int(policy.value(key, notification.icb)) for name, key in KEYS.items()},
    )


def may_see(by: User) -> bool:
    """Whether a person's role sees figures about notifications of their organisation."""
    return by.may(P.SEE_ASSURANCE) or (
        by.may(P.SEE_ORGANISATION_WORK) and (by.may(P.REQUEST_ADVICE) or by.may(P.TRIAGE))
    )


def counted(
    organisation: Organisation | None, *, start: dt.date | None = None, end: dt.date | None = None
) -> QuerySet[Notification]:
    """An organisation's notifications that count, sent from a day to a day: its board's, its own, or those it was sent."""
    if organisation is None:
        return Notification.objects.none()
    kind = OrganisationKind(organisation.kind)
    mine = {
        OrganisationKind.ICB: Q(icb=organisation) | Q(body=organisation),
        OrganisationKind.LA: Q(la=organisation),
        OrganisationKind.PROVIDER: Q(organisation=organisation),
    }.get(kind)
    if mine is None:
        return Notification.objects.none()
    rows = Notification.objects.filter(mine).exclude(state__in=VOID)
    rows = rows.filter(sent_on__gte=start) if start else rows
    return rows.filter(sent_on__lte=end) if end else rows


def lines(
    organisation: Organisation | None,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    provider: uuid.UUID | str = "",
    la: uuid.UUID | str = "",
) -> list[Line]:
    """One line for each provider and authority, by name: two queries and three for each board's policy."""
    rows = counted(organisation, start=start, end=end)
    rows = rows.filter(organisation__pk=provider) if provider else rows
    rows = rows.filter(la__pk=la) if la else rows
    return [
        Line(found.pop("organisation__name"), found.pop("la__name"), *_figures(found))
        for found in _measured(rows, ["organisation__name", "la__name"])
    ]


def measure(
    organisation: Organisation | None, *, start: dt.date | None = None, end: dt.date | None = None
) -> Line | None:
    """The figures of everything of an organisation together, for measures of plans; None when nothing was sent."""
    rows = counted(organisation, start=start, end=end)
    found = next(iter(_measured(rows, [])), None)
    return Line("", "", *_figures(found)) if found and found["sent"] else None


def choices(
    organisation: Organisation | None,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Providers and authorities of an organisation's notifications, to filter by: (id, name)."""
    rows = counted(organisation).order_by()
    found = []
    for field in ("organisation", "la"):
        ids = rows.values(field).distinct()
        names = Organisation.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name")
        found.append([(str(pk), name) for pk, name in names])
    return found[0], found[1]


def policies(organisation: Organisation | None) -> list[tuple[str, dict[str, int]]]:
    """The local policy in force today of each board in question: its name, and days by the names of `KEYS`."""
    boards = Organisation.objects.filter(pk__in=counted(organisation).order_by().values("icb"))
    if organisation is not None and organisation.kind == OrganisationKind.ICB:
        boards = boards.filter(pk=organisation.pk)
    return [
        (board.label, {name: int(policy.value(key, board)) for name, key in KEYS.items()})
        for board in boards.order_by("name")
    ]


class _Median(Aggregate):
    """Postgres's own median of lengths of time."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def _measured(rows: QuerySet[Notification], by: Sequence[str]) -> Iterable[dict[str, Any]]:
    """The figures, grouped by these fields; lengths of time as they come from the database."""
    boards = list(Organisation.objects.filter(pk__in=rows.order_by().values("icb")))
    since, read = TruncDate("la_since"), TruncDate("acknowledged_at")
    rows = rows.annotate(
        notice_time=_between(F("opinion_on"), F("sent_on")),
        acknowledge_time=_between(since, read),
        outcome_time=_between(since, F("outcome_on")),
        **{f"{name}_limit": _limit(key, boards) for name, key in KEYS.items()},
    )
    figures: dict[str, Any] = {
        "sent": Count("pk"),
        "waiting": Count("pk", filter=Q(acknowledged_at=None, outcome_on=None)),
    }
    for name in KEYS:
        time = f"{name}_time"
        figures |= {
            f"{name}_measured": Count(time),
            f"{name}_median": _Median(time),
            f"{name}_longest": Max(time),
            f"{name}_within": Count("pk", filter=Q(**{f"{time}__lte": F(f"{name}_limit")})),
        }
    return rows.values(*by).annotate(**figures).order_by(*by) if by else [rows.aggregate(**figures)]


def _between(earlier: Any, later: Any) -> ExpressionWrapper:
    return ExpressionWrapper(later - earlier, output_field=DurationField())


def _limit(key: str, boards: Iterable[Organisation]) -> Case:
    """The local policy in force today of each notification's board."""
    cases = [When(icb=board, then=Value(int(policy.value(key, board)) * DAY)) for board in boards]
    return Case(*cases, default=Value(0 * DAY), output_field=DurationField())


def _figures(found: dict[str, Any]) -> tuple[int, int, Part, Part, Part]:
    parts = [
        Part(
            measured=found[f"{name}_measured"], median=_whole(found[f"{name}_median"]),
            longest=int(found[f"{name}_longest"] / DAY) if found[f"{name}_longest"] is not None else None,
            within=found[f"{name}_within"],
        )
        for name in KEYS
    ]  # fmt: skip
    return found["sent"], found["waiting"], parts[0], parts[1], parts[2]


def _whole(time: dt.timedelta | None) -> float | None:
    """A length of time in days, such as 2.5."""
    return round(time / DAY, 1) if time is not None else None
