from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "dco_portal.work"
    label = "work"

    def ready(self) -> None:
        from dco_portal.accounts import hooks
        from dco_portal.work import actions

        hooks.on_leave.append(actions.hand_back)
