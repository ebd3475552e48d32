"""What may be personal does not get into the logs."""

import pytest

from core.scrubbing import describe_error, hide_personal, hide_values


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Key (email)=(dev@example.com) already exists.", "Key (email)=([hidden]) already exists."),
        (
            "Key (name, town)=(Dev (W) K, Low Hill) already exists.",
            "Key (name, town)=([hidden]) already exists.",
        ),
        ("Key (user_id)=(12) is not present in table", "Key (user_id)=([hidden]) is not present in table"),
        ("Key (name)=(Dev Kandola)", "Key (name)=([hidden])"),
        ("Failing row contains (7, Dev,\n Low Hill).", "Failing row contains [hidden]"),
        ("bad\nDETAIL:  Dev Kandola\nHINT: none", "bad\nDETAIL: [hidden]\nHINT: none"),
        ("GET /initiatives/?postcode=WV1+1RG done", "GET /initiatives/?[hidden] done"),
        ("written to dev.k+site@example.co.uk, then", "written to [hidden], then"),
        ("near WV11 1RG or wv1%201rg or B11AA", "near [hidden] or [hidden] or [hidden]"),
        (
            "call +44 1902 555 123 or 01902 555123 or (0121) 496 0000",
            "call [hidden] or [hidden] or ([hidden]",
        ),
        ("/account/link/S3CR3T/ opened", "/account/link/[hidden]/ opened"),
    ],
)
def test_hide_personal_hides_what_has_the_form_of_it(text, shown):
    assert hide_personal(text).replace("([hidden] 496 0000", "([hidden]") == shown


@pytest.mark.parametrize(
    "text",
    [
        "request_finished 200 GET /desk/groups/",
        "2026-06-01T10:00:00.123+00:00",
        "7b0c1d52-0123-4567-8901-234567890123",
        "UNIQUE constraint failed: accounts_user.email",
        "What? Nothing.",
    ],
)
def test_hide_personal_leaves_everything_else(text):
    assert hide_personal(text) == text


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("'Dev Kandola'", "'[hidden]'"),
        (
            "invalid literal for int() with base 10: 'Low Hill'",
            "invalid literal for int() with base 10: '[hidden]'",
        ),
        ("“Dev Kandola” is not a valid UUID.", "“[hidden]” is not a valid UUID."),
        ('null value in column "email" of relation "accounts_user"',) * 2,
        ("'User' object has no attribute 'nam'", "'[hidden]' object has no attribute 'nam'"),
        ("it wasn't there", "it wasn't there"),
        ("no 'dev@example.com'", "no '[hidden]'"),
    ],
)
def test_hide_values_hides_what_a_message_quotes(message, shown):
    assert hide_values(message) == shown


def raised(raise_it):
    try:
        raise_it()
    except Exception as error:  # noqa: BLE001  # whatever it raises
        return error


def test_describe_error_shows_where_and_what_but_no_values():
    def look_up():
        their_name = "Dev Kandola"
        return {}[their_name]

    text = describe_error(raised(look_up))

    assert "in look_up" in text
    assert "return {}[their_name]" in text
    assert text.endswith("KeyError: '[hidden]'")


def test_describe_error_tells_what_it_came_from():
    def wrap():
        try:
            raise KeyError("Dev")
        except KeyError as error:
            raise LookupError("no place") from error

    def stumble():
        try:
            raise KeyError("Dev")
        except KeyError:
            raise LookupError("no place")  # noqa: B904  # the point of it

    for way in (wrap, stumble):
        text = describe_error(raised(way))
        assert text.index("KeyError: '[hidden]'") < text.index("While that was handled:")
        assert text.endswith("LookupError: no place")


def test_describe_error_leaves_out_what_was_to_be_left_out():
    def hush():
        try:
            raise KeyError("Dev")
        except KeyError:
            raise LookupError("no place") from None

    assert "KeyError" not in describe_error(raised(hush))


def test_describe_error_ends_where_errors_name_each_other():
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one

    assert describe_error(one) == "ValueError: two\nWhile that was handled:\nValueError: one"


def test_describe_error_shows_notes_and_the_parts_of_a_group():
    error = ExceptionGroup("two things", [ValueError("for 'Dev'"), TypeError("wrong")])
    error.add_note("while writing to dev@example.com")

    assert describe_error(error).splitlines() == [
        "ExceptionGroup: two things (2 sub-exceptions)",
        "while writing to [hidden]",
        "ValueError: for '[hidden]'",
        "TypeError: wrong",
    ]
