"""What stands in a contribution's PDF, in the pack's PDF and in the pack's structured data.

`Pack.data` is a JSON object, `schema` "ehcp.pack/1":

    {"schema", "reference", "pack": 1, "sent_at": ISO moment, "sent_by": {"name", "role", "organisation"},
     "cover_note",
     "request": {"type", "la", "la_reference", "icb", "question", "asked_on", "received_on", "clock_start",
                 "due_on", "rule", "citation"},
     "child": {"reference", "name", "born_on", "nhs_number"},
     "met": {"met_on", "due_on", "in_time": bool, "days_late": 0, "exception_approved": bool},
     "contributions": [{"reference", "service", "provider", "kind", "ask", "required", "named_adviser", "version",
                        "basis", "signed_by", "signed_at", "signed_off_by", "signed_off_at", "sent_at",
                        "content": see `ehcp.advice.shape`, "report": {"id", "filename", "sha256", "size"} or null}],
     "not_known": [{"reference", "service", "provider", "searched", "next_route", "answered_at"}],
     "exceptions": [{"id", "meaning", "citation", "service", "facts", "from", "to", "impractical_because",
                     "evidence", "decision", "decided_by", "decided_at", "reason"}],
     "existing_advice": [{"description", "author_name", "author_role", "service", "dated", "author_agreed_on",
                          "la_agreed_on", "family_agreed_on", "family_agreed_by", "sufficient": bool}],
     "chronology": [{"at": ISO moment, "what", "who"}]}

Dates are ISO dates, moments ISO moments; what is not known is "" or null. Uploaded reports are files
of their own: `report` names them, the pack's page offers them.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.accounts.roles import ROLES
from dco_portal.deadlines import rules as clock_rules
from ehcp import advice
from ehcp.models import AdviceRequest, AdviceVersion, Contribution, LawfulException
from ehcp.states import CONTRIBUTION_ENDS, ContributionState

SCHEMA = "ehcp.pack/1"
MARKING = "Confidential: health information about a child"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _name(user: User | None) -> str:
    return user.name if user else ""


def _iso(moment: dt.date | dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _child(child: Any) -> dict[str, Any]:
    """Who the advice is about, from `children.queries.header` (or the child itself)."""
    return {
        "reference": child.reference, "name": child.name, "born_on": child.born_on.isoformat(),
        "nhs_number": child.nhs_number,
    }  # fmt: skip


def contribution_data(contribution: Contribution, version: AdviceVersion) -> dict[str, Any]:
    """One service's signed advice as plain values."""
    report = version.report
    return {
        "reference": contribution.reference,
        "service": contribution.service.name,
        "provider": contribution.service.provider.name,
        "kind": contribution.service.get_kind_display(),
        "ask": contribution.ask,
        "required": contribution.required,
        "named_adviser": contribution.named_adviser,
        "version": version.number,
        "basis": version.basis,
        "signed_by": _name(version.signed_by),
        "signed_at": _iso(version.signed_at),
        "signed_off_by": _name(contribution.signed_off_by),
        "signed_off_at": _iso(contribution.signed_off_at),
        "sent_at": _iso(version.sent_at),
        "content": advice.without_notes(version.content),
        "report": report and {
            "id": str(report.pk), "filename": report.filename, "sha256": report.sha256, "size": report.size
        },
    }  # fmt: skip


def readable(data: dict[str, Any]) -> dict[str, Any]:
    """A contribution's data with its advice in words, for the PDF's template."""
    sections = [
        {
            "title": section["title"],
            "blocks": [
                {
                    "title": block.title if "." in block.key else "",
                    "facts": [{"label": line.label, "value": line.text} for line in block.lines],
                }
                for block in section["blocks"]
            ],
        }
        for section in advice.by_section(data["content"], data["basis"])
    ]
    return {**data, "sections": sections}


def contribution_paper(
    contribution: Contribution, version: AdviceVersion, *, child: Any
) -> dict[str, Any]:
    """The context of `pdf/ehcp/contribution.html`. `child` is `children.queries.header`."""
    request = contribution.request
    return {
        "reference": contribution.reference,
        "marking": MARKING,
        "organisation": contribution.service.provider.name,
        "communication_needs": "; ".join(child.needs),
        "child": _child(child),
        "la": request.la.name,
        "due_on": request.due_on.isoformat(),
        "advice": readable(contribution_data(contribution, version)),
    }


def cover_words(request: AdviceRequest, met: dt.date | None) -> str:
    """The cover note where nobody wrote another."""
    words = (
        f"Here is health’s advice and information for the {request.get_type_display()}. {request.la.name} asked for it "
        f"on {_day(request.asked_on)}; it was due by {_day(request.due_on)}."
    )
    if met and met <= request.due_on:
        words += f" The last part was made available on {_day(met)}, in time."
    elif met:
        words += f" The last part was made available on {_day(met)}, {(met - request.due_on).days} days late."
    return (
        f"{words} Please acknowledge receipt in the portal, and ask there if anything is not clear."
    )


def pack_data(
    request: AdviceRequest,
    *,
    number: int,
    by: User,
    sent_at: dt.datetime,
    cover_note: str,
    met: dt.date | None,
    child: Any,
) -> dict[str, Any]:
    """The pack as structured data, in the shape of this module's docstring."""
    rows = list(
        request.contributions.exclude(state=ContributionState.WITHDRAWN)
        .select_related("service__provider", "signed_off_by").order_by("reference")
    )  # fmt: skip
    versions = newest_sent(rows)
    exceptions = exceptions_data(request)
    approved = any(row["decision"] == LawfulException.Decision.APPROVED for row in exceptions)
    late = max((met - request.due_on).days, 0) if met else 0
    membership = by.membership
    return {
        "schema": SCHEMA,
        "reference": request.reference,
        "pack": number,
        "sent_at": sent_at.isoformat(),
        "sent_by": {
            "name": by.name,
            "role": ROLES[membership.role].name if membership else "",
            "organisation": by.organisation.name if by.organisation else "",
        },
        "cover_note": cover_note,
        "request": {
            "type": request.get_type_display(), "la": request.la.name, "la_reference": request.la_reference,
            "icb": request.icb.name, "question": request.question, "asked_on": _iso(request.asked_on),
            "received_on": _iso(request.received_on), "clock_start": _iso(request.clock_start),
            "due_on": _iso(request.due_on), "rule": request.rule,
            "citation": clock_rules.get(request.rule).citation,
        },
        "child": _child(child),
        "met": {
            "met_on": _iso(met), "due_on": _iso(request.due_on), "in_time": met is not None and not late,
            "days_late": late, "exception_approved": approved,
        },
        "contributions": [
            contribution_data(row, versions[row.pk]) for row in rows if row.pk in versions
        ],
        "not_known": [_not_known(row) for row in rows if row.state == ContributionState.NOT_KNOWN],
        "exceptions": exceptions,
        "existing_advice": existing_data(request),
        "chronology": chronology_data(request),
    }  # fmt: skip


def newest_sent(contributions: Sequence[Contribution]) -> dict[Any, AdviceVersion]:
    """The newest version sent of each contribution that was sent, by contribution id (one query)."""
    rows = AdviceVersion.objects.filter(contribution__in=contributions).exclude(sent_at=None)
    return {
        row.contribution_id: row
        for row in rows.select_related("signed_by", "report").order_by("number")
    }


def _not_known(contribution: Contribution) -> dict[str, Any]:
    answered = (
        contribution.changes.filter(to_state=ContributionState.NOT_KNOWN).order_by("-id").first()
    )
    return {
        "reference": contribution.reference,
        "service": contribution.service.name,
        "provider": contribution.service.provider.name,
        "searched": contribution.searched,
        "next_route": contribution.next_route,
        "answered_at": _iso(answered.at) if answered else None,
    }


def exceptions_data(request: AdviceRequest) -> list[dict[str, Any]]:
    """The exceptions on record with what was decided; those not approved included."""
    meanings = {item.code: item for item in clock_rules.get(request.rule).exceptions}
    rows = request.exceptions.select_related("contribution__service", "evidence", "decided_by")
    return [
        {
            "id": row.exception, "meaning": meanings[row.exception].summary,
            "citation": meanings[row.exception].citation,
            "service": row.contribution.service.name if row.contribution else "",
            "facts": row.facts, "from": _iso(row.happened_from), "to": _iso(row.happened_to),
            "impractical_because": row.impractical_because,
            "evidence": row.evidence_words or (row.evidence.filename if row.evidence else ""),
            "decision": row.decision, "decided_by": _name(row.decided_by), "decided_at": _iso(row.decided_at),
            "reason": row.decision_reason,
        }
        for row in rows
    ]  # fmt: skip


def existing_data(request: AdviceRequest) -> list[dict[str, Any]]:
    """Advice that exists already, and who agreed that it is sufficient (reg 6(4))."""
    return [
        {
            "description": row.description, "author_name": row.author_name, "author_role": row.author_role,
            "service": row.service.name if row.service else "", "dated": _iso(row.dated),
            "author_agreed_on": _iso(row.author_agreed_on), "la_agreed_on": _iso(row.la_agreed_on),
            "family_agreed_on": _iso(row.family_agreed_on), "family_agreed_by": row.family_agreed_by,
            "sufficient": row.sufficient,
        }
        for row in request.existing_advice.select_related("service").order_by("dated", "id")
    ]  # fmt: skip


def chronology_data(request: AdviceRequest) -> list[dict[str, Any]]:
    """Each step of the request and its contributions that the local authority sees, the oldest first.

    How an answer came about inside health (who wrote, what was sent back) is not among them.
    """
    found = []
    for change in request.changes.select_related("by", "contribution__service").order_by("id"):
        inside = change.contribution_id and change.from_state
        if inside and change.to_state not in CONTRIBUTION_ENDS:
            continue
        what = (
            f"{change.contribution.service.name}: {Contribution.state_name(change.to_state)}"
            if change.contribution else f"Request: {AdviceRequest.state_name(change.to_state)}"
        )  # fmt: skip
        found.append(
            {"at": change.at.isoformat(), "what": what, "who": _name(change.by) or "The portal"}
        )
    return found


def pack_paper(
    request: AdviceRequest, data: dict[str, Any], *, needs: Sequence[str]
) -> dict[str, Any]:
    """The context of `pdf/ehcp/pack.html`: the data, with each advice in words."""
    return {
        "reference": request.reference,
        "marking": MARKING,
        "organisation": request.icb.name,
        "communication_needs": "; ".join(needs),
        "pack": {**data, "contributions": [readable(row) for row in data["contributions"]]},
    }
