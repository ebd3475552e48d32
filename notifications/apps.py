from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Django app configuration."""

    name = "notifications"
