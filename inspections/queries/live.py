"""Measures counted from the portal's own records, through the other apps' `queries` alone.

Each is two numbers for an area and a month: computed when asked, and recorded by `actions.live`.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.counted import Area, Behind, Cases, Counted, Span
from ehcp.queries import measured as ehcp
from enquiries.queries import measured as enquiries
from inspections.rules import measures as rules
from inspections.states import Frequency, Polarity, Unit
from local_offer.queries import statistics as local_offer
from referrals.queries import measured as referrals

Count = Callable[[Area, Span], Counted]


@dataclass(frozen=True)
class Live:
    """One live measure: its words, and who counts it.

    `owed` counts what fell due, so a day counts only once it is over; the others count up to a day itself.
    """

    key: str
    name: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    polarity: str
    source: str
    count: Count
    cases: Callable[..., Cases]
    owed: bool = False


@dataclass(frozen=True)
class Figure:
    """A live measure's numbers for some days; `value` is None where there was nothing to count."""

    span: Span
    counted: Counted

    def value(self, unit: str) -> Decimal | None:
        """The value as a recorded figure has it."""
        return rules.value_of(
            unit=unit,
            numerator=rules.whole(self.counted.numerator),
            denominator=rules.whole(self.counted.denominator),
            value=None,
        )


def _fresh(area: Area, span: Span) -> Counted:
    found = local_offer.freshness(area.la, span.last)
    return Counted(found.checked, found.published)


def _fresh_cases(area: Area, span: Span, *, by: User) -> Cases:
    """The entries behind it: public records, so that nothing is hidden from anybody."""
    rows = tuple(
        Behind(
            reference=name,
            url=reverse("local_offer:service", args=[slug]) if public else "",
            words="checked in time" if fresh else "not checked in time",
            good=fresh,
        )
        for name, slug, fresh, public in local_offer.entries(area.la, span.last)
    )
    return Cases(rows, 0)


MEASURES = {
    live.key: live
    for live in (
        Live(
            key="advice_six_weeks",
            name="Health advice returned within six weeks",
            definition=(
                "Of the requests for health advice whose six weeks ended in the month, the share whose required "
                "advice was with the local authority by then. Lawful exceptions do not move the date. Requests "
                "that ended as duplicate, forwarded, withdrawn or refused are not counted."
            ),
            numerator="Requests met by their statutory date",
            denominator="Requests whose statutory date fell in the month",
            unit=Unit.PERCENT,
            polarity=Polarity.HIGHER,
            source="Requests for health advice in this portal (SEND Regulations 2014, reg 8)",
            count=ehcp.in_time,
            cases=ehcp.in_time_cases,
            owed=True,
        ),
        Live(
            key="advice_right_first_time",
            name="Health advice right first time",
            definition=(
                "Of the services’ advice that first went to the local authority in the month, the share that no "
                "lead and no member of the DCO team had sent back to its writer before."
            ),
            numerator="Advice never sent back before it went",
            denominator="Advice first sent in the month",
            unit=Unit.PERCENT,
            polarity=Polarity.HIGHER,
            source="History of health advice in this portal",
            count=ehcp.right_first_time,
            cases=ehcp.right_first_time_cases,
        ),
        Live(
            key="notice_prompt",
            name="Under-5 notifications sent in time",
            definition=(
                "Of the notifications sent in the month, the share sent within the days of local policy after the "
                "opinion was formed. The Act sets no limit. Duplicates and errors are not counted."
            ),
            numerator="Notifications sent within local policy",
            denominator="Notifications sent in the month",
            unit=Unit.PERCENT,
            polarity=Polarity.HIGHER,
            source="Notifications in this portal (Children and Families Act 2014, s.23)",
            count=referrals.prompt,
            cases=referrals.cases,
        ),
        Live(
            key="notice_days",
            name="Days from opinion to under-5 notification",
            definition=(
                "The mean number of calendar days from forming the opinion to sending the notification, over the "
                "notifications sent in the month. Duplicates and errors are not counted."
            ),
            numerator="Days added up",
            denominator="Notifications sent in the month",
            unit=Unit.DAYS,
            polarity=Polarity.LOWER,
            source="Notifications in this portal (Children and Families Act 2014, s.23)",
            count=referrals.delay,
            cases=referrals.cases,
        ),
        Live(
            key="enquiry_in_time",
            name="Enquiries answered within the local standard",
            definition=(
                "Of the enquiries about this authority whose first answer was due in the month by local policy, "
                "the share answered by then. Enquiries merged into others or signposted elsewhere are not counted."
            ),
            numerator="Enquiries answered by their due day",
            denominator="Enquiries whose first answer was due in the month",
            unit=Unit.PERCENT,
            polarity=Polarity.HIGHER,
            source="Enquiries to the DCO team in this portal",
            count=enquiries.answered_in_time,
            cases=enquiries.answered_in_time_cases,
            owed=True,
        ),
        Live(
            key="local_offer_fresh",
            name="Local Offer entries checked in time",
            definition=(
                "Of the authority’s Local Offer entries that were public at the end of the month, the share that "
                "had been checked within the months of local policy before it."
            ),
            numerator="Entries checked in time",
            denominator="Entries public at the end of the month",
            unit=Unit.PERCENT,
            polarity=Polarity.HIGHER,
            source="The Local Offer in this portal",
            count=_fresh,
            cases=_fresh_cases,
        ),
    )
}


def area(la: uuid.UUID, icb: uuid.UUID) -> Area:
    """A plan's area."""
    return Area(la=la, icb=icb)


def span(live: Live, month: dt.date, on: dt.date) -> Span | None:
    """The days of a month that count by the day `on`; None where none does yet."""
    whole = rules.period(Frequency.MONTH, month)
    last = min(whole.ends_on, on - dt.timedelta(days=1) if live.owed else on)
    return Span(whole.starts_on, last) if last >= whole.starts_on else None


def figure(key: str, place: Area, days: Span) -> Figure:
    """What a live measure comes to now for these days. Raises KeyError for an unknown key."""
    return Figure(days, MEASURES[key].count(place, days))


def behind(key: str, place: Area, days: Span, *, by: User) -> Cases:
    """The cases behind it: those the reader may open, and how many more. Raises KeyError."""
    return MEASURES[key].cases(place, days, by=by)
