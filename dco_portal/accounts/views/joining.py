"""The page of an invitation's link. Opening it does nothing; its button acts."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dco_portal.accounts import acting, tokens
from dco_portal.accounts.actions import invitations
from dco_portal.accounts.forms.people import JoinForm
from dco_portal.accounts.models import Invitation, User
from dco_portal.accounts.roles import ROLES


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@sensitive_post_parameters("password", "password_again")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join an organisation: new people set name and password, others only agree."""
    row = (
        Invitation.objects.select_related("organisation", "service", "invited_by")
        .filter(token_hash=tokens.digest(token))
        .first()
    )
    if row is None:
        raise Http404
    if not row.open or row.organisation.closed():
        return render(request, "410.html", status=410)
    signed_in = request.user.is_authenticated
    known = User.objects.filter(email__iexact=row.email, is_active=True).exists()
    new = not signed_in and not known
    form = (
        JoinForm(request.POST or None, email=row.email, initial={"name": row.name}) if new else None
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        return join(request, token, form)
    return render(
        request,
        "accounts/invitation.html",
        {
            "invitation": row,
            "role": ROLES[row.role],
            "form": form,
            "mine": signed_in and request.user.email.lower() == row.email.lower(),
            "known": known,
        },
    )


def join(request: HttpRequest, token: str, form: JoinForm | None) -> HttpResponse:
    """Accept, and sign the new person in; a second factor is asked for next where it is required."""
    by = request.user if request.user.is_authenticated else None
    given = {}
    if form is not None:
        given = {key: form.cleaned_data[key] for key in ("name", "job_title", "password")}
    user = invitations.accept(by=by, token=token, **given)
    response = redirect("home:start") if by else perform_login(request, user)
    request.session[acting.KEY] = str(user.membership.pk)
    messages.success(request, f"Welcome. You now act for {user.membership.organisation.label}.")
    return response
