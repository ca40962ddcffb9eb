"""What the regulations require of the Local Offer, and what covers each line."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import sheets
from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from dco_portal.documents import actions as document_actions
from dco_portal.documents import queries as documents
from dco_portal.documents.presenters import card
from dco_portal.documents.serve import serve
from dco_portal.organisations.models import Organisation
from local_offer.actions import schedule2 as actions
from local_offer.forms.desk import CoverForm, ItemForm
from local_offer.models import Item
from local_offer.queries import coverage, schedule2
from local_offer.rules import entries as rules

form_page = require_http_methods(["GET", "POST"])
COLOURS = {"covered": "green", "gap": "blue", "missing": "red"}


def _place(http: HttpRequest) -> Organisation:
    """The authority looked at: `?authority=`, else the first. 403 for other roles, 404 out of scope."""
    by = http.user
    if not coverage.may_look(by):
        raise NotAllowed("Your role does not include what the Local Offer covers.")
    rows, wanted = coverage.authorities(by), http.GET.get("authority", "")
    try:
        found = rows.filter(pk=uuid.UUID(wanted)).first() if wanted else rows.first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """Every line of the schedule."""
    place, by = _place(http), http.user
    lines = schedule2.lines(place)
    here = reverse("local_offer:schedule2")
    papers = documents.documents_of(owner_kind=actions.REPORT, owner_id=place.pk)[:5]
    context = {
        "place": place,
        "place_id": str(place.pk),
        "views": [
            {"label": row.label, "url": f"{here}?authority={row.pk}", "current": row == place}
            for row in coverage.authorities(by)
        ],
        "lines": [
            {"line": line, "colour": COLOURS[line.state], "covered_by": actions.covered_by(line)}
            for line in lines
        ],
        "totals": [
            {"key": words, "value": str(sum(line.state == state for line in lines))}
            for state, words in schedule2.WORDS.items()
        ],
        "unverified": sum(not line.item.verified for line in lines),
        "editor": rules.is_editor(by),
        "may_reword": _may_reword(http),
        "papers": [_card(row, place, by) for row in papers] if rules.is_editor(by) else [],
    }
    return render(http, "local_offer/desk/schedule2.html", context)


def _may_reword(http: HttpRequest) -> bool:
    try:
        actions.check_can_reword(http.user)
    except NotAllowed:
        return False
    return True


def _card(document, place: Organisation, by) -> dict:
    args = [place.pk, document.pk]
    return card(
        document, reverse("local_offer:schedule2-pdf", args=args), reverse("local_offer:schedule2-retry", args=args),
        check_again_href=f"{reverse('local_offer:schedule2')}?authority={place.pk}",
    )  # fmt: skip


@require_safe
def index_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    place = _place(http)
    header = ["Paragraph", "Title", "What must be published", "Citation", "Verified", "State", "Covered by"]  # fmt: skip
    rows = (
        [line.item.number, line.item.title, line.item.words, line.item.citation, "yes" if line.item.verified else "no",
         line.words, "; ".join(actions.covered_by(line))]
        for line in schedule2.lines(place)
    )  # fmt: skip
    return sheets.download("local-offer-schedule-2.csv", header, rows)


@require_POST
def load(http: HttpRequest) -> HttpResponse:
    """Load the list that the portal knows."""
    actions.load(by=http.user)
    messages.success(http, "The list has been loaded.")
    return redirect("local_offer:schedule2")


def _editable(http: HttpRequest, item: uuid.UUID, authority: uuid.UUID) -> tuple[Item, Organisation]:  # fmt: skip
    rules.check_can_edit(http.user)
    place = get_object_or_404(coverage.authorities(http.user), pk=authority)
    return get_object_or_404(Item.objects.prefetch_related("terms"), pk=item), place


@form_page
def item(http: HttpRequest, authority: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One line: what covers it, and adding an entry, a page or a known gap."""
    row, place = _editable(http, pk, authority)
    form = CoverForm(http.POST or None, authority=place)
    if http.method == "POST" and form.is_valid():
        try:
            actions.cover(by=http.user, item_id=pk, authority_id=authority, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Saved.")
            return redirect("local_offer:schedule2-item", authority=authority, pk=pk)
    line = schedule2.one(place, row)
    context = {
        "form": form,
        "line": line,
        "item": row,
        "place": place,
        "place_id": str(place.pk),
        "colour": COLOURS[line.state],
    }
    return render(http, "local_offer/desk/schedule2_item.html", context)


@require_POST
def uncover(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what was said to cover a line."""
    place = http.POST.get("authority", "")
    row = actions.uncover(by=http.user, cover_id=pk)
    messages.success(http, "Taken back.")
    found = coverage.authorities(http.user).filter(pk=place).first() if place else None
    if found is None:
        return redirect("local_offer:schedule2")
    return redirect("local_offer:schedule2-item", authority=found.pk, pk=row.pk)


@form_page
def reword(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a line's words, citation and mark."""
    actions.check_can_reword(http.user)
    row = get_object_or_404(Item.objects.prefetch_related("terms"), pk=pk)
    names = ("title", "words", "citation", "source", "verified")
    first = {name: getattr(row, name) for name in names}
    first["terms"] = [str(term.pk) for term in row.terms.all()]
    form = ItemForm(http.POST or None, initial=first)
    if http.method == "POST" and form.is_valid():
        actions.reword(by=http.user, item_id=pk, **form.cleaned_data)
        messages.success(http, "Saved.")
        return redirect("local_offer:schedule2")
    context = {
        "form": form, "heading": f"Paragraph {row.number}", "button": "Save", "back_url": reverse("local_offer:schedule2"),
        "text": "The list is the same for every Local Offer of this portal. Tick the mark only once you have read the "
        "regulation’s own text.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


@require_POST
def report(http: HttpRequest, authority: uuid.UUID) -> HttpResponse:
    """Ask for the report as a PDF."""
    actions.ask_report(by=http.user, authority_id=authority)
    messages.success(http, "The report is being prepared.")
    return redirect(f"{reverse('local_offer:schedule2')}?authority={authority}#papers")


def _document(http: HttpRequest, authority: uuid.UUID, pk: uuid.UUID):
    rules.check_can_edit(http.user)
    place = get_object_or_404(coverage.authorities(http.user), pk=authority)
    return documents.document_of(pk, owner_kind=actions.REPORT, owner_id=place.pk)


@require_safe
def report_pdf(http: HttpRequest, authority: uuid.UUID, pk: uuid.UUID) -> FileResponse:
    """The report."""
    return serve(http, _document(http, authority, pk), by=http.user)


@require_POST
def report_retry(http: HttpRequest, authority: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Try a report again that could not be made."""
    document_actions.retry(by=http.user, document=_document(http, authority, pk))
    return redirect(f"{reverse('local_offer:schedule2')}?authority={authority}#papers")
