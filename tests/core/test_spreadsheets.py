from io import StringIO

import pytest

from core.spreadsheets import safe_cell, write_table


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\ufeff=1", "=cmd|' /C calc'!A0", "＝1"]
)
def test_safe_cell_takes_the_force_out_of_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "plain", "a=b", "1 - 2", 7, -7, 1.5, None])
def test_safe_cell_leaves_everything_else_alone(value):
    assert safe_cell(value) == value


def test_write_table_writes_rows_as_csv():
    file = StringIO()

    write_table(file, [["a", 1], ['quoted "b"', "=2"]])

    assert file.getvalue() == 'a,1\r\n"quoted ""b""",\'=2\r\n'
