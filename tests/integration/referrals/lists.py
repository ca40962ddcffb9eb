"""Lists of notifications as files: rows that are in order, with changes."""

import csv
import datetime as dt
import io

from dco_portal.common.clock import today
from referrals.rules.imports import COLUMNS
from tests.factories.children import nhs

HEADINGS = [column.name for column in COLUMNS]


def day(offset: int) -> str:
    """So many days from today, as people write it."""
    on = today() + dt.timedelta(days=offset)
    return f"{on.day:02}/{on.month:02}/{on.year}"


def row(n: int, **changes: str) -> dict[str, str]:
    """The n-th sound row: a two-year-old whose parent was told last week, to be sent now."""
    values = {
        "their_reference": f"CH-{n}", "nhs_number": nhs(n * 11), "given_name": "Zoë", "family_name": f"Row{n}",
        "date_of_birth": day(-730), "address": "1 Test Street", "postcode": "WR1 1AA", "likelihood": "probably",
        "condition": "sen", "needs": "communication; sensory", "reason": "Uses no words", "opinion_on": day(-9),
        "opinion_by": "Dr Jo Test", "opinion_told_on": day(-8), "opinion_told_how": "in person",
        "opinion_told_by": "Dr Jo Test", "duty_told_on": day(-8), "duty_told_how": "in person",
        "duty_told_by": "Dr Jo Test", "discussion_offered_on": day(-8), "discussion_offered_by": "Dr Jo Test",
        "discussion": "taken", "discussed_on": day(-7), "carer_1_name": f"Ana Row{n}", "carer_1_relationship": "mother",
        "carer_1_parental_responsibility": "yes",
    }  # fmt: skip
    return {**values, **changes}


def sheet(
    *rows: dict[str, str],
    headings: list[str] | None = None,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> bytes:
    """The rows as a file."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, headings or HEADINGS, delimiter=delimiter, restval="", extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)
