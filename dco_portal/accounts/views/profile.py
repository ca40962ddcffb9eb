"""One's own page, switching between posts, and answers kept when a sign-in ended."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.accounts import acting, replay
from dco_portal.accounts.actions import people
from dco_portal.accounts.actions import profile as actions
from dco_portal.accounts.forms.profile import ProfileForm
from dco_portal.accounts.roles import ROLES
from dco_portal.common.errors import Invalid

FIELDS = ("name", "job_title", "profession", "regulator", "registration_number", "digest")


@require_safe
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here: details, posts with what each may do, calendar, sign-in."""
    token = request.user.calendar_token
    try:
        calendar = (
            settings.PORTAL_BASE_URL + reverse("home:calendar", args=[token]) if token else ""
        )
    except NoReverseMatch:
        calendar = ""
    posts = [(post, ROLES[post.role]) for post in request.user.memberships_now]
    return render(
        request,
        "accounts/profile.html",
        {
            "posts": posts,
            "calendar": calendar,
            "rows": [
                {"key": "Name", "value": request.user.name},
                {"key": "E-mail", "value": request.user.email},
                {"key": "Job title", "value": request.user.job_title or "Not given"},
                {"key": "Profession", "value": request.user.profession or "Not given"},
                {
                    "key": "Registration",
                    "value": f"{request.user.regulator} {request.user.registration_number}".strip()
                    or "Not given",
                },
                {
                    "key": "Mails",
                    "value": "One a day" if request.user.digest else "One each time",
                },
            ],
        },
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Change one's own details."""
    initial = {field: getattr(request.user, field) for field in FIELDS}
    initial["digest"] = "yes" if request.user.digest else ""
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update(by=request.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, "Your details were saved.")
            return redirect("accounts:profile")
    return render(
        request,
        "accounts/form.html",
        {
            "heading": "Change your details",
            "form": form,
            "button": "Save",
            "back_url": reverse("accounts:profile"),
        },
    )


@require_POST
def calendar(request: HttpRequest) -> HttpResponse:
    """Make a new address for the calendar feed, or switch it off."""
    if request.POST.get("stop"):
        actions.stop_calendar(by=request.user)
        messages.success(request, "Your calendar feed is off.")
    else:
        actions.reset_calendar(by=request.user)
        messages.success(request, "Your calendar feed has a new address. An earlier one is off.")
    return redirect("accounts:profile")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's posts; the way leads to the worklist, as pages differ between posts."""
    chosen = request.POST.get("membership", "")
    post = next((each for each in request.user.memberships_now if str(each.pk) == chosen), None)
    if post is None:
        raise Http404
    people.switch(by=request.user, membership=post)
    request.session[acting.KEY] = str(post.pk)
    messages.success(request, f"You now act for {post.organisation.label}.")
    return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))


@require_safe
@never_cache
def kept(request: HttpRequest, key: str) -> HttpResponse:
    """What was sent after the sign-in had ended: one button sends it again."""
    found = replay.take(request, key, request.user)
    if found is None:
        raise Http404
    return render(request, "accounts/kept.html", {"kept": found})
