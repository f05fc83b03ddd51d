"""Runs student code in processes of its own, which hold no reference, no expected value and no secret.

policy    what a worker may use, as numbers
frames    messages over a socket: plain data only, with a deadline and a size cap
confine   what a worker gives up before it runs a student's first line
zygote    a warm process that forks workers
worker    runs cells and calls functions, on request
answers   what a worker says, as records; nothing of it is believed
client    the trusted side: starts the zygote, talks to workers, ends them
"""

from grader.sandbox.client import CellResult, Sandbox, WorkerHandle
from grader.sandbox.policy import Policy

__all__ = ["CellResult", "Policy", "Sandbox", "WorkerHandle"]
