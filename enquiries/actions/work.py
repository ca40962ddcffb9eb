"""An enquiry in the lists: who owes what next, and whose part it is where it is about a child."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import actions as children
from dco_portal.organisations.models import Organisation, OrganisationKind
from dco_portal.work import actions as work
from enquiries.models import Answer, AnswerVersion, Enquiry, SpecialistAsk
from enquiries.states import ENQUIRY_OPEN, AskState, EnquiryState

E = EnquiryState
KIND, ASK, ANSWER = "enquiries.enquiry", "enquiries.ask", "enquiries.answer"
STEPS: dict[str, str] = {
    E.NEW: "Give it to somebody and answer",
    E.OPEN: "Answer",
    E.WAITING: "Waiting for the asker",
    E.ON_HOLD: "On hold: look again",
}


def sync(enquiry: Enquiry, *, by: User | None) -> None:
    """Bring involvements and work items of the enquiry and its open questions up to date."""
    _involve(enquiry, by=by)
    _push_to_team(enquiry)
    _push_to_asker(enquiry)
    for ask in enquiry.asks.select_related("service__provider", "person"):
        ask.enquiry = enquiry
        sync_ask(ask, by=by)


def _involve(enquiry: Enquiry, *, by: User | None) -> None:
    """The board has a part in an enquiry about a child; so has the asker's side where it may see children."""
    child = enquiry.child
    if child is None:
        return
    part: dict[str, Any] = {"child": child, "case_kind": KIND, "case_id": enquiry.pk}
    children.involve(by=by, organisation=enquiry.icb, reason="Answers an enquiry", **part)
    home = enquiry.asker_organisation
    if home is not None and home.kind == OrganisationKind.LA:
        children.involve(by=by, organisation=home, reason="Asked the DCO", **part)
    elif home is not None and home.kind == OrganisationKind.PROVIDER:
        children.involve(
            by=by, organisation=home, reason="Asked the DCO", user=enquiry.asker, **part
        )


def _push_to_team(enquiry: Enquiry) -> None:
    if enquiry.state not in ENQUIRY_OPEN:
        work.close(object_id=enquiry.pk, organisation=enquiry.icb)
        return
    answered = enquiry.asks.filter(state=AskState.ANSWERED, used_in=None).exists()
    step = (
        "Use the specialist’s answer"
        if answered and enquiry.state in {E.NEW, E.OPEN}
        else STEPS[enquiry.state]
    )
    work.push(
        kind=KIND, object_id=enquiry.pk, organisation=enquiry.icb, reference=enquiry.reference,
        title=f"Enquiry: {enquiry.get_topic_display()}", step=step, owner=enquiry.owner,
        part="watches" if enquiry.state == E.WAITING else "owes",
        target_on=enquiry.due_on or (enquiry.hold_until if enquiry.state == E.ON_HOLD else None),
        link=reverse("enquiries:thread", args=[enquiry.pk]),
    )  # fmt: skip


def _push_to_asker(enquiry: Enquiry) -> None:
    """Somebody with an account sees in their list that the team waits for them."""
    home = enquiry.asker_organisation
    if home is None or home.pk == enquiry.icb_id:
        return
    if enquiry.state not in ENQUIRY_OPEN:
        work.close(object_id=enquiry.pk, organisation=home)
        return
    waits = enquiry.state == E.WAITING
    work.push(
        kind=KIND, object_id=enquiry.pk, organisation=home, reference=enquiry.reference,
        title="Your enquiry to the DCO team", step="Reply to the DCO team" if waits else "Waiting for an answer",
        owner=enquiry.asker, part="owes" if waits else "watches",
        link=reverse("enquiries:thread", args=[enquiry.pk]),
    )  # fmt: skip


def sync_ask(ask: SpecialistAsk, *, by: User | None) -> None:
    """A specialist's question in the service's list; about a child, their part lasts as long as the question."""
    provider = ask.service.provider
    if ask.state != AskState.ASKED or ask.enquiry.state not in ENQUIRY_OPEN:
        work.close(object_id=ask.pk, organisation=provider)
        if ask.enquiry.child_id:
            children.release(by=by, case_id=ask.pk)
        return
    work.push(
        kind=ASK, object_id=ask.pk, organisation=provider, reference=ask.enquiry.reference,
        title="A question from the DCO team", step="Answer the question", team=ask.service, owner=ask.person,
        escalate_to=ask.enquiry.icb, target_on=ask.answer_by, link=reverse("enquiries:ask", args=[ask.pk]),
    )  # fmt: skip
    if child := ask.enquiry.child:
        parts: list[tuple[Organisation, dict[str, Any]]] = [
            (ask.enquiry.icb, {}),
            (provider, {"service": ask.service}),
        ]
        for organisation, extra in parts:
            children.involve(
                by=by, child=child, organisation=organisation, case_kind=ASK, case_id=ask.pk,
                reason="Asked by the DCO" if extra else "Asks a specialist", **extra,
            )  # fmt: skip
        for person in [ask.person] if ask.person else _clinicians(ask):
            children.involve(
                by=by, child=child, organisation=provider, case_kind=ASK, case_id=ask.pk, service=ask.service,
                user=person, reason="Asked by the DCO",
            )  # fmt: skip


def _clinicians(ask: SpecialistAsk) -> list[User]:
    """Where nobody is named any clinician of the service may answer, so each has a part meanwhile."""
    from dco_portal.accounts.queries import people

    return list(people(ask.service.provider, P.WRITE_ADVICE, service=ask.service))


def sync_answer(answer: Answer, *, review: bool = False) -> None:
    """A version that waits for its approver, one sent back to its writer, or a review that is due."""
    change = (
        answer.versions.filter(state__in=["draft", "checking"]).select_related("written_by").first()
    )
    common: dict[str, Any] = {
        "kind": ANSWER, "object_id": answer.pk, "organisation": answer.icb, "reference": answer.reference,
        "link": reverse("enquiries:answer-desk", args=[answer.pk]),
    }  # fmt: skip
    if change and change.state == AnswerVersion.State.CHECKING:
        work.push(title="An answer to publish", step="Check and publish", **common)
    elif change and change.comment:
        work.push(
            title="An answer sent back",
            step="Change it and submit it again",
            owner=change.written_by,
            **common,
        )
    elif review:
        work.push(
            title="A published answer",
            step="Review",
            target_on=answer.review_on,
            **common,
        )
    else:
        work.close(object_id=answer.pk, organisation=answer.icb)
