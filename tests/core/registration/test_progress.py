from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.registration.progress import asked_of, missing, new_questions, next_after, resume_at
from core.registration.steps import Step

NAME = Step("name", "Name", ("name",), needed=("name",))
REACH = Step("reach", "How to reach you", ("email", "phone"), either=("email", "phone"))
PETS = Step("pets", "Pets", ("pets",))
VET = Step("vet", "Vet", ("vet",), needed=("vet",), asked_if="pets")
CAR = Step("car", "Car", ("has_car",), needed=("has_car",), is_new=True)
STEPS = (NAME, REACH, PETS, VET, CAR)


def record(**answers):
    """Return someone who has answered nothing but this."""
    blank = {"name": "", "email": "", "phone": "", "pets": 0, "vet": "", "has_car": None, "answered": []}
    return SimpleNamespace(**blank | answers)


def everything():
    return record(name="Ann", phone="101", answered=["pets"], has_car=False)


def slugs(steps):
    return [step.slug for step in steps]


def test_asked_of_leaves_out_what_makes_no_sense():
    assert slugs(asked_of(STEPS, record())) == ["name", "reach", "pets", "car"]
    assert asked_of(STEPS, record(pets=2)) == list(STEPS)


def test_missing_is_all_that_is_asked_at_first():
    assert slugs(missing(STEPS, record())) == ["name", "reach", "pets", "car"]


def test_missing_is_nothing_once_all_is_answered():
    assert missing(STEPS, everything()) == []


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"name": ""}, "name"),
        ({"phone": ""}, "reach"),
        ({"answered": []}, "pets"),
        ({"pets": 1}, "vet"),
        ({"has_car": None}, "car"),
    ],
)
def test_missing_names_the_open_question(change, slug):
    assert slugs(missing(STEPS, record(**vars(everything()) | change))) == [slug]


@pytest.mark.parametrize("answer", [True, False])
def test_yes_and_no_are_both_answers(answer):
    assert CAR.is_answered(record(has_car=answer))


def test_needed_and_either_must_both_be_there():
    step = replace(REACH, needed=("name",))

    assert not step.is_answered(record(name="Ann"))
    assert not step.is_answered(record(phone="101"))
    assert step.is_answered(record(name="Ann", phone="101"))


def test_new_questions_are_those_that_came_later_and_have_no_answer():
    assert new_questions(STEPS, record()) == [CAR]
    assert new_questions(STEPS, record(has_car=False)) == []


def test_new_questions_are_asked_of_nobody_for_whom_they_make_no_sense():
    steps = (replace(VET, is_new=True),)

    assert new_questions(steps, record()) == []
    assert new_questions(steps, record(pets=1)) == list(steps)


def test_next_after_is_the_first_open_question_further_on():
    assert next_after(STEPS, NAME, record(phone="101")) == PETS
    assert next_after(STEPS, CAR, record()) is None


def test_resume_at_the_first_open_question_or_else_the_first():
    assert resume_at(STEPS, record(name="Ann")) == REACH
    assert resume_at(STEPS, everything()) == NAME
