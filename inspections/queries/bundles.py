"""What a stocktake bundle holds: every piece of evidence by priority, with the paths of its files in the ZIP."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from dco_portal.documents import queries as documents
from dco_portal.documents.zips import Paths
from inspections.models import Bundle, Plan, Priority
from inspections.queries import report_parts

Values = dict[str, Any]


def index(plan: Plan, *, number: int, on: dt.date) -> Values:
    """The bundle's index, in four queries however much evidence there is.

    {"number", "on", "plan", "groups": [{number, title, impact, "evidence": [{…, "paths"}]}], "files": [{id, owner,
    index, path, sha256, size}], "count", "missing"}. The last group, numbered 0, is of no priority; within a group
    the strongest comes first.
    """
    evidence = report_parts.evidence_index(plan.pk)
    rows = documents.attachments_of_many(
        owner_kind=report_parts.EVIDENCE, owner_ids=[row["id"] for row in evidence]
    )
    paths, files = Paths(), []
    for row in evidence:
        folder = f"Priority {row['priority']}" if row["priority"] else "Whole plan"
        row["paths"] = []
        for attachment in rows.get(row["id"], []):
            path = paths.give(folder, f"{row['index']} {attachment.filename}")
            row["paths"].append(path)
            files.append(
                {
                    "id": attachment.pk,
                    "owner": row["id"],
                    "index": row["index"],
                    "path": path,
                    "sha256": attachment.sha256,
                    "size": attachment.size,
                }
            )
    groups = [
        *Priority.objects.filter(plan=plan).values("number", "title", "impact"),
        {"number": 0, "title": "", "impact": ""},
    ]
    return {
        "number": number,
        "on": on,
        "plan": {
            "title": plan.title,
            "reference": plan.reference,
            "la": plan.la.name,
            "icb": plan.icb.name,
        },
        "groups": [
            {
                **group,
                "evidence": [row for row in evidence if (row["priority"] or 0) == group["number"]],
            }
            for group in groups
        ],
        "count": len(evidence),
        "files": files,
        "missing": [],
    }


def recent(plan: Plan, limit: int = 50) -> Sequence[Bundle]:
    """A plan's bundles, the newest first, without their contents."""
    rows = Bundle.objects.filter(plan=plan).defer("content")
    return list(rows.select_related("made_by", "document")[:limit])


def claimed(hashes: Sequence[str]) -> set[str]:
    """Which of these hashes some bundle's ZIP has, for the sweep of orphaned files."""
    return set(Bundle.objects.filter(zip_sha256__in=hashes).values_list("zip_sha256", flat=True))


def one(by: User, pk: uuid.UUID) -> Bundle:
    """A bundle in the person's scope. Raises NotFound."""
    rows = Bundle.objects.visible_to(by).filter(pk=pk)
    found = rows.select_related("plan__la", "plan__icb", "document", "made_by").first()
    if found is None:
        raise NotFound
    return found
