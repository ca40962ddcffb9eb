"""Between the clinician's signature and the local authority: sign-off, sending back, sending."""

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.documents import actions as documents
from ehcp import advice as shape
from ehcp import documents as papers
from ehcp.actions import locking, returning, tell, work
from ehcp.actions.arriving import arrive, when
from ehcp.actions.moves import move
from ehcp.actions.versions import begin_version, signed_of
from ehcp.models import AdviceVersion, Contribution, ReturnComment
from ehcp.rules import checking as rules
from ehcp.states import ContributionState


@transaction.atomic
def sign_off(*, by: User, contribution: Contribution, version: int) -> Contribution:
    """The lead's sign-off of the version they read; the advice goes to the DCO team."""
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_sign_off(by, contribution)
    _read(contribution, version)
    contribution.signed_off_by, contribution.signed_off_at = by, now()
    arrive(contribution, by=by)
    audit.record(
        "ehcp.sign_off", by=by, obj=contribution, child_id=contribution.request.child_id, version=version
    )  # fmt: skip
    work.sync(contribution.request, by=by)
    return contribution


@transaction.atomic
def send_back(
    *, by: User, contribution: Contribution, version: int, comments: dict[str, str], summary: str
) -> Contribution:
    """Return advice to its writer with comments on its items; both versions are kept.

    `comments` maps an item's key (`need.1`, `views`) to what should change; `summary` is about all
    of it. Raises Invalid without any comment or with one on an item that is not there.
    """
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_send_back(by, contribution)
    signed = _read(contribution, version)
    said = {key: text.strip() for key, text in {**comments, "all": summary}.items() if text.strip()}
    if not said:
        raise Invalid({"summary": "Say what should change: here, or beside an item."})
    known = {block.key for block in shape.blocks(signed.content, signed.basis)} | {"all"}
    if set(said) - known:
        raise Conflict("The advice has changed since you opened this page. Open it again.")
    for key, text in said.items():
        ReturnComment.objects.create(version=signed, item=key, text=text, by=by)
    contribution.signed_off_by = contribution.signed_off_at = None
    move(
        contribution,
        ContributionState.SENT_BACK,
        by=by,
        reason=said.get("all", f"{len(said)} comments"),
    )
    begin_version(by=by, contribution=contribution)
    audit.record(
        "ehcp.send_back", by=by, obj=contribution, child_id=contribution.request.child_id, comments=len(said)
    )  # fmt: skip
    work.sync(contribution.request, by=by)
    tell.about_contribution(
        contribution, tell.provider_people(contribution), kind="sent_back", subject="sent back with comments",
        body=f"{by.name} asks for changes. The due date is still {when(contribution.due_on)}.",
    )  # fmt: skip
    return contribution


@transaction.atomic
def send(
    *, by: User, contribution: Contribution, version: int, cover_note: str = ""
) -> Contribution:
    """Make the version that was checked available to the local authority, with a PDF of its own.

    When nothing required is outstanding any more, the request is returned with its pack, whose
    cover note may be given here.
    """
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_send(by, contribution)
    signed = _read(contribution, version)
    request = contribution.request
    moment = now()
    signed.sent_at = contribution.sent_at = moment
    contribution.sent_by = by
    signed.save()
    header = children.header(request.child_id, by)
    contribution.document = documents.create(
        by=by, kind="ehcp.contribution", title=f"Health advice {contribution.reference}",
        filename=f"{contribution.reference}-version-{signed.number}.pdf", template="pdf/ehcp/contribution.html",
        context=papers.contribution_paper(contribution, signed, child=header),
        owner_kind="ehcp.contribution", owner_id=contribution.pk, child_id=request.child_id,
    )  # fmt: skip
    move(contribution, ContributionState.SENT, by=by)
    audit.record(
        "ehcp.send", by=by, obj=contribution, child_id=request.child_id, version=signed.number
    )
    if not returning.return_if_complete(request, by=by, cover_note=cover_note):
        tell.about_request(
            request, tell.la_people(request), kind="part_sent", subject="advice from one service is there",
            body=f"{contribution.service.name} has given its advice. Other services’ advice follows by "
            f"{when(request.due_on)}.",
        )  # fmt: skip
    work.sync(request, by=by)
    writers = [person for person in tell.provider_people(contribution) if person != by]
    tell.about_contribution(
        contribution, writers, kind="sent", subject="sent to the local authority",
        body="The DCO team has checked the advice and sent it. Thank you.",
    )  # fmt: skip
    return contribution


def _read(contribution: Contribution, version: int) -> AdviceVersion:
    """The signed version, if it is the one that the person read."""
    signed = signed_of(contribution)
    if signed.number != version:
        raise Conflict(
            f"Version {signed.number} has been signed since you read version {version}. Read it first."
        )
    return signed
