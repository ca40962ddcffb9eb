from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "dco_portal.charts"
    label = "charts"
    verbose_name = "Charts"
