"""Meetings with families and young people, what was heard, what was done."""

import uuid

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import keyset, sheets
from dco_portal.common.steps import step
from dco_portal.practice import presenters as present
from dco_portal.practice import queries, rules
from dco_portal.practice.actions import engagement as actions
from dco_portal.practice.forms import AnswerForm, MeetingForm, SaidForm
from dco_portal.practice.models import Heard, Meeting

form_page = require_http_methods(["GET", "POST"])
HERE = "practice:engagement"


def _address(meeting: Meeting) -> str:
    return reverse("practice:meeting", args=[meeting.pk])


def _scoped(http: HttpRequest, pk: uuid.UUID) -> Meeting:
    rows = Meeting.objects.visible_to(http.user).select_related("place", "icb")
    return get_object_or_404(rows, pk=pk)


def _heard(http: HttpRequest, pk: uuid.UUID) -> Heard:
    return get_object_or_404(Heard.objects.visible_to(http.user).select_related("meeting"), pk=pk)


@require_safe
def listing(http: HttpRequest) -> HttpResponse:
    """Meetings, the newest first."""
    rules.check_can_keep(http.user)
    page = keyset.page(
        queries.meetings(http.user), order="-held_on", filled=True,
        after=http.GET.get("after", ""), before=http.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "rows": [present.meeting_row(each) for each in page.rows],
        "columns": present.MEETING_COLUMNS,
        "page": page,
        "csv_url": reverse("practice:engagement_csv"),
    }
    return render(http, "practice/engagement.html", context)


@require_safe
def listing_csv(http: HttpRequest) -> StreamingHttpResponse:
    """Everything heard, as a file."""
    rules.check_can_keep(http.user)
    rows = (
        Heard.objects.visible_to(http.user)
        .select_related("meeting__place")
        .order_by("-meeting__held_on", "pk")
    )
    return sheets.download(
        "you-said-we-did.csv", present.HEARD_HEADER, map(present.heard_line, rows)
    )


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Note a meeting."""
    rules.check_can_keep(http.user)
    form = MeetingForm(http.POST or None, icb=http.user.organisation)
    return step(
        http, form,
        lambda data: actions.note_meeting(by=http.user, **{k: v for k, v in data.items() if k != "lock"}),
        back=reverse(HERE), done="Noted. Now add what was said.", onward=_address, heading="New meeting", button="Save",
    )  # fmt: skip


@require_safe
def meeting(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One meeting with what was said there."""
    found = _scoped(http, pk)
    context = {
        "meeting": found,
        "facts": present.meeting_facts(found),
        "heard": [present.heard_card(each) for each in found.heard.all()],
    }
    return render(http, "practice/meeting.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a meeting."""
    found = _scoped(http, pk)
    initial = {name: getattr(found, name) for name in (*actions.FIELDS, "lock")}
    form = MeetingForm(http.POST or None, icb=found.icb, initial=initial)
    return step(
        http, form, lambda data: actions.change_meeting(by=http.user, meeting_id=pk, **data), back=_address(found),
        done="Saved.", heading=f"Change {found.reference}", button="Save",
    )  # fmt: skip


@form_page
def hear(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add one thing that was said."""
    found = _scoped(http, pk)
    return step(
        http, SaidForm(http.POST or None), lambda data: actions.hear(by=http.user, meeting_id=pk, **data),
        back=_address(found), done="Added.", heading="What was said", button="Add",
    )  # fmt: skip


@form_page
def answer(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what is done about it."""
    found = _heard(http, pk)
    return step(
        http, AnswerForm(http.POST or None, heard=found), lambda data: actions.answer(by=http.user, heard_id=pk, **data),
        back=_address(found.meeting), done="Saved.", heading="What was done", text=f"You said: {found.said}", button="Save",
    )  # fmt: skip


@form_page
def publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show it to the public."""
    found = _heard(http, pk)
    return step(
        http, None, lambda data: actions.publish(by=http.user, heard_id=pk), back=_address(found.meeting),
        done="Published.", heading="Publish on “You said, we did”",
        text=["Anybody can read it. Check that it names nobody.", f"You said: {found.said}", f"We did: {found.did}"],
        button="Publish",
    )  # fmt: skip


@form_page
def unpublish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it off the public page."""
    found = _heard(http, pk)
    return step(
        http, None, lambda data: actions.unpublish(by=http.user, heard_id=pk), back=_address(found.meeting),
        done="Taken off the public page.", heading="Take it off “You said, we did”", button="Take it off",
    )  # fmt: skip
