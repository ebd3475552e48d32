"""The shared cast: Asha owns the group, Ben belongs to it, Carol is an officer, Sam a senior officer,
Dev volunteers, and Eve must see nothing."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import Phase, settings

from tests.database import migrated_database
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory, UserFactory
from tests.factories.groups import GroupFactory, MembershipFactory
from tests.factories.volunteers import VolunteerFactory
from tests.slow import LONG_SECONDS, unmarked

# Few examples and the same every time while someone waits, many and new ones in CI.
# A busy machine is no failure, so no example has a deadline.
settings.register_profile("few", max_examples=20, derandomize=True, database=None, deadline=None)
settings.register_profile("many", max_examples=100, deadline=None)
settings.load_profile("many" if os.environ.get("CI") == "true" else "few")
# Mutation testing runs the tests some thousand times: quick, and the same every time.
settings.register_profile(  # what fails has killed its mutant: nobody wants the simplest example of it
    "mutation",
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
)

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_terminal_summary(terminalreporter):
    """In CI, name the tests that take long and aren't marked so. How long they take fails none of them."""
    lines = unmarked(terminalreporter.stats.get("passed", [])) if os.environ.get("CI") == "true" else []
    if lines:
        terminalreporter.section(f"not marked slow, but took over {LONG_SECONDS:.0f} s")
    for line in lines:
        terminalreporter.line(line)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """The database of the tests in this process: a copy of one that was migrated once (tests/database.py)."""
    with django_db_blocker.unblock(), migrated_database(connection):
        yield


@pytest.fixture(autouse=True, scope="session")
def erasure_log(tmp_path_factory):
    """A log of erasures of this run's own."""
    django_settings.ERASURE_LOG = tmp_path_factory.mktemp("erasures") / "erasures.jsonl"


@pytest.fixture
def group(db):
    return GroupFactory(name="Low Hill Boxing Club")


@pytest.fixture
def asha(group):
    return MembershipFactory(group=group, user__name="Asha Owner", user__email="asha@example.com").user


@pytest.fixture
def owner(client, asha):
    """Asha at her browser."""
    client.force_login(asha)
    return client


@pytest.fixture
def ben(group):
    return MembershipFactory(
        group=group, role="editor", user__name="Ben Editor", user__email="ben@example.com"
    ).user


@pytest.fixture
def carol(db):
    return OfficerFactory(name="Carol Officer", email="carol@example.com")


@pytest.fixture
def officer(client, carol):
    """Carol at her browser."""
    client.force_login(carol)
    return client


@pytest.fixture
def sam(db):
    return SeniorOfficerFactory(name="Sam Senior", email="sam@example.com")


@pytest.fixture
def dev(db):
    return VolunteerFactory(
        name="Dev Volunteer", user__name="Dev Volunteer", user__email="dev@example.com"
    ).user


@pytest.fixture
def eve(db):
    return UserFactory(name="Eve Outsider", email="eve@example.com")


@pytest.fixture
def shared_data():
    """The real data that lie beside the checkout on some machines and not on others."""
    if not SHARED.is_dir():
        pytest.skip("needs the real data files in ../shared, which this machine does not have")
    return SHARED / "data"


@pytest.fixture
def uploads_dir(settings, tmp_path):
    """A folder of this test's own for the files that officers bring."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR
