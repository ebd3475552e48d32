"""Each bad file by its command: the message, and a database that is as it was."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.places.bad_files import MAKERS, bad_file, everything_stored

pytestmark = pytest.mark.usefixtures("small_city")
COMMANDS = {"ward_boundaries": "import_wards"}


@pytest.mark.parametrize("name", MAKERS)
def test_a_bad_file_is_a_plain_sentence_and_changes_nothing(put, name):
    file, before, out = bad_file(name), everything_stored(), StringIO()
    path = put(file.raw, "file.csv")

    with pytest.raises(CommandError) as refused:
        call_command(COMMANDS.get(file.kind, f"import_{file.kind}"), str(path), stdout=out, stderr=StringIO())

    assert file.message in (out.getvalue() if file.is_row else str(refused.value))
    assert "Nothing was changed." in str(refused.value)
    assert everything_stored() == before


def test_an_empty_file_is_a_plain_sentence(put):
    with pytest.raises(CommandError, match=r"^file.csv is empty. Nothing was changed.$"):
        call_command("import_wards", str(put(b"")), stderr=StringIO())
