"""Students are told which limit ended their code, with its number."""

import signal
from dataclasses import replace

import pytest

from grader.endings import explain, with_memory
from grader.errors import SandboxError, WorkerDied, WorkerOverflow, WorkerTimeout
from grader.sandbox import Policy

POLICY = Policy(cpu_seconds=77, frame_bytes=3 * 2**20, memory=512 * 2**20)


@pytest.mark.parametrize(
    ("error", "status", "outcome", "words"),
    [
        (WorkerTimeout("no answer"), 9, "timeout", "longer than 2.5 seconds"),
        (WorkerDied("gone"), signal.SIGXCPU, "timeout", "more than 77 seconds of processor time"),
        (WorkerDied("gone"), signal.SIGSEGV, "crashed", "segmentation fault"),
        (WorkerDied("gone"), signal.SIGSEGV | 128, "crashed", "segmentation fault"),
        (WorkerDied("gone"), signal.SIGSYS, "crashed", "system call"),
        (WorkerDied("gone"), 3 << 8, "crashed", "ended the whole process"),
        (WorkerDied("gone"), 0, "crashed", "ended the whole process"),
        (WorkerDied("gone"), None, "crashed", "ended the whole process"),
        (WorkerOverflow("It wrote more than 500 files."), 9, "crashed", "more than 500 files"),
        (SandboxError("garbage"), 9, "crashed", "larger than 3 MiB"),
    ],
)
def test_an_ending_is_explained(error, status, outcome, words):
    """Each way to end has an outcome and a sentence of its own."""
    found, sentence = explain(error, status, POLICY, 2.5)
    assert found == outcome
    assert words in sentence
    assert sentence.endswith((".", "?"))


def test_memory_is_named_with_its_limit():
    """The number is the policy's."""
    assert with_memory("It ran out of memory.", POLICY) == "It ran out of memory. It may take 512 MiB."
    assert "1,024 MiB" in with_memory("", replace(POLICY, memory=2**30))
