import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from core import search
from core.search.models import SearchEntry
from core.search.words import MOST_TERMS, MOST_WORDS, question, stem, terms
from tests.factories.accounts import UserFactory

KIND = "thing"


def put(title="", body=""):
    pk = uuid.uuid4()
    search.index(KIND, pk, title=title, body=body)
    return pk


def found(words, kind=KIND):
    return set(search.matching(kind, words).values_list("record", flat=True))


# Words, without a database


@pytest.mark.parametrize(
    ("forms", "root"),
    [
        (["mentor", "mentors", "mentoring", "mentored"], "mentor"),
        (["box", "boxes", "boxing"], "box"),
        (["community", "communities"], "community"),
        (["carry", "carries", "carried", "carrying"], "carry"),
        (["abuse", "abuses", "abused", "abusing"], "abus"),
        (["run", "runs", "running"], "run"),
        (["bus", "buses"], "bus"),
        (["care", "cares", "caring"], "care"),
        (["church", "churches"], "church"),
        (["volunteer", "volunteers", "volunteering"], "volunteer"),
        (["train", "training", "trained"], "train"),
    ],
)
def test_stem_joins_the_forms_of_a_word(forms, root):
    assert {stem(form) for form in forms} == {root}


@pytest.mark.parametrize(
    "word", ["thing", "need", "king", "using", "car", "wv1", "0xe6b2", "crisis", "class1"]
)
def test_stem_leaves_what_has_no_ending(word):
    assert stem(word) == word


def test_terms_fold_capitals_accents_and_apostrophes():
    assert terms("CAFÉ Łódź St Peter’s") == ["cafe", "lodz", "st", "peters", "peter"]


@given(st.text(st.characters(max_codepoint=127)))
def test_terms_of_plain_text_are_found_the_same_way_among_other_scripts(text):
    assert terms(f"{text} é")[:-1] == terms(text)


def test_terms_take_characters_of_unspaced_scripts_and_emoji_one_by_one():
    assert terms("武术🥊") == ["0xe6ada6", "0xe69caf", "0xf09fa58a"]


def test_terms_keep_vowel_signs_within_a_word():
    assert len(terms("ਪੰਜਾਬੀ ਕੁੜੀਆਂ")) == 2


def test_terms_stop_at_a_limit():
    assert len(terms("word " * 100_000)) == MOST_TERMS


@given(st.text())
@example("'\"*():^-+&|!<>\\")
@example("\x00\ud800")
def test_terms_are_plain_letters_and_digits_whatever_is_typed(text):
    assert all(term.isascii() and term.isalnum() for term in terms(text))


def test_question_leaves_out_small_words():
    assert question("help for the women") == (("help",), "women", "women")


def test_question_of_small_words_alone_keeps_them():
    assert question("the who") == (("the",), "who", "who")


def test_question_looks_at_so_many_words():
    assert len(question(" ".join(f"w{n}" for n in range(100))).terms) == MOST_WORDS - 1


@pytest.mark.parametrize("words", ["", "   ", "!!!", '"*"', "—"])
def test_is_blank_without_a_word(words):
    assert search.is_blank(words)


def test_is_blank_is_false_with_a_word():
    assert not search.is_blank("box!")


# Finding


def test_matching_needs_all_words(db):
    both = put("Boxing club", "for young people")
    put("Boxing ring")

    assert found("young boxing") == {both}


@pytest.mark.parametrize(
    "words", ["BOXING", "boxes", "box", "boxin", "b", "Bóxing", "the boxing", '"boxing', "box*"]
)
def test_matching_forgives_ways_of_writing(db, words):
    club = put("Boxing club")
    put("Chess club")

    assert found(words) == {club}


def test_matching_takes_only_the_last_word_as_a_beginning(db):
    club = put("Boxing club")

    assert found("boxing cl") == {club}
    assert found("bo club") == set()


def test_matching_finds_hyphenated_words_both_ways(db):
    hub = put("Anti-social behaviour drop-in")

    assert found("anti social") == found("anti-social drop-in") == {hub}


@pytest.mark.parametrize("words", ["拳", "拳击", "ਪੰਜਾਬੀ", "🥊"])
def test_matching_finds_other_scripts_and_emoji(db, words):
    pk = put("拳击 ਪੰਜਾਬੀ 🥊")
    put("Boxing")

    assert found(words) == {pk}


@pytest.mark.parametrize(
    "words",
    [
        *[
            '"',
            "AND",
            "NOT box",
            "a OR",
            "NEAR(a b)",
            "title:box",
            "^box",
            "box)",
            "(((",
            "box:*",
            "-",
            "&|!",
        ],
        *["'; DROP TABLE x; --", "--box", "%", "\\", "\u202ebox", "<script>", "a\tb\r\nc"],
        *["é" * 10_000, "word " * 10_000],
    ],
)
def test_matching_answers_whatever_is_typed(db, words):
    put("Something else")

    assert found(words) == set()


@given(st.text())
def test_matching_never_fails(any_text_database, text):
    found(text)


@pytest.fixture(scope="module")
def any_text_database(django_db_setup, django_db_blocker):
    """One database for all the examples: they only read."""
    with django_db_blocker.unblock():
        yield


@given(st.from_regex(r"[a-z]{2,14}", fullmatch=True), st.data())
def test_every_beginning_of_a_word_asks_for_it(word, data):
    beginning = data.draw(st.integers(1, len(word)).map(lambda length: word[:length]))
    asked = question(beginning)

    assert any(term == asked.root or term.startswith(asked.beginning) for term in terms(word))


# Words that share beginnings of every length, some longer than those that an index may keep.
ALIKE = ["n", "no", "neighbour", "neighbours", "neighbourhood", "neighbourhoods", "neighbourhoodwatch"]


@pytest.fixture(scope="module")
def alike_database(django_db_setup, django_db_blocker):
    """One database for all the examples: each is undone."""
    with django_db_blocker.unblock():
        yield


@given(
    st.lists(st.tuples(*[st.lists(st.sampled_from(ALIKE), max_size=3).map(" ".join)] * 2), max_size=6),
    st.sampled_from([word[:length] for word in ALIKE for length in range(1, len(word) + 1)]),
    st.booleans(),
)
@example([("", "neighbourhood")], "neighbour", True)
def test_every_text_and_title_with_a_beginning_is_found_and_no_other(alike_database, texts, beginning, more):
    words = f"neighbours {beginning}" if more else beginning
    asked = question(words)

    def answers(text):
        here = terms(text)
        ends = any(term == asked.root or term.startswith(asked.beginning) for term in here)
        return ends and all(term in here for term in asked.terms)

    with transaction.atomic():
        people = UserFactory.create_batch(len(texts))
        for person, (title, body) in zip(people, texts, strict=True):
            search.index("user", person.pk, title=title, body=body)
        all_people = User.objects.all()
        pairs = list(zip(people, texts, strict=True))
        by_text = {person.pk for person, text in pairs if answers(" ".join(text))}
        by_title = {person.pk for person, (title, _body) in pairs if answers(title)}

        assert found(words, "user") == by_text
        assert {person.pk for person in search.titled(all_people, "user", words)} == by_title
        assert {person.pk for person in search.mentioning(all_people, "user", words)} == by_text - by_title
        transaction.set_rollback(True)


def test_matching_keeps_kinds_apart(db):
    pk = put("Boxing")

    assert found("boxing", kind="other") == set()
    assert found("boxing") == {pk}


def test_matching_without_a_word_finds_nothing(db):
    put("Boxing")

    assert found("!!!") == set()


def test_index_replaces_what_was_there(db):
    pk = put("Boxing", "ring")

    search.index(KIND, pk, title="Chess", body="board")

    assert found("boxing") == found("ring") == set()
    assert found("chess board") == {pk}


def test_index_many_takes_more_than_a_batch(db):
    documents = [search.Document(uuid.uuid4(), f"number{n}", "") for n in range(1500)]

    search.index_many(KIND, [*documents, documents[0]])

    assert found("number1499") == {documents[1499].pk}
    assert SearchEntry.objects.count() == 1500


def test_remove_leaves_nothing(db):
    pk = put("Boxing", "secret")
    other = put("Boxing")

    search.remove(KIND, pk)

    assert found("boxing") == {other}
    assert found("secret") == set()


def test_remove_of_something_unknown_does_nothing(db):
    search.remove(KIND, uuid.uuid4())


def test_remove_all_empties_a_kind(db):
    put("Boxing")

    search.remove_all(KIND)

    assert found("boxing") == set()


def test_an_entry_says_what_it_is(db):
    pk = put("Boxing")

    assert str(SearchEntry.objects.get()) == f"thing {pk}"


# In order


@pytest.fixture
def people(db):
    """Three people: the best match was made last."""
    body, none, title = UserFactory.create_batch(3)
    search.index("user", body.pk, title="Chess club", body="we also do boxing sometimes")
    search.index("user", none.pk, title="Chess", body="board")
    search.index("user", title.pk, title="Boxing club", body="boxing for everyone")
    return {"body": body, "title": title}


def test_best_first_puts_titles_before_bodies(people):
    ordered = search.best_first(User.objects.order_by("pk"), "user", "boxing")

    assert list(ordered) == [people["title"], people["body"]]


def test_best_first_counts_and_cuts_like_any_queryset(people):
    ordered = search.best_first(User.objects.filter(is_active=True), "user", "boxing")

    assert (ordered.count(), len(ordered[:1]), ordered[:1].count()) == (2, 1, 1)
    assert not search.best_first(User.objects.filter(is_active=False), "user", "boxing").exists()


@pytest.mark.parametrize("order", [search.best_first, search.titled, search.mentioning, search.titled_first])
def test_no_order_finds_anything_without_a_word(people, order):
    assert not order(User.objects.order_by("pk"), "user", "?").exists()


TEXTS = [
    ("Boxing club", "evenings"),
    ("Chess", "and a boxing club"),
    ("Boxing", "a club"),
    ("Chess club", "board"),
    ("Clubs for boxers and boxing", ""),
]


@pytest.mark.parametrize(
    ("words", "titled", "mentioning"),
    [
        ("boxing club", [4, 0], [2, 1]),
        ("box", [4, 2, 0], [1]),
        ("clubs boxing", [4, 0], [2, 1]),
        ("cl", [4, 3, 0], [2, 1]),
        ("evening", [], [0]),
        ("chess", [3, 1], []),
        ("falconry", [], []),
    ],
)
def test_titles_come_before_other_texts_and_the_newest_first(db, words, titled, mentioning):
    people = UserFactory.create_batch(len(TEXTS))
    for person, (title, body) in zip(people, TEXTS, strict=True):
        search.index("user", person.pk, title=title, body=body)
    search.index("other", people[3].pk, title="Boxing club evening", body="falconry")

    def ordered(order):
        return [people.index(person) for person in order(User.objects.order_by("pk"), "user", words)]

    assert ordered(search.titled) == titled
    assert ordered(search.mentioning) == mentioning
    assert ordered(search.titled_first) == titled + mentioning
    assert set(ordered(search.best_first)) == {*titled, *mentioning}


@pytest.mark.django_db(transaction=True)
def test_the_search_tables_can_be_taken_away_and_made_again():
    call_command("migrate", "core", "zero", verbosity=0)
    tables = {"core_searchentry", "core_searchterms", "core_searchtitles"}
    assert not tables & set(connection.introspection.table_names())

    call_command("migrate", "core", verbosity=0)
    assert found("boxing") == set()
