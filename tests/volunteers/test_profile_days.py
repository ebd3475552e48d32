"""The two databases count days by functions of their own; the tests of ranking hold them together."""

import pytest
from django.db import connection
from django.db.models import F

from volunteers.models import Volunteer
from volunteers.profile import DayNumber, DayOfMoment


@pytest.mark.parametrize(
    ("function", "field", "words"),
    [
        (DayNumber, "born_on", "CAST(julianday({column}) - 1721424.5 AS integer)"),
        (DayOfMoment, "registered_at", "date({column})"),
    ],
)
def test_sqlite_is_asked_by_its_own_functions(function, field, words):
    query = Volunteer.objects.all().query
    expression = function(F(field)).resolve_expression(query)
    quoted = f'"volunteers_volunteer"."{field}"'

    sql, values = expression.as_sqlite(query.get_compiler("default"), connection)

    assert sql == words.format(column=quoted)
    assert list(values) == []
