"""Runs student code in processes of its own, which hold no reference, no expected value and no secret.

policy        what a worker may use, as numbers
visible       what it may read
frames        messages over a socket: plain data only, with a deadline and a size cap
landlock, syscalls, capabilities   the layers that keep it in, each by itself
confine       what the zygote and a worker give up, with these layers, before a student's first line runs
launch        how the zygote is started: its folder, its environment, bubblewrap round it
start         starts it, before anything large is imported
zygote        a warm process that forks workers
shell         IPython as the cells see it
worker        runs cells and calls functions, on request
probes        what a worker must not be able to do, tried by one
watch         one worker's clock and folder
answers       what a worker says, as records; nothing of it is believed
client        talks to one worker
control       talks to one zygote
keeper        proves that a zygote confines, gives out workers and ends them
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.client import CellResult, WorkerHandle
    from grader.sandbox.keeper import Isolation, Sandbox
    from grader.sandbox.policy import Policy

__all__ = ["CellResult", "Isolation", "Policy", "Sandbox", "WorkerHandle"]
_HOMES = {
    "CellResult": "client",
    "Isolation": "keeper",
    "Policy": "policy",
    "Sandbox": "keeper",
    "WorkerHandle": "client",
}


def __getattr__(name: str) -> Any:
    """Import a name where it is first used: a zygote is started before NumPy is imported."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
