"""How long notifications take, as pages and files say it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dco_portal.common.forms import PortalForm
from dco_portal.common.templatetags.portal import day
from referrals.models import Notification
from referrals.queries import times
from referrals.queries.times import KEYS, Line, Part

COLUMNS = [
    {"label": "Notified by"}, {"label": "Local authority"}, {"label": "Sent", "numeric": True},
    {"label": "Opinion to notice"}, {"label": "Notice to acknowledgement"}, {"label": "Notice to outcome"},
    {"label": "Not acknowledged", "numeric": True},
]  # fmt: skip
CSV_HEADER = ["Notified by", "Local authority", "Sent", "Not acknowledged"] + [
    f"{name}: {figure}"
    for name in ("Opinion to notice", "Notice to acknowledgement", "Notice to outcome")
    for figure in ("measured", "median days", "longest days", "within local policy", "per cent within local policy")
]  # fmt: skip
WORDS = {
    "notice": "Opinion to notice within",
    "acknowledge": "Notice to acknowledgement within",
    "outcome": "Notice to outcome within",
}


def rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The table's lines."""
    return [
        {
            "cells": [
                {"text": line.provider, "name": True}, {"text": line.la}, {"text": str(line.sent)},
                _part(line.notice), _part(line.acknowledge), _part(line.outcome), {"text": str(line.waiting)},
            ]
        }
        for line in lines
    ]  # fmt: skip


def _part(part: Part) -> dict[str, str]:
    if not part.measured:
        return {"text": "None yet"}
    return {
        "text": f"Median {_number(part.median)} days",
        "sub": f"Longest {part.longest}. {part.within} of {part.measured} within local policy ({part.share}%)",
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def csv_row(line: Line) -> list[Any]:
    """A line of the file."""
    figures: list[Any] = []
    for part in (line.notice, line.acknowledge, line.outcome):
        figures += [part.measured, _number(part.median), part.longest, part.within, part.share]
    return [line.provider, line.la, line.sent, line.waiting, *figures]


def policies(found: Iterable[tuple[str, dict[str, int]]]) -> list[dict[str, Any]]:
    """The local policy of each board as a summary list; one board needs no name."""
    return [
        {"title": board, "rows": [{"key": WORDS[name], "value": _days(values[name])} for name in KEYS]}
        for board, values in found
    ]  # fmt: skip


def case_rows(notification: Notification) -> list[dict[str, str]]:
    """The times of one notification, for its page."""
    found = times.of(notification)
    read = (
        _against(found.to_acknowledge, found.policy["acknowledge"])
        if found.to_acknowledge is not None
        else f"Waiting for {_days(found.waiting)}"
        if found.waiting is not None
        else "Not acknowledged"
    )
    shown = [
        {"key": "Opinion to notice", "value": _against(found.to_notice, found.policy["notice"])},
        {"key": "Notice to acknowledgement", "value": read},
    ]
    if found.to_outcome is not None:
        shown.append({"key": "Notice to outcome", "value": _against(found.to_outcome, found.policy["outcome"])})  # fmt: skip
    return shown


def _against(days: int, policy: int) -> str:
    how = "within" if days <= policy else "longer than"
    return f"{_days(days)}, {how} local policy ({_days(policy)})"


def _days(count: int | None) -> str:
    return "1 day" if count == 1 else f"{count} days"


def chosen(form: PortalForm, given: QueryDict) -> list[dict[str, str]]:
    """The filters in force as words, each with the address of the page without it."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not value:
            continue
        keys = {name, *(f"{name}_{part}" for part in range(3))}
        rest = [(key, item) for key, items in given.lists() for item in items if key not in keys]
        words = (
            day(value)
            if hasattr(value, "year")
            else dict(getattr(field, "choices", ())).get(value, "")
        )
        url = f"{reverse('referrals:times')}?{urlencode(rest)}"
        found.append({"label": f"{field.label}: {words}", "url": url})
    return found
