"""What a worker may use, as numbers, and what keeps it in. Every limit of the sandbox stands here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20
LAYERS = ("landlock", "seccomp", "uid", "rlimits", "bubblewrap")
"""What keeps student code in, by name: the tests of the tests leave out one at a time."""


@dataclass(frozen=True)
class Policy:
    """Limits of one worker.

    Parameters
    ----------
    memory : int
        Bytes of address space that student code may add to what the zygote has.
    file_size : int
        Bytes of the largest file it may write.
    files : int
        Files and folders that it may keep in its own folder, and nowhere else.
    disk : int
        Bytes that all of them may take together.
    open_files : int
        Descriptors it may have open.
    threads : int
        Threads that all workers together may have, besides those that their user has already.
    cpu_seconds : int
        Processor seconds of the whole worker, over all its threads; the last line behind the deadlines on the clock.
    cell_seconds : float
        Seconds a cell may take that belongs to no exercise.
    submission_seconds : float
        Seconds that one submission may take in all.
    patience : float
        How many times longer than its limit something may take on the clock while it was not given the processor.
    output_characters : int
        Characters kept of what one cell prints.
    frame_bytes : int
        Bytes of the largest message taken from it; the grader holds one for each case of an exercise.
    callback_numbers : int
        Numbers that student code may pass to a function that is evaluated outside the worker, where no limit holds it.
    preload : tuple of str
        Modules the zygote imports, so that no worker has to.
    packages : tuple of str
        Distributions that student code may import, with all that they need: the grading environment.
    without : frozenset of str
        Layers that are left out, of ``LAYERS``: only tests have a reason to.
    allow_weak : bool
        Whether to grade although the self-test found a way out.
    """

    memory: int = 1024 * MIB
    file_size: int = 4 * MIB
    files: int = 500
    disk: int = 64 * MIB
    open_files: int = 64
    threads: int = 1024
    cpu_seconds: int = 300
    cell_seconds: float = 10.0
    submission_seconds: float = 300.0
    patience: float = 3.0
    output_characters: int = 10_000
    frame_bytes: int = 8 * MIB
    callback_numbers: int = 12_000
    preload: tuple[str, ...] = ("fallline.checking", "fallline.datasets", "matplotlib.font_manager")
    packages: tuple[str, ...] = ("fallline", "ipython")
    without: frozenset[str] = frozenset()
    allow_weak: bool = False

    def uses(self, layer: str) -> bool:
        """Return whether a layer is to be used, where the system has it."""
        return layer not in self.without


WITH_FIGURES = Policy(preload=(*Policy.preload, "fallline.plots", "matplotlib.pyplot"))
"""The policy for notebooks, whose set-up cell imports the lessons' figures."""
