"""Notifications of under-5s in various states, made by the portal's own actions on past days."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import nhs_number
from django.db import transaction

from dco_portal.common.clock import today
from dco_portal.common.moments import as_if
from dco_portal.home.demo.cases import Area, settle_messages
from dco_portal.home.demo.places import organisation
from dco_portal.organisations.models import Organisation, ProviderType
from referrals.actions import answering, correcting, drafts, sending, thread

FIRST_NUMBER = 9_990_002_000  # apart from those of the requests


@dataclass(frozen=True)
class Story:
    """One invented child, where they live, and how far the notification got so many days ago.

    `reached`: sent, acknowledged, question, outcome, no_action, moved, outside, in_error.
    """

    given: str
    family: str
    months: int
    parent: str
    postcode: str
    days_ago: int
    reached: str
    needs: tuple[str, ...] = ("communication",)
    reason: str = (
        "Few words and little eye contact at the two-year review. Hearing has been checked."
    )
    objects: str = ""
    voluntary: str = "named"
    interpreter: str = ""
    la_why: str = ""


WORCESTERSHIRE = (
    Story("Tamsin", "Allardyce", 27, "Morwenna Allardyce", "WR5 1XZ", 1, "sent", voluntary=""),
    Story(
        "Idris",
        "Calloway",
        31,
        "Nesta Calloway",
        "WR14 2XZ",
        9,
        "acknowledged",
        ("communication", "social"),
        la_why="The family showed a letter of Worcestershire’s.",
    ),
    Story("Juno", "Petrakis", 35, "Eleni Petrakis", "WR9 8XZ", 6, "question", interpreter="Greek"),
    Story(
        "Caspian",
        "Thorne",
        22,
        "Odette Thorne",
        "WR3 7XZ",
        45,
        "outcome",
        ("sensory", "health"),
        "Profound hearing loss in both ears, found at newborn screening. Hearing aids fitted.",
    ),
    Story(
        "Saoirse",
        "Vance",
        40,
        "Declan Vance",
        "WR2 6XZ",
        60,
        "no_action",
        ("social",),
        objects="The parents would have liked to wait for the next review.",
    ),
    Story(
        "Bodhi",
        "Ashgrove",
        18,
        "Linnea Ashgrove",
        "HR1 2XZ",
        12,
        "outside",
        ("health", "cognition"),
        "Down’s syndrome, diagnosed before birth. Learns more slowly and has a heart condition.",
    ),
    Story("Elowen", "Marchbank", 33, "Petra Marchbank", "WR1 3XZ", 4, "in_error"),
)
BSW = (
    Story("Rafferty", "Quill", 29, "Maren Quill", "SN10 1XZ", 2, "sent", la_why="Given by the health visitor’s record."),
    Story("Anouk", "Delacroix", 34, "Ines Delacroix", "SN15 1XZ", 14, "acknowledged", interpreter="French",
          la_why="Given by the family."),
    Story("Fenn", "Hollister", 25, "Tabitha Hollister", "SN14 6XZ", 50, "outcome", ("sensory",),
          la_why="Given by the family."),
    Story("Zuri", "Abara", 38, "Chiamaka Abara", "SN12 7XZ", 20, "moved", la_why="Given by the family."),
)  # fmt: skip
AREAS = (("demo.example", WORCESTERSHIRE), ("bsw.example", BSW))
SAFEGUARDING_TRUST = "Safeguarding children team, on working days: through the trust’s switchboard. Out of hours: the on-call manager."
SAFEGUARDING_LA = "Children’s social care front door on working days; the emergency duty team at night and at weekends. Both numbers are on the council’s website."


def load() -> str:
    """Make each area's notifications once; how many there are, in words."""
    _contacts()
    serials = range(FIRST_NUMBER, FIRST_NUMBER + 1000)
    free = iter([str(serial) for serial in serials if nhs_number.is_valid(str(serial))])
    made = 0
    for domain, stories in AREAS:
        area, given = Area(domain), [next(free) for _ in stories]
        if area.people["notifier"].notifications_sent.exists():
            continue
        with transaction.atomic():
            for story, number in zip(stories, given, strict=True):
                play(area, story, number)
                made += 1
            leave_draft(area)
            settle_messages(domain)
    return f"{made} notifications of under-5s made"


def _contacts() -> None:
    """Whom to ring about a worry, where nobody has written it down yet."""
    for words, kind in ((SAFEGUARDING_TRUST, "provider"), (SAFEGUARDING_LA, "la")):
        Organisation.objects.filter(kind=kind, safeguarding_contact="").update(safeguarding_contact=words)  # fmt: skip


def body_of(area: Area) -> Organisation:
    """The body in law: the trust itself, or the board that another provider acts for."""
    return area.icb if area.provider.provider_type == ProviderType.OTHER else area.provider


def sections(area: Area, story: Story, number: str) -> dict[str, Any]:
    """The sections of a notification sent today, as the notifier would fill them in."""
    on, by = today(), area.people["notifier"]
    years, month = divmod(on.year * 12 + on.month - 1 - story.months, 12)
    carer = {
        "name": story.parent, "relationship": "mother", "parental_responsibility": True, "lives_with_child": True, "email": "",
        "telephone": "", "address": "", "postcode": "", "never_write": False, "address_hidden": False, "restriction_reason": "",
        "needs": ["interpreter"] if story.interpreter else [], "needs_detail": story.interpreter,
    }  # fmt: skip
    la = organisation("herefordshire-council") if story.postcode.startswith("HR") else area.la
    named = [
        {
            "name": "Home-Start",
            "detail": "Volunteers who visit families with small children.",
            "url": "",
            "listing_id": "",
        }
    ]
    told = on - dt.timedelta(days=5)
    return {
        "safety": {"risk": "no"},
        "child": {
            "nhs_number": number, "nhs_number_missing": "", "given_name": story.given, "family_name": story.family, "known_as": "",
            "born_on": dt.date(years, month + 1, 9), "upn": "", "address": "1 Invented Street", "postcode": story.postcode,
            "setting_name": "", "setting": "", "match": "new", "child": "",
        },
        "authority": {"la": str(la.pk), "la_why": story.la_why, "icb": str(area.icb.pk)},
        "family": {"carers": [carer], "needs": [], "needs_detail": ""},
        "body": {"body": str(body_of(area).pk), "opinion_by": by.name, "opinion_role": "Health visitor"},
        "opinion": {
            "likelihood": "has" if "sensory" in story.needs else "probably", "condition": "both", "needs": list(story.needs),
            "reason": story.reason, "opinion_on": on - dt.timedelta(days=9),
        },
        "support": {
            "setting_known": "yes" if story.months > 24 else "no", "setting_name": "Little Acorns" if story.months > 24 else "",
            "equipment": "Hearing aids" if "sensory" in story.needs else "", "known_services": "Health visiting",
        },
        "parent": {
            "opinion_told": "yes", "opinion_told_on": told, "opinion_told_how": "in_person", "opinion_told_by": by.name,
            "duty_told": "same", "duty_told_on": None, "duty_told_how": "", "duty_told_by": "",
        },
        "discussion": {
            "offered": "yes", "discussion_offered_on": told, "discussion_offered_by": by.name, "discussion": "taken",
            "discussed_on": on - dt.timedelta(days=2), "parent_views": "Would like help with talking at home.",
            "objects_to_notice": bool(story.objects), "objection": story.objects,
        },
        "voluntary": {
            "voluntary": story.voluntary, "voluntary_on": on - dt.timedelta(days=2) if story.voluntary else None,
            "named": named if story.voluntary else [],
        },
        "documents": {},
    }  # fmt: skip


def play(area: Area, story: Story, number: str) -> None:
    """Send one notification on its day, and take it as far as its story goes."""
    began = today() - dt.timedelta(days=story.days_ago)
    with as_if(began, 11):
        sent = sending.send(by=area.people["notifier"], data=sections(area, story, number))
    later = began + dt.timedelta(days=2)
    if story.reached in _NEXT:
        with as_if(min(later, today()), 15):
            _NEXT[story.reached](area, sent)


def _acknowledged(area: Area, sent: Any) -> Any:
    return answering.acknowledge(by=area.people["la"], notification=sent)


def _question(area: Area, sent: Any) -> None:
    _acknowledged(area, sent)
    thread.write(
        by=area.people["la"], notification=sent, ask="notifier",
        text="Does the child use any words of the language spoken at home? We plan the first visit with an interpreter.",
    )  # fmt: skip


def _outcome(area: Area, sent: Any) -> None:
    answering.record_outcome(
        by=area.people["la"], notification=_acknowledged(area, sent), outcome="early_years",
        words="A teacher of the deaf visits every fortnight from next week.",
    )  # fmt: skip


def _no_action(area: Area, sent: Any) -> None:
    answering.record_outcome(
        by=area.people["la"], notification=_acknowledged(area, sent), outcome="no_action",
        words="The nursery’s own support is enough for now. The area SENCO looks again in three months.",
    )  # fmt: skip


def _moved(area: Area, sent: Any) -> None:
    answering.record_outcome(
        by=area.people["la"], notification=_acknowledged(area, sent), outcome="moved", words="The family has moved to Swindon."
    )  # fmt: skip


def _outside(area: Area, sent: Any) -> None:
    correcting.note_outside(
        by=area.people["dco"],
        notification=sent,
        on=today(),
        how="Secure e-mail to the early years team",
    )


def _in_error(area: Area, sent: Any) -> None:
    correcting.enter_in_error(
        by=area.people["notifier"], notification=sent, reason="Written about the wrong child of a pair of cousins."
    )  # fmt: skip


_NEXT: dict[str, Any] = {
    "acknowledged": _acknowledged,
    "question": _question,
    "outcome": _outcome,
    "no_action": _no_action,
    "moved": _moved,
    "outside": _outside,
    "in_error": _in_error,
}


def leave_draft(area: Area) -> None:
    """A notification that the notifier has begun: the parent has not been told yet."""
    by = area.people["notifier"]
    with as_if(today() - dt.timedelta(days=1), 16):
        draft = drafts.begin(by=by)
        drafts.save_section(by=by, draft_id=draft.pk, section="safety", values={"risk": "no"})
        drafts.save_section(
            by=by, draft_id=draft.pk, section="parent", values={"opinion_told": "not_yet", "duty_told": "not_yet"}
        )  # fmt: skip
