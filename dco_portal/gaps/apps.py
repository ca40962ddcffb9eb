from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "dco_portal.gaps"
    label = "gaps"
    verbose_name = "Commissioning gaps"

    def ready(self) -> None:
        from dco_portal.accounts import hooks
        from dco_portal.gaps.actions import working

        hooks.on_leave.append(working.hand_back)
