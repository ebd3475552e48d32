from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Names the app for Django."""

    name = "notifications"
