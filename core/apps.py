from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app stands on and that knows none of them."""

    name = "core"
