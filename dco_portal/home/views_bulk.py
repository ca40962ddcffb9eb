"""Giving many items to somebody, or asking after many at once, with a result for each."""

import secrets
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common.errors import DomainError, NotFound
from dco_portal.home import kinds
from dco_portal.home.forms_worklist import MOST_AT_ONCE, ItemsForm, OwnerForm
from dco_portal.home.views_worklist import back_to
from dco_portal.work import queries
from dco_portal.work.models import WorkItem

RESULTS = "worklist_results"
KEPT_RESULTS = 5


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Give the ticked items to somebody, or chase them. Each item succeeds or is refused by itself."""
    if not request.user.may(Permission.ASSIGN_WORK):
        raise PermissionDenied
    chosen = ItemsForm(request.POST)
    chosen.is_valid()
    items = queries.item_ids(request.user, chosen.cleaned_data.get("item", []))
    do = chosen.cleaned_data.get("do", "")
    if not items or not do:
        return _ask_to_choose(request)
    if do == "chase":
        return _run(
            request, items, "Asked after", lambda item: kinds.of(item).chase(request.user, item)
        )
    people = _people(request.user, items)
    form = OwnerForm(request.POST if "owner" in request.POST else None, people=people)
    if not form.is_valid():
        return render(
            request,
            "home/worklist_assign.html",
            {"form": form, "items": items, "back_url": back_to(request)},
            status=422 if form.is_bound else 200,
        )
    owner = form.chosen()
    done = f"Given to {owner.name}" if owner else "Taken off whoever had it"
    return _run(request, items, done, lambda item: kinds.of(item).assign(request.user, item, owner))


def _ask_to_choose(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": "Choose some work first",
        "back_url": back_to(request),
        "limit": MOST_AT_ONCE,
    }
    return render(request, "home/worklist_choose.html", context, status=422)


def _people(by: User, items: list[WorkItem]) -> list[User]:
    """Whom at least one of the items could go to: asked once per kind of work and team."""
    found: dict = {}
    for item in {(item.kind, item.team_id): item for item in items}.values():
        for person in kinds.of(item).candidates(by, item):
            found[person.pk] = person
    return sorted(found.values(), key=lambda person: (person.name, str(person.pk)))


def _run(
    request: HttpRequest, items: list[WorkItem], done: str, act: Callable[[WorkItem], object]
) -> HttpResponse:
    """Act on each item in a transaction of its own; keep what came of it for the result page."""
    results = []
    for item in items:
        try:
            act(item)
        except NotFound:
            good, words = False, "It is not in your lists any more."
        except DomainError as error:
            good, words = False, error.message or "This was refused."
        else:
            good, words = True, f"{done}."
        results.append(
            {
                "what": item.title,
                "reference": item.reference,
                "link": item.link,
                "good": good,
                "words": words,
            }
        )
    key = secrets.token_urlsafe(9)
    kept = request.session.get(RESULTS, {})
    while len(kept) >= KEPT_RESULTS:
        kept.pop(next(iter(kept)))
    request.session[RESULTS] = kept | {key: {"rows": results, "back": back_to(request)}}
    return redirect(f"{reverse('home:worklist_results')}?r={key}")


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What came of a bulk action, item by item; kept for this sign-in."""
    kept = request.session.get(RESULTS, {}).get(request.GET.get("r", ""))
    if kept is None:
        raise Http404
    good = sum(row["good"] for row in kept["rows"])
    return render(
        request,
        "home/worklist_results.html",
        {
            "good": good,
            "refused": len(kept["rows"]) - good,
            "rows": kept["rows"],
            "back_url": kept["back"],
            "by": request.user.name,
        },
    )
