from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "dco_portal.organisations"
    label = "organisations"
