"""Puts a submission's answers into a copy of the released notebook.

Nothing that a submission says about itself counts: not its points, tags, test cells, outputs, metadata or kernel. Its
answers count, found by ``grade_id``, and the cells that the student added run too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.intake import Cell


@dataclass(frozen=True)
class RunCell:
    """Run a cell's source; ``exercise`` is set if it is the answer cell of one."""

    label: str
    source: str
    exercise: str | None = None
    is_stub: bool = False


@dataclass(frozen=True)
class MarkExercise:
    """Mark an exercise on what the cells up to here have defined."""

    exercise: str


Step = RunCell | MarkExercise


@dataclass(frozen=True)
class Assembly:
    """A submission made ready: what to do, in order; what is graded by hand, by name; what its reader should know."""

    steps: tuple[Step, ...]
    written: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def assemble(released: Sequence[Cell], submitted: Sequence[Cell], exercises: Sequence[str]) -> Assembly:
    """Put a submission's answers, and the student's own cells, into a copy of the released notebook."""
    found = _Sorted(released, submitted, exercises)
    steps: list[Step] = list(found.extras[-1])
    for place in range(len(released)):
        steps += [*found.steps_at(place), *found.extras[place]]
    return Assembly(tuple(steps), found.written(), tuple(found.notes))


class _Sorted:
    """A submission's cells by their place in the released notebook; what has no place follows the cell before it."""

    def __init__(self, released: Sequence[Cell], submitted: Sequence[Cell], exercises: Sequence[str]) -> None:
        self.released, self.exercises = released, exercises
        self.mine: dict[int, Cell] = {}
        self.extras: dict[int, list[RunCell]] = defaultdict(list)
        self.texts: dict[int, list[str]] = defaultdict(list)
        self.notes: list[str] = []
        self.places = {_name(cell): place for place, cell in enumerate(released)}
        self.sources = {_plain(cell.source): place for place, cell in enumerate(released) if not _is_stub(cell)}
        place = -1
        for number, cell in enumerate(submitted, start=1):
            place = self._put(cell, number, place)
        self._search_answers()
        self._search_writing()
        self._report_locked()

    def steps_at(self, place: int) -> list[Step]:
        """Return what to do where a released cell stands; what its student made of it, if anything, decides."""
        cell, mine = self.released[place], self.mine.get(place)
        is_changed = mine is not None and not _same(mine, cell)
        if cell.grade_id in self.exercises:
            is_stub = not is_changed and not self._is_defined(cell.grade_id)
            return [RunCell(cell.grade_id, mine.source, cell.grade_id, is_stub=is_stub)] if mine else []
        own: list[Step] = []
        if mine is not None and is_changed:
            own.append(RunCell(f"your version of {_name(cell)}", mine.source))
        if _exercise_checked_by(cell) in self.exercises:
            return [*own, MarkExercise(_exercise_checked_by(cell))]
        if cell.kind != "code" or cell.answer or cell.grade_id.startswith("words-"):
            return []
        # What is added to a locked cell stays; what it defines is ours, since that comes last.
        return [*own, RunCell(cell.grade_id, cell.source)] if cell.grade_id else own

    def written(self) -> dict[str, str]:
        """Return what the student wrote into the cells that are graded by hand, "" where they are as released."""
        found = {}
        for place, cell in enumerate(self.released):
            if cell.graded and cell.answer:
                mine = self.mine.get(place)
                found[cell.grade_id] = mine.source if mine is not None and not _same(mine, cell) else ""
        return found

    def _put(self, cell: Cell, number: int, before: int) -> int:
        """Sort in one cell of the submission; return the place that the next one follows."""
        place = self._place_of(cell)
        if place is None:
            self._add(cell, number, before)
            return before
        if place in self.mine:
            if self.released[place].answer or not self.released[place].grade_id:
                self._add(cell, number, before)
                ending = "the first is the answer, this one runs like your own cells."
            else:
                ending = "it was left out."
            self.notes.append(f"Cell {number} is a second “{_name(self.released[place])}”; {ending}")
            return before
        self.mine[place] = cell
        return max(place, before)

    def _place_of(self, cell: Cell) -> int | None:
        """Return the place of a cell by its name; by its source, if an editor has dropped the name."""
        for name in (cell.grade_id, cell.id):
            if name and name in self.places:
                return self.places[name]
        place = self.sources.get(_plain(cell.source))
        return None if place in self.mine else place

    def _add(self, cell: Cell, number: int, place: int) -> None:
        if cell.kind == "code" and cell.source.strip():
            self.extras[place].append(RunCell(f"your cell {number}", cell.source))
        elif cell.source.strip():
            self.texts[place].append(cell.source)

    def _is_defined(self, exercise: str) -> bool:
        """Return whether a cell of the student's own, or one that the student changed, defines the function."""
        own = [step.source for extras in self.extras.values() for step in extras]
        changed = [mine.source for place, mine in self.mine.items() if self.released[place].grade_id != exercise]
        return any(_defines(source, exercise) for source in own + changed)

    def _search_answers(self) -> None:
        """Look for answers whose cell has lost its name, or which all stand in one cell, among the student's own."""
        for place, cell in enumerate(self.released):
            name = cell.grade_id
            if name not in self.exercises or place in self.mine:
                continue
            if any(_defines(mine.source, name) for mine in self.mine.values()):
                self.notes.append(f"The answer cell of {name} is missing, but another answer cell defines it.")
            elif step := self._take(name):
                self.mine[place] = Cell("code", step.source, grade_id=name)
                self.notes.append(
                    f"The answer cell of {name} has lost its name; {step.label} defines it and was taken."
                )
            else:
                self.notes.append(f"The answer cell of {name} is missing.")

    def _take(self, name: str) -> RunCell | None:
        """Remove the first of the student's own cells that defines a name, and return it."""
        for extras in self.extras.values():
            for step in extras:
                if _defines(step.source, name):
                    extras.remove(step)
                    return step
        return None

    def _search_writing(self) -> None:
        """Look for texts whose cell has lost its name: a variable by its name, Markdown behind its question."""
        for place, cell in enumerate(self.released):
            if not (cell.graded and cell.answer) or place in self.mine:
                continue
            if cell.kind == "code" and (step := self._take(cell.grade_id.replace("-", "_"))):
                self.mine[place] = Cell("code", step.source, grade_id=cell.grade_id)
            elif cell.kind == "markdown" and self.texts[place - 1]:
                self.mine[place] = Cell("markdown", self.texts[place - 1].pop(0), grade_id=cell.grade_id)
            else:
                self.notes.append(f"The cell “{cell.grade_id}” is missing; look for the answer in the notebook itself.")

    def _report_locked(self) -> None:
        locked = [(p, c) for p, c in enumerate(self.released) if c.grade_id and not c.answer]
        missing = [cell.grade_id for place, cell in locked if place not in self.mine]
        changed = [cell.grade_id for place, cell in locked if place in self.mine and not _same(self.mine[place], cell)]
        if missing:
            self.notes.append(f"Locked cells are missing and were put back: {', '.join(missing)}.")
        if changed:
            self.notes.append(f"Locked cells were changed; they count as released: {', '.join(changed)}.")


def given_before(released: Sequence[Cell], exercise: str) -> tuple[RunCell, ...]:
    """Return the locked cells that stand before an exercise: all that its lesson gives to whoever answers it."""
    place = next((place for place, cell in enumerate(released) if cell.grade_id == exercise), 0)
    return tuple(
        RunCell(cell.grade_id, cell.source)
        for cell in released[:place]
        if cell.kind == "code" and cell.grade_id and not (cell.answer or cell.graded)
        if not cell.grade_id.startswith("words-")
    )


def _name(cell: Cell) -> str:
    return cell.grade_id or cell.id


def _exercise_checked_by(cell: Cell) -> str:
    return cell.grade_id.removeprefix("check-") if cell.graded and not cell.answer else ""


def _is_stub(cell: Cell) -> bool:
    return cell.answer or not cell.source.strip()


def _defines(source: str, name: str) -> bool:
    definition = rf"^(?:async )?(?:def|class) {name}\b|^{name}[ \t]*(?::[^=\n]*)?=(?!=)"
    return re.search(definition, source, re.MULTILINE) is not None


def _same(a: Cell, b: Cell) -> bool:
    return _plain(a.source) == _plain(b.source)


def _plain(source: str) -> str:
    """Return a source without what editors add or drop: white space at the ends of lines and of the whole."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
