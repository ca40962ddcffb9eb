"""Inspection mode: exercises, and the log of what inspectors ask for."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import keyset, sheets
from dco_portal.common.clock import today
from dco_portal.common.filters import chosen
from dco_portal.common.steps import step
from dco_portal.work import actions as work
from inspections.actions import mode as actions
from inspections.forms import mode as forms
from inspections.models import Exercise, InspectorRequest
from inspections.presenters import mode as present
from inspections.queries import areas as area_queries
from inspections.queries import mode as queries
from inspections.rules import mode as rules

form_page = require_http_methods(["GET", "POST"])
POST = "POST"


def of(exercise: Exercise) -> str:
    """The page of an exercise."""
    return reverse("inspections:exercise", args=[exercise.pk])


def page_of(request: InspectorRequest) -> str:
    """The page of a request."""
    return reverse("inspections:inspector-request", args=[request.pk])


@require_safe
def exercises(http: HttpRequest) -> HttpResponse:
    """Inspections and rehearsals so far, the newest first."""
    rules.check_can_run(http.user)
    page = keyset.page(
        queries.exercises(http.user, today()), order="-began_on", filled=True, after=http.GET.get("after", ""),
        before=http.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "columns": present.EXERCISE_COLUMNS,
        "rows": [present.exercise_row(row) for row in page.rows],
        "page": page,
    }
    return render(http, "inspections/exercises.html", context)


@require_safe
def exercises_csv(http: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    rules.check_can_run(http.user)
    work.note_export(by=http.user, query="", what="inspections-and-rehearsals.csv")
    rows = queries.exercises(http.user, today()).order_by("-began_on", "-pk")
    lines = (present.exercise_line(row) for row in rows.iterator(chunk_size=500))
    return sheets.download("inspections-and-rehearsals.csv", present.EXERCISE_HEADER, lines)


@form_page
def begin(http: HttpRequest) -> HttpResponse:
    """Begin an inspection or a rehearsal."""
    rules.check_can_run(http.user)
    areas = area_queries.areas_of(http.user)
    form = forms.BeginForm(
        http.POST if http.method == POST else None, areas=areas,
        inspections=queries.open_inspections(http.user, areas),
    )  # fmt: skip
    return step(
        http, form, lambda _: actions.begin(by=http.user, **form.values()), onward=of,
        back=reverse("inspections:exercises"), done="It has begun. Write down what inspectors ask for as they ask.",
        heading="Begin an inspection or a rehearsal", button="Begin",
        text="A rehearsal may be held on any day. Everything works as in an inspection.",
    )  # fmt: skip


class Log:
    """An exercise with the filters of its log as this reader gave them."""

    def __init__(self, http: HttpRequest, pk: uuid.UUID) -> None:
        rules.check_can_run(http.user)
        self.http, self.exercise = http, queries.exercise(http.user, pk)
        self.letters = queries.letters(self.exercise)
        holders = actions.holders(self.exercise)
        self.form = forms.FilterForm(http.GET, holders=holders, letters=self.letters)
        self.wanted = self.form.wanted()

    @cached_property
    def rows(self) -> Any:
        return queries.requests(self.exercise, self.wanted, today())

    @property
    def query(self) -> str:
        """The filters as they stand in an address."""
        given = self.http.GET.copy()
        for name in ("after", "before"):
            given.pop(name, None)
        return given.urlencode()


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One exercise: how it stands, tracked children by letter, the log."""
    log, on = Log(http, pk), today()
    exercise = log.exercise
    counts = queries.counts(exercise, on)
    page = queries.page(
        log.rows, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    mine = list(queries.mine(http.user, exercise))
    context = {
        "exercise": exercise, "counts": counts, "open": rules.is_open(exercise),
        "tracked": present.tracked_cards(log.letters, mine), "room": len(log.letters) < len(rules.LETTERS),
        "views": present.views(exercise, counts, log.wanted), "form": log.form, "clear_url": of(exercise),
        "chosen": chosen(log.form, http.GET, of(exercise)), "columns": present.COLUMNS,
        "rows": [present.row(row, on) for row in page.rows], "page": page,
        "csv_url": f"{reverse('inspections:exercise-csv', args=[pk])}?{log.query}",
    }  # fmt: skip
    return render(http, "inspections/exercise.html", context)


@require_safe
def show_csv(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The log with the filters in force, as a file."""
    log = Log(http, pk)
    work.note_export(by=http.user, query=log.query, what="inspectors-requests.csv")
    rows = log.rows.order_by("number")
    return sheets.download(
        "inspectors-requests.csv", present.HEADER, (present.line(row) for row in rows.iterator())
    )


@form_page
def end(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End it with the lessons learned."""
    exercise = _open(http, pk)
    form = forms.EndForm(http.POST if http.method == POST else None)
    waiting = queries.counts(exercise, today())["open"]
    text = ["It can still be read, and opened again if it was ended too soon."]
    if waiting:
        text.insert(0, f"{waiting} request{' is' if waiting == 1 else 's are'} still to be answered.")  # fmt: skip
    return step(
        http, form, lambda values: actions.end(by=http.user, exercise_id=pk, **values), back=of(exercise),
        done="It has ended.", heading=f"End: {exercise.title}", button="End it", text=text,
    )  # fmt: skip


@require_POST
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open one again that was ended too soon."""
    rules.check_can_run(http.user)
    exercise = queries.exercise(http.user, pk)
    return step(
        http, None, lambda _: actions.reopen(by=http.user, exercise_id=pk), back=of(exercise),
        done="It goes on again.",
    )  # fmt: skip


def _open(http: HttpRequest, pk: uuid.UUID) -> Exercise:
    """An exercise in scope that goes on. Raises NotAllowed, NotFound, Conflict."""
    rules.check_can_run(http.user)
    exercise = queries.exercise(http.user, pk)
    rules.check_open(exercise)
    return exercise


@form_page
def log(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down a request."""
    exercise = _open(http, pk)
    form = forms.LogForm(
        http.POST if http.method == POST else None, tracked=exercise.tracked.order_by("letter"),
        holders=actions.holders(exercise),
    )  # fmt: skip
    return step(
        http, form, lambda _: actions.log(by=http.user, exercise_id=pk, **form.values()), onward=page_of,
        back=of(exercise), done="The request is in the log.", heading="Write down a request", button="Save",
    )  # fmt: skip


@require_safe
def request(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One request: its clock, its facts, what can be done."""
    rules.check_can_run(http.user)
    row = queries.request(http.user, pk)
    context = {
        "request_row": row, "exercise": row.exercise, "clock": present.clock(row),
        "facts": present.request_facts(row), "actions": present.request_actions(row),
    }  # fmt: skip
    return render(http, "inspections/inspector_request.html", context)


def _asked(http: HttpRequest, pk: uuid.UUID) -> InspectorRequest:
    """A request to be answered, of an exercise that goes on. Raises NotAllowed, NotFound, Conflict."""
    rules.check_can_run(http.user)
    row = queries.request(http.user, pk)
    rules.check_open(row.exercise)
    rules.check_open_request(row)
    return row


@form_page
def give(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say who holds it."""
    row = _asked(http, pk)
    initial = {"holder": row.holder_id, "holder_words": row.holder_words}
    form = forms.GiveForm(
        http.POST if http.method == POST else None, holders=actions.holders(row.exercise), initial=initial
    )  # fmt: skip
    return step(
        http, form, lambda values: actions.give(by=http.user, request_id=pk, **values), back=page_of(row),
        done="Saved.", heading=f"Who has request {row.number}?", button="Save", clock=present.clock(row),
    )  # fmt: skip


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Mend the words or the date."""
    row = _asked(http, pk)
    initial = {"what": row.what, "said": row.due_on if row.due_rule == rules.SAID else None}
    form = forms.ChangeForm(http.POST if http.method == POST else None, initial=initial)
    return step(
        http, form, lambda values: actions.change(by=http.user, request_id=pk, **values), back=page_of(row),
        done="Saved.", heading=f"Change request {row.number}", button="Save", clock=present.clock(row),
    )  # fmt: skip


@form_page
def sent(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Mark it sent."""
    row = _asked(http, pk)
    form = forms.SendForm(http.POST if http.method == POST else None)
    return step(
        http, form, lambda _: actions.send(by=http.user, request_id=pk, **form.values()), back=of(row.exercise),
        done=f"Request {row.number} is marked sent.", heading=f"Mark request {row.number} sent", button="Mark it sent",
        text=row.what, clock=present.clock(row),
    )  # fmt: skip


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that inspectors do not want it any more."""
    row = _asked(http, pk)
    form = forms.WithdrawForm(http.POST if http.method == POST else None)
    return step(
        http, form, lambda values: actions.withdraw(by=http.user, request_id=pk, **values), back=of(row.exercise),
        done=f"Request {row.number} is withdrawn.", heading=f"Withdraw request {row.number}", button="Withdraw it",
        text=row.what,
    )  # fmt: skip


@require_POST
def take_back(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open again one that was marked by mistake."""
    rules.check_can_run(http.user)
    row = queries.request(http.user, pk)
    return step(
        http, None, lambda _: actions.take_back(by=http.user, request_id=pk), back=page_of(row),
        done=f"Request {row.number} is open again.",
    )  # fmt: skip
