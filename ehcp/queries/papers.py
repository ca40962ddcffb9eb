"""The papers of a child's requests for health advice: what was asked, the advice as sent, what was written."""

import datetime as dt
import uuid
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.children.queries import Paper, Part, Said, file_of
from dco_portal.deadlines import short_date
from dco_portal.documents import queries as documents
from ehcp import advice
from ehcp.models import AdviceRequest, AdviceVersion, Contribution, LawfulException, Message
from ehcp.queries.case import owners_of_files
from ehcp.states import ContributionState

Facts = tuple[tuple[str, str], ...]


def papers(child_id: uuid.UUID, *, by: User) -> list[Paper]:
    """Every request in the reader's scope, the oldest first, with its services' advice as last sent.

    Advice not sent yet, notes inside health and a service's workings are left out, and said to be.
    """
    rows = AdviceRequest.objects.visible_to(by).filter(child_id=child_id)
    found = rows.select_related("la", "icb", "la_officer").order_by("created_at", "id")
    return [_paper(row, by) for row in found]


def _paper(request: AdviceRequest, by: User) -> Paper:
    services = Contribution.objects.visible_to(by).filter(request=request)
    parts = list(services.select_related("service__provider", "signed_off_by").order_by("reference"))  # fmt: skip
    sent = _newest_sent(parts)
    notes = request.messages.filter(kind=Message.Kind.NOTE).count()
    left_out = [f"{part.reference}, {part.service.name}: {_state(part)}" for part in parts if part.pk not in sent]  # fmt: skip
    if notes:
        left_out.append(f"{request.reference}: {notes} note{'s' if notes > 1 else ''} inside health, which no other side reads")  # fmt: skip
    owners = [*owners_of_files(request)]
    files = documents.attachments_of_many(owner_kind="ehcp.request", owner_ids=owners)
    uploads = [row for owner in owners for row in files.get(owner, [])]
    reports = [version.report for version in sent.values() if version.report]
    return Paper(
        title=f"{request.get_type_display()}: request for health advice",
        reference=request.reference,
        at=request.created_at,
        facts=_facts(request),
        parts=(
            *(_advice(part, sent[part.pk]) for part in parts if part.pk in sent),
            *_exceptions(request),
        ),
        letters=tuple(_letters(request)),
        files=tuple(file_of(row) for row in [*uploads, *reports]),
        left_out=tuple(left_out),
    )


def _facts(request: AdviceRequest) -> Facts:
    rows: list[tuple[str, Any]] = [
        ("Asked by", request.la.name), ("Their reference", request.la_reference), ("Asked on", request.asked_on),
        ("Received on", request.received_on), ("Due by", request.due_on), ("State", request.get_state_display()),
        ("What is asked", request.question), ("Why it is asked", request.reason),
        ("What is known of the child’s needs", request.needs_known),
        ("Views of the child and family", request.family_views),
        ("Agreement to sharing", request.get_consent_display()), ("Limits", request.consent_detail),
        ("How it ended", request.ended_reason),
    ]  # fmt: skip
    return tuple((label, _words(value)) for label, value in rows if value)


def _words(value: Any) -> str:
    return short_date(value) if isinstance(value, dt.date) else str(value)


def _newest_sent(parts: list[Contribution]) -> dict[Any, AdviceVersion]:
    rows = AdviceVersion.objects.filter(contribution__in=parts).exclude(sent_at=None)
    rows = rows.select_related("signed_by", "report").order_by("number")
    return {row.contribution_id: row for row in rows}


def _advice(part: Contribution, version: AdviceVersion) -> Part:
    """A service's advice in words, each section's blocks as rows."""
    facts: list[tuple[str, str]] = [("Reference", f"{part.reference}, version {version.number}")]
    if part.ask:
        facts.append(("What was asked", part.ask))
    for section in advice.by_section(advice.without_notes(version.content), version.basis):
        for block in section["blocks"]:
            title = f"{section['title']}: {block.title}" if "." in block.key else section["title"]
            facts += [(f"{title}: {line.label}", line.text) for line in block.lines if line.text]
    if version.report:
        facts.append(("Report that goes with it", version.report.filename))
    signed = version.signed_by.name if version.signed_by else ""
    facts.append(("Signed by", f"{signed}, {short_date(version.signed_at.date())}" if version.signed_at else signed))  # fmt: skip
    if part.signed_off_by:
        facts.append(("Signed off by", part.signed_off_by.name))
    return Part(f"Advice from {part.service.name}, {part.service.provider.name}", tuple(facts))


def _state(part: Contribution) -> str:
    if part.state == ContributionState.NOT_KNOWN:
        return f"does not know the child. Searched: {part.searched}"
    return f"no advice was sent ({part.get_state_display().lower()})"


def _exceptions(request: AdviceRequest) -> list[Part]:
    rows = request.exceptions.exclude(decision=LawfulException.Decision.REFUSED)
    return [
        Part(
            "Lawful exception recorded",
            (
                ("Facts", row.facts),
                (
                    "From and to",
                    f"{short_date(row.happened_from)} to {short_date(row.happened_to)}",
                ),
                ("Why it was impractical", row.impractical_because),
                ("Decision", row.get_decision_display()),
            ),
        )
        for row in rows
    ]


def _letters(request: AdviceRequest) -> list[Said]:
    rows = request.messages.exclude(kind=Message.Kind.NOTE).select_related("author", "organisation")
    return [
        Said(row.created_at, f"{row.author.name}, {row.organisation.label}", str(row.get_kind_display()), row.text)
        for row in rows.order_by("created_at", "id")
    ]  # fmt: skip
