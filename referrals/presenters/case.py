"""The page of a notification: what it shows, and the steps each side may take."""

from textwrap import shorten
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import rules as child_rules
from dco_portal.children.queries import hidden_home
from dco_portal.common.clock import london, today
from dco_portal.common.templatetags.portal import day
from dco_portal.documents import presenters as files
from dco_portal.documents import queries as documents
from dco_portal.organisations import policy
from referrals.actions.work import KIND
from referrals.models import Message, Notification
from referrals.presenters.listing import colour
from referrals.queries.thread import open_questions
from referrals.rules import notice as rules
from referrals.rules import routing
from referrals.states import OPEN, NotificationState

__all__ = ["colour"]
Side = Message.Side
Row = dict[str, Any]
RARE = frozenset({"referrals:duplicate", "referrals:in-error"})


def steps(row: Notification, by: User) -> list[Row]:
    """What this person may do now, the main step first."""
    moved = row.state == NotificationState.OUTCOME and row.outcome == Notification.Outcome.MOVED
    offered = (
        (rules.can_acknowledge(by, row), "Acknowledge", "referrals:acknowledge", "Tells the clinician that you have it."),
        (rules.can_record_outcome(by, row), "Record the outcome", "referrals:outcome", "The clinician is told."),
        (rules.can_note_outside(by, row), f"Note how {row.la.label} got it", "referrals:outside",
         f"{row.la.name} is not on the portal: send it the notice yourself."),
        (rules.can_name_voluntary(by, row), "Record voluntary organisations", "referrals:voluntary",
         "" if row.voluntary else "The parents must be told of any that is likely to help."),
        (rules.can_correct(by, row), "Send it on to the new authority" if moved else "Correct the local authority",
         "referrals:correct", ""),
        (rules.can_look_again(by, row), "Take the outcome back", "referrals:look-again", ""),
        (rules.can_reopen(by, row), "Reopen", "referrals:reopen", ""),
        (rules.can_mark_duplicate(by, row), "End as a duplicate", "referrals:duplicate", ""),
        (rules.can_enter_in_error(by, row), "Mark as entered in error", "referrals:in-error", ""),
    )  # fmt: skip
    found = [
        {"label": label, "url": reverse(name, args=[row.pk]), "why": why, "rare": name in RARE}
        for allowed, label, name, why in offered
        if allowed
    ]
    return [{**step, "secondary": place > 0} for place, step in enumerate(found)]


def clock(row: Notification) -> Row:
    """The dates of a notification. The Act sets no time, so the only target is local policy."""
    since = london(row.la_since).date()
    made: Row = {
        "title": "Notification to the local authority", "asked_on": since, "asked_label": "With the authority since",
        "due_on": None, "met_on": row.outcome_on, "citation": "Children and Families Act 2014 s.23",
        "why": "The Act sets no length of time for a notification or for what the authority does with it.",
    }  # fmt: skip
    waits = {
        NotificationState.SENT: ("Acknowledge by", "s23.acknowledge_days"),
        NotificationState.ACKNOWLEDGED: ("Outcome by", "s23.outcome_days"),
    }
    if row.state in OPEN:
        label, key = waits[NotificationState(row.state)]
        days = int(policy.value(key, row.icb))
        made |= {
            "service_date": since.fromordinal(since.toordinal() + days),
            "service_label": label,
        }
    elif row.state != NotificationState.OUTCOME:
        made["ended"] = row.get_state_display()
    return made


def _rows(*rows: tuple[str, Any]) -> list[Row]:
    return [{"key": key, "value": day(value) if hasattr(value, "year") else value} for key, value in rows if value]  # fmt: skip


def opinion(row: Notification) -> list[Row]:
    """What the body thinks, and why."""
    areas = dict(row._meta.get_field("needs").base_field.flatchoices)
    where = {
        True: row.setting_name or "Yes",
        False: "Goes to none",
        None: row.setting_name or "Not known",
    }
    return [
        *_rows(
            ("Opinion", f"The child {row.get_likelihood_display()} {row.get_condition_display()}"),
            ("Areas of need", "\n".join(areas[code] for code in row.needs)),
            ("Reason", row.reason),
            ("Formed on", row.opinion_on),
            ("Formed by", ", ".join(filter(None, (row.opinion_by, row.opinion_role)))),
            ("Body in law", row.body.name),
            ("Written by", f"{row.organisation.name}, which acts for the board" if row.acts_for_icb else ""),
            ("Their own reference", row.their_reference),
            ("Nursery, childminder or school", where[row.setting_known]),
            ("Equipment", row.equipment),
            ("Services that see the child", row.known_services),
            ("Why again", row.again_because),
        )
    ]  # fmt: skip


def lawful(row: Notification) -> list[Row]:
    """The steps of section 23 in their order, each with its day."""
    taken = row.get_discussion_display()
    if row.discussed_on:
        taken = f"{taken} on {day(row.discussed_on)}"
    return _rows(
        ("Parent told of the opinion", _told(row.opinion_told_on, row.get_opinion_told_how_display(), row.opinion_told_by)),
        ("Parent told of the duty to notify", _told(row.duty_told_on, row.get_duty_told_how_display(), row.duty_told_by)),
        ("Opportunity to discuss", f"{day(row.discussion_offered_on)}, with {row.discussion_offered_by}. {taken}"),
        ("What the parents said", row.parent_views),
        ("Objection", f"{row.objection}\nThe Act gives no consent gate: an objection does not stop a notification."
         if row.objects_to_notice else ""),
        ("Local authority told", f"{london(row.sent_at):%-d %B %Y at %H:%M}"),
    )  # fmt: skip


def _told(on: Any, how: str, by: str) -> str:
    return f"{day(on)}. {how}, by {by}"


def authority(row: Notification, by: User) -> list[Row]:
    """With whom it is, how that was decided, and what they did. A hidden home shows no postcode."""
    postcode = routing.shown(row.home_postcode)
    if hidden_home(row.child) and not child_rules.can_see_hidden(by):
        postcode = ""
    acknowledged = ""
    if row.acknowledged_at and row.acknowledged_by:
        acknowledged = f"{london(row.acknowledged_at):%-d %B %Y}, by {row.acknowledged_by.name}"
    return _rows(
        ("Local authority", row.la.name),
        ("How it was decided", " ".join(filter(None, (f"{row.get_la_basis_display()}.", row.la_basis_words)))),
        ("Home postcode", postcode),
        ("Integrated care board", row.icb.name),
        ("Officer", row.la_officer.name if row.la_officer else "Nobody yet"),
        ("Sent by other means", f"{day(row.outside_on)}: {row.outside_how}" if row.outside_on else ""),
        ("Acknowledged", acknowledged),
        ("Outcome", row.get_outcome_display() if row.outcome else ""),
        ("Outcome on", row.outcome_on),
        ("What they say", row.outcome_words),
    )  # fmt: skip


def voluntary(row: Notification) -> Row:
    """The voluntary organisations, as words and rows."""
    named = list(row.voluntary_named.all())
    return {
        "words": "Not recorded yet." if not row.voluntary else f"{row.get_voluntary_display()}.",
        "on": row.voluntary_on,
        "named": named,
        "owed": not row.voluntary,
    }


def corrections(row: Notification) -> list[Row]:
    """The authorities it was with before: the original is kept."""
    found = []
    for change in row.corrections.select_related("la_before", "la_after", "by"):
        since = f"{london(change.since_before):%-d %B %Y}"
        found.append(
            {
                "cells": [
                    {"text": change.la_before.name, "sub": f"Since {since}", "name": True},
                    {"text": change.la_after.name},
                    {"text": change.get_cause_display(), "sub": change.reason},
                    {"text": change.by.name, "sub": f"{london(change.created_at):%-d %B %Y}"},
                ]
            }
        )
    return found


CORRECTION_COLUMNS = [
    {"label": "Was with"},
    {"label": "Went to"},
    {"label": "Why"},
    {"label": "Changed by"},
]


def message_kinds(row: Notification, by: User, questions: list[Message]) -> list[tuple[str, str]]:
    """What a message of this reader can be."""
    side = rules.side_of(by, row)
    found = [
        (f"answer:{q.pk}", f"An answer to: {shorten(q.text, 80, placeholder='…')}")
        for q in questions
        if q.to_side == side
    ]
    asks = {
        Side.LA: "A question to the local authority",
        Side.NOTIFIER: "A question to whoever notified",
        Side.DCO: "A question to the DCO team",
    }
    found += [(f"ask:{code.value}", words) for code, words in asks.items() if code != side]
    return [*found, ("note", "A note that all three read")]


def thread(row: Notification, by: User) -> list[Row]:
    """The thread, the oldest first. All three sides read all of it."""
    own = by.organisation.pk if by.organisation else None
    found = []
    for message in row.messages.select_related("author", "organisation"):
        to = f"To {Side(message.to_side).label[:1].lower()}{Side(message.to_side).label[1:]}: " if message.to_side else ""  # fmt: skip
        found.append(
            {
                "who": message.author.name,
                "organisation": message.organisation.label,
                "at": message.created_at,
                "text": f"{to}{message.text}",
                "own": message.organisation_id == own,
            }
        )
    return found


def questions_to(row: Notification, by: User) -> tuple[list[Message], list[Message]]:
    """All open questions, and those of them that the reader's side owes an answer to."""
    found = list(open_questions(row))
    side = rules.side_of(by, row)
    return found, [q for q in found if q.to_side == side]


def history(row: Notification) -> list[Row]:
    """What happened, the newest first."""
    found = []
    for change in row.changes.select_related("by").order_by("-id"):
        if not change.from_state:
            what = f"Sent by {row.body.name}"
        elif change.from_state == change.to_state:
            what = "Changed"
        else:
            what = row.state_name(change.to_state)
        found.append({"at": change.at, "what": what, "who": change.by.name if change.by else "The portal", "detail": change.reason})  # fmt: skip
    return found


def attachments(row: Notification) -> list[Row]:
    """Reports that came with it or were added."""
    rows = documents.attachments_of(owner_kind=KIND, owner_id=row.pk)
    return [
        files.file_row(each, reverse("referrals:file", args=[row.pk, each.pk])) for each in rows
    ]


def school_age(row: Notification) -> str:
    """Such as "Under compulsory school age until 31 August 2027"."""
    if today() >= row.csa_on:
        return f"Of compulsory school age since {day(row.csa_on)}"
    return f"Under compulsory school age until {day(row.csa_on)}"
