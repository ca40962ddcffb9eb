"""What a search answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from local_offer.models import Location, Service
from local_offer.queries.search.params import Params

CAP = 1_000  # counts stop here and are shown as "1,000+"


def count_words(count: int, *, more: bool) -> str:
    """A count as it is shown: "23", or "1,000+" when there are more."""
    return f"{count:,}{'+' if more else ''}"


@dataclass(frozen=True)
class Origin:
    """Where distances are measured from. `point` is in metres of the National Grid.

    `authorities` are slugs of the authorities it may lie in; none when that is not known.
    """

    label: str
    point: tuple[int, int]
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One entry found. `service` comes with `body`, `local_authority`, `contacts`, `areas`, and its `places` with locations.

    With an origin: `metres` to `location`, the nearest of its places within the radius; both None for
    an entry without a place (by telephone, online, at home).
    """

    service: Service
    metres: int | None = None
    location: Location | None = None

    @property
    def miles(self) -> float | None:
        """The distance in miles with one decimal."""
        return None if self.metres is None else round(self.metres / 1609.344, 1)


@dataclass(frozen=True)
class Option:
    """One choice of a filter and how many entries it would leave, other groups' choices kept."""

    code: str
    name: str
    count: int
    more: bool
    chosen: bool

    @property
    def words(self) -> str:
        """The count as shown; "412+" says that there are at least so many."""
        return count_words(self.count, more=self.more)


@dataclass(frozen=True)
class Facet:
    """A group of choices; those that would find nothing are left out unless chosen."""

    code: str
    name: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Expansion:
    """A parent's words and what was searched besides."""

    said: str
    meant: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """The answer. `errors` are those of the parameters and of a place that is not known.

    `relaxed`: no entry has all the words, these have some. `suggestions` are other words that do find
    something, when nothing was found. `next` and `previous` are cursors, "" at the ends.
    """

    params: Params
    hits: Sequence[Hit] = ()
    total: int = 0
    more: bool = False
    facets: Sequence[Facet] = ()
    flags: Sequence[Option] = ()  # self_referral and health_only
    next: str = ""
    previous: str = ""
    origin: Origin | None = None
    searched_as: Sequence[Expansion] = ()
    suggestions: Sequence[str] = ()
    relaxed: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def total_words(self) -> str:
        """How many entries were found: "23", or "1,000+"."""
        return count_words(self.total, more=self.more)
