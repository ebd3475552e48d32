from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import privacy
from core.privacy import Keep, Personal

DAY = Keep(1, "days", after="it", work="core.retention.forget_old_events")
SECRET = Personal("A secret", "Because", (DAY,), "Nobody")
A_MOMENT = st.datetimes(
    datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2150-01-01"), timezones=st.just(UTC)
)


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

    assert words[0].startswith("What was done on the website, who did it, when and why")
    assert any(word.startswith("Your postcode") for word in words)
    assert len(words) == len(set(words))


def test_facts_say_how_long_in_words_and_days():
    periods = [period for fact in privacy.facts() for period in fact.keep]

    assert all(fact.keep for fact in privacy.facts())
    assert all(period.words.startswith(f"{period.count} ") and period.count > 0 for period in periods)


def test_facts_in_tables_of_packages_are_among_them(diary):
    diary.ELSEWHERE = [replace(SECRET, what="Elsewhere")]

    assert [fact.what for fact in privacy.facts()] == ["A secret", "Elsewhere"]


@pytest.mark.parametrize(
    ("count", "unit", "words"),
    [
        (1, "days", "1 day after it"),
        (90, "days", "90 days after it"),
        (1, "months", "1 month after it"),
        (6, "months", "6 months after it"),
        (1, "years", "1 year after it"),
        (6, "years", "6 years after it"),
    ],
)
def test_period_is_a_sentence(count, unit, words):
    assert Keep(count, unit, after="it", work="").words == words


@pytest.mark.parametrize(
    ("count", "unit", "now", "before"),
    [
        (90, "days", datetime(2026, 6, 1, 12, tzinfo=UTC), datetime(2026, 3, 3, 12, tzinfo=UTC)),
        (6, "months", datetime(2026, 6, 1, 12, tzinfo=UTC), datetime(2025, 12, 1, 12, tzinfo=UTC)),
        (6, "months", datetime(2026, 8, 31, 12, tzinfo=UTC), datetime(2026, 2, 28, 12, tzinfo=UTC)),
        (12, "months", datetime(2026, 12, 5, tzinfo=UTC), datetime(2025, 12, 5, tzinfo=UTC)),
        (2, "years", datetime(2026, 12, 31, tzinfo=UTC), datetime(2024, 12, 31, tzinfo=UTC)),
        (1, "years", datetime(2028, 2, 29, tzinfo=UTC), datetime(2027, 2, 28, tzinfo=UTC)),
    ],
)
def test_period_is_over_for_what_lies_before(count, unit, now, before):
    assert Keep(count, unit, after="it", work="").before(now) == before


@given(now=A_MOMENT, count=st.integers(1, 36), unit=st.sampled_from(["days", "months", "years"]))
def test_period_has_about_its_length(now, count, unit):
    longest = {"days": 1, "months": 31, "years": 366}[unit]
    shortest = {"days": 1, "months": 28, "years": 365}[unit]
    length = now - Keep(count, unit, after="it", work="").before(now)

    assert timedelta(days=shortest * count) <= length <= timedelta(days=longest * count)


@given(
    now=A_MOMENT, later=A_MOMENT, count=st.integers(1, 36), unit=st.sampled_from(["days", "months", "years"])
)
def test_what_may_go_may_go_later_too(now, later, count, unit):
    keep = Keep(count, unit, after="it", work="")
    now, later = sorted((now, later))

    # Both ends of a short month are one day: what is of that day may wait until the month is over.
    assert keep.before(now).date() <= keep.before(later).date()


@pytest.mark.django_db
def test_privacy_page_prints_the_same_table(client):
    page = client.get(reverse("core:privacy")).content.decode()

    for fact in privacy.facts():
        for words in (fact.what, fact.why, fact.seen_by, *(period.words for period in fact.keep)):
            assert str(words) in page
