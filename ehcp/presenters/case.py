"""The page of a request: what it shows to the LA and to the DCO team, and the steps each may take."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.documents import presenters as files
from dco_portal.documents import queries as documents
from ehcp.models import AdviceRequest, Contribution, ExistingAdvice, LawfulException, Message
from ehcp.rules import exceptions as exception_rules
from ehcp.rules import returning as returning_rules
from ehcp.rules import triage as rules
from ehcp.states import CONTRIBUTION_ENDS, ContributionState, RequestState

C = ContributionState
COLOURS: dict[str, str] = {
    C.UNALLOCATED: "yellow", C.WRITING: "blue", C.SIGNED: "blue", C.CHECKING: "purple", C.SENT_BACK: "orange",
    C.SENT: "green", C.NOT_KNOWN: "grey", C.WITHDRAWN: "grey",
    RequestState.RECEIVED: "yellow", RequestState.WITH_SERVICES: "blue", RequestState.RETURNED: "green",
    RequestState.ACKNOWLEDGED: "green",
}  # fmt: skip


def colour(state: str) -> str:
    """The tag's colour for a state; grey for an end."""
    return COLOURS.get(state, "grey")


def steps(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """What this person may do now with the request, the main step first."""
    new = request.state == RequestState.RECEIVED
    offered = (
        (rules.can_name_adviser(by, request), "Name a professional to advise", "ehcp:name-adviser",
         "No service asked knows this child. Health must still advise."),
        (returning_rules.can_return(by, request), "Return it with its pack", "ehcp:return",
         "Every service has answered."),
        (rules.can_triage(by, request), "Accept and ask services" if new else "Ask another service", "ehcp:split", ""),
        (rules.can_triage(by, request), "Change the owner", "ehcp:assign", ""),
        (exception_rules.can_record_exception(by, request), "Record a lawful exception", "ehcp:exception-new", ""),
        (rules.can_triage(by, request), "Forward to the right ICB", "ehcp:forward", ""),
        (rules.can_triage(by, request), "End as a duplicate", "ehcp:duplicate", ""),
        (rules.can_withdraw(by, request), "Withdraw the request", "ehcp:withdraw", ""),
        (rules.can_refuse(by, request), "Refuse in writing", "ehcp:refuse", ""),
        (rules.can_reopen(by, request), "Reopen", "ehcp:reopen", ""),
    )  # fmt: skip
    found = [
        {"label": label, "url": reverse(name, args=[request.pk]), "why": why}
        for allowed, label, name, why in offered
        if allowed
    ]
    return [{**step, "secondary": place > 0} for place, step in enumerate(found)]


def asked(request: AdviceRequest) -> list[dict[str, Any]]:
    """What the LA asked, as facts."""
    known = [
        str(row) + (f": {row.professional}" if row.professional else "")
        for row in request.known_services.all()
    ]
    rows = [
        ("Kind of assessment", request.get_type_display()),
        ("Local authority", request.la.name),
        ("Their officer", request.la_officer.name if request.la_officer else "Not named"),
        ("Their reference", request.la_reference),
        ("What is asked", request.question),
        ("Why", request.reason),
        ("What is known of the child’s needs", request.needs_known),
        ("Views of the child and family", request.family_views),
        ("Consent", f"{request.get_consent_display()}. {request.consent_detail}".strip()),
        ("Services the family knows", "\n".join(known)),
        ("How it came", request.get_channel_display()),
        (
            "Owner in the DCO team",
            request.coordinator.name if request.coordinator else "Nobody yet",
        ),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def dates(request: AdviceRequest) -> list[dict[str, Any]]:
    """The LA's own dates, beside health's clock."""
    rows = (
        ("Local authority was asked to assess", request.assessment_requested_on),
        ("It decided to assess", request.decided_on),
        ("It asked health", request.asked_on),
        ("Health received it", request.received_on),
        ("Its 20 weeks end", request.plan_due_on),
    )
    return [{"key": key, "value": f"{day.day} {day:%B %Y}"} for key, day in rows if day]


def services(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """One row per service asked. The LA sees how far each is, and opens it once it was sent."""
    health = by.organisation is not None and by.organisation.pk == request.icb_id
    rows = request.contributions.select_related("service__provider", "clinician")
    return [_service(row, health=health) for row in rows]


def _service(row: Contribution, *, health: bool) -> dict[str, Any]:
    opens = health or row.state in {C.SENT, C.NOT_KNOWN}
    who = row.clinician.name if health and row.clinician else ""
    met = row.sent_at if row.state == C.SENT else None
    return {
        "cells": [
            {"text": row.service.name, "sub": row.service.provider.label, "name": True,
             "url": reverse("ehcp:contribution", args=[row.pk]) if opens else ""},
            {"tag": row.get_state_display(), "colour": colour(row.state)},
            {"text": who or ("" if health else "–")},
            {"due": row.service_date, "met": met} if row.state not in CONTRIBUTION_ENDS or met else {"text": "–"},
            {"text": "Yes" if row.required else "No"},
        ],
        "late": row.state not in CONTRIBUTION_ENDS and row.due_on < today(),
    }  # fmt: skip


SERVICE_COLUMNS = [
    {"label": "Service"},
    {"label": "Where it is"},
    {"label": "Clinician"},
    {"label": "Service date (local policy)"},
    {"label": "Return waits for it"},
]


def agreed_advice(request: AdviceRequest) -> list[dict[str, Any]]:
    """Earlier advice, and who agrees that it is sufficient (reg 6(4))."""
    return [
        {
            "cells": [
                {"text": row.description, "sub": f"{row.author_name}, {row.dated.day} {row.dated:%B %Y}", "name": True},
                *({"text": f"{day.day} {day:%B %Y}" if day else "Not yet"} for day in _agreements(row)),
                {"tag": "Sufficient" if row.sufficient else "Must be sought again",
                 "colour": "green" if row.sufficient else "yellow"},
            ]
        }
        for row in request.existing_advice.all()
    ]  # fmt: skip


def _agreements(row: ExistingAdvice) -> tuple:
    return row.author_agreed_on, row.la_agreed_on, row.family_agreed_on


AGREED_COLUMNS = [
    {"label": "Advice"},
    {"label": "Author agreed"},
    {"label": "Local authority agreed"},
    {"label": "Family agreed"},
    {"label": "Result"},
]


def exceptions(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """Exceptions on record; a DCO or DMO may decide on one that waits."""
    meanings = dict(exception_rules.lawful(request))
    return [
        _exception(row, meanings, by)
        for row in request.exceptions.select_related("recorded_by", "decided_by", "request")
    ]


def _exception(row: LawfulException, meanings: dict[str, str], by: User) -> dict[str, Any]:
    decided = f"{row.decided_by.name}: {row.decision_reason}" if row.decided_by else ""
    return {
        "title": f"{row.exception}: {meanings[row.exception]}",
        "facts": row.facts,
        "impractical": row.impractical_because,
        "from": row.happened_from,
        "to": row.happened_to,
        "evidence": row.evidence_words,
        "recorded": f"{row.recorded_by.name}",
        "decision": row.get_decision_display(),
        "colour": {"approved": "green", "refused": "red"}.get(row.decision, "yellow"),
        "decided": decided,
        "url": reverse("ehcp:exception", args=[row.pk])
        if exception_rules.can_decide_exception(by, row)
        else "",
    }


def thread(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """The messages the reader may see: notes inside health never reach the LA."""
    rows = request.messages.select_related("author", "organisation")
    if by.organisation is None or by.organisation.pk != request.icb_id:
        rows = rows.exclude(kind=Message.Kind.NOTE)
    return [
        {
            "who": row.author.name,
            "organisation": row.organisation.label,
            "at": row.created_at,
            "text": row.text,
            "own": by.organisation is not None and row.organisation_id == by.organisation.pk,
            "internal": row.kind == Message.Kind.NOTE,
        }
        for row in rows
    ]


def open_question(request: AdviceRequest) -> Message | None:
    """The oldest question to the LA that it has not answered."""
    return request.messages.filter(kind=Message.Kind.ASK_LA, answered_at=None).first()


def message_kinds(request: AdviceRequest, by: User) -> list[tuple[str, str]]:
    """The kinds of message this person may write."""
    kinds = Message.Kind
    if by.organisation is not None and by.organisation.pk == request.la_id:
        return [(kinds.FROM_LA, kinds.FROM_LA.label)]
    return [
        (kinds.ASK_LA, "Question to the local authority (the clock does not stop)"),
        (kinds.REPLY, "Reply to the local authority"),
        (kinds.NOTE, "Note inside health, not shown to the local authority"),
    ]


def history(request: AdviceRequest) -> list[dict[str, Any]]:
    """Every change of state, the newest first."""
    rows = request.changes.select_related("by", "contribution__service").order_by("-id")
    return [
        {
            "at": row.at,
            "what": f"{row.contribution.service.name}: {row.contribution.state_name(row.to_state)}"
            if row.contribution
            else AdviceRequest.state_name(row.to_state),
            "who": row.by.name if row.by else "The portal",
            "detail": row.reason,
        }
        for row in rows
    ]


def attachments(request: AdviceRequest) -> list[dict[str, Any]]:
    """Files uploaded to the request."""
    rows = documents.attachments_of(owner_kind="ehcp.request", owner_id=request.pk)
    return [files.file_row(row, reverse("ehcp:file", args=[request.pk, row.pk])) for row in rows]


def letters(request: AdviceRequest) -> list[dict[str, Any]]:
    """Letters the portal made for the request (not the packs, which have their own page)."""
    here = reverse("ehcp:case", args=[request.pk])
    rows = documents.documents_of(owner_kind="ehcp.request", owner_id=request.pk)
    return [
        files.card(row, reverse("ehcp:document", args=[request.pk, row.pk]), check_again_href=here)
        for row in rows
        if row.kind == "ehcp.refusal"
    ]
