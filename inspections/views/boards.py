"""Boards and who sits on them."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import keyset
from dco_portal.common.clock import today
from dco_portal.common.steps import step
from inspections.actions import boards as actions
from inspections.forms import boards as forms
from inspections.models import Board, BoardMember
from inspections.presenters import boards as present
from inspections.queries import boards as queries
from inspections.queries.areas import areas_of
from inspections.rules import boards as rules

form_page = require_http_methods(["GET", "POST"])
LIST = "inspections:boards"


def address(board: Board) -> str:
    """The board's page."""
    return reverse("inspections:board", args=[board.pk])


def scoped(http: HttpRequest, pk: uuid.UUID) -> Board:
    """The board, in the reader's scope."""
    rows = Board.objects.visible_to(http.user).select_related("la", "icb")
    return get_object_or_404(rows, pk=pk)


def kept(http: HttpRequest, pk: uuid.UUID) -> Board:
    """The board, for who keeps it; 403 for its readers."""
    found = scoped(http, pk)
    rules.check_can_keep(http.user, found)
    return found


@require_safe
def listing(http: HttpRequest) -> HttpResponse:
    """The boards this person reads."""
    rules.check_can_read(http.user)
    context = {
        "rows": [present.board_row(each) for each in queries.boards(http.user)[:200]],
        "columns": present.BOARD_COLUMNS,
        "keeps": rules.can_keep(http.user),
    }
    return render(http, "inspections/boards.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Begin a board."""
    rules.check_can_keep(http.user)
    form = forms.BoardForm(http.POST or None, areas=areas_of(http.user))

    def act(data: dict) -> Board:
        area = form.area_chosen()
        return actions.open_board(by=http.user, la=area.la, icb=area.icb, **form.values())

    return step(
        http, form, act, back=reverse(LIST), done="The board is there. Now add its members.", onward=address,
        heading="New board", button="Save",
    )  # fmt: skip


@require_safe
def board(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One board: what it is, who sits on it, its meetings, registers."""
    found = scoped(http, pk)
    keeps = rules.can_keep(http.user, found)
    page = keyset.page(
        queries.meetings(found), order="-on", filled=True, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )  # fmt: skip
    seats = queries.members(found)
    gone = [each for each in seats if each.until and each.until < today()]
    context = {
        "board": found,
        "facts": present.board_facts(found),
        "steps": present.board_steps(found, http.user),
        "page": page,
        "meetings": [present.meeting_row(each) for each in page.rows],
        "meeting_columns": present.MEETING_COLUMNS,
        "seats": [present.seat_row(each, keeps=keeps) for each in seats if each not in gone],
        "gone": [present.seat_row(each, keeps=keeps) for each in gone],
        "seat_columns": present.SEAT_COLUMNS,
        "plans": queries.plans_of(found),
    }
    return render(http, "inspections/board.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a board."""
    found = kept(http, pk)
    form = forms.BoardForm(http.POST or None, areas=[], board=found)
    return step(
        http, form, lambda data: actions.change_board(by=http.user, board_id=pk, **form.values()), back=address(found),
        done="Saved.", heading=f"Change {found.name}", button="Save",
    )  # fmt: skip


@form_page
def close(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a board that no longer meets."""
    found = kept(http, pk)
    return step(
        http, None, lambda data: actions.close_board(by=http.user, board_id=pk), back=address(found), done="The board is closed.",
        heading=f"Close {found.name}?", text="Its papers, decisions and packs stay. It can be opened again.", button="Close the board", warning=True,
    )  # fmt: skip


@form_page
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a closed board again."""
    found = kept(http, pk)
    return step(
        http, None, lambda data: actions.reopen_board(by=http.user, board_id=pk), back=address(found), done="The board is open again.",
        heading=f"Open {found.name} again?", button="Open it again",
    )  # fmt: skip


@form_page
def seat(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give somebody a seat."""
    found = kept(http, pk)
    form = forms.SeatForm(
        http.POST or None, organisations=queries.organisations_of(found), holders=queries.holders(found)
    )  # fmt: skip
    return step(
        http, form, lambda data: actions.seat(by=http.user, board_id=pk, **data), back=address(found), done="Added.",
        heading="Add a member", button="Add",
    )  # fmt: skip


@form_page
def change_seat(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct or end a seat."""
    rows = BoardMember.objects.visible_to(http.user).select_related("board")
    member = get_object_or_404(rows, pk=pk)
    rules.check_can_keep(http.user, member.board)
    form = forms.SeatForm(
        http.POST or None, organisations=queries.organisations_of(member.board), holders=queries.holders(member.board),
        member=member,
    )  # fmt: skip
    return step(
        http, form, lambda data: actions.change_seat(by=http.user, member_id=pk, **data), back=address(member.board),
        done="Saved.", heading=f"Change the seat of {member.role}", button="Save",
    )  # fmt: skip
