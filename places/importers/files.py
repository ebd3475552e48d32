"""Open official files, and report early and in plain words what is wrong with them.

Everything is read as a stream, so size costs time but no memory. A zip is never unpacked to disk.
"""

import csv
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from core.cleaning import printable, visible

MOST_BYTES = 3 * 1024**3  # the whole ONS Postcode Directory is about half of this
MOST_MEMBERS = 1000
MOST_SHRINKING = 100  # real tables compress ten- to twentyfold; a zip bomb a thousandfold
LONGEST_LINE = 100_000
PLAIN_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UTF16 = (b"\xff\xfe", b"\xfe\xff")

Row = tuple[int, list[str]]  # the line number and the cells


class BadFile(ValueError):
    """A file that can't be used at all. The message is for the person who chose it."""


class Table:
    """One CSV file, or one CSV inside a zip."""

    def __init__(self, path: Path, size: int, member: str = "") -> None:
        self.path = path
        self.size = size
        self.name = printable(member or path.name)
        self.member = member

    def rows(self) -> Iterator[Row]:
        """Yield the rows that are not blank, the header first, as wide as the header. Raises BadFile.

        Cells are without spaces around them and without invisible characters.
        """
        with self._open() as file, TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
            yield from _rows(text, self.name)

    def header(self) -> list[str]:
        """Return the first row. Raises BadFile if there is none."""
        for _line, cells in self.rows():
            return cells
        raise BadFile(_("{name} is empty.").format(name=self.name))

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        if not self.member:
            with self.path.open("rb") as file:
                yield file
            return
        with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
            yield file


def tables(path: Path) -> list[Table]:
    """Return the CSV tables of a file: itself, or those in a zip. Raises BadFile."""
    try:
        size = path.stat().st_size
        is_zip = zipfile.is_zipfile(path)
    except OSError as error:
        raise BadFile(_("We cannot read {name}. Check it exists.").format(name=path.name)) from error
    if size == 0:
        raise BadFile(_("{name} is empty.").format(name=path.name))
    if not is_zip:
        _refuse_large(path.name, size)
        return [Table(path, size)]
    return [Table(path, member.file_size, member.filename) for member in _members(path)]


def sha256(path: Path) -> str:
    """Return the file's SHA-256 hash."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_columns(header: Sequence[str], wanted: Mapping[str, str], name: str) -> dict[str, int]:
    """Return the positions of the wanted columns. Each name is matched by a pattern, ignoring case.

    Raises BadFile that lists the missing columns and the existing ones.
    """
    found = {key: _place(pattern, header) for key, pattern in wanted.items()}
    missing = [key for key, place in found.items() if place < 0]
    if missing:
        raise BadFile(
            _("{name} has no column for {missing}. Its columns are: {columns}.").format(
                name=name, missing=", ".join(missing), columns=printable(", ".join(header)[:300])
            )
        )
    return found


def _place(pattern: str, header: Sequence[str]) -> int:
    matches = (place for place, cell in enumerate(header) if re.fullmatch(pattern, cell, re.IGNORECASE))
    return next(matches, -1)


def _members(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not _is_hidden(member)]
    except zipfile.BadZipFile as error:
        raise BadFile(_("{name} is a damaged zip file.").format(name=path.name)) from error
    if len(members) > MOST_MEMBERS or any(map(_is_bomb, members)):
        raise BadFile(_("{name} is much larger than expected when unzipped.").format(name=path.name))
    _refuse_large(path.name, sum(member.file_size for member in members))
    wanted = [member for member in members if member.filename.lower().endswith(".csv")]
    if not wanted:
        raise BadFile(_("{name} does not have a CSV file inside.").format(name=path.name))
    if any(member.flag_bits & 1 or member.compress_type not in PLAIN_WAYS for member in wanted):
        raise BadFile(_("{name} has a password or an unusual type of compression.").format(name=path.name))
    return wanted


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is one of those that a Mac adds to a zip, such as “__MACOSX/._people.csv”."""
    *folders, name = re.split(r"[/\\]", member.filename)
    return "__MACOSX" in folders or name.startswith(".")


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > MOST_SHRINKING * max(member.compress_size, 1)


def _refuse_large(name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise BadFile(
            _("{name} must be {most} GB or smaller. It is {size} GB.").format(
                name=name, size=round(size / 1024**3), most=MOST_BYTES // 1024**3
            )
        )


def _rows(text: TextIOWrapper, name: str) -> Iterator[Row]:
    reader = csv.reader(_lines(text, name), strict=True, skipinitialspace=True)
    header: list[str] = []
    last = 0
    try:
        for raw in reader:
            line, height, last = last + 1, reader.line_num - last, reader.line_num
            cells = [cell.strip() for cell in raw]
            if not any(cells):
                continue
            if height > 1:
                raise _bad_line(name, _("Line {line} has a line break inside a value.").format(line=line))
            header = header or cells
            yield line, _fitted(cells, header, name, line)
    except csv.Error as error:
        raise _bad_line(
            name, _("Line {line} has a quote mark that is never closed.").format(line=last + 1)
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadFile(_("{name} is damaged.").format(name=name)) from error


def _fitted(cells: list[str], header: list[str], name: str, line: int) -> list[str]:
    """Return a row as wide as the header: spreadsheets may add or leave out empty cells at the end of a row.

    Raises BadFile if it has a value without a column, or lacks a column with a name.
    """
    width = len(header)
    if len(cells) == width:
        return cells
    if any(cells[width:]) or any(header[len(cells) :]):
        raise _bad_line(
            name,
            _("Line {line} has {count} values, not {width} like the first line.").format(
                line=line, count=len(cells), width=width
            ),
        )
    return (cells + [""] * width)[:width]


def _bad_line(name: str, message: str) -> BadFile:
    """Return the error for a line of a table. It names the table, because a zip has several."""
    return BadFile(f"{name}: {message}")


def _lines(text: TextIOWrapper, name: str) -> Iterator[str]:
    """Yield lines of UTF-8 text without invisible characters. Raises BadFile for other encodings."""
    number = 0
    try:
        while line := text.readline(LONGEST_LINE):
            number += 1
            _refuse_odd(line, name, number)
            yield visible(line)
    except UnicodeDecodeError as error:
        kind = "UTF-16" if error.object[:2] in UTF16 else _("not UTF-8")
        raise BadFile(
            _("{name} is {kind} text. Save it as “CSV UTF-8” and try again.").format(name=name, kind=kind)
        ) from error


def _refuse_odd(line: str, name: str, number: int) -> None:
    if "\0" in line:
        message = _("Line {line} has a NUL character. This is not a UTF-8 CSV file.")
        raise _bad_line(name, message.format(line=number))
    if len(line) == LONGEST_LINE:
        message = _("Line {line} is too long. This is not a CSV file.")
        raise _bad_line(name, message.format(line=number))
