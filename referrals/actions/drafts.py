"""Filling in a notification section by section, and sending it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children.actions import in_scope
from dco_portal.children.matching import NEW
from dco_portal.common.clock import now
from dco_portal.common.drafts import freeze, thaw
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.work import actions as work
from enquiries import queries as enquiries
from referrals.actions import locking, sending
from referrals.actions.work import KIND
from referrals.models import Notification, NotificationDraft
from referrals.queries import earlier
from referrals.rules import drafts as rules
from referrals.rules import lawful
from referrals.rules.drafts import Section
from referrals.rules.notice import check_can_notify

OWNER = "referrals.draft"


@transaction.atomic
def begin(
    *, by: User, child_id: uuid.UUID | None = None, enquiry_id: uuid.UUID | None = None
) -> NotificationDraft:
    """Start a notification, about a child there is already, or from one's own enquiry to the DCO team.

    What an enquiry tells is offered in the sections, none of which is done by it. Raises NotAllowed, NotFound,
    OfSchoolAge.
    """
    check_can_notify(by)
    assert by.organisation is not None
    data: dict[str, Any] = {}
    if enquiry_id:
        known = enquiries.handover(enquiry_id, by=by)
        child_id = child_id or known.child_id
        data["_offered"] = {
            Section.CHILD.value: freeze(known.child),
            Section.OPINION.value: {"reason": known.text},
        }
    if child_id:
        child = in_scope(by, child_id)
        lawful.check_age(child.born_on)
        data[Section.CHILD] = {"child": str(child.pk)}
    draft = NotificationDraft.objects.create(organisation=by.organisation, started_by=by, data=data)
    audit.record("referrals.draft", by=by, obj=draft, child_id=child_id)
    work.push(
        kind=OWNER, object_id=draft.pk, organisation=draft.organisation, title="Notification of a child under 5, not sent yet",
        step="Fill it in and send it", link=reverse("referrals:draft", args=[draft.pk]), owner=by, state="draft",
    )  # fmt: skip
    return draft


@transaction.atomic
def save_section(
    *,
    by: User,
    draft_id: uuid.UUID,
    section: str,
    values: Mapping[str, Any],
    seen: str | None = None,
) -> NotificationDraft:
    """Save one section. `seen` is the section's stamp as the page showed it (`stamp`).

    Raises Invalid beside the field, `MayExist` when records may be this child's, OfSchoolAge, and Invalid on
    top when somebody else saved the section meanwhile. A risk in telling the parents diverts the draft.
    """
    draft = locking.draft(by, draft_id)
    name = Section(section)
    if name != Section.SAFETY:
        rules.check_not_diverted(draft)
    if seen is not None and seen != stamp(draft, name):
        who = draft.data.get("_saved", {}).get(name, {}).get("by", "Somebody")
        raise Invalid(
            f"{who} has saved this section meanwhile. Your words are still here: compare, then save again."
        )
    rules.check_section(name, values, thaw(draft.data), by=by)
    values = dict(values)
    if name == Section.CHILD:
        values = _chosen(by, values)
        draft.data.pop("_earlier", None)
    if name == Section.SAFETY:
        draft.diverted_at = now() if values.get("risk") == rules.YES else None
    draft.data[name] = freeze(values)
    draft.lock += 1
    draft.data.setdefault("_saved", {})[name] = {"by": by.name, "n": draft.lock}
    draft.save()
    audit.record("referrals.draft_save", by=by, obj=draft, section=name.value)
    return draft


def _chosen(by: User, values: dict[str, Any]) -> dict[str, Any]:
    """The child section as kept: a record that was picked stands for everything else."""
    match = values.pop("match", "")
    picked = values.get("child") or (match if match and match != NEW else "")
    if not picked:
        return values
    child = in_scope(by, picked)
    lawful.check_age(child.born_on)
    return {"child": str(child.pk)}


def stamp(draft: NotificationDraft, section: str) -> str:
    """What a page notes of a section, to see later whether somebody saved it meanwhile."""
    return str(draft.data.get("_saved", {}).get(section, {}).get("n", 0))


@transaction.atomic
def clear_child(*, by: User, draft_id: uuid.UUID) -> NotificationDraft:
    """Choose the child again."""
    draft = locking.draft(by, draft_id)
    for part in (Section.CHILD, Section.AUTHORITY, "_earlier"):
        draft.data.pop(part, None)
    draft.save()
    audit.record("referrals.draft_save", by=by, obj=draft, section=Section.CHILD.value)
    return draft


@transaction.atomic
def attach(*, by: User, draft_id: uuid.UUID, upload: Any, description: str) -> None:
    """Add a report to the draft. Raises Invalid beside `upload` for an unfit one."""
    draft = locking.draft(by, draft_id)
    documents.attach(
        by=by, upload=upload, owner_kind=OWNER, owner_id=draft.pk, description=description
    )
    audit.record("referrals.draft_file", by=by, obj=draft)


@transaction.atomic
def leave_out(*, by: User, draft_id: uuid.UUID, attachment_id: uuid.UUID) -> None:
    """Do not send a report that was added. Raises NotFound for another draft's."""
    draft = locking.draft(by, draft_id)
    document_queries.attachment_of(attachment_id, owner_kind=OWNER, owner_id=draft.pk)
    draft.data.setdefault("_left_out", []).append(str(attachment_id))
    draft.save()
    audit.record("referrals.draft_file_out", by=by, obj=draft, file=attachment_id)


def files(draft: NotificationDraft) -> list:
    """The uploads that go with the notification, the oldest first."""
    out = set(draft.data.get("_left_out", []))
    rows = document_queries.attachments_of(owner_kind=OWNER, owner_id=draft.pk)
    return [row for row in rows if str(row.pk) not in out]


@transaction.atomic
def discard(*, by: User, draft_id: uuid.UUID) -> NotificationDraft:
    """Throw a draft away: what it says is deleted, that it was there is kept."""
    draft = locking.draft(by, draft_id)
    draft.discarded_at, draft.data = now(), {}
    draft.save()
    audit.record("referrals.draft_discard", by=by, obj=draft)
    work.close(object_id=draft.pk)
    return draft


@transaction.atomic
def show_earlier(
    *, by: User, draft_id: uuid.UUID, found: list[earlier.Earlier]
) -> NotificationDraft:
    """Note that the sender has been shown that the child was notified before: day and reference, audited."""
    draft = locking.draft(by, draft_id)
    shown = draft.data.setdefault("_earlier", {"shown": []})["shown"]
    for row in found:
        if str(row.id) not in shown:
            shown.append(str(row.id))
            audit.record("referrals.earlier_shown", by=by, obj=draft, earlier=row.reference)
    draft.save()
    return draft


@transaction.atomic
def submit(*, by: User, draft_id: uuid.UUID, again_because: str = "") -> Notification:
    """Send the notification: the authority has it at once, and the draft is emptied.

    All or nothing. Raises Conflict when it was sent already, AlreadyNotified when the child was and the sender has
    not been shown it, and Invalid for what is not right yet, or for a second notification without a reason.
    """
    draft = locking.draft(by, draft_id)
    rules.check_not_diverted(draft)
    rules.check_complete(draft)
    data = thaw(draft.data)
    shown = data.get("_earlier", {}).get("shown", [])
    if shown and not again_because.strip():
        raise Invalid({"again_because": "Say why you notify again, or discard this draft: the authority has been told"})  # fmt: skip
    notification = sending.send(by=by, data=data, shown=shown, again_because=again_because)
    documents.hand_over(
        by=by, attachment_ids=[row.pk for row in files(draft)], owner_kind=OWNER, owner_id=draft.pk,
        to_kind=KIND, to_id=notification.pk, child_id=notification.child_id,
    )  # fmt: skip
    draft.notification, draft.data = notification, {}
    draft.save()
    audit.record("referrals.draft_sent", by=by, obj=draft, child_id=notification.child_id, notification=notification.reference)  # fmt: skip
    work.close(object_id=draft.pk)
    return notification
