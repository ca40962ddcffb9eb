"""The log taken out: as a file for a spreadsheet, as an accessible PDF for the board."""

import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.documents.models import Document
from dco_portal.gaps import queries, rules
from dco_portal.gaps.models import GapLine, GapSource

OWNER_KIND = "gaps.log"
REPORT_LINES = 200


@transaction.atomic
def ask_report(*, by: User, filters: queries.Filters, words: list[str]) -> Document:
    """Ask for a PDF of the log as filtered now; `words` say the filters. Errors: `NotAllowed`, `NotFound`."""
    rules.check_can_see(by)
    organisation = by.organisation
    if organisation is None:
        raise NotFound
    lines = queries.everything(by, filters)[:REPORT_LINES]
    kinds = queries.by_kind(line.pk for line in lines)
    document = documents.create(
        by=by,
        kind="gaps.report",
        title=f"Commissioning gaps: {organisation.label}",
        filename=f"commissioning-gaps-{today().isoformat()}.pdf",
        template="pdf/gaps/report.html",
        owner_kind=OWNER_KIND,
        owner_id=organisation.pk,
        context={
            "organisation": organisation.name,
            "filters": words,
            "rank_days": queries.window_days(organisation),
            "totals": [
                {"label": label, "value": str(queries.totals(lines).get(kind, 0))}
                for kind, label in GapSource.Kind.choices
            ],
            "lines": [
                _line(place, line, kinds.get(line.pk, {}))
                for place, line in enumerate(lines, start=1)
            ],
        },
    )
    audit.record("gaps.report", by=by, obj=document, lines=len(lines))
    return document


def _line(place: int, line: GapLine, kinds: dict[str, int]) -> dict[str, Any]:
    return {
        "place": place,
        "reference": line.reference,
        "title": line.title,
        "area": line.area_words,
        "state": line.get_state_display(),
        "recent": line.recent,  # type: ignore[attr-defined]
        "total": line.total,  # type: ignore[attr-defined]
        "latest": line.latest,  # type: ignore[attr-defined]
        "kinds": [
            {"label": label, "value": str(kinds.get(kind, 0))}
            for kind, label in GapSource.Kind.choices
        ],
        "owner": line.owner.name if line.owner else "Nobody",
        "decision": line.decision,
        "board": line.board,
        "board_on": line.board_on,
    }


@transaction.atomic
def retry_report(*, by: User, document_id: uuid.UUID) -> Document:
    """Try a report again that could not be made. Errors: `NotFound`, `Conflict`."""
    rules.check_can_see(by)
    if by.organisation is None:
        raise NotFound
    found = document_queries.document_of(
        document_id, owner_kind=OWNER_KIND, owner_id=by.organisation.pk
    )
    audit.record("gaps.report_retry", by=by, obj=found)
    return documents.retry(by=by, document=found)


@transaction.atomic
def note_export(*, by: User, query: str) -> None:
    """Note that the log was taken out as a file; `query` holds filters."""
    audit.record("gaps.export", by=by, what="gaps.csv", query=query)
