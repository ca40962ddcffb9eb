from django.apps import AppConfig


class EhcpConfig(AppConfig):
    name = "ehcp"
    label = "ehcp"
    verbose_name = "Health advice for EHC needs assessments"

    def ready(self) -> None:
        from dco_portal.gaps import sources
        from ehcp.queries import gaps

        sources.register("not_known", gaps.links)
