"""Who may lead actions of a plan: people with that role in the organisations that carry it."""

import uuid
from dataclasses import dataclass

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import roles_with
from dco_portal.organisations.models import Organisation
from inspections.models import Plan


@dataclass(frozen=True)
class Candidate:
    """Somebody who may lead, acting for one of the plan's organisations."""

    user: User
    organisation: Organisation

    @property
    def key(self) -> str:
        """Names the pair in a form."""
        return f"{self.organisation.pk}:{self.user.pk}"

    @property
    def words(self) -> str:
        """As a list offers it."""
        return f"{self.user.name}, {self.organisation.label}"


def organisations(plan: Plan) -> list[Organisation]:
    """The authority, the board and the partners, in this order; one query."""
    partners = Organisation.objects.filter(pk__in=plan.partners.values("organisation"))
    return [plan.la, plan.icb, *partners.order_by("name")]


def candidates(plan: Plan) -> list[Candidate]:
    """Everybody who may lead an action of the plan, by organisation and name; two queries."""
    bodies = {body.pk: body for body in organisations(plan)}
    rows = (
        Membership.objects.in_force()
        .filter(
            organisation__in=bodies, role__in=roles_with(P.UPDATE_ACTIONS), user__is_active=True
        )
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    order = {pk: place for place, pk in enumerate(bodies)}
    found = {(row.organisation_id, row.user_id): Candidate(row.user, bodies[row.organisation_id]) for row in rows}  # fmt: skip
    return sorted(found.values(), key=lambda each: order[each.organisation.pk])


def candidate(plan: Plan, user_id: uuid.UUID, organisation_id: uuid.UUID) -> Candidate | None:
    """The pair where this person may lead for this organisation; None otherwise."""
    for each in candidates(plan):
        if each.user.pk == user_id and each.organisation.pk == organisation_id:
            return each
    return None
