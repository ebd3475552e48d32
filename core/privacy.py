"""Which facts are personal, why the site keeps them, for how long and who sees them.

Each app with models declares this in its `personal.py`:

    REFUSED = Keep(1, "years", after=_("we refuse it"), work="groups.retention.forget_refused")
    CONTACT = Personal(what=_("…"), why=_("…"), keep=(REFUSED,), seen_by=_("…"))
    PERSONAL = {"groups.Group": {"contact_name": CONTACT, "contact_email": CONTACT}}
    NOT_PERSONAL = {"groups.Group": ["reference", "state"]}

Facts stored in a package's tables have no fields of ours to name; they are listed as `ELSEWHERE = [CONTACT]`.
The privacy page prints these declarations, and the `run_due` work that each period names reads the same
period. Tests fail on a field that neither table names, and on work that does not keep its period.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule
from django.utils.translation import ngettext_lazy

# Fields that nearly every record has, and that say nothing about a person by themselves.
BOOKKEEPING = {"id", "created_at", "updated_at"}
Words = str | Any  # a string or a lazy translation
SENTENCES = {
    "days": ngettext_lazy("%(count)d day after %(event)s", "%(count)d days after %(event)s", "count"),
    "months": ngettext_lazy("%(count)d month after %(event)s", "%(count)d months after %(event)s", "count"),
    "years": ngettext_lazy("%(count)d year after %(event)s", "%(count)d years after %(event)s", "count"),
}


@dataclass(frozen=True)
class Keep:
    """A retention period: a number of days, calendar months or years after an event.

    `after` completes the sentence “6 years after …”. `work` is the function of `settings.DUE_WORK` that
    deletes the fact when the period is over.
    """

    count: int
    unit: Literal["days", "months", "years"]
    after: Words
    work: str

    @property
    def words(self) -> str:
        """The period as a sentence."""
        return str(SENTENCES[self.unit] % {"count": self.count, "event": self.after})

    def before(self, now: datetime) -> datetime:
        """Return the latest time at which the event can have happened for the period to be over now."""
        if self.unit == "days":
            return now - timedelta(days=self.count)
        months = self.count * 12 if self.unit == "years" else self.count
        year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
        last_day = calendar.monthrange(year, month + 1)[1]
        return now.replace(year=year, month=month + 1, day=min(now.day, last_day))


@dataclass(frozen=True)
class Personal:
    """One kind of personal fact, in the words of the privacy page. Several fields may share it.

    A fact that is deleted after different periods, such as a draft and a sent form, lists them all.
    """

    what: Words
    why: Words
    keep: tuple[Keep, ...]
    seen_by: Words


Declared = Mapping[str, Mapping[str, Personal]]
Other = Mapping[str, Sequence[str]]


def facts() -> list[Personal]:
    """Return every kind of personal fact that the site keeps, once each, from the lowest layer up."""
    return list(dict.fromkeys(fact for config in reversed(_our_apps()) for fact in _facts_of(config)))


def _facts_of(config: AppConfig) -> Iterator[Personal]:
    for fields in _personal(config).values():
        yield from fields.values()
    yield from getattr(_declarations(config), "ELSEWHERE", ())


def undecided() -> list[str]:
    """Return the fields of our models that are declared neither personal nor not personal, or both."""
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
    """Return the site's own apps, from the top layer down, in the order of the settings."""
    return [config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
