"""The figures of lesson 00 show what they are given, and say in words what they show."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from fallline.plots import warm_up
from fallline.plots.style import _finish

SPECIES = ("Adelie", "Chinstrap", "Gentoo")
X = np.array([[35.0, 3000.0], [45.0, 3500.0], [50.0, 4000.0], [40.0, 5000.0]])
Y = np.array([0, 1, 2, 0])


def maps(**nearest):
    """Draw the maps of some ways to find the nearest example."""
    return warm_up.neighbour_maps(
        nearest, X, Y, np.array([44.0, 3600.0]), features=("bill length (mm)", "body mass (g)"), species=SPECIES
    )


def always(index):
    """Make a way to find the nearest example that always finds the same one."""
    return lambda queries: np.full(len(queries), index)


def by_mass(queries):
    """Find example 2 for the heavy and example 1 for the light."""
    return np.where(queries[:, 1] > 4000.0, 2, 1)


def texts(axes):
    """Return the words inside axes, in the order in which they were drawn."""
    return [text.get_text() for text in axes.texts]


def paths(figure: Figure):
    """Return the walks of the two hikers as altitudes, the one who climbs first."""
    return [line.get_ydata() for line in figure.axes[0].lines if line.get_linewidth() == 3]


@pytest.mark.parametrize(
    "figure",
    [
        warm_up.two_hikers(),
        warm_up.broadcast_blocks(np.ones((3, 1)), np.ones((1, 4)), np.zeros((3, 4))),
        warm_up.spread(X, (X - X.mean(axis=0)) / X.std(axis=0), ("bill length (mm)", "body mass (g)")),
        maps(raw=always(1), standardised=always(2)),
        warm_up.confusion_tables({"a": np.eye(3), "b": np.ones((3, 3))}, SPECIES),
    ],
    ids=["two_hikers", "broadcast_blocks", "spread", "neighbour_maps", "confusion_tables"],
)
def test_every_figure_has_labels_and_a_description(figure):
    """A figure must be ready for `show`, which refuses axes without labels and figures without a description."""
    assert len(_finish(figure, "").alt) > 60


@pytest.mark.parametrize("start", [0.0, 1.3, 5.8, 9.99, 10.0])
def test_one_hiker_never_goes_down_and_the_other_never_up(start):
    """From any start, every step of the first leads up and every step of the second leads down."""
    climbing, descending = paths(warm_up.two_hikers(start=start))
    assert (np.diff(climbing) > 0).all()
    assert (np.diff(descending) < 0).all()
    assert climbing[0] == descending[0]


def test_both_hikers_stop_short_of_the_best_place():
    """The lesson's start shows local optima: there is a higher peak, and a lower valley."""
    figure = warm_up.two_hikers(start=5.8)
    profile = figure.axes[0].lines[0].get_ydata()
    climbing, descending = paths(figure)
    assert profile.max() > climbing[-1] + 500
    assert profile.min() < descending[-1] - 100


def test_a_hiker_stops_where_no_small_step_helps():
    """The end of a walk is the best place among its neighbours on the profile."""
    figure = warm_up.two_hikers(start=5.8)
    km, altitude = figure.axes[0].lines[0].get_data()
    for line, sign in zip((line for line in figure.axes[0].lines if line.get_linewidth() == 3), (1, -1), strict=True):
        near = np.abs(km - line.get_xdata()[-1]) < 0.15
        assert sign * line.get_ydata()[-1] >= (sign * altitude[near]).max() - 1.0


def test_blocks_show_what_is_stored_and_what_is_repeated():
    """Each table shows the broadcast numbers; only the first column and the first row are drawn solid."""
    column, row = np.array([[1.0], [2.0], [3.0]]), np.array([[10.0, 20.0]])
    figure = warm_up.broadcast_blocks(column, row, column - row)
    first, second, result = figure.axes
    assert [t for t in texts(first) if t] == ["1.0", "1.0", "2.0", "2.0", "3.0", "3.0"]
    assert [t for t in texts(second) if t != "−"] == ["10.0", "20.0"] * 3
    assert [t for t in texts(result) if t != "="] == ["−9.0", "−19.0", "−8.0", "−18.0", "−7.0", "−17.0"]
    solid = [sum(patch.get_facecolor() == patch.get_edgecolor() for patch in axes.patches) for axes in figure.axes]
    assert solid == [3, 2, 6]
    assert [axes.get_title() for axes in figure.axes] == ["shape (3, 1)", "shape (1, 2)", "shape (3, 2)"]


def test_strips_show_every_value_of_every_column():
    """Each column of a table is a strip of its own, at the values of the column."""
    figure = warm_up.spread(X, X / 2, ("bill length (mm)", "body mass (g)"))
    for axes, table in zip(figure.axes, (X, X / 2), strict=True):
        for d, line in enumerate(axes.lines):
            np.testing.assert_array_equal(line.get_xdata(), table[:, d])
            assert (np.abs(line.get_ydata() - d) < 0.5).all()
    assert "body mass (g): 3000 to 5000, then 1500.0 to 2500.0" in _finish(figure, "").alt


def test_maps_are_coloured_by_the_function_that_is_passed_in():
    """A map takes its colours from the labels of the examples that the passed function finds, and from nothing else."""
    figure = maps(one=always(3), halves=by_mass)
    one, halves = (axes.images[0].get_array() for axes in figure.axes)
    assert (one == 0).all()
    assert (halves[0] == 1).all()
    assert (halves[-1] == 2).all()
    assert (np.diff(halves, axis=1) == 0).all()


def test_maps_say_who_the_neighbour_is_and_how_often_the_colour_changes():
    """The description names the starred penguin's neighbour and counts the stripes, for each way to measure."""
    alt = _finish(maps(one=always(3), halves=by_mass), "").alt
    assert "one: changes of colour from the bottom to the top of the middle: 0;" in alt
    assert "halves: changes of colour from the bottom to the top of the middle: 1;" in alt
    assert alt.index("species Adelie") < alt.index("halves:") < alt.index("species Chinstrap")


def test_a_line_leads_from_the_star_to_its_neighbour():
    """The line joins the query and the example that the passed function finds for it."""
    figure = maps(one=always(2))
    ends = [line.get_xydata().tolist() for line in figure.axes[0].lines]
    assert [[44.0, 3600.0], [50.0, 4000.0]] in ends


def test_confusion_tables_show_their_counts_and_score():
    """Every count stands in its place, and the title says how many lie on the diagonal."""
    table = np.array([[5.0, 1.0, 0.0], [2.0, 3.0, 0.0], [0.0, 0.0, 4.0]])
    figure = warm_up.confusion_tables({"In mm and g": table}, SPECIES)
    assert texts(figure.axes[0]) == ["5", "1", "0", "2", "3", "0", "0", "0", "4"]
    assert figure.axes[0].get_title(loc="left") == "In mm and g: 12 of 15 right"
    assert figure.axes[0].get_xlabel() == "predicted"
