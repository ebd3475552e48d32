from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Names the app for Django."""

    name = "groups"
