"""What a worker may use, as numbers. Every limit of the sandbox stands here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True)
class Policy:
    """Limits of one worker.

    Parameters
    ----------
    memory : int
        Bytes of address space that student code may add to what the zygote has.
    file_size : int
        Bytes of the largest file it may write.
    open_files : int
        Descriptors it may have open.
    cpu_seconds : int
        Processor seconds of the whole worker, over all its threads; the last line behind the deadlines on the clock.
    cell_seconds : float
        Seconds a cell may take that belongs to no exercise.
    output_characters : int
        Characters kept of what one cell prints.
    frame_bytes : int
        Bytes of the largest message taken from it; the grader holds one for each case of an exercise.
    callback_numbers : int
        Numbers that student code may pass to a function that is evaluated outside the worker, where no limit holds it.
    preload : tuple of str
        Modules the zygote imports, so that no worker has to.
    """

    memory: int = 1024 * MIB
    file_size: int = 16 * MIB
    open_files: int = 64
    cpu_seconds: int = 300
    cell_seconds: float = 10.0
    output_characters: int = 10_000
    frame_bytes: int = 8 * MIB
    callback_numbers: int = 12_000
    preload: tuple[str, ...] = ("fallline.checking", "fallline.datasets")


WITH_FIGURES = Policy(preload=("fallline.checking", "fallline.datasets", "fallline.plots", "matplotlib.pyplot"))
"""The policy for notebooks, whose set-up cell imports the lessons' figures."""
