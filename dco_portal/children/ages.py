"""Ages that matter in law: completed years on a day."""

import datetime as dt

YOUNG_PERSON = 16  # from here on the young person's own contact, wishes and capacity are asked for
OLDEST = 25  # the last year of age a child or young person's record can begin in


def years(born_on: dt.date, on: dt.date) -> int:
    """Completed years of age; someone born on 29 February has their birthday on 1 March in other years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_young_person(born_on: dt.date, on: dt.date) -> bool:
    """Whether the person is 16 or over on this day."""
    return years(born_on, on) >= YOUNG_PERSON
