"""Where the nodes of a small graph go on the page: columns from left to right, rows so that few edges cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Edge = tuple[str, str, int]
"""From a node, to a node, as the latter's input number."""

_COLUMN, _ROW = 1.9, 1.45  # between columns, between rows
_SWEEPS = 60


@dataclass(frozen=True)
class Layout:
    """A graph on the page.

    Attributes
    ----------
    places : name -> (x, y)
        Centre of each node; x grows to the right from 0, y grows downwards and is 0 in the middle.
    routes : (source, user, input number) -> points
        The stops of each edge, from centre to centre.
    width, height : float
        Of the centres.
    """

    places: dict[str, Point]
    routes: dict[Edge, list[Point]]
    width: float
    height: float


def arrange(inputs: Mapping[str, Sequence[str]]) -> Layout:
    """Return a layout for a graph that is given as each node's inputs, every node after its inputs.

    An edge that skips columns gets a free place in each of them, so that it runs round the nodes there.
    """
    columns = _columns(inputs)
    edges = [(source, user, slot) for user, sources in inputs.items() for slot, source in enumerate(sources)]
    stops = {edge: _stops(edge, columns) for edge in edges}
    cells: dict[str, int] = dict(columns)
    for chain in stops.values():
        cells |= {cell: columns[chain[0]] + i for i, cell in enumerate(chain)}
    links = {link for chain in stops.values() for link in pairwise(chain)}
    rows = _rows(cells, links)
    middle = (min(rows.values()) + max(rows.values())) / 2
    points = {cell: (_COLUMN * column, _ROW * round(rows[cell] - middle, 1)) for cell, column in cells.items()}
    return Layout(
        {key: points[key] for key in inputs},
        {edge: [points[cell] for cell in chain] for edge, chain in stops.items()},
        _COLUMN * max(cells.values()),
        _ROW * (max(rows.values()) - min(rows.values())),
    )


def _columns(inputs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return each node's column: right of all its inputs; a leaf stands close to its first user."""
    column: dict[str, int] = {}
    for key, sources in inputs.items():
        column[key] = 1 + max((column[source] for source in sources), default=-1)
    for key, sources in inputs.items():
        users = [column[user] for user, its in inputs.items() if key in its]
        if not sources and users:
            column[key] = min(users) - 1
    return column


def _stops(edge: Edge, columns: Mapping[str, int]) -> list[str]:
    """Return the cells of an edge: its ends and, between them, a cell in each column that it skips."""
    source, user, slot = edge
    between = range(columns[source] + 1, columns[user])
    return [source, *(f"{source} > {user} [{slot}] {column}" for column in between), user]


def _rows(cells: Mapping[str, int], links: set[tuple[str, str]]) -> dict[str, float]:
    """Return each cell's row: near its neighbours, and at least 1 from the next cell of its column."""
    rows = {cell: float(i) for column in range(max(cells.values()) + 1) for i, cell in enumerate(_in(cells, column))}
    near: dict[str, list[str]] = {cell: [] for cell in cells}
    for left, right in sorted(links):
        near[left].append(right)
        near[right].append(left)
    columns = range(max(cells.values()) + 1)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            here = _in(cells, column)
            wishes = {c: sum(rows[n] for n in near[c]) / len(near[c]) if near[c] else rows[c] for c in here}
            rows |= _spread(wishes)
    return rows


def _in(cells: Mapping[str, int], column: int) -> list[str]:
    return [cell for cell, its in cells.items() if its == column]


def _spread(wishes: Mapping[str, float]) -> dict[str, float]:
    """Return rows that are at least 1 apart and, on average, where they were wished."""
    rows: dict[str, float] = {}
    last = float("-inf")
    for cell in sorted(wishes, key=lambda c: wishes[c]):
        last = rows[cell] = max(wishes[cell], last + 1.0)
    shift = (sum(wishes.values()) - sum(rows.values())) / len(rows)
    return {cell: row + shift for cell, row in rows.items()}
