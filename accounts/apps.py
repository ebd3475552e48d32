from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django app configuration."""

    name = "accounts"
