from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    label = "inspections"
    verbose_name = "Inspections and improvement plans"

    def ready(self) -> None:
        from dco_portal.accounts import hooks
        from dco_portal.documents import keeping
        from inspections.actions import leaving, lists, tracked
        from inspections.queries import bundles

        hooks.on_leave.append(
            lambda leaver, organisation, by: leaving.hand_back(
                leaver=leaver, organisation=organisation, by=by
            )
        )
        for claim in (bundles.claimed, lists.claims, tracked.claims):
            keeping.register(claim)
