"""Onward referrals to a service: separate from the notice, with a consent of their own."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from referrals.models import Message, Notification, OnwardReferral
from referrals.models.notification import How
from referrals.rules.notice import Moved, check_can_notify, side_of
from referrals.states import VOID

State = OnwardReferral.State


def check_can_refer(user: User, notification: Notification) -> None:
    """Whoever notified, while the notification counts."""
    check_can_notify(user)
    if side_of(user, notification) != Message.Side.NOTIFIER:
        raise NotAllowed("Only whoever notified refers the child on.")
    if notification.state in VOID:
        raise Moved(notification)


def check_referral(values: Mapping[str, Any], on: dt.date | None = None) -> None:
    """A service of the portal or another in words, a reason, and the consent. Raises Invalid beside the fields."""
    errors: dict[str | None, str] = {}
    described = str(values.get("described") or "").strip()
    if bool(values.get("service")) == bool(described):
        errors["service"] = "Choose a service, or name another one below, not both"
    if not str(values.get("reason") or "").strip():
        errors["reason"] = "Say why, and what you ask the service for"
    if not str(values.get("consent_by") or "").strip():
        errors["consent_by"] = "Say who agreed to this referral"
    day = values.get("consent_on")
    if day is None:
        errors["consent_on"] = "Say on which day they agreed"
    elif day > (on or today()):
        errors["consent_on"] = "The day they agreed cannot be in the future"
    if values.get("consent_how") not in How.values:
        errors["consent_how"] = "Say how they agreed"
    if errors:
        raise Invalid(errors)


def is_sender(user: User, referral: OnwardReferral) -> bool:
    """Whether the person is on the side that sent it."""
    own = user.organisation
    return (
        own is not None
        and own.pk == referral.sent_organisation_id
        and user.may(P.NOTIFY_UNDER_FIVE)
    )


def leads_service(user: User, referral: OnwardReferral) -> bool:
    """Whether the person leads the service it went to."""
    post, service = user.membership, referral.service
    if post is None or service is None or not user.may(P.ALLOCATE):
        return False
    own = post.service_id in (None, service.pk)
    return post.organisation_id == service.provider_id and own


def check_can_answer(user: User, referral: OnwardReferral) -> None:
    """The service's lead, once; where the service is not on the portal, whoever sent it notes its answer."""
    allowed = leads_service(user, referral) if referral.service else is_sender(user, referral)
    if not allowed:
        raise NotAllowed("Only the lead of the service it went to answers it.")
    _waiting(referral)


def check_can_withdraw(user: User, referral: OnwardReferral) -> None:
    """Whoever sent it, before it is answered."""
    if not is_sender(user, referral):
        raise NotAllowed("Only whoever sent the referral withdraws it.")
    _waiting(referral)


def _waiting(referral: OnwardReferral) -> None:
    if referral.state != State.SENT:
        who = referral.answered_by.name if referral.answered_by else "Somebody"
        raise Conflict(
            f"{referral.reference} is now “{referral.get_state_display()}”. {who} noted that."
        )


can_refer = answers(check_can_refer)
can_answer = answers(check_can_answer)
can_withdraw = answers(check_can_withdraw)
