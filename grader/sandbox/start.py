"""Starts a zygote's process. It imports nothing large itself: what grades is imported while the zygote gets ready."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from types import TracebackType

from grader.sandbox import launch
from grader.sandbox.control import Control
from grader.sandbox.policy import Policy
from grader.sandbox.visible import Visible, visible


@dataclass(frozen=True)
class Start:
    """A zygote that gets ready. Use it in a ``with`` statement until a `Sandbox` has taken it over.

    Parameters
    ----------
    control : Control
        What talks to it, and ends it.
    root : Root
        Its folder.
    seen : Visible
        What it may read.
    walled : bool
        Whether bubblewrap is round it.
    """

    control: Control
    root: launch.Root
    seen: Visible
    walled: bool

    def __enter__(self) -> Start:
        """Return the start itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End the zygote if something went wrong before a sandbox could take it over."""
        if error is not None:
            self.control.kill()


def start(policy: Policy) -> Start:
    """Start a zygote.

    Raises
    ------
    SandboxError
        If nothing can be started here.
    """
    launch.require_platform(policy)
    launch.sweep()
    root = launch.Root(launch.user_for(policy))
    ours, theirs = socket.socketpair()
    control = Control(ours, root.workers, root=root)
    try:
        with theirs:
            seen = visible(policy.packages, os.environ.get("FALLLINE_DATA"))
            command = launch.command(theirs.fileno(), policy, seen, root)
            control.process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env=launch.environment(root),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        return Start(control, root, seen, walled=command[0] != sys.executable)
    except BaseException:
        control.close()
        raise
