"""A change to an entry: written page by page, handed in, decided on, talked about."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal.common.errors import Invalid
from local_offer.actions import proposals as actions
from local_offer.forms.desk import CommentForm, RejectForm, RemarkForm
from local_offer.forms.sections import SectionPage
from local_offer.models import Proposal
from local_offer.presenters import desk as present
from local_offer.queries import proposing, terms
from local_offer.queries.difference import Change
from local_offer.rules import completeness, reading, sections
from local_offer.rules import entries as rules
from local_offer.views.entries import scoped as entry

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> Proposal:
    """The change in the reader's scope; 403 for other roles, 404 out of scope."""
    rules.check_can_work(http.user)
    rows = Proposal.objects.visible_to(http.user).select_related(
        "service__local_authority", "service__owner", "organisation", "by", "saved_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_POST
def begin(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Start a change, or go on with the one that is open."""
    entry(http, pk)
    change = actions.begin(by=http.user, service_id=pk)
    if change.by != http.user:
        messages.info(http, f"{change.by.name} has a change of this entry open. This is it.")
    return redirect("local_offer:proposal", pk=change.pk)


@form_page
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A change: its pages while it is written, its differences, the talk about it. POST hands it in."""
    change, by = scoped(http, pk), http.user
    form = CommentForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            actions.submit(by=by, proposal_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Handed in. The editors have been told.")
            return redirect("local_offer:proposal", pk=pk)
    return render(http, "local_offer/desk/change.html", _page(change, by, form))


def _page(change: Proposal, by: Any, form: CommentForm) -> dict[str, Any]:
    is_open = change.state in (Proposal.State.DRAFT, Proposal.State.SUBMITTED)
    before = proposing.published(change)
    changed = {
        name for name in sections.SECTIONS
        if sections.stamp(before, name) != sections.stamp(change.content, name)
    }  # fmt: skip
    return {
        "change": change,
        "service": change.service,
        "colour": present.COLOURS[change.state],
        "form": form,
        "writing": rules.can_write(by, change),
        "tasks": present.tasks(change, changed),
        "changes": proposing.difference(before, change.content) if is_open else proposing.of_decided(change),
        "meanwhile": proposing.meanwhile(change) if is_open else [],
        "may_decide": rules.can_decide(by, change),
        "may_publish": rules.can_publish(by, change),
        "may_withdraw": rules.can_withdraw(by, change),
        "may_take_up": rules.can_take_up(by, change),
        "score": completeness.score(change.content, terms.taxonomies()),
        "ease": reading.of_content(change.content["fields"]),
        "goal": reading.GOAL,
        "messages_list": present.messages(change, by),
        "remark_form": RemarkForm(),
    }  # fmt: skip


@form_page
def section(http: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One page of the entry: saved, and on to the next."""
    change = scoped(http, pk)
    if name not in sections.SECTIONS:
        raise Http404
    rules.check_can_write(http.user, change)
    posted = http.POST if http.method == "POST" else None
    page = SectionPage(
        posted, proposal=change, section=name, extra=1 if http.GET.get("more") else 0
    )
    others: list[Change] = []
    if posted is not None and page.is_valid():
        try:
            actions.save_section(
                by=http.user, proposal_id=pk, section=name, values=page.values(), seen=posted.get("seen", "")
            )  # fmt: skip
        except Invalid as error:
            change.refresh_from_db()
            page.take(error)
            others = _others(change, page, name, posted.get("seen", ""))
        else:
            return _onward(posted, pk, name)
    context = {
        "change": change,
        "section": page,
        "name": name,
        "part": sections.SECTIONS[name],
        "seen": sections.stamp(change.content, name),
        "others": others,
        "page_has_errors": bool(page.errors),
    }
    return render(http, "local_offer/desk/section.html", context)


def _others(change: Proposal, page: SectionPage, name: str, seen: str) -> list[Change]:
    """What somebody else saved on this page meanwhile, beside what was written here."""
    if seen == sections.stamp(change.content, name):
        return []
    mine = sections.put(change.content, name, page.values())
    return proposing.difference(change.content, mine)


def _onward(posted: Any, pk: uuid.UUID, name: str) -> HttpResponse:
    """Where the button said: another row, the list of pages, or the next page."""
    if "more" in posted:
        return redirect(f"{reverse('local_offer:proposal-section', args=[pk, name])}?more=1")
    order = list(sections.SECTIONS)
    place = order.index(name) + 1
    if "later" in posted or place == len(order):
        return redirect("local_offer:proposal", pk=pk)
    return redirect("local_offer:proposal-section", pk=pk, name=order[place])


@require_POST
def approve(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make the change public; of one's own, without asking anybody."""
    rules.check_can_edit(http.user)
    change = scoped(http, pk)
    lock = http.POST.get("lock", "")
    act = actions.approve if change.state == Proposal.State.SUBMITTED else actions.publish_own
    try:
        act(by=http.user, proposal_id=pk, lock=int(lock) if lock.isdigit() else -1)
    except Invalid as error:
        messages.error(http, f"{error.message}.")
        return redirect("local_offer:proposal", pk=pk)
    messages.success(http, "Published. Families see it now.")
    return redirect("local_offer:listing", pk=change.service_id)


@form_page
def reject(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say why a change is not accepted."""
    rules.check_can_edit(http.user)
    change = scoped(http, pk)
    rules.check_can_decide(http.user, change)
    form = RejectForm(http.POST or None)
    back = reverse("local_offer:proposal", args=[pk])
    if http.method == "POST" and form.is_valid():
        try:
            actions.reject(by=http.user, proposal_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Not accepted. The owner has been told why.")
            return redirect(back)
    context = {
        "form": form, "heading": f"Do not accept the change to {change.service.name}", "button": "Do not accept",
        "back_url": back, "warning": True,
        "text": "Families go on seeing the last approved words. The owner can take the change up again.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then take a change back."""
    change = scoped(http, pk)
    rules.check_can_withdraw(http.user, change)
    if http.method == "POST":
        actions.withdraw(by=http.user, proposal_id=pk)
        messages.success(http, "Taken back. You can take it up again.")
        return redirect("local_offer:listing", pk=change.service_id)
    context = {
        "heading": f"Take back the change to {change.service.name}", "button": "Take it back",
        "back_url": reverse("local_offer:proposal", args=[pk]),
        "text": "What it says is kept, and can be taken up again later.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


@require_POST
def take_up(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Go on from a change that was not accepted or taken back."""
    scoped(http, pk)
    change = actions.take_up(by=http.user, proposal_id=pk)
    messages.success(http, "Taken up again. Mend what was asked for and hand it in.")
    return redirect("local_offer:proposal", pk=change.pk)


@require_POST
def refresh(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring a change up to what was published meanwhile."""
    scoped(http, pk)
    clashes = actions.refresh(by=http.user, proposal_id=pk)
    words = "Brought up to date."
    if clashes:
        words += " Both changed some fields: this change’s words were kept. Read them again."
    messages.success(http, words)
    return redirect("local_offer:proposal", pk=pk)


@require_POST
def remark(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say something about a change."""
    change = scoped(http, pk)
    form = RemarkForm(http.POST)
    if form.is_valid():
        actions.remark(by=http.user, proposal_id=pk, **form.cleaned_data)
        messages.success(http, "Comment added. The other side has been told.")
        return redirect("local_offer:proposal", pk=pk)
    context = _page(change, http.user, CommentForm()) | {"remark_form": form, "page_has_errors": True}  # fmt: skip
    return render(http, "local_offer/desk/change.html", context)
