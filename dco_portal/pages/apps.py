from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "dco_portal.pages"
    label = "pages"
    verbose_name = "Guidance pages"
