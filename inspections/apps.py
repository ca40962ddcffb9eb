from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from dco_portal.accounts.models import User
    from dco_portal.organisations.models import Organisation


class InspectionsConfig(AppConfig):
    name = "inspections"
    label = "inspections"
    verbose_name = "Inspections and improvement plans"

    def ready(self) -> None:
        from dco_portal.accounts import hooks
        from dco_portal.documents import keeping
        from inspections.actions import leaving, lists, tracked
        from inspections.queries import bundles

        def hand_back(leaver: "User", organisation: "Organisation", by: "User") -> None:
            leaving.hand_back(leaver=leaver, organisation=organisation, by=by)

        hooks.on_leave.append(hand_back)
        for claim in (bundles.claimed, lists.claims, tracked.claims):
            keeping.register(claim)
