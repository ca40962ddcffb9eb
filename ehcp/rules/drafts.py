"""A request being filled in: its sections and what each must say."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.children.matching import check_child
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.organisations.models import OrganisationKind
from ehcp.models import RequestDraft
from ehcp.rules import intake


class Section(StrEnum):
    """A page of the form; the value is its part of the address and its key in the draft."""

    ARRIVAL = "arrival"
    CHILD = "child"
    FAMILY = "family"
    REQUEST = "request"
    QUESTION = "question"
    SERVICES = "services"
    VIEWS = "views"
    EXISTING = "existing-advice"
    DOCUMENTS = "documents"


TITLES = {
    Section.ARRIVAL: "How the request came",
    Section.CHILD: "The child or young person",
    Section.FAMILY: "Parents, carers and communication needs",
    Section.REQUEST: "The request and its dates",
    Section.QUESTION: "What is asked and why",
    Section.SERVICES: "NHS services the family knows",
    Section.VIEWS: "Consent and views",
    Section.EXISTING: "Advice there is already",
    Section.DOCUMENTS: "Documents",
}


def sections(draft: RequestDraft) -> list[Section]:
    """The sections of a draft, in order; the DCO team also says how the request came."""
    by_icb = draft.organisation.kind == OrganisationKind.ICB
    return [section for section in Section if by_icb or section != Section.ARRIVAL]


def missing(draft: RequestDraft) -> list[Section]:
    """The sections that have not been saved yet."""
    return [section for section in sections(draft) if section not in draft.data]


def check_can_use(user: User, draft: RequestDraft) -> None:
    """Raises NotAllowed for another role, Conflict once the draft was sent or discarded."""
    intake.check_can_start(user)
    if draft.request is not None:
        who = draft.request.entered_by.name
        raise Conflict(f"{who} has sent this already: {draft.request.reference}.")
    if draft.discarded_at is not None:
        raise Conflict("This draft has been discarded.")


def check_complete(draft: RequestDraft) -> None:
    """Raises Invalid naming the sections that are still to be filled in."""
    if left := missing(draft):
        names = ", ".join(f"“{TITLES[section]}”" for section in left)
        raise Invalid(f"Fill in these sections first: {names}")


def check_section(
    section: Section, values: Mapping[str, Any], data: Mapping[str, Any], *, by: User
) -> None:
    """Check one section's values, with what the other sections say. Raises Invalid beside the field."""
    match section:
        case Section.CHILD:
            check_child(values, by=by, check_age=intake.check_age)
        case Section.ARRIVAL:
            intake.check_channel(by, values["channel"])
            check_arrival(values)
        case Section.REQUEST:
            arrival = data.get(Section.ARRIVAL, {})
            asked = values.get("asked_on") or arrival.get("asked_on") or today()
            intake.check_dates(
                decided_on=values["decided_on"],
                asked_on=asked,
                received_on=arrival.get("received_on") or today(),
                assessment_requested_on=values.get("assessment_requested_on"),
            )
        case _:
            return


def check_arrival(values: Mapping[str, Any]) -> None:
    """A request is not sent in the future, nor received before it was sent."""
    errors: dict[str | None, str] = {}
    if values["asked_on"] > today():
        errors["asked_on"] = "The day it was sent cannot be in the future"
    if values["received_on"] > today():
        errors["received_on"] = "The day it was received cannot be in the future"
    elif values["received_on"] < values["asked_on"]:
        errors["received_on"] = "It cannot have been received before it was sent"
    if errors:
        raise Invalid(errors)


def check_advice(values: Mapping[str, Any]) -> None:
    """One piece of existing advice: written before today, agreed on after it was written (reg 6(4))."""
    errors: dict[str | None, str] = {}
    dated = values.get("dated_on")
    if dated and dated > today():
        errors["dated_on"] = "The day it was written cannot be in the future"
    for field in ("author_agreed_on", "la_agreed_on", "family_agreed_on"):
        day = values.get(field)
        if day and day > today():
            errors[field] = "The day of agreement cannot be in the future"
        elif day and dated and day < dated:
            errors[field] = "Nobody can have agreed before it was written"
    if values.get("family_agreed_on") and not str(values.get("family_agreed_by", "")).strip():
        errors["family_agreed_by"] = "Enter who agreed for the family, or the young person"
    if errors:
        raise Invalid(errors)
