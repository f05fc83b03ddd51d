"""One sandbox for all tests that grade."""

import pytest

from grader.sandbox import Policy, Sandbox


@pytest.fixture(scope="session")
def sandbox():
    """Return a sandbox in which a cell of no exercise may take a second."""
    with Sandbox(Policy(cell_seconds=1.0)) as running:
        yield running
