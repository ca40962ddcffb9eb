"""The audit trail of one's own organisation, for its information governance lead. Ids, no names of children."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dco_portal.accounts import queries as people
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.roles import ROLES
from dco_portal.audit import queries
from dco_portal.common.errors import NotAllowed

KINDS = {
    "": "Everything",
    "viewed": "Records opened and files downloaded",
    "denied": "Refused",
    "accounts": "People and sign-ins",
    "children": "Children's details",
    "ehcp": "Health advice",
    "enquiries": "Enquiries",
    "gaps": "Commissioning gaps",
    "inspections": "Inspections and improvement plans",
    "pages": "Guidance and publications",
    "practice": "Training, concerns, engagement, healthcare plans",
    "referrals": "Notifications of under-5s",
    "local_offer": "Local Offer",
    "organisations": "Organisations and local policy",
}


@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """What people did for one's own organisation, newest first, all or of one kind."""
    if not request.user.may(Permission.SEE_AUDIT):
        raise NotAllowed("Only the information governance lead reads the audit trail.")
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = queries.of_organisation(
        request.user.organisation.pk, verb=kind, after=_id(request.GET.get("after", ""))
    )
    names = people.names(event.actor_id for event in page.events if event.actor_id)
    return render(
        request,
        "home/audit.html",
        {
            "organisation": request.user.organisation,
            "views": [
                {"label": label, "url": f"?kind={code}", "current": code == kind}
                for code, label in KINDS.items()
            ],
            "rows": [
                {
                    "event": event,
                    "facts": list(event.data.items()),  # a template's own .items may be a fact
                    "who": names.get(event.actor_id, "The portal"),
                    "role": ROLES[event.actor_role].name if event.actor_role in ROLES else "",
                    "what": event.verb.replace(".", ": ").replace("_", " "),
                }
                for event in page.events
            ],
            "next_cursor": str(page.after) if page.after else "",
        },
    )


def _id(text: str) -> uuid.UUID | None:
    """The cursor as an id; None for one that is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
