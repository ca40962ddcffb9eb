"""Evidence: given by one person, verified by another, withdrawn with words. Nothing is deleted."""

import datetime as dt
import uuid
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.documents import actions as documents
from inspections.actions import locking, rated
from inspections.models import Action, Evidence, Measure, Plan, Priority
from inspections.queries import evidence as queries
from inspections.rules import progress as rules
from inspections.states import Scale, Strength


@transaction.atomic
def add(
    *,
    by: User,
    action_id: uuid.UUID,
    title: str,
    strength: int,
    on: dt.date,
    words: str = "",
    link: str = "",
    upload: File | None = None,
) -> Evidence:
    """Add evidence to an action, for its lead or a manager. Raises Invalid beside the field.

    A file, a link or words: at least one. It counts once somebody else has verified it.
    """
    action = locking.led_action(by, action_id)
    rules.check_can_work(by, action)
    return _add(by, action.plan, {"action": action, "priority": action.priority}, title=title,
                strength=strength, on=on, words=words, link=link, upload=upload)  # fmt: skip


@transaction.atomic
def add_to_plan(
    *,
    by: User,
    plan_id: uuid.UUID,
    title: str,
    strength: int,
    on: dt.date,
    priority_id: uuid.UUID | None = None,
    measure_id: uuid.UUID | None = None,
    words: str = "",
    link: str = "",
    upload: File | None = None,
) -> Evidence:
    """Add evidence to a priority, a measure or the whole plan, for its managers. Raises Invalid, NotFound."""
    plan = locking.plan(by, plan_id)
    rules.check_can_keep(by, plan)
    place: dict[str, Any] = {}
    if priority_id:
        place["priority"] = _part(Priority, plan, priority_id)
    if measure_id:
        place["measure"] = _part(Measure, plan, measure_id)
    return _add(by, plan, place, title=title, strength=strength, on=on, words=words, link=link, upload=upload)  # fmt: skip


def _part(model: type[Any], plan: Plan, pk: uuid.UUID) -> Any:
    found = model.objects.filter(plan=plan, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _add(
    by: User, plan: Plan, place: dict[str, Any], *, title: str, strength: int, on: dt.date, words: str, link: str,
    upload: File | None,
) -> Evidence:  # fmt: skip
    title = rules.said(title, "title", "Give it a title")
    if strength not in set(Strength):
        raise Invalid({"strength": "Choose what it shows"})
    if on > today():
        raise Invalid({"on": "This day is still to come"})
    if not (words.strip() or link.strip() or upload):
        raise Invalid({"words": "Say what it shows, or give a link or a file"})
    made = Evidence.objects.create(
        plan=plan,
        **place,
        title=title,
        strength=strength,
        on=on,
        words=words.strip(),
        link=link.strip(),
        given_by=by,
    )
    if upload:
        documents.attach(by=by, upload=upload, owner_kind=queries.OWNER, owner_id=made.pk)
    audit.record("inspections.evidence_add", by=by, obj=made, strength=made.strength)
    return made


@transaction.atomic
def verify(*, by: User, evidence_id: uuid.UUID, strength: int) -> Evidence:
    """Say that it is so, and how much it shows in the verifier's judgement. Never by who gave it."""
    _, evidence = _locked(by, evidence_id)
    rules.check_can_verify(by, evidence)
    if strength not in set(Strength):
        raise Invalid({"strength": "Choose what it shows"})
    before, evidence.strength = evidence.strength, strength
    evidence.verified_by, evidence.verified_on = by, today()
    evidence.save()
    audit.record(
        "inspections.evidence_verify", by=by, obj=evidence, strength=strength, given_as=before
    )
    return evidence


@transaction.atomic
def withdraw(*, by: User, evidence_id: uuid.UUID, words: str) -> Evidence:
    """Withdraw evidence, saying why. A blue that nothing else holds up comes down with it."""
    action, evidence = _locked(by, evidence_id)
    rules.check_can_withdraw(by, evidence)
    said = rules.said(words)
    evidence.withdrawn_on, evidence.withdrawn_by, evidence.withdrawn_words = today(), by, said
    evidence.public = False
    evidence.save()
    if action is not None and not queries.proven(action.pk):
        rated.bring_down(
            action,
            why=f"The evidence “{evidence.title}” was withdrawn: {said}",
            on=today(),
            scales=(Scale.DELIVERY, Scale.IMPACT),
        )
    audit.record("inspections.evidence_withdraw", by=by, obj=evidence)
    return evidence


@transaction.atomic
def set_public(*, by: User, evidence_id: uuid.UUID, public: bool) -> Evidence:
    """Show verified evidence to the public, or no longer. For the plan's managers."""
    _, evidence = _locked(by, evidence_id)
    rules.check_can_publish(by, evidence)
    evidence.public = public
    evidence.save()
    audit.record("inspections.evidence_public", by=by, obj=evidence, public=public)
    return evidence


def _locked(by: User, pk: uuid.UUID) -> tuple[Action | None, Evidence]:
    """Evidence in the person's scope, locked, its action before it: nobody rates on what is being withdrawn."""
    row = Evidence.objects.visible_to(by).filter(pk=pk).values_list("action_id", flat=True)
    found = list(row)
    if not found:
        raise NotFound
    action = None
    if found[0]:
        actions = Action.objects.select_for_update(of=("self",)).select_related("plan")
        action = actions.get(pk=found[0])
    rows = Evidence.objects.select_for_update(of=("self",))
    evidence = rows.select_related("plan", "verified_by").get(pk=pk)
    return action, evidence
