"""What a measure of a plan may be: its fields checked together, and when figures may be entered."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from inspections.models import Commentary, Measure, Plan
from inspections.rules import measures
from inspections.rules.progress import check_keeps, check_open
from inspections.states import CommentaryState, Frequency, MeasureSource, Polarity, Unit

YEARS = 10  # how far back a figure may lie
RETIRED = "This measure is retired. Take it up again first."
LIVE = "This measure is counted from the portal’s own cases: nobody types its figures."


@dataclass(frozen=True)
class Fields:
    """A measure's fields as a person gives them; values in the measure's unit."""

    name: str
    definition: str
    unit: str
    polarity: str
    numerator: str = ""
    denominator: str = ""
    frequency: str = Frequency.MONTH
    source: str = MeasureSource.ENTERED
    source_words: str = ""
    live_key: str = ""
    priority_id: uuid.UUID | None = None
    owner_id: uuid.UUID | None = None
    owner_words: str = ""
    baseline: Decimal | None = None
    baseline_on: dt.date | None = None
    target: Decimal | None = None
    target_on: dt.date | None = None
    target_source: str = ""
    benchmark: Decimal | None = None
    benchmark_source: str = ""
    tolerance: Decimal = Decimal(10)
    quality_words: str = ""
    suppress_below: int = 6
    public: bool = True
    illustrative: bool | None = None  # made up for a demo; None leaves it as it is


FIXED = ("unit", "frequency", "source", "live_key")  # once there are figures


def check_fields(given: Fields, *, live_keys: frozenset[str]) -> None:
    """The fields make sense together. Raises Invalid beside each that does not."""
    faults: dict[str | None, str] = {}
    for name, words in (
        ("name", "Enter a short name"),
        ("definition", "Say what exactly is measured"),
    ):
        if not getattr(given, name).strip():
            faults[name] = words
    for name, kinds in (("unit", Unit), ("polarity", Polarity), ("frequency", Frequency)):
        if getattr(given, name) not in kinds.values:
            faults[name] = "Choose one of these"
    _check_source(given, live_keys, faults)
    if given.unit == Unit.PERCENT and given.source != MeasureSource.LIVE:
        if not given.numerator.strip():
            faults["numerator"] = "Say what is counted"
        if not given.denominator.strip():
            faults["denominator"] = "Say out of what"
    _check_values(given, faults)
    if not 0 <= given.tolerance <= 100:
        faults["tolerance"] = "Enter a per cent from 0 to 100"
    if not 0 <= given.suppress_below <= 50:
        faults["suppress_below"] = "Enter a whole number from 0 to 50"
    if faults:
        raise Invalid(faults)


def _check_source(given: Fields, live_keys: frozenset[str], faults: dict[str | None, str]) -> None:
    live = given.source == MeasureSource.LIVE
    if given.source not in MeasureSource.values:
        faults["source"] = "Choose where the figures come from"
    elif live and given.live_key not in live_keys:
        faults["live_key"] = "Choose what the portal counts"
    elif not live and given.live_key:
        faults["live_key"] = "Leave this empty for figures that are typed in or from a file"


def _check_values(given: Fields, faults: dict[str | None, str]) -> None:
    most = Decimal(100) if given.unit == Unit.PERCENT else measures.LARGEST
    for name in ("baseline", "target", "benchmark"):
        value = getattr(given, name)
        if value is not None and not 0 <= value <= most:
            faults[name] = f"Enter a number from 0 to {measures.plain(most)}"
    if given.baseline is not None and given.baseline_on is None:
        faults["baseline_on"] = "Enter the day of the baseline"
    if given.benchmark is not None and not given.benchmark_source.strip():
        faults["benchmark_source"] = "Say whose figure this is, such as England, 2024"
    if given.baseline_on and given.target_on and given.target_on <= given.baseline_on:
        faults["target_on"] = "The target must come after the baseline"


def check_fixed(measure: Measure, given: Fields, *, recorded: bool) -> None:
    """What the figures already recorded mean does not change under them. Raises Invalid."""
    changed = [name for name in FIXED if getattr(measure, name) != getattr(given, name)]
    among = {MeasureSource.ENTERED, MeasureSource.IMPORTED}
    if changed == ["source"] and {measure.source, given.source} <= among:
        changed = []
    if recorded and changed:
        raise Invalid(
            {changed[0]: "Figures have been recorded. Retire this measure and begin another"}
        )


def check_can_keep(by: User, plan: Plan) -> None:
    """A manager of the plan's area, while the plan is open. Raises NotAllowed, Conflict."""
    check_keeps(by, plan)
    check_open(plan)


def check_kept_on(measure: Measure) -> None:
    """The measure is not retired. Raises Conflict."""
    if measure.retired_on is not None:
        raise Conflict(RETIRED)


def check_typed(measure: Measure) -> None:
    """Its figures are typed in or from a file. Raises Conflict."""
    check_kept_on(measure)
    if measure.source == MeasureSource.LIVE:
        raise Conflict(LIVE)


def check_period(measure: Measure, ends_on: dt.date, on: dt.date) -> measures.Period:
    """The period of the measure that ends on this day and is over. Raises Invalid beside `ends_on`."""
    found = measures.period(measure.frequency, ends_on)
    if found.ends_on != ends_on:
        every = "month" if measure.frequency == Frequency.MONTH else "quarter"
        raise Invalid({"ends_on": f"This is not the last day of a {every}"})
    if ends_on >= on:
        raise Invalid({"ends_on": f"{measures.named(*found)} is not over yet. Enter it once it is"})
    if ends_on.year < on.year - YEARS:
        raise Invalid({"ends_on": f"Enter a period of the last {YEARS} years"})
    return found


def may_comment(by: User, commentary: Commentary, *, owns: bool) -> bool:
    """Whether this person may write it: the measure's owner or stand-in (`owns`), or a manager."""
    at_home = by.organisation is not None and by.organisation.pk in {
        commentary.plan.la_id,
        commentary.plan.icb_id,
    }
    return owns or (by.may(P.MANAGE_PLANS) and at_home)


def check_can_comment(by: User, commentary: Commentary, *, owns: bool) -> None:
    """The owner, a stand-in or a manager, while the measure is red. Raises NotAllowed, Conflict."""
    if not may_comment(by, commentary, owns=owns):
        raise NotAllowed("Only the measure’s owner and the plan’s managers may do this.")
    check_open(commentary.plan)
    if commentary.state == CommentaryState.CLOSED:
        raise Conflict("Nothing is owed any more: the measure is no longer red for this period.")


def check_commentary(why: str, doing: str, right_by: dt.date | None, on: dt.date) -> None:
    """Why, what is being done, and by when it is right again. Raises Invalid."""
    faults: dict[str | None, str] = {}
    if not why.strip():
        faults["why"] = "Say why it is red"
    if not doing.strip():
        faults["doing"] = "Say what is being done about it"
    if right_by is None:
        faults["right_by"] = "Enter the day by which it will be right"
    elif right_by < on:
        faults["right_by"] = "This day has passed. Enter today or a later day"
    if faults:
        raise Invalid(faults)
