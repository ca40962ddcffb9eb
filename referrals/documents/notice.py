"""What stands in the formal notice to a local authority (Children and Families Act 2014 s.23).

The context of `pdf/referrals/notice.html`: `sections` is a list of {"title", and any of
"facts" ({"label", "value"}), "people" ({"caption", "facts"}), "list", "note"}.
"""

import datetime as dt
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.children.models import Carer
from dco_portal.children.numbers import nhs_shown
from dco_portal.children.queries.people import need_words
from dco_portal.documents import queries as files
from referrals.models import Notification
from referrals.models.notification import Need

OWNER = "referrals.notification"
MARKING = "Confidential: health information about a child"
HIDDEN = "Hidden. Officers who may know it find it on the child’s record in the portal."
NONE_LIKELY = "No voluntary organisation was thought likely to help."
NOT_YET = (
    "Not recorded when this was made. The body tells the parent if it thinks that one can help."
)


def notice_context(notification: Notification) -> dict[str, Any]:
    """The context of the notice, plain values only."""
    body, la = notification.body, notification.la
    return {
        "title": "Notice of a child under compulsory school age",
        "reference": notification.reference,
        "marking": MARKING,
        "organisation": notification.organisation.name,
        "recipient": {"lines": [la.name, "Officers for early years and special educational needs"]},
        "sender": sender(notification),
        "closing": "Yours faithfully",
        "communication_needs": "; ".join(need_words(notification.child)),
        "la": la.name,
        "body": notification.organisation.name,
        "acts_for": body.name if notification.acts_for_icb else "",
        "opinion": opinion_words(notification),
        "sections": [
            _child(notification),
            _people(notification),
            _opinion(notification),
            _told(notification),
            _voluntary(notification),
        ],
    }


def sender(notification: Notification) -> dict[str, Any]:
    """Who writes: organisation, lines under it, name, role, contact."""
    service = notification.service
    telephone = telephone_of(notification)
    lines = [service.name if service else "", f"Telephone: {telephone}" if telephone else ""]
    return {
        "organisation": notification.organisation.name,
        "lines": [line for line in lines if line],
        "name": notification.notifier.name,
        "role": role_of(notification.notifier),
    }


def role_of(user: User) -> str:
    """What a person is at work, as they say it."""
    return user.job_title or user.profession or (user.role.name if user.role else "")


def telephone_of(notification: Notification) -> str:
    """The number of the service that wrote it, else its organisation's, else ""."""
    service = notification.service
    return (service.telephone if service else "") or notification.organisation.telephone


def opinion_words(notification: Notification) -> str:
    """Such as "probably has special educational needs and a disability"."""
    return f"{notification.get_likelihood_display()} {notification.get_condition_display()}"


def need_names(notification: Notification) -> list[str]:
    """The areas of need in words."""
    return [str(Need(code).label) for code in notification.needs]


def day(value: dt.date | None) -> str:
    """A date as 3 March 2026, "" for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def _fact(label: str, value: str, empty: str = "") -> dict[str, str]:
    return {"label": label, "value": value} | ({"empty": empty} if empty else {})


def _child(notification: Notification) -> dict[str, Any]:
    child = notification.child
    hidden = children.hidden_home(child)
    address = "\n".join(part for part in (child.address, child.postcode) if part)
    number = nhs_shown(child.nhs_number) or f"Not known: {child.get_nhs_number_missing_display()}"
    setting = notification.setting_name or (child.setting.name if child.setting else "")
    return {
        "title": "The child",
        "facts": [
            _fact("Name", child.name),
            _fact("Date of birth", day(child.born_on)),
            _fact("NHS number", number),
            _fact("Compulsory school age starts on", day(notification.csa_on)),
            _fact("Home address", HIDDEN if hidden else address),
            _fact("Nursery, childminder or school", setting, _no_setting(notification)),
            _fact("Integrated care board", notification.icb.name),
        ],
    }


def _no_setting(notification: Notification) -> str:
    return "Does not go to one" if notification.setting_known is False else "Not known"


def _people(notification: Notification) -> dict[str, Any]:
    carers = [carer for carer in notification.child.carers.all() if carer.ended_on is None]
    carers.sort(key=lambda carer: (not carer.parental_responsibility, carer.created_at))
    return {
        "title": "Parents and carers",
        "people": [
            {"caption": f"{carer.name} ({carer.relationship})", "facts": _carer(carer)}
            for carer in carers
        ],
        "note": "" if carers else "No parent or carer is recorded yet.",
    }


def _carer(carer: Carer) -> list[dict[str, str]]:
    """A carer's lines. What is hidden stays out of the paper: whoever downloads it may not be entitled to it."""
    holds = {True: "Yes", False: "No", None: "Not known"}[carer.parental_responsibility]
    facts = [_fact("Parental responsibility", holds)]
    if carer.address_hidden:
        facts.append(_fact("How to reach them", HIDDEN))
    else:
        own = "\n".join(part for part in (carer.address, carer.postcode) if part)
        contact = [part for part in (own, carer.telephone, carer.email) if part]
        facts.append(_fact("How to reach them", "\n".join(contact)))
    if carer.never_write:
        facts.append(
            _fact("Contact restriction", f"Never write to them. {carer.restriction_reason}")
        )
    return facts


def _opinion(notification: Notification) -> dict[str, Any]:
    n = notification
    who = ", ".join(part for part in (n.opinion_by, n.opinion_role) if part)
    attached = files.attachments_of(owner_kind=OWNER, owner_id=n.pk)
    return {
        "title": "The opinion",
        "facts": [
            _fact("Opinion", opinion_words(n).capitalize()),
            _fact("Formed on", day(n.opinion_on)),
            _fact("Formed by", who),
            _fact("Areas of need", "\n".join(need_names(n))),
            _fact("Reason", n.reason),
            _fact("Equipment", n.equipment, "None recorded"),
            _fact("Services that see the child", n.known_services, "None recorded"),
            _fact("Reports", "\n".join(f.filename for f in attached), "None attached"),
        ],
        "note": "Reports are files of their own. Open them from the notification in the portal."
        if attached
        else "",
    }


def _told(notification: Notification) -> dict[str, Any]:
    n = notification
    discussion = n.get_discussion_display() + (
        f", on {day(n.discussed_on)}" if n.discussed_on else ""
    )
    facts = [
        _fact("Told of the opinion", _when(n.opinion_told_on, n.get_opinion_told_how_display(), n.opinion_told_by)),
        _fact("Told of the duty to notify", _when(n.duty_told_on, n.get_duty_told_how_display(), n.duty_told_by)),
        _fact("Offered a discussion", _when(n.discussion_offered_on, "", n.discussion_offered_by)),
        _fact("What came of the offer", discussion),
        _fact("What the parent said", n.parent_views, "Nothing recorded"),
    ]  # fmt: skip
    if n.objects_to_notice:
        facts.append(_fact("The parent objects to this notice", n.objection or "Yes"))
    return {
        "title": "What the parent was told",
        "facts": facts,
        "note": "Section 23 makes no condition of consent: an objection is passed on and does not stop the notice."
        if n.objects_to_notice
        else "",
    }


def _when(on: dt.date, how: str, by: str) -> str:
    """Such as "3 March 2026, by telephone, by Ana Example"."""
    parts = [day(on), f"{how[:1].lower()}{how[1:]}", f"by {by}" if by else ""]
    return ", ".join(part for part in parts if part)


def _voluntary(notification: Notification) -> dict[str, Any]:
    n = notification
    named = [
        ": ".join(part for part in (row.name, row.detail) if part)
        for row in n.voluntary_named.all()
    ]
    words = {"none": NONE_LIKELY, "": NOT_YET}
    return {
        "title": "Voluntary organisations",
        "list": named,
        "note": words.get(n.voluntary, f"The parent was told of them on {day(n.voluntary_on)}."),
    }
