"""A school's individual healthcare plans: written, put into use, reviewed, ended."""

import datetime as dt
import uuid

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import people
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.common.references import next_reference
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.notifications import actions as notifications
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from dco_portal.practice import rules
from dco_portal.practice.actions.locking import locked
from dco_portal.practice.models import HealthcarePlan, PlanVersion
from dco_portal.practice.plan_form import SECTIONS, missing
from dco_portal.practice.queries import BLANK_PLAN
from dco_portal.practice.states import PlanState

OWNER_KIND = "practice.plan"
BEFORE_DAYS = "practice.plan_reminder_days"


@transaction.atomic
def begin(*, by: User, pupil: str, born_on: dt.date) -> HealthcarePlan:
    """Begin a plan for a pupil of one's school. Errors: `NotAllowed`, `Invalid`."""
    rules.check_can_keep_plans(by)
    rules.check_past(born_on=born_on)
    assert by.organisation is not None
    plan = HealthcarePlan.objects.create(
        reference=next_reference("IHP"),
        school=by.organisation,
        pupil=pupil.strip(),
        born_on=born_on,
    )
    audit.record("practice.plan_begun", by=by, obj=plan)
    return plan


@transaction.atomic
def write(
    *, by: User, plan_id: uuid.UUID, lock: int | None = None, content: dict[str, str], review_on: dt.date | None
) -> HealthcarePlan:  # fmt: skip
    """Save what is written so far. The version in use stays as it is until this is put into use."""
    plan = locked(HealthcarePlan.objects.visible_to(by), plan_id)
    rules.check_lock(plan, lock)
    plan.content = {name: content.get(name, "").strip() for name in SECTIONS}
    plan.review_on = review_on or plan.review_on
    plan.lock += 1
    plan.save()
    audit.record("practice.plan_written", by=by, obj=plan)
    return plan


@transaction.atomic
def put_into_use(*, by: User, plan_id: uuid.UUID) -> HealthcarePlan:
    """Make what is written the plan in use, as a numbered version with its PDF."""
    plan = locked(HealthcarePlan.objects.visible_to(by).select_related("school"), plan_id)
    if plan.state != PlanState.IN_USE:
        rules.check_plan_move(plan, PlanState.IN_USE)
    if lacking := missing(plan.content):
        raise Invalid({"": f"Still to be filled in: {', '.join(lacking).lower()}"})
    rules.check_review(plan.review_on)
    plan.state, plan.ended_because = PlanState.IN_USE, ""
    plan.version += 1
    plan.lock += 1
    plan.save()
    version = PlanVersion.objects.create(
        plan=plan, number=plan.version, pupil=plan.pupil, born_on=plan.born_on, content=plan.content,
        review_on=plan.review_on, by=by,
    )  # fmt: skip
    version.document = _document(plan, version, by=by)
    version.save()
    audit.record("practice.plan_in_use", by=by, obj=plan, version=plan.version)
    return plan


def _document(plan: HealthcarePlan, version: PlanVersion, *, by: User) -> uuid.UUID:
    made = documents.create(
        by=by,
        kind="practice.plan",
        title=f"Individual healthcare plan {plan.reference}",
        filename=f"healthcare-plan-{plan.reference}-v{version.number}.pdf",
        template="pdf/practice/plan.html",
        owner_kind=OWNER_KIND,
        owner_id=plan.pk,
        context={
            "blank": False,
            "reference": plan.reference,
            "number": version.number,
            "school": plan.school.name,
            "pupil": plan.pupil,
            "born_on": plan.born_on,
            "review_on": plan.review_on,
            "sections": [
                {
                    "heading": section.heading,
                    "hint": section.hint,
                    "text": plan.content.get(name, ""),
                }
                for name, section in SECTIONS.items()
            ],
        },
    )
    return made.pk


@transaction.atomic
def end(*, by: User, plan_id: uuid.UUID, reason: str) -> HealthcarePlan:
    """End a plan: the pupil left, or does not need it any more. It can be taken up again."""
    plan = locked(HealthcarePlan.objects.visible_to(by), plan_id)
    rules.check_plan_move(plan, PlanState.ENDED)
    if not reason.strip():
        raise Invalid({"reason": "Say why it ends"})
    plan.state, plan.ended_because = PlanState.ENDED, reason.strip()
    plan.lock += 1
    plan.save()
    audit.record("practice.plan_ended", by=by, obj=plan)
    return plan


@transaction.atomic
def remind(*, by: User | None = None, on: dt.date | None = None) -> int:
    """Remind schools of plans that are due for review; the number of new messages.

    Before the day as local policy says, on the day, and weekly once late. A missed night catches up:
    what should have been said since the last step is said once. Names no pupil.
    """
    day = on or today()
    before = max(policy.value(BEFORE_DAYS, None, day))
    due = HealthcarePlan.objects.filter(
        state=PlanState.IN_USE, review_on__lte=day + dt.timedelta(days=before)
    ).select_related("school")
    recipients: dict[uuid.UUID, list[User]] = {}
    told = 0
    for plan in due:
        if plan.school_id not in recipients:
            recipients[plan.school_id] = list(people(plan.school, Permission.KEEP_HEALTHCARE_PLANS))
        told += _remind(plan, recipients[plan.school_id], plan.school, day)
    audit.record("practice.plans_reminded", by=by, messages=told)
    return told


def _remind(plan: HealthcarePlan, to: list[User], school: Organisation, day: dt.date) -> int:
    assert plan.review_on is not None
    left = (plan.review_on - day).days
    steps = [step for step in policy.value(BEFORE_DAYS, school, day) if step >= left]
    if left > 0 and not steps:
        return 0
    step = min(steps) if left > 0 else f"late-{-left // 7}"
    when = (
        f"in {left} days"
        if left > 1
        else "tomorrow"
        if left == 1
        else "today"
        if left == 0
        else f"{-left} days ago"
    )
    return notifications.tell(
        recipients=to, kind="practice.plan_review", subject=f"Review {plan.reference}",
        body=f"The individual healthcare plan {plan.reference} was due for review {when}."
        if left < 0 else f"The individual healthcare plan {plan.reference} is due for review {when}.",
        dedupe_key=f"practice.plan:{plan.pk}:{plan.version}:{step}",
        link=reverse("practice:plan", args=[plan.pk]), reference=plan.reference, organisation=school,
    )  # fmt: skip


@transaction.atomic
def prepare_blank(*, by: User | None = None) -> bool:
    """Make the blank plan's PDF when its words have changed since the last one; whether it was made."""
    sections = [
        {"heading": section.heading, "hint": section.hint, "text": ""}
        for section in SECTIONS.values()
    ]
    context = {
        "blank": True, "reference": "", "number": 0, "school": "", "pupil": "", "born_on": "", "review_on": "",
        "sections": sections,
    }  # fmt: skip
    there = document_queries.documents_of(owner_kind="practice.blank_plan", owner_id=BLANK_PLAN)
    if there and there[0].context.get("sections") == sections:
        return False
    made = documents.create(
        by=by, kind="practice.blank_plan", title="Individual healthcare plan", filename="individual-healthcare-plan.pdf",
        template="pdf/practice/plan.html", owner_kind="practice.blank_plan", owner_id=BLANK_PLAN, context=context,
    )  # fmt: skip
    audit.record("practice.blank_plan_prepared", by=by, obj=made)
    return True
