from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Django app configuration."""

    name = "volunteers"
