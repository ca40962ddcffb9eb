"""A notification being filled in: its sections and what each must say.

What a section keeps (`NotificationDraft.data`, days as dates once thawed; an import row is brought into the same shape):

- safety: risk ("no"; "yes" ends the draft)
- body: body (organisation id), opinion_by, opinion_role
- child: the names of `children.forms.DETAIL_NAMES`, setting (id or ""), match, child (id of a record there is, or "")
- authority: la, icb (ids), la_why
- family: carers (list of `CarerRow.kept()`), needs (list), needs_detail
- opinion: likelihood, condition, needs (list), reason, opinion_on
- support: setting_known ("yes", "no", "unknown"), setting_name, equipment, known_services
- parent: opinion_told ("yes", "not_yet"), opinion_told_on, _how, _by, duty_told ("same", "other", "not_yet"), duty_told_on, _how, _by
- discussion: offered ("yes", "not_yet"), discussion_offered_on, discussion_offered_by, discussion, discussed_on, parent_views,
  objects_to_notice (bool), objection
- voluntary: voluntary ("named", "none", "" for later), voluntary_on, named (list of name, detail, url, listing_id)
- documents: nothing; the files hang on the draft
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.children.matching import check_child
from dco_portal.children.models import Child
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.organisations.models import Organisation
from referrals.models import Notification, NotificationDraft
from referrals.rules import lawful, routing
from referrals.rules.notice import bodies, check_can_notify

YES, NO, NOT_YET = "yes", "no", "not_yet"
SAME, OTHER = "same", "other"


class Section(StrEnum):
    """A page of the form; the value is its part of the address and its key in the draft."""

    SAFETY = "safety"
    CHILD = "child"
    AUTHORITY = "authority"
    FAMILY = "family"
    BODY = "body"
    OPINION = "opinion"
    SUPPORT = "support"
    PARENT = "parent"
    DISCUSSION = "discussion"
    VOLUNTARY = "voluntary"
    DOCUMENTS = "documents"


TITLES = {
    Section.SAFETY: "Is it safe to tell the parents?",
    Section.CHILD: "The child",
    Section.AUTHORITY: "The local authority to tell",
    Section.FAMILY: "Parents, carers and communication needs",
    Section.BODY: "Who tells the local authority",
    Section.OPINION: "The opinion",
    Section.SUPPORT: "Setting, equipment and services",
    Section.PARENT: "Telling the parents",
    Section.DISCUSSION: "The opportunity to discuss it",
    Section.VOLUNTARY: "Voluntary organisations",
    Section.DOCUMENTS: "Reports",
}


def missing(draft: NotificationDraft) -> list[Section]:
    """The sections that have not been saved yet."""
    return [section for section in Section if section not in draft.data]


def check_can_use(user: User, draft: NotificationDraft) -> None:
    """Raises NotAllowed for another role, Conflict once the draft was sent, discarded or diverted."""
    check_can_notify(user)
    if draft.notification is not None:
        raise Conflict(f"This has been sent already: {draft.notification.reference}.")
    if draft.discarded_at is not None:
        raise Conflict("This draft has been discarded.")


def check_not_diverted(draft: NotificationDraft) -> None:
    """Raises Conflict while a safeguarding worry holds the draft back."""
    if draft.diverted_at is not None:
        raise Conflict(
            "A safeguarding worry holds this draft back. Open it to see whom to turn to."
        )


def check_complete(draft: NotificationDraft) -> None:
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
            check_child(values, by=by, check_age=lawful.check_age)
            if not values.get("child") and str(values.get("postcode") or "").strip():
                routing.check_postcode(values["postcode"])
        case Section.BODY:
            check_body(by.organisation, values)
        case Section.AUTHORITY:
            check_authority(values, home_of(data, by=by))
        case Section.OPINION:
            check_opinion(values)
            _in_order({**flat(data), **values}, data, by=by, fields={"opinion_on"})
        case Section.PARENT:
            merged = {**flat(data), **parent_facts(values)}
            _in_order(merged, data, by=by, fields=set(parent_facts(values)))
        case Section.DISCUSSION:
            check_discussion(values)
            merged = {**flat(data), **discussion_facts(values)}
            _in_order(merged, data, by=by, fields=set(discussion_facts(values)))
        case Section.VOLUNTARY:
            check_voluntary(values)
        case _:
            return


def _in_order(
    values: Mapping[str, Any], data: Mapping[str, Any], *, by: User, fields: set[str]
) -> None:
    """Raises Invalid for the days of one section that are out of order with each other or the other sections'.

    The last step that is wrong may stand in another section: then the words go on top of this one.
    """
    errors = lawful.order_errors(values, born_on=born_on_of(data, by=by))
    if not errors:
        return
    raise Invalid({(field if field in fields else None): words for field, words in errors.items()})


def check_body(organisation: Organisation | None, values: Mapping[str, Any]) -> None:
    """The body in law: an ICB, NHS trust or foundation trust, one's own or the ICB one acts for (s.23(1))."""
    allowed = {str(body.pk) for body in bodies(organisation)}
    if str(values.get("body")) not in allowed:
        raise Invalid({"body": "Choose the body in law: only integrated care boards, NHS trusts and NHS foundation trusts have this duty"})  # fmt: skip
    if not str(values.get("opinion_by") or "").strip():
        raise Invalid({"opinion_by": "Enter who formed the opinion"})


def check_opinion(values: Mapping[str, Any]) -> None:
    """Has or probably has, which, in which areas, and why."""
    errors: dict[str | None, str] = {}
    if values.get("likelihood") not in Notification.Likelihood.values:
        errors["likelihood"] = "Say whether the child has or probably has them"
    if values.get("condition") not in Notification.Condition.values:
        errors["condition"] = "Say whether it is special educational needs, a disability, or both"
    if not values.get("needs"):
        errors["needs"] = "Choose at least one area of need"
    if not str(values.get("reason") or "").strip():
        errors["reason"] = "Give the reason for the opinion"
    if values.get("opinion_on") is None:
        errors["opinion_on"] = "Enter the day the opinion was formed"
    if errors:
        raise Invalid(errors)


def check_discussion(values: Mapping[str, Any]) -> None:
    """What was done with the opportunity; an objection says to what."""
    errors = lawful.discussion_errors(values) if values.get("offered") == YES else {}
    if values.get("objects_to_notice") and not str(values.get("objection") or "").strip():
        errors["objection"] = "Say what the parent objects to: the local authority is told"
    if errors:
        raise Invalid(errors)


def check_voluntary(
    values: Mapping[str, Any], on: dt.date | None = None, *, later: bool = True
) -> None:
    """Organisations the parent was told of, with the day; none thought likely to help; or `later` (s.23(4))."""
    kind, named = values.get("voluntary"), values.get("named") or []
    if kind not in Notification.Voluntary.values or (not kind and not later):
        raise Invalid({"voluntary": "Choose one of these"})
    if kind != Notification.Voluntary.NAMED:
        if named:
            raise Invalid({"voluntary": "You named organisations below: choose that you told the parents of them, or clear their names"})  # fmt: skip
        return
    errors: dict[str | None, str] = {}
    if not named:
        errors["voluntary"] = (
            "Name at least one organisation, or choose that none is thought likely to help"
        )
    day = values.get("voluntary_on")
    if day is None:
        errors["voluntary_on"] = "Enter the day you told the parents of them"
    elif day > (on or today()):
        errors["voluntary_on"] = "The day you told the parents cannot be in the future"
    if errors:
        raise Invalid(errors)


def check_authority(values: Mapping[str, Any], postcode: str) -> None:
    """The authority must be the postcode's; where the portal cannot tell, the person says why this one."""
    route = routing.route(postcode)
    routing.check_choice(route, values.get("la"), str(values.get("la_why") or ""))


def home_of(data: Mapping[str, Any], *, by: User) -> str:
    """The postcode the route goes by: as written, or of the record there is; "" when not known."""
    child = data.get(Section.CHILD, {})
    if not child.get("child"):
        return str(child.get("postcode") or "")
    found = (
        Child.objects.visible_to(by).filter(pk=child["child"]).values_list("postcode", flat=True)
    )
    return found.first() or ""


def born_on_of(data: Mapping[str, Any], *, by: User) -> dt.date | None:
    """The child's date of birth, from the draft or from the record there is."""
    child = data.get(Section.CHILD, {})
    if not child.get("child"):
        return child.get("born_on")
    found = Child.objects.visible_to(by).filter(pk=child["child"]).values_list("born_on", flat=True)
    return found.first()


def parent_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """The dated facts of telling the parent; none where it has not been done. One occasion may serve both."""
    told = {name: values.get(f"opinion_told_{name}") for name in ("on", "how", "by")}
    if values.get("opinion_told") != YES:
        told = dict.fromkeys(told)
    duty = {name: values.get(f"duty_told_{name}") for name in told}
    if values.get("duty_told") == SAME:
        duty = told
    elif values.get("duty_told") != OTHER:
        duty = dict.fromkeys(told)
    return {
        **{f"opinion_told_{name}": value for name, value in told.items()},
        **{f"duty_told_{name}": value for name, value in duty.items()},
    }


def discussion_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """The dated facts of the opportunity; none where it has not been given."""
    if values.get("offered") != YES:
        return dict.fromkeys(
            ("discussion_offered_on", "discussion_offered_by", "discussion", "discussed_on")
        )
    taken = values.get("discussion") == Notification.Discussion.TAKEN
    return {
        "discussion_offered_on": values.get("discussion_offered_on"),
        "discussion_offered_by": values.get("discussion_offered_by"),
        "discussion": values.get("discussion"),
        "discussed_on": values.get("discussed_on") if taken else None,
    }


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """The lawful steps of a whole draft (thawed), under the names of the record's fields."""
    found = {"opinion_on": data.get(Section.OPINION, {}).get("opinion_on")}
    found |= parent_facts(data.get(Section.PARENT, {}))
    found |= discussion_facts(data.get(Section.DISCUSSION, {}))
    return found
