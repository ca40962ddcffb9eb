"""When a request counts as received, which is when most clocks start (SI 2014/1530 regs 4, 5, 8, 10, 13, 25).

The Regulations hold no service rule. The portal's default is the day it actually arrived, which is the
earlier and safer day. IPSEA's working rule (its model letter 9) may be chosen as a local policy instead.
"""

import datetime as dt
from enum import StrEnum

from .calendar import first_working_day_on_or_after, is_working_day, next_working_day

CLOSES_AT = dt.time(17, 0)


class Policy(StrEnum):
    """How the day of receipt is found."""

    ACTUAL = "ACTUAL"
    IPSEA_DEEMED = "IPSEA_DEEMED"


class Channel(StrEnum):
    """How the request came."""

    HAND = "hand"
    SIGNED_FOR = "signed_for"
    FIRST_CLASS_POST = "first_class_post"
    EMAIL = "email"


def receipt_date(
    sent_at: dt.datetime | dt.date,
    channel: Channel | str = Channel.EMAIL,
    policy: Policy | str = Policy.ACTUAL,
) -> dt.date:
    """The day a request counts as received.

    sent_at: London time at which it was delivered by hand, signed for, posted or sent by e-mail. A date
    without a time counts as within office hours. Under ACTUAL the caller gives the moment it arrived and
    gets that day back, whatever the channel. Raises ValueError for an unknown channel or policy.
    """
    channel, policy = Channel(channel), Policy(policy)
    day = sent_at.date() if isinstance(sent_at, dt.datetime) else sent_at
    if policy is Policy.ACTUAL or channel is Channel.SIGNED_FOR:
        return day
    if channel is Channel.FIRST_CLASS_POST:
        return next_working_day(day)
    if is_working_day(day) and isinstance(sent_at, dt.datetime) and sent_at.time() > CLOSES_AT:
        return next_working_day(day)
    return first_working_day_on_or_after(day)
