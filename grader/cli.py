"""The command line: ``grader build``, ``grade``, ``feedback``, ``try``, ``selftest``, ``doctor``.

Each command imports what it needs: NumPy must not come before ``main`` has said how many threads it may have.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from grader.course import Course, find_course
from grader.errors import GraderError, IntakeError, SandboxError, UsageError
from grader.terminal import errors, print_list, say, track

if TYPE_CHECKING:
    from grader.assembly import RunCell
    from grader.marking import Marked
    from grader.results import Row
    from grader.sandbox import Policy, Sandbox
    from grader.sandbox.start import Start

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
CourseOption = Annotated[
    Path | None, typer.Option("--course", help="The course's folder; the one around here by default.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON instead of a table; docs/instructor.md says what is in it.")
]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="How many to grade at a time; one a core by default.")
]
WithoutOption = Annotated[
    list[str] | None, typer.Option("--without", metavar="LAYER", hidden=True, help="Leave a layer of the sandbox out.")
]
WeakOption = Annotated[
    bool,
    typer.Option(
        "--allow-weak-isolation", help="Grade even if student code cannot be kept apart; every result says so then."
    ),
]
TRY_SEED = 7
PROOF_SECONDS = 3600.0
"""What the self-test of one exercise may take."""


@app.command()
def build(
    course: CourseOption = None,
    execute: Annotated[bool, typer.Option(help="Run the solution notebooks, so that they carry figures.")] = True,
) -> None:
    """Build answer cards, solution notebooks and student notebooks from lessons/ and the exercises."""
    from grader.build import build as build_course

    place = find_course(course)
    with errors.status("building") as status:
        lessons = build_course(place, execute=execute, report=lambda line: status.update(f"building: {line}"))
    errors.print(f"Built {', '.join(lessons)} into {place.solutions.name}/ and {place.notebooks.name}/.")


@app.command()
def grade(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, or folders of submissions.")],
    as_json: JsonOption = False,
    course: CourseOption = None,
    gradebook: Annotated[bool, typer.Option(help="Write the marks into nbgrader's gradebook.")] = True,
    jobs: JobsOption = None,
    again: Annotated[bool, typer.Option("--again", help="Grade what is recorded already, too.")] = False,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Record the I-th of N parts only, for job arrays.")
    ] = None,
    without: WithoutOption = None,
    allow_weak: WeakOption = False,
) -> None:
    """Grade submissions; write a record of each into results/ and the marks into the gradebook.

    What was recorded before and has not changed is not graded again, so a run that was stopped goes on where it was.
    """
    from grader.limits import policy_for
    from grader.running import record_all
    from grader.sandbox.policy import WITH_FIGURES
    from grader.submissions import find_submissions, part_of

    if shard and as_json:
        raise UsageError(f"--shard {shard} prints no --json; expected one of them; try --json when all parts are done")
    place = find_course(course)
    policy = _confined(policy_for(place, WITH_FIGURES), without, allow_weak)
    found = find_submissions(paths)
    rows = record_all(place, policy, part_of(found, shard) if shard else found, jobs, again=again, early=context.obj)
    from grader import results

    if shard:
        errors.print(f"Records of part {shard} are in {place.results.name}/: {len(rows)} of {len(found)} submissions.")
        return
    rows = results.note_doubles(rows, place.results)
    if as_json:
        print_list(results.read(Path(row.path)).to_json() for row in rows)
    else:
        _print_marks(rows)
    if gradebook:
        _store(place, rows)
    marks = f"; marks are in {place.gradebook.name}" if gradebook else ""
    errors.print(f"Records are in {place.results.name}/{marks}. `grader feedback` makes a page for each submission.")


@app.command()
def feedback(course: CourseOption = None) -> None:
    """Write one self-contained HTML page for every record in results/."""
    from grader import atomic, results
    from grader.feedback import write_pages

    place = find_course(course)
    if next(place.results.glob("*/*.json"), None) is None:
        raise UsageError(f"{place.results} holds no records; expected those of `grader grade`; try to grade something")
    atomic.sweep(place.feedback)
    try:
        paths = write_pages(results.read_all(place.results, _complain), place.feedback)
    except OSError as error:
        raise GraderError(
            f"{error.filename or place.feedback} cannot be written ({error.strerror}); expected a folder with room for "
            f"the pages; try `df {place.root}`"
        ) from error
    errors.print(f"Wrote {len(paths)} pages into {place.feedback.name}/; {place.feedback.name}/index.html lists them.")


@app.command("try")
def try_files(
    exercise: Annotated[str, typer.Argument(help="The exercise, such as softmax.")],
    files: Annotated[list[Path], typer.Argument(help="Python files that define the function.")],
    as_json: JsonOption = False,
    seed: Annotated[int, typer.Option(help="What the hidden inputs are drawn from.", min=0)] = TRY_SEED,
    without: WithoutOption = None,
    allow_weak: WeakOption = False,
) -> None:
    """Mark one function in each of some files, with all hidden cases and laws, after what its lesson gives."""
    from grader import catalogue
    from grader.results import marked_to_json
    from grader.sandbox import Sandbox
    from grader.table import tries_table

    spec = catalogue.find(exercise)
    for file in files:
        if not file.is_file():
            raise UsageError(
                f"there is no file {file}; expected a Python file that defines {exercise}; try `ls {file.parent}`"
            )
    policy, given = _given_to(exercise)
    with Sandbox(_confined(policy, without, allow_weak)) as sandbox:
        marks = [_try_file(exercise, file, sandbox, seed, given) for file in track(files, exercise)]
    if as_json:
        print_list({**marked_to_json(m), "file": str(file)} for file, m in zip(files, marks, strict=True))
    else:
        Console().print(tries_table(spec, list(zip(files, marks, strict=True))))


@app.command()
def selftest(
    names: Annotated[list[str] | None, typer.Argument(help="Exercises; all of them by default.")] = None,
    seeds: Annotated[int, typer.Option(help="How many seeds to draw inputs from.", min=1)] = 5,
) -> None:
    """Prove exercises: references pass, every mistake fails under its own name, a stub gets nothing."""
    from grader import catalogue, selftest
    from grader.pool import finish_all, usable_cores
    from grader.table import selftest_table

    chosen = [catalogue.find(name) for name in names] if names else list(catalogue.exercises().values())
    prove = nullcontext(lambda place: selftest.examine(chosen[place], range(seeds)))
    proofs = finish_all(lambda: prove, len(chosen), usable_cores(), patience=PROOF_SECONDS)
    found = dict(track(proofs, "self-test", len(chosen)))
    reports = [report for _, report in sorted(found.items()) if report is not None]
    console, problems = Console(soft_wrap=True), [problem for report in reports for problem in report.problems]
    console.print(selftest_table(reports))
    for problem in problems:
        console.print(problem, markup=False)
    for place in sorted(place for place, report in found.items() if report is None):
        say(f"{chosen[place].name}: the process that proved it was killed; try it alone, and look into the log.")
    mistakes = sum(report.mistakes for report in reports)
    errors.print(f"{len(reports)} exercises, {mistakes} mistakes, {seeds} seeds: {len(problems)} problems.")
    if problems or len(reports) < len(chosen):
        raise typer.Exit(1)


@app.command()
def doctor(as_json: JsonOption = False, without: WithoutOption = None) -> None:
    """Say what keeps student code in on this machine, prove it, and say what to do about the rest."""
    from grader.doctor import examine
    from grader.results import to_text
    from grader.sandbox import Policy

    report = examine(_confined(Policy(), without, allow_weak=True))
    if as_json:
        print(to_text(report.to_json()), end="")
    else:
        Console(soft_wrap=True).print("\n".join(report.lines()), markup=False, highlight=False)
    if not report.can_grade:
        raise typer.Exit(SandboxError.exit_code)


def main(early: Start | None = None) -> None:
    """Run the command line; an error of ours is one paragraph, not a traceback.

    Parameters
    ----------
    early : Start, optional
        A sandbox that gets ready already, for ``grader grade``.
    """
    # Whoever forks must have no threads, and as many processes as cores need none.
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    try:
        app(obj=early)
    except GraderError as error:
        errors.print(f"[bold red]error:[/] {type(error).__name__}", highlight=False)
        errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except OSError as error:
        errors.print("[bold red]error:[/] the system", highlight=False)
        say(
            f"{error.filename or 'Standard output'}: {error.strerror}; expected files that can be read and written, "
            "and room for them; mend that and run the same command again"
        )
        sys.exit(1)


def _confined(policy: Policy, without: Sequence[str] | None, allow_weak: bool) -> Policy:
    """Return a policy with what the command line says about the sandbox."""
    from dataclasses import replace

    from grader.sandbox.policy import LAYERS

    unknown = sorted(set(without or ()) - set(LAYERS))
    if unknown:
        raise UsageError(f"there is no layer {', '.join(unknown)}; expected {', '.join(LAYERS)}; try --without seccomp")
    return replace(policy, without=frozenset(without or ()), allow_weak=allow_weak)


def _given_to(exercise: str) -> tuple[Policy, tuple[RunCell, ...]]:
    """Return the course's limits, and what the exercise's lesson gives; where there is no course, neither."""
    from grader import catalogue
    from grader.assembly import given_before
    from grader.intake import read_notebook
    from grader.limits import policy_for
    from grader.sandbox.policy import WITH_FIGURES

    try:
        course = find_course()
        released = read_notebook(course.released(catalogue.find(exercise).lesson))
    except (UsageError, IntakeError):
        return WITH_FIGURES, ()
    return policy_for(course, WITH_FIGURES), given_before(released, exercise)


def _try_file(exercise: str, file: Path, sandbox: Sandbox, seed: int, given: Sequence[RunCell]) -> Marked:
    from grader import catalogue
    from grader.grading import try_source
    from grader.marking import unanswered

    spec = catalogue.find(exercise)
    try:
        source = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return unanswered(spec, "raised", "The file is not text in UTF-8.")
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); expected a file; try `ls -l {file}`") from error
    return try_source(spec, source, sandbox, seed, given)


def _store(course: Course, rows: Sequence[Row]) -> None:
    from grader.gradebook import store

    for remark in store(course, rows):
        say(remark)


def _complain(error: GraderError) -> None:
    say(f"Left out: {error}.")


def _print_marks(rows: Sequence[Row]) -> None:
    from grader.table import marks_tables

    console = Console()
    for table in marks_tables(rows):
        console.print(table)
