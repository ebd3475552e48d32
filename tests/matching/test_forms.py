import pytest

from matching.forms import AnswerForm, EndForm, InviteForm, PlacesForm


def test_invite_form_needs_no_words():
    form = InviteForm({})

    assert form.is_valid()
    assert form.cleaned_data == {"message": ""}


def test_invite_form_refuses_too_many_words():
    assert "500 characters or fewer" in str(InviteForm({"message": "x" * 501}).errors)


@pytest.mark.parametrize(("answer", "code"), [("accept", ""), ("decline", "times")])
def test_answer_form_takes_either_answer(answer, code):
    form = AnswerForm({"answer": answer, "code": code})

    assert form.is_valid()
    assert form.cleaned_data == {"answer": answer, "code": code, "reason": ""}


@pytest.mark.parametrize("answer", ["", "maybe", "ACCEPT"])
def test_answer_form_refuses_anything_else(answer):
    assert "answer" in AnswerForm({"answer": answer}).errors


def test_answer_form_refuses_a_long_reason():
    form = AnswerForm({"answer": "decline", "reason": "x" * 301})

    assert "300 characters or fewer" in str(form.errors)


@pytest.mark.parametrize(("reason", "is_valid"), [("left", True), ("", False), ("bored", False)])
def test_end_form_takes_a_known_reason(reason, is_valid):
    assert EndForm({"reason": reason}).is_valid() is is_valid


@pytest.mark.parametrize(
    ("minimum", "maximum", "wrong"),
    [
        ("1", "1", []),
        ("2", "500", []),
        ("3", "2", ["maximum"]),
        ("0", "2", ["minimum"]),
        ("1", "501", ["maximum"]),
        ("x", "2", ["minimum"]),
        ("1", "9" * 5000, ["maximum"]),
    ],
)
def test_places_form_takes_numbers_that_make_sense(minimum, maximum, wrong):
    assert list(PlacesForm({"minimum": minimum, "maximum": maximum}).errors) == wrong
