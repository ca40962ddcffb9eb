"""Who may change a child's record, and what a record must say."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import ages, numbers
from dco_portal.children.models import Carer, Child
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid, NotAllowed

KEEPERS = (P.REQUEST_ADVICE, P.ENTER_FOR_LA, P.TRIAGE)
NUMBER_CLASH = "This NHS number and this date of birth do not belong together: check both with whoever gave them"
HIDDEN_FIELDS = ("email", "telephone", "address", "postcode")
PRACTITIONERS = (*KEEPERS, P.ALLOCATE, P.WRITE_ADVICE, P.NOTIFY_UNDER_FIVE)


def _any(user: User, permissions: tuple[P, ...]) -> bool:
    return any(user.may(permission) for permission in permissions)


def check_can_search(user: User) -> None:
    """Raises NotAllowed for a role that sees no child's record."""
    if not user.may(P.SEE_CHILDREN):
        raise NotAllowed("Your role does not open children’s records.")


def can_create(user: User) -> bool:
    """Whether the person may start a child's record."""
    return _any(user, (*KEEPERS, P.NOTIFY_UNDER_FIVE))


def can_edit(user: User) -> bool:
    """Whether the person may change a child's name, numbers, home and setting."""
    return _any(user, KEEPERS)


def can_note(user: User) -> bool:
    """Whether the person may note carers, communication needs and the young person's own words."""
    return _any(user, PRACTITIONERS)


def can_lift(user: User) -> bool:
    """Whether the person may end a contact restriction."""
    return _any(user, KEEPERS)


def can_see_hidden(user: User) -> bool:
    """Whether the person may read an address that is hidden: the LA's officers and the DCO team."""
    return _any(user, KEEPERS)


def check_can_create(user: User) -> None:
    if not can_create(user):
        raise NotAllowed("Your role cannot start a child’s record.")


def check_can_edit(user: User) -> None:
    if not can_edit(user):
        raise NotAllowed("Only the local authority and the DCO team change a child’s details.")


def check_can_note(user: User) -> None:
    if not can_note(user):
        raise NotAllowed("Your role cannot change a child’s record.")


def check_restrictions(user: User, carer: Carer, changes: Mapping[str, Any]) -> None:
    """Stop a restriction being lifted by someone who may not.  Raises Invalid beside the field."""
    if can_lift(user):
        return
    for field in ("never_write", "address_hidden"):
        if getattr(carer, field) and not changes.get(field, True):
            raise Invalid(
                {field: "Only the local authority or the DCO team can end this restriction"}
            )


def check_details(values: Mapping[str, Any], on: dt.date | None = None) -> None:
    """Check what a child's record says; numbers are tidied already. Raises Invalid with a sentence per field."""
    on = on or today()
    errors: dict[str | None, str] = {}
    for field, words in (("given_name", "given name"), ("family_name", "family name")):
        if not str(values.get(field, "")).strip():
            errors[field] = f"Enter the {words}"
    if problem := birth_problem(values.get("born_on"), on):
        errors["born_on"] = problem
    number, missing = values.get("nhs_number", ""), values.get("nhs_number_missing", "")
    if number and missing:
        errors["nhs_number_missing"] = (
            "Give the NHS number, or the reason why it is not known, not both"
        )
    elif number and (problem := numbers.nhs_problem(number)):
        errors["nhs_number"] = problem
    elif not number and missing not in Child.NoNumber.values:
        errors["nhs_number"] = "Enter the NHS number, or say below why it is not known"
    if (upn := values.get("upn", "")) and (problem := numbers.upn_problem(upn)):
        errors["upn"] = problem
    if errors:
        raise Invalid(errors)


def birth_problem(born_on: dt.date | None, on: dt.date) -> str:
    """What is wrong with a date of birth, as a sentence; "" when it is fit for a child's record."""
    if born_on is None:
        return "Enter the date of birth"
    if born_on > on:
        return "The date of birth is in the future"
    if ages.years(born_on, on) > ages.OLDEST:
        return "The portal is for children and young people up to 25: check the year of birth"
    return ""


def check_is_young_person(child: Child) -> None:
    """Raises NotAllowed before the 16th birthday."""
    if not ages.is_young_person(child.born_on, today()):
        raise NotAllowed("This part of the record is for young people from 16.")


def check_voice(child: Child, values: Mapping[str, Any]) -> None:
    """Check the young person's part: from 16 only, a capacity decision with its day and basis."""
    on = today()
    if not ages.is_young_person(child.born_on, on):
        raise Invalid("This part is for young people from 16.")
    errors: dict[str | None, str] = {}
    if values.get("capacity"):
        day = values.get("capacity_decided_on")
        if day is None:
            errors["capacity_decided_on"] = "Enter the day of the decision"
        elif day > on:
            errors["capacity_decided_on"] = "The day of the decision is in the future"
        elif not ages.is_young_person(child.born_on, day):
            errors["capacity_decided_on"] = "On that day the young person was not yet 16"
        if not str(values.get("capacity_basis", "")).strip():
            errors["capacity_basis"] = "Say who decided it and on what basis"
    if errors:
        raise Invalid(errors)


def check_carer(values: Mapping[str, Any]) -> None:
    """Check what is said of a carer: a name, how they are related, and why nobody may write."""
    errors: dict[str | None, str] = {}
    if not str(values.get("name", "")).strip():
        errors["name"] = "Enter the name"
    if not str(values.get("relationship", "")).strip():
        errors["relationship"] = "Enter how they are related to the child, such as mother"
    restricted = values.get("never_write") or values.get("address_hidden")
    if restricted and not str(values.get("restriction_reason", "")).strip():
        errors["restriction_reason"] = "Say why, such as a court order and its date"
    if errors:
        raise Invalid(errors)
