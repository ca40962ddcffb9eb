"""Tracked children: choosing one, the words to take out, bundles and their attachments.

Only for people with a part in the child's case; a search is kept in the sign-in session, never in an address.
"""

import secrets
import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal import audit
from dco_portal.children import actions as child_actions
from dco_portal.children import queries as children
from dco_portal.children import rules as child_rules
from dco_portal.children.forms import SearchForm
from dco_portal.common.errors import Conflict
from dco_portal.common.steps import step
from dco_portal.documents import actions as documents
from dco_portal.documents import keeping, storage
from dco_portal.documents.errors import DamagedFile
from dco_portal.documents.serve import serve
from inspections.actions import tracked as actions
from inspections.forms.mode import WordsForm
from inspections.models import ChildBundle, TrackedChild
from inspections.presenters import mode as present
from inspections.queries import mode as queries
from inspections.rules import mode as rules
from inspections.views.mode import of

form_page = require_http_methods(["GET", "POST"])
SESSION, KEPT = "tracked_searches", 3


@form_page
def choose(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Find the child that inspectors follow; a POST keeps the words and shows what was found under a random key."""
    rules.check_can_run(http.user)
    child_rules.check_can_search(http.user)
    exercise = queries.exercise(http.user, pk)
    rules.check_open(exercise)
    here = reverse("inspections:tracked-new", args=[pk])
    kept = http.session.get(SESSION, {}).get(http.GET.get("s", ""))
    form = SearchForm(http.POST if http.method == "POST" else kept)
    context: dict[str, Any] = {"exercise": exercise, "form": form, "here": here}
    if http.method == "POST" and form.is_valid():
        child_actions.note_search(by=http.user, kind=form.kind)
        return redirect(f"{here}?s={_keep(http, form)}")
    if http.method == "GET" and kept and form.is_valid():
        taken = {row.child_id: row.letter for row in queries.mine(http.user, exercise)}
        found = children.search(by=http.user, **form.cleaned_data)
        context["found"] = [{"child": hit.child, "letter": taken.get(hit.child.id, "")} for hit in found]  # fmt: skip
    return render(http, "inspections/tracked_new.html", context)


def _keep(http: HttpRequest, form: SearchForm) -> str:
    """The words under a random key, with those of the last few searches."""
    key = secrets.token_urlsafe(12)
    words = {name: value for name, value in form.data.items() if name != "csrfmiddlewaretoken"}
    kept = {**http.session.get(SESSION, {}), key: words}
    http.session[SESSION] = dict(list(kept.items())[-KEPT:])
    return key


@require_POST
def track(http: HttpRequest, pk: uuid.UUID, child: uuid.UUID) -> HttpResponse:
    """Follow this child under the next free letter."""
    rules.check_can_run(http.user)
    row = actions.track(by=http.user, exercise_id=pk, child_id=child)
    messages.success(http, f"This is Child {row.letter} now. Say what to take out, then make a bundle.")  # fmt: skip
    return redirect("inspections:tracked", pk=row.pk)


def scoped(http: HttpRequest, pk: uuid.UUID) -> TrackedChild:
    """A tracked child in whose case the reader has a part. Raises NotAllowed, NotFound."""
    rules.check_can_run(http.user)
    return queries.tracked(http.user, pk)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One tracked child: who it is, words to take out, bundles, requests."""
    row = scoped(http, pk)
    audit.viewed(row, by=http.user, child_id=row.child_id, what="tracked child")
    bundles = [present.bundle_card(each) for each in queries.bundles(row)]
    requests = list(row.requests.select_related("holder").order_by("number"))
    context = {
        "tracked": row, "exercise": row.exercise, "child": children.header(row.child_id, by=http.user),
        "bundles": bundles, "open": rules.is_open(row.exercise), "words": len(row.redactions),
        "requests": [{"number": each.number, "what": each.what, "stands": present.stands(each), "pk": each.pk} for each in requests],
        "may_untrack": not bundles and not requests,
    }  # fmt: skip
    return render(http, "inspections/tracked.html", context)


@form_page
def words(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what is taken out of bundles."""
    row = scoped(http, pk)
    rules.check_open(row.exercise)
    initial = {"words": "\n".join(row.redactions)}
    form = WordsForm(http.POST if http.method == "POST" else None, initial=initial)
    audit.viewed(row, by=http.user, child_id=row.child_id, what="words to take out")
    return step(
        http, form, lambda values: actions.set_words(by=http.user, tracked_id=pk, **values),
        back=reverse("inspections:tracked", args=[pk]), done="Saved. They are taken out of the next bundle.",
        heading=f"What to take out of the papers of Child {row.letter}", button="Save",
        text="Bundles made before stay as they are. The words are kept with this child for this inspection alone, "
        "and stand in no bundle, log or e-mail.",
    )  # fmt: skip


@form_page
def untrack(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back a child chosen by mistake."""
    row = scoped(http, pk)
    if http.method == "POST":
        exercise = actions.untrack(by=http.user, tracked_id=pk)
        messages.success(http, f"Child {row.letter} is not tracked any more.")
        return redirect(of(exercise))
    context = {
        "heading": f"Stop tracking Child {row.letter}?", "button": "Stop tracking", "warning": True,
        "text": "Possible while there is no bundle of and no request about this child.",
        "back_url": reverse("inspections:tracked", args=[pk]),
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


@require_POST
def bundle(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a bundle of the case as it stands now."""
    row = scoped(http, pk)
    made = actions.bundle(by=http.user, tracked_id=row.pk)
    return redirect("inspections:child-bundle", pk=made.pk)


def scoped_bundle(http: HttpRequest, pk: uuid.UUID) -> ChildBundle:
    """A bundle of a child in whose case the reader has a part. Raises NotAllowed, NotFound."""
    rules.check_can_run(http.user)
    return queries.bundle(http.user, pk)


@require_safe
def show_bundle(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One bundle: being made or ready, what was taken out, what is not in it, its attachments."""
    row = scoped_bundle(http, pk)
    audit.viewed(row, by=http.user, child_id=row.tracked.child_id, what="bundle")
    done, _ = keeping.progress(pk)
    return render(http, "inspections/child_bundle.html", present.bundle_page(row, done, http.user))


@require_http_methods(["GET", "HEAD"])
def pdf(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The bundle as a PDF."""
    row = scoped_bundle(http, pk)
    assert row.document is not None
    audit.viewed(row, by=http.user, child_id=row.tracked.child_id, what="bundle file")
    return serve(http, row.document, by=http.user)


@require_POST
def retry(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try again to make a PDF that failed."""
    row = scoped_bundle(http, pk)
    assert row.document is not None
    documents.retry(by=http.user, document=row.document)
    return redirect("inspections:child-bundle", pk=pk)


@require_POST
def ask_zip(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have the attachments packed."""
    scoped_bundle(http, pk)
    actions.ask_zip(by=http.user, bundle_id=pk)
    return redirect("inspections:child-bundle", pk=pk)


@require_http_methods(["GET", "HEAD"])
def attachments(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The ZIP of the attachments."""
    row = scoped_bundle(http, pk)
    if not row.zip_sha256:
        raise Conflict("The ZIP of attachments is not ready.")
    try:
        content = storage.open_checked(row.zip_sha256)
    except DamagedFile as error:
        raise Conflict("The ZIP has been damaged. Make a new bundle.") from error
    audit.viewed(row, by=http.user, child_id=row.tracked.child_id, what="bundle attachments")
    name = f"child-{row.tracked.letter.lower()}-bundle-{row.number}-attachments.zip"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")  # fmt: skip
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
