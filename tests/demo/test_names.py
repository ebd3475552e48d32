"""Names, numbers and addresses of people and groups that nobody has."""

import pytest

from core.references import ALPHABET
from demo import names
from demo.dice import Dice
from demo.texts.victims import REFUGE
from demo.texts.youth import MENTORING
from groups.models import Group
from volunteers.catalogues import LANGUAGES

AREAS = [area for each in names.AREAS.values() for area in each]
MANY = 10_000


def test_every_ward_has_neighbourhoods_that_no_other_has(shared_data):
    facts = (shared_data / "ward_facts.csv").read_text()

    assert all(ward in facts for ward in names.AREAS)
    assert len(AREAS) == len(set(AREAS)) == 60


def test_languages_of_the_communities_are_known():
    spoken = {language for community in names.COMMUNITIES for language in community.languages}

    assert spoken <= {language.slug for language in LANGUAGES}


def die(attribute="name"):
    return Dice(1).of("test", 0, attribute)


def test_group_name_has_a_place_an_emblem_and_an_ending():
    name = names.group(die(), "Penn", ["Boxing Club"], set())

    assert name.startswith("Penn ")
    assert name.endswith(" Boxing Club")
    assert name.split()[1] in names.EMBLEMS


def test_group_name_without_a_place_begins_with_its_emblem():
    assert names.group(die(), "", ["Haven"], set()).split()[0] in names.EMBLEMS


def test_group_name_is_one_that_is_free():
    *taken, free = [f"{emblem} Haven" for emblem in names.EMBLEMS]

    found = names.group(die(), "", ["Haven"], set(taken))

    assert found not in taken
    assert found == free or " & " in found


def test_group_name_has_two_emblems_where_all_with_one_are_taken():
    taken = {f"Penn {emblem} Haven" for emblem in names.EMBLEMS}

    first, _and, second, ending = names.group(die(), "Penn", ["Haven"], taken).split()[1:]

    assert {first, second} <= set(names.EMBLEMS)
    assert first != second
    assert ending == "Haven"


@pytest.mark.parametrize(("place", "archetype"), [("", REFUGE), ("Wednesfield South", MENTORING)])
def test_group_names_never_run_out(place, archetype):
    taken = set()
    for number in range(MANY):
        taken.add(names.group(Dice(1).of("group", number, "name"), place, archetype.endings, taken))

    assert len(taken) == MANY
    assert max(map(len, taken)) <= Group._meta.get_field("name").max_length


def test_references_never_run_out():
    found = {names.reference(Dice(1), "V", number) for number in range(MANY)}

    assert len(found) == MANY
    assert all(reference.startswith("SWP-V-") for reference in found)
    assert {letter for reference in found for letter in reference[6:]} == set(ALPHABET)


def test_references_of_all_numbers_differ():
    assert names.REFERENCES == 3**18
    assert names.REFERENCE_STEP % 3


def test_references_differ_by_seed_and_prefix():
    assert names.reference(Dice(1), "V", 0) != names.reference(Dice(2), "V", 0)
    assert names.reference(Dice(1), "V", 0)[6:] != names.reference(Dice(1), "G", 0)[6:]
