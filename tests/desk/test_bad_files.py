"""Each bad file by the desk's page: the message, and a database that is as it was."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from places.models import Upload
from tests.places.bad_files import MAKERS, bad_file, everything_stored
from tests.places.conftest import small_city

__all__ = ["small_city"]


@pytest.mark.parametrize("name", MAKERS)
def test_a_bad_file_is_a_plain_sentence_and_changes_nothing(client, sam, small_city, uploads_dir, name):
    file, before = bad_file(name), everything_stored()
    client.force_login(sam)
    answers = {"on_day": "1", "on_month": "6", "on_year": "2026", "year": "2025"}

    response = client.post(
        reverse("desk:import_new", args=[file.kind]),
        {"file": SimpleUploadedFile("file.csv", file.raw), **answers},
        follow=True,
    )

    assert file.message in html.unescape(response.content.decode())
    assert Upload.objects.get().state == ("ready" if file.is_row else "refused")
    assert everything_stored() == before
