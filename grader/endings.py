"""Why student code came to no end of its own: which limit it hit, in words, with the number."""

from __future__ import annotations

import os
import signal

from grader.errors import SandboxError, WorkerDied, WorkerOverflow, WorkerTimeout
from grader.sandbox.policy import MIB, Policy

Ending = tuple[str, str]
"""An outcome, and the sentence that a student reads."""

_SIGNALS = {
    signal.SIGSEGV: "It crashed the interpreter (a segmentation fault). Is there a recursion that never ends?",
    signal.SIGABRT: "It crashed the interpreter (an abort).",
    signal.SIGBUS: "It crashed the interpreter (a bus error).",
    signal.SIGFPE: "It crashed the interpreter (an arithmetic error).",
    signal.SIGSYS: "It made a system call that does not exist here, and was ended.",
    signal.SIGKILL: "It was killed: it closed its connection to the grader, or the machine ran out of memory.",
}


def explain(error: SandboxError, status: int | None, policy: Policy, seconds: float) -> Ending:
    """Return the outcome of code that ended its worker, and why.

    Parameters
    ----------
    error : SandboxError
        What the grader saw.
    status : int or None
        The worker's wait status, if it is known.
    policy : Policy
        The limits that were in force.
    seconds : float
        How long this code might take on the clock.
    """
    if isinstance(error, WorkerOverflow):
        return "crashed", str(error)
    if isinstance(error, WorkerTimeout):
        return "timeout", f"It took longer than {seconds:g} seconds. Is there a loop that never ends?"
    if not isinstance(error, WorkerDied):
        return "crashed", _unheard(policy)
    ended_by = os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else 0
    if ended_by == signal.SIGXCPU:
        return "timeout", f"It used more than {policy.cpu_seconds:,} seconds of processor time."
    if ended_by in _SIGNALS:
        return "crashed", _SIGNALS[signal.Signals(ended_by)]
    return "crashed", "It ended the whole process instead of returning or raising an exception."


def _unheard(policy: Policy) -> str:
    most = policy.frame_bytes // MIB
    return f"What it sent back was not an answer, or was larger than {most:,} MiB, so the grader stopped listening."


def with_memory(message: str, policy: Policy) -> str:
    """Return the message of an answer that ran out of memory, with how much it might take."""
    return f"{message} It may take {policy.memory // MIB:,} MiB."
