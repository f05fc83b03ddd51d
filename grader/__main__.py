"""``grader``, and ``python -m grader``: starts the sandbox, if it will be needed, and then the command line.

The sandbox takes longer to get ready than everything else that is imported, which is done meanwhile.
"""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from grader.errors import SandboxError

if TYPE_CHECKING:
    from grader.sandbox.start import Start


def main() -> None:
    """Run the command line."""
    try:
        with ExitStack() as stack:
            early = _start(stack) if _will_grade(sys.argv[1:]) else None
            from grader import cli

            cli.main(early)
    finally:
        gc.freeze()  # else everything is looked through once more before the interpreter ends, which takes long


def _start(stack: ExitStack) -> Start | None:
    from grader.sandbox.policy import Policy
    from grader.sandbox.start import start

    # Whatever keeps it from starting is said by the command, which tries again.
    with suppress(OSError, SandboxError):
        return stack.enter_context(start(Policy()))
    return None


def _will_grade(arguments: list[str]) -> bool:
    """Return whether this grades, in the sandbox as it is by default."""
    odd = ("--help", "--without")  # also as --without=seccomp
    return arguments[:1] == ["grade"] and not any(argument.startswith(odd) for argument in arguments)


if __name__ == "__main__":
    main()
