"""Decisions and actions of a board: noted at a meeting, kept in registers."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import keyset, sheets
from dco_portal.common.clock import today
from dco_portal.common.filters import chosen
from dco_portal.common.forms import PortalForm
from dco_portal.common.steps import step
from inspections.actions import deciding as actions
from inspections.forms import boards as forms
from inspections.models import Board, BoardMember, Decision, MeetingAction
from inspections.presenters import boards as present
from inspections.queries import boards as queries
from inspections.rules import boards as rules
from inspections.views import boards, meetings

form_page = require_http_methods(["GET", "POST"])


@form_page
def decide(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a decision."""
    found = meetings.kept(http, pk)
    form = forms.DecisionForm(http.POST or None, subjects=queries.subjects(found.board))
    return step(
        http, form, lambda data: actions.decide(by=http.user, meeting_id=pk, **data), back=meetings.address(found),
        done="Noted.", heading="Note a decision", button="Save",
    )  # fmt: skip


@form_page
def decision_change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a decision."""
    rows = Decision.objects.visible_to(http.user).select_related("meeting__board")
    row = get_object_or_404(rows, pk=pk)
    board = row.meeting.board
    rules.check_can_keep(http.user, board)
    form = forms.DecisionForm(http.POST or None, subjects=queries.subjects(board), decision=row)
    return step(
        http, form, lambda data: actions.correct_decision(by=http.user, decision_id=pk, **data),
        back=meetings.address(row.meeting), done="Saved.", heading=f"Correct decision {row.number}", button="Save",
    )  # fmt: skip


def _seats(board: Board, *also: uuid.UUID) -> QuerySet[BoardMember]:
    current = [row.pk for row in queries.members(board, today())]
    rows = BoardMember.objects.filter(board=board, pk__in=[*current, *also])
    return rows.select_related("user", "organisation")


@form_page
def give(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a member an action."""
    found = meetings.kept(http, pk)
    form = forms.ActionForm(http.POST or None, seats=_seats(found.board))
    return step(
        http, form, lambda data: actions.give(by=http.user, meeting_id=pk, **data), back=meetings.address(found),
        done="Given. It is on their worklist where they have an account.", heading="Give an action", button="Save",
    )  # fmt: skip


def _action(http: HttpRequest, pk: uuid.UUID) -> MeetingAction:
    rows = MeetingAction.objects.visible_to(http.user)
    rows = rows.select_related("meeting", "board", "owner__user", "owner__organisation")
    return get_object_or_404(rows, pk=pk)


def _address(row: MeetingAction) -> str:
    return reverse("inspections:board-action", args=[row.pk])


@require_safe
def action(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One action of a board."""
    row = _action(http, pk)
    context = {
        "action": row,
        "facts": present.action_facts(row),
        "keeps": rules.can_keep(http.user, row.board),
        "finishes": row.done_on is None and rules.can_finish(http.user, row),
        "late": row.done_on is None and row.due_on < today(),
    }
    return render(http, "inspections/board_action.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give an action to somebody else, or another date."""
    row = _action(http, pk)
    rules.check_can_keep(http.user, row.board)
    first = {"what": row.what, "owner": row.owner_id, "due_on": row.due_on}
    form = forms.ActionForm(http.POST or None, seats=_seats(row.board, row.owner_id), initial=first)
    return step(
        http, form, lambda data: actions.change_action(by=http.user, action_id=pk, **data), back=_address(row), done="Saved.",
        heading="Change the action", button="Save",
    )  # fmt: skip


@form_page
def finish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that it is done."""
    row = _action(http, pk)
    rules.check_can_finish(http.user, row)
    form = forms.DoneForm(http.POST or None, initial={"words": row.words})
    return step(
        http, form, lambda data: actions.finish(by=http.user, action_id=pk, **data), back=_address(row), done="Done.",
        heading="It is done", text=row.what, button="Say that it is done",
    )  # fmt: skip


@form_page
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open it again."""
    row = _action(http, pk)
    rules.check_can_keep(http.user, row.board)
    return step(
        http, None, lambda data: actions.reopen(by=http.user, action_id=pk), back=_address(row), done="It is open again.",
        heading="Open the action again?", text=row.what, button="Open it again",
    )  # fmt: skip


def _decisions(
    http: HttpRequest, board: Board
) -> tuple[forms.DecisionFilterForm, QuerySet[Decision]]:
    form = forms.DecisionFilterForm(http.GET, plans=queries.plans_of(board))
    wanted = form.cleaned_data if form.is_valid() else {}
    return form, queries.decisions(board, **wanted)


@require_safe
def decisions(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The decision register, the newest first."""
    board = boards.scoped(http, pk)
    form, rows = _decisions(http, board)
    return _register(
        http, board, rows, form, order="-held", name="decisions", row=present.decision_row,
        heading="Decision register", columns=present.DECISION_COLUMNS, nothing="No decision fits",
    )  # fmt: skip


def _register(
    http: HttpRequest, board: Board, rows: QuerySet[Any], form: PortalForm, *, order: str, name: str,
    row: Callable[[Any], dict[str, Any]], **words: Any,
) -> HttpResponse:  # fmt: skip
    """One page of a register of the board; `name` is its URL name, and with -csv that of its file."""
    after, before = http.GET.get("after", ""), http.GET.get("before", "")
    page = keyset.page(rows, order=order, filled=True, after=after, before=before)
    context = {
        "board": board,
        "form": form,
        "chosen": chosen(form, http.GET),
        "here": reverse(f"inspections:{name}", args=[board.pk]),
        "csv_url": f"{reverse(f'inspections:{name}-csv', args=[board.pk])}?{http.GET.urlencode()}",
        "page": page,
        "rows": [row(each) for each in page.rows],
        **words,
    }
    return render(http, "inspections/board_register.html", context)


@require_safe
def decisions_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The decisions shown, as a file."""
    board = boards.scoped(http, pk)
    _, rows = _decisions(http, board)
    lines = map(
        present.decision_line, rows.order_by("-meeting__on", "number").iterator(chunk_size=500)
    )
    return sheets.download("decisions.csv", present.DECISION_HEADER, lines)


def _actions(
    http: HttpRequest, board: Board
) -> tuple[forms.ActionFilterForm, QuerySet[MeetingAction]]:
    form = forms.ActionFilterForm(http.GET, seats=queries.members(board))
    wanted = form.cleaned_data if form.is_valid() else {}
    return form, queries.board_actions(board, **wanted)


@require_safe
def log(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The action log, by due date."""
    board = boards.scoped(http, pk)
    form, rows = _actions(http, board)
    return _register(
        http, board, rows, form, order="due_on", name="board-actions", row=present.action_row,
        heading="Action log", columns=present.ACTION_COLUMNS, nothing="No action fits",
    )  # fmt: skip


@require_safe
def log_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The actions shown, as a file."""
    board = boards.scoped(http, pk)
    _, rows = _actions(http, board)
    lines = map(present.action_line, rows.order_by("due_on", "pk").iterator(chunk_size=500))
    return sheets.download("board-actions.csv", present.ACTION_HEADER, lines)
