from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The foundation for every app. It imports none of them."""

    name = "core"
