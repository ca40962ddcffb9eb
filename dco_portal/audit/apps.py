from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "dco_portal.audit"
    label = "audit"
