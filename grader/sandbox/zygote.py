"""A warm process that forks workers: it has imported what they need, and holds nothing that they may not see.

It takes five-byte commands on its control socket (a letter and a process id) and answers each with five bytes of the
same form:

    S 0000   + one descriptor    fork a worker on that socket; the answer holds its process id
    K pid                        kill that worker and its session, reap it; the answer holds its wait status
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from fallline.plain import decode
from grader.sandbox.confine import confine
from grader.sandbox.policy import Policy
from grader.sandbox.worker import Worker, make_shell

COMMAND_BYTES = 5


def main() -> None:
    """Serve until the control socket is closed; then end every worker."""
    control = socket.socket(fileno=int(sys.argv[1]))
    root, settings = Path(sys.argv[2]), decode(bytes.fromhex(sys.argv[3]))
    policy = Policy(**{**settings, "preload": tuple(settings["preload"])})
    for name in policy.preload:
        importlib.import_module(name)
    shell = make_shell(policy)
    gc.collect()
    gc.freeze()
    if threading.active_count() != 1:
        raise SystemExit("the zygote has threads; a fork would lose them")
    control.sendall(b"R" + bytes(4))
    children: set[int] = set()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, COMMAND_BYTES, 1)
        if len(data) < COMMAND_BYTES:
            break
        letter, pid = data[:1], int.from_bytes(data[1:], "big")
        if letter == b"S":
            pid = os.fork()
            if pid == 0:
                control.close()
                _become_worker(policy, root, descriptors[0], shell)
            os.close(descriptors[0])
            children.add(pid)
            control.sendall(b"P" + pid.to_bytes(4, "big"))
        else:
            status = _end(pid) if pid in children else 0
            children.discard(pid)
            control.sendall(b"D" + status.to_bytes(4, "big"))
    for pid in children:
        _end(pid)


def _become_worker(policy: Policy, root: Path, descriptor: int, shell: object) -> None:
    """Serve one submission and leave without a clean exit: nothing of a student's may run afterwards."""
    status = 1
    try:
        confine(policy, root / str(os.getpid()), descriptor)
        sys.path.append("")  # a student may write a module and import it; last, so that it shadows none
        Worker(socket.socket(fileno=descriptor), shell, policy).serve()
        status = 0
    finally:
        os._exit(status)


def _end(pid: int) -> int:
    """Kill a worker with everything in its session's process group; return its wait status."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


if __name__ == "__main__":
    main()
