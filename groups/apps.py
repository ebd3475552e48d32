from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Django app configuration."""

    name = "groups"
