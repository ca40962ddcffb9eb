"""Onward referrals to a service: sending, the page both sides read, the answer."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import NotFound
from dco_portal.common.steps import step
from dco_portal.documents import actions as document_actions
from dco_portal.documents import presenters as files
from dco_portal.documents.serve import serve
from referrals.actions import onward as actions
from referrals.forms import onward as forms
from referrals.models import Notification, OnwardReferral
from referrals.rules import onward as rules

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> OnwardReferral:
    """The referral in the reader's scope, or 404."""
    rows = OnwardReferral.objects.visible_to(http.user).select_related(
        "notification__child", "service__provider", "sent_by", "sent_organisation", "answered_by", "document"
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def _posted(http: HttpRequest) -> Any:
    return http.POST if http.method == "POST" else None


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Refer the child of a notification to a service."""
    rows = Notification.objects.visible_to(http.user).select_related("la", "child")
    row = get_object_or_404(rows, pk=pk)
    rules.check_can_refer(http.user, row)
    return step(
        http, forms.ReferralForm(_posted(http), notification=row),
        lambda values: actions.refer(by=http.user, notification=row, **values),
        back=reverse("referrals:case", args=[pk]), done="The referral has been sent.",
        onward=lambda made: reverse("referrals:onward", args=[made.pk]),
        heading="Refer the child to a service", button="Send the referral",
        text=["This is separate from the notice to the local authority. The notice does not depend on it.",
              "A referral needs the parent’s consent of its own."],
    )  # fmt: skip


@require_GET
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One referral, as its sender and its service read it."""
    row, by = scoped(http, pk), http.user
    audit.viewed(row, by=by, child_id=row.notification.child_id, what="referral")
    args = [pk]
    card = row.document and files.card(
        row.document, reverse("referrals:onward-letter", args=args),
        reverse("referrals:onward-letter-retry", args=args), check_again_href=reverse("referrals:onward", args=args),
    )  # fmt: skip
    context = {
        "referral": row,
        "child": children.header(row.notification.child_id, by=by),
        "facts": _facts(row),
        "actions": _steps(row, by),
        "card": card,
        "sees_notice": Notification.objects.visible_to(by).filter(pk=row.notification_id).exists(),
        "colour": {"accepted": "green", "declined": "red", "withdrawn": "grey"}.get(row.state, ""),
    }
    return render(http, "referrals/onward.html", context)


def _facts(row: OnwardReferral) -> list[dict[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("Service", str(row.service) if row.service else row.described),
        ("Why, and what is asked", row.reason),
        ("Sent", f"{row.sent_on:%-d %B %Y}, by {row.sent_by.name}, {row.sent_organisation.label}"),
        ("Who agreed to it", f"{row.consent_by}, {row.consent_on:%-d %B %Y}, {row.get_consent_how_display()}"),
    ]  # fmt: skip
    if row.answered_by:
        facts.append((row.get_state_display(), f"{row.answered_at:%-d %B %Y}, by {row.answered_by.name}\n{row.answer_words}"))  # fmt: skip
    return [{"key": key, "value": value} for key, value in facts]


def _steps(row: OnwardReferral, by: Any) -> list[dict[str, Any]]:
    offered = (
        (rules.can_answer(by, row), "Accept" if row.service else "Note that it was accepted", "onward-accept"),
        (rules.can_answer(by, row), "Decline" if row.service else "Note that it was not accepted", "onward-decline"),
        (rules.can_withdraw(by, row), "Withdraw the referral", "onward-withdraw"),
    )  # fmt: skip
    found = [(label, name) for allowed, label, name in offered if allowed]
    return [
        {
            "label": label,
            "url": reverse(f"referrals:{name}", args=[row.pk]),
            "secondary": place > 0 or name == "onward-withdraw",
        }
        for place, (label, name) in enumerate(found)
    ]


def _answer(
    http: HttpRequest, pk: uuid.UUID, act: Callable[..., Any], form: type, **page: Any
) -> HttpResponse:
    row = scoped(http, pk)
    rules.check_can_answer(http.user, row)
    return step(
        http, form(_posted(http)), lambda values: act(by=http.user, referral_id=pk, **values),
        back=reverse("referrals:onward", args=[pk]), done="Noted. Whoever referred the child can see it.", **page,
    )  # fmt: skip


@form_page
def accept(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The service takes the child on."""
    return _answer(http, pk, actions.accept, forms.AnswerForm, heading="Accept the referral", button="Accept")  # fmt: skip


@form_page
def decline(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The service does not take the child on."""
    return _answer(http, pk, actions.decline, forms.ReasonForm, heading="Decline the referral", button="Decline")  # fmt: skip


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sender takes it back."""
    row = scoped(http, pk)
    rules.check_can_withdraw(http.user, row)
    return step(
        http, forms.ReasonForm(_posted(http)),
        lambda values: actions.withdraw(by=http.user, referral_id=pk, **values),
        back=reverse("referrals:onward", args=[pk]), done="The referral has been withdrawn.",
        heading="Withdraw the referral", button="Withdraw", warning=True,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD"])
def letter(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The referral's letter."""
    return serve(http, _letter(http, pk), by=http.user)


@require_POST
def letter_retry(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try again to make a letter that failed."""
    document_actions.retry(by=http.user, document=_letter(http, pk))
    return redirect("referrals:onward", pk)


def _letter(http: HttpRequest, pk: uuid.UUID) -> Any:
    document = scoped(http, pk).document
    if document is None:
        raise NotFound
    return document
