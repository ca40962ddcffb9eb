"""The papers of a child's notifications: the opinion, what the parent was told, the outcome, what was written."""

import datetime as dt
import uuid
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.children.queries import Paper, Part, Said, file_of
from dco_portal.deadlines import short_date
from dco_portal.documents import queries as documents
from referrals.models import Message, Notification, OnwardReferral
from referrals.models.notification import Need

OWNER = "referrals.notification"


def papers(child_id: uuid.UUID, *, by: User) -> list[Paper]:
    """Every notification in the reader's scope, the oldest first. Addresses are not among the facts."""
    rows = Notification.objects.visible_to(by).filter(child_id=child_id)
    found = list(rows.select_related("body", "la", "organisation").order_by("sent_at", "id"))
    ids = [row.pk for row in found]
    files = documents.attachments_of_many(owner_kind=OWNER, owner_ids=ids)
    onward = OnwardReferral.objects.visible_to(by).filter(notification__in=ids)
    referrals = list(onward.select_related("service__provider").order_by("created_at"))
    return [
        Paper(
            title="Notification of a child under compulsory school age (section 23)", reference=row.reference,
            at=row.sent_at, facts=_facts(row),
            parts=(_told(row), *(_onward(each) for each in referrals if each.notification_id == row.pk)),
            letters=tuple(_letters(row)), files=tuple(file_of(each) for each in files.get(row.pk, [])),
        )
        for row in found
    ]  # fmt: skip


def _kept(rows: list[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (label, short_date(value) if isinstance(value, dt.date) else str(value))
        for label, value in rows
        if value
    )


def _facts(row: Notification) -> tuple[tuple[str, str], ...]:
    opinion = f"{row.get_likelihood_display()} {row.get_condition_display()}"
    return _kept(
        [
            ("Body that notified", row.body.name), ("Local authority", row.la.name), ("Sent on", row.sent_on),
            ("State", row.get_state_display()), ("Opinion", opinion), ("Formed on", row.opinion_on),
            ("Formed by", ", ".join(part for part in (row.opinion_by, row.opinion_role) if part)),
            ("Areas of need", "\n".join(str(Need(code).label) for code in row.needs)), ("Reason", row.reason),
            ("Equipment", row.equipment), ("Services that see the child", row.known_services),
            ("Acknowledged on", row.acknowledged_at.date() if row.acknowledged_at else None),
            ("Outcome", row.get_outcome_display() if row.outcome else ""), ("Outcome on", row.outcome_on),
            ("Outcome in words", row.outcome_words), ("How it ended", row.ended_reason),
        ]
    )  # fmt: skip


def _told(row: Notification) -> Part:
    return Part(
        "What the parent was told",
        _kept(
            [
                ("Of the opinion", f"{short_date(row.opinion_told_on)}, {row.get_opinion_told_how_display().lower()}"),
                ("Of the duty to notify", f"{short_date(row.duty_told_on)}, {row.get_duty_told_how_display().lower()}"),
                ("Offered a discussion on", row.discussion_offered_on), ("What came of it", row.get_discussion_display()),
                ("What the parent said", row.parent_views), ("What they object to", row.objection),
                ("Voluntary organisations", row.get_voluntary_display()),
            ]
        ),
    )  # fmt: skip


def _onward(row: OnwardReferral) -> Part:
    where = f"{row.service.name}, {row.service.provider.name}" if row.service else row.described
    return Part(
        f"Referral to {where}",
        _kept([("Reference", row.reference), ("State", row.get_state_display()), ("Reason", row.reason)]),
    )  # fmt: skip


def _letters(row: Notification) -> list[Said]:
    messages = Message.objects.filter(notification=row).select_related("author", "organisation")
    return [
        Said(
            each.created_at, f"{each.author.name}, {each.organisation.label}",
            f"To {each.get_to_side_display().lower()}" if each.to_side else "To all sides", each.text,
        )
        for each in messages.order_by("created_at", "id")
    ]  # fmt: skip
