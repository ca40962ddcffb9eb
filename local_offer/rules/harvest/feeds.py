"""What a feed may be: who may read one, how large it may be, and how its pages are held to their word."""

from dataclasses import dataclass
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import NotAllowed
from local_offer.rules.harvest.text import Row

PER_PAGE = 100
MOST_PAGES, MOST_ROWS, MOST_BYTES, MOST_HOURS = 2_000, 20_000, 200_000_000, 3
MOST_TRIES = 5
MOST_FILE = 20_000_000
NOT_EDITOR = "Only the Local Offer’s editors take entries over from other directories."


class Lie(Exception):
    """The feed does not keep to what it says; the text is a sentence for the editor."""


def check_can_harvest(user: User) -> None:
    """Raises NotAllowed for everybody but an editor of a Local Offer."""
    if user.organisation is None or not user.may(P.EDIT_LOCAL_OFFER):
        raise NotAllowed(NOT_EDITOR)


def can_harvest(user: User) -> bool:
    """Whether somebody may read feeds."""
    return user.organisation is not None and user.may(P.EDIT_LOCAL_OFFER)


@dataclass(frozen=True)
class Page:
    """One page as the feed gave it. `last` says that there is no other."""

    rows: list[Any]
    pages: int
    total: int
    last: bool


def page(content: Any, *, asked: int) -> Page:
    """What page `asked` says. Raises Lie for one that contradicts itself or is no page at all."""
    if isinstance(content, list):
        return Page(content, 1, len(content), last=True)
    rows = content.get("contents") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise Lie("This is not an Open Referral UK feed: its page of services has no contents.")
    pages, total = _number(content, "total_pages"), _number(content, "total_items")
    number = _number(content, "page_number")
    if number and number != asked:
        raise Lie(f"The feed gave page {number} when asked for page {asked}.")
    if pages > MOST_PAGES or total > MOST_ROWS:
        raise Lie(f"The feed says that it has {total:,} entries on {pages:,} pages, which is more than we read.")  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise Lie("One page of the feed holds more entries than we read.")
    if not rows and asked < pages:
        raise Lie(f"The feed says that it has {pages} pages, but page {asked} is empty.")
    said_last = content.get("last_page") is True
    if said_last and pages > asked:
        raise Lie(f"The feed says that page {asked} is its last, and that it has {pages} pages.")
    return Page(rows, pages, total, last=said_last or not rows or (pages > 0 and asked >= pages))


def _number(content: Row, name: str) -> int:
    """A count the feed gives; 0 where it gives none. Raises Lie for one that is no number."""
    value = content.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Lie("The feed’s page counts are not numbers.")
    return value


def check_whole(*, total: int, read: int) -> None:
    """At the end the feed must have given what it said. Raises Lie."""
    if read == 0:
        raise Lie("The feed is empty.")
    if read < total:
        raise Lie(f"The feed says that it has {total:,} entries, but gave {read:,}.")
