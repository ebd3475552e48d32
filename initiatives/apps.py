from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    """Names the app for Django."""

    name = "initiatives"
