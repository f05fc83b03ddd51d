"""Drawn graphs: every number that is shown is one that was given, at its edge and no sooner than its step."""

import math
from dataclasses import dataclass, field

import pytest
from matplotlib.patches import Circle

from fallline.plots import graphs
from fallline.plots.graphs import Node
from fallline.plots.layout import arrange
from fallline.plots.style import BLUE, VERMILLION, as_picture


def diamond(to_x=(1.5, -2.25)):
    """Return a graph in which x feeds u and v, and both feed L."""
    return {
        "x": Node("x", 0.5),
        "u": Node("exp", 7.25, ("x",), (to_x[0],)),
        "v": Node("×3", 1.75, ("x",), (to_x[1],)),
        "L": Node("×", 12.5, ("u", "v"), (0.875, 0.625)),
    }


def neuron():
    """Return a weighted sum of two inputs with a bias, and one more gate."""
    leaves = {
        name: Node(name, value) for name, value in {"w": 0.8, "x": 1.5, "v": -0.625, "y": -1.0, "b": -0.5}.items()
    }
    return leaves | {
        "wx": Node("×", 1.2, ("w", "x"), (-0.321, -0.171)),
        "vy": Node("×", 0.6, ("v", "y"), (0.214, 0.128)),
        "f": Node("+", 1.3, ("wx", "vy", "b"), (-0.214, -0.214, -0.214)),
        "p": Node("σ", 0.786, ("f",), (-0.214,)),
    }


def chain():
    """Return a graph of one path."""
    return {"x": Node("x", 2.0), "y": Node("+1", 3.0, ("x",), (6.0,)), "out": Node("²", 9.0, ("y",), (6.5,))}


@dataclass
class Recorded:
    """A node as an engine records it."""

    data: float
    parents: tuple = ()
    op: str | None = None
    grad: float = field(default=0.0, compare=False)


def engine_graph():
    """Return root, leaf and a middle node of x · 3 + x · 3, where the product is one node."""
    x, three = Recorded(2.0, grad=6.0), Recorded(3.0)
    product = Recorded(6.0, (x, three), "*", grad=2.0)
    return Recorded(12.0, (product, product), "+", grad=1.0), x, product


def slopes(node):
    """Return the local derivatives of a recorded node."""
    if node.op == "*":
        return node.parents[1].data, node.parents[0].data
    return tuple(1.0 for _ in node.parents)


FIGURES = {
    "forward": lambda: graphs.forward(diamond()),
    "at_step": lambda: graphs.at_step(diamond(), 2),
    "complete": lambda: graphs.complete(diamond()),
    "neuron": lambda: graphs.complete(neuron()),
    "walk": lambda: graphs.walk(chain(), ["forward", "seed", "through ²", "through + 1"]),
    "side_by_side": lambda: graphs.side_by_side(
        {"one": diamond(), "two": diamond((8.0, 9.0))}, 2, {"two": "x hears 8 and 9"}
    ),
    "recorded": lambda: graphs.complete(graphs.recorded(engine_graph()[0], slopes, {})),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """One figure after the other."""
    return FIGURES[request.param]()


def numbers(axes, colour):
    """Return what is written into axes in a colour, as a sorted list."""
    return sorted(text.get_text() for text in axes.texts if text.get_color() == colour)


def test_a_figure_can_be_shown_and_is_described(figure):
    """It has what `show` asks for, and its description names values and, if there are any, gradients."""
    assert "Forward: " in as_picture(figure).alt


def test_nothing_is_cut_off(figure):
    """All words stand inside the picture."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert min(box.x0, figure.bbox.x1 - box.x1) >= -1, text.get_text()
            assert min(box.y0, figure.bbox.y1 - box.y1) >= -1, text.get_text()


def test_numbers_do_not_cover_one_another(figure):
    """No number overlaps another one, or a gate."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        written = [text for text in axes.texts if text.get_color() in (BLUE, VERMILLION)]
        boxes = [text.get_window_extent().shrunk(0.8, 0.7) for text in written]
        circles = [patch.get_window_extent().shrunk(0.8, 0.8) for patch in axes.patches if isinstance(patch, Circle)]
        for i, box in enumerate(boxes):
            others = [*boxes[i + 1 :], *circles]
            assert not any(box.overlaps(other) for other in others), written[i].get_text()


def test_the_forward_pass_shows_values_and_no_gradient():
    """Each edge carries the value of its source, and the last edge that of the root."""
    (axes,) = graphs.forward(diamond()).axes
    assert numbers(axes, BLUE) == sorted(["0.5", "0.5", "7.25", "1.75", "12.5"])
    assert numbers(axes, VERMILLION) == []


@pytest.mark.parametrize(
    ("step", "gradients"),
    [
        (0, []),
        (1, ["1"]),
        (2, ["1", "0.875", "0.625"]),
        (3, ["1", "0.875", "0.625", "−2.25"]),
        (4, ["1", "0.875", "0.625", "−2.25", "1.5"]),
        (5, ["1", "0.875", "0.625", "−2.25", "1.5"]),
    ],
)
def test_each_step_back_adds_the_gradients_of_one_gate(step, gradients):
    """The seed first, then the gates from the last to the first; none is shown too early."""
    (axes,) = graphs.at_step(diamond(), step).axes
    assert numbers(axes, VERMILLION) == sorted(gradients)


def test_the_gate_that_passes_on_is_marked():
    """One circle is filled while a gate is at work, none before and none at the end."""
    for step, marked in ((1, 0), (2, 1), (4, 1), (5, 0)):
        (axes,) = graphs.at_step(diamond(), step).axes
        circles = [patch for patch in axes.patches if isinstance(patch, Circle)]
        assert len(circles) == 3
        assert sum(patch.get_facecolor() != (1.0, 1.0, 1.0, 1.0) for patch in circles) == marked


def test_gradients_are_told_from_values_without_colours():
    """A gradient stands on a tint, a value on none."""
    (axes,) = graphs.complete(diamond()).axes
    assert all(text.get_bbox_patch() is not None for text in axes.texts if text.get_color() == VERMILLION)
    assert all(text.get_bbox_patch() is None for text in axes.texts if text.get_color() == BLUE)


def test_a_walk_has_a_row_for_each_step():
    """Row by row one gradient more appears, and the caption says which step it is."""
    captions = ["forward", "seed", "through ²", "through + 1"]
    rows = graphs.walk(chain(), captions).axes
    assert [len(numbers(axes, VERMILLION)) for axes in rows] == [0, 1, 2, 3]
    assert numbers(rows[-1], VERMILLION) == ["1", "6", "6.5"]
    assert [axes.texts[-1].get_text() for axes in rows] == captions


def test_graphs_side_by_side_keep_their_own_numbers_and_notes():
    """A note stands under the graph that it belongs to, and a seed other than 1 is shown."""
    one, two = graphs.side_by_side({"one": chain(), "two": chain()}, 2, {"two": "a note"}, seed=2.0).axes
    assert "a note" not in numbers(one, VERMILLION)
    assert "a note" in numbers(two, VERMILLION)
    assert "2" in numbers(one, VERMILLION)


def test_a_recorded_graph_keeps_what_the_engine_found():
    """Each node appears once, after its parents, with the node's gradient times its slopes."""
    root, x, product = engine_graph()
    drawn = graphs.recorded(root, slopes, {"x": x, "z": product})
    assert list(drawn)[-1] != "z"
    assert drawn["x"].sign == "x"
    assert (drawn["z"].inputs[0], drawn["z"].back, drawn["z"].value) == ("x", (6.0, 4.0), 6.0)
    assert list(drawn.values())[-1] == Node("+", 12.0, ("z", "z"), (1.0, 1.0))


def test_a_long_ladder_is_recorded_in_no_time():
    """The number of paths doubles with each rung, the drawing does not mind."""
    top = x = Recorded(1.0)
    for _ in range(40):
        top = Recorded(2 * top.data, (top, top), "+")
    assert len(graphs.recorded(top, slopes, {"x": x})) == 41


def test_a_wrong_gradient_is_drawn_as_it_is():
    """The drawing computes nothing: it shows what the gates are said to pass back."""
    (axes,) = graphs.complete(diamond((math.pi, 0.0))).axes
    assert "3.14" in numbers(axes, VERMILLION)


@pytest.mark.parametrize(
    "inputs",
    [
        {"x": (), "y": ("x",), "z": ("y",), "w": ("z", "x")},
        {"a": (), "b": (), "c": (), "p": ("a", "b"), "q": ("b", "c"), "r": ("p", "q", "a")},
        {"x": (), "y": ("x", "x"), "z": ("y", "y")},
        {"x": ()},
    ],
)
def test_edges_run_to_the_right_and_nodes_keep_apart(inputs):
    """Every node stands right of its inputs; two nodes of a column, or an edge that passes by, never coincide."""
    layout = arrange(inputs)
    for (source, user, _slot), route in layout.routes.items():
        assert (route[0], route[-1]) == (layout.places[source], layout.places[user])
        columns = [x for x, _y in route]
        assert columns == sorted(columns)
        between = set(route[1:-1])
        assert not between & set(layout.places.values())
    assert len(set(layout.places.values())) == len(inputs)
    assert len(layout.routes) == sum(map(len, inputs.values()))
