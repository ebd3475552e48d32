"""Which facts are about people, why the site keeps them, for how long and who sees them.

Each app with models says so in its `personal.py`:

    CONTACT = Personal(what=_("…"), why=_("…"), keep=GROUP_LIFE, seen_by=_("…"))
    PERSONAL = {"groups.Group": {"contact_name": CONTACT, "contact_email": CONTACT}}
    NOT_PERSONAL = {"groups.Group": ["reference", "state"]}

The privacy page prints these, and a test fails on a field that neither table names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

# What nearly every record has, and what says nothing about anybody by itself.
BOOKKEEPING = {"id", "created_at", "updated_at"}
Words = str | Any  # a string, or one that is translated when it is shown


@dataclass(frozen=True)
class Keep:
    """How long something is kept: so many days after what the words name."""

    words: Words
    days: int


@dataclass(frozen=True)
class Personal:
    """One kind of fact about people, in the words of the privacy page. Fields may share it."""

    what: Words
    why: Words
    keep: Keep
    seen_by: Words


Declared = Mapping[str, Mapping[str, Personal]]
Other = Mapping[str, Sequence[str]]


def facts() -> list[Personal]:
    """Return every kind of fact about people that the site keeps, once, from the ground layer up."""
    declared = [
        fact
        for config in reversed(_our_apps())
        for fields in _personal(config).values()
        for fact in fields.values()
    ]
    return list(dict.fromkeys(declared))


def undecided() -> list[str]:
    """Return the fields of our models that are declared neither personal nor not, or that are both."""
    return sorted(_all_fields() ^ _named_once())


def _all_fields() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for config in _our_apps()
        for model in config.get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.name not in BOOKKEEPING
    }


def _named_once() -> set[str]:
    names = [name for config in _our_apps() for name in _declared(config)]
    return {name for name in names if names.count(name) == 1}


def _declared(config: AppConfig) -> Iterator[str]:
    tables: list[Declared | Other] = [_personal(config), getattr(_declarations(config), "NOT_PERSONAL", {})]
    for table in tables:
        for label, fields in table.items():
            yield from (f"{label}.{name}" for name in fields)


def _personal(config: AppConfig) -> Declared:
    declared: Declared = getattr(_declarations(config), "PERSONAL", {})
    return declared


def _declarations(config: AppConfig) -> ModuleType | None:
    if not module_has_submodule(config.module, "personal"):
        return None
    return import_module(f"{config.name}.personal")


def _our_apps() -> list[AppConfig]:
    """Return the apps that are written here, from the top layer down, as the settings list them."""
    return [config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
