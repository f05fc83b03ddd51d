"""The command line: ``grader build``, ``grade``, ``feedback``, ``try``, ``selftest``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from grader import catalogue
from grader.course import Course, find_course
from grader.errors import GraderError, UsageError
from grader.grading import try_source
from grader.marking import Marked, unanswered
from grader.results import Record, marked_to_json, to_text
from grader.sandbox import Sandbox
from grader.sandbox.policy import WITH_FIGURES
from grader.table import marks_table, tries_table

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
errors = Console(stderr=True, soft_wrap=True)
CourseOption = Annotated[
    Path | None, typer.Option("--course", help="The course's folder; the one around here by default.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON instead of a table; docs/instructor.md says what is in it.")
]
TRY_SEED = 7


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
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, or folders of submissions.")],
    as_json: JsonOption = False,
    course: CourseOption = None,
    gradebook: Annotated[bool, typer.Option(help="Write the marks into nbgrader's gradebook.")] = True,
) -> None:
    """Grade submissions; write a record of each into results/ and the marks into the gradebook."""
    from grader import batch, results

    place = find_course(course)
    submissions = batch.find_submissions(paths)
    with Sandbox(WITH_FIGURES) as sandbox, Progress(console=errors, transient=True) as progress:
        task = progress.add_task("grading", total=len(submissions))

        def done(record: Record) -> None:
            results.write(record, place.results)
            progress.advance(task)

        records = batch.grade_all(batch.Grader(place, sandbox), submissions, done)
    if as_json:
        _print_json([record.to_json() for record in records])
    else:
        Console().print(marks_table(records))
    if gradebook:
        _store(place, records)
    marks = f"; marks are in {place.gradebook.name}" if gradebook else ""
    errors.print(f"Records are in {place.results.name}/{marks}. `grader feedback` makes a page for each submission.")


@app.command()
def feedback(course: CourseOption = None) -> None:
    """Write one self-contained HTML page for every record in results/."""
    from grader import results
    from grader.feedback import write_pages

    place = find_course(course)
    records = list(results.read_all(place.results))
    if not records:
        raise UsageError(f"{place.results} holds no records; expected those of `grader grade`; grade something first")
    paths = write_pages(records, place.feedback)
    errors.print(f"Wrote {len(paths)} pages into {place.feedback.name}/; {place.feedback.name}/index.html lists them.")


@app.command("try")
def try_files(
    exercise: Annotated[str, typer.Argument(help="The exercise, such as softmax.")],
    files: Annotated[list[Path], typer.Argument(help="Python files that define the function.")],
    as_json: JsonOption = False,
    seed: Annotated[int, typer.Option(help="What the hidden inputs are drawn from.", min=0)] = TRY_SEED,
) -> None:
    """Mark one function in each of some files, with all hidden cases and laws."""
    spec = catalogue.find(exercise)
    for file in files:
        if not file.is_file():
            raise UsageError(
                f"there is no file {file}; expected a Python file that defines {exercise}; try `ls {file.parent}`"
            )
    with Sandbox() as sandbox, Progress(console=errors, transient=True) as progress:
        marks = [_try_file(exercise, file, sandbox, seed) for file in progress.track(files, description=exercise)]
    if as_json:
        _print_json([{**marked_to_json(m), "file": str(file)} for file, m in zip(files, marks, strict=True)])
    else:
        Console().print(tries_table(spec, list(zip(files, marks, strict=True))))


@app.command()
def selftest(
    names: Annotated[list[str] | None, typer.Argument(help="Exercises; all of them by default.")] = None,
    seeds: Annotated[int, typer.Option(help="How many seeds to draw inputs from.", min=1)] = 5,
) -> None:
    """Prove exercises: references pass, every mistake fails under its own name, a stub gets nothing."""
    from grader.selftest import problems

    found = []
    chosen = [catalogue.find(name) for name in names] if names else list(catalogue.exercises().values())
    with Progress(console=errors, transient=True) as progress:
        for exercise in progress.track(chosen, description="self-test"):
            found += problems(exercise, range(seeds))
    for problem in found:
        Console(soft_wrap=True).print(problem, markup=False)
    mistakes = sum(len(exercise.mistakes) for exercise in chosen)
    errors.print(f"{len(chosen)} exercises, {mistakes} mistakes, {seeds} seeds: {len(found)} problems.")
    if found:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; an error of ours is one paragraph, not a traceback."""
    try:
        app()
    except GraderError as error:
        errors.print(f"[bold red]error:[/] {type(error).__name__}", highlight=False)
        errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)


def _try_file(exercise: str, file: Path, sandbox: Sandbox, seed: int) -> Marked:
    spec = catalogue.find(exercise)
    try:
        source = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return unanswered(spec, "raised", "The file is not text in UTF-8.")
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); expected a file; try `ls -l {file}`") from error
    return try_source(spec, source, sandbox, seed)


def _store(course: Course, records: list[Record]) -> None:
    from grader.gradebook import store

    for remark in store(course, records):
        errors.print(remark, markup=False, highlight=False, soft_wrap=True)


def _print_json(tree: object) -> None:
    print(to_text(tree), end="")
