from io import StringIO

import pytest

from core.spreadsheets import csv_response, safe_cell, write_table


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


def test_csv_response_is_a_file_that_a_spreadsheet_opens_as_text():
    response = csv_response("people.csv", ("name", "age"), [["Zoë", 30], ["=1+1", 31]])

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert response.content.decode() == "\ufeffname,age\r\nZoë,30\r\n'=1+1,31\r\n"
