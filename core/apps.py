from django.apps import AppConfig
from django.core.checks import Tags, register


class CoreConfig(AppConfig):
    """The foundation for every app. It imports none of them."""

    name = "core"

    def ready(self) -> None:
        """Let `check --deploy` look at the keys of the audit trail."""
        from core.checks import audit_keys_are_good  # settings are there only now

        register(audit_keys_are_good, Tags.security, deploy=True)
