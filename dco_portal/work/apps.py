from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "dco_portal.work"
    label = "work"
