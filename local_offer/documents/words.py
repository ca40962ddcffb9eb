"""An entry in words, the same on its page, in a booklet and in a file: ages, days, times, addresses, prices."""

import datetime as dt
from typing import Any

from local_offer.models import Location, Schedule, Service

DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip


def ages(service: Service) -> str:
    """Gives "0 to 5 years", "From 14 years", "Up to 18 years", "All ages"."""
    low, high = service.minimum_age, service.maximum_age
    if low is None and high is None:
        return "All ages"
    if high is None:
        return f"From {low} years"
    if not low:
        return f"Up to {high} years"
    return f"{low} years" if low == high else f"{low} to {high} years"


def days(text: str) -> str:
    """Gives "Monday to Friday", "Monday, Wednesday", for iCalendar days."""
    codes = [code for code in DAYS if code in text.split(",")]
    if codes == list(DAYS):
        return "Every day"
    order = list(DAYS)
    numbers = [order.index(code) for code in codes]
    run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    if run:
        return f"{DAYS[codes[0]]} to {DAYS[codes[-1]]}"
    return ", ".join(DAYS[code] for code in codes)


def clock(time: dt.time) -> str:
    """Gives "9am", "5:30pm", "midday"."""
    if (time.hour, time.minute) == (12, 0):
        return "midday"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def day(value: dt.date | None) -> str:
    """Gives "3 March 2026"; "" for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def times(schedule: Schedule) -> str:
    """Gives "Monday to Friday, 9am to 5pm. School term only"."""
    parts = [days(schedule.days)] if schedule.days else []
    if schedule.opens_at and schedule.closes_at:
        parts.append(f"{clock(schedule.opens_at)} to {clock(schedule.closes_at)}")
    elif schedule.opens_at:
        parts.append(f"from {clock(schedule.opens_at)}")
    text = ", ".join(parts)
    if schedule.valid_from and schedule.valid_to:
        text += f" ({day(schedule.valid_from)} to {day(schedule.valid_to)})"
    elif schedule.valid_to:
        text += f" (until {day(schedule.valid_to)})"
    return ". ".join(part for part in (text.strip(), schedule.description) if part)


def address(location: Location) -> list[str]:
    """The lines of an address; of a masked one the town and postcode district alone."""
    if location.masked:
        district = location.postcode.partition(" ")[0]
        return [line for line in (location.city, location.county, district) if line]
    lines = (
        location.address_1, location.address_2, location.city, location.county, location.postcode
    )  # fmt: skip
    return [line for line in lines if line]


def prices(service: Service) -> list[str]:
    """Gives ["A session: £5.00. Under 2s free"]."""
    found = []
    for option in service.cost_options.all():
        amount = (
            "" if option.amount is None else f"£{option.amount:,.2f}" if option.amount else "Free"
        )
        line = ": ".join(part for part in (option.option, amount) if part)
        found.append(". ".join(part for part in (line, option.description) if part))
    return found


def terms(service: Service, taxonomy: str) -> list[Any]:
    """The entry's terms of one taxonomy, in their order."""
    return [
        row.term for row in service.service_terms.all() if row.term.taxonomy.code == taxonomy
    ]  # fmt: skip


def waiting(service: Service) -> str:
    """Gives "12 weeks, as stated on 3 March 2026"; "" where nothing is stated."""
    if not service.waiting_time or not service.waiting_stated_on:
        return ""
    return f"{service.waiting_time.rstrip('. ')}, as stated on {day(service.waiting_stated_on)}"


def areas(service: Service) -> str:
    """Whom it serves, by area; "" where everybody may use it."""
    return ", ".join(sorted({area.name for area in service.areas.all()}))
