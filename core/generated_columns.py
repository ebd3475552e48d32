"""Migrations of generated columns.

No database can change the expression of a generated column, and Django refuses the `AlterField` that it
proposes itself. Here such a column is removed and added again, together with the indexes that contain it.
Nothing is lost: the database works the values out again.
"""

from collections.abc import Callable, Iterable, Set
from typing import Any

from django.db.migrations import AddIndex
from django.db.migrations.autodetector import MigrationAutodetector, OperationDependency
from django.db.migrations.operations.base import Operation
from django.db.models import GeneratedField, Index

Key = tuple[str, str, str]  # app, model and field


class Autodetector(MigrationAutodetector):
    """Detects changes in the models, and rebuilds changed generated columns."""

    # Django's own attributes, which its type stubs lack.
    altered_indexes: dict[tuple[str, str], dict[str, list[Index]]]
    old_field_keys: set[Key]
    new_field_keys: set[Key]
    _generate_removed_field: Callable[[str, str, str], None]
    _generate_added_field: Callable[[str, str, str], None]

    built_anew: Set[Key] = frozenset()

    def create_altered_indexes(self) -> None:
        """Treat the indexes on a changed column as removed and added."""
        super().create_altered_indexes()
        for app, model, name in sorted(self.changed_columns()):
            old, new = (state.models[app, model] for state in (self.from_state, self.to_state))
            altered = self.altered_indexes[app, model]
            for state, indexes in ((old, altered["removed_indexes"]), (new, altered["added_indexes"])):
                indexes += [
                    each for each in state.options["indexes"] if name in each.fields and each not in indexes
                ]

    def generate_altered_fields(self) -> None:
        """Write changed columns as removed and added, and leave the other fields to Django."""
        self.built_anew = self.changed_columns()
        self.old_field_keys -= self.built_anew
        self.new_field_keys -= self.built_anew
        for key in sorted(self.built_anew):
            self._generate_removed_field(*key)
            self._generate_added_field(*key)
        super().generate_altered_fields()

    def add_operation(
        self,
        app_label: str,
        operation: Operation,
        dependencies: Iterable[Any] | None = None,
        beginning: bool = False,
    ) -> None:
        """Make an index wait for its columns that are being rebuilt."""
        waits = list(dependencies or ())
        if isinstance(operation, AddIndex):
            model = operation.model_name_lower
            columns = [(app_label, model, name) for name in operation.index.fields]
            waits += [
                OperationDependency(*key, OperationDependency.Type.CREATE)
                for key in columns
                if key in self.built_anew
            ]
        super().add_operation(app_label, operation, waits, beginning)

    def changed_columns(self) -> set[Key]:
        """Return the existing generated columns whose expression has changed."""
        return {key for key in self.old_field_keys & self.new_field_keys if self._is_changed_column(key)}

    def _is_changed_column(self, key: Key) -> bool:
        app, model, name = key
        old_model = self.renamed_models.get((app, model), model)
        old_name = self.renamed_fields.get(key, name)
        old = self.from_state.models[app, old_model].get_field(old_name)
        new = self.to_state.models[app, model].get_field(name)
        is_generated = isinstance(old, GeneratedField) and isinstance(new, GeneratedField)
        return is_generated and self.deep_deconstruct(old) != self.deep_deconstruct(new)
