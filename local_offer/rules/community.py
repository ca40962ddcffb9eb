"""What families may send in, and who may publish, answer and gather it."""

import datetime as dt
import re

import nhs_number

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from local_offer.models import Comment, Correction, Statement
from local_offer.states import COMMENT_MOVES, CORRECTION_MOVES, STATEMENT_MOVES

NOT_EDITOR = "Only editors of this Local Offer can do this."
COMMENT_MAX, CORRECTION_MAX, RESPONSE_MAX = 2000, 1000, 4000
_DIGITS = re.compile(r"(?<![\w.])\+?\d(?:[ ()-]{0,2}\d){8,12}(?!\w)")
_DETAILS = (
    ("an email address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I)),
    (
        "a date of birth",
        re.compile(r"\b(?:born|birth|dob|d\.o\.b)\b.{0,20}\d{1,4}[ /.-]\w{1,9}[ /.-]\d{2,4}", re.I),
    ),
    ("a web address", re.compile(r"\bhttps?://|\bwww\.", re.I)),
    (
        "what looks like somebody’s name",
        re.compile(r"\b(?i:my (?:son|daughter|child|boy|girl)|called|named|mrs?|ms|miss|dr)\.?,? [A-Z][a-z]+"),
    ),
)  # fmt: skip
REFUSED_DETAILS = {"an email address", "an NHS number", "a telephone number", "a date of birth"}


def personal_details(text: str) -> list[str]:
    """What in a text may tell who somebody is, in words: ["an email address", "a postcode"]. Never the words found."""
    found = [words for words, pattern in _DETAILS if pattern.search(text)]
    for match in _DIGITS.findall(text):
        digits = re.sub(r"\D", "", match)
        number = len(digits) == 10 and nhs_number.is_valid(digits)
        found.append("an NHS number" if number else "a telephone number")
    return sorted(set(found))


def check_words(text: str, *, most: int, field: str = "words") -> str:
    """The text without spaces around it. Raises Invalid for an empty, too long or telling one."""
    text = text.strip()
    if not text:
        raise Invalid({field: "Write your comment" if most == COMMENT_MAX else "Say what is wrong"})
    if len(text) > most:
        raise Invalid({field: f"Use {most:,} characters or fewer. You used {len(text):,}"})
    if telling := [words for words in personal_details(text) if words in REFUSED_DETAILS]:
        raise Invalid(
            {field: f"Take out {' and '.join(telling)}: what you send may be published for everybody to read"}
        )  # fmt: skip
    return text


def check_edits(user: User, thing: Comment | Correction | Statement) -> None:
    """An editor of this authority's Local Offer (the scope has found it). Raises NotAllowed."""
    if not user.may(P.EDIT_LOCAL_OFFER):
        raise NotAllowed(NOT_EDITOR)


def check_can_publish(user: User, comment: Comment) -> None:
    """While it waits. Raises NotAllowed, Conflict."""
    check_edits(user, comment)
    _check_move(comment, "published", COMMENT_MOVES)


def check_can_refuse(user: User, comment: Comment) -> None:
    """While it waits, or when a published one turns out to hurt somebody. Raises NotAllowed, Conflict."""
    check_edits(user, comment)
    _check_move(comment, "refused", COMMENT_MOVES)
    if comment.response:
        raise Conflict("This comment has been answered in public, so it stays.")


def check_can_respond(user: User, comment: Comment) -> None:
    """A published comment is answered; a later answer takes the place of the earlier."""
    check_edits(user, comment)
    if comment.state != Comment.State.PUBLISHED:
        raise Conflict("Publish the comment first: only published comments are answered.")


def check_can_decide(user: User, correction: Correction) -> None:
    """While it is open. Raises NotAllowed, Conflict."""
    check_edits(user, correction)
    _check_move(correction, "made", CORRECTION_MOVES)


def check_can_change(user: User, statement: Statement) -> None:
    """While it is a draft. Raises NotAllowed, Conflict."""
    check_edits(user, statement)
    _check_move(statement, "published", STATEMENT_MOVES)


def check_year(covers_from: dt.date, covers_to: dt.date) -> None:
    """Raises Invalid for a time that ends before it begins, in the future, or is longer than two years."""
    if covers_to < covers_from:
        raise Invalid({"covers_to": "The last day must be after the first day"})
    if covers_to > today():
        raise Invalid({"covers_to": "The last day cannot be in the future"})
    if (covers_to - covers_from).days > 731:
        raise Invalid({"covers_from": "A statement covers two years at most"})


def check_complete(statement: Statement) -> None:
    """What a statement must say before it is published. Raises Invalid."""
    missing: dict[str | None, str] = {}
    if not statement.introduction.strip():
        missing["introduction"] = "Write how people could comment and how many did"
    if not statement.plans.strip():
        missing["plans"] = "Write what the local authority will do because of the comments"
    if missing:
        raise Invalid(missing)


def _check_move(thing: Comment | Correction | Statement, to: str, moves: dict) -> None:
    if to not in moves[thing.state]:
        who = getattr(thing, "decided_by", None) or getattr(thing, "published_by", None)
        by = f" by {who.name}" if who else ""
        raise Conflict(f"This is “{thing.get_state_display()}” already{by}.")


can_publish = answers(check_can_publish)
can_refuse = answers(check_can_refuse)
can_respond = answers(check_can_respond)
can_decide = answers(check_can_decide)
can_change = answers(check_can_change)
