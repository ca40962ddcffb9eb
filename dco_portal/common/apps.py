from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "dco_portal.common"
    label = "common"
    verbose_name = "Common parts"
