"""A child's page, and the pages that change what is on it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal import audit
from dco_portal.children import actions, forms, presenters, queries, rules
from dco_portal.children.actions.locking import version
from dco_portal.children.models import Child
from dco_portal.children.queries.banner import header_of
from dco_portal.children.queries.people import with_people
from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm

form_page = require_http_methods(["GET", "POST"])


def scoped(request: HttpRequest, pk: uuid.UUID) -> Child:
    """The child in the reader's scope, with carers and communication needs; else 404."""
    rows = Child.objects.visible_to(request.user).filter(pk=pk)
    child = with_people(rows.select_related("home_la", "icb", "setting")).first()
    if child is None:
        raise Http404
    return child


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when nothing was filled in; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


@require_safe
def show(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything the portal knows of one child. Each look leaves an audit row."""
    child = scoped(request, pk)
    audit.viewed(child, by=request.user, child_id=child.pk)
    context = presenters.page(child, by=request.user)
    return render(request, "children/child.html", context)


def change(
    request: HttpRequest,
    child: Child,
    form: PortalForm,
    act: Callable[[], Any],
    *,
    heading: str,
    done: str,
    stands: Callable[[], str] | None = None,
    **page: Any,
) -> HttpResponse:
    """Show a form of the child's record, or save it and go back; a broken rule shows beside its field.

    `stands` gives the version of the record as it stands, for a form that notes it.
    """
    back = reverse("children:child", args=[child.pk])
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Invalid as error:
            form.take(error)
            if stands and isinstance(form, forms.Versioned):
                form.renew(stands())
        else:
            messages.success(request, done)
            return redirect(back)
    header = header_of(child, by=request.user)
    context = {"form": form, "child": header, "heading": heading, "back_url": back, **page}
    return render(request, "children/form.html", context)


@form_page
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, numbers, home and setting."""
    child = scoped(request, pk)
    rules.check_can_edit(request.user)
    initial = forms.EditForm.initial_of(child) | {"seen": version(child)}
    form = forms.EditForm(posted(request), initial=initial)

    return change(
        request, child, form,
        lambda: actions.update(by=request.user, child_id=pk, seen=form.cleaned_data["seen"], **form.details()),
        heading="Change the child’s details", done="The details have been changed.",
        stands=lambda: version(scoped(request, pk)),
    )  # fmt: skip


@form_page
def voice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From 16: the young person's own contact, wishes and capacity decision."""
    child = scoped(request, pk)
    rules.check_can_note(request.user)
    rules.check_is_young_person(child)
    initial = {name: getattr(child, name) for name in forms.VoiceForm.base_fields}
    form = forms.VoiceForm(posted(request), initial=initial)
    return change(
        request, child, form, lambda: actions.set_voice(by=request.user, child_id=pk, **form.cleaned_data),
        heading="The young person’s own voice", done="What the young person says has been noted.",
        text="From 16 we write to the young person first. Ask them, and record what they say in their own words.",
    )  # fmt: skip


@form_page
def add_need(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A communication need of the child or of a carer."""
    child = scoped(request, pk)
    rules.check_can_note(request.user)
    form = forms.NeedForm(posted(request), child=child)
    return change(
        request, child, form, lambda: actions.add_need(by=request.user, child_id=pk, **form.details()),
        heading="Add a communication need", done="The communication need has been added.",
        text="It is shown on every page about this child, and every letter follows it (Accessible Information Standard).",
    )  # fmt: skip


@form_page
def end_need(request: HttpRequest, pk: uuid.UUID, need: uuid.UUID) -> HttpResponse:
    """A communication need that is no longer there."""
    child = scoped(request, pk)
    rules.check_can_note(request.user)
    found = next((row for row in queries.open_needs(child) if row.pk == need), None)
    if found is None:
        raise Http404
    form = PortalForm(posted(request))
    return change(
        request, child, form, lambda: actions.end_need(by=request.user, child_id=pk, need_id=need),
        heading="End this communication need", done="The communication need has ended.", button="End it",
        text=f"{found.get_kind_display()} will no longer be shown, nor followed by letters. It stays in the history.",
    )  # fmt: skip
