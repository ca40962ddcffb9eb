"""The access matrix’s lines of practice."""

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access.table import BOTH, TEAM, Line, holders, public, record, role

KEEP, BOOK, PLANS = holders(P.KEEP_PRACTICE), holders(P.BOOK_TRAINING), holders(P.KEEP_HEALTHCARE_PLANS)  # fmt: skip
# Another trust of the area books too; the notifier's and the clinicians' trust works in the area.
SENCO = frozenset({"senco"})
LINES: list[Line] = [
    *public("practice:said", "practice:blank_plan"),
    role("practice:desk", KEEP | BOOK | PLANS),
    role("practice:training", KEEP | BOOK),
    role("practice:training_csv", KEEP | BOOK),
    role("practice:session_new", KEEP, BOTH),
    role("practice:drop_in", KEEP, BOTH),
    role("practice:coverage", KEEP),
    role("practice:coverage_csv", KEEP),
    role("practice:bookings", BOOK),
    record("practice:session", lambda area: [area.training.pk], KEEP | BOOK),
    record("practice:session", lambda area: [area.training_draft.pk], KEEP),
    record("practice:session_change", lambda area: [area.training.pk], KEEP, BOOK, methods=BOTH),
    record("practice:session_open", lambda area: [area.training_draft.pk], KEEP, methods=BOTH),
    record("practice:session_cancel", lambda area: [area.training.pk], KEEP, BOOK, methods=BOTH),
    record("practice:attendance", lambda area: [area.training_held.pk], KEEP, BOOK, methods=BOTH),
    record("practice:material_new", lambda area: [area.training.pk], KEEP, BOOK, methods=BOTH),
    record("practice:book", lambda area: [area.training.pk], BOOK, TEAM, methods=BOTH),
    record("practice:material", lambda area: [area.training.pk, area.slides.pk], KEEP | SENCO),
    record(
        "practice:booking_cancel", lambda area: [area.place_booked.pk], KEEP | SENCO, methods=BOTH
    ),
    role("practice:concerns", KEEP),
    role("practice:concerns_csv", KEEP),
    role("practice:concern_new", KEEP, BOTH),
    record("practice:concern", lambda area: [area.concern.pk], KEEP),
    record("practice:concern_change", lambda area: [area.concern.pk], KEEP, methods=BOTH),
    record("practice:concern_move", lambda area: [area.concern.pk], KEEP, methods=BOTH),
    role("practice:engagement", KEEP),
    role("practice:engagement_csv", KEEP),
    role("practice:meeting_new", KEEP, BOTH),
    record("practice:meeting", lambda area: [area.meeting.pk], KEEP),
    record("practice:meeting_change", lambda area: [area.meeting.pk], KEEP, methods=BOTH),
    record("practice:hear", lambda area: [area.meeting.pk], KEEP, methods=BOTH),
    record("practice:answer", lambda area: [area.heard.pk], KEEP, methods=BOTH),
    record("practice:publish", lambda area: [area.heard.pk], KEEP, methods=BOTH),
    record("practice:unpublish", lambda area: [area.heard.pk], KEEP, methods=BOTH),
    role("practice:plans", PLANS),
    role("practice:plan_new", PLANS, BOTH),
    record("practice:plan", lambda area: [area.plan.pk], PLANS),
    record("practice:plan_write", lambda area: [area.plan.pk], PLANS, methods=BOTH),
    record("practice:plan_use", lambda area: [area.plan.pk], PLANS, methods=BOTH),
    record("practice:plan_end", lambda area: [area.plan.pk], PLANS, methods=BOTH),
    record("practice:plan_pdf", lambda area: [area.plan.pk, 1], PLANS),
    record("practice:certificate", lambda area: [area.place_held.pk], KEEP | SENCO),
]
ELSEWHERE: dict[str, str] = {
    "practice:blank_plan_pdf": "public once it is made: integration/practice/test_plans",
}
