"""A graph on which careless backward passes go wrong (Lecture 2.2, "Backpropagation: recursive chain rule").

The answer is a test: a graph, one of its leaves, and the gradient there. ``tape`` turns it into plain rows, and a case
asks one thing of them: that they are such a graph, that the gradient is right, or that a certain wrong backward pass
gives another gradient at the leaf. The passes run here, on the rows; a mistake is a graph on which some get away.
"""

import math
from dataclasses import replace

import numpy as np

from fallline.laws import Lawful
from fallline.summaries import Graph, is_finite
from grader.exercise import Case, Exercise
from grader.given.graphs import V, tape

exercise = Exercise(
    "exposing_graph",
    number="3.9",
    lesson="03_backprop",
    points=6,
    lines=6,
    difficulty=3,
    read="lesson 03, “Write the test yourself”",
    hints=(
        "Take the wrong passes one by one, and ask on which graph each would give itself away. On a single chain of "
        "gates nearly all of them are right: what do they get wrong where a node is used twice?",
        "A node z between leaf and root, from which several ways lead up: one short, one longer by two gates or more, "
        "and nowhere only through first parents. The gradient is Σ over these ways of ∂root/∂z, times ∂z/∂leaf.",
        "Make z from the leaf by one gate. Make one number from z by one gate, and another by three; combine both by a "
        "product, which is the root. Work the slope out on paper, write it with math.exp, and return all three.",
    ),
    grader_tries="wrong backward passes, eight kinds of them in several orders, and right ones",
)

exercise.gives(tape)


# The passes. Each takes a graph and returns the gradient at its leaf.


def _slopes(graph, k):
    """Return the local derivatives of row k with respect to its parents."""
    values, parents = graph.values, graph.parents[k]
    if graph.ops[k] == "*":
        return values[parents[1]], values[parents[0]]
    if graph.ops[k] == "exp":
        return (values[k],)
    if graph.ops[k] == "relu":
        return (float(values[k] > 0),)
    return (1.0,) * len(parents)


def _uses(graph, k, turned=False):
    uses = list(zip(graph.parents[k], _slopes(graph, k), strict=True))
    return uses[::-1] if turned else uses


def _orders(graph):
    """Yield three right orders of the rows: each after all that use it."""
    parents_first = graph.parents_first()
    yield parents_first[::-1]
    yield _by_visits(graph, turned=False)[::-1]
    yield _by_visits(graph, turned=True)[::-1]


def _by_visits(graph, turned):
    order = []

    def visit(k):
        for parent, _ in _uses(graph, k, turned):
            if parent not in order:
                visit(parent)
        if k not in order:
            order.append(k)

    visit(0)
    return order


def _passes(graph, pay, seed=1.0):
    """Return the leaf's gradients of a pass that is right but for ``pay(grads, k, place, parent, slope)``."""
    found = []
    for order in _orders(graph):
        grads = np.zeros(len(graph.ops))
        grads[0] = seed
        for k in order:
            for place, (parent, slope) in enumerate(_uses(graph, k)):
                pay(grads, k, place, parent, slope)
        found.append(grads[graph.leaf])
    return found


def _add(grads, k, place, parent, slope):
    grads[parent] += grads[k] * slope


def _set(grads, k, place, parent, slope):
    grads[parent] = grads[k] * slope


def _only_the_first(grads, k, place, parent, slope):
    grads[parent] += grads[k] * slope * (place == 0)


def _local_alone(grads, k, place, parent, slope):
    grads[parent] += slope


def _sum_along_the_way(grads, k, place, parent, slope):
    grads[parent] += grads[k] + slope


def _once_per_path(graph, take):
    """Go on from a row whenever a way arrives there."""
    grads, waiting = np.zeros(len(graph.ops)), [0]
    grads[0] = 1.0
    while waiting:
        k = take(waiting)
        for parent, slope in _uses(graph, k):
            grads[parent] += grads[k] * slope
            waiting.append(parent)
    return grads[graph.leaf]


def _level_by_level(graph):
    grads, waiting = np.zeros(len(graph.ops)), [0]
    grads[0] = 1.0
    for k in waiting:
        for parent, slope in _uses(graph, k):
            grads[parent] += grads[k] * slope
            if parent not in waiting:
                waiting.append(parent)
    return grads[graph.leaf]


def _depth_first(graph, turned, at_once):
    """Go down from a row as soon as it is met: before its other parents are paid (``at_once``), or after."""
    grads, seen = np.zeros(len(graph.ops)), {0}
    grads[0] = 1.0

    def visit(k):
        uses = _uses(graph, k, turned)
        for parent, slope in uses:
            grads[parent] += grads[k] * slope
            if at_once:
                go_on(parent)
        for parent, _ in uses:
            go_on(parent)

    def go_on(parent):
        if parent not in seen:
            seen.add(parent)
            visit(parent)

    visit(0)
    return grads[graph.leaf]


def _last(waiting):
    return waiting.pop()


def _next(waiting):
    return waiting.pop(0)


BOTH = (False, True)
WRONG_PASSES = {
    "overwrites": lambda graph: _passes(graph, _set),
    "takes only the first parent": lambda graph: _passes(graph, _only_the_first),
    "hands on local derivatives": lambda graph: _passes(graph, _local_alone),
    "adds along a way": lambda graph: _passes(graph, _sum_along_the_way),
    "begins with 0": lambda graph: _passes(graph, _add, seed=0.0),
    "goes on once for each way": lambda graph: [_once_per_path(graph, take) for take in (_last, _next)],
    "goes depth first": lambda graph: [_depth_first(graph, turned, early) for turned in BOTH for early in BOTH],
    "goes level by level": lambda graph: [_level_by_level(graph)],
}


def _workable(claim):
    """Return the graph of a claim, or None if no pass can be tried on it."""
    graph = Graph.read(claim)
    return graph if graph.is_workable and is_finite(claim, {}) else None


def _agree(gradient, other):
    return bool(np.isclose(gradient, other, rtol=1e-6, atol=1e-12))


def _exposes(wrong):
    """Return the summary that says whether a graph exposes a wrong pass, in whichever order that takes the nodes."""

    def exposes(claim, inputs):
        graph = _workable(claim)
        return graph is not None and not any(_agree(found, _passes(graph, _add)[0]) for found in wrong(graph))

    return exposes


@exercise.summary
def origin(claim, inputs):
    """Return where the stated gradient comes from: it is the right one, or that of a wrong pass, or neither."""
    graph = _workable(claim)
    if graph is None:
        return "not to be worked out"
    right = _passes(graph, _add)
    if all(_agree(graph.gradient, found) for found in right):
        return "right"
    if np.isclose(graph.gradient, right[0], rtol=0.02):
        return "rounded"
    if _agree(graph.gradient, -right[0]):
        return "the other sign"
    if _agree(graph.gradient, graph.values[0]):
        return "value of the root"
    wrong = (name for name in STATED if any(_agree(graph.gradient, found) for found in WRONG_PASSES[name](graph)))
    others = (_passes(replace(graph, leaf=k), _add)[0] for k in range(len(graph.ops)))
    return next(wrong, "another node" if any(_agree(graph.gradient, g) for g in others) else "elsewhere")


for name, run in WRONG_PASSES.items():
    exercise.summaries[name] = _exposes(run)


@exercise.reference
def exposing_graph():
    x = V(0.5)
    z = x * 3
    root = z.exp() * (z + 1).relu()
    return root, x, 10.5 * math.exp(1.5)


CLAIM = """
    root, leaf, gradient = exposing_graph()
    return tape(root, leaf), gradient
"""
TWICE = """
    root, leaf, gradient = exposing_graph()
    again, its_leaf, its_gradient = exposing_graph()
    return (tape(root, leaf), gradient), (tape(again, its_leaf), its_gradient)
"""
ORDINARY = ("overwrites", "takes only the first parent", "hands on local derivatives", "adds along a way")


def _case(name, summary, **settings):
    return Case(name, {}, script=CLAIM, summary=summary, **settings)


@exercise.cases
def cases(rng):
    yield _case("root and leaf", "has_its_leaf", public=True)
    yield _case("at most 12 nodes", "is_small", public=True)
    yield _case("finite numbers", "is_finite", public=True)
    yield _case("the gradient", "has_its_slope", public=True)
    yield _case("the size of the gradient", "has_a_moderate_gradient", public=True)
    yield _case("several ways", "has_several_ways", public=True)
    yield _case("where the gradient comes from", "origin")
    edge = {"check": "edge cases"}
    for name in WRONG_PASSES:
        yield _case(f"a pass that {name}", name, **({} if name in ORDINARY else edge))
    yield _case("a shared node between", "has_a_shared_inner_node", public=True, **edge)
    yield _case("ways of different length", "has_uneven_ways", public=True, **edge)
    yield Case("asked twice", {}, script=TWICE, summary="repeated", check="contract", public=True)


@exercise.law(script=CLAIM)
def every_right_pass_gives_it(rng):
    "A right backward pass must give the gradient that you state, in whichever order it takes the nodes."
    return Lawful(({},), lambda claims: origin(claims[0], {}) == "right")


def _stated(root, leaf):
    """Return a graph and its leaf with the gradient that is right there."""
    return root, leaf, _passes(Graph.read((tape(root, leaf), 0.0)), _add)[0]


def _not_noticed(name, build):
    """Register a graph on which one wrong pass is right by accident; ``build`` returns its root and its leaf."""

    def wrong():
        return _stated(*build())

    wrong.__doc__ = f"Your graph does not notice a pass that {SURVIVORS[name]}"
    exercise.mistake(name=f"does-not-notice-what-{name.replace(' ', '-')}")(wrong)


SURVIVORS = {
    "overwrites": "*sets* a gradient where it should add to it (`=` in place of `+=`). Let several ways to the leaf "
    "meet in one node, and let none of them carry a slope of 0.",
    "takes only the first parent": "gives nothing to the second parent of a gate. Let a way to the leaf lead through "
    "a second parent, as z does in V(3.0) * z or in u * z.",
    "hands on local derivatives": "leaves out the gradient from above and hands on the local derivative alone. That "
    "is right by accident where everything above has the slope 1, as sums have: let products or exp stand above.",
    "adds along a way": "adds the slopes along a way in place of multiplying them. With your numbers the sum happens "
    "to be the product, as 2 + 2 is 2 · 2: take less even ones.",
    "goes on once for each way": "goes on from a node once for each way that arrives there, and counts it double. Let "
    "a node *between* root and leaf be used several times, and let none of its uses have a slope of 0.",
    "goes depth first": "goes down from a node as soon as it meets it. Which of the ways that meet again it takes "
    "first depends on the order of the parents, and in one order it is right on your graph by luck: let each of the "
    "ways lead over a gate of its own.",
    "goes level by level": "takes the nodes level by level, the root's parents first. Let the ways that meet again "
    "have different lengths, one of them two gates more than the other.",
}


def _overwritten_by_luck():
    x, y = V(-1.0), V(2.0)
    z = y * x
    return z + z * z + z, x


def _first_parents_by_luck():
    x = V(0.5)
    r = x.relu()
    s = r * -1.0
    return (s + s * r) + x.relu(), x


def _slopes_of_1_above():
    x = V(-0.5)
    z = x * x
    u = z.relu()
    return u * (u + z), x


def _sums_like_products():
    x = V(1.5)
    s = x + x
    t = s + s
    return (x * s) * (s + t), x


def _once_for_each_way_by_luck():
    x = V(-0.5)
    s = x * x
    t = s + x
    u = t * s
    return u * (u * t), x


def _lucky_order():
    x = V(-0.5)
    z = x * 3
    return z * z.exp(), x


def _level_after_level():
    x = V(0.5)
    z = x.relu()
    u = z * x
    return (z + u) * u, x


for name, build in {
    "overwrites": _overwritten_by_luck,
    "takes only the first parent": _first_parents_by_luck,
    "hands on local derivatives": _slopes_of_1_above,
    "adds along a way": _sums_like_products,
    "goes on once for each way": _once_for_each_way_by_luck,
    "goes depth first": _lucky_order,
    "goes level by level": _level_after_level,
}.items():
    _not_noticed(name, build)


@exercise.mistake
def one_way_only():
    """Only one way leads from the root to the leaf. On a chain, a pass that overwrites, one that goes on too early and
    one that counts ways double are all right: use a node several times, between the leaf and the root.
    """
    x, y = V(0.5), V(3.0)
    return _stated((y * x * 2.0).exp(), x)


@exercise.mistake
def only_the_leaf_is_shared():
    """In your graph only the leaf is used several times. It hands nothing on, so a pass that goes on from a node too
    early or too often is right by accident: let a node *between* root and leaf be used several times.
    """
    x = V(0.5)
    return _stated(x.exp() * x, x)


@exercise.mistake
def ways_of_one_length():
    """The ways that meet again in your graph have the same length. A pass that takes the nodes level by level is right
    on it by accident: make one of the ways two gates longer than the other.
    """
    x = V(0.5)
    z = x * 3.0
    return _stated(z.exp() * (z + 1.0), x)


@exercise.mistake
def shared_by_one_gate():
    """In your graph both uses of the shared node are in one gate, as in z + z or z * z. A pass that pays both parents
    of a gate before it goes on is right there by accident: let two gates use z, one near the root and one far from it.
    """
    x = V(0.5)
    z = x * 3.0
    return _stated((z * z).exp(), x)


@exercise.mistake
def uses_in_a_lucky_order():
    """Ways meet again in your graph, but a pass that goes depth first, or level by level, is right on it by luck,
    because of the order of the parents. Let each of the ways lead over a gate of its own, and make one of them two
    gates longer than the other.
    """
    x = V(-0.5)
    z = x * 3.0
    return _stated(z.exp() * z, x)


@exercise.mistake
def leaf_elsewhere():
    """The second of your three values does not lie in the graph of the first. Return root, leaf and gradient in this
    order, and the leaf as the very node that you built with: a new V of the same value is another node.
    """
    x = V(0.5)
    z = x * 2.0
    root, _, gradient = _stated(z.exp() * (z + 1.0).relu(), x)
    return root, V(0.5), gradient


@exercise.mistake
def leaf_with_parents():
    """The second of your three values was itself made by a gate (or is the root). A leaf is a number that you began
    with, such as V(0.5).
    """
    x = V(0.5)
    y = x * 2.0
    z = y * 1.5
    return _stated(z.exp() * (z + 1.0).relu(), y)


@exercise.mistake
def too_many_nodes():
    """Your graph has more than 12 nodes. Numbers count, too: 2 * x makes a node of the 2. Six or eight are enough."""
    x = V(0.5)
    z = x * 2.0
    u = z.exp()
    for _ in range(4):
        u = u + 1.0
    return u * z, x, 1.0


@exercise.mistake(stated=(math.inf, 1.0))
def not_finite(*, stated):
    """A number in your graph, or the gradient, is not finite. exp overflows above 709; keep its input below 5 or so."""
    x = V(50.0)
    z = x * 20.0
    return z.exp() * (z + 1.0).relu(), x, stated


@exercise.mistake(factor=(3000.0, 1e-4))
def gradient_too_large_or_too_small(*, factor):
    """The gradient at your leaf is larger than 1,000 or smaller than 0.001. Numbers around 1 make it easy to tell right
    from wrong.
    """
    x = V(0.5 / factor)
    z = x * factor
    return _stated(z.exp() * (z + 1.0).relu(), x)


@exercise.mistake
def gradient_is_0():
    """The gradient at your leaf is 0, and 0 is what many a wrong pass finds, too. Is there a relu above the leaf that
    is asleep, or a product with 0?
    """
    x = V(-2.0)
    z = x * 2.0
    return _stated((z.exp() * (z + 1.0)).relu(), x)


def _good_graph():
    x = V(0.5)
    z = x * 3.0
    return z.exp() * (z + 1.0).relu(), x


@exercise.mistake
def gradient_not_the_slope():
    """The gradient that you state is not the slope of the root in the leaf: move the leaf by a small number, and see
    how far the root moves. Add up what comes along *all* ways; write the number with math.exp, not rounded.
    """
    root, leaf, gradient = _stated(*_good_graph())
    return root, leaf, 1.2345 * gradient


@exercise.mistake
def gradient_rounded():
    """The gradient that you state is right up to rounding. Give all digits: write it as a formula, with math.exp."""
    root, leaf, gradient = _stated(*_good_graph())
    return root, leaf, round(gradient, 2)


@exercise.mistake
def gradient_of_the_other_sign():
    """The gradient that you state has the wrong sign, and is right otherwise."""
    root, leaf, gradient = _stated(*_good_graph())
    return root, leaf, -gradient


@exercise.mistake
def value_as_gradient():
    """In place of the gradient you state the *value* of the root. Asked for is the slope of the root in the leaf."""
    root, leaf = _good_graph()
    return root, leaf, root.data


@exercise.mistake
def gradient_of_another_node():
    """The gradient that you state is that of another node: the slope of the root in some node above the leaf, or beside
    it. Go on until you arrive at the leaf.
    """
    root, leaf, gradient = _stated(*_good_graph())
    return root, leaf, gradient / 3.0


STATED = {
    "overwrites": "The gradient that you state counts only one of the ways that meet again. Add up what comes along "
    "all of them.",
    "hands on local derivatives": "The gradient that you state is made of local derivatives next to the leaf. Multiply "
    "them by the gradient of the nodes above.",
    "adds along a way": "The gradient that you state adds the slopes along a way. Multiply them; only what comes along "
    "different ways is added.",
    "begins with 0": "The gradient that you state is 0. Work it out by hand: with respect to the root itself it is 1, "
    "and from there every gate multiplies by its slope.",
    "goes on once for each way": "The gradient that you state counts some ways several times. Count each way from the "
    "root to the leaf once.",
}


def _stated_like(name, sentence):
    """Register a good graph with the gradient that a wrong pass gives."""

    def wrong():
        root, leaf = _good_graph()
        return root, leaf, WRONG_PASSES[name](Graph.read((tape(root, leaf), 0.0)))[-1]

    wrong.__doc__ = sentence
    exercise.mistake(name=f"gradient-of-a-pass-that-{name.replace(' ', '-')}")(wrong)


for name, sentence in STATED.items():
    _stated_like(name, sentence)

STARTS = iter(np.linspace(0.3, 0.7, 1009).tolist() * 1000)


@exercise.mistake
def another_graph_each_time():
    """Asked twice, you return two different graphs. Take fixed numbers, so that the test is the same each time."""
    x = V(next(STARTS))
    z = x * 2.0
    return _stated(z.exp() * (z + 1.0).relu(), x)


@exercise.alternative
def sums_of_exps():
    x = 1.0
    leaf = V(x)
    z = leaf * leaf
    u = z.exp() * 0.1
    root = (u + (z + z)) * z
    e = 0.1 * np.exp(1.0)
    return root, leaf, 2 * x * ((e + 2.0) * 1.0 + (e + 2.0))


@exercise.alternative
def long_detour():
    x, y = V(2), V(0.5)
    z = x * y
    short = z * 2
    far = (z + 1 + 1).relu()
    # z is 1, short is 2, far is 3
    return [far * short, x, 0.5 * (1 * 2 + 3 * 2)]


@exercise.alternative
def the_other_leaf():
    a, b = V(0.2), V(1.5)
    p = a + b
    root = (0.1 * p.exp() + b).exp() * (3 * p)
    g = 0.1 * math.exp(1.7)
    return root, b, np.array(math.exp(g + 1.5) * ((g + 1) * 5.1 + 3))


@exercise.alternative
def a_neuron_with_a_bypass():
    w = V(0.4)
    h = (w * 2.5).relu()
    out = h * 1.1 + (h * h).exp() * V(0.25)
    return out, w, np.float32(2.5 * (1.1 + 0.25 * 2.0 * math.exp(1)))


@exercise.alternative
def written_as_a_loop():
    x = V(1.0)
    z = x * 1.5
    y = z
    for _ in range(3):
        y = y.relu()
    return y * (z + 1.0), x, 1.5 * (1.5 + 2.5)
