from django.db import models


class SearchEntry(models.Model):
    """One public record that the text search knows.

    Its terms are kept in the way of the database: in a full-text table of SQLite that shares the entry's
    number (`core_searchterms`), or in a column of PostgreSQL (`terms`). Both are made by the migration.
    """

    kind = models.CharField(max_length=30)
    record = models.UUIDField()

    class Meta:
        app_label = "core"
        constraints = [models.UniqueConstraint(fields=["kind", "record"], name="one_search_entry_per_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
