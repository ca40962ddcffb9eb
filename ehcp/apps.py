from django.apps import AppConfig


class EhcpConfig(AppConfig):
    name = "ehcp"
    label = "ehcp"
    verbose_name = "Health advice for EHC needs assessments"
