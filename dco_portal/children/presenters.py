"""What the child's page shows, in the shapes of the shared components."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import ages, queries, rules
from dco_portal.children.models import Child, Involvement
from dco_portal.children.queries.banner import header_of
from dco_portal.common.clock import today
from dco_portal.common.templatetags.portal import day
from dco_portal.deadlines import compulsory_school_age_from

Row = dict[str, Any]


def page(child: Child, *, by: User) -> dict[str, Any]:
    """The context of `children/child.html`."""
    may_edit, may_note = rules.can_edit(by), rules.can_note(by)
    young = ages.is_young_person(child.born_on, today())
    header = header_of(child, by=by)
    return {
        "child": header,
        "details": details(child, header, may_edit),
        "edit_url": _url("details", child) if may_edit else "",
        "carers": [_carer(child, carer, may_note) for carer in queries.carers(child, by=by)],
        "add_carer_url": _url("carer-add", child) if may_note else "",
        "needs": needs(child, may_note),
        "add_need_url": _url("need-add", child) if may_note else "",
        "voice": voice(child) if young else [],
        "voice_url": _url("voice", child) if young and may_note else "",
        "parts": parts(child),
        "part_columns": PART_COLUMNS,
        "chronology_url": _other("home:chronology", child),
        "ask_url": _other("ehcp:draft-new") if rules.can_edit(by) else "",
        "notify_url": _other("referrals:draft-new") if _may_notify(child, by) else "",
    }


def _may_notify(child: Child, by: User) -> bool:
    """Whether this person may notify the authority of this child: under compulsory school age (S23-CSA)."""
    return by.may(P.NOTIFY_UNDER_FIVE) and today() < compulsory_school_age_from(child.born_on)


def _url(name: str, child: Child, *more: Any) -> str:
    return reverse(f"children:{name}", args=[child.pk, *more])


def _other(name: str, child: Child | None = None) -> str:
    """A page of an app above this one, "" while there is none."""
    try:
        return reverse(name, args=[child.pk] if child else [])
    except NoReverseMatch:
        return ""


def details(child: Child, header: queries.ChildHeader, may_edit: bool) -> list[Row]:
    """Rows of the details card."""
    number = header.nhs_number
    if header.nhs_number_status:
        number += f"\n{header.nhs_number_status}"
    return [
        {"key": "Name", "value": child.name},
        *([{"key": "Known as", "value": child.known_as}] if child.known_as else []),
        {"key": "Date of birth", "value": f"{day(child.born_on)} ({header.age} years)"},
        {"key": "NHS number", "value": number[:1].upper() + number[1:]},
        {"key": "UPN", "value": child.upn or "Not known"},
        {"key": "Address", "value": header.address or "Not known"},
        {"key": "School or setting", "value": header.setting or "None recorded"},
        {"key": "Local authority", "value": child.home_la.name},
        {"key": "Integrated care board", "value": child.icb.name},
    ]


def _carer(child: Child, carer: queries.CarerFacts, may_note: bool) -> Row:
    contact = [words for words in (carer.email, carer.telephone, carer.address) if words]
    rows = [
        {"key": "Relationship", "value": carer.relationship},
        {"key": "Parental responsibility", "value": carer.responsibility_words},
        {"key": "Contact", "lines": contact or ["Nothing recorded"]},
        {"key": "The child lives with them", "value": "Yes" if carer.lives_with_child else "No"},
    ]
    restrictions = []
    if carer.never_write:
        restrictions.append("Never write to this person")
    if carer.address_hidden:
        restrictions.append("Their address is hidden")
    if restrictions:
        rows.append(
            {"key": "Contact restriction", "lines": [*restrictions, carer.restriction_reason]}
        )
    links = {
        "edit_url": _url("carer", child, carer.id),
        "end_url": _url("carer-end", child, carer.id),
    }
    return {"name": carer.name, "rows": rows, **(links if may_note else {})}


def needs(child: Child, may_note: bool) -> list[Row]:
    """Rows of the communication needs, each with its link to end it."""
    return [
        {
            "key": need.carer.name if need.carer else child.name,
            "value": need.get_kind_display() + (f" ({need.detail})" if need.detail else ""),
            "url": _url("need-end", child, need.pk) if may_note else "",
            "action": "End",
            "hidden": need.get_kind_display(),
        }
        for need in queries.open_needs(child)
    ]


def voice(child: Child) -> list[Row]:
    """Rows of the young person's own part."""
    capacity = child.get_capacity_display()
    if child.capacity:
        capacity += f", decided on {day(child.capacity_decided_on)}: {child.capacity_basis}"
    contact = [words for words in (child.own_email, child.own_telephone) if words]
    return [
        {"key": "Own contact", "lines": contact or ["Nothing recorded"]},
        {"key": "Wishes", "value": child.wishes or "Nothing recorded"},
        {"key": "Deciding for themselves", "value": capacity},
    ]


PART_COLUMNS = [{"label": "Who"}, {"label": "Why"}, {"label": "From"}, {"label": "To"}]


def parts(child: Child) -> list[Row]:
    """Who has or had a part in the child's cases, the open ones first. One query."""
    rows = Involvement.objects.filter(child=child).select_related("organisation", "service", "user")
    merged: dict[tuple, Involvement] = {}
    for row in sorted(rows, key=lambda row: (row.ends_on is not None, row.starts_on)):
        key = (row.organisation_id, row.service_id, row.user_id, row.reason, row.ends_on is None)
        merged.setdefault(key, row)
    return [
        {
            "cells": [
                {
                    "text": row.user.name
                    if row.user
                    else row.service.name
                    if row.service
                    else row.organisation.label,
                    "sub": row.organisation.label if row.user or row.service else "",
                    "name": True,
                },
                {"text": row.reason},
                {"text": day(row.starts_on)},
                {"text": day(row.ends_on) or "Still involved"},
            ]
        }
        for row in merged.values()
    ]
