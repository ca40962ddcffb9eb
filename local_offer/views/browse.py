"""Ways into the directory without words: by need, age stage, kind, A to Z, and what helps while waiting."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common.errors import NotFound
from dco_portal.common.shared_pages import shared
from local_offer.presenters import entry as present
from local_offer.queries import public


@require_safe
@login_not_required
@shared(300)
def index(request: HttpRequest) -> HttpResponse:
    """Every need, age stage and kind of help as links to their results, and the letters."""
    here = reverse("local_offer:search")
    groups = [
        {
            "heading": heading,
            "terms": [
                {
                    "name": term.name,
                    "about": term.description,
                    "url": f"{here}?{parameter}={term.code}",
                }
                for term in public.terms(taxonomy)
                if term.parent_id is None or taxonomy != "type"
            ],
        }
        for heading, taxonomy, parameter in (
            ("By need", "need", "need"),
            ("By age stage", "stage", "stage"),
            ("By kind of help", "type", "type"),
        )
    ]
    context = {"groups": groups, "letters": letters(""), "pathways": _pathways()}
    return render(request, "local_offer/browse.html", context)


def letters(current: str) -> list[dict[str, str]]:
    """The letters as links; the one shown is `current`."""
    found = [*public.LETTERS, "0"]
    return [
        {
            "label": "0 to 9" if letter == "0" else letter.upper(),
            "url": reverse("local_offer:a-to-z", args=[letter]),
            "current": "page" if letter == current else "",
        }
        for letter in found
    ]


@require_safe
@login_not_required
@shared(300)
def a_to_z(request: HttpRequest, letter: str) -> HttpResponse:
    """The entries whose name begins with a letter, a page at a time."""
    if letter not in public.LETTERS + "0" or len(letter) != 1:
        raise NotFound
    page = public.page_of_letter(
        letter, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "letters": letters(letter),
        "label": "0 to 9" if letter == "0" else letter.upper(),
        "page": page,
    }
    return render(request, "local_offer/a_to_z.html", context)


def _pathways() -> list[dict[str, str]]:
    return [
        {"name": term.name, "about": term.description, "url": reverse("local_offer:while-waiting", args=[term.code])}
        for term in public.terms("pathway")
    ]  # fmt: skip


@require_safe
@login_not_required
@shared(300)
def waiting_index(request: HttpRequest) -> HttpResponse:
    """Every pathway a family may be waiting on."""
    return render(request, "local_offer/waiting_index.html", {"pathways": _pathways()})


@require_safe
@login_not_required
@shared(300)
def waiting(request: HttpRequest, code: str) -> HttpResponse:
    """What helps while a family waits on one pathway: what services offer meanwhile, and who can be asked now."""
    pathway = public.term("pathway", code)
    helps, now = public.while_waiting(pathway)
    context = {
        "pathway": pathway,
        "helps": [present.waited_for(service) for service in helps],
        "now": [present.waited_for(service) for service in now],
        "search_url": f"{reverse('local_offer:search')}?pathway={pathway.code}",
        "ask_url": present.link("enquiries:new"),
    }
    return render(request, "local_offer/waiting.html", context)
