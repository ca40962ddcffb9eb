"""Reading contributions: one in its reader's scope, and what belongs beside it."""

import uuid

from django.db.models import Count, Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from dco_portal.documents import queries as documents
from dco_portal.documents.models import Attachment
from ehcp.models import AdviceVersion, Contribution, ExistingAdvice, ReturnComment
from ehcp.states import ContributionState


def scoped(by: User, pk: uuid.UUID) -> Contribution:
    """The contribution in the reader's scope with all that its page names. Raises NotFound."""
    rows = Contribution.objects.visible_to(by).filter(pk=pk).select_related(
        "request__la", "request__icb", "request__child", "service__provider", "clinician", "signed_off_by", "sent_by",
        "document",
    )  # fmt: skip
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def not_known_count(contribution: Contribution) -> tuple[int, int]:
    """How many services do not know the child, and how many were asked and not let off."""
    rows = contribution.request.contributions.exclude(state=ContributionState.WITHDRAWN)
    found = rows.aggregate(
        unknown=Count("pk", filter=Q(state=ContributionState.NOT_KNOWN)), asked=Count("pk")
    )
    return found["unknown"], found["asked"]


def versions(contribution: Contribution) -> list[AdviceVersion]:
    """All versions, the newest first."""
    rows = contribution.versions.select_related("saved_by", "signed_by", "report")
    return list(rows.order_by("-number"))


def comments(versions: list[AdviceVersion]) -> QuerySet[ReturnComment]:
    """What checkers wrote on these versions, the oldest first."""
    return (
        ReturnComment.objects.filter(version__in=versions)
        .select_related("by", "version")
        .order_by("created_at")
    )


def agreed_advice(contribution: Contribution) -> list[ExistingAdvice]:
    """Earlier advice of this service, or of no service in particular, that all three agree is sufficient."""
    rows = contribution.request.existing_advice.exclude(author_agreed_on=None).exclude(
        la_agreed_on=None
    )
    rows = rows.exclude(family_agreed_on=None)
    return [
        row
        for row in rows.order_by("dated", "id")
        if row.service_id in {None, contribution.service_id}
    ]


def request_files(contribution: Contribution) -> list[Attachment]:
    """The request's own files, for a service that answers it; evidence of exceptions is not among them."""
    evidence = set(
        contribution.request.exceptions.exclude(evidence=None).values_list("evidence_id", flat=True)
    )
    found = documents.attachments_of(owner_kind="ehcp.request", owner_id=contribution.request_id)
    return [file for file in found if file.pk not in evidence]


def readable_file(contribution: Contribution, file_id: uuid.UUID, *, health: bool) -> Attachment:
    """A file this reader may open from the contribution's page. Raises NotFound for any other.

    Health reads the request's files and every uploaded report; the local authority the report of
    a version that was sent to it.
    """
    if health:
        for file in request_files(contribution):
            if file.pk == file_id:
                return file
        return documents.attachment_of(
            file_id, owner_kind="ehcp.contribution", owner_id=contribution.pk
        )
    if not contribution.versions.filter(report_id=file_id).exclude(sent_at=None).exists():
        raise NotFound
    return documents.attachment_of(
        file_id, owner_kind="ehcp.contribution", owner_id=contribution.pk
    )
