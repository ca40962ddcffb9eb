"""The DCO team's steps: each a page with a form, one action, and back to the enquiry."""

import uuid
from collections.abc import Callable
from textwrap import shorten
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal.children.forms_match import MatchForm
from dco_portal.children.matching import MayExist, check_child
from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm
from enquiries.actions import asks as ask_actions
from enquiries.actions import desk as actions
from enquiries.forms import desk as forms
from enquiries.forms.thread import ReasonForm, Seen
from enquiries.models import Enquiry, Message
from enquiries.presenters.thread import typed_child
from enquiries.queries import case, routing
from enquiries.queries import thread as queries
from enquiries.rules import desk as rules

form_page = require_http_methods(["GET", "POST"])


def here(enquiry: Enquiry) -> str:
    """The enquiry's own page."""
    return reverse("enquiries:thread", args=[enquiry.pk])


def step(
    http: HttpRequest, enquiry: Enquiry, form: PortalForm, act: Callable[[dict[str, Any]], Any], *, done: str,
    to: str = "", **page: Any,
) -> HttpResponse:  # fmt: skip
    """One step: show the form, or do it and go back with a message; a broken rule shows beside its field."""
    if http.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except Invalid as error:
            form.take(error)
            if isinstance(form, Seen):
                form.renew(queries.scoped(http.user, enquiry.pk).lock)
        else:
            messages.success(http, done)
            return redirect(here(result) if to == "result" else here(enquiry))
    return render(
        http, "components/confirm.html", {"form": form, "back_url": here(enquiry), **page}
    )


def _works(http: HttpRequest, pk: uuid.UUID) -> Enquiry:
    enquiry = queries.scoped(http.user, pk)
    rules.check_can_work(http.user, enquiry)
    return enquiry


def _start(enquiry: Enquiry) -> dict[str, Any]:
    return {"initial": {"seen": enquiry.lock}}


@form_page
def assign(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose who has it."""
    enquiry = _works(http, pk)
    form = forms.AssignForm(http.POST or None, enquiry=enquiry)
    return step(
        http, enquiry, form, lambda data: actions.assign(by=http.user, enquiry_id=pk, owner=data["owner"]),
        heading=f"Who has {enquiry.reference}?", button="Save", done="Saved.",
    )  # fmt: skip


@form_page
def hold(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put on hold, with the reason."""
    enquiry = _works(http, pk)
    form = forms.HoldForm(http.POST or None, **_start(enquiry))
    return step(
        http, enquiry, form, lambda data: actions.hold(by=http.user, enquiry_id=pk, **data),
        heading=f"Put {enquiry.reference} on hold", button="Put on hold", done="The enquiry is on hold.",
        text="The local clock stops. The asker sees that you are finding out, not your reason.",
    )  # fmt: skip


@require_POST
def release(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take off hold."""
    actions.release(by=http.user, enquiry_id=pk)
    messages.success(http, "The enquiry is off hold.")
    return redirect("enquiries:thread", pk=pk)


@form_page
def resolve(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close as settled."""
    enquiry = _works(http, pk)
    form = forms.ResolveForm(http.POST or None, **_start(enquiry))
    return step(
        http, enquiry, form, lambda data: actions.resolve(by=http.user, enquiry_id=pk, **data),
        heading=f"Resolve {enquiry.reference}", button="Resolve", done="The enquiry is resolved. The asker has been told.",
        text="The asker is told and can open it again by writing back.",
    )  # fmt: skip


@form_page
def signpost(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close because somebody else can help, such as a complaints team."""
    enquiry = _works(http, pk)
    area = next(
        (each for each in routing.areas() if enquiry.la and each.la.pk == enquiry.la.pk), None
    )
    offered = routing.complaint_routes(area) if area else [enquiry.icb]
    form = forms.SignpostForm(http.POST or None, organisations=offered, **_start(enquiry))
    return step(
        http, enquiry, form, lambda data: actions.signpost(by=http.user, enquiry_id=pk, **data),
        heading=f"Signpost {enquiry.reference}", button="Signpost and close", done="The asker has been told where to turn.",
        text="Complaints go to the organisation they are about: its complaints route, or its Patient Advice and Liaison Service (PALS).",
        summary=[{"key": row.label, "value": "\n".join(part for part in (row.complaints_contact, row.pals_contact) if part)}
                 for row in offered if row.complaints_contact or row.pals_contact],
    )  # fmt: skip


@form_page
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a closed enquiry again: the team or the asker."""
    enquiry = queries.scoped(http.user, pk)
    rules.check_can_reopen(http.user, enquiry)
    form = ReasonForm(http.POST or None)
    return step(
        http, enquiry, form, lambda data: actions.reopen(by=http.user, enquiry_id=pk, **data),
        heading=f"Reopen {enquiry.reference}", button="Reopen", done="The enquiry is open again.",
    )  # fmt: skip


@form_page
def merge(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let it go on in another enquiry of the same asker."""
    enquiry = _works(http, pk)
    form = forms.MergeForm(http.POST or None, enquiry=enquiry, by=http.user, **_start(enquiry))
    if not form.others.exists():
        messages.info(
            http, "This asker has no other open enquiry, so there is nothing to merge it into."
        )
        return redirect(here(enquiry))

    def act(data: dict[str, Any]) -> Enquiry:
        return actions.merge(
            by=http.user, enquiry_id=pk, into_id=data["into"].pk, seen=data["seen"]
        )

    return step(
        http, enquiry, form, act, to="result", heading=f"Merge {enquiry.reference}", button="Merge",
        done=f"{enquiry.reference} goes on here.",
        text="Its messages join the thread of the other. Only enquiries of the same asker can be merged, so that nobody "
        "reads what another wrote.",
    )  # fmt: skip


@form_page
def split(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make an enquiry of its own from part of what the asker wrote."""
    enquiry = _works(http, pk)
    theirs = enquiry.messages.filter(kind=Message.Kind.FROM_ASKER).order_by("created_at")
    choices = [(str(row.pk), shorten(row.text, 120, placeholder="…")) for row in theirs]
    initial = {
        "seen": enquiry.lock,
        "topic": enquiry.topic,
        "message": choices[-1][0] if choices else "",
    }
    form = forms.SplitForm(http.POST or None, choices=choices, initial=initial)

    def act(data: dict[str, Any]) -> Enquiry:
        return actions.split(
            by=http.user, enquiry_id=pk, message_id=uuid.UUID(data["message"]),
            **{key: data[key] for key in ("topic", "subject", "text", "seen")},
        )  # fmt: skip

    return step(
        http, enquiry, form, act, to="result", heading=f"Split off part of {enquiry.reference}", button="Make a new enquiry",
        done="The new enquiry has its own number. The asker has been told.",
    )  # fmt: skip


@form_page
def tag(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Service, theme, and whether it shows a gap."""
    enquiry = queries.scoped(http.user, pk)
    rules.check_can_note(http.user, enquiry)
    fields = ("topic", "service", "theme", "is_gap", "gap_words")
    form = forms.TagForm(
        http.POST or None, initial={name: getattr(enquiry, name) for name in fields}
    )
    return step(
        http, enquiry, form, lambda data: actions.tag(by=http.user, enquiry_id=pk, **data),
        heading=f"Tag {enquiry.reference}", button="Save", done="Saved.",
        text="What is counted in the gap log goes to those who buy services: the service, the theme and your own words, nothing else.",
    )  # fmt: skip


@form_page
def specialist(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask a specialist."""
    enquiry = _works(http, pk)
    form = forms.SpecialistForm(http.POST or None, enquiry=enquiry)
    return step(
        http, enquiry, form, lambda data: ask_actions.ask(by=http.user, enquiry_id=pk, **data),
        heading="Ask a specialist", button="Ask", done="The specialist has been asked.",
        text="They see your question, and no more unless you say so. Their answer comes to your team: the asker does "
        "not see it until you use it in a reply.",
    )  # fmt: skip


@form_page
def link_child(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tie the enquiry to a child's record, found or begun."""
    enquiry = _works(http, pk)
    typed = case.typed_details(enquiry)
    form = MatchForm(http.POST or None, initial=typed)
    form.draw("match")
    area = next((each for each in routing.areas(http.user) if each.la.pk == enquiry.la_id), None)
    if http.method == "POST" and area and form.is_valid():
        values = form.child_values()
        try:
            check_child(values, by=http.user, check_age=lambda born_on: None)
            actions.link_child(by=http.user, enquiry_id=pk, la=area.la, values=values)
        except MayExist as error:
            form.offer(error.similar)
            form.take(error)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(
                http,
                "The enquiry is tied to the child’s record. What the asker had typed has been deleted.",
            )
            return redirect(here(enquiry))
    context = {
        "form": form, "heading": "Tie it to the child’s record", "button": "Save", "back_url": here(enquiry),
        "summary": typed_child(enquiry),
        "text": "Do this only where the answer needs it. From then on only those with a part in the child’s case see the enquiry.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


@require_POST
def clear_child(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete what was typed of the child: no record is needed."""
    actions.clear_child(by=http.user, enquiry_id=pk)
    messages.success(http, "What was typed about the child has been deleted.")
    return redirect("enquiries:thread", pk=pk)
