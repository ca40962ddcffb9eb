"""Messages about a plan's progress: references and links, never a person's words."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.notifications import actions as notifications
from inspections.models import Action, DateChange, Plan, Round


def managers(plan: Plan) -> list[User]:
    """The improvement managers of a plan's area, each once."""
    return _both(plan, P.MANAGE_PLANS)


def approvers(plan: Plan) -> list[User]:
    """The plan approvers of a plan's area, each once."""
    return _both(plan, P.APPROVE_PLANS)


def _both(plan: Plan, permission: P) -> list[User]:
    found = {user.pk: user for at in (plan.la, plan.icb) for user in people(at, permission)}
    return list(found.values())


def tell(
    plan: Plan,
    recipients: Iterable[User],
    *,
    kind: str,
    key: str,
    subject: str,
    body: str,
    link: str,
    in_app_only: bool = False,
) -> int:
    """One message about a plan, once for each key; how many are new."""
    return notifications.tell(
        recipients=recipients,
        kind=f"inspections.{kind}",
        subject=f"{plan.reference}: {subject}",
        body=body,
        dedupe_key=f"inspections.{kind}:{key}",
        link=link,
        reference=plan.reference,
        organisation=plan.icb,
        in_app_only=in_app_only,
    )


def page(action: Action) -> str:
    """The action's page at the desk."""
    return reverse("inspections:action", args=[action.pk])


def overdue(action: Action) -> None:
    """The lead and the managers learn, in the portal, that an action is red because its date has passed."""
    told = [*managers(action.plan), *([action.lead] if action.lead else [])]
    tell(
        action.plan, {user.pk: user for user in told}.values(), kind="overdue", key=f"{action.pk}:{action.due_on}",
        subject=f"action {action.number} is past its date",
        body=f"Action {action.number} was due on {action.due_on:%-d %B %Y} and is open, so it is shown red. "
        "Say how it stands, or ask for another date.",
        link=page(action), in_app_only=True,
    )  # fmt: skip


def date_asked(change: DateChange) -> None:
    """The approvers are asked, but not who asked."""
    told = [user for user in approvers(change.plan) if user.pk != change.asked_by_id]
    tell(
        change.plan, told, kind="date_asked", key=str(change.pk),
        subject=f"a date of action {change.action.number} to approve",
        body=f"{change.asked_by.name} asks to move a date of action {change.action.number} from "
        f"{change.before:%-d %B %Y} to {change.after:%-d %B %Y}. Open it to read why, and decide.",
        link=reverse("inspections:date-change", args=[change.pk]),
    )  # fmt: skip


def date_decided(change: DateChange) -> None:
    """Who asked and who leads the action learn what was decided."""
    told = {change.asked_by_id: change.asked_by}
    if change.action.lead:
        told[change.action.lead.pk] = change.action.lead
    tell(
        change.plan, told.values(), kind="date_decided", key=str(change.pk),
        subject=f"the date of action {change.action.number} was {change.get_state_display().lower()}",
        body=f"The request to move a date of action {change.action.number} to {change.after:%-d %B %Y} was "
        f"{change.get_state_display().lower()}.",
        link=page(change.action),
    )  # fmt: skip


def asked_for_updates(
    round: Round, person: User, numbers: list[str], *, stand_ins: list[User]
) -> int:
    """The month's one mail to a lead and whoever stands in: the numbers of the actions, and the link."""
    return tell(
        round.plan, [person, *stand_ins], kind="update", key=str(round.pk),
        subject=f"your update for {round.month:%B %Y}",
        body=f"Please say how these actions stand by {round.due_on:%-d %B %Y} (local policy): {', '.join(numbers)}. "
        "Each takes about two minutes, on a phone too.",
        link=reverse("inspections:my-actions"),
    )  # fmt: skip


def reminded_of_updates(
    round: Round, person: User, numbers: list[str], *, step: str, stand_ins: list[User]
) -> int:
    """A reminder to somebody who has not said how their actions stand; once for each step."""
    return tell(
        round.plan, [person, *stand_ins], kind="update_reminder", key=f"{round.pk}:{step}",
        subject=f"your update for {round.month:%B %Y} is still to come",
        body=f"These actions wait for your update, due by {round.due_on:%-d %B %Y} (local policy): "
        f"{', '.join(numbers)}. Each takes about two minutes, on a phone too.",
        link=reverse("inspections:my-actions"),
    )  # fmt: skip


def help_asked(action: Action, by: User, on: dt.date) -> None:
    """The managers learn that a lead needs help; the words are on the page alone."""
    told = [user for user in managers(action.plan) if user.pk != by.pk]
    tell(
        action.plan, told, kind="help", key=f"{action.pk}:{on}",
        subject=f"help is needed with action {action.number}",
        body=f"The update of action {action.number} says that help is needed. Open it to read what is in the way.",
        link=page(action),
    )  # fmt: skip


def without_lead(plan: Plan, leaver: User, numbers: list[str], on: dt.date) -> None:
    """The managers learn which actions nobody leads any more."""
    tell(
        plan, managers(plan), kind="no_lead", key=f"{plan.pk}:{leaver.pk}:{on}",
        subject="actions without a lead",
        body=f"Their lead has left, so nobody leads: {', '.join(numbers)}. Name somebody else.",
        link=reverse("inspections:updates", args=[plan.pk]),
    )  # fmt: skip
