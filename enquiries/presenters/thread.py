"""The page of an enquiry: for the team with everything, for the asker with what is theirs to see."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.templatetags.portal import day
from dco_portal.documents import presenters as files
from dco_portal.documents.models import Attachment
from enquiries.models import Enquiry, Message, SpecialistAsk
from enquiries.queries import thread as queries
from enquiries.rules import asks as ask_rules
from enquiries.rules import desk as rules
from enquiries.states import ENQUIRY_OPEN, AskState, EnquiryState, Tried

E, K = EnquiryState, Message.Kind
COLOURS: dict[str, str] = {
    E.NEW: "yellow", E.OPEN: "blue", E.WAITING: "purple", E.ON_HOLD: "orange", E.RESOLVED: "green",
}  # fmt: skip
ASK_COLOURS: dict[str, str] = {AskState.ASKED: "yellow", AskState.ANSWERED: "green"}
TEAM = "The DCO team"
Href = Callable[[Attachment], str]


def colour(state: str) -> str:
    """The tag's colour for a state; grey for an end elsewhere."""
    return COLOURS.get(state, "grey")


def for_team(enquiry: Enquiry, by: User) -> list[dict[str, Any]]:
    """Every message with its files, for the DCO team."""
    rows = list(queries.messages(enquiry, inside=True))
    return _rows(
        enquiry,
        rows,
        lambda file: reverse("enquiries:file", args=[enquiry.pk, file.pk]),
        inside=True,
    )


def for_asker(enquiry: Enquiry, href: Href, *, names: bool) -> list[dict[str, Any]]:
    """What the asker wrote and what they were answered. `names` shows who of the team wrote: to professionals only."""
    rows = list(queries.messages(enquiry, inside=False))
    return _rows(enquiry, rows, href, inside=False, names=names)


def _rows(
    enquiry: Enquiry, rows: list[Message], href: Href, *, inside: bool, names: bool = True
) -> list[dict[str, Any]]:
    uploads = queries.files(rows)
    found = []
    for row in rows:
        theirs = row.kind == K.FROM_ASKER
        listed = [files.file_row(file, href(file)) for file in uploads.get(row.pk, [])]
        if not names:
            listed = [{**file, "who": ""} for file in listed]
        found.append(
            {
                "who": _who(enquiry, row, inside=inside, names=names),
                "organisation": row.organisation.label
                if row.organisation and (inside or names)
                else "",
                "at": row.created_at,
                "text": row.text,
                "own": theirs != inside,
                "internal": row.kind in (K.NOTE, K.SPECIALIST),
                "tag": "Specialist’s answer: not shown to the asker"
                if row.kind == K.SPECIALIST
                else "",
                "source": row.get_source_display() if inside and theirs else "",
                "from": row.enquiry.reference if row.enquiry_id != enquiry.pk else "",
                "files": listed,
            }
        )
    return found


def _who(enquiry: Enquiry, row: Message, *, inside: bool, names: bool) -> str:
    if row.kind == K.FROM_ASKER:
        if row.author:
            return row.author.name
        return (enquiry.asker_name or "The asker") if inside else "You"
    return row.author.name if row.author and (inside or names) else TEAM


def facts(enquiry: Enquiry) -> list[dict[str, Any]]:
    """What is known of the enquiry, for the team."""
    tried = [str(Tried(code).label) for code in enquiry.tried]
    rows = [
        ("Asked by", f"{enquiry.asker_words} ({enquiry.get_asker_role_display()})"),
        (
            "Answers go to",
            "Their account" if enquiry.has_account else f"{enquiry.asker_email}, confirmed",
        ),
        ("Area", (enquiry.place.name if enquiry.place else enquiry.la.label if enquiry.la else "")),
        ("Topic", enquiry.get_topic_display()),
        ("Urgency", enquiry.get_urgency_display()),
        ("What they have tried", "\n".join([*tried, enquiry.tried_other]).strip()),
        ("Suggestions shown before sending", _offered(enquiry)),
        ("Who has it", enquiry.owner.name if enquiry.owner else "Nobody yet"),
        ("Service", enquiry.get_service_display() if enquiry.service else ""),
        ("Theme", enquiry.get_theme_display() if enquiry.theme else ""),
        (
            "Gap log",
            (f"Counted: {enquiry.gap_words}" if enquiry.gap_words else "Counted")
            if enquiry.is_gap
            else "",
        ),
        ("On hold because", enquiry.hold_reason),
        ("Look again on", day(enquiry.hold_until)),
        ("Goes on in", enquiry.merged_into.reference if enquiry.merged_into else ""),
        ("Split from", enquiry.split_from.reference if enquiry.split_from else ""),
        ("Signposted to", enquiry.signposted_to.name if enquiry.signposted_to else ""),
        ("Closed with", enquiry.ended_reason),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _offered(enquiry: Enquiry) -> str:
    count = len(enquiry.offered)
    return f"{count}, none of which answered it" if count else ""


def typed_child(enquiry: Enquiry) -> list[dict[str, str]]:
    """What the asker typed of a child, until it is tied to a record."""
    names = {
        "given_name": "Given name",
        "family_name": "Family name",
        "born_on": "Date of birth",
        "nhs_number": "NHS number",
    }
    return [
        {"key": words, "value": enquiry.child_details[key]}
        for key, words in names.items()
        if enquiry.child_details.get(key)
    ]


def clock(enquiry: Enquiry) -> dict[str, Any]:
    """The local clock of the answer, for `components/clock.html`; never called a legal date."""
    paused = {E.WAITING: "Paused: the asker’s turn", E.ON_HOLD: "Paused: on hold"}
    return {
        "title": "Answer to the asker",
        "asked_on": enquiry.created_at,
        "due_on": enquiry.due_on,
        "local": True,
        "ended": "" if enquiry.due_on else paused.get(EnquiryState(enquiry.state), "Closed"),
    }


RARE = frozenset({"merge", "split", "signpost", "assign", "answer-new", "handover", "reopen-rare"})


def steps(enquiry: Enquiry, by: User) -> list[dict[str, Any]]:
    """What the team may do now, the rare steps marked."""
    works = rules.can_work(by, enquiry)
    offered = (
        (works, "Ask a specialist", "specialist", ""),
        (rules.can_note(by, enquiry), "Tag service and theme", "tag", ""),
        (works and enquiry.state != E.ON_HOLD, "Put on hold", "hold", ""),
        (works, "Resolve", "resolve", ""),
        (rules.can_reopen(by, enquiry), "Reopen", "reopen", ""),
        (works, "Give it to somebody", "assign", ""),
        (works, "Signpost elsewhere", "signpost", ""),
        (works, "Merge into another enquiry", "merge", ""),
        (works, "Split off part of it", "split", ""),
    )
    found = [
        {"label": label, "url": reverse(f"enquiries:{name}", args=[enquiry.pk]), "why": why,
         "secondary": True, "rare": name in RARE}
        for allowed, label, name, why in offered
        if allowed
    ]  # fmt: skip
    if rules.can_release(by, enquiry):
        found.insert(
            0,
            {
                "label": "Take off hold",
                "url": reverse("enquiries:release", args=[enquiry.pk]),
                "method": "post",
            },
        )
    if rules.can_note(by, enquiry):
        query = urlencode({"enquiry": enquiry.pk})
        found.append({"label": "Write an answer for everybody from this", "rare": True,
                      "url": f"{reverse('enquiries:answer-new')}?{query}"})  # fmt: skip
    return found + (handovers(enquiry, by) if works else [])


def handovers(enquiry: Enquiry, by: User) -> list[dict[str, Any]]:
    """What an enquiry can become by this person; a link for each receiving page that exists."""
    found = []
    for label, name, needs in (
        ("Open an EHC request from this", "ehcp:draft-new", (P.ENTER_FOR_LA, P.REQUEST_ADVICE)),
        ("Open an under-5s notification from this", "referrals:draft-new", (P.NOTIFY_UNDER_FIVE,)),
    ):
        if not any(by.may(each) for each in needs):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append(
            {"label": label, "url": f"{url}?{urlencode({'enquiry': enquiry.pk})}", "rare": True}
        )
    return found


def asks(enquiry: Enquiry, by: User, rows: list[SpecialistAsk]) -> list[dict[str, Any]]:
    """Questions to specialists as cards."""
    return [
        {
            "title": f"{row.service.name}, {row.service.provider.label}",
            "person": row.person.name if row.person else "",
            "question": row.question,
            "state": row.get_state_display(),
            "colour": ASK_COLOURS.get(row.state, "grey"),
            "asked": f"{row.asked_by.name}, {day(row.created_at)}",
            "by": row.answer_by if row.state == AskState.ASKED else None,
            "answer": row.message.text if row.message else "",
            "answered": f"{row.answered_by.name}, {day(row.answered_at)}" if row.answered_by else "",
            "used": bool(row.used_in_id),
            "use_url": f"{reverse('enquiries:thread', args=[enquiry.pk])}?use={row.pk}#write"
            if row.message and enquiry.state in ENQUIRY_OPEN else "",
            "withdraw_url": reverse("enquiries:ask-withdraw", args=[row.pk]) if ask_rules.can_withdraw(by, row) else "",
        }
        for row in rows
    ]  # fmt: skip


def history(enquiry: Enquiry) -> list[dict[str, Any]]:
    """Everything that was done, the newest first, for the team."""
    rows = enquiry.changes.select_related("by").order_by("-id")
    return [
        {
            "at": row.at,
            "what": Enquiry.state_name(row.to_state)
            if row.to_state
            else row.what[:1].upper() + row.what[1:],
            "who": row.by.name if row.by else "The asker" if row.by_asker else "The portal",
            "detail": row.reason,
        }
        for row in rows
    ]


def asker_facts(enquiry: Enquiry) -> list[dict[str, Any]]:
    """What the asker sees beside the thread."""
    rows = [
        ("About", enquiry.get_topic_display()),
        ("Area", enquiry.place.name if enquiry.place else enquiry.la.label if enquiry.la else ""),
        ("Asked", day(enquiry.created_at)),
        (
            "We mean to answer by",
            f"{day(enquiry.due_on)} (local standard)" if enquiry.due_on else "",
        ),
        ("Goes on in", enquiry.merged_into.reference if enquiry.merged_into else ""),
        ("Where to turn", enquiry.signposted_to.name if enquiry.signposted_to else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


ASKER_STATES: dict[str, str] = {
    E.UNCONFIRMED: "Not sent yet", E.NEW: "With the DCO team", E.OPEN: "With the DCO team",
    E.WAITING: "Waiting for you", E.ON_HOLD: "The DCO team is finding out", E.RESOLVED: "Answered",
    E.MERGED: "Goes on in another question", E.SIGNPOSTED: "Somebody else can help",
}  # fmt: skip


def asker_state(enquiry: Enquiry) -> str:
    """Where the enquiry stands, in words for whoever asked; the team's inner steps stay inside."""
    return ASKER_STATES[enquiry.state]
