import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def count_queries(db):
    """Count the queries that an action makes."""

    def count(action):
        with CaptureQueriesContext(connection) as queries:
            action()
        return len(queries)

    return count
