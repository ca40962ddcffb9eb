"""The day a request counts as received, by policy, channel and hour."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dco_portal.deadlines import Channel, Policy, is_working_day, receipt_date

moments = st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2038, 1, 1))


@given(moments, st.sampled_from(Channel))
def test_actual_receipt_is_the_day_itself_whatever_the_channel(
    sent: dt.datetime, channel: Channel
) -> None:
    assert receipt_date(sent, channel) == sent.date()
    assert receipt_date(sent, channel, Policy.ACTUAL) == sent.date()


@given(moments, st.sampled_from(Channel))
def test_deemed_receipt_is_never_before_it_was_sent(sent: dt.datetime, channel: Channel) -> None:
    found = receipt_date(sent, channel, Policy.IPSEA_DEEMED)
    assert found >= sent.date()
    assert channel is Channel.SIGNED_FOR or is_working_day(found)


@pytest.mark.parametrize(
    ("sent", "channel", "received"),
    [
        ("2025-03-03T17:00", "hand", "2025-03-03"),
        ("2025-03-03T17:01", "hand", "2025-03-04"),
        ("2025-03-07T18:00", "email", "2025-03-10"),
        ("2025-03-08T09:00", "email", "2025-03-10"),
        ("2025-03-08T18:00", "email", "2025-03-10"),
        ("2025-04-17T17:30", "email", "2025-04-22"),
        ("2025-03-08T09:00", "signed_for", "2025-03-08"),
        ("2025-03-03T19:00", "signed_for", "2025-03-03"),
        ("2025-03-03T09:00", "first_class_post", "2025-03-04"),
        ("2025-04-17T09:00", "first_class_post", "2025-04-22"),
    ],
)
def test_deemed_receipt_by_channel_and_hour(sent: str, channel: str, received: str) -> None:
    found = receipt_date(dt.datetime.fromisoformat(sent), channel, "IPSEA_DEEMED")
    assert found.isoformat() == received


def test_a_date_without_a_time_is_within_office_hours() -> None:
    assert receipt_date(dt.date(2025, 3, 3), "email", "IPSEA_DEEMED") == dt.date(2025, 3, 3)


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(ValueError, match="pigeon"):
        receipt_date(dt.date(2025, 3, 3), "pigeon", "IPSEA_DEEMED")
