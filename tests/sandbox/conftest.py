"""One zygote for all tests of the sandbox, and a fresh worker for each."""

import pytest

from grader.sandbox import Policy, Sandbox
from grader.sandbox.client import deadline_in

SECONDS = 20.0
"""So long may a request take on a busy machine before the test says that it hangs."""


class Student:
    """A worker as a student's notebook uses it: cells, and calls of what they define."""

    def __init__(self, worker):
        self.worker = worker

    def run(self, source, seconds=SECONDS):
        """Run a cell; return its result."""
        return self.worker.run_cell(source, "<cell>", deadline_in(seconds))

    def call(self, name, *args, seconds=SECONDS, **options):
        """Call a function of the notebook on arguments without names; return what it did."""
        inputs = {f"x{k}": value for k, value in enumerate(args)}
        return self.worker.call(name, inputs, deadline_in(seconds), **options)

    def value(self, expression):
        """Return the value of an expression in the notebook."""
        self.run(f"def _value():\n    return ({expression})")
        return self.call("_value").value


@pytest.fixture(scope="session")
def sandbox():
    """Return a sandbox with small limits."""
    with Sandbox(Policy(memory=256 * 2**20, output_characters=1000, preload=("fallline.checking",))) as running:
        yield running


@pytest.fixture
def worker(sandbox):
    """Return a fresh worker."""
    fresh = sandbox.spawn()
    yield fresh
    fresh.end()


@pytest.fixture
def student(worker):
    """Return a fresh worker in a student's hands."""
    return Student(worker)
