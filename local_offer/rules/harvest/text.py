"""What single values of a feed come to: plain words, times, amounts. Nothing a feed says is trusted."""

import html
import re
import unicodedata
from typing import Any

import nh3
from django.core.exceptions import ValidationError

Row = dict[str, Any]
OURS = {"Address not shown", "Not stated"}
MOST_NESTED = 200
LONGEST = 20_000
BREAK = re.compile(r"<\s*(br|/p|/li|/div|/h\d)\b[^>]*>", re.I)


class Unusable(Exception):
    """This service cannot be taken over; the text says why."""


def external_id(row: Any) -> str:
    """The id a feed gives a row. Raises Unusable."""
    if not isinstance(row, dict):
        raise Unusable("This is not a service.")
    value = row.get("id")
    there = str(value).strip() if isinstance(value, str | int) else ""
    text = plain(there, 121)
    if not text or len(text) > 120 or text != there:
        raise Unusable("It has no id that can be used.")
    return text


def plain(value: Any, longest: int = LONGEST) -> str:
    """Words as plain text: no tags, no control or direction characters, not longer than fits."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = str(value)[: LONGEST * 2]
    if "<" in text or "&" in text:
        text = html.unescape(nh3.clean(BREAK.sub("\n", text), tags=set()))
    kept = (
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
    lines = [" ".join(line.split()) for line in "".join(kept).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def rows(value: Any) -> list[Row]:
    """The nested rows of a field, when they are rows at all."""
    return [each for each in value if isinstance(each, dict)][:MOST_NESTED] if isinstance(value, list) else []  # fmt: skip


def valid(validator: Any, text: str) -> bool:
    try:
        validator(text)
    except ValidationError:
        return False
    return True


def said(text: str) -> str:
    """The words, unless they are the feed's way of having none."""
    return "" if text in OURS else text


def first_sentence(text: str) -> str:
    first = re.split(r"(?<=[.!?])\s", text.replace("\n", " "), maxsplit=1)[0]
    return first if len(first) <= 300 else first[:299].rstrip() + "…"


def degree(value: Any, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if low <= value <= high else None


def clock(value: Any) -> str | None:
    """HH:MM as the clock on the wall shows it, whatever offset is written behind."""
    found = re.match(r"([01]?\d|2[0-3]):([0-5]\d)", str(value or ""))
    return f"{int(found[1]):02d}:{found[2]}" if found else None


def amount_of(value: Any) -> str | None:
    try:
        amount = float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        return None
    return f"{amount:.2f}" if amount is not None and 0 <= amount < 1_000_000 else None


def body_type(row: Row, name: str) -> str:
    schemes = {each.get("identifier_scheme") for each in rows(row.get("organization_identifiers"))}
    if "GB-NHS" in schemes or re.search(r"\bNHS\b", name):
        return "nhs"
    for pattern, kind in ((r"\bCouncil\b", "council"), (r"\b(School|College|Academy)\b", "school")):
        if re.search(pattern, name, re.I):
            return kind
    return "charity"
