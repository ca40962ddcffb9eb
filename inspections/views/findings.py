"""Findings, deferrals and the dates that follow from an inspection: entered, corrected, removed."""

import uuid
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound
from dco_portal.common.steps import step
from inspections.actions import clocks as clock_actions
from inspections.actions import findings as actions
from inspections.forms import record as forms
from inspections.models import Clock, Deferral, Finding
from inspections.presenters.dates import task
from inspections.presenters.record import put_off
from inspections.queries import record as queries
from inspections.rules import record as rules
from inspections.views.record import address, scoped

form_page = require_http_methods(["GET", "POST"])


Part = TypeVar("Part", Finding, Deferral, Clock)


def _part(http: HttpRequest, model: type[Part], pk: uuid.UUID) -> Part:
    """The part in scope of somebody who keeps its inspection."""
    found = model.objects.visible_to(http.user).select_related("inspection").filter(pk=pk).first()
    if found is None:
        raise NotFound
    rules.check_keeps(http.user, found.inspection)
    return found


@form_page
def finding_new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a finding."""
    above = scoped(http, pk)
    form = forms.FindingForm(http.POST or None, bodies=queries.bodies(above))
    return step(
        http, form, lambda data: actions.add(by=http.user, inspection_id=pk, **data), back=address(above),
        done="Added.", heading="Add a finding", button="Add",
    )  # fmt: skip


@form_page
def finding_change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a finding or move it."""
    found = _part(http, Finding, pk)
    above = found.inspection
    form = forms.FindingForm(
        http.POST or None, bodies=queries.bodies(above), count=above.findings.count(),
        initial=forms.FindingForm.first(found),
    )  # fmt: skip
    return step(
        http, form, lambda data: actions.change(by=http.user, finding_id=pk, **data), back=address(above),
        done="Saved.", heading=f"Finding {found.number}", button="Save",
    )  # fmt: skip


@form_page
def finding_remove(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take out a finding entered by mistake."""
    found = _part(http, Finding, pk)
    return step(
        http, None, lambda data: actions.remove(by=http.user, finding_id=pk), back=address(found.inspection),
        done="The finding has been removed.", heading=f"Remove finding {found.number}", button="Remove",
        text=[f"“{found.text}”", "The others close up. The audit trail keeps the words."], warning=True,
    )  # fmt: skip


@form_page
def deferral_new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that it was put off."""
    above = scoped(http, pk)
    return step(
        http, forms.DeferralForm(http.POST or None),
        lambda data: actions.defer(by=http.user, inspection_id=pk, **data), back=address(above),
        done="Noted. Change the window too, if there is a new one.", heading="It was put off", button="Save",
    )  # fmt: skip


@form_page
def deferral_change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a deferral."""
    found = _part(http, Deferral, pk)
    form = forms.DeferralForm(http.POST or None, initial=forms.DeferralForm.first(found))
    return step(
        http, form, lambda data: actions.change_deferral(by=http.user, deferral_id=pk, **data),
        back=address(found.inspection), done="Saved.", heading="It was put off", button="Save",
    )  # fmt: skip


@form_page
def deferral_remove(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take out a deferral entered by mistake."""
    found = _part(http, Deferral, pk)
    return step(
        http, None, lambda data: actions.remove_deferral(by=http.user, deferral_id=pk),
        back=address(found.inspection), done="The deferral has been removed.", heading="Remove this deferral",
        text=put_off(found), button="Remove", warning=True,
    )  # fmt: skip


@form_page
def clock_letter(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter the date that the inspectorates' letter names."""
    clock = _part(http, Clock, pk)
    form = forms.LetterForm(http.POST or None, initial={"letter_on": clock.letter_on})
    return step(
        http, form, lambda data: clock_actions.set_letter(by=http.user, clock_id=pk, **data),
        back=address(clock.inspection), done="Saved.", heading="The date in the inspectorates’ letter", button="Save",
        text=f"{task(clock)}. The date in the letter goes before any other.",
    )  # fmt: skip


@form_page
def clock_done(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note the day it was done."""
    clock = _part(http, Clock, pk)
    form = forms.DoneForm(http.POST or None, initial={"done_on": today()})
    return step(
        http, form, lambda data: clock_actions.mark_done(by=http.user, clock_id=pk, **data),
        back=address(clock.inspection), done="Noted as done.", heading=f"Done: {task(clock)}", button="Mark as done",
    )  # fmt: skip


@form_page
def clock_not_done(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back that it was done."""
    clock = _part(http, Clock, pk)
    return step(
        http, None, lambda data: clock_actions.mark_not_done(by=http.user, clock_id=pk),
        back=address(clock.inspection), done="It is open again.", heading="Mark as not done",
        text=task(clock), button="Mark as not done",
    )  # fmt: skip
