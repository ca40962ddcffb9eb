"""What stands below the core of a notification's page: its times, papers, onward referrals and prompts."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.documents import queries as documents
from referrals.actions.work import KIND
from referrals.models import Notification, OnwardReferral, Prompt
from referrals.presenters.times import case_rows
from referrals.rules import onward as onward_rules
from referrals.rules.prompts import PLANS

COLOURS = {"accepted": "green", "declined": "red", "withdrawn": "grey"}


def more(notification: Notification, by: User) -> dict[str, Any]:
    """Everything `referrals/_case_more.html` shows, as far as the reader may see it."""
    papers = documents.documents_of(owner_kind=KIND, owner_id=notification.pk)
    return {
        "times": case_rows(notification),
        "papers": [{"title": each.title, "state": each.get_state_display()} for each in papers],
        "letters_url": reverse("referrals:letters", args=[notification.pk]),
        "onward": _onward(notification, by),
        "refer_url": reverse("referrals:onward-new", args=[notification.pk])
        if onward_rules.can_refer(by, notification) else "",
        "prompts": [_prompt(prompt) for prompt in notification.prompts.select_related("organisation", "done_by")],
    }  # fmt: skip


def _onward(notification: Notification, by: User) -> list[dict[str, str]]:
    rows = OnwardReferral.objects.visible_to(by).filter(notification=notification)
    return [
        {
            "reference": row.reference, "service": str(row.service) if row.service else row.described,
            "state": row.get_state_display(), "colour": COLOURS.get(row.state, ""),
            "url": reverse("referrals:onward", args=[row.pk]),
        }
        for row in rows.select_related("service__provider")
    ]  # fmt: skip


def _prompt(prompt: Prompt) -> dict[str, Any]:
    done = f"Done by {prompt.done_by.name}: " if prompt.done_by else ""
    return {
        "title": PLANS[prompt.kind].title, "who": prompt.organisation.label, "due_on": prompt.due_on,
        "url": reverse("referrals:prompt", args=[prompt.pk]),
        "done": f"{done}{prompt.done_words}" if prompt.done_at else "",
    }  # fmt: skip
