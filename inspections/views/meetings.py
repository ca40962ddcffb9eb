"""Meetings of a board: their papers, who came, minutes."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common.steps import step
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from inspections.actions import meetings as actions
from inspections.actions import papers
from inspections.forms import boards as forms
from inspections.models import Meeting, Paper
from inspections.presenters import boards as present
from inspections.queries import boards as queries
from inspections.rules import boards as rules
from inspections.states import MeetingState
from inspections.views.boards import address as board_address
from inspections.views.boards import kept as kept_board

form_page = require_http_methods(["GET", "POST"])


def address(meeting: Meeting) -> str:
    """The meeting's page."""
    return reverse("inspections:meeting", args=[meeting.pk])


def scoped(http: HttpRequest, pk: uuid.UUID) -> Meeting:
    """The meeting, in the reader's scope."""
    rows = Meeting.objects.visible_to(http.user).select_related("board__la", "board__icb")
    return get_object_or_404(rows, pk=pk)


def kept(http: HttpRequest, pk: uuid.UUID) -> Meeting:
    """The meeting, for who keeps its board; 403 for its readers."""
    found = scoped(http, pk)
    rules.check_can_keep(http.user, found.board)
    return found


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Plan a meeting."""
    board = kept_board(http, pk)
    return step(
        http, forms.MeetingForm(http.POST or None), lambda data: actions.plan_meeting(by=http.user, board_id=pk, **data),
        back=board_address(board), done="The meeting is planned.", onward=address, heading="Plan a meeting", button="Save",
    )  # fmt: skip


@require_safe
def meeting(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One meeting: papers, who came, decisions, actions given and carried, minutes, packs."""
    found = scoped(http, pk)
    keeps, held = rules.can_keep(http.user, found.board), found.state == MeetingState.HELD
    noted = queries.attendance(found)
    given = queries.board_actions(found.board).filter(meeting=found).order_by("number")
    decided = queries.decisions(found.board).filter(meeting=found).order_by("number")
    context = {
        "meeting": found,
        "board": found.board,
        "colour": present.MEETING_COLOURS[found.state],
        "facts": present.meeting_facts(found),
        "steps": present.meeting_steps(found, http.user),
        "papers": [present.paper_card(each, keeps=keeps) for each in queries.papers(found)],
        "came": present.came_rows(queries.members(found.board, found.on), noted, held=held),
        "came_columns": present.CAME_COLUMNS,
        "quorum": present.quorum_words(found.board, noted) if held else "",
        "decisions": [present.decision_row(each, keeps=keeps) for each in decided],
        "decision_columns": present.DECISION_COLUMNS[:2],
        "given": [present.action_row(each) for each in given],
        "carried": [present.action_row(each) for each in queries.carried(found)],
        "action_columns": present.ACTION_COLUMNS,
        "packs": [present.pack_row(each) for each in queries.packs(found)],
        "pack_columns": present.PACK_COLUMNS,
    }
    return render(http, "inspections/meeting.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move a planned meeting."""
    found = kept(http, pk)
    return step(
        http, forms.MeetingForm(http.POST or None, meeting=found),
        lambda data: actions.change_meeting(by=http.user, meeting_id=pk, **data), back=address(found),
        done="Saved. Members with an account are told.", heading="Move the meeting", button="Save",
    )  # fmt: skip


@form_page
def cancel(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel a planned meeting."""
    found = kept(http, pk)
    return step(
        http, forms.ReasonForm(http.POST or None),
        lambda data: actions.cancel_meeting(by=http.user, meeting_id=pk, **data), back=address(found),
        done="Cancelled. Members with an account are told.", heading=f"Cancel the meeting of {found.on:%-d %B %Y}?",
        button="Cancel the meeting", warning=True,
    )  # fmt: skip


@form_page
def apologies(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who cannot come."""
    found = kept(http, pk)
    seats = queries.members(found.board, found.on)
    form = forms.ApologiesForm(http.POST or None, seats=seats, noted=queries.attendance(found))
    return step(
        http, form, lambda data: actions.note_apologies(by=http.user, meeting_id=pk, members=form.chosen()),
        back=address(found), done="Noted.", heading="Apologies", button="Save",
    )  # fmt: skip


@form_page
def hold(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who came; the meeting is then held."""
    found = kept(http, pk)
    rules.check_holdable(found)
    seats = queries.members(found.board, found.on)
    form = forms.AttendanceForm(
        http.POST if http.method == "POST" else None, seats=seats, noted=queries.attendance(found)
    )
    return step(
        http, form, lambda data: actions.hold(by=http.user, meeting_id=pk, came=form.came()), back=address(found),
        done="Noted: the meeting was held.", heading="Who came", button="Save",
    )  # fmt: skip


@form_page
def minutes(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The minutes as text."""
    found = kept(http, pk)
    rules.check_holdable(found)
    form = forms.MinutesForm(http.POST or None, initial={"minutes": found.minutes})
    return step(
        http, form, lambda data: actions.write_minutes(by=http.user, meeting_id=pk, **data), back=address(found),
        done="Saved.", heading="Minutes", button="Save",
    )  # fmt: skip


@form_page
def paper_new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a paper."""
    found = kept(http, pk)
    form = forms.PaperForm(
        http.POST or None, http.FILES or None, reports=queries.reports_for(found.board)
    )
    return step(
        http, form, lambda data: papers.add_paper(by=http.user, meeting_id=pk, **data), back=address(found),
        done="Added. Members with an account are told, without what it says.", heading="Add a paper", button="Add",
    )  # fmt: skip


def _paper(http: HttpRequest, pk: uuid.UUID) -> Paper:
    rows = Paper.objects.visible_to(http.user).select_related("meeting__board", "report__document")
    return get_object_or_404(rows, pk=pk)


@form_page
def paper_withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a paper."""
    paper = _paper(http, pk)
    rules.check_can_keep(http.user, paper.meeting.board)
    return step(
        http, None, lambda data: papers.withdraw_paper(by=http.user, paper_id=pk), back=address(paper.meeting), done="Withdrawn.",
        heading=f"Withdraw paper {paper.number}?", button="Withdraw it", warning=True,
        text=["It keeps its number and stays in the packs already made. Later packs leave it out.", paper.title],
    )  # fmt: skip


@require_safe
def paper_file(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A paper's file, or the PDF of its progress report; not of a withdrawn one."""
    paper = _paper(http, pk)
    if paper.withdrawn_on is not None:
        raise Http404
    if paper.report is not None and paper.report.document is not None:
        return serve(http, paper.report.document, by=http.user, inline=True)
    files = documents.attachments_of(owner_kind=queries.PAPER, owner_id=paper.pk)
    if not files:
        raise Http404
    return serve(http, files[0], by=http.user)
