from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from core import privacy
from core.privacy import Keep, Personal

SECRET = Personal("A secret", "Because", Keep("A day after it", days=1), "Nobody")


def test_every_field_of_every_model_is_decided():
    """Write a field that shows up here into one of the tables in its app's personal.py."""
    assert privacy.undecided() == []


@pytest.fixture
def diary(monkeypatch, settings):
    """An app with one model, whose declarations a test can change."""

    class Diary(models.Model):
        owner = models.CharField(max_length=5)
        readers = models.ManyToManyField("accounts.User")
        page = models.IntegerField()

        class Meta:
            app_label = "diary"
            managed = False

        def __str__(self):
            return self.owner

    config = SimpleNamespace(
        name="diary", module=None, path=str(settings.BASE_DIR / "diary"), get_models=lambda: [Diary]
    )
    declared = SimpleNamespace(
        PERSONAL={"diary.Diary": {"owner": SECRET, "readers": SECRET}}, NOT_PERSONAL={"diary.Diary": ["page"]}
    )
    monkeypatch.setattr(privacy.apps, "get_app_configs", lambda: [config])
    monkeypatch.setattr(privacy, "_declarations", lambda _: declared)
    yield declared
    del apps.all_models["diary"]
    apps.clear_cache()


def test_undecided_is_empty_when_each_field_is_in_one_table(diary):
    assert privacy.undecided() == []


def test_undecided_names_a_field_that_is_in_no_table(diary):
    del diary.PERSONAL["diary.Diary"]["readers"]
    diary.NOT_PERSONAL = {}

    assert privacy.undecided() == ["diary.Diary.page", "diary.Diary.readers"]


def test_undecided_names_a_field_that_is_in_both_tables(diary):
    diary.NOT_PERSONAL["diary.Diary"] = ["owner", "page"]

    assert privacy.undecided() == ["diary.Diary.owner"]


def test_undecided_names_a_declared_field_that_is_no_more(diary):
    diary.NOT_PERSONAL["diary.Diary"] = ["page", "colour"]

    assert privacy.undecided() == ["diary.Diary.colour"]


def test_undecided_takes_an_app_without_declarations_for_undecided(diary, monkeypatch):
    monkeypatch.setattr(privacy, "_declarations", lambda _: None)

    assert privacy.undecided() == ["diary.Diary.owner", "diary.Diary.page", "diary.Diary.readers"]


def test_facts_has_each_kind_of_fact_once(diary):
    assert privacy.facts() == [SECRET]


def test_facts_start_with_the_ground_and_cover_every_app():
    words = [str(fact.what) for fact in privacy.facts()]

    assert words[0].startswith("What was done on the site")
    assert any(word.startswith("Your postcode") for word in words)
    assert len(words) == len(set(words))


def test_facts_say_how_long_in_words_and_days():
    assert all(str(fact.keep.words) and fact.keep.days > 0 for fact in privacy.facts())


@pytest.mark.django_db
def test_privacy_page_prints_the_same_table(client):
    page = client.get(reverse("core:privacy")).content.decode()

    for fact in privacy.facts():
        for words in (fact.what, fact.why, fact.keep.words, fact.seen_by):
            assert str(words) in page
