"""Beginning, writing, putting in force, closing and publishing a plan."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.common.references import next_reference
from dco_portal.organisations.models import AreaLink, Organisation
from inspections.actions import locking, notices, owed
from inspections.models import Board, Inspection, Plan
from inspections.rules import plans as rules
from inspections.states import ActionState, PlanState

# What a manager may write of a plan; the state, area and addresses have steps of their own.
FIELDS = (
    "kind", "title", "summary", "inspection", "starts_on", "ends_on", "senior_owner", "la_officer", "icb_officer",
    "dfe_adviser", "nhse_adviser", "governance", "board", "update_day", "what_next", "illustrative",
)  # fmt: skip


def areas(by: User) -> list[tuple[Organisation, Organisation]]:
    """The areas for which this person may begin a plan: (local authority, board), by the authority's name."""
    links = AreaLink.objects.select_related("local_authority", "icb")
    here = by.organisation
    if here is None:
        return []
    rows = links.filter(icb=here) | links.filter(local_authority=here)
    return [(row.local_authority, row.icb) for row in rows.order_by("local_authority__name", "icb__name")]  # fmt: skip


@transaction.atomic
def create(
    *, by: User, la: Organisation, icb: Organisation, kind: str, title: str, starts_on: dt.date,
    inspection: Inspection | None = None, ends_on: dt.date | None = None, follows: Plan | None = None, **fields: Any,
) -> Plan:  # fmt: skip
    """Begin a plan of one's own area. `fields` are others of `FIELDS`.

    Raises NotAllowed, NotFound for another area's authority or inspection, Invalid.
    """
    rules.check_can_keep(by)
    if (la, icb) not in areas(by):
        raise NotFound
    plan = Plan(
        la=la, icb=icb, kind=kind, title=title.strip(), starts_on=starts_on, ends_on=ends_on, inspection=inspection,
        follows=follows, reference=next_reference("PLAN"), slug=free_slug(la, title),
    )  # fmt: skip
    _write(
        by, plan, {"starts_on": starts_on, "ends_on": ends_on, "inspection": inspection, **fields}
    )
    plan.save()
    audit.record("inspections.plan_created", by=by, obj=plan, kind=kind)
    return plan


@transaction.atomic
def edit(*, by: User, plan_id: uuid.UUID, seen: int | None = None, **fields: Any) -> Plan:
    """Write the plan's own facts, those of `FIELDS` that are given.

    Raises NotFound, NotAllowed, Conflict once closed, Invalid beside a field or when changed since `seen`.
    """
    plan = locking.plan(by, plan_id, seen=seen)
    rules.check_open(plan)
    _write(by, plan, fields)
    plan.lock += 1
    plan.save()
    audit.record("inspections.plan_edited", by=by, obj=plan, fields=sorted(fields))
    return plan


def _write(by: User, plan: Plan, fields: dict[str, Any]) -> None:
    """Set checked fields on an open plan; the inspection and the board must be of its area."""
    assert set(fields) <= set(FIELDS), set(fields) - set(FIELDS)
    for name in ("inspection", "board"):
        found = fields.get(name)
        if isinstance(found, Inspection | Board) and (found.la_id, found.icb_id) != (plan.la_id, plan.icb_id):  # fmt: skip
            raise Invalid({name: f"Choose the {name} of this plan’s own area"})
    for name, value in fields.items():
        setattr(plan, name, value.strip() if isinstance(value, str) else value)
    rules.check_dates(plan.starts_on, plan.ends_on)


def free_slug(la: Organisation, title: str) -> str:
    """A public address from the authority's short name and the title that no plan has."""
    base = slugify(f"{la.label} {title}")[:70].strip("-") or "plan"
    taken = set(Plan.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | rules.RESERVED  # fmt: skip
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def put_in_force(*, by: User, plan_id: uuid.UUID) -> Plan:
    """The plan is adopted: dates now move only with an approver, and its leads learn what they lead.

    Raises NotFound, NotAllowed, Conflict for one without actions or not being written.
    """
    plan = locking.plan(by, plan_id)
    rules.check_can_be_in_force(plan, plan.actions.filter(state=ActionState.OPEN).count())
    plan.state = PlanState.ACTIVE
    plan.lock += 1
    plan.save()
    audit.record("inspections.plan_in_force", by=by, obj=plan)
    tell_leads(plan)
    return plan


def tell_leads(plan: Plan) -> None:
    """Tell each lead of a plan in force once that they lead actions of it."""
    rows = plan.actions.filter(state=ActionState.OPEN, lead__isnull=False)
    leads = User.objects.filter(pk__in=rows.values("lead"))
    notices.tell(
        plan, leads, kind="lead", key=str(plan.pk), subject="you lead actions of an improvement plan",
        body=f"You lead actions of “{plan.title}”. The portal asks you each month how they stand.",
        link=reverse("inspections:my-actions"),
    )  # fmt: skip


@transaction.atomic
def close(*, by: User, plan_id: uuid.UUID, reason: str) -> Plan:
    """End a plan, such as when another took over. It stays readable, in public too. Raises Conflict, Invalid."""
    plan = locking.plan(by, plan_id)
    rules.check_move(plan, PlanState.CLOSED)
    rules.check_words(reason, "reason", "Say why the plan is closed")
    plan.state, plan.closed_on, plan.closed_reason = PlanState.CLOSED, today(), reason.strip()
    plan.lock += 1
    plan.save()
    audit.record("inspections.plan_closed", by=by, obj=plan)
    owed.settle(plan, by)
    return plan


@transaction.atomic
def reopen(*, by: User, plan_id: uuid.UUID, reason: str) -> Plan:
    """Put a closed plan in force again; the reason of its closing stays in the audit. Raises Conflict, Invalid."""
    plan = locking.plan(by, plan_id)
    rules.check_move(plan, PlanState.ACTIVE)
    rules.check_words(reason, "reason", "Say why the plan is opened again")
    before, plan.closed_reason = plan.closed_reason, ""
    plan.state, plan.closed_on = PlanState.ACTIVE, None
    plan.lock += 1
    plan.save()
    owed.renew(plan, by)
    audit.record("inspections.plan_reopened", by=by, obj=plan, reason=reason.strip(), closed_for=before)  # fmt: skip
    return plan


@transaction.atomic
def publish(*, by: User, plan_id: uuid.UUID) -> Plan:
    """Show the plan on the public pages. Raises Conflict while words for the public are missing."""
    plan = locking.plan(by, plan_id)
    rules.check_can_publish(plan, plan.priorities.all())
    plan.published_at = now()
    plan.lock += 1
    plan.save()
    audit.record("inspections.plan_published", by=by, obj=plan, slug=plan.slug)
    return plan


@transaction.atomic
def take_down(*, by: User, plan_id: uuid.UUID, reason: str) -> Plan:
    """Take the plan from the public pages, with its reports and versions. Raises Conflict, Invalid."""
    plan = locking.plan(by, plan_id)
    if not plan.published_at:
        raise Invalid("This plan is not on the public pages.")
    rules.check_words(reason, "reason", "Say why the public no longer sees it")
    plan.published_at = None
    plan.lock += 1
    plan.save()
    audit.record("inspections.plan_taken_down", by=by, obj=plan, reason=reason.strip())
    return plan
