import json

from django.core.serializers.json import DjangoJSONEncoder

from tests.factories.places import WardFactory
from tests.factories.volunteers import ScreeningCheckFactory, VolunteerFactory
from volunteers.own_data import own_data
from volunteers.templatetags.volunteering import free_times, language_names, skill_names


def test_free_times_are_a_line_for_each_day():
    assert free_times(0b101 | 1 << 20) == ["Monday: morning, evening", "Sunday: evening"]
    assert free_times(None) == []


def test_skills_and_languages_are_named():
    assert skill_names(0b101) == ["Mentoring", "First aid"]
    assert language_names(0b10) == ["Panjabi"]


def test_own_data_is_complete_and_can_be_written_as_json(db):
    volunteer = VolunteerFactory(ward=WardFactory(name="Park"), availability=1)
    ScreeningCheckFactory(volunteer=volunteer)

    data = own_data(volunteer)

    assert json.loads(json.dumps(data, cls=DjangoJSONEncoder))["free"] == ["Monday morning"]
    assert data["ward"] == "Park"
    assert data["dbs_checks_seen"][0]["level"] == "Enhanced"


def test_own_data_says_nothing_where_nothing_was_told(db):
    data = own_data(VolunteerFactory(availability=None))

    assert (data["free"], data["ward"]) == (None, None)
