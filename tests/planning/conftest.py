import pytest


@pytest.fixture
def officer(client, carol):
    """A browser in which Carol, an officer, is signed in."""
    client.force_login(carol)
    return client
