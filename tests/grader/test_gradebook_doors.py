"""Nbgrader's pipeline around our engine: releases, the gradebook's rows, and the same marks through both doors."""

import inspect
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from grader import catalogue
from grader.batch import Batch, Grader
from grader.build import write_solution
from grader.course import Course
from grader.errors import GraderError, LessonError, UsageError
from grader.gradebook import opening, release, store, storing
from grader.results import read
from grader.submissions import find_submissions

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
LESSON = "01_loss_functions"
TEXT = '''# %% [markdown]
# # Losses

# %% given="setup"
import numpy as np
from fallline import check, check_words

# %% demo="try-it"
1 + 1

{answers}
# %% [markdown] written="when-are-you-done" points=3
# **Model answer.** Never, as cross-entropy is always above 0.
#
# **Rubric.** 1 point for *never*.

# %% take_home="take-home-scores" points=2
take_home_scores = """
### BEGIN SOLUTION
Exponentiate and divide.
### END SOLUTION
"""
'''
ANSWER = '''
# %% exercise="{name}"
def {name}{signature}:
    """..."""
    ### BEGIN SOLUTION
    the_secret_of_{name} = 1
    return the_secret_of_{name}
    ### END SOLUTION
'''
PERFECT = """def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)"""
SOFTMAX = {
    "perfect": PERFECT,
    "axis0": "def softmax(scores):\n    e = np.exp(scores - scores.max(axis=0))\n    return e / e.sum(axis=0)",
    "no-shift": "def softmax(scores):\n    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)",
    "in-place": PERFECT.replace("e = np", "scores -= scores.max(axis=1, keepdims=True)\n    e = np"),
    "raising": "def softmax(scores):\n    raise ValueError('<b>')",
    "exits": "import os\nprint('<b>hello</b>')\ndef softmax(scores):\n    os._exit(0)",
    "blank": None,
}
ROWS = """
    select submitted.student_id, base_cell.name, auto_score, manual_score, needs_manual_grade
    from grade join base_cell on base_cell.id = cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment as submitted on submitted.id = submitted_notebook.assignment_id
"""
COMMENTS = """
    select submitted.student_id, base_cell.name, auto_comment
    from comment join base_cell on base_cell.id = cell_id
    join submitted_notebook on submitted_notebook.id = comment.notebook_id
    join submitted_assignment as submitted on submitted.id = submitted_notebook.assignment_id
"""


def text_of_a_lesson():
    """Return a small lesson with every exercise that belongs to it, answered wrongly but recognisably."""
    exercises = catalogue.of_lesson(LESSON)
    answers = [ANSWER.format(name=e.name, signature=inspect.signature(e.solve)) for e in exercises]
    return TEXT.format(answers="".join(answers))


def lay_out(course, text):
    """Write a course's lesson and build the instructor's notebook of it."""
    course.lessons.mkdir(exist_ok=True)
    source = course.lessons / f"{LESSON}.py"
    source.write_text(text)
    write_solution(course, source, execute=False)


def hand_in(course, student, change):
    """Write a student's submission: the released notebook after ``change`` was applied to its cells by name."""
    notebook = json.loads(course.released(LESSON).read_bytes())
    change(notebook, {each["id"]: each for each in notebook["cells"]})
    path = course.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook))
    return path


def answering(softmax, words=None):
    """Return a change that answers softmax, and in words what is graded by hand."""

    def change(_notebook, cells):
        if softmax:
            cells["softmax"]["source"] = softmax
        if words:
            cells["when-are-you-done"]["source"] = words
            cells["take-home-scores"]["source"] = f'take_home_scores = """{words}"""'

    return change


def damage(notebook, cells):
    """Do to a right answer's notebook what makes nbgrader alone give up a submission, or the whole batch."""
    cells["softmax"]["source"] = PERFECT
    notebook["cells"].append(dict(cells["check-softmax"]))
    notebook["cells"].remove(cells["check-softmax"])
    notebook["cells"].append(dict(cells["softmax"], source="1 / 0"))
    for each in notebook["cells"]:
        each["metadata"]["tags"] = ["skip-execution"]
        each["metadata"].get("nbgrader", {}).update(schema_version=99, points=1000)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Return a released course that nobody has handed anything in for."""
    course = Course(tmp_path_factory.mktemp("course"))
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    lay_out(course, text_of_a_lesson())
    release(course, LESSON)
    course.secret()
    return course


@pytest.fixture
def course(empty, tmp_path):
    """Return a fresh copy of that course."""
    return Course(Path(shutil.copytree(empty.root, tmp_path / "copy")))


@pytest.fixture(scope="module")
def handed_in(empty, tmp_path_factory):
    """Return a course with a submission of every kind."""
    course = Course(Path(shutil.copytree(empty.root, tmp_path_factory.mktemp("class") / "course")))
    for student, softmax in SOFTMAX.items():
        hand_in(course, student, answering(softmax, "Never." if student == "axis0" else None))
    hand_in(course, "damaged", damage)
    broken = course.root / "submitted" / "broken" / LESSON / f"{LESSON}.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("{oops")
    return course


@pytest.fixture(scope="module")
def first_door(handed_in, sandbox):
    """Return the course after `grader grade`, and its records."""
    course = Course(Path(shutil.copytree(handed_in.root, handed_in.root.with_name("first"))))
    return course, grade(course, sandbox)


@pytest.fixture(scope="module")
def second_door(handed_in):
    """Return the course after `nbgrader autograde`."""
    course = Course(Path(shutil.copytree(handed_in.root, handed_in.root.with_name("second"))))
    autograde(course)
    return course


def grade(course, sandbox):
    """Grade what was handed in as `grader grade` does; return the records by student."""
    batch = Batch(Grader(course, sandbox), find_submissions([course.root / "submitted"]))
    rows = [row for _, row in batch.rows()]
    store(course, rows)
    return {row.student: read(Path(row.path)) for row in rows}


def autograde(course):
    """Grade what was handed in as an instructor does who knows nbgrader only."""
    environment = os.environ | {"HOME": str(course.root), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"}
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", LESSON], cwd=course.root, env=environment, capture_output=True
    )


def query(course, sql, *values):
    """Return the rows of a query on the gradebook, whoever wrote it."""
    with closing(sqlite3.connect(course.gradebook)) as database, database:
        return database.execute(sql, values).fetchall()


def rows(course):
    """Return points, points given by hand, and whether a person is needed, by student and graded cell."""
    return {(student, cell): tuple(rest) for student, cell, *rest in query(course, ROWS)}


def outputs(course, student, cell):
    """Return the outputs of a cell in the notebook that the Formgrader shows."""
    path = course.root / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    return {each["id"]: each for each in json.loads(path.read_bytes())["cells"]}[cell]["outputs"]


def test_a_second_release_is_the_same_byte_for_byte(course):
    """Also when the first is not there any more; what else lies beside the solution stays there."""
    before = course.released(LESSON).read_bytes()
    shutil.rmtree(course.notebooks)
    (course.solutions / LESSON / "answers.txt").write_text("secret")
    release(course, LESSON)
    assert course.released(LESSON).read_bytes() == before
    assert [path.name for path in course.notebooks.rglob("*") if path.is_file()] == [f"{LESSON}.ipynb"]


def test_a_release_has_stubs_for_answers_and_the_cells_of_the_solution(empty):
    """Names stay, answers, rubrics and outputs go; a take-home text is cleared like text."""
    solution = json.loads((empty.solutions / LESSON / f"{LESSON}.ipynb").read_bytes())
    released = json.loads(empty.released(LESSON).read_bytes())
    sources = {each["id"]: "".join(each["source"]) for each in released["cells"]}
    assert list(sources) == [each["id"] for each in solution["cells"]]
    assert sources["softmax"] == (
        'def softmax(scores):\n    """..."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )
    assert sources["take-home-scores"] == 'take_home_scores = """\nYOUR ANSWER HERE\n"""'
    assert sources["when-are-you-done"] == "YOUR ANSWER HERE"
    text = empty.released(LESSON).read_text()
    assert not [word for word in ("the_secret_of", "SOLUTION", "Rubric", "Never", "Exponentiate") if word in text]


def test_a_leak_stops_the_release_and_leaves_the_old_one(course):
    """As a configuration does that clears no answers."""
    before = course.released(LESSON).read_bytes()
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('"grader.gradebook.preprocessors.ClearAnswers",', ""))
    with pytest.raises(LessonError, match="'linear_scores' shows students '### BEGIN SOLUTION'"):
        release(course, LESSON)
    assert course.released(LESSON).read_bytes() == before


def test_a_lesson_with_submissions_can_be_released_again_but_not_with_other_cells(first_door):
    """What students already have must go on to fit; the message says what to do."""
    course, _ = first_door
    before = course.released(LESSON).read_bytes()
    release(course, LESSON)
    solution = course.solutions / LESSON / f"{LESSON}.ipynb"
    text = solution.read_text()
    solution.write_text(text.replace("when-are-you-done", "when"))
    with pytest.raises(LessonError, match=f"nbgrader db assignment remove {LESSON}"):
        release(course, LESSON)
    solution.write_text(text)
    assert course.released(LESSON).read_bytes() == before


def test_the_gradebook_has_the_points_of_the_records(first_door):
    """The test's own answers get what they are worth, in the database as in the records."""
    course, records = first_door
    found = {student: row[0] for (student, cell), row in rows(course).items() if cell == "check-softmax"}
    marks = {s: m.points for s, r in records.items() for m in r.exercises if m.exercise == "softmax"}
    assert found == marks
    assert found["perfect"] == found["damaged"] == 10.0
    assert found["axis0"] == found["raising"] == found["exits"] == found["blank"] == found["broken"] == 0.0
    assert 0.0 < found["in-place"] < 10.0
    assert 0.0 < found["no-shift"] < 10.0


def test_both_doors_give_the_same_rows(first_door, second_door):
    """Points, what needs a person, and comments; what cannot be read has no points and needs a person in both."""
    first, second = rows(first_door[0]), rows(second_door)
    broken = [key for key in first if key[0] == "broken"]
    for key in broken:
        assert (first.pop(key), second.pop(key)) == ((0.0, None, 1), (None, None, 1))
    assert first == second
    comments = [query(course, COMMENTS + "where student_id != 'broken'") for course in (first_door[0], second_door)]
    assert sorted(map(str, comments[0])) == sorted(map(str, comments[1]))


def test_both_doors_show_the_same_notebooks(first_door, second_door):
    """The Formgrader's page must not depend on who graded."""
    for student in (*SOFTMAX, "damaged"):
        for cell in ("softmax", "check-softmax"):
            shown = [json.dumps(outputs(course, student, cell)) for course in (first_door[0], second_door)]
            assert _joined(shown[0]) == _joined(shown[1])


def _joined(text):
    """Return outputs without the difference between a string and a list of its lines."""
    return [
        {key: "".join(value) if key == "text" else str(value).replace("['", "'").replace("']", "'")}
        for output in json.loads(text)
        for key, value in sorted(output.items())
    ]


def test_the_outputs_of_check_cells_are_text_that_names_the_mistake(first_door):
    """Partial points are a plain number, no points an error, full marks neither; what a student printed is shown."""
    course, records = first_door
    full, part, none = (outputs(course, student, "check-softmax") for student in ("perfect", "no-shift", "axis0"))
    assert [output["output_type"] for output in full] == ["stream"]
    assert [output["output_type"] for output in part] == ["stream", "execute_result"]
    assert [output["output_type"] for output in none] == ["stream", "error"]
    assert part[1]["data"] == {"text/plain": "7.0"}
    message = next(m.message for m in records["axis0"].exercises if m.exercise == "softmax")
    assert " ".join(none[0]["text"].split()) == message
    assert outputs(course, "exits", "softmax")[0]["text"] == "<b>hello</b>\n"


def test_unanswered_cells_need_no_person_and_answered_ones_do(first_door):
    """A stub gets 0 and nbgrader's comment; a sentence waits for a person."""
    course, _ = first_door
    found = rows(course)
    assert found["blank", "when-are-you-done"] == found["blank", "take-home-scores"] == (0.0, None, 0)
    assert found["axis0", "when-are-you-done"] == found["axis0", "take-home-scores"] == (None, None, 1)
    comments = {(student, cell): text for student, cell, text in query(course, COMMENTS)}
    assert comments["blank", "softmax"] == comments["blank", "when-are-you-done"] == "No response."
    assert comments["axis0", "softmax"] is comments["axis0", "when-are-you-done"] is None


def test_points_given_by_hand_stay_and_are_looked_at_again_if_the_submission_changes(course, sandbox):
    """Grading the same notebook again is no reason to look at an answer again; a new notebook is."""
    hand_in(course, "ada", answering(SOFTMAX["no-shift"], "Never."))
    grade(course, sandbox)
    query(
        course, "update grade set manual_score = 2.5, needs_manual_grade = 0 where auto_score is null or auto_score = 7"
    )
    query(course, "update comment set manual_comment = 'Nearly.'")
    grade(course, sandbox)
    assert rows(course)["ada", "when-are-you-done"] == (None, 2.5, 0)
    assert rows(course)["ada", "check-softmax"] == (7.0, 2.5, 0)
    hand_in(course, "ada", answering(PERFECT, "Always."))
    grade(course, sandbox)
    assert rows(course)["ada", "when-are-you-done"] == (None, 2.5, 1)
    assert rows(course)["ada", "check-softmax"] == (10.0, 2.5, 1)
    assert set(query(course, "select manual_comment from comment")) == {("Nearly.",)}
    assert query(course, "select count(*) from student") == [(1,)]


def test_a_fresh_copy_of_a_course_gets_its_gradebook_when_it_is_needed(course, sandbox):
    """The gradebook is not in the repository; notebooks and solutions are."""
    course.gradebook.unlink()
    hand_in(course, "ada", answering(PERFECT))
    grade(course, sandbox)
    assert rows(course)["ada", "check-softmax"] == (10.0, None, 0)


def test_a_lesson_that_cannot_be_entered_is_told_to_be_built(course, sandbox):
    """There is no solution, or it is not what students were given."""
    course.gradebook.unlink()
    hand_in(course, "ada", answering(PERFECT))
    solution = course.solutions / LESSON / f"{LESSON}.ipynb"
    solution.write_text(solution.read_text().replace("1 + 1", "1 + 2"))
    with pytest.raises(UsageError, match=r"was not made of .* run `grader build` first"):
        grade(course, sandbox)
    shutil.rmtree(course.solutions)
    with pytest.raises(UsageError, match="run `grader build` first"):
        grade(course, sandbox)


KINDS = ("grade_cells", "solution_cells", "source_cell")


@pytest.mark.parametrize(("kind", "entered"), [(KINDS[0], 0), *((kind, 2) for kind in KINDS)])
def test_a_lesson_that_was_entered_half_way_is_entered_again(course, sandbox, kind, entered):
    """Kind by kind and cell by cell nbgrader does it; a run may have been killed in between."""
    hand_in(course, "ada", answering(PERFECT))
    before = [query(course, f"select count(*) from {each}") for each in KINDS]  # noqa: S608  names of our own
    for missing in KINDS[KINDS.index(kind) :]:
        left = entered if missing == kind else 0
        some = f"select id from {missing} order by rowid limit -1 offset {left}"  # noqa: S608
        query(course, f"delete from base_cell where id in ({some})")  # noqa: S608
        query(course, f"delete from {missing} where id not in (select id from base_cell)")  # noqa: S608
    grade(course, sandbox)
    assert rows(course)["ada", "check-softmax"] == (10.0, None, 0)
    assert {cell for _, cell in rows(course)} == {"when-are-you-done", "take-home-scores"} | {
        f"check-{exercise.name}" for exercise in catalogue.of_lesson(LESSON)
    }
    assert [query(course, f"select count(*) from {each}") for each in KINDS] == before  # noqa: S608


def test_a_gradebook_is_made_whole_or_not_at_all(course, sandbox, monkeypatch):
    """A run that is killed while nbgrader makes its tables leaves none; the next one makes it, with its version."""
    course.gradebook.unlink()
    hand_in(course, "ada", answering(PERFECT))
    api = opening.models()

    def killed():
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "get_alembic_version", killed)
    with pytest.raises(KeyboardInterrupt):
        grade(course, sandbox)
    monkeypatch.undo()
    assert not course.gradebook.exists()
    (course.root / ".writing-x").touch()
    grade(course, sandbox)
    assert rows(course)["ada", "check-softmax"] == (10.0, None, 0)
    assert len(query(course, "select version_num from alembic_version")) == 1
    assert not list(course.root.glob(".writing-*"))


@pytest.mark.parametrize("lock", ["immediate", "exclusive"])
def test_a_gradebook_that_another_process_locks_stays_as_it_is(course, sandbox, monkeypatch, lock):
    """After some time the error says that marks are safe; running the command again does the rest."""
    monkeypatch.setattr(opening, "LOCK_SECONDS", 0.5)
    hand_in(course, "ada", answering(PERFECT))
    with closing(sqlite3.connect(course.gradebook, isolation_level=None)) as other:
        other.execute(f"begin {lock}")
        started = time.monotonic()
        with pytest.raises(GraderError, match=r"no mark in it has changed and all are safe in results/") as caught:
            grade(course, sandbox)
        assert time.monotonic() - started < 10
    assert "run the same command again" in str(caught.value)
    assert rows(course) == {}
    grade(course, sandbox)
    assert rows(course)["ada", "check-softmax"] == (10.0, None, 0)


@pytest.mark.parametrize("lock", ["immediate", "exclusive"])
def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(course, sandbox, lock):
    """As while somebody saves a mark in the Formgrader."""
    hand_in(course, "ada", answering(PERFECT))
    with closing(sqlite3.connect(course.gradebook, isolation_level=None, check_same_thread=False)) as other:
        other.execute(f"begin {lock}")
        timer = threading.Timer(7.0, other.execute, ["commit"])
        store_rows = [
            row for _, row in Batch(Grader(course, sandbox), find_submissions([course.root / "submitted"])).rows()
        ]
        timer.start()
        store(course, store_rows)
        timer.join()
    assert rows(course)["ada", "check-softmax"] == (10.0, None, 0)


def test_a_store_that_is_cut_short_leaves_the_gradebook_as_it_was(course, sandbox, monkeypatch):
    """Not even the first of two students is in it; the next run writes both, and no temporary file stays."""
    for student in ("ada", "bo"):
        hand_in(course, student, answering(PERFECT))
    monkeypatch.setattr(storing, "PIECE", 1)
    real = storing.LessonRows.write

    def write(self, entries):
        if entries[0].student == "bo":
            raise KeyboardInterrupt
        real(self, entries)

    monkeypatch.setattr(storing.LessonRows, "write", write)
    with pytest.raises(KeyboardInterrupt):
        grade(course, sandbox)
    assert rows(course) == {}
    monkeypatch.undo()
    grade(course, sandbox)
    assert {key[0] for key in rows(course)} == {"ada", "bo"}
    assert {path.name for path in (course.root / "autograded").rglob("*") if path.is_file()} == {f"{LESSON}.ipynb"}


def test_a_class_of_several_pieces_is_written_like_one(first_door, handed_in, sandbox, monkeypatch):
    """How many rows are made at a time is nothing that the gradebook shows."""
    course = Course(Path(shutil.copytree(handed_in.root, handed_in.root.with_name("pieces"))))
    monkeypatch.setattr(storing, "PIECE", 2)
    grade(course, sandbox)
    assert rows(course) == rows(first_door[0])


def test_two_runs_that_store_the_same_marks_do_not_harm_each_other(course, sandbox):
    """Each waits for the other; both end well."""
    for number in range(6):
        hand_in(course, f"student-{number}", answering(PERFECT))
    found = [row for _, row in Batch(Grader(course, sandbox), find_submissions([course.root / "submitted"])).rows()]
    code = (
        "import sys, pickle; from pathlib import Path; from grader.course import Course; "
        "from grader.gradebook import store; store(Course(Path(sys.argv[1])), pickle.load(sys.stdin.buffer))"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, course.root], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for run in runs:
        run.stdin.write(pickle.dumps(found))
        run.stdin.close()
    for run in runs:
        complaints = run.stderr.read()
        run.stderr.close()
        assert run.wait(60) == 0, complaints.decode()
    assert len(rows(course)) == 6 * len({key[1] for key in rows(course)})
    assert not list((course.root / "autograded").rglob(".*"))


def test_being_late_costs_what_nbgrader_config_says(course, sandbox):
    """The time is the one beside the submission, and nbgrader's own rule is applied to it."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    for student, moment in (("ada", "2026-01-02 00:00:00 UTC"), ("bo", "2025-12-31 00:00:00 UTC"), ("cy", "soon")):
        path = hand_in(course, student, answering(PERFECT))
        path.with_name("timestamp.txt").write_text(moment)
    query(course, "update assignment set duedate = '2026-01-01 00:00:00.000000'")
    grade(course, sandbox)
    sql = (
        "select student_id, late_submission_penalty, timestamp from submitted_notebook "
        "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id order by 1"
    )
    assert query(course, sql) == [
        ("ada", 10.0, "2026-01-02 00:00:00.000000"),
        ("bo", None, "2025-12-31 00:00:00.000000"),
        ("cy", None, None),
    ]
