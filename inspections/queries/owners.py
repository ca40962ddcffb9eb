"""Who may own a measure, where they act from, and who answers for a commentary."""

import uuid

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import covered_by, roles_with
from dco_portal.organisations.models import Organisation
from inspections.models import Commentary, Plan
from inspections.queries import leads

OWNERS = (P.MANAGE_PLANS, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS, P.UPDATE_ACTIONS)


def owners(plan: Plan) -> dict[uuid.UUID, tuple[User, Organisation]]:
    """Everybody who may own a measure of the plan, with the organisation they act for; two queries.

    Whoever acts for two of the plan's organisations is named with the first: authority, board, partners.
    """
    bodies = {body.pk: body for body in leads.organisations(plan)}
    roles = {role for permission in OWNERS for role in roles_with(permission)}
    rows = (
        Membership.objects.in_force()
        .filter(organisation__in=bodies, role__in=roles, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    order = {pk: place for place, pk in enumerate(bodies)}
    found: dict[uuid.UUID, tuple[User, Organisation]] = {}
    for row in sorted(rows, key=lambda row: order[row.organisation_id]):
        found.setdefault(row.user_id, (row.user, bodies[row.organisation_id]))
    return dict(sorted(found.items(), key=lambda pair: pair[1][0].name.casefold()))


def owns(user: User, commentary: Commentary) -> bool:
    """Whether this person owns the commentary's measure or stands in for who does."""
    owner = commentary.measure.owner_id
    return owner is not None and (owner == user.pk or owner in covered_by(user))
