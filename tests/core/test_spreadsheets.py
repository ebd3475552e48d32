from io import StringIO

import pytest

from core.spreadsheets import csv_response, safe_cell, write_table


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\ufeff=1", "=cmd|' /C calc'!A0", "＝1"]
)
def test_safe_cell_takes_the_force_out_of_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("sign", "=+-@−＝＋－＠﹢﹣﹫⁼⁺⁻₊")
@pytest.mark.parametrize(
    "before",
    [
        *(
            "",
            " ",
            "\x00",
            "\x0b",
            "\x1f",
            "\x7f",
            "\x85",
            "\xa0",
            "\xad",
            "\u034f",
            "\u061c",
            "\u115f",
            "\u1680",
        ),
        *("\u180e", "\u2003", "\u200b", "\u200f", "\u2028", "\u202e", "\u2060", "\u2800", "\u3000", "\u3164"),
        *("\ue000", "\ufe0f", "\ufeff", "\uffa0", "\U000e0001", " \u200b\xa0"),
    ],
)
def test_safe_cell_sees_a_formula_behind_what_nobody_sees(before, sign):
    assert safe_cell(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("value", ["\u200b", " Zoë", "\u200ea = b", "½", "…"])
def test_safe_cell_leaves_invisible_letters_before_plain_words(value):
    assert safe_cell(value) == value


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
