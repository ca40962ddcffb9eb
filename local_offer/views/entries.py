"""One entry on the desk: how it stands, confirming it, its versions, and what else is done with it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.errors import Invalid, NotFound
from local_offer.actions import entries as actions
from local_offer.forms.desk import NewForm, ReasonForm
from local_offer.models import Confirmation, Service, Version
from local_offer.presenters import desk as present
from local_offer.queries import proposing, terms
from local_offer.queries.content import PREFETCH, read
from local_offer.rules import completeness, reading
from local_offer.rules import entries as rules
from local_offer.states import ENTRY_MOVES, PROPOSAL_OPEN

form_page = require_http_methods(["GET", "POST"])
UNDO = "local_offer_confirmed"


def scoped(http: HttpRequest, pk: uuid.UUID) -> Service:
    """The entry in the reader's scope; 403 for other roles, 404 out of scope."""
    rules.check_can_work(http.user)
    rows = Service.objects.visible_to(http.user)
    rows = rows.select_related("owner", "body", "local_authority", "provider_service__provider")
    return get_object_or_404(rows.prefetch_related(*PREFETCH), pk=pk)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How an entry stands, what it says, and what can be done now."""
    service, by = scoped(http, pk), http.user
    content = read(service) if service.version else None
    change = service.proposals.filter(state__in=PROPOSAL_OPEN).select_related("organisation", "by").first()  # fmt: skip
    context = {
        "service": service,
        "colour": present.COLOURS[service.state],
        "public_url": reverse("local_offer:service", args=[service.slug]) if service.state == "published" else "",
        "facts": facts(service, by),
        "score": completeness.score(content, terms.taxonomies()) if content else None,
        "ease": reading.of_content(content["fields"]) if content else None,
        "goal": reading.GOAL,
        "change": change,
        "offer": service.transfers.filter(state="offered").select_related("to_organisation").first(),
        "steps": present.entry_actions(by, service, change),
        "cards": present.cards(content) if content else [],
        "undo": _undo(http, service),
        "past": service.proposals.exclude(state__in=PROPOSAL_OPEN).select_related("by")[:10],
        "moves": service.state_changes.select_related("by")[:10],
        "editor": rules.is_editor(by),
    }  # fmt: skip
    return render(http, "local_offer/desk/entry.html", context)


def facts(service: Service, by: Any) -> list[dict[str, Any]]:
    """The entry's own facts, with the editors' links that change them."""
    linked = service.provider_service
    rows: list[dict[str, Any]] = [
        {"key": "Local Offer of", "value": service.local_authority.name},
        {"key": "Run by", "value": service.body.name},
        {"key": "Kept by", "value": service.owner.name if service.owner else "Nobody"},
        {"key": "Last checked", "value": present.day(service.checked_on) or "Never"},
        {"key": "To be checked by", "value": present.day(service.review_by) or "No date"},
        {"key": "Health service", "value": str(linked) if linked else "Not linked to a commissioned service"},
    ]  # fmt: skip
    if service.source:
        rows.append({"key": "Came from", "value": f"{service.source} {service.external_id}".strip()})  # fmt: skip
    if rules.is_editor(by):
        rows[5]["url"] = reverse("local_offer:listing-link", args=[service.pk])
    return rows


def _undo(http: HttpRequest, service: Service) -> Confirmation | None:
    """The confirmation of this sign-in that can still be taken back."""
    key = http.session.get(UNDO, {}).get(str(service.pk))
    row = Confirmation.objects.filter(pk=key, service=service).first() if key else None
    return row if row and rules.can_undo(http.user, row) else None


@require_POST
def confirm(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One press: it is still correct."""
    scoped(http, pk)
    row = actions.confirm(by=http.user, service_id=pk)
    http.session[UNDO] = http.session.get(UNDO, {}) | {str(pk): str(row.pk)}
    messages.success(http, "Thank you. Families see that it was checked today.")
    return redirect("local_offer:listing", pk=pk)


@require_POST
def undo(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the confirmation of this sign-in back; there is none for anybody else."""
    key = http.session.get(UNDO, {}).get(str(pk))
    if key is None:
        raise NotFound
    actions.undo_confirm(by=http.user, confirmation_id=key)
    http.session[UNDO] = {
        entry: row for entry, row in http.session[UNDO].items() if entry != str(pk)
    }
    messages.success(http, "Taken back. The entry stands as it did before.")
    return redirect("local_offer:listing", pk=pk)


@form_page
def move(http: HttpRequest, pk: uuid.UUID, to: str) -> HttpResponse:
    """Ask why, then close, hide, show, archive or take back."""
    service = scoped(http, pk)
    if to not in ENTRY_MOVES:
        raise Http404
    rules.check_move(http.user, service, to)
    form = ReasonForm(http.POST or None)
    back = reverse("local_offer:listing", args=[pk])
    if http.method == "POST" and form.is_valid():
        try:
            moved = actions.move(by=http.user, service_id=pk, to=to, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, f"{moved.name}: {moved.get_state_display().lower()}.")
            return redirect(back)
    words = {key: (label, why) for key, label, why in present.MOVES}[to]
    context = {
        "form": form, "back_url": back, "heading": f"{words[0]}: {service.name}", "text": words[1] or "It stays on record.",
        "button": words[0], "warning": to in {"closed", "archived"},
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Begin an entry; what it says is then written page by page."""
    rules.check_can_work(http.user)
    form = NewForm(http.POST or None, by=http.user)
    if http.method == "POST" and form.is_valid():
        change = actions.create(by=http.user, owner=None, **form.values())
        messages.success(http, "Begun. Families see nothing of it until it is approved.")
        return redirect("local_offer:proposal", pk=change.pk)
    context = {
        "form": form, "heading": "A new entry", "button": "Begin", "back_url": reverse("local_offer:desk"),
        "text": "Begin with the essentials; the next pages ask for the rest. What you write is kept page by page.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


@require_safe
def versions(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every version, newest first."""
    service = scoped(http, pk)
    rows = list(service.versions.select_related("by").defer("content").order_by("-number")[:200])
    context = {
        "service": service,
        "versions": rows,
        "editor": rules.is_editor(http.user),
        "current": service.version,
        "first": http.GET.get("from", ""),
    }
    return render(http, "local_offer/desk/versions.html", context)


def _version(service: Service, number: str) -> Version:
    if not number.isdigit() or len(number) > 6:
        raise Http404
    return get_object_or_404(service.versions.select_related("by"), number=int(number))


@require_safe
def compare(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Any two versions field by field: `?from=1&to=3`."""
    service = scoped(http, pk)
    before = _version(service, http.GET.get("from", ""))
    after = _version(service, http.GET.get("to", ""))
    context = {
        "service": service,
        "before": before,
        "after": after,
        "changes": proposing.difference(before.content, after.content),
        "before_title": f"Version {before.number}",
        "after_title": f"Version {after.number}",
        "editor": rules.is_editor(http.user),
    }
    return render(http, "local_offer/desk/compare.html", context)


@form_page
def restore(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Ask, then publish what an earlier version said."""
    rules.check_can_edit(http.user)
    service = scoped(http, pk)
    version = get_object_or_404(service.versions, number=number)
    back = reverse("local_offer:listing-versions", args=[pk])
    if http.method == "POST":
        actions.restore(by=http.user, service_id=pk, number=number)
        messages.success(http, f"Version {number} is public again, as a new version.")
        return redirect("local_offer:listing", pk=pk)
    changes = proposing.difference(read(service), version.content)
    context = {
        "heading": f"Publish version {number} again", "button": "Publish it again", "back_url": back,
        "text": f"It replaces version {service.version}, which is kept. {len(changes)} fields change.",
        "summary": [{"key": each.label, "value": each.after or "Nothing"} for each in changes],
    }  # fmt: skip
    return render(http, "components/confirm.html", context)
