"""Versions of a plan and its approval trail as the desk's pages draw them."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.documents import presenters as documents
from dco_portal.documents.queries import attachments_of_many
from inspections.models import Approval, Version
from inspections.presenters.plans import APPROVAL_COLOURS
from inspections.rules import versions as rules
from inspections.rules.progress import keeps
from inspections.states import ApprovalState

Values = dict[str, Any]
APPROVAL_KIND = "inspections.approval"


def cards(version: Version, by: User) -> list[Values]:
    """The version's documents: the partnership's, and the public one where there is one."""
    here = reverse("inspections:version", args=[version.pk])
    may = keeps(by, version.plan)
    found = []
    for document, which, label in (
        (version.document, "whole", "for the partnership"),
        (version.public_document, "public", "for the public"),
    ):
        if document is not None:
            args = [version.pk, which]
            retry = reverse("inspections:version-retry", args=args) if may else ""
            card = documents.card(
                document,
                reverse("inspections:version-file", args=args),
                retry,
                check_again_href=here,
            )
            found.append({**card, "title": f"Version {version.number} {label}"})
    return found


def steps(version: Version, by: User) -> list[Values]:
    """What a manager may do next with a version."""
    if not keeps(by, version.plan):
        return []
    found = []
    if version.plan.state != "closed":
        found.append(_step("Note that it was put before a body", "version-submit", version))
    if rules.can_publish(version):
        found.append(_step("Let the public download it", "version-publish", version))
    elif version.published_at:
        found.append(_step("Take it from the public page", "version-unpublish", version))
    return [{**each, "secondary": number > 0} for number, each in enumerate(found)]


def _step(label: str, name: str, version: Version) -> Values:
    return {
        "label": label,
        "url": reverse(f"inspections:{name}", args=[version.pk]),
        "method": "get",
    }


def trail(version: Version, by: User) -> list[Values]:
    """What each body said of a version, with its papers. Two queries."""
    rows = list(version.approvals.select_related("noted_by"))
    files = attachments_of_many(owner_kind=APPROVAL_KIND, owner_ids=[row.pk for row in rows])
    return [_entry(row, files.get(row.pk, []), may=keeps(by, version.plan)) for row in rows]


def _entry(row: Approval, files: list[Any], *, may: bool) -> Values:
    waiting = row.state == ApprovalState.SUBMITTED
    return {
        "row": row,
        "colour": APPROVAL_COLOURS[row.state],
        "files": [
            documents.file_row(each, reverse("inspections:approval-file", args=[row.pk, each.pk]))
            for each in files
        ],
        "decide_url": reverse("inspections:approval-decide", args=[row.pk])
        if may and waiting
        else "",
    }
