"""Who holds which part: recipients and candidates for a piece of work."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.roles import ROLES
from dco_portal.organisations.models import Organisation, ProviderService


def roles_with(permission: Permission) -> list[str]:
    """Codes of the roles that carry a permission."""
    return [role.code for role in ROLES.values() if permission in role.permissions]


def people(
    organisation: Organisation, permission: Permission, *, service: ProviderService | None = None
) -> QuerySet[User]:
    """Active people of an organisation whose role carries the permission, by name.

    With a service: those of that service, and those who hold the role for the whole organisation.
    """
    memberships = Membership.objects.filter(
        user=OuterRef("pk"), organisation=organisation, ended_on=None, role__in=roles_with(permission)
    )
    if service is not None:
        memberships = memberships.filter(Q(service=service) | Q(service=None))
    return User.objects.filter(Exists(memberships), is_active=True).order_by("name", "pk")


def names(user_ids: Iterable) -> dict:
    """Names by user id, for lists (one query)."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))
