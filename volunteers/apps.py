from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Names the app for Django."""

    name = "volunteers"
