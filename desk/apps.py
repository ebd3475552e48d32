from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the app for Django."""

    name = "desk"
