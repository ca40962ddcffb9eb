from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "dco_portal.practice"
    label = "practice"
    verbose_name = "The DCO’s practice"
