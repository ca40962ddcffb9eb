"""What a service does with its part of a request: give it out, write it, sign it, or say that it knows nothing."""

import re
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import london, now, today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.documents import actions as documents
from ehcp import advice as shape
from ehcp.actions import locking, tell, work
from ehcp.actions.arriving import arrive, when
from ehcp.actions.moves import move
from ehcp.actions.versions import author_of, begin_version, draft_of
from ehcp.models import AdviceVersion, Contribution
from ehcp.rules import advice as rules
from ehcp.rules.returning import NOBODY, missing
from ehcp.states import ContributionState

__all__ = [
    "Stale", "allocate", "attach_report", "begin_version", "choose_basis", "give_back", "save", "say_not_known",
    "sign",
]  # fmt: skip


class Stale(Conflict):
    """Somebody saved the same section after this person's page was opened.

    `part` is the section as it was saved, `lock` the version to save over it knowingly.
    """

    def __init__(self, message: str, *, part: dict[str, Any], lock: int) -> None:
        super().__init__(message)
        self.part, self.lock = part, lock


@transaction.atomic
def allocate(*, by: User, contribution: Contribution, clinician: User) -> Contribution:
    """Give a contribution to a clinician of its service, or to oneself as the lead who writes for one.

    Also moves it from one clinician to another. Raises Invalid for a person who cannot write it.
    """
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_allocate(by, contribution)
    _check_writer(contribution, clinician, by=by)
    if contribution.clinician_id == clinician.pk:
        raise Conflict(f"{clinician.name} has {contribution.reference} already.")
    before = contribution.clinician
    contribution.clinician = clinician
    if contribution.state != ContributionState.UNALLOCATED:
        reason = f"Taken from {before.name}" if before else "Given to somebody else"
        move(contribution, ContributionState.UNALLOCATED, by=by, reason=reason)
    move(contribution, ContributionState.WRITING, by=by, reason=f"Given to {clinician.name}")
    draft = begin_version(by=by, contribution=contribution)
    for_another = not clinician.may(P.WRITE_ADVICE) and clinician == by
    draft.content["author"] = {} if for_another else author_of(clinician)
    draft.save()
    audit.record(
        "ehcp.allocate",
        by=by,
        obj=contribution,
        child_id=contribution.request.child_id,
        clinician=clinician.pk,
    )
    work.sync(contribution.request, by=by)
    if clinician != by:
        tell.about_contribution(
            contribution, [clinician], kind="allocated", subject="health advice for you to write",
            body=f"{by.name} has given you this. The local authority must have it by {when(contribution.due_on)}; "
            f"your service’s own date is {when(contribution.service_date)}.",
        )  # fmt: skip
    if before and before not in {by, clinician}:
        tell.about_contribution(
            contribution, [before], kind="taken", subject="given to somebody else", linked=False,
            body="You need not write this advice any more.",
        )  # fmt: skip
    return contribution


def _check_writer(contribution: Contribution, clinician: User, *, by: User) -> None:
    service = contribution.service
    if clinician.pk == by.pk and rules.is_lead(by, contribution, P.UPLOAD_FOR_CLINICIAN):
        return
    if (
        not people(service.provider, P.WRITE_ADVICE, service=service)
        .filter(pk=clinician.pk)
        .exists()
    ):
        raise Invalid({"clinician": "Choose a clinician of this service."})


@transaction.atomic
def give_back(*, by: User, contribution: Contribution, reason: str) -> Contribution:
    """Hand a contribution back to the service's leads; what was written stays as the draft."""
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_give_back(by, contribution)
    if not reason.strip():
        raise Invalid({"reason": "Say why in a sentence or two"})
    before = contribution.clinician
    contribution.clinician = None
    move(contribution, ContributionState.UNALLOCATED, by=by, reason=reason)
    audit.record("ehcp.give_back", by=by, obj=contribution, child_id=contribution.request.child_id)
    work.sync(contribution.request, by=by)
    tell.about_contribution(
        contribution, [lead for lead in tell.lead_people(contribution) if lead != by], kind="given_back",
        subject="given back", body=f"It needs another clinician. It is due by {when(contribution.due_on)}.",
    )  # fmt: skip
    if before and before != by:
        tell.about_contribution(
            contribution, [before], kind="taken", subject="taken back by your service", linked=False,
            body="You need not write this advice any more.",
        )  # fmt: skip
    return contribution


@transaction.atomic
def choose_basis(*, by: User, contribution: Contribution, basis: str) -> AdviceVersion:
    """Write the advice here, or send an existing report with a summary. What was written is kept."""
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_write(by, contribution)
    draft = draft_of(contribution)
    draft.basis = AdviceVersion.Basis(basis)
    draft.save()
    audit.record(
        "ehcp.choose_basis",
        by=by,
        obj=contribution,
        child_id=contribution.request.child_id,
        basis=basis,
    )
    return draft


@transaction.atomic
def save(
    *,
    by: User,
    contribution: Contribution,
    section: str,
    values: dict[str, Any],
    lock: int,
    add: bool = False,
    remove: str = "",
) -> AdviceVersion:
    """Save one section of the draft; then add an empty row, or remove the row of that key.

    `lock` is the version's lock that the person's page began from. Raises `Stale` when somebody
    saved this section since; sections saved by others meanwhile are no conflict.
    """
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_write(by, contribution)
    draft = draft_of(contribution)
    if section not in shape.PAGES[draft.basis]:
        raise Conflict(
            "This page belongs to the other way of answering. Open the list of pages again."
        )
    _check_fresh(draft, section, lock)
    content = dict(draft.content)
    content[section] = _merged(content.get(section, {}), section, values)
    if add:
        content = shape.add_row(content, section)
    if remove:
        content = shape.remove_row(content, section, remove)
    draft.lock += 1
    moment = now()
    note = {"lock": draft.lock, "by": by.name, "by_id": str(by.pk), "at": moment.isoformat()}
    content["saved"] = {**content.get("saved", {}), section: note}
    draft.content, draft.saved_by = content, by
    draft.save()
    audit.record(
        "ehcp.save_advice",
        by=by,
        obj=contribution,
        child_id=contribution.request.child_id,
        section=section,
    )
    return draft


def _check_fresh(draft: AdviceVersion, section: str, lock: int) -> None:
    note = draft.content.get("saved", {}).get(section)
    if note and note["lock"] > lock:
        at = london(type(now()).fromisoformat(note["at"]))
        raise Stale(
            f"{note['by']} saved this page at {at:%H:%M} on {at.day} {at:%B}, after you opened it. "
            "Nothing is lost: what you wrote is below, next to what they saved.",
            part=draft.content.get(section, {}), lock=draft.lock,
        )  # fmt: skip


def _merged(old: dict[str, Any], section: str, values: dict[str, Any]) -> dict[str, Any]:
    """The section as saved now; row keys are only those that this section has given out."""
    part = {**old, **values}
    row = shape.SECTIONS[section].row
    if row and "rows" in values:
        last = old.get("last", 0)
        for item in values["rows"]:
            match = re.fullmatch(rf"{row}\.([1-9]\d*)", item["key"])
            if match is None or int(match[1]) > last:
                raise Conflict("This page is out of date. Open it again.")
    return part


@transaction.atomic
def attach_report(*, by: User, contribution: Contribution, upload: File) -> AdviceVersion:
    """Take the existing report that stands as this version's advice. Raises Invalid for an unfit file."""
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_write(by, contribution)
    draft = draft_of(contribution)
    draft.report = documents.attach(
        by=by, upload=upload, owner_kind="ehcp.contribution", owner_id=contribution.pk,
        child_id=contribution.request.child_id, description=f"Report, version {draft.number}",
    )  # fmt: skip
    draft.basis = AdviceVersion.Basis.UPLOAD
    draft.save()
    audit.record(
        "ehcp.attach_report", by=by, obj=contribution, child_id=contribution.request.child_id
    )
    return draft


@transaction.atomic
def sign(*, by: User, contribution: Contribution, lock: int) -> Contribution:
    """Sign the draft, which freezes it, and pass it on: to the service's lead, or straight to the DCO team.

    `lock` is the save that the signer read. Raises Conflict when somebody saved since, Invalid
    when something is missing. A lead who wrote for a clinician signs off by signing.
    """
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_sign(by, contribution)
    draft = draft_of(contribution)
    if draft.lock != lock:
        who = draft.saved_by.name if draft.saved_by else "Somebody"
        raise Conflict(
            f"{who} has saved the advice since you read it. Read it again before you sign."
        )
    found = shape.faults(
        draft.content, basis=draft.basis, today=today(), has_report=draft.report_id is not None
    )  # fmt: skip
    if found:
        raise Invalid(
            f"{len(found)} answers are missing or wrong." if len(found) > 1 else found[0].message
        )
    draft.signed_by, draft.signed_at = by, now()
    draft.save()
    as_lead = not by.may(P.WRITE_ADVICE) and rules.is_lead(by, contribution, P.SIGN_OFF)
    if contribution.service.lead_signs_off and not as_lead:
        move(contribution, ContributionState.SIGNED, by=by)
        leads = [lead for lead in tell.lead_people(contribution) if lead != by]
        tell.about_contribution(
            contribution, leads, kind="signed", subject="signed, waiting for your sign-off",
            body=f"{by.name} has signed this advice. It is due by {when(contribution.due_on)}.",
        )  # fmt: skip
    else:
        if as_lead:
            contribution.signed_off_by, contribution.signed_off_at = by, now()
        arrive(contribution, by=by)
    audit.record(
        "ehcp.sign", by=by, obj=contribution, child_id=contribution.request.child_id, version=draft.number
    )  # fmt: skip
    work.sync(contribution.request, by=by)
    return contribution


@transaction.atomic
def say_not_known(
    *, by: User, contribution: Contribution, searched: str, next_route: str
) -> Contribution:
    """Answer that the service does not know the child: what was searched, and who may know.

    It answers for this service alone. Raises Invalid when either is empty.
    """
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_say_not_known(by, contribution)
    errors: dict[str | None, str] = {}
    if not searched.strip():
        errors["searched"] = "Enter what was searched."
    if not next_route.strip():
        errors["next_route"] = "Enter who may know the child, or what should happen next."
    if errors:
        raise Invalid(errors)
    contribution.searched, contribution.next_route = searched.strip(), next_route.strip()
    move(contribution, ContributionState.NOT_KNOWN, by=by)
    audit.record("ehcp.not_known", by=by, obj=contribution, child_id=contribution.request.child_id)
    request = contribution.request
    work.sync(request, by=by)
    still = missing(request)
    recipients, words = tell.dco_people(request), f"It is due by {when(request.due_on)}."
    if still == NOBODY:
        recipients, words = list(people(request.icb, P.NAME_ADVISER)) or recipients, NOBODY
    elif not still:
        words = "All other advice has been sent, so the pack can be returned."
    tell.about_contribution(
        contribution, recipients, kind="not_known", subject="not known to this service",
        body=f"{contribution.service.name} does not know this child. {words}",
    )  # fmt: skip
    return contribution
