"""The plan's desk: what families said and what was done; films for the public page."""

import uuid

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import keyset, sheets
from dco_portal.common.errors import NotAllowed
from dco_portal.common.filters import chosen
from dco_portal.common.steps import step
from dco_portal.documents.serve import serve
from inspections.actions import films as film_actions
from inspections.actions import voices as actions
from inspections.actions.locking import KEEPERS_ONLY, keeps
from inspections.forms import voices as forms
from inspections.models import Plan, Said, Video
from inspections.presenters import voices as present
from inspections.queries import public as queries

form_page = require_http_methods(["GET", "POST"])


def _plan(http: HttpRequest, pk: uuid.UUID, *, keep: bool = False) -> Plan:
    """The plan in the reader's scope; with `keep`, 403 for who does not keep it."""
    found = get_object_or_404(Plan.objects.visible_to(http.user), pk=pk)
    if keep and not keeps(http.user, found):
        raise NotAllowed(KEEPERS_ONLY)
    return found


def _said(http: HttpRequest, pk: uuid.UUID) -> Said:
    row = get_object_or_404(Said.objects.visible_to(http.user).select_related("plan"), pk=pk)
    _plan(http, row.plan_id, keep=True)
    return row


def _film(http: HttpRequest, pk: uuid.UUID) -> Video:
    row = get_object_or_404(Video.objects.visible_to(http.user).select_related("plan"), pk=pk)
    _plan(http, row.plan_id, keep=True)
    return row


def _back(row: Said | Video) -> str:
    name = "said" if isinstance(row, Said) else "videos"
    return reverse(f"inspections:{name}", args=[row.plan_id])


def _rows(http: HttpRequest, plan: Plan) -> tuple[forms.SaidFilterForm, QuerySet[Said]]:
    form = forms.SaidFilterForm(http.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = Said.objects.filter(plan=plan).select_related("priority")
    for name in ("state", "who"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("public"):
        rows = rows.filter(public=wanted["public"] == "yes")
    return form, rows


@require_safe
def said(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was heard of a plan, the newest first."""
    plan = _plan(http, pk)
    form, rows = _rows(http, plan)
    page = keyset.page(
        rows, order="-heard_on", filled=True, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )  # fmt: skip
    keeper = keeps(http.user, plan)
    context = {
        "plan": plan,
        "form": form,
        "chosen": chosen(form, http.GET),
        "clear": reverse("inspections:said", args=[pk]),
        "page": page,
        "cards": [present.said_card(row, keeper=keeper) for row in page.rows],
        "keeper": keeper,
        "csv_url": f"{reverse('inspections:said-csv', args=[pk])}?{http.GET.urlencode()}",
    }
    return render(http, "inspections/said.html", context)


@require_safe
def said_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The same as a file."""
    _, rows = _rows(http, _plan(http, pk))
    lines = map(present.said_line, rows.order_by("-heard_on", "-pk").iterator(chunk_size=500))
    return sheets.download("you-said-we-did.csv", present.SAID_HEADER, lines)


@form_page
def said_new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note what was said."""
    plan = _plan(http, pk, keep=True)
    form = forms.SaidForm(http.POST or None, priorities=plan.priorities.all())
    return step(
        http, form, lambda data: actions.hear(by=http.user, plan_id=pk, **data), back=reverse("inspections:said", args=[pk]),
        done="Noted.", heading="What was said", button="Save",
    )  # fmt: skip


@form_page
def said_change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct what was noted."""
    row = _said(http, pk)
    form = forms.SaidForm(http.POST or None, priorities=row.plan.priorities.all(), row=row)
    return step(
        http, form, lambda data: actions.correct(by=http.user, said_id=pk, **data), back=_back(row), done="Saved.",
        heading="Correct what was said", button="Save",
    )  # fmt: skip


@form_page
def answer(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what came of it."""
    row = _said(http, pk)
    form = forms.AnswerForm(http.POST or None, initial={"state": row.state, "did": row.did})
    return step(
        http, form, lambda data: actions.answer(by=http.user, said_id=pk, **data), back=_back(row), done="Saved.",
        heading="What was done", text=f"You said: {row.said}", button="Save",
    )  # fmt: skip


@form_page
def publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show it on the public page."""
    row = _said(http, pk)
    return step(
        http, None, lambda data: actions.publish(by=http.user, said_id=pk), back=_back(row), done="It is on the public page.",
        heading="Show it on the public page?", button="Publish",
        text=["Anybody can read it. Check that it names nobody.", f"You said: {row.said}", f"We did: {row.did}"],
    )  # fmt: skip


@form_page
def take_down(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it off the public page."""
    row = _said(http, pk)
    return step(
        http, None, lambda data: actions.take_down(by=http.user, said_id=pk), back=_back(row), done="Taken off the public page.",
        heading="Take it off the public page?", text=f"You said: {row.said}", button="Take it off",
    )  # fmt: skip


@require_safe
def videos(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The films of a plan."""
    plan = _plan(http, pk)
    keeper = keeps(http.user, plan)
    rows = queries.with_files(list(Video.objects.filter(plan=plan)[:200]))
    context = {
        "plan": plan,
        "keeper": keeper,
        "films": [present.film_card(row, file, keeper=keeper) for row, file in rows],
    }
    return render(http, "inspections/videos.html", context)


@form_page
def video_new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a film."""
    _plan(http, pk, keep=True)
    return step(
        http, forms.FilmForm(http.POST or None, http.FILES or None),
        lambda data: film_actions.add(by=http.user, plan_id=pk, **data), back=reverse("inspections:videos", args=[pk]),
        done="Added. It is public once you publish it.", heading="Add a film", button="Save",
    )  # fmt: skip


@form_page
def video_change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a film."""
    row = _film(http, pk)
    form = forms.FilmForm(http.POST or None, http.FILES or None, film=row)
    return step(
        http, form, lambda data: film_actions.change(by=http.user, film_id=pk, **data), back=_back(row), done="Saved.",
        heading="Change the film", button="Save",
    )  # fmt: skip


@form_page
def video_publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a film on the public page."""
    row = _film(http, pk)
    return step(
        http, None, lambda data: film_actions.publish(by=http.user, film_id=pk), back=_back(row), done="It is on the public page.",
        heading="Show this film on the public page?", button="Publish",
        text=["Anybody can see it. Check that everybody in it has agreed, and that the transcript is complete.", row.title],
    )  # fmt: skip


@form_page
def video_take_down(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a film off the public page."""
    row = _film(http, pk)
    return step(
        http, None, lambda data: film_actions.take_down(by=http.user, film_id=pk), back=_back(row), done="Taken off the public page.",
        heading="Take this film off the public page?", text=row.title, button="Take it off",
    )  # fmt: skip


@require_safe
def video_file(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A film's file, to look at before it is published."""
    row = get_object_or_404(Video.objects.visible_to(http.user), pk=pk)
    file = queries.film_file(row)
    if file is None:
        raise Http404
    return serve(http, file, by=http.user)
