"""The one table from a work item's kind to the app that knows more: names, owners, chasing.

The worklist itself knows no child. For each kind of item it asks that app, once per page, for the
names its reader may see, and hands assigning and chasing to that app's own actions.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.work import actions as work
from dco_portal.work.models import WorkItem
from ehcp.actions import notices as ehcp_notices
from ehcp.actions import worklist as ehcp_worklist
from ehcp.queries import case as ehcp_case
from ehcp.queries import notices as ehcp_notice_queries
from enquiries import queries as enquiries
from enquiries.actions import worklist as enquiries_worklist
from inspections.actions import mode as inspector_requests
from referrals import queries as referrals
from referrals.actions import worklist as referrals_worklist
from referrals.queries import followups

Labels = Callable[[list[uuid.UUID], User], dict[uuid.UUID, str]]
Assign = Callable[[User, WorkItem, User | None], object]
Candidates = Callable[[User, WorkItem], list[User]]
Chase = Callable[[User, WorkItem], object]


def _no_names(ids: list[uuid.UUID], by: User) -> dict[uuid.UUID, str]:
    return {}


def _assign(by: User, item: WorkItem, owner: User | None) -> object:
    return work.assign(by=by, item_id=item.pk, owner=owner)


def _candidates(by: User, item: WorkItem) -> list[User]:
    return work.candidates(item)


def _chase(by: User, item: WorkItem) -> object:
    return work.chase(by=by, item_id=item.pk)


@dataclass(frozen=True)
class Need:
    """Who may take a step: a permission, and whether only those who have the item."""

    permission: P
    owner_only: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of work: its code and name, and what its app does for the worklist.

    Without functions of its own the worklist's generic ones serve: they change the item alone.
    `steps` says who may take a step, by the beginning of its words; a step not listed is its
    owner's, or anybody's while nobody has the item.
    """

    code: str
    name: str
    labels: Labels = _no_names
    assign: Assign = _assign
    candidates: Candidates = _candidates
    chase: Chase = _chase
    steps: tuple[tuple[str, Need], ...] = ()

    def needs(self, step: str) -> Need | None:
        """Who may take a step, where that is known here."""
        return next((need for words, need in self.steps if step.startswith(words)), None)


def _ehcp(code: str, name: str, *steps: tuple[str, Need]) -> Kind:
    """A kind of `ehcp`, whose actions change the case and thereby the item."""
    return Kind(
        code,
        name,
        labels=lambda ids, by: ehcp_case.labels(code, ids, by=by),
        assign=lambda by, item, owner: ehcp_worklist.assign(
            by=by, kind=code, object_id=item.object_id, owner=owner
        ),
        candidates=lambda by, item: ehcp_worklist.candidates(
            by=by, kind=code, object_id=item.object_id
        ),
        chase=lambda by, item: ehcp_worklist.chase(by=by, kind=code, object_id=item.object_id),
        steps=steps,
    )


def _enquiry(code: str, name: str, *steps: tuple[str, Need]) -> Kind:
    """A kind of `enquiries`, whose actions change the enquiry and thereby the item."""
    return Kind(
        code,
        name,
        labels=lambda ids, by: enquiries.labels(code, ids, by=by),
        assign=lambda by, item, owner: enquiries_worklist.assign(
            by=by, kind=code, object_id=item.object_id, owner=owner
        ),
        candidates=lambda by, item: enquiries_worklist.candidates(
            by=by, kind=code, object_id=item.object_id
        ),
        chase=lambda by, item: enquiries_worklist.chase(by=by, kind=code, object_id=item.object_id),
        steps=steps,
    )


KINDS = {
    kind.code: kind
    for kind in (
        _ehcp(
            "ehcp.request",
            "Request for health advice",
            ("Triage", Need(P.TRIAGE)),
            ("Ask a service", Need(P.TRIAGE)),
            ("Check and send", Need(P.CHECK_AND_SEND)),
            ("Name a professional", Need(P.NAME_ADVISER)),
            ("Acknowledge", Need(P.REQUEST_ADVICE)),
            ("Answer the question", Need(P.REQUEST_ADVICE)),
            ("Waiting", Need(P.TRIAGE, owner_only=True)),
        ),
        _ehcp(
            "ehcp.contribution",
            "A service’s advice",
            ("Give it to a clinician", Need(P.ALLOCATE)),
            ("Write", Need(P.WRITE_ADVICE, owner_only=True)),
            ("Answer the comments", Need(P.WRITE_ADVICE, owner_only=True)),
            ("Sign off", Need(P.SIGN_OFF)),
        ),
        Kind(
            "referrals.notification",
            "Notification of an under-5",
            labels=lambda ids, by: referrals.labels(ids, by=by),
            assign=lambda by, item, owner: referrals_worklist.assign(
                by=by, object_id=item.object_id, item_id=item.pk, owner=owner
            ),
            candidates=lambda by, item: referrals_worklist.candidates(
                by=by, object_id=item.object_id
            ),
            chase=lambda by, item: referrals_worklist.chase(by=by, object_id=item.object_id),
            steps=(
                ("Acknowledge", Need(P.REQUEST_ADVICE)),
                ("Record the outcome", Need(P.REQUEST_ADVICE)),
                ("Send", Need(P.TRIAGE)),
                ("Tell the parents", Need(P.NOTIFY_UNDER_FIVE)),
            ),
        ),
        _enquiry(
            "enquiries.enquiry",
            "Enquiry",
            ("Give it to somebody", Need(P.TRIAGE)),
            ("Answer", Need(P.TRIAGE)),
            ("Use the specialist", Need(P.TRIAGE)),
            ("On hold", Need(P.TRIAGE, owner_only=True)),
            ("Reply to the DCO", Need(P.ASK_DCO, owner_only=True)),
        ),
        _enquiry("enquiries.ask", "Question from the DCO team"),
        Kind(
            "enquiries.answer",
            "Answer for everybody",
            steps=(("Check and publish", Need(P.TRIAGE)), ("Review", Need(P.TRIAGE))),
        ),
        Kind(
            "referrals.draft",
            "Notification not sent yet",
            candidates=lambda by, item: [],
        ),
        Kind(
            "referrals.prompt",
            "Brought up by the clock",
            labels=lambda ids, by: followups.prompt_labels(ids, by=by),
        ),
        Kind(
            "referrals.onward",
            "Referral to a service",
            labels=lambda ids, by: followups.onward_labels(ids, by=by),
            steps=(("Accept or decline", Need(P.ALLOCATE)),),
        ),
        Kind(
            "ehcp.draft",
            "Request not sent yet",
            candidates=lambda by, item: [],
        ),
        Kind(
            "ehcp.notice",
            "Early notice",
            labels=lambda ids, by: ehcp_case.labels("ehcp.notice", ids, by=by),
        ),
        Kind(
            "ehcp.check",
            "Is the child known?",
            labels=lambda ids, by: ehcp_case.labels("ehcp.check", ids, by=by),
            assign=lambda by, item, owner: ehcp_notices.assign_check(
                by=by, check_id=item.object_id, owner=owner
            ),
            candidates=lambda by, item: ehcp_notice_queries.check_candidates(by, item.object_id),
        ),
        Kind(
            "pages.approve",
            "Guidance to approve",
            steps=(("Approve", Need(P.EDIT_PAGES)),),
        ),
        Kind(
            "local_offer.review",
            "Local Offer entry to check",
            candidates=lambda by, item: [],
            steps=(("Confirm or change", Need(P.OWN_LISTING, owner_only=True)),),
        ),
        Kind(
            "local_offer.proposal",
            "Change to a Local Offer entry",
            candidates=lambda by, item: [],
            steps=(("Approve or reject", Need(P.EDIT_LOCAL_OFFER)),),
        ),
        Kind(
            "local_offer.comment",
            "Comment on the Local Offer",
            candidates=lambda by, item: [],
            steps=(("Publish", Need(P.EDIT_LOCAL_OFFER)), ("Say what", Need(P.EDIT_LOCAL_OFFER))),
        ),
        Kind(
            "local_offer.correction",
            "Correction to a Local Offer entry",
            candidates=lambda by, item: [],
            steps=(("Look", Need(P.EDIT_LOCAL_OFFER)),),
        ),
        Kind(
            "local_offer.statement",
            "Annual statement on the Local Offer",
            candidates=lambda by, item: [],
            steps=(("Publish", Need(P.EDIT_LOCAL_OFFER)),),
        ),
        Kind(
            "inspections.update",
            "Monthly update of plan actions",
            candidates=lambda by, item: [],
            steps=(("Give your update", Need(P.UPDATE_ACTIONS, owner_only=True)),),
        ),
        Kind(
            "inspections.date_change",
            "Date change to approve",
            candidates=lambda by, item: [],
            steps=(("Approve or refuse", Need(P.APPROVE_PLANS)),),
        ),
        Kind(
            "inspections.board_action",
            "Action of a board",
            candidates=lambda by, item: [],
        ),
        Kind(
            "inspections.clock",
            "Date after an inspection",
            steps=(("Do it", Need(P.RUN_INSPECTION)), ("Submit it", Need(P.RUN_INSPECTION))),
        ),
        Kind(
            "inspections.inspector_request",
            "Inspectors’ request",
            assign=lambda by, item, owner: inspector_requests.give(
                by=by, request_id=item.object_id, holder=owner
            ),
            candidates=lambda by, item: inspector_requests.candidates(
                by=by, request_id=item.object_id
            ),
            steps=(("Send what inspectors", Need(P.RUN_INSPECTION)),),
        ),
        Kind(
            "inspections.readiness",
            "Readiness for inspection",
            steps=(("Look at it", Need(P.RUN_INSPECTION)),),
        ),
        Kind(
            "inspections.commentary",
            "Commentary on a red measure",
            candidates=lambda by, item: [],  # its owner changes with the measure
        ),
        Kind(
            "inspections.report",
            "Progress report to approve",
            candidates=lambda by, item: [],
            steps=(("Approve or withdraw", Need(P.APPROVE_PLANS)),),
        ),
        Kind("pages.review", "Guidance to review", steps=(("Say", Need(P.EDIT_PAGES)),)),
        Kind("pages.publish", "Publication to publish", steps=(("Read", Need(P.EDIT_PAGES)),)),
        Kind("pages.publication", "Publication to review", steps=(("Say", Need(P.EDIT_PAGES)),)),
    )
}


def of(item: WorkItem) -> Kind:
    """The kind of an item; one nobody registered is served by the generic functions."""
    return KINDS.get(item.kind) or Kind(item.kind, item.title)


def labels(items: Iterable[WorkItem], by: User) -> dict[uuid.UUID, str]:
    """Names by object id, for those of these items that the reader may see. Once per kind."""
    by_kind: dict[str, list[uuid.UUID]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item.object_id)
    found: dict[uuid.UUID, str] = {}
    for code, ids in by_kind.items():
        if code in KINDS:
            found |= KINDS[code].labels(ids, by)
    return found
