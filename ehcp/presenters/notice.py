"""What the pages of early notices show, in the shapes of the shared components."""

import datetime as dt
from typing import Any

from django.urls import reverse

from dco_portal.common.templatetags.portal import day, moment
from ehcp.models import ConsiderNotice, ServiceCheck
from ehcp.queries.notices import Answered, NoticeRow

Row = dict[str, Any]
COLUMNS = [
    {"label": "Reference"}, {"label": "Child"}, {"label": "Local authority"}, {"label": "Received"},
    {"label": "Answers"}, {"label": "State"},
]  # fmt: skip
ANSWER_COLUMNS = [
    {"label": "Service"},
    {"label": "Answer"},
    {"label": "Last seen"},
    {"label": "Note"},
    {"label": "By"},
]
COLOURS = {"open": "blue", "checked": "green", "requested": "grey", "closed": "grey"}
ANSWER_COLOURS = {
    "waiting": "grey", "known": "green", "known_before": "turquoise", "waiting_list": "yellow", "not_known": "orange",
}  # fmt: skip


def row(notice: NoticeRow) -> Row:
    """A line of the list of notices."""
    name = (
        {"text": notice.child.name, "sub": f"Born {day(notice.child.born_on)}"}
        if notice.child
        else {"text": ""}
    )
    return {
        "cells": [
            {
                "text": notice.reference,
                "url": reverse("ehcp:notice", args=[notice.id]),
                "name": True,
            },
            name,
            {"text": notice.la},
            {"text": day(notice.received_on)},
            {
                "text": f"{notice.answered} of {notice.asked}",
                "sub": f"{notice.known} know the child",
            },
            {"tag": notice.state_words, "colour": COLOURS[notice.state]},
        ]
    }


def answer_row(answer: Answered) -> Row:
    """A line of the services' answers."""
    return {
        "cells": [
            {
                "text": answer.service,
                "sub": answer.provider,
                "name": True,
                "url": reverse("ehcp:notice-check", args=[answer.id]),
            },
            {"tag": answer.words, "colour": ANSWER_COLOURS[answer.answer]},
            {"text": day(answer.last_seen_on)},
            {"text": answer.note},
            {"text": answer.who, "sub": moment(answer.at)},
        ]
    }


def facts(notice: ConsiderNotice) -> list[Row]:
    """Facts of a notice."""
    rows = [
        {"key": "Local authority", "value": notice.la.name},
        {"key": "Integrated care board", "value": notice.icb.name},
        {"key": "Day of the notice", "value": day(notice.notice_on)},
        {"key": "Received", "value": day(notice.received_on)},
        {"key": "Entered by", "value": notice.entered_by.name},
    ]
    if notice.note:
        rows.append({"key": "Note", "value": notice.note})
    if notice.closed_reason:
        rows.append({"key": "Closed because", "value": notice.closed_reason})
    return rows


def check_facts(check: ServiceCheck, answer_by: dt.date) -> list[Row]:
    """Facts of one service's question, and its answer so far."""
    notice = check.notice
    rows = [
        {"key": "Service asked", "value": str(check.service)},
        {"key": "Asked by", "value": notice.la.name},
        {"key": "Received", "value": day(notice.received_on)},
        {"key": "Answer by (local policy)", "value": day(answer_by)},
    ]
    if notice.note:
        rows.append({"key": "Note", "value": notice.note})
    if check.answer != ServiceCheck.Answer.WAITING:
        who = check.answered_by.name if check.answered_by else ""
        rows.append(
            {
                "key": "Answer",
                "value": f"{check.get_answer_display()}, {who}, {moment(check.answered_at)}",
            }
        )
        rows += (
            [{"key": "Last seen", "value": day(check.last_seen_on)}] if check.last_seen_on else []
        )
        rows += [{"key": "Service’s note", "value": check.note}] if check.note else []
    return rows
