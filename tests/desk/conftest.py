import pytest

from initiatives.models import Initiative
from tests.factories.groups import SubmittedGroupFactory
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
)
from tests.groups.conftest import NOON, fill, gus, pass_checks, submitted

__all__ = ["gus", "pass_checks", "submitted"]


@pytest.fixture
def unchecked(db):
    """A complete registration that nobody has looked into."""
    return fill(SubmittedGroupFactory(name="Merridale Neighbours", version=1))


@pytest.fixture
def waiting(group, asha):
    """An initiative of an approved group that waits for an officer."""
    return InitiativeFactory(
        group=group, title="Boxing for beginners", state="submitted", published_at=None, version=1
    )


@pytest.fixture
def refuge(group):
    """A waiting initiative whose venue is protected."""
    initiative = ProtectedInitiativeFactory(
        group=group, title="Safe nights", state="submitted", published_at=None, submitted_at=NOON
    )
    ProtectedAddressFactory(venue=initiative.venue)
    return initiative


@pytest.fixture
def never_sent(group):
    initiative = DraftInitiativeFactory(group=group, title="Half an idea")
    assert initiative.state == Initiative.State.DRAFT
    return initiative
