"""What every test of the solver shares."""

import pytest


@pytest.fixture(autouse=True)
def _traced_once(request):
    """Trace the first of some batches of problems alone: tracing the solver doubles its time."""
    callspec = getattr(request.node, "callspec", None)
    if callspec and callspec.params.get("batch", 0):
        request.getfixturevalue("no_cover")
