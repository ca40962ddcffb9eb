import base64
import datetime as dt

import pytest

from dco_portal.documents.templatetags.documents import iso_date, iso_moment, svg_uri


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-01-02", "2 January 2026"),
        (dt.date(2026, 11, 22), "22 November 2026"),
        # Half past eleven at night UTC in summer is already the next day in London.
        ("2026-06-30T23:30:00+00:00", "1 July 2026"),
        (dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), "1 July 2026"),
        ("2026-06-30T12:00:00", "30 June 2026"),
        ("", ""),
        (None, ""),
    ],
)
def test_iso_date(value, shown: str):
    assert iso_date(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-01-02T15:05:00+00:00", "2 January 2026 at 3:05pm"),
        ("2026-06-30T23:30:00+00:00", "1 July 2026 at 12:30am"),
        (dt.datetime(2026, 6, 30, 11, 0, tzinfo=dt.UTC), "30 June 2026 at 12:00pm"),
        ("", ""),
    ],
)
def test_iso_moment(value, shown: str):
    assert iso_moment(value) == shown


def test_iso_date_of_nonsense_is_an_error():
    with pytest.raises(ValueError, match="Invalid isoformat"):
        iso_date("next week")


def test_svg_uri_holds_the_svg():
    uri = svg_uri("<svg>é</svg>")

    assert uri.startswith("data:image/svg+xml;base64,")
    assert base64.b64decode(uri.split(",")[1]).decode() == "<svg>é</svg>"
