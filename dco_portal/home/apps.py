from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "dco_portal.home"
    label = "home"
