"""What the pages of a notification being filled in show."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.children.models import CommunicationNeed
from dco_portal.common.clock import today
from dco_portal.common.drafts import thaw
from dco_portal.common.errors import Invalid
from dco_portal.common.templatetags.portal import day, nhs_number
from dco_portal.organisations.models import Organisation
from referrals.actions import drafts
from referrals.models import How, Need, Notification, NotificationDraft
from referrals.rules import drafts as rules
from referrals.rules import lawful, routing
from referrals.rules.drafts import TITLES, Section

Row = dict[str, Any]
KINDS = dict(CommunicationNeed.Kind.choices)
HOW, NEEDS = dict(How.choices), dict(Need.choices)
NOTHING = "Nothing"
# Where a broken rule of the whole notification is mended.
FIELD_SECTION = {
    "born_on": Section.CHILD, "nhs_number": Section.CHILD, "given_name": Section.CHILD, "family_name": Section.CHILD,
    "postcode": Section.CHILD, "la": Section.AUTHORITY, "la_why": Section.AUTHORITY, "icb": Section.AUTHORITY,
    "body": Section.BODY, "opinion_by": Section.BODY, "opinion_on": Section.OPINION, "reason": Section.OPINION,
    "needs": Section.OPINION, "likelihood": Section.OPINION, "condition": Section.OPINION,
    **{f"{step}_{kind}": Section.PARENT for step in ("opinion_told", "duty_told") for kind in ("on", "how", "by")},
    "discussion_offered_on": Section.DISCUSSION, "discussion_offered_by": Section.DISCUSSION,
    "discussion": Section.DISCUSSION, "discussed_on": Section.DISCUSSION, "objection": Section.DISCUSSION,
    "voluntary": Section.VOLUNTARY, "voluntary_on": Section.VOLUNTARY,
}  # fmt: skip


def section_url(draft: NotificationDraft, section: Section) -> str:
    """The page of one section."""
    return reverse("referrals:draft-section", args=[draft.pk, section.value])


def tasks(draft: NotificationDraft, *, by: User) -> list[Row]:
    """The task list: every section and whether it is done, then sending."""
    waits = blockers(draft, by=by)
    held = {section for section, _ in waits}
    found: list[Row] = []
    for section in Section:
        done = section in draft.data
        status = "Completed" if done else "To do"
        if done and section in held:
            status = "Not yet possible to send"
        colour = "" if status == "Completed" else "yellow" if section in held and done else "blue"
        found.append(
            {
                "title": TITLES[section],
                "url": section_url(draft, section),
                "status": status,
                "status_colour": colour,
            }
        )
    ready = not rules.missing(draft)
    found.append(
        {
            "title": "Check your answers and send",
            "url": reverse("referrals:draft-check", args=[draft.pk]) if ready else "",
            "status": ("Cannot be sent yet" if waits else "To do") if ready else "Cannot start yet",
            "status_colour": "blue" if ready and not waits else "",
        }
    )
    return found


def blockers(draft: NotificationDraft, *, by: User) -> list[tuple[Section, str]]:
    """What the law still asks for before this may go, as sentences, each with the section that holds it.

    Sections that nobody has filled in yet say so themselves and are not listed.
    """
    data = thaw(draft.data)
    try:
        lawful.check_may_go(rules.flat(data), born_on=rules.born_on_of(data, by=by))
    except Invalid as error:
        found = [(FIELD_SECTION[field or ""], words) for field, words in error.errors.items()]
        return [(section, words) for section, words in found if section in draft.data]
    return []


def answers(draft: NotificationDraft, *, by: User) -> list[Row]:
    """Check your answers: one card per section, each with its change link."""
    data = thaw(draft.data)
    made = {
        Section.SAFETY: _safety, Section.CHILD: _child, Section.AUTHORITY: _authority, Section.FAMILY: _family,
        Section.BODY: _body, Section.OPINION: _opinion, Section.SUPPORT: _support, Section.PARENT: _parent,
        Section.DISCUSSION: _discussion, Section.VOLUNTARY: _voluntary,
    }  # fmt: skip
    cards = []
    for section in Section:
        rows: list[Row] = []
        if section == Section.DOCUMENTS:
            rows = [_row(row.description or "File", row.filename) for row in drafts.files(draft)]
        elif section in data:
            rows = made[section](data[section], by)
        empty = "None" if section in data else "Not filled in yet"
        cards.append(
            {
                "section": section,
                "title": TITLES[section],
                "rows": [row for row in rows if row.get("value") or row.get("lines")]
                or [_row("Answer", empty)],
                "url": section_url(draft, section),
            }
        )
    return cards


def _row(key: str, value: Any) -> Row:
    return {"key": key, "value": day(value) if hasattr(value, "year") else value}


def _safety(values: Mapping[str, Any], by: User) -> list[Row]:
    safe = values["risk"] == rules.NO
    return [_row("Telling the parents", "Puts nobody at risk" if safe else "May put somebody at risk")]  # fmt: skip


def _child(values: Mapping[str, Any], by: User) -> list[Row]:
    if values.get("child"):
        found = children.labels([values["child"]], by).values()
        return [
            row
            for one in found
            for row in (
                _row("Record", f"{one.name}, {one.reference}"),
                _row("Date of birth", one.born_on),
                _row("Age for school", school_age_words(one.born_on)),
            )
        ]
    return [
        _row("Name", f"{values['given_name']} {values['family_name']}"),
        _row("Known as", values["known_as"]),
        _row("Date of birth", values["born_on"]),
        _row("Age for school", school_age_words(values["born_on"])),
        _row("NHS number", nhs_number(values["nhs_number"]) or "Not known"),
        _row("Home", "\n".join(part for part in (values["address"], routing.shown(values["postcode"])) if part)),
    ]  # fmt: skip


def school_age_words(born_on: Any) -> str:
    """Such as "Under compulsory school age until 31 August 2027"."""
    since = lawful.school_age_from(born_on)
    if today() >= since:
        return f"Of compulsory school age since {day(since)}"
    return f"Under compulsory school age until {day(since)}"


def _authority(values: Mapping[str, Any], by: User) -> list[Row]:
    rows = {
        str(row.pk): row.name
        for row in Organisation.objects.filter(pk__in=[pk for pk in (values["la"], values["icb"]) if pk])
    }  # fmt: skip
    return [
        _row("Local authority", rows.get(values["la"], "")),
        _row("Integrated care board", rows.get(values["icb"], "")),
        _row("How you know", values["la_why"]),
    ]


def _needs(kinds: list[str], detail: str) -> str:
    words = ", ".join(KINDS[kind] for kind in kinds)
    return f"{words} ({detail})" if words and detail else words


def _family(values: Mapping[str, Any], by: User) -> list[Row]:
    held = {True: "Holds parental responsibility", False: "Does not hold parental responsibility"}
    rows = []
    for carer in values["carers"]:
        lines = [
            carer["relationship"],
            held.get(carer["parental_responsibility"], "Parental responsibility not known"),
            *(["Never write to this person"] if carer["never_write"] else []),
            *(["Address hidden"] if carer["address_hidden"] else []),
            *([carer["restriction_reason"]] if carer["restriction_reason"] else []),
        ]
        if needs := _needs(carer["needs"], carer["needs_detail"]):
            lines.append(f"Needs: {needs}")
        rows.append({"key": carer["name"], "lines": lines})
    return [*rows, _row("The child needs", _needs(values["needs"], values["needs_detail"]))]


def _body(values: Mapping[str, Any], by: User) -> list[Row]:
    body = Organisation.objects.filter(pk=values["body"]).first()
    own = by.organisation
    words = body.name if body else ""
    if body and own and body != own:
        words += f". {own.name} acts for it"
    return [
        _row("Body in law", words),
        _row("Opinion formed by", ", ".join(filter(None, (values["opinion_by"], values["opinion_role"])))),
    ]  # fmt: skip


def _opinion(values: Mapping[str, Any], by: User) -> list[Row]:
    likelihood = Notification.Likelihood(values["likelihood"]).label
    return [
        _row("Opinion", f"The child {likelihood} {Notification.Condition(values['condition']).label}"),
        {"key": "Areas of need", "lines": [NEEDS[code] for code in values["needs"]]},
        _row("Reason", values["reason"]),
        _row("Formed on", values["opinion_on"]),
    ]  # fmt: skip


SETTING = {"yes": "Yes", "no": "Goes to none", "unknown": "Not known"}


def _support(values: Mapping[str, Any], by: User) -> list[Row]:
    return [
        _row("Nursery, childminder or school", values["setting_name"] or SETTING[values["setting_known"]]),
        _row("Equipment", values["equipment"]),
        _row("Services", values["known_services"]),
    ]  # fmt: skip


def _parent(values: Mapping[str, Any], by: User) -> list[Row]:
    facts = rules.parent_facts(values)
    return [
        _row("Told of the opinion", _told(facts, "opinion_told")),
        _row("Told of the duty to notify", _told(facts, "duty_told")),
    ]


def _told(facts: Mapping[str, Any], step: str) -> str:
    if facts[f"{step}_on"] is None:
        return "Not yet"
    how = HOW.get(facts[f"{step}_how"], "")
    return f"{day(facts[f'{step}_on'])}. {how}, by {facts[f'{step}_by']}"


def _discussion(values: Mapping[str, Any], by: User) -> list[Row]:
    facts = rules.discussion_facts(values)
    given = facts["discussion_offered_on"]
    taken = Notification.Discussion(facts["discussion"]).label if facts["discussion"] else ""
    return [
        _row("Opportunity to discuss", f"{day(given)}, with {facts['discussion_offered_by']}" if given else "Not yet"),
        _row("Taken", taken),
        _row("Discussed on", facts["discussed_on"]),
        _row("What the parents said", values["parent_views"]),
        _row("Objection", values["objection"]),
    ]  # fmt: skip


def _voluntary(values: Mapping[str, Any], by: User) -> list[Row]:
    labels = {
        Notification.Voluntary.NONE: "None thought likely to help",
        Notification.Voluntary.NOT_YET: "To be recorded after sending",
    }
    if values["voluntary"] != Notification.Voluntary.NAMED:
        return [
            _row("Voluntary organisations", labels[Notification.Voluntary(values["voluntary"])])
        ]
    return [
        {"key": "Told of", "lines": [row["name"] for row in values["named"]]},
        _row("Told on", values["voluntary_on"]),
    ]


def warnings(draft: NotificationDraft, *, by: User) -> list[str]:
    """What the sender should know before sending."""
    data = thaw(draft.data)
    found = []
    if data.get(Section.DISCUSSION, {}).get("objects_to_notice"):
        found.append(
            "A parent objects. The Act gives no consent gate: you must notify all the same, and the authority is told "
            "of the objection (Children and Families Act 2014 section 23(3))."
        )
    carers = data.get(Section.FAMILY, {}).get("carers", [])
    new = not data.get(Section.CHILD, {}).get("child")
    if new and Section.FAMILY in data and not any(row["parental_responsibility"] for row in carers):
        found.append(
            "Nobody is named who holds parental responsibility: no copy of the notice can go to a parent."
        )
    chosen = data.get(Section.AUTHORITY, {}).get("la")
    la = Organisation.objects.filter(pk=chosen).first() if chosen else None
    if la and by.organisation and routing.out_of_area(la, by.organisation):
        found.append(
            f"{la.name} is outside the area you usually work in. It is still the one to tell."
        )
    return found  # fmt: skip
