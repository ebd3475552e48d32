import pytest

from planning.plans import plan_worker
from planning.plans.scope import Scope
from planning.plans.services.making import create_plan, queue_plan
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import NOON, run


@pytest.fixture
def ward(db):
    return WardFactory(name="St Peter’s")


@pytest.fixture
def helpers(ward):
    """A role for two people in a ward."""
    return RoleFactory(
        title="Helper", initiative=InitiativeFactory(title="Open door", ward=ward), places_maximum=2
    )


@pytest.fixture
def mentors(ward):
    """A role for one person that reaches people at risk, in the same ward."""
    return RoleFactory(title="Mentor", initiative=InitiativeFactory(title="Boxing", ward=ward), dbs_level=3)


@pytest.fixture
def people(db):
    """Three volunteers, the last one checked; each takes one role."""
    return [
        VolunteerFactory(name="Ada", latitude=52.5871),
        VolunteerFactory(name="Bo", latitude=52.5880),
        VolunteerFactory(name="Cy", latitude=52.5990, dbs_level=3, dbs_valid_until="2030-01-01"),
    ]


@pytest.fixture
def plan(carol, helpers, mentors, people):
    """A plan of every open role, not run yet."""
    return create_plan(title="June", scope=Scope(), by=carol, now=NOON)


@pytest.fixture
def solved(plan, carol):
    """The same plan, worked out as of now."""
    return run(plan, carol)


@pytest.fixture
def ready(plan, carol):
    """The same plan after it was run: Ada and Bo help, Cy mentors."""
    queue_plan(plan=plan, by=carol, now=NOON)
    plan.refresh_from_db()
    assert plan_worker.run(plan.pk, plan.attempt_id, lambda: NOON)
    plan.refresh_from_db()
    return plan
