"""The risk register of a plan, its matrix and the history of scores."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from inspections.models import Risk, RiskChange
from inspections.rules.risks import IMPACT, LIKELIHOOD, Band, band
from inspections.states import RiskState


@dataclass(frozen=True)
class RiskLine:
    """One risk as it stands. `trend`: up, down or same since its first score; `overdue` of its review."""

    id: uuid.UUID
    number: int
    cause: str
    event: str
    effect: str
    likelihood: int
    impact: int
    score: int
    band: Band
    first_score: int
    target_score: int | None
    control: str
    owner: str
    review_on: dt.date | None
    overdue: bool
    state: str
    closed_words: str
    actions: tuple[tuple[uuid.UUID, str], ...]

    @property
    def trend(self) -> str:
        """How the score moved since it was first given."""
        moved = self.score - self.first_score
        return "up" if moved > 0 else "down" if moved < 0 else "same"


def lines(plan_id: uuid.UUID, on: dt.date) -> list[RiskLine]:
    """A plan's risks, open ones by score, then what is closed or has happened. Three queries."""
    rows = list(Risk.objects.filter(plan=plan_id).prefetch_related("actions"))
    first: dict[uuid.UUID, int] = {}
    for risk_id, likelihood, impact in (
        RiskChange.objects.filter(plan=plan_id)
        .order_by("risk", "id")
        .distinct("risk")
        .values_list("risk", "likelihood", "impact")
    ):
        first[risk_id] = likelihood * impact
    found = [_line(row, first.get(row.pk, row.score), on) for row in rows]
    return sorted(found, key=lambda line: (line.state != RiskState.OPEN, -line.score, line.number))


def _line(row: Risk, first: int, on: dt.date) -> RiskLine:
    return RiskLine(
        id=row.pk,
        number=row.number,
        cause=row.cause,
        event=row.event,
        effect=row.effect,
        likelihood=row.likelihood,
        impact=row.impact,
        score=row.score,
        band=band(row.score),
        first_score=first,
        target_score=row.target_score,
        control=row.control,
        owner=row.owner,
        review_on=row.review_on,
        overdue=row.state == RiskState.OPEN and row.review_on is not None and row.review_on < on,
        state=row.state,
        closed_words=row.closed_words,
        actions=tuple((action.pk, action.number) for action in row.actions.all()),
    )


@dataclass(frozen=True)
class Cell:
    """One field of the matrix: its score, band and the open risks in it."""

    score: int
    band: Band
    numbers: tuple[int, ...]


def matrix(lines: list[RiskLine]) -> list[tuple[str, list[Cell]]]:
    """Open risks by likelihood (rows, the likeliest first) and impact (columns 1 to 5)."""
    held: dict[tuple[int, int], list[int]] = {}
    for line in lines:
        if line.state == RiskState.OPEN:
            held.setdefault((line.likelihood, line.impact), []).append(line.number)
    return [
        (
            f"{likely}: {LIKELIHOOD[likely]}",
            [
                Cell(
                    likely * hard, band(likely * hard), tuple(sorted(held.get((likely, hard), ())))
                )
                for hard in IMPACT
            ],
        )
        for likely in sorted(LIKELIHOOD, reverse=True)
    ]


def bands(lines: list[RiskLine]) -> Counter[str]:
    """How many open risks there are by band."""
    return Counter(line.band.word for line in lines if line.state == RiskState.OPEN)


def scoped(by: User, pk: uuid.UUID) -> Risk:
    """One risk in the reader's scope. Raises NotFound."""
    rows = Risk.objects.visible_to(by).filter(pk=pk).select_related("plan")
    found = rows.prefetch_related("actions").first()
    if found is None:
        raise NotFound
    return found


def history(risk: Risk) -> list[RiskChange]:
    """Every score of a risk, the newest first."""
    return list(risk.changes.select_related("by").order_by("-id"))


def as_row(line: RiskLine) -> list[Any]:
    """A line of the file; the header is `HEADER`."""
    return [
        line.number, line.cause, line.event, line.effect, line.likelihood, line.impact, line.score, line.band.word,
        line.first_score, line.target_score or "", line.control, line.owner, line.review_on or "", line.state,
        line.closed_words, ", ".join(number for _, number in line.actions),
    ]  # fmt: skip


HEADER = [
    "Number", "Cause", "Risk", "Effect", "Likelihood", "Impact", "Score", "Band", "First score", "Target score",
    "Controls", "Owner", "Review on", "State", "What became of it", "Actions",
]  # fmt: skip
