"""Training, briefings and drop-ins: for the team that offers them and for those who book."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import keyset, sheets
from dco_portal.common.filters import chosen
from dco_portal.common.steps import step
from dco_portal.documents import presenters as cards
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from dco_portal.practice import presenters as present
from dco_portal.practice import queries, rules
from dco_portal.practice.actions import sessions as actions
from dco_portal.practice.forms import (
    AttendanceForm,
    BookForm,
    DropInForm,
    MaterialForm,
    ReasonForm,
    SessionFilterForm,
    SessionForm,
)
from dco_portal.practice.models import Booking, Session

form_page = require_http_methods(["GET", "POST"])
HERE = "practice:training"


def _address(session: Session) -> str:
    return reverse("practice:session", args=[session.pk])


def _scoped(http: HttpRequest, pk: uuid.UUID) -> Any:
    """The session with `taken` and `waiting`."""
    rows = queries.with_places(Session.objects.visible_to(http.user)).select_related("icb")
    return get_object_or_404(rows, pk=pk)


def _kept(http: HttpRequest, pk: uuid.UUID) -> Session:
    session = _scoped(http, pk)
    rules.check_can_keep(http.user)
    return session


def _wanted(http: HttpRequest) -> tuple[SessionFilterForm, Any]:
    """The list as filtered: the team's own in any state, or what others may book."""
    form = SessionFilterForm(http.GET)
    form.is_valid()
    if not rules.can_keep(http.user):
        rules.check_can_book(http.user)
        rows = queries.offered(http.user)
        return form, rows.filter(kind=form.cleaned_data["kind"]) if form.cleaned_data.get(
            "kind"
        ) else rows
    rows = queries.with_places(Session.objects.kept_by(http.user))
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    return form, rows.filter(**chosen)


@require_safe
def listing(http: HttpRequest) -> HttpResponse:
    """Sessions: the team's latest first, for everybody else the next ones first."""
    form, rows = _wanted(http)
    keeps = rules.can_keep(http.user)
    page = keyset.page(
        rows, order="-starts_at" if keeps else "starts_at", filled=True,
        after=http.GET.get("after", ""), before=http.GET.get("before", ""),
    )  # fmt: skip
    if not keeps:
        del form.fields["state"]
    context = {
        "form": form,
        "keeps": keeps,
        "chosen": chosen(form, http.GET),
        "clear_url": reverse(HERE),
        "rows": [present.session_row(each) for each in page.rows],
        "columns": present.SESSION_COLUMNS,
        "page": page,
        "csv_url": f"{reverse('practice:training_csv')}?{http.GET.urlencode()}",
    }
    return render(http, "practice/training.html", context)


@require_safe
def listing_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    _, rows = _wanted(http)
    return sheets.download("training.csv", present.SESSION_HEADER, map(present.session_line, rows))


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Prepare training or a briefing."""
    rules.check_can_keep(http.user)
    return step(
        http, SessionForm(http.POST or None), lambda data: actions.prepare(by=http.user, **data),
        back=reverse(HERE), done="Prepared. Nobody else sees it until you open it for booking.", onward=_address,
        heading="New training or briefing", button="Save",
    )  # fmt: skip


@form_page
def drop_in(http: HttpRequest) -> HttpResponse:
    """Offer drop-in slots."""
    rules.check_can_keep(http.user)
    return step(
        http, DropInForm(http.POST or None), lambda data: actions.offer_drop_in(by=http.user, **data),
        back=reverse(HERE), done="The slots can be booked now.",
        heading="Offer drop-in slots", text="The time is cut into slots of one place each.", button="Offer the slots",
    )  # fmt: skip


@require_safe
def session(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One session, with the places of those who may see them."""
    found = _scoped(http, pk)
    keeps = rules.can_keep(http.user)
    bookings = Booking.objects.visible_to(http.user).filter(session=found)
    inside = queries.has_place(http.user, found)
    files = documents.attachments_of(owner_kind=actions.OWNER_KIND, owner_id=pk) if inside else []
    context = {
        "session": found,
        "facts": present.session_facts(found, inside=inside),
        "colour": present.SESSION_COLOURS[found.state],
        "actions": present.session_actions(found, http.user),
        "bookings": [present.booking_row(each) for each in bookings.select_related("organisation", "session")],
        "columns": present.BOOKING_COLUMNS,
        "files": [cards.file_row(each, reverse("practice:material", args=[pk, each.pk])) for each in files],
        "keeps": keeps,
        "inside": inside,
    }  # fmt: skip
    return render(http, "practice/session.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a session."""
    found = _kept(http, pk)
    form = SessionForm(http.POST or None, initial=SessionForm.first(found))
    return step(
        http, form, lambda data: actions.change(by=http.user, session_id=pk, **data), back=_address(found),
        done="Changed. Those who booked were told of a new time or place.", heading=f"Change {found.title}", button="Save",
    )  # fmt: skip


@form_page
def open_booking(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let people book."""
    found = _kept(http, pk)
    return step(
        http, None, lambda data: actions.open_booking(by=http.user, session_id=pk), back=_address(found),
        done="It can be booked now.", heading=f"Open {found.title} for booking",
        text=f"It will be offered to: {found.get_audience_display()}.", button="Open for booking",
    )  # fmt: skip


@form_page
def cancel(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel a session."""
    found = _kept(http, pk)
    return step(
        http, ReasonForm(http.POST or None), lambda data: actions.cancel(by=http.user, session_id=pk, **data),
        back=_address(found), done="Cancelled. Everybody who booked was told.", heading=f"Cancel {found.title}",
        text="Everybody with a place or on the waiting list is told, with your reason.", button="Cancel it", warning=True,
    )  # fmt: skip


@form_page
def book(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Book a place."""
    found = _scoped(http, pk)
    rules.check_can_book(http.user)
    full = found.taken >= found.seats
    text = (
        ["All places are taken: you go on the waiting list and are told when one comes free."]
        if full
        else []
    )
    return step(
        http, BookForm(http.POST or None, session=found), lambda data: actions.book(by=http.user, session_id=pk, **data),
        back=_address(found), done="Booked." if not full else "You are on the waiting list.",
        heading=f"Book: {found.title}", summary=present.session_facts(found, inside=False), text=text, button="Book",
    )  # fmt: skip


@form_page
def attendance(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note who came."""
    found = _kept(http, pk)
    booked = list(found.bookings.filter(state="booked").select_related("organisation"))
    form = AttendanceForm(
        http.POST or None,
        bookings=booked,
        initial={"came": [str(b.pk) for b in booked if b.attended]},
    )
    return step(
        http, form, lambda data: actions.note_attendance(by=http.user, session_id=pk, came=form.ticks()),
        back=_address(found), done="Noted. Certificates are being prepared for those who came.",
        heading=f"Who came to {found.title}?", button="Save", text="Whoever came gets a certificate.",
    )  # fmt: skip


@form_page
def material(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add slides or a handout."""
    found = _kept(http, pk)
    form = MaterialForm(http.POST or None, http.FILES or None)
    return step(
        http, form, lambda data: actions.add_material(by=http.user, session_id=pk, **data), back=_address(found),
        done="Added.", heading=f"Add material to {found.title}", button="Add",
    )  # fmt: skip


@require_safe
def material_file(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """Material, for those who have a place."""
    found = _scoped(http, pk)
    if not queries.has_place(http.user, found):
        raise Http404
    file = documents.attachment_of(file_id, owner_kind=actions.OWNER_KIND, owner_id=pk)
    return serve(http, file, by=http.user)


@require_safe
def bookings(http: HttpRequest) -> HttpResponse:
    """One's organisation's places."""
    rules.check_can_book(http.user)
    page = keyset.page(
        queries.own_bookings(http.user), order="-created_at", filled=True,
        after=http.GET.get("after", ""), before=http.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "rows": [present.own_booking(each) for each in page.rows],
        "columns": present.OWN_COLUMNS,
        "page": page,
    }
    return render(http, "practice/bookings.html", context)


def _booking(http: HttpRequest, pk: uuid.UUID) -> Booking:
    rows = Booking.objects.visible_to(http.user).select_related("session", "organisation")
    return get_object_or_404(rows, pk=pk)


@form_page
def cancel_booking(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a place back."""
    found = _booking(http, pk)
    return step(
        http, None, lambda data: actions.cancel_booking(by=http.user, booking_id=pk), back=_address(found.session),
        done="The place was given back.", heading=f"Cancel the place of {found.attendee}",
        text="It goes to the first on the waiting list.", button="Cancel the place", warning=True,
    )  # fmt: skip


@require_safe
def certificate(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The certificate of somebody who came."""
    found = _booking(http, pk)
    if found.certificate is None:
        raise Http404
    made = documents.document_of(
        found.certificate, owner_kind=actions.OWNER_KIND, owner_id=found.session_id
    )
    return serve(http, made, by=http.user)


@require_safe
def coverage(http: HttpRequest) -> HttpResponse:
    """Training taken up by every provider and school within a year."""
    rules.check_can_keep(http.user)
    rows = queries.coverage(http.user)
    context = {"rows": rows, "without": sum(not row.came for row in rows)}
    return render(http, "practice/coverage.html", context)


@require_safe
def coverage_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    rules.check_can_keep(http.user)
    rows = (
        [r.organisation, r.kind, r.booked, r.came, r.last or ""]
        for r in queries.coverage(http.user)
    )
    header = ["Organisation", "Kind", "Places booked", "People who came", "Last time"]
    return sheets.download("training-coverage.csv", header, rows)
