"""Public pages of organisations, and the settings an ICB keeps for itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common.errors import Invalid
from dco_portal.organisations import actions
from dco_portal.organisations import policy as policies
from dco_portal.organisations.forms import CloseForm, CloseServiceForm, PolicyForm
from dco_portal.organisations.models import (
    LocalPolicy,
    Organisation,
    OrganisationKind,
    Place,
    ProviderService,
)

form_page = require_http_methods(["GET", "POST"])


@require_safe
@login_not_required
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What anybody may know about an organisation: what it is, its services, how to complain."""
    services = Prefetch(
        "services", ProviderService.objects.filter(closed_on=None).prefetch_related("areas")
    )
    row = get_object_or_404(
        Organisation.objects.select_related("successor", "local_authority").prefetch_related(
            services, "icbs", "local_authorities"
        ),
        slug=slug,
    )
    places = Place.objects.filter(icb=row) | Place.objects.filter(local_authority=row)
    may_close = (
        request.user.is_authenticated
        and request.user.may(actions.MANAGE)
        and row.closed_on is None
        and actions.kept_by(request.user).filter(pk=row.pk).exists()
    )
    return render(
        request,
        "organisations/organisation.html",
        {
            "organisation": row,
            "kind": row.get_provider_type_display() or row.get_kind_display(),
            "places": places,
            "is_icb": row.kind == OrganisationKind.ICB,
            "may_close": may_close,
        },
    )


@form_page
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that an organisation closes."""
    actions.check_can_manage(request.user)
    row = get_object_or_404(actions.kept_by(request.user), slug=slug)
    form = CloseForm(request.POST or None, organisation=row)
    back = reverse("organisations:organisation", args=[slug])
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(by=request.user, organisation=row, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, f"The closing of {row.label} was recorded.")
            return redirect(back)
    return render(
        request,
        "components/confirm.html",
        {
            "heading": f"Record that {row.label} closes",
            "text": "Its people lose access that day. What it did stays, under its name.",
            "form": form,
            "button": "Record the closing",
            "warning": True,
            "back_url": back,
        },
    )


@form_page
def close_service(request: HttpRequest, pk: str) -> HttpResponse:
    """Record that a service closes."""
    actions.check_can_manage(request.user)
    rows = ProviderService.objects.filter(provider__in=actions.kept_by(request.user).values("pk"))
    row = get_object_or_404(rows.select_related("provider"), pk=pk)
    form = CloseServiceForm(request.POST or None)
    back = reverse("organisations:organisation", args=[row.provider.slug])
    if request.method == "POST" and form.is_valid():
        actions.close_service(by=request.user, service=row, **form.cleaned_data)
        messages.success(request, f"The closing of {row.name} was recorded.")
        return redirect(back)
    return render(
        request,
        "components/confirm.html",
        {
            "heading": f"Record that {row.name} of {row.provider.label} closes",
            "text": "It can no longer be asked for advice. What it owes now stays owed.",
            "form": form,
            "button": "Record the closing",
            "warning": True,
            "back_url": back,
        },
    )


def change_url(key: str) -> str:
    """Where the value of a key is changed."""
    name, rule = policies.split(key)
    return reverse("organisations:policy_change", args=[name]) + (f"?rule={rule}" if rule else "")


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    """Every local policy with the value in force today for one's ICB, and the changes."""
    actions.check_can_manage(request.user)
    own = request.user.organisation
    changes = LocalPolicy.objects.filter(organisation=own).order_by("-effective_from", "-pk")
    found = [row for row in changes[:200] if policies.find(row.key)]
    per_rule = sorted({row.key for row in found if ":" in row.key})
    return render(
        request,
        "organisations/policies.html",
        {
            "policies": [
                {
                    "key": key,
                    "words": policies.find(key).words,
                    "rule": policies.split(key)[1],
                    "value": policies.find(key).show(policies.value(key, own)),
                    "url": change_url(key),
                }
                for key in [*policies.POLICIES, *per_rule]
            ],
            "changes": [
                {
                    "row": row,
                    "words": policies.find(row.key).words,
                    "rule": policies.split(row.key)[1],
                    "value": policies.find(row.key).show(row.value),
                }
                for row in found
            ],
            "organisation": own,
        },
    )


@form_page
def policy_change(request: HttpRequest, key: str) -> HttpResponse:
    """Change one local policy from a day on, for all rules or, with `?rule=`, for one."""
    actions.check_can_manage(request.user)
    rule = request.GET.get("rule", "").strip().upper()
    full = f"{key}:{rule}" if rule else key
    declared = policies.find(full)
    if declared is None:
        if rule and policies.find(key):
            messages.error(
                request, f"There is no rule {rule}, or this policy cannot be set for it."
            )
            return redirect("organisations:policies")
        raise Http404
    present = policies.value(full, request.user.organisation)
    form = PolicyForm(request.POST or None, policy=declared, value=present)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_policy(by=request.user, key=full, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, "The local policy was changed.")
            return redirect("organisations:policies")
    return render(
        request,
        "organisations/policy.html",
        {"form": form, "policy": declared, "rule": rule, "present": declared.show(present)},
    )
