"""Files that are broken, odd or hostile: each gets a plain sentence."""

import zipfile

import pytest

from places.importers import files
from places.importers.base import main_table
from places.importers.files import BadFile, find_columns, sha256, tables

GOOD = "code,year,people\nE05014851,2024,100\n"


def read(path):
    return [row for table in tables(path) for row in table.rows()]


def zipped(tmp_path, members, method=zipfile.ZIP_DEFLATED):
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("content", [GOOD, f"\ufeff{GOOD}", GOOD.replace("\n", "\r\n")])
def test_rows_reads_utf8_with_or_without_its_mark_and_any_line_ends(put, content):
    assert read(put(content)) == [(1, ["code", "year", "people"]), (2, ["E05014851", "2024", "100"])]


def test_rows_passes_over_blank_lines_and_keeps_the_count(put):
    assert read(put("a,b\n\n1,2\n")) == [(1, ["a", "b"]), (3, ["1", "2"])]


BLANKS = [",", ",,", "  ", " , ", '"",""', '" ","\u00a0"', "\u200b,\ufeff", "\t,\t", '"\n",']


@pytest.mark.parametrize("blank", BLANKS)
def test_rows_passes_over_rows_of_blank_cells_wherever_a_spreadsheet_leaves_them(put, blank):
    rows = read(put(f"{blank}\na,b\n{blank}\n1,2\n{blank}\n{blank}\n"))

    assert [cells for _line, cells in rows] == [["a", "b"], ["1", "2"]]


def test_a_table_of_blank_rows_is_empty(put):
    (table,) = tables(put(",,\n , ,\n"))

    with pytest.raises(BadFile, match=r"file\.csv is empty"):
        table.header()


AROUND = [
    " {} ",
    "{}\u00a0",
    "\u2007{}",
    "\u200b{}\u200b",
    "\u200c{}\u200d",
    "\ufeff{}",
    '"{} "',
    "\u00ad{}",
    ' "{}"',
]


@pytest.mark.parametrize("around", AROUND)
def test_rows_has_cells_without_spaces_or_invisible_marks_around_them(put, around):
    name, code = around.format("WD24CD"), around.format("E05014851")

    assert read(put(f"a,{name}\n1,{code}\n")) == [(1, ["a", "WD24CD"]), (2, ["1", "E05014851"])]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("a,b\n1,2,\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2,,  ,\n", [["a", "b"], ["1", "2"]]),
        ("a,b,\n1,2,\n", [["a", "b", ""], ["1", "2", ""]]),
        ("a,b,,\n1,2\n3,4,\n", [["a", "b", "", ""], ["1", "2", "", ""], ["3", "4", "", ""]]),
    ],
)
def test_rows_takes_columns_of_nothing_at_the_end(put, content, rows):
    assert [cells for _line, cells in read(put(content))] == rows


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "file.csv is empty"),
        ("\ufeff".encode(), "file.csv is empty"),
        ("name,n\nCafé,1\n".encode("cp1252"), "file.csv is not UTF-8 text. Save it as “CSV UTF-8”"),
        (GOOD.encode("utf-16"), "file.csv is UTF-16 text. Save it as “CSV UTF-8”"),
        (GOOD.encode("utf-16-le"), "Line 1 has a NUL character"),
        ("a,b\n1,\0\n", "Line 2 has a NUL character"),
        ('a,b\n"1\n1",2\n', "Line 2 has a line break inside a value"),
        ('a,b\n1,2\n"1,2\n3,4\n', "Line 3 has a quote mark that is never closed"),
        ("a,b\n1,2,3\n", "Line 2 has 3 values, not 2 like the first line"),
        ("a,b\n1,,3\n", "file.csv: Line 2 has 3 values, not 2 like the first line"),
        ("a,b\n1\n", "Line 2 has 1 values, not 2 like the first line"),
        ("a" * files.LONGEST_LINE, "Line 1 is too long"),
    ],
)
def test_rows_says_plainly_what_is_wrong_with_a_table(put, content, message):
    path = put(content)

    with pytest.raises(BadFile, match=message):
        [table.header() for table in tables(path)] and read(path)


def test_tables_says_that_a_file_is_not_there(tmp_path):
    with pytest.raises(BadFile, match=r"We cannot read nothing.csv"):
        tables(tmp_path / "nothing.csv")


def test_tables_refuses_a_file_that_is_too_large(put, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)

    with pytest.raises(BadFile, match=r"must be .* or smaller"):
        tables(put(GOOD))


def test_tables_reads_every_csv_of_a_zip(tmp_path):
    path = zipped(tmp_path, {"Data/a.csv": "a\n1\n", "Data/B.CSV": "b\n2\n", "Doc/read.me": "x"})

    assert [table.name for table in tables(path)] == ["Data/a.csv", "Data/B.CSV"]
    assert read(path) == [(1, ["a"]), (2, ["1"]), (1, ["b"]), (2, ["2"])]


MAC = {
    "__MACOSX/Data/._a.csv": b"\0\5\x16\7\0",
    "Data/._a.csv": b"\0\5\x16\7\0",
    "Data/.DS_Store": b"\0",
    "Data/.hidden.csv": "x",
}


def test_tables_passes_over_what_a_mac_adds_to_a_zip(tmp_path):
    path = zipped(tmp_path, {"./Data/": "", **MAC, "./Data/A.CSV": "a\n1\n", "Deep/er/b.csv": "b\n2\n"})

    assert [table.name for table in tables(path)] == ["./Data/A.CSV", "Deep/er/b.csv"]
    assert read(path) == [(1, ["a"]), (2, ["1"]), (1, ["b"]), (2, ["2"])]


def test_what_a_mac_adds_does_not_count_as_a_file_of_the_zip(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_MEMBERS", 1)

    assert len(tables(zipped(tmp_path, {"a.csv": "a\n", **MAC}))) == 1


def test_a_zip_of_what_a_mac_adds_alone_has_no_table(tmp_path):
    with pytest.raises(BadFile, match="does not have a CSV file inside"):
        tables(zipped(tmp_path, MAC))


def test_a_bad_line_says_in_which_file_of_the_zip_it_is(tmp_path):
    path = zipped(tmp_path, {"a.csv": "a,b\n1,2\n", "b.csv": "a,b\n\0,2\n"})

    with pytest.raises(BadFile, match=r"^b\.csv: Line 2 has a NUL character"):
        read(path)


def test_main_table_is_the_largest(tmp_path):
    path = zipped(tmp_path, {"a.csv": "a\n", "b.csv": "a\n1\n2\n3\n"})

    assert main_table(path).name == "b.csv"


def test_tables_refuses_a_zip_without_tables(tmp_path):
    with pytest.raises(BadFile, match="does not have a CSV file inside"):
        tables(zipped(tmp_path, {"a.txt": "x"}))


def test_tables_refuses_a_zip_bomb(tmp_path):
    with pytest.raises(BadFile, match="is much larger than expected when unzipped"):
        tables(zipped(tmp_path, {"a.csv": b"0" * 50_000_000}))


def test_tables_refuses_a_zip_of_too_many_files(tmp_path):
    with pytest.raises(BadFile, match="is much larger than expected when unzipped"):
        tables(zipped(tmp_path, {f"{n}.csv": "a" for n in range(files.MOST_MEMBERS + 1)}))


def test_tables_refuses_a_zip_that_unpacks_to_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)

    with pytest.raises(BadFile, match=r"must be .* or smaller"):
        tables(zipped(tmp_path, {"a.csv": "a" * 11}, zipfile.ZIP_STORED))


def test_tables_refuses_an_unusual_packing(tmp_path):
    with pytest.raises(BadFile, match="has a password or an unusual type of compression"):
        tables(zipped(tmp_path, {"a.csv": GOOD}, zipfile.ZIP_LZMA))


def test_tables_refuses_a_zip_with_a_password(tmp_path):
    path = zipped(tmp_path, {"a.csv": GOOD})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the mark of a password in the list of members
    path.write_bytes(content)

    with pytest.raises(BadFile, match="password"):
        tables(path)


def test_tables_refuses_a_zip_whose_list_is_broken(tmp_path):
    path = zipped(tmp_path, {"a.csv": GOOD})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02")] = 0  # the list of members begins with this mark
    path.write_bytes(content)

    with pytest.raises(BadFile, match="is a damaged zip file"):
        tables(path)


@pytest.mark.parametrize(("method", "spoil"), [(zipfile.ZIP_STORED, 40), (zipfile.ZIP_DEFLATED, 36)])
def test_rows_says_that_a_member_of_a_zip_is_broken(tmp_path, method, spoil):
    path = zipped(tmp_path, {"a.csv": "a,b\n" + "1,2\n" * 50}, method)
    content = bytearray(path.read_bytes())
    content[spoil] ^= 0x13
    path.write_bytes(content)

    with pytest.raises(BadFile, match=r"a\.csv is damaged|Line .* has"):
        read(path)


def test_find_columns_ignores_case_and_order():
    assert find_columns(["B", "wd25cd"], {"ward": r"wd[0-9]{2}cd", "b": "b"}, "f") == {"ward": 1, "b": 0}


def test_find_columns_names_what_is_missing_and_what_there_is():
    with pytest.raises(BadFile, match=r"f has no column for ward, year. Its columns are: a, b\."):
        find_columns(["a", "b"], {"ward": "ward", "year": "year"}, "f")


def test_sha256_is_the_fingerprint_of_the_content(put):
    assert sha256(put("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
