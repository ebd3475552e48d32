from datetime import date

import pytest
from django.http import QueryDict

from insight.query_params import QueryParams


@pytest.mark.parametrize("query", ["", "show=initiatives"])
def test_source_is_none_where_no_figure_is_shown(db, query):
    assert QueryParams(QueryDict(query), date(2026, 6, 1)).source is None
