"""A measure and its figures as plain values."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from inspections import spc
from inspections.states import Rating


@dataclass(frozen=True)
class Point:
    """The figure of one period. `value` is None where nothing was counted, or where it is hidden.

    `words` is the figure as read ("62%", "Nothing to count", or why it is hidden); `planned` what it is
    compared with; `note` is never given in public.
    """

    id: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date
    name: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    planned: Decimal | None
    rating: Rating | None
    words: str
    hidden: bool = False
    note: str = ""


@dataclass(frozen=True)
class CommentaryLine:
    """What the owner of a red measure said of the period, or owes."""

    id: uuid.UUID
    ends_on: dt.date
    state: str
    due_on: dt.date
    why: str
    doing: str
    right_by: dt.date | None
    by: str
    written_on: dt.datetime | None

    @property
    def written(self) -> bool:
        """Whether there are words."""
        return bool(self.why)


@dataclass(frozen=True)
class MeasureLine:
    """One measure as it stands at the end of a day. Values are in `unit`; per cent from 0 to 100.

    `points` are oldest first. `latest` is the newest of them (its value may be None), `planned`,
    `rating` and `reason` are of that period, `change` is its value less the one before it. `suppressed`
    tells that a figure is hidden in public. `limits` are of the points given.
    """

    id: uuid.UUID
    number: str
    name: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    sign: str
    polarity: str
    polarity_words: str
    frequency: str
    source: str
    source_words: str
    live: bool
    live_key: str
    owner: str
    owner_id: uuid.UUID | None
    priority_id: uuid.UUID | None
    priority_number: int | None
    priority: str
    public: bool
    illustrative: bool
    retired_on: dt.date | None
    quality_words: str
    baseline: Decimal | None
    baseline_on: dt.date | None
    target: Decimal | None
    target_on: dt.date | None
    target_source: str
    benchmark: Decimal | None
    benchmark_source: str
    tolerance: Decimal
    suppress_below: int
    trajectory: tuple[tuple[dt.date, Decimal], ...]
    points: tuple[Point, ...] = ()
    planned: Decimal | None = None
    latest: Point | None = None
    change: Decimal | None = None
    change_words: str = ""
    rating: Rating | None = None
    reason: str = ""
    limits: spc.Limits | None = None
    signals: tuple[spc.Signal, ...] = ()
    limits_words: str = ""
    suppressed: bool = False
    suppressed_words: str = ""
    commentary: CommentaryLine | None = None

    @property
    def commentary_missing(self) -> bool:
        """Whether it is red and its owner has not said why."""
        return self.rating == Rating.RED and not (self.commentary and self.commentary.written)
