"""The steps after sending: each a page with a form, one action, and back to the notification."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm
from referrals.actions import answering, correcting, voluntary
from referrals.forms import steps as forms
from referrals.forms.voluntary import VoluntaryForm
from referrals.models import Notification
from referrals.presenters import case as present
from referrals.queries import suggestions
from referrals.rules import notice as rules
from referrals.rules import routing
from referrals.views.case import scoped

form_page = require_http_methods(["GET", "POST"])


def step(
    http: HttpRequest,
    row: Notification,
    form: PortalForm,
    act: Callable[[], Any],
    *,
    done: str,
    back: str = "",
    **page: Any,
) -> HttpResponse:
    """One step: show the form, or do it and go back with a message; a broken rule shows beside its field."""
    here = reverse("referrals:case", args=[row.pk])
    if http.method == "POST" and form.is_valid():
        try:
            act()
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, done)
            return redirect(back or here)
    context = {"form": form, "back_url": here, "clock": present.clock(row), **page}
    return render(http, "components/confirm.html", context)


@form_page
def acknowledge(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The authority says that it has it."""
    row = scoped(http, pk)
    rules.check_can_acknowledge(http.user, row)
    return step(
        http, row, PortalForm(http.POST if http.method == "POST" else None),
        lambda: answering.acknowledge(by=http.user, notification=row),
        done="Acknowledged. The clinician has been told.", heading=f"Acknowledge {row.reference}", button="Acknowledge",
        text="You say that your authority has this notification, and you take it on. The clinician is told.",
    )  # fmt: skip


@form_page
def outcome(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The authority says what came of it."""
    row = scoped(http, pk)
    rules.check_can_record_outcome(http.user, row)
    form = forms.OutcomeForm(http.POST or None)
    return step(
        http, row, form,
        lambda: answering.record_outcome(by=http.user, notification=row, **form.cleaned_data),
        done="The outcome has been recorded. The clinician has been told.", heading=f"Outcome of {row.reference}",
        button="Record the outcome", text="The clinician who notified and the DCO team are told at once.",
    )  # fmt: skip


@form_page
def look_again(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The authority takes its outcome back."""
    row = scoped(http, pk)
    rules.check_can_look_again(http.user, row)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http, row, form,
        lambda: answering.look_again(by=http.user, notification=row, reason=form.cleaned_data["reason"]),
        done="The outcome is open again. The clinician has been told.", heading=f"Take back the outcome of {row.reference}",
        button="Take it back", text="What was recorded stays in the history.",
    )  # fmt: skip


@form_page
def correct(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The DCO team sends it on to the right authority."""
    row = scoped(http, pk)
    rules.check_can_correct(http.user, row)
    form = forms.CorrectForm(http.POST or None, notification=row)
    form_back = reverse("referrals:list")
    return step(
        http, row, form,
        lambda: correcting.correct(by=http.user, notification=row, **form.cleaned_data),
        done=f"{row.reference} has gone to the other authority. Everybody has been told.", back=form_back,
        heading=f"Send {row.reference} to another authority", button="Send it on",
        text=[f"It is with {row.la.name} now. The other authority has it at once; {row.la.name} no longer sees it.",
              "The first authority, the reason and the day stay on record."],
    )  # fmt: skip


@form_page
def outside(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The DCO team notes how an authority that is not on the portal was sent the notice."""
    row = scoped(http, pk)
    rules.check_can_note_outside(http.user, row)
    form = forms.OutsideForm(http.POST or None)
    return step(
        http, row, form,
        lambda: correcting.note_outside(by=http.user, notification=row, **form.cleaned_data),
        done="Noted. The clinician has been told.", heading=f"How did {row.la.name} get {row.reference}?", button="Save",
        text=f"{row.la.name} has nobody on the portal. Download the notice, send it safely, and note it here.",
    )  # fmt: skip


@form_page
def duplicate(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The DCO team ends it because an earlier one tells the same."""
    row = scoped(http, pk)
    rules.check_can_mark_duplicate(http.user, row)
    form = forms.DuplicateForm(http.POST or None, notification=row, by=http.user)
    return step(
        http, row, form,
        lambda: correcting.mark_duplicate(by=http.user, notification=row, of=form.cleaned_data["of"]),
        done="It has ended as a duplicate. Everybody has been told.", heading=f"End {row.reference} as a duplicate",
        button="End as a duplicate", warning=True, text="Nothing is deleted, and you can reopen it.",
    )  # fmt: skip


@form_page
def in_error(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """It should never have been sent."""
    row = scoped(http, pk)
    rules.check_can_enter_in_error(http.user, row)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http, row, form,
        lambda: correcting.enter_in_error(by=http.user, notification=row, reason=form.cleaned_data["reason"]),
        done="It is marked as entered in error. Everybody has been told.", heading=f"Mark {row.reference} as entered in error",
        button="Mark as entered in error", warning=True,
        text=["Use this for a notification that should not exist, such as one about the wrong child.",
              "The local authority is told to disregard it. Nothing is deleted, and the DCO team can reopen it."],
    )  # fmt: skip


@form_page
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The DCO team undoes an end."""
    row = scoped(http, pk)
    rules.check_can_reopen(http.user, row)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http, row, form,
        lambda: correcting.reopen(by=http.user, notification=row, reason=form.cleaned_data["reason"]),
        done="It counts again. Everybody has been told.", heading=f"Reopen {row.reference}", button="Reopen",
        text="The local authority is asked to acknowledge it.",
    )  # fmt: skip


@form_page
def name_voluntary(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The notifier records voluntary organisations after sending."""
    row = scoped(http, pk)
    rules.check_can_name_voluntary(http.user, row)
    found = suggestions.likely(row.needs, routing.tidy(row.home_postcode), row.la_id)
    form = VoluntaryForm(http.POST or None, suggestions=found, later=False)
    return step(
        http, row, form,
        lambda: voluntary.record(by=http.user, notification=row, **form.values()),
        done="The voluntary organisations have been recorded.", heading="Voluntary organisations the parents were told of",
        button="Save",
        text="If you think a voluntary organisation is likely to be able to help, the law makes you tell the parents of it "
        "(Children and Families Act 2014 section 23(4)).",
    )  # fmt: skip
