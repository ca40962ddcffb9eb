"""Returning a request to the local authority with its pack, and the proof that it was received."""

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.common.clock import now
from dco_portal.common.errors import NotFound
from dco_portal.documents import actions as documents
from ehcp import documents as papers
from ehcp.actions import locking, tell, work
from ehcp.actions.arriving import when
from ehcp.actions.moves import move
from ehcp.models import AdviceRequest, Pack
from ehcp.queries.met import met_on
from ehcp.rules import returning as rules
from ehcp.states import CONTRIBUTION_OPEN, ContributionState, RequestState


@transaction.atomic
def assemble(*, by: User, request: AdviceRequest, cover_note: str = "") -> Pack:
    """Return a request whose last part ended otherwise than by sending (not known, let off)."""
    request = locking.request(by, request.pk)
    rules.check_can_return(by, request)
    pack = _return(request, by=by, cover_note=cover_note)
    work.sync(request, by=by)
    return pack


def return_if_complete(request: AdviceRequest, *, by: User, cover_note: str = "") -> bool:
    """Return a locked request when nothing required is outstanding; True when it was returned."""
    if rules.missing(request):
        return False
    _return(request, by=by, cover_note=cover_note)
    return True


def _let_off_the_rest(request: AdviceRequest, *, by: User) -> None:
    """Services whose answer the return does not wait for need not answer any more; they can be asked again."""
    rows = request.contributions.filter(state__in=CONTRIBUTION_OPEN, required=False)
    for contribution in rows.select_related("service__provider", "clinician"):
        told = tell.provider_people(contribution)
        contribution.ended_reason = "The request was returned without waiting for it"
        move(contribution, ContributionState.WITHDRAWN, by=by, reason=contribution.ended_reason)
        tell.about_contribution(
            contribution, told, kind="let_off", subject="no longer needed", linked=False,
            body="The request was returned to the local authority without waiting for this advice.",
        )  # fmt: skip


def _return(request: AdviceRequest, *, by: User, cover_note: str) -> Pack:
    """Return a locked request with a new pack, which supersedes any before."""
    _let_off_the_rest(request, by=by)
    move(request, RequestState.RETURNED, by=by)
    number = request.packs.count() + 1
    met = met_on(request)
    header = children.header(request.child_id, by)
    note = cover_note.strip() or papers.cover_words(request, met)
    data = papers.pack_data(
        request, number=number, by=by, sent_at=now(), cover_note=note, met=met, child=header
    )
    document = documents.create(
        by=by, kind="ehcp.pack", title=f"Health advice pack {request.reference}, number {number}",
        filename=f"{request.reference}-pack-{number}.pdf", template="pdf/ehcp/pack.html",
        context=papers.pack_paper(request, data, needs=header.needs),
        owner_kind="ehcp.request", owner_id=request.pk, child_id=request.child_id,
    )  # fmt: skip
    pack = Pack.objects.create(
        request=request, number=number, document=document, cover_note=note, data=data, sent_by=by,
        sent_at=data["sent_at"],
    )  # fmt: skip
    audit.record("ehcp.return", by=by, obj=request, pack=number)
    tell.about_request(
        request, tell.la_people(request), kind="returned", subject="health advice returned",
        body=f"The pack of health’s advice is in the portal. It was due by {when(request.due_on)}. "
        "Please acknowledge receipt there.",
    )  # fmt: skip
    return pack


@transaction.atomic
def acknowledge(*, by: User, request: AdviceRequest, number: int) -> Pack:
    """The local authority's proof of receipt: who, and when. Raises Conflict for a superseded pack."""
    request = locking.request(by, request.pk)
    pack = request.packs.select_related("acknowledged_by").filter(number=number).first()
    if pack is None:
        raise NotFound
    pack.request = request
    rules.check_can_acknowledge(by, pack)
    pack.acknowledged_by, pack.acknowledged_at = by, now()
    pack.save()
    move(request, RequestState.ACKNOWLEDGED, by=by)
    audit.record("ehcp.acknowledge", by=by, obj=request, pack=number)
    work.sync(request, by=by)
    tell.about_request(
        request, tell.dco_people(request), kind="acknowledged", subject="receipt acknowledged",
        body=f"The local authority has acknowledged receipt of pack {number}.",
    )  # fmt: skip
    return pack
