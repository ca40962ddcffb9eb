"""What anybody may see: “You said, we did”, and the blank healthcare plan."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common import keyset
from dco_portal.documents import presenters as cards
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from dco_portal.organisations.models import Place
from dco_portal.practice import queries
from dco_portal.practice.plan_form import SECTIONS


@login_not_required
@require_safe
def said(http: HttpRequest) -> HttpResponse:
    """What families said and what was done, newest first; of one place where asked."""
    places = list(Place.objects.order_by("name").values("slug", "name"))
    wanted = http.GET.get("place", "")
    place = next((each for each in places if each["slug"] == wanted), None)
    page = keyset.page(
        queries.published(wanted if place else ""), order="-published_at",
        after=http.GET.get("after", ""), before=http.GET.get("before", ""), filled=True,
    )  # fmt: skip
    return render(http, "practice/said.html", {"page": page, "places": places, "place": place})


@login_not_required
@require_safe
def blank_plan(http: HttpRequest) -> HttpResponse:
    """The sections of a healthcare plan, and the same as a blank PDF."""
    made = documents.documents_of(owner_kind="practice.blank_plan", owner_id=queries.BLANK_PLAN)
    card = cards.card(made[0], reverse("practice:blank_plan_pdf")) if made else None
    context = {"sections": SECTIONS.values(), "card": card}
    return render(http, "practice/blank_plan.html", context)


@login_not_required
@require_safe
def blank_plan_pdf(http: HttpRequest) -> FileResponse:
    """The newest blank plan that is ready."""
    made = documents.documents_of(owner_kind="practice.blank_plan", owner_id=queries.BLANK_PLAN)
    ready = next((each for each in made if each.state == "ready"), None)
    if ready is None:
        raise Http404("The blank plan is being prepared. Try again in a minute.")
    by = http.user if http.user.is_authenticated else None
    return serve(http, ready, by=by, inline=True)
