"""Monthly updates: one's own actions, one update, and for managers who has and who has not."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.accounts.permissions import Permission as P
from dco_portal.common import sheets
from dco_portal.common.clock import london, now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.work import actions as work
from inspections.actions import rounds
from inspections.actions import updates as actions
from inspections.forms.updates import UpdateForm
from inspections.models import Action
from inspections.presenters import action as present
from inspections.presenters import updates as present_updates
from inspections.queries import action_page, progress
from inspections.queries import rounds as queries
from inspections.rules import progress as rules
from inspections.views.action import here
from inspections.views.plans import scoped

form_page = require_http_methods(["GET", "POST"])


@require_safe
def mine(http: HttpRequest) -> HttpResponse:
    """A lead's own actions, those to be updated first."""
    if not http.user.may(P.UPDATE_ACTIONS):
        raise NotAllowed("Only people who lead actions of a plan have this page.")
    cards = present_updates.cards(queries.own(http.user), today())
    context = {
        "waiting": [card for card in cards if card["asked"]],
        "others": [card for card in cards if not card["asked"]],
    }
    return render(http, "inspections/my_actions.html", context)


@form_page
def update(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say how one action stands."""
    action = action_page.scoped(http.user, pk)
    rules.check_can_update(http.user, action)
    draft = queries.draft(http.user, pk)
    form = UpdateForm(http.POST or None, http.FILES or None, initial=_begin(action, draft))
    if http.method == "POST" and form.is_valid():
        try:
            actions.give(by=http.user, action_id=pk, **form.values())
        except Invalid as error:
            form.take(error)
            form.renew(action_page.scoped(http.user, pk).lock)
        else:
            messages.success(http, f"Thank you. Action {action.number} is up to date.")
            return redirect(_back(http, action))
    context: dict[str, Any] = {
        "action": action, "form": form, "draft": draft, "hints": present.hints(action, today()),
        "line": progress.of(Action.objects.filter(pk=pk), today())[0], "back_url": _back(http, action),
        "own": action.lead_id == http.user.pk, "proof_open": form.is_bound and form.proof_begun(form.data),
    }  # fmt: skip
    return render(http, "inspections/action_update.html", context)


def _begin(action: Action, draft: Any) -> dict[str, Any]:
    """What the form shows first: the draft, else the ratings and numbers as they stand."""
    line = progress.of(Action.objects.filter(pk=action.pk), today())[0]
    stands = {
        "percent": action.percent, "delivery": line.delivery, "impact": line.impact,
        "next_steps": action.next_steps, "help_needed": action.help_needed,
    }  # fmt: skip
    counters = {"seen": action.lock, "version": draft.lock if draft else 0}
    return {**(draft.values if draft else stands), **counters}


def _back(http: HttpRequest, action: Action) -> str:
    """A lead goes back to their own actions, a manager to the action."""
    own = http.user.may(P.UPDATE_ACTIONS)
    return reverse("inspections:my-actions") if own else here(action.pk)


@require_POST
def autosave(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What portal.js sends while somebody types: JSON {version, saved_at}, or {message} with 409."""
    version = http.POST.get("version", "")
    try:
        draft = actions.save_draft(
            by=http.user, action_id=pk, values=UpdateForm.draft_of(http.POST),
            lock=int(version) if version.isdigit() else 0,
        )  # fmt: skip
    except Conflict as error:
        return JsonResponse({"message": error.message}, status=409)
    return JsonResponse({"version": draft.lock, "saved_at": f"{london(now()):%H:%M}"})


@require_POST
def discard(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw the draft away."""
    actions.discard_draft(by=http.user, action_id=pk)
    messages.success(http, "What you had typed is gone.")
    return redirect("inspections:action-update", pk=pk)


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who has given this month's update and who has not."""
    plan = scoped(http, pk)
    round = queries.current(pk)
    lines = queries.lines(round) if round else []
    keeps = rules.can_keep(http.user, plan)
    context = {
        "plan": plan, "round": round, "keeps": keeps, "groups": present_updates.groups(lines),
        "ring": present_updates.ring_list(lines) if keeps else [],
        "remind_url": reverse("inspections:updates-remind", args=[pk]) if keeps else "",
        "csv_url": reverse("inspections:updates-csv", args=[pk]), "late": round and round.due_on < today(),
    }  # fmt: skip
    return render(http, "inspections/updates.html", context)


@require_safe
def index_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The same as a file."""
    plan = scoped(http, pk)
    round = queries.current(pk)
    work.note_export(by=http.user, query="", what="updates.csv")
    rows = (queries.as_row(line) for line in (queries.lines(round) if round else []))
    return sheets.download(f"updates-{plan.reference}.csv", queries.HEADER, rows)


@require_POST
def remind(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Remind everybody who has not."""
    told = rounds.remind_now(by=http.user, plan_id=pk)
    messages.success(http, f"{told} {'person was' if told == 1 else 'people were'} reminded.")
    return redirect("inspections:updates", pk=pk)
