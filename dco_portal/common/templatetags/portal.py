"""Template words for dates, ages and numbers, the same on every page.

A date is shown as "3 March 2026". How a date stands is always said in words; `clock_state` gives the
colour that goes with them. "Today" is the legal day in London (`common.clock.today`).
"""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.utils.dateformat import format as date_words
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dco_portal.common.clock import london
from dco_portal.common.clock import today as legal_today

register = template.Library()

SOON_DAYS = 7


def as_day(value: dt.date | None) -> dt.date | None:
    """The London date of a date or an aware moment; None for nothing."""
    if isinstance(value, dt.datetime):
        return london(value).date()
    return value if isinstance(value, dt.date) else None


def part(thing, name: str):
    """`thing[name]` or `thing.name`; None where there is none."""
    found = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
    return None if found == "" else found


def plural(count: int, one: str, many: str) -> str:
    """Gives "1 day", "2 days"."""
    return f"{count} {one if count == 1 else many}"


@register.filter
def day(value: dt.date | None) -> str:
    """Gives "3 March 2026"; "" for no date."""
    found = as_day(value)
    return date_words(found, "j F Y") if found else ""


@register.filter
def day_month(value: dt.date | None) -> str:
    """Gives "3 March", for a date of this year; "" for no date."""
    found = as_day(value)
    return date_words(found, "j F") if found else ""


@register.filter
def clock_time(value: dt.date | None) -> str:
    """Gives "2:05pm", "midday" or "midnight" in London; "" for no moment."""
    if not isinstance(value, dt.datetime):
        return ""
    local = london(value)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


@register.filter
def moment(value: dt.date | None) -> str:
    """Gives "3 March 2026 at 2:05pm"; only the day for a plain date; "" for nothing."""
    return f"{day(value)} at {clock_time(value)}" if isinstance(value, dt.datetime) else day(value)


@register.filter
def days_left(due: dt.date | None, today: dt.date | None = None) -> str:
    """Gives "12 days left", "1 day left", "due today", "3 days late"; "no date" where there is none.

    `due` and `today` are dates; `today` is the legal day unless given. Calendar days.
    """
    found = as_day(due)
    if found is None:
        return "no date"
    left = (found - (as_day(today) or legal_today())).days
    if left == 0:
        return "due today"
    return (
        f"{plural(left, 'day', 'days')} left"
        if left > 0
        else f"{plural(-left, 'day', 'days')} late"
    )


@register.filter
def clock_state(due: dt.date | None, today: dt.date | None = None) -> str:
    """Gives "late", "soon" (7 days or fewer), "fine"; "still" where there is no date. Picks a colour, never the only sign."""
    found = as_day(due)
    if found is None:
        return "still"
    left = (found - (as_day(today) or legal_today())).days
    return "late" if left < 0 else "soon" if left <= SOON_DAYS else "fine"


@register.filter
def met_words(met: dt.date | None, due: dt.date | None) -> str:
    """Gives "met on the day", "met 3 days early", "met 2 days late"; "" while it is not met or has no date."""
    done, by = as_day(met), as_day(due)
    if done is None or by is None:
        return ""
    days = (by - done).days
    if days == 0:
        return "met on the day"
    return f"met {plural(abs(days), 'day', 'days')} {'early' if days > 0 else 'late'}"


@register.simple_tag
def clock_tag(
    due: dt.date | None, met: dt.date | None = None, today: dt.date | None = None
) -> SafeString:
    """How a date stands, in words with their colour: `{% clock_tag item.due_on met=item.met_on %}`."""
    by, done = as_day(due), as_day(met)
    if done:
        state = "late" if by and done > by else "fine"
        words = met_words(done, by) or f"met {day(done)}"
    else:
        state, words = clock_state(by, today), days_left(by, today)
    return format_html('<span class="portal-due portal-due--{}">{}</span>', state, words)


@register.simple_tag
def clock_face(clock, today: dt.date | None = None) -> dict[str, str]:
    """What a case's clock says (see `components/clock.html`): {"state", "words", "service"}.

    `clock` is a mapping or object with due_on, met_on, ended and service_date, each of which may be missing.
    `state` is late, soon, fine or still; `service` how the internal target stands, "" once it is over.
    """
    due, met = as_day(part(clock, "due_on")), as_day(part(clock, "met_on"))
    ended, target = part(clock, "ended"), part(clock, "service_date")
    if met:
        state = "late" if due and met > due else "fine"
        return {"state": state, "words": met_words(met, due) or "met", "service": ""}
    if ended:
        return {"state": "still", "words": str(ended), "service": ""}
    return {
        "state": clock_state(due, today),
        "words": days_left(due, today),
        "service": days_left(target, today) if target else "",
    }


@register.filter
def nhs_number(value: str | None) -> str:
    """An NHS number in groups of 3, 3 and 4 ("999 123 4567"); anything else as it is; "" for none."""
    text = "".join(str(value or "").split())
    return (
        f"{text[:3]} {text[3:6]} {text[6:]}"
        if len(text) == 10 and text.isdigit()
        else str(value or "")
    )


@register.filter
def age(born: dt.date | None, on: dt.date | None = None) -> str:
    """Age in words on a day: "3 weeks", "7 months", "4 years 2 months", from 5 on "14 years"; "" for none.

    A person born on 29 February comes of age on 1 March in other years (as in English law).
    """
    birth, at = as_day(born), as_day(on) or legal_today()
    if birth is None or birth > at:
        return ""
    months = (at.year - birth.year) * 12 + at.month - birth.month - (at.day < birth.day)
    years, rest = divmod(months, 12)
    if years >= 5:
        return plural(years, "year", "years")
    if years:
        return plural(years, "year", "years") + (
            f" {plural(rest, 'month', 'months')}" if rest else ""
        )
    if months:
        return plural(months, "month", "months")
    weeks = (at - birth).days // 7
    return plural(weeks, "week", "weeks") if weeks else plural((at - birth).days, "day", "days")


@register.filter
def file_size(size: int | None) -> str:
    """Bytes in words: "340 bytes", "12KB", "3.4MB"; "" for none. 1KB is 1,000 bytes."""
    if size is None:
        return ""
    if size < 1_000:
        return plural(size, "byte", "bytes")
    if size < 1_000_000:
        return f"{round(size / 1_000)}KB"
    return f"{size / 1_000_000:.1f}MB".replace(".0MB", "MB")


@register.filter
def number(value: int | str | None) -> str:
    """A whole number with commas: "1,000"; other text as it is."""
    return f"{value:,}" if isinstance(value, int) else str("" if value is None else value)


@register.filter
def lookup(mapping: Mapping | None, key):
    """`mapping[key]`, or "" where there is none: for labels looked up by id."""
    return (mapping or {}).get(key, "")


@register.filter
def at(items: Sequence | None, index: int):
    """`items[index]`, or "" past the end."""
    return items[index] if items and index < len(items) else ""


@register.filter
def sentences(text: str | Iterable[str] | None) -> list[str]:
    """One sentence or several as a list: a page takes either."""
    return [text] if isinstance(text, str) and text else list(text or [])


@register.simple_tag
def column_sort(column: Mapping, sort: str | None) -> dict[str, str]:
    """How a table's column is sorted: {"aria": "ascending", "next": "-due"}; {} for one that does not sort.

    `column["sort"]` is its key; `sort` the order in force, "due" or "-due". A column's link asks for
    ascending order first, then for descending.
    """
    key = column.get("sort")
    if not key:
        return {}
    aria = {key: "ascending", f"-{key}": "descending"}.get(sort or "", "none")
    return {"aria": aria, "next": f"-{key}" if aria == "ascending" else key}


@register.simple_tag
def compare_texts(before: str, after: str) -> dict[str, list[tuple[str, str]]]:
    """Two versions word by word, for `components/compare.html`: `{% compare_texts old new as change %}`.

    Gives {"before": parts, "after": parts}; a part is (kind, text), kind "same", "removed" or "added".
    """
    old, new = re.findall(r"\S+\s*", before or ""), re.findall(r"\S+\s*", after or "")
    sides: dict[str, list[tuple[str, str]]] = {"before": [], "after": []}
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        if gone:
            sides["before"].append(("same" if kind == "equal" else "removed", gone))
        if came:
            sides["after"].append(("same" if kind == "equal" else "added", came))
    return sides
