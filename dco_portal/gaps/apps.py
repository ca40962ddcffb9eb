from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "dco_portal.gaps"
    label = "gaps"
    verbose_name = "Commissioning gaps"
