"""Stocktake bundles in words: the list, how far one is, its index."""

from typing import Any

from django.urls import reverse

from dco_portal.common.templatetags.portal import file_size, moment, plural
from dco_portal.documents import keeping
from dco_portal.documents import presenters as files
from inspections.models import Bundle

COLUMNS = (
    {"label": "Bundle"},
    {"label": "Asked for"},
    {"label": "By"},
    {"label": "Files"},
    {"label": "State"},
)


def row(bundle: Bundle) -> dict[str, Any]:
    """One line of a plan's list, for components/sortable_table.html."""
    return {
        "cells": [
            {
                "text": bundle.title,
                "url": reverse("inspections:bundle", args=[bundle.pk]),
                "name": True,
            },
            {"text": moment(bundle.created_at)},
            {"text": bundle.made_by.name if bundle.made_by else ""},
            {"text": str(bundle.total)},
            {"text": state(bundle)},
        ]
    }


def state(bundle: Bundle) -> str:
    """Where a bundle stands, in a word or a size."""
    if bundle.failed_words:
        return "Could not be made"
    if bundle.finished_at is None:
        return "Being packed"
    return f"Ready, {file_size(bundle.zip_size)}"


def progress(bundle: Bundle) -> str:
    """How far the packing is: "12 of 140 files"."""
    if bundle.failed_words:
        return f"The bundle could not be made. {bundle.failed_words}"
    if bundle.finished_at is None:
        done, _ = keeping.progress(bundle.pk)
        return (
            f"Being packed: {min(done, bundle.total)} of {plural(bundle.total, 'file', 'files')}."
        )
    left_out = len(bundle.content["missing"])
    packed = plural(bundle.total - left_out, "file is", "files are")
    return f"Ready. {packed} in the ZIP{f', {left_out} could not be packed' if left_out else ''}."


def card(bundle: Bundle, *, may_retry: bool) -> dict[str, Any] | None:
    """The index's card; None until the files are packed."""
    if bundle.document is None:
        return None
    retry = reverse("inspections:bundle-retry", args=[bundle.pk])
    return files.card(
        bundle.document,
        reverse("inspections:bundle-index", args=[bundle.pk]),
        retry if may_retry else "",
        check_again_href=reverse("inspections:bundle", args=[bundle.pk]),
    )
