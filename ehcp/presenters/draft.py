"""What the pages of a request being filled in show, in the shapes of the shared components."""

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
from dco_portal.organisations.models import Organisation, ProviderService
from ehcp.actions import drafts, intake
from ehcp.models import AdviceRequest, RequestDraft
from ehcp.queries.intake import open_requests
from ehcp.rules import drafts as rules
from ehcp.rules.drafts import TITLES, Section

Row = dict[str, Any]
CONSENT = dict(AdviceRequest._meta.get_field("consent").flatchoices)
KINDS = dict(CommunicationNeed.Kind.choices)
# Where a broken rule of the whole request is mended.
FIELD_SECTION = {
    "born_on": Section.CHILD, "nhs_number": Section.CHILD, "upn": Section.CHILD, "given_name": Section.CHILD,
    "family_name": Section.CHILD, "decided_on": Section.REQUEST, "assessment_requested_on": Section.REQUEST,
    "type": Section.REQUEST, "icb": Section.REQUEST, "la": Section.ARRIVAL, "channel": Section.ARRIVAL,
    "received_on": Section.ARRIVAL, "question": Section.QUESTION, "reason": Section.QUESTION, "consent": Section.VIEWS,
}  # fmt: skip


def section_url(draft: RequestDraft, section: Section) -> str:
    """The page of one section."""
    return reverse("ehcp:draft-section", args=[draft.pk, section.value])


def tasks(draft: RequestDraft) -> list[Row]:
    """The task list: every section and whether it is done, then sending."""
    done = [section in draft.data for section in rules.sections(draft)]
    found: list[Row] = [
        {
            "title": TITLES[section],
            "url": section_url(draft, section),
            "status": "Completed" if is_done else "To do",
            "status_colour": "" if is_done else "blue",
        }
        for section, is_done in zip(rules.sections(draft), done, strict=True)
    ]
    ready = all(done)
    found.append(
        {
            "title": "Check your answers and send",
            "url": reverse("ehcp:draft-check", args=[draft.pk]) if ready else "",
            "status": "To do" if ready else "Cannot start yet",
            "status_colour": "blue" if ready else "",
        }
    )
    return found


def answers(draft: RequestDraft, *, by: User) -> list[Row]:
    """Check your answers: one card per section, each with its change link."""
    data = thaw(draft.data)
    made = {
        Section.ARRIVAL: _arrival, Section.CHILD: _child, Section.FAMILY: _family, Section.REQUEST: _request,
        Section.QUESTION: _question, Section.SERVICES: _services, Section.VIEWS: _views, Section.EXISTING: _existing,
    }  # fmt: skip
    cards = []
    for section in rules.sections(draft):
        if section == Section.DOCUMENTS:
            rows = [
                {"key": row.description or "File", "value": row.filename}
                for row in drafts.files(draft)
            ]
        elif section in data:
            rows = made[section](data[section], by)
        else:
            rows = []
        cards.append(
            {
                "title": TITLES[section],
                "rows": [row for row in rows if row.get("value") or row.get("lines")]
                or [{"key": "Answer", "value": "None" if section in data else "Not filled in yet"}],
                "url": section_url(draft, section),
            }
        )
    return cards


def _row(key: str, value: Any) -> Row:
    return {"key": key, "value": day(value) if hasattr(value, "year") else value}


def _arrival(values: Mapping[str, Any], by: User) -> list[Row]:
    la = Organisation.objects.filter(pk=values["la"]).first()
    return [
        _row("Local authority", la.name if la else ""),
        _row("How it came", AdviceRequest.Channel(values["channel"]).label),
        _row("Sent on", values["asked_on"]),
        _row("Arrived on", values["received_on"]),
    ]


def _child(values: Mapping[str, Any], by: User) -> list[Row]:
    if values.get("child"):
        label = children.labels([values["child"]], by)
        return [
            row
            for one in label.values()
            for row in (
                _row("Record", f"{one.name}, {one.reference}"),
                _row("Date of birth", one.born_on),
            )
        ]
    return [
        _row("Name", f"{values['given_name']} {values['family_name']}"),
        _row("Known as", values["known_as"]),
        _row("Date of birth", values["born_on"]),
        _row("NHS number", nhs_number(values["nhs_number"]) or "Not known"),
        _row("UPN", values["upn"]),
        _row(
            "Address", "\n".join(part for part in (values["address"], values["postcode"]) if part)
        ),
        _row("School or setting", values["setting_name"]),
    ]


def _needs(kinds: list[str], detail: str) -> str:
    words = ", ".join(KINDS[kind] for kind in kinds)
    return f"{words} ({detail})" if words and detail else words


def _family(values: Mapping[str, Any], by: User) -> list[Row]:
    rows = []
    for carer in values["carers"]:
        held = {
            True: "Holds parental responsibility",
            False: "Does not hold parental responsibility",
        }
        lines = [
            carer["relationship"],
            held.get(carer["parental_responsibility"], "Parental responsibility not known"),
        ]
        if carer["never_write"]:
            lines.append("Never write to this person")
        if carer["address_hidden"]:
            lines.append("Address hidden")
        if carer["restriction_reason"]:
            lines.append(carer["restriction_reason"])
        if needs := _needs(carer["needs"], carer["needs_detail"]):
            lines.append(f"Needs: {needs}")
        rows.append({"key": carer["name"], "lines": lines})
    return [*rows, _row("The child needs", _needs(values["needs"], values["needs_detail"]))]


def _request(values: Mapping[str, Any], by: User) -> list[Row]:
    ends = intake.plan_due(values.get("assessment_requested_on"))
    return [
        _row("Request for", AdviceRequest.Type(values["type"]).label),
        _row("Authority asked to assess on", values.get("assessment_requested_on")),
        _row("The authority’s 20 weeks end on", ends),
        _row("Decided to assess on", values["decided_on"]),
        _row("Health asked on", values.get("asked_on")),
        _row("The authority’s reference", values.get("la_reference")),
    ]


def _question(values: Mapping[str, Any], by: User) -> list[Row]:
    return [
        _row("What is asked", values["question"]),
        _row("Why", values["reason"]),
        _row("Needs known", values["needs_known"]),
    ]


def _services(values: Mapping[str, Any], by: User) -> list[Row]:
    services = ProviderService.objects.filter(pk__in=values["services"]).select_related("provider")
    lines = [str(service) for service in services]
    lines += [
        ", ".join(part for part in (row["described"], row["professional"]) if part)
        for row in values["described"]
    ]
    return [{"key": "Known to", "lines": lines}]


def _views(values: Mapping[str, Any], by: User) -> list[Row]:
    return [
        _row("Sharing information", CONSENT[values["consent"]]),
        _row("Limits or details", values["consent_detail"]),
        _row("Views of child and family", values["family_views"]),
    ]


def _existing(values: Mapping[str, Any], by: User) -> list[Row]:
    rows = []
    for item in values["items"]:
        agreed = [item["author_agreed_on"], item["la_agreed_on"], item["family_agreed_on"]]
        enough = (
            "All three agree: it is not sought again"
            if all(agreed)
            else "Not agreed by all three: it may be sought again"
        )
        rows.append(
            {
                "key": item["description"],
                "lines": [f"{item['author_name']}, {day(item['dated_on'])}", enough],
            }
        )
    return rows


def clock_preview(draft: RequestDraft) -> intake.Clock | None:
    """The dates that sending it today would set; None while what they depend on is missing or impossible."""
    data = thaw(draft.data)
    wanted, arrival = data.get(Section.REQUEST), data.get(Section.ARRIVAL, {})
    if not wanted:
        return None
    try:
        _, icb = drafts.sides(draft, data)
    except Invalid:
        return None
    received = arrival.get("received_on") or today()
    return intake.clock_for(
        type=wanted["type"], icb=icb, channel=arrival.get("channel", "portal"),
        asked_on=arrival.get("asked_on") or wanted.get("asked_on") or received, received_on=received,
    )  # fmt: skip


def warnings(draft: RequestDraft, *, by: User) -> list[str]:
    """What the sender should know before sending."""
    data = thaw(draft.data)
    found = []
    child = data.get(Section.CHILD, {}).get("child")
    if child:
        found += [
            f"There is an open request about this child already: {reference}."
            for reference in open_requests(child, by=by)
        ]
    carers = data.get(Section.FAMILY, {}).get("carers", [])
    if not child and not any(carer["parental_responsibility"] for carer in carers):
        found.append("Nobody is named who holds parental responsibility.")
    born_on = data.get(Section.CHILD, {}).get("born_on")
    if born_on and children.is_young_person(born_on, today()):
        found.append(
            "From 16 health writes to the young person first. Once this is sent, note their own contact and "
            "wishes on their page."
        )
    return found
