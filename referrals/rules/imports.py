"""A trust's list of notifications: its columns, how each cell is read, and what a row must say by itself.

A row is a notice. With `sent_on` it is one that the trust sent to the authority itself on that day, and is
recorded here; without, it is sent to the authority through the portal when the list is imported. Either
way the dated facts of the law's order are in the row. What depends on other records is not checked here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from dco_portal.children import numbers
from dco_portal.children import rules as child_rules
from dco_portal.children.models import Child
from dco_portal.common import incoming
from dco_portal.common.errors import Invalid
from dco_portal.common.incoming import (
    YES_NO,
    Column,
    Row,
    Sheet,
    one_of,
    read_day,
    read_email,
    read_several,
    several_of,
)
from dco_portal.deadlines import long_date
from dco_portal.organisations.models import Organisation
from referrals.models import Notification
from referrals.models.notification import Need
from referrals.rules import drafts, lawful, routing

MOST_ROWS, MOST_BYTES = 10_000, 10_000_000
SENT_BEFORE = "By the body itself, before this was imported"
HOW = {"in person": "in_person", "video": "video", "telephone": "telephone", "letter": "letter"}
DISCUSSION = {"taken": "taken", "declined": "declined", "no reply": "no_reply"}
VOLUNTARY = {"named": "named", "none": "none", "": ""}
LIKELIHOOD = {value: value for value in Notification.Likelihood.values}
CONDITION = {value: value for value in Notification.Condition.values}
NEEDS = {value: value for value in Need.values}
MISSING = {value: value for value in Child.NoNumber.values}
# Which column a broken rule belongs to, where it has another name.
COLUMN_OF = {
    "born_on": "date_of_birth", "la": "local_authority", "la_why": "local_authority", "objects_to_notice": "objection",
}  # fmt: skip
CARER_FIELDS = (
    "name", "relationship", "parental_responsibility", "email", "telephone", "address", "never_write", "address_hidden",
    "restriction_reason",
)  # fmt: skip
STEPS = (
    "opinion_on", "opinion_told_on", "opinion_told_how", "opinion_told_by", "duty_told_on", "duty_told_how",
    "duty_told_by", "discussion_offered_on", "discussion_offered_by", "discussion",
)  # fmt: skip


def _carer(n: int) -> tuple[Column, ...]:
    who, first = f"carer_{n}", n == 1
    yes_no = one_of(YES_NO)
    return (
        Column(f"{who}_name", f"Parent or carer {n}", "Ana Example" if first else "", longest=120),
        Column(f"{who}_relationship", "Such as mother", "mother" if first else "", longest=60),
        Column(f"{who}_parental_responsibility", "yes, no or not known", "yes" if first else "", read=yes_no),
        Column(f"{who}_email", "E-mail address", read=read_email, longest=254),
        Column(f"{who}_telephone", "Telephone", longest=30),
        Column(f"{who}_address", "Address, if not the child’s", longest=500),
        Column(f"{who}_never_write", "yes if nothing may be sent to them", read=yes_no),
        Column(f"{who}_address_hidden", "yes if nobody else may learn their address", read=yes_no),
        Column(f"{who}_restriction_reason", "Why contact is restricted", longest=1000),
    )  # fmt: skip


COLUMNS = (
    Column("their_reference", "Your own id of this notice, without a name. The same one is never taken twice", "CH-20931", True, longest=60),
    Column("sent_on", "Day you sent the notice to the authority yourself. Empty: the portal sends it when you import", read=read_day),
    Column("nhs_number", "10 digits; leave empty only with a reason in the next column", "999 000 0018", longest=20),
    Column("nhs_number_missing", "Why it is not known: " + ", ".join(MISSING), read=one_of({"": "", **MISSING})),
    Column("given_name", "Given name", "Maya", True, longest=100),
    Column("family_name", "Family name", "Example", True, longest=100),
    Column("date_of_birth", "Day/month/year", "27/03/2024", True, read=read_day),
    Column("address", "Home address", longest=500),
    Column("postcode", "Home postcode: it decides which authority is told", "WR5 1AA", longest=8),
    Column("local_authority", "Name or GSS code; needed where the postcode does not tell", longest=200),
    Column("icb", "ODS code of the child’s integrated care board; only where the authority lies in several", longest=6),
    Column("acts_for", "ODS code of the board you act for, if you are no NHS trust or foundation trust", longest=6),
    Column("likelihood", "has, or probably", "probably", True, read=one_of(LIKELIHOOD)),
    Column("condition", "sen, disability or both", "sen", True, read=one_of(CONDITION)),
    Column("needs", "One or more, set apart by ; of: " + ", ".join(NEEDS), "communication; sensory", True, read=several_of(NEEDS)),
    Column("reason", "Reason for the opinion", "Uses no words at two and a half", True),
    Column("opinion_on", "Day the opinion was formed", "02/11/2026", True, read=read_day),
    Column("opinion_by", "Who formed it", "Dr Jo Example", True, longest=120),
    Column("opinion_role", "Their profession", "Paediatrician", longest=120),
    Column("opinion_told_on", "Day the parent was told of the opinion", "03/11/2026", True, read=read_day),
    Column("opinion_told_how", "in person, video, telephone or letter", "in person", True, read=one_of(HOW)),
    Column("opinion_told_by", "Who told them", "Dr Jo Example", True, longest=120),
    Column("duty_told_on", "Day the parent was told that the law makes you notify", "03/11/2026", True, read=read_day),
    Column("duty_told_how", "in person, video, telephone or letter", "in person", True, read=one_of(HOW)),
    Column("duty_told_by", "Who told them", "Dr Jo Example", True, longest=120),
    Column("discussion_offered_on", "Day they were offered to discuss it", "03/11/2026", True, read=read_day),
    Column("discussion_offered_by", "With whom they could discuss it", "Dr Jo Example", True, longest=120),
    Column("discussion", "taken, declined or no reply", "taken", True, read=one_of(DISCUSSION)),
    Column("discussed_on", "Day it was discussed, if taken", "03/11/2026", read=read_day),
    Column("parent_views", "What the parent said"),
    Column("objection", "What the parent objects to. It is passed on and stops nothing", longest=2000),
    Column("voluntary", "named, none (none thought likely to help), or empty for later", "none", read=one_of(VOLUNTARY)),
    Column("voluntary_named", "Organisations the parent was told of, set apart by ;", read=read_several),
    Column("voluntary_on", "Day the parent was told of them", read=read_day),
    Column("equipment", "Equipment used or waited for"),
    Column("known_services", "Services that see the child"),
    Column("setting", "Nursery, childminder or school", longest=200),
    *_carer(1),
    *_carer(2),
    Column("problems", "Leave it as it is: what a list of rejected rows says. It is not read"),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}


def read(content: bytes) -> Sheet:
    """Read a file: every row and every cell, with the faults of each."""
    return incoming.read(content, COLUMNS, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)


def read_again(number: int, cells: Mapping[str, str]) -> Row:
    """A row as it was read, from the cells that were kept."""
    return incoming.read_row(number, cells, COLUMNS)


def check_row(row: Row, on: dt.date) -> None:
    """Note what is wrong with a row by itself, on the day (today) that it would be sent if not sent before."""
    for check in (_check_child, _check_order, _check_opinion, _check_rest):
        try:
            check(row.values, on)
        except Invalid as error:
            note(row, error.errors)
    for n in (1, 2):
        if carer := carer_of(row.values, n):
            try:
                child_rules.check_carer(carer)
            except Invalid as error:
                note(row, {f"carer_{n}_{field}": words for field, words in error.errors.items()})


def note(row: Row, errors: Mapping[str | None, str]) -> None:
    """Broken rules, beside their columns; a column that has been named already is not named again."""
    named = {column for column, _ in row.errors}
    for field, words in errors.items():
        column = COLUMN_OF.get(field or "", field or "")
        if column not in named:
            row.errors.append((column if column in BY_NAME else "", words))


def child_details(values: Mapping[str, Any]) -> dict[str, Any]:
    """What `children.actions` takes of the child, the home apart."""
    return {
        **{name: values[name] or "" for name in ("given_name", "family_name", "nhs_number_missing", "address")},
        "nhs_number": numbers.tidy(values["nhs_number"] or ""),
        "postcode": routing.shown(values["postcode"] or ""),
        "born_on": values["date_of_birth"],
        "setting_name": values["setting"] or "",
    }  # fmt: skip


def carer_of(values: Mapping[str, Any], n: int) -> dict[str, Any] | None:
    """What `children.actions.add_carer` takes of the n-th carer; None when nothing is said of one."""
    found = {field: values[f"carer_{n}_{field}"] for field in CARER_FIELDS}
    if not any(found.values()):
        return None
    for field in ("never_write", "address_hidden"):
        found[field] = bool(found[field])
    return {
        field: value if value is not None or field == "parental_responsibility" else ""
        for field, value in found.items()
    }


def record_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The notification's own fields that stand in the row as they are."""
    taken = values["discussion"] == Notification.Discussion.TAKEN
    named = values["voluntary"] == Notification.Voluntary.NAMED
    as_is = (
        "their_reference", "likelihood", "condition", "needs", "reason", "opinion_by", "opinion_role", "parent_views",
        "objection", "voluntary", "equipment", "known_services", *STEPS,
    )  # fmt: skip
    return {
        **{name: values[name] for name in as_is},
        "discussed_on": values["discussed_on"] if taken else None,
        "objects_to_notice": bool(values["objection"]),
        "voluntary_on": values["voluntary_on"] if named else None,
        "setting_known": True if values["setting"] else None,
        "setting_name": values["setting"],
    }


def _check_child(values: Mapping[str, Any], on: dt.date) -> None:
    if values["date_of_birth"] is None:
        return
    if values["date_of_birth"] > on:
        raise Invalid({"born_on": "The date of birth is in the future"})
    lawful.check_age(values["date_of_birth"], _sent(values, on))
    child_rules.check_details(child_details(values), on)
    if values["postcode"]:
        routing.check_postcode(values["postcode"])


def _check_order(values: Mapping[str, Any], on: dt.date) -> None:
    """Every step of the Act, dated, in order, and before the notice."""
    sent = values["sent_on"]
    if sent is not None and sent > on:
        raise Invalid({"sent_on": "The day the notice was sent cannot be in the future"})
    late = _after_notice(values, sent) if sent else {}
    errors = dict(late)
    try:
        lawful.check_may_go(values, on, born_on=values["date_of_birth"])
    except Invalid as error:
        errors = {**error.errors, **late}
    if errors:
        raise Invalid(errors)


def _after_notice(values: Mapping[str, Any], sent: dt.date) -> dict[str | None, str]:
    return {
        field: f"The notice was sent on {long_date(sent)}. The law’s order is otherwise: {words} before it"
        for field, words in lawful.STEPS.items()
        if values[field] is not None and values[field] > sent
    }


def _check_opinion(values: Mapping[str, Any], on: dt.date) -> None:
    drafts.check_opinion(values)


def _check_rest(values: Mapping[str, Any], on: dt.date) -> None:
    named = [{"name": name} for name in values["voluntary_named"] or []]
    errors: dict[str | None, str] = {}
    try:
        drafts.check_voluntary({**values, "named": named}, on)
    except Invalid as error:
        errors |= error.errors
    if values["discussion"] != Notification.Discussion.TAKEN and values["discussed_on"]:
        errors["discussed_on"] = "Leave this empty unless the discussion was taken"
    if errors:
        raise Invalid(errors)


def _sent(values: Mapping[str, Any], on: dt.date) -> dt.date:
    return values["sent_on"] or on


def repeated(rows: Iterable[Row]) -> None:
    """Note the rows that repeat another's reference or child."""
    seen: dict[tuple, int] = {}
    for row in rows:
        for key, column, words in _marks(row):
            if key in seen:
                row.errors.append((column, f"Row {seen[key]} {words}"))
            else:
                seen[key] = row.number


def _marks(row: Row) -> Iterable[tuple[tuple, str, str]]:
    values = row.values
    if values["their_reference"]:
        yield ("reference", values["their_reference"]), "their_reference", "has this reference too"
    if number := numbers.tidy(values["nhs_number"] or ""):
        yield ("number", number), "nhs_number", "is about the same child"
    elif values["given_name"] and values["family_name"] and values["date_of_birth"]:
        name = (values["given_name"].casefold(), values["family_name"].casefold())
        yield ("name", name, values["date_of_birth"]), "", "is about the same child"


def plan_words(values: Mapping[str, Any], la: Organisation) -> str:
    """What importing a row does, such as "Sent to Northshire Council when you import"."""
    if values["sent_on"]:
        return f"Recorded as sent by you to {la.label}"
    return f"Sent to {la.label} when you import"


def sentences(row: Row) -> list[str]:
    """A row's faults as sentences, each naming its column."""
    return [f"{column}: {words}" if column else words for column, words in row.errors]
