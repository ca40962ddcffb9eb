from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "dco_portal.notifications"
    label = "notifications"
