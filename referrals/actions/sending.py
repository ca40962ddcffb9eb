"""Sending a notification: the child is found or added, the authority has it at once, everybody is told."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import actions as children
from dco_portal.children.models import Child
from dco_portal.children.queries import hidden_home
from dco_portal.common.clock import london, now
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.common.references import next_reference
from dco_portal.organisations.models import Organisation, OrganisationKind
from referrals import documents
from referrals.actions import locking, tell, work
from referrals.actions.moves import start
from referrals.models import Notification, VoluntaryNamed
from referrals.queries import earlier
from referrals.rules import drafts as draft_rules
from referrals.rules import lawful, routing
from referrals.rules.drafts import Section
from referrals.rules.notice import check_can_notify

SETTING = {"yes": True, "no": False}


class AlreadyNotified(Conflict):
    """This child was notified before, and the sender has not been shown it yet. `earlier` says when."""

    def __init__(self, found: list[earlier.Earlier]) -> None:
        first = found[0]
        super().__init__(
            f"This child was notified on {first.sent_on:%-d %B %Y} already: {first.reference}."
        )
        self.earlier = found


@transaction.atomic
def send(
    *,
    by: User,
    data: Mapping[str, Any],
    channel: str = Notification.Channel.PORTAL,
    their_reference: str = "",
    shown: Iterable[str] = (),
    again_because: str = "",
) -> Notification:
    """Send a notification; `data` as in `rules.drafts`, thawed. All or nothing.

    `shown` are the ids of earlier notifications of this child that the sender has seen; another one stops it with
    AlreadyNotified. Two who send at once wait for each other at the child's row, so the second is shown the first.
    Raises Invalid for what is missing, impossible or out of the law's order, OfSchoolAge, and NotAllowed.
    """
    check_can_notify(by)
    values = checked(data, by=by)
    child = _child(by, data, values)
    _check_earlier(child, shown)
    notification = Notification(
        reference=next_reference("S23"), child=child, channel=channel, their_reference=their_reference,
        again_because=again_because.strip(), **values,
    )  # fmt: skip
    _keep_hidden(notification, data)
    notification.save()
    start(notification, by=by)
    for row in data.get(Section.VOLUNTARY, {}).get("named", []):
        VoluntaryNamed.objects.create(
            notification=notification, name=row["name"], detail=row.get("detail", ""), url=row.get("url", ""),
            listing_id=row.get("listing_id") or None, added_by=by,
        )  # fmt: skip
    audit.record(
        "referrals.send", by=by, obj=notification, child_id=child.pk, la=notification.la_id, body=notification.body_id,
        basis=notification.la_basis, channel=channel,
    )  # fmt: skip
    work.sync(notification, by=by)
    _family(by, child, data[Section.FAMILY])
    documents.prepare(notification, by=by)
    _tell(notification)
    return notification


def checked(data: Mapping[str, Any], *, by: User) -> dict[str, Any]:
    """The record's fields from a draft's sections, every rule of every section and the law's order kept."""
    for section in Section:
        if section not in data:
            raise Invalid(f"Fill in “{draft_rules.TITLES[section]}” first")
    if data[Section.SAFETY].get("risk") != draft_rules.NO:
        raise Conflict("A safeguarding worry holds this notification back.")
    born_on = draft_rules.born_on_of(data, by=by)
    if born_on is None:
        raise NotFound
    lawful.check_age(born_on)
    steps = draft_rules.flat(data)
    lawful.check_may_go(steps, born_on=born_on)
    for section in (
        Section.BODY,
        Section.AUTHORITY,
        Section.OPINION,
        Section.DISCUSSION,
        Section.VOLUNTARY,
    ):
        draft_rules.check_section(section, data[section], data, by=by)
    opinion, support, talk = data[Section.OPINION], data[Section.SUPPORT], data[Section.DISCUSSION]
    moment = now()
    membership = by.membership
    return {
        **steps, **_authority(data, by=by),
        "organisation": by.organisation, "service": membership.service if membership else None, "notifier": by,
        "body": Organisation.objects.get(pk=data[Section.BODY]["body"]),
        "opinion_by": data[Section.BODY]["opinion_by"].strip(),
        "opinion_role": data[Section.BODY].get("opinion_role", "").strip(),
        **{name: opinion[name] for name in ("likelihood", "condition", "needs", "reason")},
        "setting_known": SETTING.get(support.get("setting_known", "")), "setting_name": support.get("setting_name", ""),
        "equipment": support.get("equipment", ""), "known_services": support.get("known_services", ""),
        "parent_views": talk.get("parent_views", ""), "objects_to_notice": bool(talk.get("objects_to_notice")),
        "objection": talk.get("objection", "") if talk.get("objects_to_notice") else "",
        "voluntary": data[Section.VOLUNTARY]["voluntary"],
        "voluntary_on": data[Section.VOLUNTARY].get("voluntary_on")
        if data[Section.VOLUNTARY]["voluntary"] == Notification.Voluntary.NAMED else None,
        "csa_on": lawful.school_age_from(born_on), "sent_at": moment, "sent_on": london(moment).date(), "la_since": moment,
    }  # fmt: skip


def _authority(data: Mapping[str, Any], *, by: User) -> dict[str, Any]:
    """The authority, how it was decided, and the board whose DCO team sees it."""
    postcode = draft_rules.home_of(data, by=by)
    route, chosen = routing.route(postcode), data[Section.AUTHORITY]
    la = Organisation.objects.filter(
        kind=OrganisationKind.LA, pk=chosen["la"], closed_on=None
    ).first()
    if la is None:
        raise Invalid({"la": "Choose a local authority that is open"})
    basis = routing.basis(route, la.pk)
    words = chosen.get("la_why", "").strip() or (
        route.words if basis == Notification.LaBasis.DISTRICT else ""
    )
    return {
        "la": la, "la_basis": basis, "la_basis_words": words[: routing.WHY_MOST],
        "icb": _board(route, la, chosen.get("icb"), by), "home_postcode": routing.shown(postcode),
    }  # fmt: skip


def _board(route: routing.Route, la: Organisation, chosen: Any, by: User) -> Organisation:
    """The board of the child's home: by postcode, the authority's only one, or as said. Raises Invalid when unclear."""
    certain = route.icb if route.la == la else routing.board_of(la)
    if certain is not None:
        return certain
    for board in routing.boards_for(la):
        if str(board.pk) == str(chosen or ""):
            return board
    raise Invalid({"icb": "Choose the integrated care board of the child’s home"})


def _child(by: User, data: Mapping[str, Any], values: Mapping[str, Any]) -> Child:
    """The child's record, locked.

    One without an NHS number gets a record of its own: two who begin such records at once wait for each other at
    the counter of references, so the second sees the first's in `_check_earlier`.
    """
    details = data[Section.CHILD]
    child = children.find_or_add(by=by, la=values["la"], icb=values["icb"], values=details)
    return locking.child(child.pk)


def _check_earlier(child: Child, shown: Iterable[str]) -> None:
    found = earlier.of_child(child.pk)
    found += earlier.of_namesakes(
        given_name=child.given_name, family_name=child.family_name, born_on=child.born_on,
        nhs_number=child.nhs_number, but=child.pk,
    )  # fmt: skip
    if news := earlier.unknown(found, shown):
        raise AlreadyNotified(news)


def _keep_hidden(notification: Notification, data: Mapping[str, Any]) -> None:
    """A hidden address stays hidden: the notification then keeps no postcode."""
    carers = data.get(Section.FAMILY, {}).get("carers", [])
    hides = any(row.get("address_hidden") and row.get("lives_with_child") for row in carers)
    if hides or hidden_home(notification.child):
        notification.home_postcode = ""


def _family(by: User, child: Child, values: Mapping[str, Any]) -> None:
    """Carers and communication needs; the notification has given the sender a part, so the child is in scope."""
    for row in values.get("carers", []):
        facts = dict(row)
        needs, detail = facts.pop("needs", []), facts.pop("needs_detail", "")
        carer = children.add_carer(by=by, child_id=child.pk, **facts)
        for kind in needs:
            children.add_need(by=by, child_id=child.pk, carer_id=carer.pk, kind=kind, detail=detail)
    for kind in values.get("needs", []):
        children.add_need(
            by=by, child_id=child.pk, kind=kind, detail=values.get("needs_detail", "")
        )


def _tell(notification: Notification) -> None:
    """The authority at once, by mail; the DCO team in parallel, on the portal."""
    officers = tell.la_people(notification)
    tell.about(
        notification, officers, kind="sent", subject="a child under compulsory school age",
        body=f"{notification.body.name} has notified your authority of a child under compulsory school age "
        "(Children and Families Act 2014 section 23). Please open it and acknowledge it.",
    )  # fmt: skip
    body = "A notification in your area has gone to the local authority. It needs nothing from you unless something is wrong with it."
    if not officers:
        body = f"{notification.la.name} has nobody on the portal: please send the notice to it by other means and note it."
    tell.about(
        notification, tell.dco_people(notification), kind="seen", subject="a child under compulsory school age",
        body=body, in_app_only=bool(officers),
    )  # fmt: skip
