"""Grades one submission: drives a worker through its cells and marks each exercise where its check cell stands.

A cell or an answer that hangs or kills the worker is left out, and a fresh worker replays the cells before it: it
costs its own exercise and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from fallline.calls import Recorder
from fallline.observe import Observation, Raised
from fallline.question import Question, with_calls
from grader import catalogue, endings
from grader.assembly import Assembly, MarkExercise, RunCell, Step
from grader.errors import SandboxError
from grader.exercise import Exercise, Function
from grader.marking import Marked, function_named, mark, unanswered
from grader.sandbox import Sandbox
from grader.sandbox.client import Missing, WorkerHandle, deadline_in

MOST_LOSSES = 2
"""So often a submission is taken up again after the sandbox was lost; then something in it is the reason after all."""
Seeds = Callable[[str], int]
"""Gives the seed of an exercise's hidden inputs."""


@dataclass(frozen=True)
class Graded:
    """The marks of one submission, in the order of the lesson, what its answer cells printed, and notes."""

    marks: tuple[Marked, ...]
    outputs: dict[str, str]
    notes: tuple[str, ...]


class NotDefined(Exception):
    """The notebook defines no function of the exercise's name."""


def grade(assembly: Assembly, exercises: Iterable[str], sandbox: Sandbox, seeds: Seeds) -> Graded:
    """Grade an assembled submission; every exercise gets a mark, whatever its cells do."""
    return _Run(assembly, sandbox, seeds).finish(exercises)


def try_source(exercise: Exercise, source: str, sandbox: Sandbox, seed: int, given: Iterable[RunCell] = ()) -> Marked:
    """Mark one exercise on a file's source, after the cells that its lesson gives."""
    answer: tuple[Step, ...] = (RunCell(exercise.name, source, exercise.name), MarkExercise(exercise.name))
    return grade(Assembly((*given, *answer)), [exercise.name], sandbox, lambda _name: seed).marks[0]


class _Run:
    """One submission on its way through a worker."""

    def __init__(self, assembly: Assembly, sandbox: Sandbox, seeds: Seeds) -> None:
        self.steps, self.sandbox, self.seeds = assembly.steps, sandbox, seeds
        stubs = [step.exercise for step in self.steps if isinstance(step, RunCell) and step.is_stub and step.exercise]
        self.marks = {name: _as_released(name) for name in stubs}
        self.outputs: dict[str, str] = {}
        self.errors: dict[str, Raised] = {}
        self.notes = list(assembly.notes)
        self.guilty: set[int] = set()
        self.losses = 0
        self.seconds: dict[str, float] = {}
        self.over = deadline_in(sandbox.policy.submission_seconds)
        self.worker: WorkerHandle | None = None

    def finish(self, exercises: Iterable[str]) -> Graded:
        """Take every step, then give a mark to every exercise that has none."""
        try:
            for place, step in enumerate(self.steps):
                if not self._is_over():
                    self._take(place, step)
        finally:
            self._end_worker()
        if self._is_over():
            self._give_up()
        marks = (self.marks.get(name) or self._unmarked(name) for name in exercises)
        return Graded(tuple(marks), self.outputs, tuple(self.notes))

    def _unmarked(self, name: str) -> Marked:
        return unanswered(
            catalogue.find(name), "not attempted", "Not attempted: the notebook has no answer cell for it."
        )

    def _take(self, place: int, step: RunCell | MarkExercise) -> None:
        """Take a step; take it again if its worker was lost through nobody's fault."""
        while not (isinstance(step, MarkExercise) and step.exercise in self.marks):
            # Outside of the `try`: if no worker can be had at all, that is nobody's fault who hands in.
            worker = self._ready_worker(place)
            if worker is None:
                return
            try:
                if isinstance(step, RunCell):
                    self._run_cell(worker, step)
                else:
                    self.marks[step.exercise] = self._mark(worker, catalogue.find(step.exercise))
                return
            except SandboxError as error:
                if self._blame(place, step, error):
                    return

    def _ready_worker(self, place: int) -> WorkerHandle | None:
        """Return a worker that has run every cell before this step, except the guilty ones; None if time is up."""
        while self.worker is None and not self._is_over():
            self.worker = self.sandbox.spawn()
            for earlier in range(place):
                step = self.steps[earlier]
                if not isinstance(step, RunCell) or earlier in self.guilty:
                    continue
                try:
                    self._run_cell(self.worker, step)
                except SandboxError as error:
                    self._blame(earlier, step, error)
                    break  # and begin anew
        return self.worker

    def _run_cell(self, worker: WorkerHandle, step: RunCell) -> None:
        limit = catalogue.find(step.exercise).seconds if step.exercise else self.sandbox.policy.cell_seconds
        started = time.monotonic()
        result = worker.run_cell(step.source, f"<{step.label}>", min(deadline_in(limit), self.over))
        if step.exercise:
            self.seconds[step.exercise] = time.monotonic() - started
            self.outputs[step.exercise] = result.output
        if result.raised is not None:
            self.errors[step.label] = result.raised

    def _mark(self, worker: WorkerHandle, exercise: Exercise) -> Marked:
        error = self.errors.get(exercise.name)
        deadline = min(deadline_in(exercise.seconds - self.seconds.get(exercise.name, 0.0)), self.over)
        ask = partial(_ask, worker, exercise, deadline)
        try:
            marked = mark(exercise, ask, self.seeds(exercise.name))
        except NotDefined as missing:
            if error is not None:
                outcome = "memory" if error.type == "MemoryError" else "raised"
                return unanswered(
                    exercise, outcome, f"Its cell raised {describe(error)}, so the function was never defined."
                )
            return unanswered(exercise, "not attempted", str(missing))
        if marked.outcome == "memory":
            return replace(marked, message=endings.with_memory(marked.message, self.sandbox.policy))
        return marked

    def _blame(self, place: int, step: RunCell | MarkExercise, error: SandboxError) -> bool:
        """Leave a step out that ended its worker, give its exercise no points, and say which limit it hit.

        Returns False, and does nothing of this, if the whole sandbox is gone: no student code can do that to it.
        """
        status = self._end_worker()
        if status is None and self.losses < MOST_LOSSES:
            self.losses += 1
            return False
        self.guilty.add(place)
        if step.exercise is None:
            label = step.label if isinstance(step, RunCell) else "a cell"
            _, sentence = endings.explain(error, status, self.sandbox.policy, self.sandbox.policy.cell_seconds)
            self.notes.append(f"{label[:1].upper()}{label[1:]} was left out. {sentence}")
            return True
        spec = catalogue.find(step.exercise)
        outcome, sentence = endings.explain(error, status, self.sandbox.policy, spec.seconds)
        # A cell that fails only when it is run again, for another exercise's sake, keeps the mark it had.
        self.marks.setdefault(step.exercise, unanswered(spec, outcome, sentence))
        return True

    def _is_over(self) -> bool:
        return time.monotonic() >= self.over

    def _give_up(self) -> None:
        """Mark what is left when the whole submission has run out of time."""
        seconds = self.sandbox.policy.submission_seconds
        sentence = f"The notebook took longer than {seconds:g} seconds before it came to this exercise."
        for step in self.steps:
            if isinstance(step, MarkExercise) and step.exercise not in self.marks:
                self.marks[step.exercise] = unanswered(catalogue.find(step.exercise), "timeout", sentence)

    def _end_worker(self) -> int | None:
        worker, self.worker = self.worker, None
        return None if worker is None else worker.end()


def _as_released(exercise: str) -> Marked:
    sentence = "Not attempted: the cell is as it was released."
    return unanswered(catalogue.find(exercise), "not attempted", sentence)


def describe(raised: Raised) -> str:
    """Return an exception in words, with the last line of the student's own: 'NameError in line 3'."""
    line = f" in line {raised.lines[-1][0]}" if raised.lines and raised.lines[-1][0] > 0 else ""
    return f"{raised.type}{line}"


def _ask(worker: WorkerHandle, exercise: Exercise, deadline: float, question: Question) -> Observation:
    recorder = Recorder(partial(_function_or_none, exercise, question))
    seen = worker.call(
        exercise.name,
        question.inputs,
        deadline,
        read_only=question.read_only,
        script=question.script,
        items=question.items,
        functions=recorder.named,
    )
    if isinstance(seen, Missing):
        what = "no function" if seen.found == "undefined" else f"a {seen.found}, not a function,"
        raise NotDefined(f"Not attempted: it defines {what} called {exercise.name}.")
    return with_calls(seen, recorder)


def _function_or_none(exercise: Exercise, question: Question, name: str) -> Function | None:
    """Return a function that this question passes; None for any other name, which is of the student's own making."""
    return function_named(exercise, name) if name in question.functions else None
