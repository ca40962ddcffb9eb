"""What stands in the letter of an onward referral: the context of `pdf/referrals/onward.html`."""

from typing import Any

from dco_portal.children.numbers import nhs_shown
from dco_portal.children.queries.people import need_words
from referrals.documents.notice import MARKING, day, need_names, role_of, sender
from referrals.models import OnwardReferral


def referral_context(referral: OnwardReferral) -> dict[str, Any]:
    """Plain values only. The child's home is not in it: the service has the record."""
    notification, service = referral.notification, referral.service
    child = notification.child
    to = [service.name, service.provider.name] if service else [referral.described]
    number = nhs_shown(child.nhs_number) or f"Not known: {child.get_nhs_number_missing_display()}"
    consent = (
        f"{referral.consent_by}, {day(referral.consent_on)}, {referral.get_consent_how_display()}"
    )
    return {
        "title": "Referral",
        "reference": referral.reference,
        "marking": MARKING,
        "recipient": {"lines": to},
        "sender": {
            **sender(notification),
            "organisation": referral.sent_organisation.name,
            "name": referral.sent_by.name,
            "role": role_of(referral.sent_by),
        },
        "greeting": "Dear colleague",
        "communication_needs": "; ".join(need_words(child)),
        "reason": referral.reason,
        "facts": [
            {"label": "Name", "value": child.name},
            {"label": "Date of birth", "value": day(child.born_on)},
            {"label": "NHS number", "value": number},
            {"label": "Areas of need", "value": "\n".join(need_names(notification))},
            {"label": "Who agreed to this referral", "value": consent},
        ],
    }
