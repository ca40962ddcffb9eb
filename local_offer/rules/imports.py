"""A spreadsheet of entries: its columns, how each cell is read, and which rows look like entries there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from dco_portal.common import incoming
from dco_portal.common.incoming import (
    YES_NO,
    Column,
    Row,
    Sheet,
    Unreadable,
    one_of,
    read_day,
    read_email,
    read_several,
)
from local_offer.models import Body, Service

MOST_ROWS, MOST_BYTES = 500, 2_000_000
SAME_NAME, SAME_NAME_AND_PLACE = 96, 82  # per cent alike, of the words in any order


def _choices(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """The codes and the words of a choice, both accepted."""
    found: dict[str, str] = {"": ""}
    for code, label in choices:
        found[code.lower()] = found[" ".join(str(label).lower().split())] = code
    return found


def read_age(text: str) -> int | None:
    """A whole number of years from 0 to 120; None for an empty cell. Raises Unreadable."""
    if not text:
        return None
    if text.isdigit() and int(text) <= 120:
        return int(text)
    raise Unreadable("Write a whole number of years, such as 5")


def read_address(text: str) -> str:
    """A web address. Raises Unreadable."""
    if text and not text.lower().startswith(("http://", "https://")):
        raise Unreadable("Write a whole address that begins with https://")
    return text


COLUMNS = (
    Column("entry_id", "The portal’s own number of an entry, as in its export; empty for a new one", longest=36),
    Column("external_id", "Your own number of the entry; the same number again changes the same entry", "WLO-0042", longest=120),
    Column("name", "Name of the service", "Chatterbox group", needed=True, longest=200),
    Column("organisation", "Who runs it", "Example Families", needed=True, longest=200),
    Column("organisation_type", "nhs, council, school, charity or private; for an organisation that is new here", "charity",
           read=one_of(_choices(Body.Type.choices))),
    Column("summary", "In one sentence", "A weekly group for children who are slow to talk.", needed=True, longest=300),
    Column("description", "What it does", "Songs, play and ideas for home, with a speech therapist.", needed=True),
    Column("who_for", "Who it is for"),
    Column("eligibility", "Who can use it"),
    Column("referral", "self, school, gp, professional or open", "self", read=one_of(_choices(Service.Referral.choices))),
    Column("self_referral", "yes or no", "yes", read=one_of(YES_NO)),
    Column("how_to_get_it", "How to get it"),
    Column("what_to_expect", "What to expect"),
    Column("waiting_time", "Waiting time in words", longest=200),
    Column("waiting_stated_on", "Day on which that was right", read=read_day),
    Column("while_waiting", "Support while waiting"),
    Column("cost", "free, some or paid", "free", read=one_of(_choices(Service.Cost.choices))),
    Column("fees", "What it costs"),
    Column("minimum_age", "Youngest age in years", "2", read=read_age),
    Column("maximum_age", "Oldest age in years", "4", read=read_age),
    Column("health", "yes for a health service", "no", read=one_of(YES_NO)),
    Column("website", "Web address", read=read_address, longest=500),
    Column("email", "Email address", read=read_email, longest=254),
    Column("contact", "Team or post to contact, never a person’s name", "Office", longest=120),
    Column("telephone", "Telephone", longest=30),
    Column("complaints", "How to complain"),
    Column("place", "Name of the building", longest=200),
    Column("address", "First line of the address", longest=200),
    Column("town", "Town or city", longest=100),
    Column("county", "County", longest=100),
    Column("postcode", "Postcode", "WR1 2EY", longest=8),
    Column("needs", "Areas of need, set apart by ;", "communication-interaction", read=read_several),
    Column("stages", "Age stages, set apart by ;", "early-years", read=read_several),
    Column("types", "Types of service, set apart by ;", "family", read=read_several),
    Column("pathways", "Pathways, set apart by ;", read=read_several),
    Column("not_the_same", "yes when the report says the row looks like an entry there is, and it is another",
           read=one_of(YES_NO)),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
FIELDS = {
    "name": "name", "summary": "summary", "description": "description", "who_for": "who_for",
    "eligibility": "eligibility", "referral": "referral", "self_referral": "self_referral",
    "how_to_get_it": "how_to_get_it", "what_to_expect": "what_to_expect", "waiting_time": "waiting_time",
    "waiting_stated_on": "waiting_stated_on", "while_waiting": "while_waiting", "cost": "cost", "fees": "fees",
    "minimum_age": "minimum_age", "maximum_age": "maximum_age", "health": "is_health", "website": "website",
    "email": "email", "complaints": "complaints",
}  # fmt: skip
TAXONOMY = {"needs": "need", "stages": "stage", "types": "type", "pathways": "pathway"}


def read(content: bytes) -> Sheet:
    """Read a file: every row and every cell, with the faults of each."""
    return incoming.read(content, COLUMNS, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)


@dataclass(frozen=True)
class Known:
    """An entry, or an earlier row, that a row may be the same as."""

    key: str
    name: str
    postcodes: tuple[str, ...] = ()


def plain(text: str) -> str:
    """A name as it is compared."""
    return " ".join("".join(each if each.isalnum() else " " for each in text.casefold()).split())


def alike(name: str, postcode: str, known: Sequence[Known]) -> Known | None:
    """The one that a service of this name and postcode looks most like; None when none is near.

    A near name in the same postcode, or almost the same name anywhere unless both postcodes are known
    and differ.
    """
    wanted, place = plain(name), postcode.replace(" ", "").upper()
    best: tuple[float, Known] | None = None
    for each in known:
        points = fuzz.token_sort_ratio(wanted, plain(each.name))
        there = {code.replace(" ", "").upper() for code in each.postcodes if code}
        together = bool(place) and place in there
        apart = bool(place) and bool(there) and not together
        enough = SAME_NAME_AND_PLACE if together else 101 if apart else SAME_NAME
        if points >= enough and (best is None or points > best[0]):
            best = (points, each)
    return best[1] if best else None


def check_row(row: Row) -> None:
    """What the cells of one row must say together; faults go beside their column."""
    values = row.values
    low, high = values["minimum_age"], values["maximum_age"]
    if low is not None and high is not None and high < low:
        row.errors.append(("maximum_age", "The oldest age cannot be below the youngest"))
    if values["waiting_time"] and not values["waiting_stated_on"]:
        row.errors.append(
            ("waiting_stated_on", "Write the day on which this waiting time was right")
        )
    if values["cost"] in ("", None, "free") and values["fees"]:
        row.errors.append(("cost", "There is a price: write some or paid"))
    if values["telephone"] and not values["contact"]:
        row.warnings.append("The telephone number is shown as “Contact”.")
