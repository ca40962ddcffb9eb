"""Papers of a meeting: a file, a link or an approved progress report, numbered, never removed."""

import uuid

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as documents
from inspections.actions import seated
from inspections.models import Paper, Report
from inspections.queries import boards as queries
from inspections.rules import boards as rules
from inspections.rules.words import check_names_no_child

OWNER_KIND = queries.PAPER


@transaction.atomic
def add_paper(
    *, by: User, meeting_id: uuid.UUID, title: str, summary: str = "", link: str = "",
    upload: UploadedFile | None = None, report: Report | None = None,
) -> Paper:  # fmt: skip
    """Add a paper under the next number and tell the members with an account.

    Errors: `Invalid` for none or more than one of file, link and report, or an unfit file (`upload`);
    `Conflict` for a cancelled meeting.
    """
    meeting = seated.meeting(by, meeting_id)
    rules.check_not_cancelled(meeting)
    rules.check_one_source(upload=upload is not None, link=link, report=report is not None)
    if report is not None and not queries.reports_for(meeting.board).filter(pk=report.pk).exists():
        raise Invalid({"report": "Choose an approved report of a plan of this area"})
    check_names_no_child(title=title, summary=summary)
    paper = Paper.objects.create(
        meeting=meeting, number=seated.next_number(meeting.papers.all()), title=title.strip(), summary=summary.strip(),
        link=link.strip(), report=report, added_by=by,
    )  # fmt: skip
    if upload is not None:
        documents.attach(by=by, upload=upload, owner_kind=OWNER_KIND, owner_id=paper.pk)
    audit.record("inspections.paper_added", by=by, obj=meeting, paper=paper.pk)
    seated.tell_members(
        meeting,
        kind="inspections.paper",
        subject=f"{meeting.board.name}: paper {paper.number} for {meeting.on:%-d %B %Y}",
        body=f"Paper {paper.number} was added for the meeting of {meeting.on:%-d %B %Y}.",
        key=f"paper:{paper.pk}",
        link=reverse("inspections:meeting", args=[meeting.pk]),
    )
    return paper


@transaction.atomic
def withdraw_paper(*, by: User, paper_id: uuid.UUID) -> Paper:
    """Withdraw a paper: it keeps its number and stays in earlier packs, and is left out of later ones."""
    paper = seated.locked(Paper.objects.visible_to(by).select_related("meeting__board"), paper_id)
    rules.check_can_keep(by, paper.meeting.board)
    rules.check_withdrawable(paper)
    paper.withdrawn_on = today()
    paper.save()
    audit.record("inspections.paper_withdrawn", by=by, obj=paper.meeting, paper=paper.pk)
    return paper
