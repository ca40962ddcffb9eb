from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"
    label = "enquiries"
    verbose_name = "Enquiries"

    def ready(self) -> None:
        from dco_portal.accounts import hooks
        from dco_portal.gaps import sources
        from enquiries.actions import worklist
        from enquiries.queries import gap_links

        hooks.on_leave.append(
            lambda leaver, organisation, by: worklist.hand_back(
                leaver=leaver, organisation=organisation, by=by
            )
        )
        sources.register("enquiry", gap_links)
