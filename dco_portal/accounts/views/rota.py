"""The rota of the places' DCO teams, and cover for colleagues."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.accounts import queries, rules
from dco_portal.accounts.actions import rota as actions
from dco_portal.accounts.forms.rota import CoverForm, DutyForm, LastDayForm
from dco_portal.accounts.models import Cover, PlaceDuty
from dco_portal.accounts.permissions import Permission
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid, NotAllowed
from dco_portal.organisations.models import Place

form_page = require_http_methods(["GET", "POST"])


@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """Who has which place and when, and who is away; for people of the organisation."""
    organisation = request.user.organisation
    if organisation is None:
        raise NotAllowed("You have no part in an organisation at present.")
    places = Place.objects.filter(icb=organisation).select_related("local_authority")
    covers = Cover.objects.filter(organisation=organisation, ends_on__gte=today())
    if not request.user.may(Permission.ASSIGN_WORK):
        covers = covers.filter(Q(absent=request.user) | Q(stand_in=request.user))
    return render(
        request,
        "accounts/rota.html",
        {
            "places": [(place, queries.team(place)) for place in places],
            "covers": covers.select_related("absent", "stand_in").order_by("starts_on", "pk")[:200],
            "may_keep_rota": request.user.may(Permission.MANAGE_PLACES),
            "may_set_for_others": request.user.may(Permission.ASSIGN_WORK),
        },
    )


@form_page
def add_duty(request: HttpRequest) -> HttpResponse:
    """Put somebody on a place's rota."""
    rules.check_can_keep_rota(request.user)
    form = DutyForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_duty(by=request.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, "The rota was changed.")
            return redirect("accounts:rota")
    return render(
        request,
        "accounts/form.html",
        {
            "heading": "Put somebody on the rota",
            "form": form,
            "button": "Save",
            "back_url": reverse("accounts:rota"),
        },
    )


@form_page
def end_duty(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say on which day a turn ends."""
    rules.check_can_keep_rota(request.user)
    rows = PlaceDuty.objects.filter(place__icb=request.user.organisation)
    row = get_object_or_404(rows.select_related("user", "place"), pk=pk)
    form = LastDayForm(request.POST or None, initial={"last_day": max(today(), row.starts_on)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_duty(by=request.user, duty=row, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, "The rota was changed.")
            return redirect("accounts:rota")
    return render(
        request,
        "components/confirm.html",
        {
            "heading": f"End the turn of {row.user.name} as {row.get_duty_display()} for {row.place}",
            "form": form,
            "button": "Save the last day",
            "back_url": reverse("accounts:rota"),
        },
    )


@form_page
def add_cover(request: HttpRequest) -> HttpResponse:
    """Let a colleague stand in."""
    if request.user.organisation is None:
        raise NotAllowed("You have no part in an organisation at present.")
    form = CoverForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_cover(by=request.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, "Cover is set. Reminders go to both while it lasts.")
            return redirect("accounts:rota")
    return render(
        request,
        "accounts/form.html",
        {
            "heading": "Set cover",
            "intro": "While it lasts, reminders and lists go to both people.",
            "form": form,
            "button": "Save",
            "back_url": reverse("accounts:rota"),
        },
    )


@require_POST
def end_cover(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End cover early."""
    row = get_object_or_404(Cover.objects.filter(organisation=request.user.organisation), pk=pk)
    actions.end_cover(by=request.user, cover=row)
    messages.success(request, "This cover ends today.")
    return redirect("accounts:rota")
