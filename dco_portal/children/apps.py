from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "dco_portal.children"
    label = "children"
