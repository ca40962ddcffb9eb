"""How each counting rule reads a rule's period, and the reasoning it gives in words."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from . import counting, rules
from .calendar import ONE_DAY, BankHoliday, bank_holiday, is_working_day
from .errors import InconsistentFacts
from .facts import Facts
from .periods import Days, FixedDays, LaterOf, Months, Weeks, WorkingDays
from .rules.model import Counting, Rule
from .words import WEEKDAYS, long_date, short_date

Unit = TypeVar("Unit")
FIVE_PM = dt.time(17, 0)
NOTICE_FOR_MOVE = WorkingDays(15)


@dataclass(frozen=True)
class Counted:
    """What the counting alone gives: a date, why, a stricter reading if there is doubt, and an hour if set."""

    due_on: dt.date | None
    reasons: tuple[str, ...]
    strict: dt.date | None = None
    due_time: dt.time | None = None


def _weeks_after(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, Weeks)
    due = counting.add_weeks(start, period)
    reasons = (
        f"{period} run from {long_date(start)}. That day itself is not counted, so they end on a "
        f"{WEEKDAYS[due.weekday()]} too: {long_date(due)}.",
        *_not_moved(due),
    )
    if rule.code == "AR-OVERALL-12W" and facts.notice_sent:
        return _earlier_of_notice(start, due, reasons, facts.notice_sent)
    return Counted(due, reasons, strict=due - ONE_DAY)


def _earlier_of_notice(
    start: dt.date, cap: dt.date, reasons: tuple[str, ...], notice: dt.date
) -> Counted:
    """R (L, M and P) v Devon CC [2022] EWHC 493 (Admin): the cap and reg 22(3) both bind."""
    if notice < start:
        raise InconsistentFacts(
            "The notice of changes cannot be sent before the review meeting.", "notice_sent"
        )
    from_notice = counting.add_weeks(notice, Weeks(8))
    due = min(cap, from_notice)
    more = f"Eight weeks from the notice of changes end on {long_date(from_notice)}. The earlier date counts."
    return Counted(due, (*reasons, more), strict=due - ONE_DAY)


def _days_after(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, Days)
    due = counting.add_days(start, period)
    words = f"{period} run from {long_date(start)}. That day itself is not counted: they end on {long_date(due)}."
    return Counted(due, (words, *_not_moved(due)), strict=due - ONE_DAY)


def _days_beginning_with(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, Days)
    due = counting.days_beginning_with(start, period)
    return Counted(
        due,
        (
            f"{long_date(start)} is day 1 of {period}; the last is {long_date(due)}. Weekends and holidays count.",
            f"This is a minimum: the next step should not be taken before {long_date(due + ONE_DAY)}.",
        ),
    )


def _wdays_after(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, WorkingDays)
    due = counting.add_working_days(start, period)
    strict = counting.working_days_beginning_with(start, period)
    words = f"{period} run from {long_date(start)}. That day itself is not counted: they end on {long_date(due)}."
    return Counted(due, (words, *_holidays_within(start, due)), strict=strict)


def _wdays_beginning_with(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, WorkingDays)
    if facts.moved and start <= counting.working_days_before(facts.moved, NOTICE_FOR_MOVE):
        return Counted(
            facts.moved,
            (
                f"The move on {long_date(facts.moved)} was known on {long_date(start)}, at least {NOTICE_FOR_MOVE} "
                "ahead, so this is due on the day of the move.",
            ),
        )
    due = counting.working_days_beginning_with(start, period)
    first = (
        "is the first of"
        if is_working_day(start)
        else "is not a working day; the next one is the first of"
    )
    words = f"{long_date(start)} {first} {period}; the last is {long_date(due)}."
    late = (f"The move was not known {NOTICE_FOR_MOVE} ahead.",) if facts.moved else ()
    return Counted(due, (*late, words, *_holidays_within(start - ONE_DAY, due)))


def _months_after(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, Months)
    due = counting.add_months(start, period)
    return Counted(due, (_corresponding(period, start, due), *_not_moved(due)))


def _period_starting_with(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, Months)
    due = counting.period_starting_with(start, period)
    words = f"{period} that start with {long_date(start)} end on {long_date(due)}, as the first day counts."
    return Counted(due, (words, *_not_moved(due)))


def _before_date(rule: Rule, start: int, facts: Facts) -> Counted:
    period = _is(rule, FixedDays)
    ((month, day),) = period.days
    due = counting.day_before(start, month, day)
    words = f"The law says before {period} {start}, so the last day is {long_date(due)}."
    return Counted(due, (words, *_not_moved(due)))


def _at_least_before(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = rule.period
    due = (
        counting.weeks_before(start, period)
        if isinstance(period, Weeks)
        else counting.months_before(start, _is(rule, Months))
    )
    strict = due - ONE_DAY
    return Counted(
        due,
        (
            f"Counted back: at least {period} before {long_date(start)} is {long_date(due)}.",
            f"Whether “at least” means clear days is in doubt; {long_date(strict)} is safe either way.",
            *_not_moved(due),
        ),
        strict=strict,
    )


def _trib_appeal(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, LaterOf)
    end = counting.add_months(start, period.first)
    reasons = [_corresponding(period.first, start, end)]
    if facts.certificate:
        if facts.certificate < start:
            raise InconsistentFacts(
                "The mediation certificate cannot be issued before the decision was sent.",
                "certificate",
            )
        other = counting.add_months(facts.certificate, period.second)
        reasons.append(_corresponding(period.second, facts.certificate, other))
        end = max(end, other)
        reasons.append(f"The later date counts: {long_date(end)}.")
    else:
        reasons.append(
            "With a mediation certificate the time may be longer: one month from its date of issue."
        )
    due = counting.tribunal_roll(end)
    if due != end:
        reasons.append(
            f"The Tribunal’s own rules move a day in August, from 25 December to 1 January or outside working "
            f"days to the next working day that counts: {long_date(due)}."
        )
    return Counted(due, tuple(reasons))


def _trib_wdays(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, WorkingDays)
    due = counting.add_tribunal_working_days(start, period)
    return Counted(
        due,
        (
            f"{period} run from {long_date(start)}, that day not counted. The Tribunal’s rules leave out "
            f"every day in August and from 25 December to 1 January. They end on {long_date(due)}.",
        ),
    )


def _fixed_5pm(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    reasons = [f"The Tribunal fixed {long_date(start)}: due by 5pm on that day."]
    if not is_working_day(start):
        reasons.append("It is not a working day, so keep to the working day before it.")
    return Counted(start, tuple(reasons), due_time=FIVE_PM)


def _csa(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    due = counting.compulsory_school_age_from(start)
    birthday = counting.add_months(start, Months(60))
    how = "is itself one of" if due == birthday else "is followed by the next of"
    return Counted(
        due,
        (
            f"The fifth birthday, {long_date(birthday)}, {how} the days {_is(rule, FixedDays)}: compulsory school "
            f"age starts on {long_date(due)}.",
            "A notification under section 23 is made before that day.",
        ),
    )


def _period_back(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, Months)
    due = counting.add_months(start, period)
    words = f"A request made within {period} after {long_date(start)}, up to {long_date(due)}, may be refused."
    return Counted(due, (words,))


def _later_of(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    period = _is(rule, LaterOf)
    due = counting.add_months(start, period.second)
    reasons = [_corresponding(period.second, start, due)]
    if facts.last_reviewed:
        other = counting.add_months(facts.last_reviewed, period.first)
        reasons.append(_corresponding(period.first, facts.last_reviewed, other))
        due = max(due, other)
        reasons.append(f"The later date counts: {long_date(due)}.")
    else:
        reasons.append("With the day the plan was made or last reviewed, a later date may apply.")
    return Counted(due, (*reasons, *_not_moved(due)), strict=due - ONE_DAY)


def _as_reg_44(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    """SI 2014/1530 reg 42(2): the time limits of reg 44, with the agreement's date as the order's."""
    orders = [other for other in rules.ALL if other.code.startswith("ORD-")]
    dates = [
        (order.title, COUNTERS[order.counting](order, start, Facts()).due_on) for order in orders
    ]
    lines = [f"{title}: {long_date(due)}." for title, due in dates if due]
    return Counted(
        None, ("The date depends on what was agreed, as if it were a Tribunal order:", *lines)
    )


def _immediate(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    return Counted(start, (f"It takes effect at once: {long_date(start)}.",))


def _none(rule: Rule, start: dt.date, facts: Facts) -> Counted:
    return Counted(
        None,
        (
            "No statutory deadline: the law sets this duty without a length of time. Any local target is policy.",
        ),
    )


COUNTERS: dict[Counting, Callable[..., Counted]] = {
    Counting.WEEKS_AFTER: _weeks_after,
    Counting.DAYS_AFTER: _days_after,
    Counting.DAYS_BEGINNING_WITH: _days_beginning_with,
    Counting.WDAYS_AFTER: _wdays_after,
    Counting.WDAYS_BEGINNING_WITH: _wdays_beginning_with,
    Counting.MONTHS_AFTER: _months_after,
    Counting.PERIOD_STARTING_WITH: _period_starting_with,
    Counting.BEFORE_DATE: _before_date,
    Counting.AT_LEAST_BEFORE: _at_least_before,
    Counting.TRIB_APPEAL: _trib_appeal,
    Counting.TRIB_WDAYS: _trib_wdays,
    Counting.FIXED_5PM: _fixed_5pm,
    Counting.CSA: _csa,
    Counting.PERIOD_BACK: _period_back,
    Counting.LATER_OF: _later_of,
    Counting.ANNUAL: _months_after,
    Counting.AS_REG_44: _as_reg_44,
    Counting.IMMEDIATE: _immediate,
    Counting.NONE: _none,
}


def _is(rule: Rule, unit: type[Unit]) -> Unit:
    if not isinstance(rule.period, unit):
        raise TypeError(
            f"{rule.code} is counted in {unit.__name__}, but its period is {rule.period!r}."
        )
    return rule.period


def _corresponding(period: Months, start: dt.date, due: dt.date) -> str:
    how = (
        "the date with the same number"
        if due.day == start.day
        else "there is no such date in the last month, so its last day"
    )
    return f"{period} from {long_date(start)}: {how}, {long_date(due)}."


def _not_moved(due: dt.date) -> tuple[str, ...]:
    if is_working_day(due):
        return ()
    holiday = bank_holiday(due)
    what = f"a bank holiday ({_named(holiday)})" if holiday else f"a {WEEKDAYS[due.weekday()]}"
    return (f"That is {what}. The law does not move the date, so it stays.",)


def _named(holiday: BankHoliday) -> str:
    return f"{holiday.title}, {holiday.note.lower()}" if holiday.note else holiday.title


def _holidays_within(start: dt.date, due: dt.date) -> tuple[str, ...]:
    days = (start + dt.timedelta(days=n) for n in range(1, (due - start).days + 1))
    found = [holiday for day in days if (holiday := bank_holiday(day))]
    if not found:
        return ()
    names = ", ".join(f"{_named(holiday)} ({short_date(holiday.date)})" for holiday in found)
    return (f"Saturdays, Sundays and bank holidays are left out: {names}.",)
