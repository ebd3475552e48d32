"""Penn and, right beside it, Graiseley, which has nothing yet."""

import pytest
from django.core.cache import cache

from tests.factories.groups import DraftGroupFactory, GroupFactory
from tests.factories.initiatives import DraftInitiativeFactory, InitiativeFactory, RoleFactory
from tests.factories.places import WardFactory

WEST = {
    "type": "Polygon",
    "coordinates": [[[-2.20, 52.50], [-2.15, 52.50], [-2.15, 52.55], [-2.20, 52.55], [-2.20, 52.50]]],
}
EAST = {
    "type": "Polygon",
    "coordinates": [[[-2.15, 52.50], [-2.10, 52.50], [-2.10, 52.55], [-2.15, 52.55], [-2.15, 52.50]]],
}


@pytest.fixture(autouse=True)
def _no_kept_maps():
    cache.clear()


@pytest.fixture
def penn(db):
    """A ward with two initiatives, one group beside theirs, and an open role."""
    ward = WardFactory(
        gss="E05000001",
        name="Penn",
        outline=WEST,
        residents=12_345,
        label_latitude=52.52,
        label_longitude=-2.18,
    )
    owner = GroupFactory(name="Penn Pals")
    owner.wards.add(ward)
    DraftGroupFactory().wards.add(ward)
    initiative = InitiativeFactory(title="Boxing", ward=ward, group=owner)
    InitiativeFactory(title="Art", ward=ward, group=owner)
    DraftInitiativeFactory(title="Draft", ward=ward, group=owner)
    RoleFactory(initiative=initiative, title="Coach")
    RoleFactory(initiative=initiative, title="Closed role", state="closed")
    return ward


@pytest.fixture
def graiseley(db):
    return WardFactory(
        gss="E05000002", name="Graiseley", outline=EAST, label_latitude=52.52, label_longitude=-2.12
    )
