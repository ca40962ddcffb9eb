"""Which entries somebody may work on, and which the public may see. No entry is about a person."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dco_portal.accounts.permissions import Permission
from dco_portal.organisations.models import AreaLink, Organisation, OrganisationKind

if TYPE_CHECKING:
    from dco_portal.accounts.models import User


def authorities_edited(user: "User") -> Q | None:
    """The entries of the authorities whose Local Offer this editor keeps; None for no editor.

    An authority's editor keeps its own; an ICB's editor the entries of every authority in its area.
    """
    organisation = user.organisation
    if organisation is None or not user.may(Permission.EDIT_LOCAL_OFFER):
        return None
    if organisation.kind == OrganisationKind.ICB:
        return Q(
            Exists(
                AreaLink.objects.filter(
                    icb=organisation, local_authority_id=OuterRef("local_authority_id")
                )
            )
        )
    return Q(local_authority=organisation)


def kept_by(user: "User") -> "models.QuerySet[Organisation] | None":
    """The authorities whose Local Offer this editor keeps; None for no editor."""
    organisation = user.organisation
    if organisation is None or not user.may(Permission.EDIT_LOCAL_OFFER):
        return None
    if organisation.kind == OrganisationKind.ICB:
        return Organisation.objects.filter(
            kind=OrganisationKind.LA, icb_links__icb=organisation
        ).order_by("name")
    return Organisation.objects.filter(pk=organisation.pk)


class ServiceQuerySet(models.QuerySet):
    """Entries of the directory."""

    def public(self) -> "ServiceQuerySet":
        """What families may see."""
        return self.filter(state="published")

    def editable_by(self, user: "User") -> "ServiceQuerySet":
        """The entries an editor decides on."""
        mine = authorities_edited(user)
        return self.none() if mine is None else self.filter(mine)

    def owned_by(self, user: "User") -> "ServiceQuerySet":
        """The entries which a listing owner's organisation keeps."""
        if user.organisation is None or not user.may(Permission.OWN_LISTING):
            return self.none()
        return self.filter(owner=user.organisation)

    def visible_to(self, user: "User") -> "ServiceQuerySet":
        """The entries, published or not, that somebody may open behind the sign-in."""
        if user.organisation is None:
            return self.none()
        if (mine := authorities_edited(user)) is not None:
            return self.filter(mine)
        return self.owned_by(user)
