"""The people of an organisation: list, invite, change a role, switch off."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.accounts import rules
from dco_portal.accounts.actions import invitations, people
from dco_portal.accounts.forms.people import InviteForm, OrganisationForm, role_form
from dco_portal.accounts.models import Invitation, Membership
from dco_portal.accounts.roles import ROLES
from dco_portal.accounts.scope import looked_after
from dco_portal.common.clock import now
from dco_portal.common.errors import Invalid
from dco_portal.organisations.models import Organisation

PAGE = 50
form_page = require_http_methods(["GET", "POST"])


def chosen(request: HttpRequest) -> Any:
    """The organisation asked for by id, out of those looked after (else 404); one's own unless given."""
    rules.check_can_invite(request.user)
    if "organisation" not in request.GET:
        return request.user.organisation
    form = OrganisationForm(request.GET, by=request.user)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["organisation"]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who has a part in the organisation now, who was invited, and who left."""
    organisation = chosen(request)
    left = request.GET.get("left") == "yes"
    found = (
        Membership.objects.visible_to(request.user)
        .filter(organisation=organisation, ended_on__isnull=not left)
        .select_related("user", "organisation", "service")
        .order_by("user__name", "pk")
    )
    rows, next_cursor = page(found, request.GET.get("after", ""))
    waiting = (
        Invitation.objects.visible_to(request.user)
        .filter(organisation=organisation)
        .waiting()
        .select_related("organisation", "service", "invited_by")
        .order_by("-created_at")[:PAGE]
    )
    places = list(looked_after(request.user)[:200])
    return render(
        request,
        "accounts/people.html",
        {
            "organisation": organisation,
            "left": left,
            "members": [(row, ROLES[row.role]) for row in rows],
            "invitations": [(row, ROLES[row.role], row.expires_at <= now()) for row in waiting],
            "next_cursor": next_cursor,
            "choose": OrganisationForm(by=request.user, initial={"organisation": organisation.pk})
            if len(places) > 1
            else None,
        },
    )


def page(rows: Any, after: str) -> tuple[list[Membership], str]:
    """One page of memberships by name and the cursor of the next; the cursor is a row's id alone."""
    if after:
        try:
            last = rows.filter(pk=uuid.UUID(after)).first()
        except ValueError:
            last = None
        if last is not None:
            rows = rows.filter(user__name__gte=last.user.name).exclude(
                user__name=last.user.name, pk__lte=last.pk
            )
    found = list(rows[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


@form_page
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to the organisation."""
    organisation = chosen(request)
    form = InviteForm(request.POST or None, by=request.user, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(
                by=request.user, organisation=organisation, **form.cleaned_data
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, f"The invitation to {invitation.email} is on its way.")
            return redirect(back(organisation))
    return render(
        request,
        "accounts/form.html",
        {
            "heading": "Invite somebody",
            "caption": organisation.name,
            "intro": "They get a mail with a link that works once.",
            "form": form,
            "button": "Send the invitation",
            "back_url": back(organisation),
        },
    )


def back(organisation: Organisation) -> str:
    """The people's page of an organisation."""
    return f"{reverse('accounts:people')}?organisation={organisation.pk}"


@require_POST
def resend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send an invitation's link again."""
    row = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        invitations.resend(by=request.user, invitation=row)
    except Invalid as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "A new link is on its way. The earlier one no longer works.")
    return redirect(back(row.organisation))


@form_page
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    row = get_object_or_404(
        Invitation.objects.visible_to(request.user).select_related("organisation"), pk=pk
    )
    if request.method == "POST":
        invitations.withdraw(by=request.user, invitation=row)
        messages.success(request, "The invitation was withdrawn. Its link no longer works.")
        return redirect(back(row.organisation))
    return render(
        request,
        "components/confirm.html",
        {
            "heading": f"Withdraw the invitation to {row.name}?",
            "text": "The link they were sent will stop working.",
            "button": "Withdraw the invitation",
            "warning": True,
            "back_url": back(row.organisation),
        },
    )


def scoped(request: HttpRequest, pk: uuid.UUID) -> Membership:
    """The membership in the reader's reach, or 404."""
    rows = Membership.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("user", "organisation", "service"), pk=pk)


@require_safe
def person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One person's parts in the organisation, past and present, and what may be done."""
    row = scoped(request, pk)
    parts = (
        Membership.objects.visible_to(request.user)
        .filter(user=row.user, organisation=row.organisation)
        .select_related("organisation", "service")
        .order_by("-started_on", "-pk")
    )
    return render(
        request,
        "accounts/person.html",
        {
            "part": row,
            "parts": [(each, ROLES[each.role]) for each in parts],
            "others": sum(each.ended_on is None for each in parts) > 1,
            "may_change": row.ended_on is None and rules.can_change(request.user, row),
            "back_url": back(row.organisation),
        },
    )


@form_page
def change_role(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give somebody another role."""
    row = scoped(request, pk)
    rules.check_can_change(request.user, row)
    form = role_form(request.POST or None, by=request.user, membership=row)
    if request.method == "POST" and form.is_valid():
        try:
            new = people.change_role(by=request.user, membership=row, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, f"{row.user.name} is now: {new.label}.")
            return redirect("accounts:person", pk=new.pk)
    return render(
        request,
        "accounts/form.html",
        {
            "heading": f"Change the role of {row.user.name}",
            "caption": row.organisation.name,
            "intro": "What they did in the earlier role stays as it was.",
            "form": form,
            "button": "Change the role",
            "back_url": back(row.organisation),
        },
    )


def ending(request: HttpRequest, row: Membership, act: Any, done: str, words: dict) -> HttpResponse:
    """A page that asks first, then ends something; a broken rule is a message."""
    rules.check_can_change(request.user, row)
    if request.method == "POST":
        try:
            act(by=request.user, membership=row)
        except Invalid as error:
            messages.error(request, error.message)
            return redirect("accounts:person", pk=row.pk)
        messages.success(request, done)
        return redirect(back(row.organisation))
    context = {"warning": True, "back_url": back(row.organisation), **words}
    return render(request, "components/confirm.html", context)


@form_page
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End one of several parts."""
    row = scoped(request, pk)
    return ending(
        request,
        row,
        people.end_membership,
        "That part has ended.",
        {
            "heading": f"End this part of {row.user.name}?",
            "text": f"{row.label}. Their other parts stay.",
            "button": "End this part",
        },
    )


@form_page
def switch_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Switch off somebody who left."""
    row = scoped(request, pk)
    return ending(
        request,
        row,
        people.switch_off,
        f"{row.user.name} was switched off and signed out.",
        {
            "heading": f"Switch off {row.user.name}?",
            "text": [
                f"All their parts at {row.organisation.label} end now, and they are signed out.",
                "Their open work goes back to the team. Their name stays on what they did.",
            ],
            "button": "Switch off",
        },
    )


@form_page
def reset_second_factor(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Help somebody who lost their phone and their recovery codes."""
    row = scoped(request, pk)
    return ending(
        request,
        row,
        people.reset_second_factor,
        f"{row.user.name} can set up a new second step.",
        {
            "heading": f"Take away the second sign-in step of {row.user.name}?",
            "text": [
                "Do this only when you have made sure, not by e-mail, that it is really them who asks.",
                "They are signed out, told by mail, and set up a new step at their next sign-in.",
            ],
            "button": "Take it away",
        },
    )
