from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "dco_portal.documents"
    label = "documents"
    verbose_name = "Documents"
