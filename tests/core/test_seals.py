import pytest

from core.seals import is_sealed, seal


def test_a_seal_fits_what_it_was_made_of():
    mark = seal("event", "one", 2, {"three": 3})

    assert len(mark) == 64
    assert is_sealed(mark, "event", "one", 2, {"three": 3})


@pytest.mark.parametrize(
    ("kind", "facts"),
    [("event", ["one", 3]), ("event", ["one"]), ("anchor", ["one", 2]), ("event", ["one2"])],
)
def test_a_seal_fits_nothing_else(kind, facts):
    assert not is_sealed(seal("event", "one", 2), kind, *facts)


def test_a_seal_of_a_former_key_is_known_and_of_no_other(settings):
    settings.AUDIT_KEYS = ["former"]
    mark = seal("event", "one")

    settings.AUDIT_KEYS = ["new", "former"]
    assert is_sealed(mark, "event", "one")
    assert seal("event", "one") != mark
    settings.AUDIT_KEYS = ["new"]
    assert not is_sealed(mark, "event", "one")


def test_what_is_no_seal_at_all_fits_nothing():
    assert not is_sealed("ü", "event", "one")
