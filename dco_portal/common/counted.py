"""What a measure counts, as the apps that hold the records tell it: two numbers, and the cases behind them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Area:
    """A local authority and an integrated care board, by their ids."""

    la: uuid.UUID
    icb: uuid.UUID


@dataclass(frozen=True)
class Span:
    """Whole London days, both inclusive."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Counted:
    """`numerator` out of `denominator` cases, or a total of days over so many cases."""

    numerator: Decimal | int
    denominator: int


@dataclass(frozen=True)
class Behind:
    """One case that was counted: its reference (never a name), its page, what it adds to the numerator in words."""

    reference: str
    url: str
    words: str
    good: bool


@dataclass(frozen=True)
class Cases:
    """The cases behind a number that this reader may open, and how many more there are."""

    rows: tuple[Behind, ...]
    hidden: int
