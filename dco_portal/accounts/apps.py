from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dco_portal.accounts"
    label = "accounts"
