import pytest

from core.checks import audit_keys_are_good


def test_keys_of_their_own_are_good(settings):
    settings.AUDIT_KEYS = ["a" * 32, "b" * 60]

    assert audit_keys_are_good() == []


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["the-secret"], "AUDIT_KEYS has the key of DJANGO_SECRET_KEY. Make another one."),
        (["a" * 32, "the-secret"], "AUDIT_KEYS has the key of DJANGO_SECRET_KEY. Make another one."),
        (["a" * 31], "A key in AUDIT_KEYS has under 32 characters."),
    ],
)
def test_keys_that_others_may_know_are_not(settings, keys, words):
    settings.SECRET_KEY = "the-secret"
    settings.AUDIT_KEYS = keys

    assert [error.msg for error in audit_keys_are_good()] == [words]
