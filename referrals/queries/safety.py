"""Whom to turn to when telling the parents could put somebody at risk."""

from dataclasses import dataclass

from dco_portal.organisations.models import Organisation
from referrals.models import NotificationDraft

UNKNOWN_OWN = "Ask your named nurse or named doctor for safeguarding, or whoever is on call."
UNKNOWN_LA = "The authority’s children’s social care, by its front door or out-of-hours team."


@dataclass(frozen=True)
class Contact:
    """Somebody to turn to: who, and how to reach them in words."""

    who: str
    words: str


def contacts(draft: NotificationDraft) -> list[Contact]:
    """One's own safeguarding team, then children's social care of the authorities it may concern."""
    own = draft.organisation
    found = [Contact(f"Safeguarding at {own.name}", own.safeguarding_contact or UNKNOWN_OWN)]
    chosen = draft.data.get("authority", {}).get("la")
    services = own.services.filter(closed_on=None)
    rows = Organisation.objects.filter(closed_on=None, kind="la")
    if chosen:
        rows = rows.filter(pk=chosen)
    elif own.kind == "icb":
        rows = rows.filter(icb_links__icb=own)
    else:
        rows = rows.filter(pk__in=services.values("areas"))
    for la in rows.order_by("name")[:12]:
        found.append(Contact(f"Children’s social care, {la.name}", la.safeguarding_contact or UNKNOWN_LA))  # fmt: skip
    return found
