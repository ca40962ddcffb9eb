"""The page of a request: what it shows to the LA and to the DCO team, and the steps each may take."""

from textwrap import shorten
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import london, today
from dco_portal.documents import presenters as files
from dco_portal.documents import queries as documents
from ehcp.models import AdviceRequest, Contribution, ExistingAdvice, LawfulException, Message
from ehcp.queries.case import INSIDE_HEALTH, owners_of_files
from ehcp.rules import dates as date_rules
from ehcp.rules import exceptions as exception_rules
from ehcp.rules import returning
from ehcp.rules import triage as rules
from ehcp.states import CONTRIBUTION_ENDS, REQUEST_OPEN, ContributionState, RequestState

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


# Steps that few cases need: behind "Other steps", so that the next one is plain to see.
RARE = frozenset(
    {
        "ehcp:assign",
        "ehcp:forward",
        "ehcp:duplicate",
        "ehcp:withdraw",
        "ehcp:refuse",
        "ehcp:correct-receipt",
    }
)


def steps(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """What this person may do now with the request, the main step first."""
    new = request.state == RequestState.RECEIVED
    triages = rules.can_triage(by, request)
    offered = (
        (rules.can_name_adviser(by, request), "Name a professional to advise", "ehcp:name-adviser",
         "No service asked knows this child. Health must still advise."),
        (returning.can_return(by, request), "Return to the local authority", "ehcp:return",
         "Every service has answered."),
        (triages, "Accept and ask services" if new else "Ask another service", "ehcp:split", ""),
        (triages, "Change the owner", "ehcp:assign", ""),
        (exception_rules.can_record_exception(by, request), "Record a lawful exception", "ehcp:exception-new", ""),
        (triages, "Forward to the right ICB", "ehcp:forward", ""),
        (triages and rules.can_mark_duplicate(by, request), "End as a duplicate", "ehcp:duplicate", ""),
        (rules.can_withdraw(by, request), "Withdraw the request", "ehcp:withdraw", ""),
        (rules.can_refuse(by, request), "Refuse in writing", "ehcp:refuse", ""),
        (rules.can_reopen(by, request), "Reopen", "ehcp:reopen", ""),
        (date_rules.can_correct_receipt(by, request), "Correct the day of receipt", "ehcp:correct-receipt", ""),
    )  # fmt: skip
    found = [
        *_checks(request, by),
        *_receipt(request, by),
        *(
            {
                "label": label,
                "url": reverse(name, args=[request.pk]),
                "why": why,
                "rare": name in RARE,
            }
            for allowed, label, name, why in offered
            if allowed
        ),
    ]
    return [{**step, "secondary": place > 0} for place, step in enumerate(found)]


def _checks(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """Advice that waits for the DCO team, one step per service."""
    if not by.may(P.CHECK_AND_SEND) or request.state not in REQUEST_OPEN:
        return []
    rows = request.contributions.filter(state=C.CHECKING).select_related("service")
    return [
        {
            "label": f"Check advice from {row.service.name}",
            "url": reverse("ehcp:contribution-check", args=[row.pk]),
            "why": "Picked for the DCO’s sample: the DCO or DMO sends it."
            if row.picked_for_sample
            else "",
        }
        for row in rows
    ]


def _receipt(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """The LA's proof of receipt, for the newest pack."""
    pack = request.packs.select_related("acknowledged_by").order_by("-number").first()
    if pack is None:
        return []
    pack.request = request
    if not returning.can_acknowledge(by, pack):
        return []
    url = reverse("ehcp:pack", args=[request.pk, pack.number])
    return [{"label": "Open the pack and acknowledge receipt", "url": url, "why": ""}]


def is_health(request: AdviceRequest, by: User) -> bool:
    """Whether the reader is of the integrated care board, not of the local authority."""
    return by.organisation is not None and by.organisation.pk == request.icb_id


def forwarded_away(request: AdviceRequest, by: User) -> bool:
    """Whether another board answers now: the one that passed it on keeps the record, not the content."""
    return request.state == RequestState.FORWARDED and is_health(request, by)


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
        ("Forwarded to", request.forwarded_to.name if request.forwarded_to else ""),
        ("Forwarded from", request.forwarded_from.icb.name if request.forwarded_from else ""),
        ("Duplicate of", request.duplicate_of.reference if request.duplicate_of else ""),
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
    rows = request.contributions.select_related("service__provider", "clinician")
    return [_service(row, health=is_health(request, by)) for row in rows]


def _service(row: Contribution, *, health: bool) -> dict[str, Any]:
    opens = health or row.state in {C.SENT, C.NOT_KNOWN}
    met = row.sent_at if row.state == C.SENT else None
    target = (
        {"due": row.service_date, "met": met}
        if row.state not in CONTRIBUTION_ENDS or met
        else {"text": "–"}
    )
    optional = "" if row.required else ". The return does not wait for it"
    cells = [
        {"text": row.service.name, "sub": row.service.provider.label + optional, "name": True,
         "url": reverse("ehcp:contribution", args=[row.pk]) if opens else ""},
        {"tag": row.get_state_display(), "colour": colour(row.state)},
        target,
    ]  # fmt: skip
    if health:
        cells.insert(2, {"text": row.clinician.name if row.clinician else "Nobody yet"})
    return {"cells": cells, "late": row.state not in CONTRIBUTION_ENDS and row.due_on < today()}


def service_columns(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """Headings of `services`: who writes is health's own business."""
    labels = ["Service", "Where it is", "Service date (local policy)"]
    if is_health(request, by):
        labels.insert(2, "Clinician")
    return [{"label": label} for label in labels]


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
    rows = request.exceptions.select_related(
        "recorded_by", "decided_by", "request", "contribution__service", "evidence"
    )
    return [_exception(row, meanings, by) for row in rows]


def _exception(row: LawfulException, meanings: dict[str, str], by: User) -> dict[str, Any]:
    decided = ""
    if row.decided_by and row.decided_at:
        on = london(row.decided_at)
        decided = f"{row.decided_by.name}, {on.day} {on:%B %Y}: {row.decision_reason}"
    return {
        "title": f"{row.exception}: {meanings[row.exception]}",
        "service": row.contribution.service.name if row.contribution else "",
        "facts": row.facts,
        "impractical": row.impractical_because,
        "from": row.happened_from,
        "to": row.happened_to,
        "evidence": row.evidence_words,
        "evidence_file": row.evidence.filename if row.evidence else "",
        "evidence_url": evidence_url(row) if is_health(row.request, by) else "",
        "recorded": row.recorded_by.name,
        "decision": row.get_decision_display(),
        "colour": {"approved": "green", "refused": "red"}.get(row.decision, "yellow"),
        "decided": decided,
        "url": reverse("ehcp:exception", args=[row.pk])
        if exception_rules.can_decide_exception(by, row)
        else "",
    }


def evidence_url(row: LawfulException) -> str:
    """Where health opens the evidence; "" where there is no file."""
    if row.evidence_id is None:
        return ""
    if row.contribution_id:
        return reverse("ehcp:contribution-file", args=[row.contribution_id, row.evidence_id])
    return reverse("ehcp:file", args=[row.request_id, row.evidence_id])


def thread(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """The messages the reader may see: notes inside health never reach the LA."""
    rows = request.messages.select_related("author", "organisation")
    if not is_health(request, by):
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


def message_kinds(
    request: AdviceRequest, by: User, open_questions: list[Message]
) -> list[tuple[str, str]]:
    """What this person may write: (key, words). `answer:<id>` is the LA's answer to that question."""
    kinds = Message.Kind
    if not is_health(request, by):
        answers = [
            (f"answer:{row.pk}", f"Answer to: {shorten(row.text, 90, placeholder='…')}")
            for row in open_questions
        ]
        return [
            *answers,
            (kinds.FROM_LA, "A question to health"),
            ("tell", "Something health should know; no answer is needed"),
        ]
    return [
        (kinds.ASK_LA, "Question to the local authority. The clock does not stop"),
        (kinds.REPLY, "Reply to the local authority"),
        (kinds.NOTE, "Note inside health. The local authority never sees it"),
    ]


def history(request: AdviceRequest, by: User) -> list[dict[str, Any]]:
    """Every change of state, the newest first. The LA sees what concerns it, without health's inner reasons."""
    rows = request.changes.select_related("by", "contribution__service").order_by("-id")
    if not is_health(request, by):
        rows = rows.exclude(INSIDE_HEALTH)
    return [
        {
            "at": row.at,
            "what": f"{row.contribution.service.name}: {row.contribution.state_name(row.to_state)}"
            if row.contribution
            else AdviceRequest.state_name(row.to_state),
            "who": row.by.name if row.by else "The portal",
            "detail": row.reason if is_health(request, by) or row.contribution is None else "",
        }
        for row in rows
    ]


def attachments(request: AdviceRequest) -> list[dict[str, Any]]:
    """Files uploaded to the request, or to the one it was forwarded from; evidence stands with its exception."""
    evidence = set(request.exceptions.exclude(evidence=None).values_list("evidence_id", flat=True))
    return [
        files.file_row(row, reverse("ehcp:file", args=[request.pk, row.pk]))
        for owner in owners_of_files(request)
        for row in documents.attachments_of(owner_kind="ehcp.request", owner_id=owner)
        if row.pk not in evidence
    ]


def letters(request: AdviceRequest) -> list[dict[str, Any]]:
    """Letters the portal made for the request (not the packs, which have their own page)."""
    here = reverse("ehcp:case", args=[request.pk])
    rows = documents.documents_of(owner_kind="ehcp.request", owner_id=request.pk)
    return [
        files.card(
            row,
            reverse("ehcp:document", args=[request.pk, row.pk]),
            reverse("ehcp:document-retry", args=[request.pk, row.pk]),
            check_again_href=here,
        )
        for row in rows
        if row.kind == "ehcp.refusal"
    ]
