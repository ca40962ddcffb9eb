"""Who may invite, give roles, switch off, keep the rota: `check_…` raises, `can_…` answers."""

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.roles import ROLES, Role
from dco_portal.common.errors import Invalid, NotAllowed
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService

ADMINISTRATOR = "administrator"


def check_may(user: User, permission: Permission, sentence: str) -> None:
    """Raise NotAllowed with the sentence unless the role acted in carries the permission."""
    if not user.may(permission):
        raise NotAllowed(sentence)


def check_can_invite(user: User) -> None:
    """Leads invite, and the DCO team and the portal administrator."""
    check_may(
        user, Permission.INVITE, "Only a lead of your organisation can invite or remove people."
    )


def can_invite(user: User) -> bool:
    return user.may(Permission.INVITE)


def is_administrator(user: User) -> bool:
    """Whether the person acts as a portal administrator."""
    return user.membership is not None and user.membership.role == ADMINISTRATOR


def roles_to_give(user: User, organisation: Organisation) -> list[Role]:
    """Roles this person may give in an organisation: those it can hold; only an administrator makes another."""
    return [
        role
        for role in ROLES.values()
        if organisation.kind in role.kinds
        and (role.code != ADMINISTRATOR or is_administrator(user))
    ]


def check_role(
    user: User, organisation: Organisation, role: str, service: ProviderService | None
) -> None:
    """Raise Invalid unless `user` may give this role, with this service, in this organisation."""
    if organisation.closed():
        raise Invalid({"organisation": f"{organisation.label} is closed."})
    if role not in {each.code for each in roles_to_give(user, organisation)}:
        raise Invalid({"role": f"This role cannot be given at {organisation.label}."})
    if service is not None and service.provider_id != organisation.pk:
        raise Invalid({"service": f"Choose a service of {organisation.label}."})
    if service is not None and service.closed_on is not None:
        raise Invalid({"service": "This service is closed."})
    if role == "clinician" and service is None:
        raise Invalid({"service": "Choose the service the clinician works in."})


def check_can_change(user: User, membership: Membership) -> None:
    """Nobody changes or ends their own part: somebody else must confirm it."""
    check_can_invite(user)
    if membership.user_id == user.pk:
        raise NotAllowed("You cannot change your own role. Ask another lead or the administrator.")
    if membership.role == ADMINISTRATOR and not is_administrator(user):
        raise NotAllowed("Only a portal administrator can change another administrator.")


def can_change(user: User, membership: Membership) -> bool:
    try:
        check_can_change(user, membership)
    except NotAllowed:
        return False
    return True


def check_can_keep_rota(user: User) -> None:
    """The rota of the places is kept by the DCO team of the ICB."""
    check_may(user, Permission.MANAGE_PLACES, "Only the DCO or DMO can change the rota.")
    if user.organisation is None or user.organisation.kind != OrganisationKind.ICB:
        raise NotAllowed("Only an ICB keeps a rota of places.")


def check_can_set_cover(user: User, absent: User) -> None:
    """Everybody sets their own cover; who assigns work sets it for others."""
    if absent.pk != user.pk:
        check_may(
            user, Permission.ASSIGN_WORK, "Only somebody who assigns work can set cover for others."
        )
