"""Filling in a request section by section, and sending it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import actions as children
from dco_portal.children.actions import find_or_add, in_scope
from dco_portal.children.matching import NEW
from dco_portal.children.models import Child
from dco_portal.common.clock import now
from dco_portal.common.drafts import freeze, thaw
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from dco_portal.work import actions as work
from ehcp.actions import intake
from ehcp.models import AdviceRequest, ConsiderNotice, RequestDraft
from ehcp.rules import drafts as rules
from ehcp.rules import intake as intake_rules
from ehcp.rules.drafts import Section
from enquiries import queries as enquiries

OWNER = "ehcp.draft"


@transaction.atomic
def begin(
    *,
    by: User,
    child_id: uuid.UUID | None = None,
    notice_id: uuid.UUID | None = None,
    enquiry_id: uuid.UUID | None = None,
) -> RequestDraft:
    """Start a request, about a child there is already, after an early notice, or from an enquiry to the DCO.

    What an enquiry tells is offered in the sections, none of which is done by it. Raises NotAllowed,
    and NotFound for a child, notice or enquiry out of scope.
    """
    organisation = intake_rules.starts_for(by)
    notice = None
    if notice_id:
        notice = _open_notice(by, notice_id)
        child_id = notice.child_id
    data: dict[str, Any] = {}
    if enquiry_id:
        known = enquiries.handover(enquiry_id, by=by)
        child_id = child_id or known.child_id
        data["_offered"] = _offered(known)
    if child_id:
        data[Section.CHILD] = {"child": str(in_scope(by, child_id).pk)}
    draft = RequestDraft.objects.create(
        organisation=organisation, started_by=by, data=data, notice=notice
    )
    audit.record("ehcp.draft", by=by, obj=draft, child_id=child_id)
    _sync(draft)
    return draft


def _offered(known: enquiries.Handover) -> dict[str, Any]:
    """What an enquiry tells, by section, as the forms take it."""
    offered: dict[Section, Any] = {
        Section.QUESTION: {
            "question": known.text,
            "reason": f"From enquiry {known.reference}: {known.subject}",
        },
        Section.CHILD: known.child,
        Section.ARRIVAL: {"la": str(known.la_id)} if known.la_id else {},
    }
    return {section.value: freeze(values) for section, values in offered.items()}


def _open_notice(by: User, notice_id: uuid.UUID) -> ConsiderNotice:
    notice = ConsiderNotice.objects.visible_to(by).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    if notice.state in {ConsiderNotice.State.REQUESTED, ConsiderNotice.State.CLOSED}:
        raise Conflict(f"{notice.reference} is now “{notice.get_state_display()}”.")
    return notice


def locked(by: User, draft_id: uuid.UUID) -> RequestDraft:
    """The draft, locked and still open. Raises NotFound out of scope, Conflict once sent or discarded.

    Nothing is joined: after a wait Postgres reads the locked row afresh, but not what was joined to it.
    """
    draft = (
        RequestDraft.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=draft_id)
        .first()
    )
    if draft is None:
        raise NotFound
    rules.check_can_use(by, draft)
    return draft


@transaction.atomic
def save_section(
    *,
    by: User,
    draft_id: uuid.UUID,
    section: str,
    values: Mapping[str, Any],
    seen: str | None = None,
) -> RequestDraft:
    """Save one section. `seen` is the section's stamp as the page showed it (`stamp`).

    Raises Invalid beside the field, `MayExist` when records may be this child's, and Invalid on
    top when somebody else saved the section meanwhile.
    """
    draft = locked(by, draft_id)
    name = Section(section)
    if name not in rules.sections(draft):
        raise NotFound
    if seen is not None and seen != stamp(draft, name):
        who = draft.data.get("_saved", {}).get(name, {}).get("by", "Somebody")
        raise Invalid(
            f"{who} has saved this section meanwhile. Your words are still here: compare, then save again."
        )
    rules.check_section(name, values, thaw(draft.data), by=by)
    values = dict(values)
    if name == Section.CHILD:
        match = values.pop("match", "")
        if not values.get("child") and match and match != NEW:
            values = {"child": match}
        if values.get("child"):
            child = in_scope(by, values["child"])
            intake_rules.check_age(child.born_on)
            values = {"child": str(child.pk)}
    draft.data[name] = freeze(values)
    draft.lock += 1
    draft.data.setdefault("_saved", {})[name] = {"by": by.name, "n": draft.lock}
    draft.save()
    audit.record("ehcp.draft_save", by=by, obj=draft, section=name.value)
    return draft


def stamp(draft: RequestDraft, section: str) -> str:
    """What a page notes of a section, to see later whether somebody saved it meanwhile."""
    return str(draft.data.get("_saved", {}).get(section, {}).get("n", 0))


@transaction.atomic
def clear_child(*, by: User, draft_id: uuid.UUID) -> RequestDraft:
    """Choose the child again. Raises Conflict for a draft that follows an early notice."""
    draft = locked(by, draft_id)
    if draft.notice_id:
        raise Conflict("This draft follows an early notice, so it is about that child.")
    draft.data.pop(Section.CHILD, None)
    draft.save()
    audit.record("ehcp.draft_save", by=by, obj=draft, section=Section.CHILD.value)
    return draft


@transaction.atomic
def attach(*, by: User, draft_id: uuid.UUID, upload: Any, description: str) -> None:
    """Add a file to the draft. Raises Invalid beside `upload` for an unfit one."""
    draft = locked(by, draft_id)
    documents.attach(
        by=by, upload=upload, owner_kind=OWNER, owner_id=draft.pk, description=description
    )
    audit.record("ehcp.draft_file", by=by, obj=draft)


@transaction.atomic
def leave_out(*, by: User, draft_id: uuid.UUID, attachment_id: uuid.UUID) -> None:
    """Do not send a file that was added. Raises NotFound for another draft's."""
    draft = locked(by, draft_id)
    document_queries.attachment_of(attachment_id, owner_kind=OWNER, owner_id=draft.pk)
    draft.data.setdefault("_left_out", []).append(str(attachment_id))
    draft.save()
    audit.record("ehcp.draft_file_out", by=by, obj=draft, file=attachment_id)


def files(draft: RequestDraft) -> list:
    """The uploads that go with the request, the oldest first."""
    out = set(draft.data.get("_left_out", []))
    rows = document_queries.attachments_of(owner_kind=OWNER, owner_id=draft.pk)
    return [row for row in rows if str(row.pk) not in out]


@transaction.atomic
def discard(*, by: User, draft_id: uuid.UUID) -> RequestDraft:
    """Throw a draft away: what it says is deleted, that it was there is kept."""
    draft = locked(by, draft_id)
    draft.discarded_at, draft.data = now(), {}
    draft.save()
    audit.record("ehcp.draft_discard", by=by, obj=draft)
    work.close(object_id=draft.pk)
    return draft


@transaction.atomic
def submit(*, by: User, draft_id: uuid.UUID) -> AdviceRequest:
    """Send the request: the child is found or added, the clock starts, the draft is emptied.

    All or nothing. Raises Conflict when somebody has sent it already, Invalid for what is not right yet.
    """
    draft = locked(by, draft_id)
    rules.check_complete(draft)
    data = thaw(draft.data)
    la, icb = sides(draft, data)
    child = find_or_add(by=by, la=la, icb=icb, values=data[Section.CHILD])
    arrival, request_data, views = (
        data.get(Section.ARRIVAL, {}),
        data[Section.REQUEST],
        data[Section.VIEWS],
    )
    request = intake.submit(
        by=by, la=la, icb=icb, child=child,
        type=request_data["type"], decided_on=request_data["decided_on"],
        asked_on=arrival.get("asked_on") or request_data["asked_on"],
        received_on=arrival.get("received_on"),
        channel=arrival.get("channel", AdviceRequest.Channel.PORTAL),
        assessment_requested_on=request_data.get("assessment_requested_on"),
        la_reference=request_data.get("la_reference", ""),
        **data[Section.QUESTION],
        family_views=views["family_views"], consent=views["consent"], consent_detail=views["consent_detail"],
        known_services=_known(data[Section.SERVICES]),
        existing_advice=[_existing(row) for row in data[Section.EXISTING]["items"]],
        notice=draft.notice,
    )  # fmt: skip
    _family(by, child, data[Section.FAMILY])
    documents.hand_over(
        by=by, attachment_ids=[row.pk for row in files(draft)], owner_kind=OWNER, owner_id=draft.pk,
        to_kind="ehcp.request", to_id=request.pk, child_id=child.pk,
    )  # fmt: skip
    draft.request, draft.data = request, {}
    draft.save()
    audit.record("ehcp.draft_sent", by=by, obj=draft, child_id=child.pk, request=request.reference)
    work.close(object_id=draft.pk)
    return request


def sides(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Organisation, Organisation]:
    """The local authority that asks and the integrated care board that is asked. Raises Invalid when unclear."""
    if draft.organisation.kind == OrganisationKind.ICB:
        la = Organisation.objects.filter(pk=data.get(Section.ARRIVAL, {}).get("la")).first()
        if la is None:
            raise Invalid("Say which local authority asked.")
        return la, draft.organisation
    boards = list(draft.organisation.icbs.filter(closed_on=None).order_by("name"))
    chosen = data.get(Section.REQUEST, {}).get("icb")
    found = [board for board in boards if str(board.pk) == chosen] if chosen else boards
    if len(found) != 1:
        raise Invalid("Say which integrated care board is asked.")
    return draft.organisation, found[0]


def _known(values: Mapping[str, Any]) -> list[intake.Known]:
    services = ProviderService.objects.filter(pk__in=values["services"])
    picked = [intake.Known(service=service) for service in services]
    return picked + [
        intake.Known(described=row["described"], professional=row["professional"])
        for row in values["described"]
    ]


def _existing(row: Mapping[str, Any]) -> intake.Existing:
    values = {key: value for key, value in row.items() if key != "dated_on"}
    return intake.Existing(dated=row["dated_on"], **values)


def _family(by: User, child: Child, values: Mapping[str, Any]) -> None:
    """Carers and communication needs; the request has given the sender a part, so the child is in scope."""
    for row in values["carers"]:
        facts = dict(row)
        needs, detail = facts.pop("needs", []), facts.pop("needs_detail", "")
        carer = children.add_carer(by=by, child_id=child.pk, **facts)
        for kind in needs:
            children.add_need(by=by, child_id=child.pk, carer_id=carer.pk, kind=kind, detail=detail)
    for kind in values["needs"]:
        children.add_need(by=by, child_id=child.pk, kind=kind, detail=values["needs_detail"])


def _sync(draft: RequestDraft) -> None:
    work.push(
        kind=OWNER, object_id=draft.pk, organisation=draft.organisation, title="Request for health advice, not sent yet",
        step="Fill it in and send it", link=reverse("ehcp:draft", args=[draft.pk]), owner=draft.started_by, state="draft",
    )  # fmt: skip
