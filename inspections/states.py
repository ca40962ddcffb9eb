"""Kinds, ratings and the allowed moves of plans, reports and requests. Nothing vanishes: every end is a state."""

from django.db.models import IntegerChoices, TextChoices


class Framework(TextChoices):
    LOCAL_AREA_2016 = "local_area_2016", "Local area SEND inspection (2016 framework)"
    AREA_SEND_2023 = "area_send_2023", "Area SEND inspection (2023 framework)"
    MONITORING = "monitoring", "Monitoring inspection"
    REVISIT = "revisit", "Revisit (2016 framework)"


class InspectionState(TextChoices):
    EXPECTED = "expected", "Expected"
    UNDER_WAY = "under_way", "Under way"
    AWAITING = "awaiting", "Waiting for the report"
    REPORTED = "reported", "Reported"


class Outcome(TextChoices):
    """What the inspectorates concluded; the words of the framework it was made under."""

    POSITIVE = "positive", "Typically positive experiences and outcomes"
    INCONSISTENT = "inconsistent", "Inconsistent experiences and outcomes"
    SYSTEMIC = "systemic", "Widespread and/or systemic failings"
    STATEMENT = "statement", "Written Statement of Action required"
    NO_STATEMENT = "no_statement", "No Written Statement of Action required"
    PROGRESS = "progress", "Sufficient progress"
    PART_PROGRESS = "part_progress", "Sufficient progress in part"
    NO_PROGRESS = "no_progress", "Not sufficient progress"
    OTHER = "other", "Other: see the words of the report"


class FindingKind(TextChoices):
    STRENGTH = "strength", "Strength"
    IMPROVE = "improve", "Area for improvement"
    PRIORITY_ACTION = "priority_action", "Area for priority action"
    WEAKNESS = "weakness", "Significant weakness"


class PlanKind(TextChoices):
    STATEMENT = "statement", "Written Statement of Action"
    ACCELERATED = "accelerated", "Accelerated progress plan"
    PRIORITY_ACTION = "priority_action", "Priority action plan"
    STRATEGIC = "strategic", "Strategic plan"
    OWN = "own", "Own improvement plan"


class PlanState(TextChoices):
    DRAFT = "draft", "Being written"
    ACTIVE = "active", "In force"
    CLOSED = "closed", "Closed"


class ApprovalBody(TextChoices):
    ICB_BOARD = "icb_board", "ICB board"
    CABINET = "cabinet", "Council cabinet"
    OFSTED_CQC = "ofsted_cqc", "Ofsted and CQC"
    PARTNERSHIP = "partnership", "SEND partnership board"
    OTHER = "other", "Other body"


class ApprovalState(TextChoices):
    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"
    CHANGES = "changes", "Changes asked for"
    REFUSED = "refused", "Refused"


class Rating(TextChoices):
    """How an action or priority stands. Delivery and impact are rated apart by the same five."""

    NOT_DUE = "not_due", "Not started, not due"
    BLUE = "blue", "Complete, and the difference is evidenced"
    GREEN = "green", "On track"
    AMBER = "amber", "At risk, with a plan to recover"
    RED = "red", "Off track or overdue"


class Scale(TextChoices):
    DELIVERY = "delivery", "Delivery: is it being done?"
    IMPACT = "impact", "Impact: does it make a difference?"


class ActionState(TextChoices):
    OPEN = "open", "Open"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"


class DateChangeState(TextChoices):
    ASKED = "asked", "Waiting for an approver"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


class Strength(IntegerChoices):
    """How much a piece of evidence shows, weakest first."""

    ACTIVITY = 1, "Activity: something was done"
    OUTPUT = 2, "Output: something was produced"
    OUTCOME = 3, "Outcome: something changed for children and families"
    LIVED = 4, "Lived experience: families say that it changed"


class Polarity(TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"


class Unit(TextChoices):
    PERCENT = "percent", "Per cent"
    NUMBER = "number", "Number"
    DAYS = "days", "Days"
    WEEKS = "weeks", "Weeks"


class MeasureSource(TextChoices):
    ENTERED = "entered", "Typed in"
    IMPORTED = "imported", "From a file"
    LIVE = "live", "Counted live from the portal’s cases"


class Frequency(TextChoices):
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"


class CommentaryState(TextChoices):
    OPEN = "open", "To be written"
    WRITTEN = "written", "Written"
    CLOSED = "closed", "Closed: no longer red"


class RiskState(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    HAPPENED = "happened", "It has happened"


class VoiceState(TextChoices):
    HEARD = "heard", "Heard"
    DOING = "doing", "We are doing it"
    DONE = "done", "Done"
    CANNOT = "cannot", "We cannot, and say why"


class Voice(TextChoices):
    PARENTS = "parents", "Parents and carers"
    YOUNG = "young", "Children and young people"
    SCHOOLS = "schools", "Schools and settings"
    STAFF = "staff", "Staff"


class UpdateState(TextChoices):
    ASKED = "asked", "Asked"
    GIVEN = "given", "Given"


class MeetingState(TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Presence(TextChoices):
    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    DEPUTY = "deputy", "Sent a deputy"
    ABSENT = "absent", "Absent"


class Audience(TextChoices):
    BOARD = "board", "Improvement board"
    PUBLIC = "public", "The public"
    STOCKTAKE = "stocktake", "DfE and NHS England stocktake"


class ReportState(TextChoices):
    PREPARED = "prepared", "Waiting for approval"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn before approval"


class ReadinessKind(TextChoices):
    DOCUMENT = "document", "Document"
    DATA = "data", "Data"


class ExerciseKind(TextChoices):
    INSPECTION = "inspection", "Inspection"
    REHEARSAL = "rehearsal", "Rehearsal"


class InspectorRequestState(TextChoices):
    OPEN = "open", "To be answered"
    SENT = "sent", "Sent"
    WITHDRAWN = "withdrawn", "Withdrawn by the inspectors"


class CheckState(TextChoices):
    WAITING = "waiting", "Waiting"
    CHECKING = "checking", "Being checked"
    DONE = "done", "Checked"
    FAILED = "failed", "Could not be checked"


R = Rating
# The order of worsening: moving to a later one is a downgrade, which needs words.
WORSENING = (R.BLUE, R.GREEN, R.NOT_DUE, R.AMBER, R.RED)

PLAN_MOVES: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.ACTIVE, PlanState.CLOSED}),
    PlanState.ACTIVE: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset({PlanState.ACTIVE}),
}
PLAN_START, PLAN_ENDS = PlanState.DRAFT, frozenset({PlanState.CLOSED})
PLAN_OPEN = frozenset({PlanState.DRAFT, PlanState.ACTIVE})

REPORT_MOVES: dict[str, frozenset[str]] = {
    ReportState.PREPARED: frozenset({ReportState.APPROVED, ReportState.WITHDRAWN}),
    ReportState.APPROVED: frozenset(),
    ReportState.WITHDRAWN: frozenset(),
}
REPORT_START = ReportState.PREPARED
REPORT_ENDS = frozenset({ReportState.APPROVED, ReportState.WITHDRAWN})

ACTION_MOVES: dict[str, frozenset[str]] = {
    ActionState.OPEN: frozenset({ActionState.COMPLETE, ActionState.STOPPED}),
    ActionState.COMPLETE: frozenset({ActionState.OPEN}),
    ActionState.STOPPED: frozenset({ActionState.OPEN}),
}
ACTION_START = ActionState.OPEN
ACTION_ENDS = frozenset({ActionState.COMPLETE, ActionState.STOPPED})
