"""Lengths of time the law uses. Each unit is its own type, so that six weeks never meet six working days."""

from dataclasses import dataclass

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _plural(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


@dataclass(frozen=True)
class _Counted:
    """A whole number of one unit, never negative."""

    n: int

    def __post_init__(self) -> None:
        if self.n < 0:
            raise ValueError("A period cannot be negative.")


@dataclass(frozen=True)
class Weeks(_Counted):
    """Calendar weeks of seven days; weekends, bank holidays and school holidays all count."""

    def __str__(self) -> str:
        return _plural(self.n, "calendar week")


@dataclass(frozen=True)
class Days(_Counted):
    """Calendar days."""

    def __str__(self) -> str:
        return _plural(self.n, "calendar day") if self.n else "at once"


@dataclass(frozen=True)
class WorkingDays(_Counted):
    """Days that are not a Saturday, a Sunday or a bank holiday in England and Wales."""

    def __str__(self) -> str:
        return _plural(self.n, "working day")


@dataclass(frozen=True)
class Months(_Counted):
    """Calendar months (Dodds v Walker [1981] UKHL 1)."""

    def __str__(self) -> str:
        return _plural(self.n, "calendar month")


@dataclass(frozen=True)
class FixedDays:
    """Days of the year the law names, each as (month, day)."""

    days: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        words = [f"{day} {MONTH_NAMES[month - 1]}" for month, day in self.days]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


@dataclass(frozen=True)
class LaterOf:
    """Two periods that run from different events; the later end is the one that counts."""

    first: Months
    second: Months

    def __str__(self) -> str:
        return f"{self.first} from one event or {self.second} from another, whichever ends later"


@dataclass(frozen=True)
class NoPeriod:
    """The law sets a duty, but no length of time; `words` says what applies instead."""

    words: str = "no period set in law"

    def __str__(self) -> str:
        return self.words


Period = Weeks | Days | WorkingDays | Months | FixedDays | LaterOf | NoPeriod
