"""Making, approving and withdrawing progress reports. What a report says is frozen when it is made."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.documents.models import Document
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from inspections.actions import locking
from inspections.models import Plan, Report
from inspections.queries import reporting
from inspections.rules import easy_read, freezing
from inspections.rules import reports as rules
from inspections.rules.words import check_names_no_child
from inspections.states import Audience, ReportState

KIND = "inspections.report"
PAPER, EASY_READ = "pdf/inspections/report.html", "pdf/inspections/report_easy.html"
DRAFT_MARKING = "Draft: not approved"


@transaction.atomic
def make(
    *,
    by: User,
    plan_id: uuid.UUID,
    audience: str,
    starts_on: dt.date,
    ends_on: dt.date,
    message: str = "",
    easy_words: str = "",
) -> Report:
    """Freeze a report of a plan over a period, number it, and ask the area's approvers.

    The draft PDF is made in the background. Raises NotFound, NotAllowed, Conflict for a plan still being
    written, Invalid beside `audience`, `starts_on`, `ends_on`, `message` or `easy_words`.
    """
    plan = locking.seen_plan(by, plan_id)
    rules.check_can_make(by, plan)
    if audience not in Audience.values:
        raise Invalid({"audience": "Select who the report is for"})
    rules.check_period(starts_on=starts_on, ends_on=ends_on, today=today())
    check_names_no_child(message=message, easy_words=easy_words)
    lines = rules.easy_lines(easy_words)
    reports = Report.objects.filter(plan=plan)
    number = (reports.aggregate(last=Max("number"))["last"] or 0) + 1
    same = reports.filter(audience=audience, state=ReportState.APPROVED)
    previous = same.order_by("-number").first()
    content = reporting.content(
        by=by, plan=plan, number=number, audience=audience, starts_on=starts_on, ends_on=ends_on,
        on=today(), message=message.strip(), easy_words=lines, previous=previous,
    )  # fmt: skip
    report = Report.objects.create(
        plan=plan,
        number=number,
        audience=audience,
        starts_on=starts_on,
        ends_on=ends_on,
        title=f"Progress report {number}: {plan.title}"[:200],
        message=message.strip(),
        content=content,
        sha256=freezing.digest(content),
        previous=previous,
        made_by=by,
    )
    report.draft = _document(report, by=by, draft=True)
    report.save(update_fields=["draft", "updated_at"])
    audit.record("inspections.report_made", by=by, obj=report, plan=plan.pk, number=number)
    _ask(report, by)
    return report


@transaction.atomic
def approve(*, by: User, report_id: uuid.UUID) -> Report:
    """Approve a report for good: its PDF and easy-read page are made in the background, from what was frozen.

    Raises NotFound, NotAllowed (its maker above all), Conflict when somebody has decided meanwhile.
    """
    report = _locked(by, report_id)
    rules.check_can_approve(by, report)
    report.state, report.approved_by, report.approved_at = ReportState.APPROVED, by, now()
    report.document = _document(report, by=by, draft=False)
    report.easy_read = documents.create(
        by=by,
        kind=f"{KIND}_easy",
        title=f"Our plan: how it is going. Report {report.number}",
        filename=f"{report.plan.slug}-report-{report.number}-easy-read.pdf",
        template=EASY_READ,
        context={
            "reference": _reference(report),
            "easy_read": True,
            **easy_read.page(report.content),
        },
        owner_kind=KIND,
        owner_id=report.pk,
    )
    report.save()
    audit.record("inspections.report_approved", by=by, obj=report, number=report.number)
    work.close(object_id=report.pk)
    _tell(
        report,
        [report.made_by],
        "approved",
        f"{_name(report)} has been approved. Its files are being made.",
    )
    return report


@transaction.atomic
def withdraw(*, by: User, report_id: uuid.UUID, words: str) -> Report:
    """Take a report back before it is approved, saying why; its number is not used again.

    Raises NotFound, NotAllowed, Conflict when it was decided meanwhile, Invalid on `words`.
    """
    report = _locked(by, report_id)
    rules.check_can_withdraw(by, report)
    if not words.strip():
        raise Invalid({"words": "Say why the report is withdrawn"})
    report.state, report.ended_words = ReportState.WITHDRAWN, words.strip()
    report.save()
    audit.record("inspections.report_withdrawn", by=by, obj=report, number=report.number)
    work.close(object_id=report.pk)
    _tell(
        report,
        [report.made_by],
        "withdrawn",
        f"{_name(report)} has been withdrawn. The reason is on its page.",
    )
    return report


@transaction.atomic
def retry(*, by: User, report_id: uuid.UUID, document_id: uuid.UUID) -> Document:
    """Try again to make one of a report's files that failed. Raises NotFound, NotAllowed, Conflict."""
    report = _locked(by, report_id)
    rules.check_can_retry(by, report)
    document = document_queries.document_of(document_id, owner_kind=KIND, owner_id=report.pk)
    audit.record("inspections.report_file_retried", by=by, obj=report, document=document.pk)
    return documents.retry(by=by, document=document)


def _locked(by: User, report_id: uuid.UUID) -> Report:
    rows = Report.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=report_id)
    # Not the people: a join shows them as they were before somebody else let go of the row.
    found = rows.select_related("plan__la", "plan__icb").first()
    if found is None:
        raise NotFound
    return found


def _document(report: Report, *, by: User, draft: bool) -> Document:
    """The report as a PDF: the draft says on every page that nobody has approved it."""
    public = report.audience == Audience.PUBLIC
    approval = {} if draft else {**reporting.made_by(by, public=public), "at": report.approved_at}
    return documents.create(
        by=by,
        kind=f"{KIND}_draft" if draft else KIND,
        title=report.title,
        filename=f"{report.plan.slug}-report-{report.number}{'-draft' if draft else ''}.pdf",
        template=PAPER,
        context={
            "page_class": "report",
            "paper": True,
            "marking": DRAFT_MARKING if draft else "",
            "reference": _reference(report),
            "organisation": f"{report.plan.la.name} and {report.plan.icb.name}",
            "author": report.plan.la.name,
            "report": report.content,
            "sha256": report.sha256,
            "approval": approval,
        },
        owner_kind=KIND,
        owner_id=report.pk,
    )


def _reference(report: Report) -> str:
    return f"{report.plan.reference}, report {report.number}"


def _name(report: Report) -> str:
    return f"Progress report {report.number} of {report.plan.title}"


def link(report: Report) -> str:
    """The path of a report's page at the desk."""
    return reverse("inspections:plan-report", args=[report.pk])


def approvers(plan: Plan, organisation: Organisation, maker: User | None) -> list[User]:
    """Who may approve a report of this plan there: not its maker."""
    rows = people(organisation, P.APPROVE_PLANS)
    return list(rows.exclude(pk=maker.pk) if maker else rows)


def _ask(report: Report, by: User) -> None:
    """Put the approval into the lists of the board and the authority, and tell their approvers."""
    everybody: list[User] = []
    for organisation in (report.plan.icb, report.plan.la):
        if not (found := approvers(report.plan, organisation, by)):
            continue
        everybody += found
        work.push(
            kind=KIND,
            object_id=report.pk,
            organisation=organisation,
            reference=report.plan.reference,
            title=f"Approve progress report {report.number}: {report.plan.title}"[:120],
            step="Approve or withdraw the report",
            link=link(report),
            owner=found[0],
        )
    _tell(report, everybody, "to_approve", f"{_name(report)} waits for your approval.")


def _tell(report: Report, recipients: Sequence[User | None], kind: str, body: str) -> None:
    notifications.tell(
        recipients=[user for user in recipients if user is not None],
        kind=f"{KIND}.{kind}",
        subject=f"Progress report {report.number}: {kind.replace('_', ' ')}",
        body=body,
        dedupe_key=f"{KIND}:{report.pk}:{kind}",
        link=link(report),
        reference=report.plan.reference,
    )
