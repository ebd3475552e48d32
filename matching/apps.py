from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Names the app for Django."""

    name = "matching"
