"""With whom a plan is made: its partners, and each time it was made or judged with families."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.organisations.models import Organisation
from inspections.actions import locking
from inspections.models import CoProduction, Partner
from inspections.rules import plans as rules


@transaction.atomic
def add_partner(*, by: User, plan_id: uuid.UUID, organisation: Organisation, part: str) -> Partner:
    """Name an organisation that makes or carries the plan: its readers see the plan once in force.

    Raises NotFound, NotAllowed, Conflict once closed, Invalid beside a field.
    """
    plan = locking.plan(by, plan_id)
    rules.check_open(plan)
    if organisation.pk in (plan.la_id, plan.icb_id):
        raise Invalid({"organisation": f"{organisation.name} answers for this plan already"})
    if plan.partners.filter(organisation=organisation).exists():
        raise Invalid({"organisation": f"{organisation.name} is a partner already"})
    rules.check_words(part, "part", "Say what their part is")
    row = Partner.objects.create(plan=plan, organisation=organisation, part=part.strip())
    audit.record("inspections.partner_added", by=by, obj=plan, organisation=organisation.pk)
    return row


@transaction.atomic
def remove_partner(*, by: User, partner_id: uuid.UUID) -> None:
    """Take a partner off the plan. Raises Conflict while somebody of it leads an action."""
    row = Partner.objects.visible_to(by).filter(pk=partner_id).values_list("plan", flat=True).first()  # fmt: skip
    if row is None:
        raise NotFound
    plan = locking.plan(by, row)
    rules.check_open(plan)
    partner = Partner.objects.select_related("organisation").get(pk=partner_id)
    leading = plan.actions.filter(lead_organisation=partner.organisation).order_by("place")
    if numbers := list(leading.values_list("number", flat=True)[:6]):
        raise Conflict(f"{partner.organisation.name} leads action {', '.join(numbers)}. Give these to somebody else first.")  # fmt: skip
    partner.delete()
    audit.record("inspections.partner_removed", by=by, obj=plan, organisation=partner.organisation_id)  # fmt: skip


@transaction.atomic
def note_co_production(
    *, by: User, plan_id: uuid.UUID, on: dt.date, who: str, what: str, difference: str = "",
    row_id: uuid.UUID | None = None,
) -> CoProduction:  # fmt: skip
    """Note one time the plan was made or judged together, or (`row_id`) correct what was noted.

    Raises NotFound, NotAllowed, Invalid beside a field.
    """
    plan = locking.plan(by, plan_id)
    if on > today():
        raise Invalid({"on": "The day cannot be in the future"})
    rules.check_words(who, "who", "Say who took part, in roles and groups")
    rules.check_words(what, "what", "Say what was done together")
    row = CoProduction(plan=plan) if row_id is None else plan.co_production.filter(pk=row_id).first()  # fmt: skip
    if row is None:
        raise NotFound
    row.on, row.who, row.what, row.difference = on, who.strip(), what.strip(), difference.strip()
    row.save()
    audit.record("inspections.co_production_noted", by=by, obj=plan, row=row.pk)
    return row


@transaction.atomic
def remove_co_production(*, by: User, plan_id: uuid.UUID, row_id: uuid.UUID) -> None:
    """Take back what was noted by mistake; versions already drawn keep it. Raises NotFound."""
    plan = locking.plan(by, plan_id)
    row = plan.co_production.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    row.delete()
    audit.record("inspections.co_production_removed", by=by, obj=plan, on=row.on, who=row.who)
