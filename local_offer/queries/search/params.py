"""What somebody asks of the directory, read from an address and checked. No database here.

Every name below is a GET parameter; addresses made by `Params.address` are what people share. A value
that makes no sense is left out of the search and named in `errors` (parameter → sentence), while
`given` keeps what was typed for the form.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

LONGEST_WORDS, LONGEST_PLACE, MOST_CODES = 200, 80, 40
OLDEST, FARTHEST = 25, 100
DISTANCES = (1, 3, 5, 10, 20, 40)  # miles a form offers
RADIUS = 10  # miles, when a place was given without one
# group: its name over the choices
GROUPS = {
    "need": "Area of need",
    "type": "Type of service",
    "stage": "Age stage",
    "pathway": "Pathway",
    "cost": "Cost",
    "day": "Day of the week",
    "accessibility": "Accessibility",
    "language": "Languages",
    "referral": "How to get it",
    "area": "Local Offer of",
}
FLAGS = {
    "self_referral": "Families can refer themselves",
    "health_only": "Health services only",
}
SORTS = {
    "relevance": "Best match",
    "nearest": "Nearest first",
    "az": "A to Z",
    "checked": "Most recently checked",
}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
CURSOR = re.compile(r"[A-Za-z0-9_-]{1,400}")


class Data(Protocol):
    """What a QueryDict does."""

    def get(self, key: str, default: str = ...) -> Any: ...
    def getlist(self, key: str) -> list[Any]: ...


def clean(text: str) -> str:
    """Text in one line without control, direction, zero-width or unassigned characters, NFKC."""
    text = unicodedata.normalize("NFKC", text)
    spaced = (" " if unicodedata.category(char) == "Cc" else char for char in text)
    kept = "".join(char for char in spaced if unicodedata.category(char)[0] != "C")
    return " ".join(kept.split())


@dataclass(frozen=True)
class Params:
    """A search. Empty fields ask for nothing; `chosen` is group → codes, OR within, AND between."""

    words: str = ""
    place: str = ""
    radius: int | None = None  # miles
    age: int | None = None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    self_referral: bool = False
    health_only: bool = False
    sort: str = ""  # "" is the natural order: see `order`
    after: str = ""
    before: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Data) -> "Params":
        """The search in a QueryDict; nothing in it can make this fail."""
        errors: dict[str, str] = {}
        given = {
            name: str(data.get(name, ""))[:LONGEST_WORDS]
            for name in ("words", "place", "radius", "age", "sort")
        }
        return cls(
            words=_text(data, "words", LONGEST_WORDS, errors),
            place=_text(data, "place", LONGEST_PLACE, errors),
            radius=_number(
                data, "radius", 1, FARTHEST, f"Choose a distance from 1 to {FARTHEST} miles.", errors
            ),
            age=_number(data, "age", 0, OLDEST, f"Enter an age from 0 to {OLDEST} in whole years.", errors),
            chosen=_chosen(data, errors),
            self_referral=_flag(data, "self_referral"),
            health_only=_flag(data, "health_only"),
            sort=_sort(data, errors),
            after=_cursor(data, "after"),
            before=_cursor(data, "before"),
            errors=errors,
            given=given,
        )  # fmt: skip

    @property
    def order(self) -> str:
        """How the results are sorted: nearest first with a place, best match with words, else A to Z."""
        if self.sort == "nearest" and not self.place:
            return "relevance" if self.words else "az"
        if self.sort == "relevance" and not self.words:
            return "az"
        return self.sort or ("nearest" if self.place else "relevance" if self.words else "az")

    @property
    def miles(self) -> int:
        """The radius around the place."""
        return self.radius or RADIUS

    @property
    def empty(self) -> bool:
        """Whether nothing was asked: the whole directory."""
        return not (
            self.words
            or self.place
            or self.age is not None
            or any(self.chosen.values())
            or self.self_referral
            or self.health_only
        )

    def address(self, **changes: Any) -> str:
        """The query string of this search with changes, "?" and all; without cursors unless given.

        `params.address(chosen={…})`, `params.address(after=results.next)`, `params.address(words="")`.
        """
        return _query(replace(self, **{"after": "", "before": "", **changes}))

    def with_code(self, group: str, code: str) -> str:
        """The address with one more choice."""
        return self.address(chosen={**self.chosen, group: (*self.chosen.get(group, ()), code)})

    def without_code(self, group: str, code: str) -> str:
        """The address with one choice taken away."""
        rest = tuple(each for each in self.chosen.get(group, ()) if each != code)
        return self.address(chosen={**self.chosen, group: rest})


def _query(params: Params) -> str:
    pairs: list[tuple[str, str]] = []
    for name in ("words", "place", "radius", "age"):
        value = getattr(params, name)
        if value not in ("", None):
            pairs.append((name, str(value)))
    for group in GROUPS:
        pairs += [(group, code) for code in params.chosen.get(group, ())]
    pairs += [(flag, "1") for flag in FLAGS if getattr(params, flag)]
    pairs += [(name, getattr(params, name)) for name in ("sort", "after", "before") if getattr(params, name)]  # fmt: skip
    return f"?{urlencode(pairs)}"


def _text(data: Data, name: str, longest: int, errors: dict[str, str]) -> str:
    raw = str(data.get(name, ""))
    if len(raw) > longest:
        errors[name] = f"Use {longest} characters or fewer."
        return ""
    return clean(raw)


def _number(
    data: Data, name: str, least: int, most: int, problem: str, errors: dict[str, str]
) -> int | None:
    raw = clean(str(data.get(name, ""))[:LONGEST_WORDS])
    if not raw:
        return None
    if re.fullmatch(r"[0-9]{1,3}", raw) and least <= int(raw) <= most:
        return int(raw)
    errors[name] = problem
    return None


def _flag(data: Data, name: str) -> bool:
    return str(data.get(name, "")).strip().lower() in ("1", "on", "yes", "true")


def _sort(data: Data, errors: dict[str, str]) -> str:
    raw = str(data.get("sort", ""))
    if raw and raw not in SORTS:
        errors["sort"] = "Choose one of the ways to sort."
        return ""
    return raw


def _cursor(data: Data, name: str) -> str:
    raw = str(data.get(name, ""))
    return raw if CURSOR.fullmatch(raw) else ""


def _chosen(data: Data, errors: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in GROUPS:
        raw: Sequence[str] = [str(each) for each in data.getlist(group) if each]
        codes = tuple(dict.fromkeys(each for each in raw if CODE.fullmatch(each)))[:MOST_CODES]
        if len(codes) < len(set(raw)):
            errors[group] = "Choose from the list."
        if codes:
            found[group] = codes
    return found
