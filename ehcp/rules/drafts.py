"""A request being filled in: its sections, what each must say, and its values as JSON."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db.models import Model

from dco_portal.accounts.models import User
from dco_portal.children import numbers
from dco_portal.children import queries as children
from dco_portal.children import rules as child_rules
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
NEW = "new"  # the answer "none of these is this child"


class MayExist(Invalid):
    """Records that may be this child's: the person says which, or that it is none of them."""

    def __init__(self, similar: list[children.Similar]) -> None:
        super().__init__({"match": "Say whether one of these records is this child"})
        self.similar = similar


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
            check_child(values, by=by)
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


def check_child(values: Mapping[str, Any], *, by: User) -> None:
    """Who the child is, and whether the portal may know them already. Raises Invalid or MayExist."""
    if values.get("child"):
        return
    tidied = {
        **values,
        "nhs_number": numbers.tidy(values["nhs_number"]),
        "upn": numbers.tidy(values["upn"]),
    }
    child_rules.check_details(tidied)
    intake.check_age(values["born_on"])
    if children.number_clashes(values["nhs_number"], values["born_on"]):
        raise Invalid({"nhs_number": child_rules.NUMBER_CLASH})
    similar = children.similar(
        by=by, given_name=values["given_name"], family_name=values["family_name"], born_on=values["born_on"],
        nhs_number=values["nhs_number"],
    )  # fmt: skip
    allowed = {str(row.child.id) for row in similar if row.child} | {NEW}
    if similar and values.get("match") not in allowed:
        raise MayExist(similar)


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


def freeze(value: Any) -> Any:
    """A section's values as JSON: dates as YYYY-MM-DD, records as their ids."""
    match value:
        case dt.date():
            return value.isoformat()
        case Model():
            return str(value.pk)
        case uuid.UUID():
            return str(value)
        case Mapping():
            return {str(key): freeze(item) for key, item in value.items()}
        case str() | int() | bool() | None:
            return value
        case Iterable():
            return [freeze(item) for item in value]
    raise TypeError(f"A draft does not hold {type(value).__name__}")


def thaw(value: Any, key: str = "") -> Any:
    """What `freeze` made, with dates again: those under a key that ends in `_on`. Ids stay text."""
    match value:
        case dict():
            return {name: thaw(item, name) for name, item in value.items()}
        case list():
            return [thaw(item) for item in value]
        case str() if key.endswith("_on") and value:
            return dt.date.fromisoformat(value)
    return value
