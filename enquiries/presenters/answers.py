"""Published answers and the team's desk of them."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.templatetags.portal import day
from enquiries.models import Answer, AnswerVersion
from enquiries.rules import answers as rules
from enquiries.rules import personal
from enquiries.states import AnswerState

VIEWS = {
    "all": "All", "waiting": "To approve", "drafts": "Drafts", "published": "Published", "review": "Review due",
    "withdrawn": "Withdrawn",
}  # fmt: skip
COLOURS: dict[str, str] = {
    "draft": "yellow",
    "checking": "purple",
    "published": "green",
    "replaced": "grey",
}
COLUMNS = [
    {"label": "Reference"},
    {"label": "Question"},
    {"label": "Where it is"},
    {"label": "Review by"},
    {"label": "Used", "numeric": True},
]


def views(current: str) -> list[dict[str, Any]]:
    """The desk's views."""
    here = reverse("enquiries:answer-list")
    return [
        {"label": label, "url": f"{here}?view={key}", "current": key == current}
        for key, label in VIEWS.items()
    ]


def row(answer: Any) -> dict[str, Any]:
    """One line of the desk (`queries.answers.desk`)."""
    state, words = state_of(answer, answer.newest_state)
    late = answer.state == AnswerState.PUBLISHED and answer.review_on and answer.review_on < today()
    return {
        "cells": [
            {"text": answer.reference, "url": reverse("enquiries:answer-desk", args=[answer.pk]), "name": True,
             "sub": answer.get_topic_display()},
            {"text": answer.newest_question or "", "sub": f"By {answer.newest_writer}" if answer.newest_writer else ""},
            {"tag": words, "colour": COLOURS.get(state, "grey")},
            {"due": answer.review_on} if answer.state == AnswerState.PUBLISHED else {"text": "–"},
            {"text": str(answer.used)},
        ],
        "late": bool(late),
    }  # fmt: skip


def state_of(answer: Answer, newest: str) -> tuple[str, str]:
    """(colour's key, words): published, and what is going on beside it."""
    if answer.state == AnswerState.PUBLISHED and newest in ("draft", "checking"):
        return (
            "published",
            f"Published; a change is {'waiting for its approver' if newest == 'checking' else 'being written'}",
        )
    return answer.state, answer.get_state_display()


def versions(answer: Answer) -> list[dict[str, Any]]:
    """Every version, the newest first: who wrote and who approved it."""
    rows = answer.versions.select_related("written_by", "checked_by").order_by("-number")
    return [
        {
            "number": row.number,
            "question": row.question,
            "text": row.text,
            "state": row.get_state_display(),
            "colour": COLOURS[row.state],
            "who": f"Written by {row.written_by.name}"
            + (
                f", approved by {row.checked_by.name} on {day(row.checked_at)}"
                if row.checked_by
                else ""
            ),
        }
        for row in rows
    ]


def checked(version: AnswerVersion, findings: list[personal.Finding]) -> dict[str, Any]:
    """A version with its doubtful places marked, and a list of them."""
    whole = f"{version.question}\n\n{version.text}"
    return {
        "pieces": [
            {"text": text, "what": what} for text, what in personal.segments(whole, findings)
        ],
        "findings": [
            {"what": each.what, "words": each.words, "never": each.never} for each in findings
        ],
        "never": any(each.never for each in findings),
    }


def steps(answer: Answer, change: AnswerVersion | None, by: User) -> list[dict[str, Any]]:
    """What this person may do now."""

    def url(name: str) -> str:
        return reverse(f"enquiries:{name}", args=[answer.pk])

    found: list[dict[str, Any]] = []
    if rules.can_approve(by, answer):
        found.append({"label": "Check and publish", "url": url("answer-approve")})
        found.append(
            {"label": "Send back to the writer", "url": url("answer-back"), "secondary": True}
        )
    if rules.can_write(by, answer):
        label = "Change the draft" if change else "Write a new version"
        found.append({"label": label, "url": url("answer-write"), "secondary": bool(change)})
        if change:
            found.insert(
                0, {"label": "Hand in for approval", "url": url("answer-submit"), "method": "post"}
            )
    if rules.can_review(by, answer):
        found.append(
            {
                "label": "It is still right: review done",
                "url": url("answer-review"),
                "secondary": True,
            }
        )
    if rules.can_withdraw(by, answer):
        found.append({"label": "Withdraw", "url": url("answer-withdraw"), "secondary": True})
    return found
