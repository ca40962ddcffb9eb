"""A visitor's shortlist: in a signed cookie of their own browser, nothing on the server."""

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import limits
from dco_portal.common.errors import Invalid
from dco_portal.common.shared_pages import same_site
from dco_portal.common.templatetags.portal import plural
from local_offer.actions import booklets, sharing
from local_offer.forms.community import EmailForm
from local_offer.models import Booklet, Service
from local_offer.presenters import entry as present
from local_offer.presenters import results
from local_offer.queries import public

COOKIE, SALT = "shortlist", "local_offer.shortlist"
MOST = 40
KEPT_SECONDS = 180 * 24 * 3600


def read(request: HttpRequest) -> list[uuid.UUID]:
    """The ids in the visitor's cookie, in the order they were added; none for one that was tampered with."""
    try:
        text = request.get_signed_cookie(COOKIE, default="", salt=SALT)
        return [uuid.UUID(part) for part in text.split(".") if part][:MOST]
    except (signing.BadSignature, ValueError):
        return []


def write(response: HttpResponse, ids: list[uuid.UUID]) -> HttpResponse:
    """The answer with the shortlist in its cookie; without any entry the cookie goes."""
    if not ids:
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    response.set_signed_cookie(
        COOKIE,
        ".".join(each.hex for each in ids),
        salt=SALT,
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_safe
@login_not_required
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """The entries on the shortlist, with what to do with them."""
    return render(request, "local_offer/shortlist.html", _context(request))


def _context(request: HttpRequest) -> dict:
    found = public.entries(read(request))
    slugs = request.GET.get("removed", "")[:140]
    removed = Service.objects.public().filter(slug=slugs).first() if slugs else None
    return {
        "rows": [results.card(service) for service in found],
        "removed": removed if removed and removed not in found else None,
        "added": next((s for s in found if s.slug == request.GET.get("added")), None),
        "full": "full" in request.GET,
        "most": MOST,
        "back": present.back_to(request.GET),
        "print_button": True,
    }


def _after(request: HttpRequest, **said: str) -> str:
    """The shortlist's address with what was done and the way back to the results."""
    kept = {"from": request.POST.get("from", "")[: present.FROM_MAX], **said}
    query = "&".join(f"{name}={results.quote(value)}" for name, value in kept.items() if value)
    return (
        f"{reverse('local_offer:shortlist')}?{query}" if query else reverse("local_offer:shortlist")
    )


@same_site
@require_POST
@login_not_required
@never_cache
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an entry on the shortlist; one that is on it stays where it is."""
    service = public.brief(slug)
    ids = read(request)
    if service.pk in ids:
        return redirect(_after(request, added=slug))
    if len(ids) >= MOST:
        return redirect(_after(request, full="1"))
    return write(redirect(_after(request, added=slug)), [*ids, service.pk])


@same_site
@require_POST
@login_not_required
@never_cache
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an entry off the shortlist; the page then offers to put it back."""
    service = public.brief(slug)
    ids = [each for each in read(request) if each != service.pk]
    return write(redirect(_after(request, removed=slug)), ids)


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def clear(request: HttpRequest) -> HttpResponse:
    """Empty the shortlist, once the visitor has said so."""
    if request.method == "POST":
        return write(redirect("local_offer:shortlist"), [])
    context = {
        "heading": "Remove everything from your shortlist?",
        "text": f"It holds {plural(len(read(request)), 'service', 'services')}. This cannot be undone.",
        "button": "Remove everything",
        "back_url": reverse("local_offer:shortlist"),
        "warning": True,
    }
    return render(request, "components/confirm.html", context)


@same_site
@require_POST
@login_not_required
@never_cache
def pdf(request: HttpRequest) -> HttpResponse:
    """Ask for the shortlist as a PDF; its page shows how far it is."""
    if not limits.allowed(request, "local_offer.booklet", times=20, seconds=3600):
        return render(request, "429.html", status=429)
    try:
        booklet = booklets.ask(
            by=None,
            kind=Booklet.Kind.SHORTLIST,
            ids=read(request),
            large_print="large_print" in request.POST,
        )
    except Invalid:
        return redirect("local_offer:shortlist")
    return redirect("local_offer:booklet", pk=booklet.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def email(request: HttpRequest) -> HttpResponse:
    """Send the shortlist to an address, once; the address is not kept."""
    found = public.entries(read(request))
    if not found:
        return redirect("local_offer:shortlist")
    form = EmailForm(request.POST or None)
    context = {"form": form, "count": len(found)}
    if request.method == "POST" and form.is_valid() and _mailed(request, form, found):
        return render(request, "local_offer/shortlist_emailed.html", context)
    return render(request, "local_offer/shortlist_email.html", context)


def _mailed(request: HttpRequest, form: EmailForm, found: list[Service]) -> bool:
    if form.trapped:
        return True
    if not limits.allowed(request, "local_offer.email", times=5, seconds=3600):
        form.add_error(
            None, "You have sent several emails in a short time. Wait an hour, then try again"
        )
        return False
    try:
        sharing.email_shortlist(
            by=None,
            email=form.cleaned_data["email"],
            services=found,
            base_url=settings.PORTAL_BASE_URL,
        )
    except Invalid as error:
        form.take(error)
        return False
    return True
