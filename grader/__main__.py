"""``grader``, and ``python -m grader``: starts the sandbox, if it will be needed, and then the command line.

The sandbox takes longer to get ready than everything else that is imported, which is done meanwhile.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack

from grader.errors import SandboxError


def main() -> None:
    """Run the command line."""
    with ExitStack() as stack:
        early = None
        if _will_grade(sys.argv[1:]):
            from grader.sandbox.policy import Policy
            from grader.sandbox.start import start

            # Whatever keeps it from starting is said by the command, which tries again.
            try:
                early = stack.enter_context(start(Policy()))
            except (OSError, SandboxError):
                early = None
        from grader import cli

        cli.main(early)


def _will_grade(arguments: list[str]) -> bool:
    """Return whether this grades, in the sandbox as it is by default."""
    return arguments[:1] == ["grade"] and not {"--help", "--without"} & set(arguments)


if __name__ == "__main__":
    main()
