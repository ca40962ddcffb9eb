"""What anybody reads: guidance, the glossary, "who is my DCO", places and their leaflets."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common.shared_pages import same_site, shared
from dco_portal.documents.serve import serve
from dco_portal.organisations.models import Place
from dco_portal.pages import presenters as present
from dco_portal.pages import queries
from dco_portal.pages.actions import leaflets
from dco_portal.pages.forms import SearchForm, WhoForm

# Seconds for which caches between the portal and its visitors may keep a public page.
KEPT = 300


@require_safe
@login_not_required
@shared(KEPT)
def index(request: HttpRequest) -> HttpResponse:
    """All guidance by section, or what holds the words searched for."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    context = {
        "form": form,
        "words": words,
        "found": queries.search(words) if words else [],
        "terms": queries.terms_like(words) if words else [],
        "sections": queries.index(),
        "places": queries.places(),
    }
    return render(request, "pages/index.html", context)


@require_safe
@login_not_required
@shared(KEPT)
def page(request: HttpRequest, slug: str, place: str = "") -> HttpResponse:
    """One page of guidance, for everybody or for a place; one that was withdrawn says why (410)."""
    version = queries.page(slug, place)
    if version is None:
        gone = queries.withdrawn(slug, place)
        if gone is None:
            raise Http404
        return render(request, "pages/withdrawn.html", {"page": gone}, status=410)
    return render(request, "pages/page.html", present.page(version))


@require_safe
@login_not_required
@shared(KEPT)
def glossary(request: HttpRequest) -> HttpResponse:
    """The words and short forms, A to Z."""
    version = queries.page(queries.GLOSSARY)
    letters = present.letters(queries.glossary())
    return render(request, "pages/glossary.html", {"version": version, "letters": letters})


@require_http_methods(["GET", "POST", "HEAD"])
@login_not_required
@same_site
@shared(KEPT)
def who(request: HttpRequest) -> HttpResponse:
    """Whose DCO: one place leads to its page, several are asked, none is said. Nothing is kept."""
    form = WhoForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = queries.who(form.cleaned_data["where"])
        if len(found.places) == 1 and not found.outside:
            return redirect("places:place", found.places[0].slug)
        if not found.understood:
            form.add_error("where", "Enter a postcode, a council or a place that we know")
    context = {"form": form, "found": found, "places": queries.places()}
    response = render(request, "pages/who.html", context)
    if request.method == "POST":
        response["Cache-Control"] = "no-store"
    return response


@require_safe
@login_not_required
@shared(KEPT)
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """A place's DCO team by its roles, how to ask it, and what concerns the place; no person is named."""
    rows = Place.objects.select_related("icb", "local_authority")
    row = get_object_or_404(rows, slug=slug)
    context = {**present.place(row), "leaflet": leaflets.latest(row, ready=True)}
    return render(request, "pages/place.html", context)


@require_safe
@login_not_required
def leaflet(request: HttpRequest, slug: str) -> FileResponse:
    """A place's newest leaflet, opened in the browser."""
    row = get_object_or_404(Place, slug=slug)
    document = leaflets.latest(row, ready=True)
    if document is None:
        raise Http404
    return serve(request, document, by=_reader(request), inline=True)


@require_safe
@login_not_required
@shared(KEPT)
def publications(request: HttpRequest) -> HttpResponse:
    """The library: each publication with its present file, its owner and the files before it."""
    rows = queries.publications()
    kinds: dict[str, list] = {}
    for row in rows:
        kinds.setdefault(row.get_kind_display(), []).append(row)
    return render(request, "pages/publications.html", {"kinds": kinds})


@require_safe
@login_not_required
def publication_file(request: HttpRequest, pk) -> FileResponse:
    """One published file, the present or a superseded one."""
    version = queries.public_file(pk)
    if version is None:
        raise Http404
    return serve(request, version.file, by=_reader(request))


def _reader(request: HttpRequest):
    """Who reads, for the audit: None for a visitor."""
    return request.user if request.user.is_authenticated else None
