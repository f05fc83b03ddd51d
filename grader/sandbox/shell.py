"""The IPython shell that student cells run in: their magics, top-level await and last expressions, and no system.

Nothing is displayed, drawn or kept, since nobody looks while grading. What asks for another program is answered with
a sentence on the cell's output, and the cell goes on: ``!pip install numpy`` on top of an answer costs nothing.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from functools import partial
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

_PROGRAMS = "! bash sh script perl ruby python python2 python3 pypy sx system"
"""Cell magics that hand the cell to another program."""
_INSTALLERS = "pip conda mamba micromamba uv sx system"


class _NoDisplay(DisplayHook):
    """Shows no results."""

    def __call__(self, result: Any = None) -> None:
        """Drop the result."""


class _NoPublisher(DisplayPublisher):
    """Publishes no displays."""

    def publish(self, *_: Any, **__: Any) -> None:
        """Drop the display."""


class _Shell(InteractiveShell):
    """IPython's shell without anybody who looks."""

    displayhook_class = Type(_NoDisplay)
    display_pub_class = Type(_NoPublisher)


def make_shell() -> Any:
    """Return the shell that workers inherit: no history, no display, no traceback, no system commands."""
    config = Config()
    config.HistoryManager.enabled = False
    shell: Any = _Shell.instance(config=config)
    for name in ("showtraceback", "showsyntaxerror", "showindentationerror"):
        setattr(shell, name, lambda *_, **__: None)
    shell.system = partial(_refuse, shell)
    shell.getoutput = partial(_refuse_output, shell)
    # IPython 9 keeps a copy of all that a cell prints, without a limit, for a history that is off here.
    shell._tee = lambda **_: nullcontext()
    _replace_magics(shell)
    shell.run_cell("pass", store_history=False)
    sys.modules["__main__"] = shell.user_module
    return shell


def _replace_magics(shell: Any) -> None:
    for name in _PROGRAMS.split():
        refuse = partial(_refuse, shell)
        shell.register_magic_function(
            lambda line, cell, _name=name, _refuse=refuse: _refuse(f"%%{_name} {line}"), "cell", name
        )
    for name in _INSTALLERS.split():
        refuse = partial(_refuse, shell)
        shell.register_magic_function(
            lambda line, _name=name, _refuse=refuse: _refuse(f"%{_name} {line}"), "line", name
        )
    shell.register_magic_function(lambda _line: None, "line", "matplotlib")
    run = shell.run_line_magic
    shell.run_line_magic = partial(_run_if_there, run)


def _run_if_there(run: Any, name: str, line: str, _stack_depth: int = 1) -> Any:
    """Run a line magic; one that the student's machine may have and this one has not is left out with a sentence."""
    try:
        return run(name, line, _stack_depth=_stack_depth + 1)
    except (UsageError, ModuleNotFoundError):
        print(f"%{name} {line}".rstrip() + " is not available while grading; it was left out.", file=sys.stderr)
        return None


def _refuse(shell: Any, command: str, **_: Any) -> None:
    shell.user_ns["_exit_code"] = 1
    first = command.strip().splitlines()[:1]
    print(f"No other programs run while grading; this was left out: {''.join(first)[:200]}", file=sys.stderr)


def _refuse_output(shell: Any, command: str, **_: Any) -> list[str]:
    _refuse(shell, command)
    return []
