"""The columns of List 1 (has an EHC plan) and List 2 (SEN support), and finding them in a heading row.

Names as the open Annex A validator of Data to Insight has them. Headings are matched forgivingly: case,
accents, punctuation, dashes and spaces do not count, nor a few words that authorities leave out.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

UNIQUE_ID, UPN, ULN, BORN = "unique_id", "upn", "uln", "born"
GENDER, ETHNICITY, NEED = "gender", "ethnicity", "need"
INITIAL, UPDATED, REVIEWED = "initial", "updated", "reviewed"
MAIN, MAIN_PHASE, SUBSIDIARY = "main", "main_phase", "subsidiary"
DISABILITY = "disability"

# Key of each column, the name it is shown and asked for by, and other names it goes by.
NAMES: dict[str, tuple[str, ...]] = {
    UNIQUE_ID: ("Unique ID", "Child unique ID", "Unique identifier"),
    UPN: ("UPN", "Unique pupil number", "Unique pupil number (UPN)"),
    ULN: ("ULN", "Unique learner number", "Unique learner number (ULN)"),
    BORN: ("Date of birth", "DOB", "Birth date"),
    GENDER: ("Gender", "Sex"),
    ETHNICITY: ("Ethnicity", "Ethnic origin"),
    INITIAL: ("Date initial EHC plan issued", "Date initial EHCP issued"),
    UPDATED: ("Date updated EHC plan issued", "Date updated EHCP issued"),
    REVIEWED: ("Date EHC plan last reviewed", "Date EHCP last reviewed"),
    NEED: ("SEN primary need", "Primary need", "SEN primary type of need"),
    MAIN: ("Main education establishment – URN", "Main establishment URN"),
    MAIN_PHASE: ("Main education establishment – phase", "Main establishment phase"),
    SUBSIDIARY: (
        "Subsidiary education establishment – phase (dual registration)",
        "Subsidiary establishment phase (dual registration)",
        "Subsidiary establishment phase",
        "Subsidiary education establishment phase",
    ),
    "ehe": ("Elective home education", "EHE"),
    "suspensions": ("Suspensions",),
    "exclusions": ("Permanent exclusions",),
    "absence": ("Absence",),
    "pupil_premium": ("Pupil Premium",),
    "care": ("Known to children’s social care?", "Known to social care"),
    "care_team": ("Which children’s social care team?", "Which social care team"),
    DISABILITY: ("Does the child or young person have a disability?", "Disability"),
}
ONLY_LIST_1 = frozenset({INITIAL, UPDATED, REVIEWED, "ehe"})
DATES = (BORN, INITIAL, UPDATED, REVIEWED)


def columns(which: int) -> tuple[str, ...]:
    """Keys of the columns of List 1 (21) or List 2 (17), in the Annex’s order."""
    return tuple(key for key in NAMES if which == 1 or key not in ONLY_LIST_1)


def name(key: str) -> str:
    """A column’s name as the Annex has it."""
    return NAMES[key][0]


def fold(text: object) -> str:
    """Letters and digits alone, lower case, without accents: "Known to children's…?" → "knowntochildrens"."""
    plain = unicodedata.normalize("NFKD", str(text or "")).casefold()
    return re.sub(r"[^a-z0-9]+", "", plain)


_KEY_OF = {fold(word): key for key, words in NAMES.items() for word in words}


def letter(place: int) -> str:
    """A column’s letter in a spreadsheet by its place from 0: 0 → "A", 26 → "AA"."""
    found, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


@dataclass(frozen=True)
class Heading:
    """What a heading row comes to. `places` maps a column’s key to its place from 0; the rest are faults.

    `unknown` are letters of columns with another heading, `empty` of those without one between others. The
    text of an unknown heading is never kept: in a file without headings it is a child’s.
    """

    places: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    other_list: bool = False

    @property
    def usable(self) -> bool:
        """Whether every column is there exactly once, so that rows can be checked."""
        return not self.missing and not self.twice


def heading(cells: Sequence[object], which: int) -> Heading:
    """Match a heading row against the columns of a list. `other_list`: it has the other list’s columns instead."""
    places: dict[str, int] = {}
    twice, unknown, empty = [], [], []
    wanted = columns(which)
    folded = [fold(cell) for cell in cells]
    last = max((place for place, text in enumerate(folded) if text), default=-1)
    for place, text in enumerate(folded[: last + 1]):
        key = _KEY_OF.get(text)
        if not text:
            empty.append(letter(place))
        elif key is None or key not in wanted:
            unknown.append(letter(place))
        elif key in places:
            twice.append(name(key))
        else:
            places[key] = place
    missing = tuple(name(key) for key in wanted if key not in places)
    return Heading(
        places, missing, tuple(twice), tuple(unknown), tuple(empty), _other(folded, which)
    )


def _other(folded: Sequence[str], which: int) -> bool:
    """Whether the row’s headings are those of the other list: the EHC columns tell the two apart."""
    found = {_KEY_OF.get(text) for text in folded}
    extra = len(found & ONLY_LIST_1)
    if len(found & set(columns(2))) < 10:
        return False
    return extra == 0 if which == 1 else extra == len(ONLY_LIST_1)


def likeness(cells: Sequence[object]) -> int:
    """How many cells of a row are names of columns of either list: to find the heading row under a title."""
    return len({_KEY_OF[text] for cell in cells if (text := fold(cell)) in _KEY_OF})
