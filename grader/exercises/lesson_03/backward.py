"""The backward pass through any graph (Lecture 2.2, "Backpropagation: recursive chain rule").

The lesson gives the nodes (``V``) and their local derivatives (``local``).
"""

import numpy as np

from fallline.laws import Gives, Scaled
from grader.exercise import Case, Exercise
from grader.given.graphs import V, local

exercise = Exercise(
    "backward",
    number="3.7",
    lesson="03_backprop",
    points=15,
    lines=12,
    difficulty=3,
    read="lesson 03, “An engine in twenty lines”",
    hints=(
        "A node may pass its gradient on only when everything that uses it has paid in. In which order must the nodes "
        "be taken, so that this holds for all of them at once?",
        "∂root/∂p = Σ over the nodes that use p of ∂root/∂node · ∂node/∂p. The second factor is what `local` gives; "
        "a sum over uses means that each of them *adds* its share.",
        "Three parts. List all nodes, each after those that it is made from, with a stack of your own in place of "
        "calls, and a set of the nodes already seen. Put every gradient to 0 and that of the root to 1. Walk along the "
        "list from the root's end, and let each node pay its share to each of its parents.",
    ),
    grader_tries="other graphs: longer detours, equal values in different nodes, a ladder, a root that is a number",
)


exercise.gives(V)
exercise.gives(local)


@exercise.reference
def backward(root):
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope


SIMPLE = """
    x, y = V(a), V(b)
    z = x * y + x
    backward(z)
    return x.grad, y.grad, z.grad
"""
TWICE_USED = """
    x = V(a)
    s = x + x
    z = s.exp()
    backward(z)
    return x.grad, s.grad, z.grad
"""
DIAMOND = """
    x, y = V(a), V(b)
    z = x * y
    u, v = z.exp(), z * 3
    w = u * v
    backward(w)
    return x.grad, y.grad, z.grad, u.grad, v.grad, w.grad
"""
REJOINED = """
    x, y = V(a), V(b)
    z = x * y
    u = z.exp() + z
    w = u * z + x
    backward(w)
    return x.grad, y.grad, z.grad, u.grad
"""
DETOUR = """
    x, y = V(a), V(b)
    z = x * y
    u = z.exp()
    v = u * y
    w = v + z
    backward(w)
    return x.grad, y.grad, z.grad, u.grad, v.grad
"""
SHORT_CUT_FIRST = """
    x, y = V(a), V(b)
    z = y * x
    w = z + (z * x).exp()
    backward(w)
    return x.grad, y.grad, z.grad
"""
SQUARES = """
    x = V(a)
    s = x * x
    w = s * s + 2 * x
    backward(w)
    return x.grad, s.grad, w.grad
"""
TWICE = """
    x, y = V(a), V(b)
    p = x * y
    z = p.exp() + p
    backward(z)
    first = keep(x.grad)
    backward(z)
    return first, x.grad, y.grad, p.grad, z.grad
"""
SECOND_ROOT = """
    x, y = V(a), V(b)
    p = x * y
    z = p.exp() + x
    backward(z)
    first = keep(x.grad)
    backward(p)
    return first, x.grad, y.grad, p.grad
"""
NEURON = """
    x, y = V(a), V(b)
    h = (2 * x + y).relu()
    z = h * h + h.exp() + 1
    backward(z)
    return x.grad, y.grad, h.grad
"""
EQUAL_VALUES = """
    x, y = V(a), V(a)
    u, v = x * 2.0, y * 2.0
    z = u * v.exp() + y
    backward(z)
    return x.grad, y.grad, z.grad
"""
LADDER = """
    x = V(a)
    y = x
    for _ in range(8):
        y = y + y * 0.5
    backward(y)
    return x.grad, y.grad
"""
DEAD = """
    x, y = V(a), V(b)
    z = (x * y).relu() + x
    backward(z)
    return x.grad, y.grad
"""
ASLEEP = """
    x, y = V(a), V(b)
    s = x * y
    left, middle, right = (2 * s).relu(), (3 * x).exp(), (s * 5).relu()
    z = left + middle + right
    backward(z)
    return x.grad, y.grad, middle.grad
"""
ALONE = """
    x = V(a)
    backward(x)
    return x.grad
"""
# Deeper than IPython lets calls go, which is deeper than Python does.
DEEP = """
    x = V(a)
    y = x
    for _ in range(700):
        y = y + x + x + x + x + x
    backward(y)
    return x.grad
"""
UNCHANGED = """
    x, y = V(a), V(b)
    p = x * y
    z = p.exp() + x
    backward(z)
    return x.data, y.data, p.data, z.data, p.parents[0] is x, p.parents[1] is y
"""


@exercise.cases
def cases(rng):
    def two():
        a, b = rng.uniform(0.4, 1.3, size=2) * rng.choice([-1.0, 1.0], size=2)
        return {"a": float(a), "b": float(b)}

    def one():
        return {"a": two()["a"]}

    yield Case("x times y, plus x", two(), script=SIMPLE, public=True)
    yield Case("a node used twice", one(), script=TWICE_USED, public=True)
    yield Case("a diamond", two(), script=DIAMOND, public=True)
    yield Case("ways that meet again", two(), script=REJOINED, public=True)
    yield Case("a long way and a short one", two(), script=DETOUR, public=True)
    yield Case("the short way first", two(), script=SHORT_CUT_FIRST)
    yield Case("squares", one(), script=SQUARES)
    yield Case("two nodes of one value", one(), script=EQUAL_VALUES, public=True)
    yield Case("a neuron that is awake", {"a": float(rng.uniform(0.3, 0.6)), "b": 0.4}, script=NEURON)
    edge = {"check": "edge cases"}
    yield Case("a relu that is asleep", {"a": -1.5, "b": 2.0}, script=DEAD, public=True, **edge)
    yield Case("relus that are asleep on both sides", {"a": 0.4, "b": -0.7}, script=ASLEEP, **edge)
    yield Case("called twice", two(), script=TWICE, public=True, **edge)
    yield Case("called for another root", two(), script=SECOND_ROOT, **edge)
    yield Case("a ladder of eight rungs", one(), script=LADDER, **edge)
    yield Case("a root that no gate made", {"a": 0.7}, script=ALONE, **edge)
    yield Case("a graph 3,500 nodes deep", {"a": 0.5}, script=DEEP, public=True, **edge)
    yield Case("the graph afterwards", two(), script=UNCHANGED, check="contract", public=True)


@exercise.law(script="x, y = V(a), V(b)\nbackward(x * y)\nreturn x.grad")
def the_slope_of_a_product_is_the_other_factor(rng):
    "The gradient of a product with respect to one factor must grow with the other factor."
    a, b = rng.uniform(0.4, 1.3, size=2).tolist()
    return Scaled({"a": a, "b": b}, {"a": a, "b": 3 * b}, 3.0)


@exercise.law(script="x = V(a)\nbackward((x * x + x).exp() * c)\nreturn x.grad")
def a_multiple_has_the_same_multiple_of_the_gradient(rng):
    "Three times the root must have three times the gradient."
    a = float(rng.uniform(0.2, 0.9))
    return Scaled({"a": a, "c": 1.0}, {"a": a, "c": 3.0}, 3.0)


@exercise.law(script="x = V(a)\ny = x.exp()\nbackward(y)\nreturn x.grad / y.data")
def exp_is_its_own_derivative(rng):
    "The gradient of exp(x) with respect to x must be exp(x) itself: their ratio is 1."
    return Gives(({"a": float(rng.normal())},), 1.0)


BOTH = (False, True)


def _parents_first(root, turned=False):
    """Return all nodes, each after those that it is made from; ``turned`` takes the last parent first."""
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in (node.parents if turned else node.parents[::-1]))
    return order


def _begin(root, seed=1.0, turned=False):
    """Put every gradient to 0 and that of the root to ``seed``; return the nodes, the root first."""
    order = _parents_first(root, turned)[::-1]
    for node in order:
        node.grad = 0.0
    root.grad = seed
    return order


def _uses(order, turned=False):
    """Yield every use of a node as (node, its parent, the slope), in the order of the nodes."""
    for node in order:
        uses = [(node, parent, slope) for parent, slope in zip(node.parents, local(node), strict=True)]
        yield from uses[::-1] if turned else uses


def _add_up(order):
    for node, parent, slope in _uses(order):
        parent.grad += node.grad * slope


def _right(root):
    _add_up(_begin(root))


ONCE = (("queue", True), ("stack", True), ("late stack", True), ("calls", True))
AGAIN = (("queue", False), ("stack", False), ("calls", False))
"""How a walk goes that does not sort the nodes before: what keeps the nodes that wait, and whether each comes once."""


def _walk(root, walk, turned):
    """Yield the uses in the order of a walk.

    Whoever takes them pays at once, so that a node that is left too early shows. A late stack marks a node as seen when
    it is taken, and not when it is met.
    """
    kind, once = walk
    if kind == "calls":
        yield from _walk_by_calls(root, turned, once)
        return
    waiting, seen = [root], {root}
    left = set()
    while waiting:
        node = waiting.pop(0 if kind == "queue" else -1)
        if kind == "late stack" and node in left:
            continue
        left.add(node)
        for use in _uses([node], turned):
            yield use
            if not once or kind == "late stack" or use[1] not in seen:
                seen.add(use[1])
                waiting.append(use[1])


def _walk_by_calls(root, turned, once):
    """Go down before the other parents are paid, as a function does that calls itself; here the stack is a list."""
    seen, stack = {root}, [_uses([root], turned)]
    while stack:
        use = next(stack[-1], None)
        if use is None:
            stack.pop()
            continue
        yield use
        if not once or use[1] not in seen:
            seen.add(use[1])
            stack.append(_uses([use[1]], turned))


@exercise.mistake(turned=BOTH)
def overwrite(root, *, turned):
    """Of a node that is used more than once, only one use counts: you *set* the gradient of a parent where you should
    add to it (`=` in place of `+=`). What comes along different ways adds up.
    """
    for node, parent, slope in _uses(_begin(root, turned=turned)):
        parent.grad = node.grad * slope


@exercise.mistake(name="overwrite", walk=ONCE + AGAIN, turned=BOTH)
def overwrite_on_a_walk(root, *, walk, turned):
    """Of a node that is used more than once, only one use counts: you *set* the gradient of a parent where you should
    add to it (`=` in place of `+=`). What comes along different ways adds up.
    """
    _begin(root)
    for node, parent, slope in _walk(root, walk, turned):
        parent.grad = node.grad * slope


@exercise.mistake(turned=BOTH)
def reset_on_the_way(root, *, turned):
    """Of a node that several gates use, only one gate counts: you set its gradient, or put it to 0, while you walk, and
    what other gates have paid before is lost. Put all gradients to 0 before the walk begins; then only add.
    """
    for node in _begin(root, turned=turned):
        for parent in node.parents:
            parent.grad = 0.0
        _add_up([node])


@exercise.mistake(turned=BOTH, backwards=BOTH)
def first_use_only(root, *, turned, backwards):
    """Of a node that is used more than once, only the first use counts: you pass over a parent that has a gradient
    already. Every use adds its share.
    """
    paid = {root}
    for node, parent, slope in _uses(_begin(root, turned=turned), backwards):
        if parent not in paid:
            paid.add(parent)
            parent.grad = node.grad * slope


@exercise.mistake(name="first-use-only", walk=ONCE[:3], turned=BOTH)
def first_use_only_on_a_walk(root, *, walk, turned):
    """Of a node that is used more than once, only the first use counts: you pass over a parent that has a gradient
    already. Every use adds its share.
    """
    _begin(root)
    paid = {root}
    for node, parent, slope in _walk(root, walk, turned):
        if parent not in paid:
            paid.add(parent)
            parent.grad = node.grad * slope


@exercise.mistake
def largest_use_only(root):
    """Of a node that is used more than once, you keep the largest share. Different ways to the root *add up*."""
    paid = set()
    for node, parent, slope in _uses(_begin(root)):
        share = node.grad * slope
        parent.grad = max(parent.grad, share) if parent in paid else share
        paid.add(parent)


@exercise.mistake
def mean_of_uses(root):
    """Of a node that is used more than once, you take the mean of the shares. Different ways to the root *add up*."""
    order = _begin(root)
    uses = {}
    for _, parent, _ in _uses(order):
        uses[parent] = uses.get(parent, 0) + 1
    for node in order:
        node.grad /= uses.get(node, 1)
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope


@exercise.mistake
def same_parent_once(root):
    """In x + x or x·x you let x have one share (a set or a dict keeps it once). Such a gate uses its parent twice, and
    both uses count.
    """
    for node in _begin(root):
        for parent, slope in dict(zip(node.parents, local(node), strict=True)).items():
            parent.grad += node.grad * slope


@exercise.mistake(walk=AGAIN, turned=BOTH)
def once_per_path(root, *, walk, turned):
    """A node that is used several times hands its gradient on several times: you go on from it whenever a way arrives
    there, or it stands in your list more than once. Take each node once, when all that use it have paid in.
    """
    _begin(root)
    for node, parent, slope in _walk(root, walk, turned):
        parent.grad += node.grad * slope


@exercise.mistake(name="once-per-path", turned=BOTH)
def listed_several_times(root, *, turned):
    """A node that is used several times hands its gradient on several times: you go on from it whenever a way arrives
    there, or it stands in your list more than once. Take each node once, when all that use it have paid in.
    """
    _begin(root)
    order, stack = [], [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent in (node.parents[::-1] if turned else node.parents))
    _add_up(order[::-1])


@exercise.mistake(turned=BOTH)
def breadth_first(root, *, turned):
    """You take the nodes level by level. Where ways of different length meet, a node hands its gradient on before the
    longer way has paid in. Take a node only after *all* that use it.
    """
    _begin(root)
    for node, parent, slope in _walk(root, ONCE[0], turned):
        parent.grad += node.grad * slope


@exercise.mistake(walk=ONCE[1:], turned=BOTH)
def depth_first(root, *, walk, turned):
    """You go down from a node as soon as you reach it. Where ways meet again, a node hands its gradient on before the
    other way has paid in. List the nodes first, each after all that it is made from; then walk back.
    """
    _begin(root)
    for node, parent, slope in _walk(root, walk, turned):
        parent.grad += node.grad * slope


@exercise.mistake(turned=BOTH)
def marked_too_early(root, *, turned):
    """You mark a node as seen when you put it on the stack. It then keeps its place, even if another way leads to it
    through nodes that come later: it hands its gradient on before all that use it have paid in. Mark a node when you
    take it off.
    """
    _begin(root)
    order, seen, stack = [], {root}, [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
            continue
        stack.append((node, True))
        for parent in node.parents[::-1] if turned else node.parents:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, False))
    _add_up(order[::-1])


@exercise.mistake(turned=BOTH)
def ends_at_a_leaf(root, *, turned):
    """Your walk ends at the first node without parents, and what comes later in the list gets nothing. Such a node has
    nobody to pay, but the walk goes on.
    """
    order = _begin(root, turned=turned)
    _add_up(order[: next(k for k, node in enumerate(order) if not node.parents)])


@exercise.mistake(turned=BOTH)
def ends_at_a_zero(root, *, turned):
    """Your walk ends at the first node whose gradient is 0, as below a relu that is asleep. Others that have one come
    later in the list: pass over this node alone.
    """
    for node in _begin(root, turned=turned):
        if node.grad == 0:
            return
        _add_up([node])


@exercise.mistake
def stopped_at_the_first_gate(root):
    """The gradient gets no further than to the root's own parents. Either you stop there, or you walk along your list
    from the wrong end: begin with the root.
    """
    _begin(root)
    _add_up([root])


@exercise.mistake
def nothing_passed_on(root):
    """The root has its 1, and all other gradients stay 0. Let every node pay its share to its parents, beginning with
    the root.
    """
    _begin(root)


@exercise.mistake
def all_zero(root):
    """Every gradient is 0, that of the root, too. The root's is 1, and from there all others come; look for gradients
    that are reset after the 1 was set, and for results that are never written to `.grad`.
    """
    _begin(root, 0.0)


@exercise.mistake
def seeded_with_the_value(root):
    """You begin with the *value* of the root. Its gradient with respect to itself is 1, whatever its value."""
    _add_up(_begin(root, root.data))


@exercise.mistake(seed=(-1.0, 2.0, 0.5))
def seeded_with_another_number(root, *, seed):
    """Every gradient is off by one and the same factor, since you begin with another number than 1. The gradient of the
    root with respect to itself is 1.
    """
    _add_up(_begin(root, seed))


@exercise.mistake(all_ones=(False, True))
def everything_seeded(root, *, all_ones):
    """You begin with a gradient of 1 (or another number) at every node. Only the root begins with 1: all others begin
    with 0, and what comes from above is added.
    """
    order = _begin(root)
    for node in order:
        node.grad = 1.0 if all_ones or not node.parents else node.grad
    root.grad = 1.0
    _add_up(order)


@exercise.mistake
def no_upstream(root):
    """You add the local derivative alone, or times the gradient of the *root*, which is 1. Multiply it by the gradient
    that the node itself has received from above.
    """
    for _, parent, slope in _uses(_begin(root)):
        parent.grad += slope


@exercise.mistake(op=("+", "*", "exp", "relu"))
def no_upstream_at_one_gate(root, *, op):
    """At one kind of gate you hand on the local derivative alone. Multiply it by the gradient that the node itself has
    received from above, whatever the gate.
    """
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += slope * (1.0 if node.op == op else node.grad)


@exercise.mistake(turned=BOTH)
def no_upstream_overwrite(root, *, turned):
    """You set each gradient to the local derivative alone. Multiply it by the gradient that the node itself has
    received from above, and *add* it to what the parent has already.
    """
    for _, parent, slope in _uses(_begin(root, turned=turned)):
        parent.grad = slope


@exercise.mistake
def no_slope(root):
    """You hand a node's gradient on to its parents as it is, as if every gate were a sum. Multiply it by the local
    derivative with respect to that parent.
    """
    for node, parent, _ in _uses(_begin(root)):
        parent.grad += node.grad


@exercise.mistake
def upstream_added(root):
    """You *add* the local derivative and the gradient from above. Along one way the slopes are multiplied; only
    different ways are added up.
    """
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad + slope


@exercise.mistake
def value_as_upstream(root):
    """You multiply the local derivative by the node's *value*. Multiply it by the node's gradient."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.data * slope


@exercise.mistake
def value_times_gradient(root):
    """You multiply a node's gradient by the value of the parent. Multiply it by the local derivative with respect to
    that parent: in a product, this is the *other* factor.
    """
    for node, parent, _ in _uses(_begin(root)):
        parent.grad += node.grad * parent.data


@exercise.mistake
def slopes_exchanged(root):
    """In a product you multiply by the parent's own value: each parent gets the slope of the other one. The slope with
    respect to one factor is the *other* factor; `local(node)` has them in the order of `node.parents`.
    """
    for node in _begin(root):
        for parent, slope in zip(node.parents, local(node)[::-1], strict=True):
            parent.grad += node.grad * slope


@exercise.mistake(place=(0, -1))
def one_slope_for_both(root, *, place):
    """You use one of the numbers of `local(node)` for both parents. There is one for each of them, in their order."""
    for node in _begin(root):
        for parent in node.parents:
            parent.grad += node.grad * local(node)[place]


@exercise.mistake
def slopes_summed(root):
    """You add up the numbers of `local(node)` and give the sum to each parent. There is one number for each parent, in
    their order.
    """
    for node in _begin(root):
        for parent in node.parents:
            parent.grad += node.grad * sum(local(node))


@exercise.mistake
def slope_of_the_parent(root):
    """You ask for the local derivatives of the parent. How a node depends on its parents says `local(node)`."""
    for node, parent, _ in _uses(_begin(root)):
        parent.grad += node.grad * sum(local(parent)[:1])


@exercise.mistake
def divided_by_the_slope(root):
    """You divide by the local derivative. Going back, too, the gradient is *multiplied* by it."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad / (slope or np.inf)


@exercise.mistake
def signs_lost(root):
    """You add up the sizes of the shares, without their signs. What comes along one way may be negative, and then it is
    subtracted.
    """
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += abs(node.grad * slope)


@exercise.mistake
def shares_multiplied(root):
    """You multiply a gradient by what arrives (`*=` in place of `+=`). Along one way the slopes are multiplied, but
    what arrives along different ways is added up, beginning with 0.
    """
    order = _begin(root)
    for node in order:
        node.grad = 1.0
    for node, parent, slope in _uses(order):
        parent.grad *= node.grad * slope


@exercise.mistake(bound=(1.0, 5.0))
def clipped(root, *, bound):
    """You cut gradients off at a bound. A gradient may have any size."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += max(-bound, min(bound, node.grad * slope))


@exercise.mistake
def subtracted(root):
    """You subtract the shares of the uses. Add them: going back through a gate does not turn the sign."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad -= node.grad * slope


@exercise.mistake
def one_parent(root):
    """Only the first parent of each node gets a gradient. Go through all of them; a `return` or a `break` inside the
    loop ends it too soon.
    """
    for node in _begin(root):
        for parent, slope in list(zip(node.parents, local(node), strict=True))[:1]:
            parent.grad += node.grad * slope


@exercise.mistake
def last_parent_only(root):
    """Only the last parent of each node gets a gradient. Does the line that adds stand behind the loop, in place of
    inside?
    """
    for node in _begin(root):
        if node.parents:
            node.parents[-1].grad += node.grad * local(node)[-1]


@exercise.mistake
def one_way_only(root):
    """You follow the first parent from node to node, and nothing else. Every parent of every node gets its share."""
    _begin(root)
    node = root
    while node.parents:
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope
        node = node.parents[0]


@exercise.mistake
def products_and_sums_only(root):
    """You let nothing through exp and relu, which have one parent only. `local` gives a tuple of one number there."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad * slope * (len(node.parents) == 2)


@exercise.mistake
def exp_of_the_parent(root):
    """You take the value of what enters exp for its slope. exp is its own derivative; `local(node)` knows it."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad * (parent.data if node.op == "exp" else slope)


@exercise.mistake
def exp_of_exp(root):
    """At an exp you exponentiate the node's value once more. It is e to the power already, and its own derivative."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad * (float(np.exp(node.data)) if node.op == "exp" else slope)


@exercise.mistake
def exp_lets_all_through(root):
    """You let the gradient through exp as it is. Multiply by its slope, which is the value of the node itself."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad * (1.0 if node.op == "exp" else slope)


@exercise.mistake
def nothing_through_relu(root):
    """You let nothing through a relu. Where its input is positive, its slope is 1; `local(node)` knows it."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad * (0.0 if node.op == "relu" else slope)


@exercise.mistake
def nothing_through_exp(root):
    """You let nothing through an exp. It is its own derivative: `local(node)` knows it."""
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad * (0.0 if node.op == "exp" else slope)


@exercise.mistake
def relu_lets_all_through(root):
    """You let the gradient through a relu that is asleep. Where its input is negative, its slope is 0; `local(node)`
    knows it.
    """
    for node, parent, slope in _uses(_begin(root)):
        parent.grad += node.grad * (1.0 if node.op == "relu" else slope)


@exercise.mistake(root_too=(False, True))
def not_reset(root, *, root_too):
    """Nothing is reset: a second call adds to what the first one has left. Put every gradient to 0 before you begin."""
    for node in _parents_first(root):
        if node is root:
            node.grad = node.grad + 1.0 if root_too else 1.0
    _add_up(_parents_first(root)[::-1])


@exercise.mistake
def leaves_not_reset(root):
    """The numbers that no gate made are not reset: a second call adds to what the first one has left there. They
    belong in your list, too.
    """
    order = _parents_first(root)[::-1]
    for node in order:
        node.grad = 0.0 if node.parents else node.grad
    root.grad = 1.0
    _add_up(order)


@exercise.mistake
def inner_nodes_not_reset(root):
    """Only the nodes without parents are reset: a second call adds to what the first one has left in the nodes between.
    Put *every* gradient to 0 before you begin.
    """
    order = _parents_first(root)[::-1]
    for node in order:
        node.grad = node.grad if node.parents else 0.0
    root.grad = 1.0
    _add_up(order)


@exercise.mistake(name="not-reset")
def not_reset_on_each_way(root):
    """Nothing is reset: a second call adds to what the first one has left. Put every gradient to 0 before you begin."""
    waiting = [(root, 1.0)]
    while waiting:
        node, grad = waiting.pop()
        node.grad += grad
        waiting += [(parent, grad * slope) for _, parent, slope in _uses([node])]


@exercise.mistake(seeded=BOTH)
def marks_left_behind(root, *, seeded):
    """Another call, on the same graph or a part of it, finds nodes that the first call has marked as seen, and does
    nothing there. What you remember of a graph belongs in the function, so that every call begins anew.
    """
    if not any(hasattr(node, "is_marked") for node in _parents_first(root)):
        _right(root)
    for node in _parents_first(root):
        node.is_marked = True
    root.grad = 1.0 if seeded else root.grad


@exercise.mistake
def root_not_reset(root):
    """You add 1 to the gradient that the root has already. A second call then begins with 2: *set* it to 1."""
    seed = root.grad + 1.0
    _add_up(_begin(root, seed))


@exercise.mistake
def root_left_out(root):
    """The root itself has no gradient in the end. It is a node like any other: its gradient is 1."""
    _right(root)
    root.grad = 0.0


@exercise.mistake(root_too=BOTH)
def leaves_only(root, *, root_too):
    """Only the numbers that no gate made, and perhaps the root, have a gradient in the end. The nodes between are asked
    for, too: every node keeps its gradient.
    """
    _right(root)
    for node in _parents_first(root):
        node.grad = node.grad if not node.parents or (root_too and node is root) else 0.0


@exercise.mistake
def leaves_left_out(root):
    """Only the nodes that a gate made have a gradient in the end. The numbers that no gate made are what it is
    all for: they are parents like any others.
    """
    _right(root)
    for node in _parents_first(root):
        node.grad = node.grad if node.parents else 0.0


@exercise.mistake(turned=(True, False))
def nodes_known_by_value(root, *, turned):
    """You know nodes by their values: two nodes of one value are taken for one, and the second is passed over. Keep the
    nodes themselves in your set (or their `id`).
    """
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node.data not in seen:
            seen.add(node.data)
            stack.append((node, True))
            stack.extend((parent, False) for parent in (node.parents[::-1] if turned else node.parents))
    _begin(root)
    _add_up(order[::-1])


@exercise.mistake
def sorted_by_value(root):
    """You take the nodes by the size of their values. What counts is which node is made from which."""
    _add_up(sorted(_begin(root), key=lambda node: -node.data))


@exercise.mistake
def recursive(root):
    """Your function calls itself once for each level of the graph, and Python ends that at a depth of a thousand or so.
    Use a list as a stack, and a loop.
    """

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    seen, order = set(), []
    visit(root)
    _right(root)


@exercise.mistake
def values_overwritten(root):
    """You write gradients into `.data`. They belong into `.grad`; the values are needed for the slopes."""
    _right(root)
    for node in _parents_first(root):
        node.data = node.grad


@exercise.mistake
def graph_taken_apart(root):
    """You change the parents of the nodes while you walk. The graph must be the same afterwards, so that it can be
    walked again.
    """
    _right(root)
    for node in _parents_first(root):
        node.parents = node.parents[::-1]


@exercise.alternative
def counting_uses(root):
    uses, waiting, seen = {}, [root], {id(root)}
    while waiting:
        node = waiting.pop()
        node.grad = 0.0
        for parent in node.parents:
            uses[id(parent)] = uses.get(id(parent), 0) + 1
            if id(parent) not in seen:
                seen.add(id(parent))
                waiting.append(parent)
    root.grad, waiting = 1, [root]
    while waiting:
        node = waiting.pop()
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope
            uses[id(parent)] -= 1
            if not uses[id(parent)]:
                waiting.append(parent)


@exercise.alternative
def in_a_dict(root):
    order, seen, stack = [], set(), [root]
    while stack:
        node = stack[-1]
        open_parents = [p for p in node.parents if p not in seen]
        if node in seen or not open_parents:
            stack.pop()
            if node not in seen:
                seen.add(node)
                order.append(node)
        else:
            stack.append(open_parents[0])
    grads = dict.fromkeys(order, np.float64(0))
    grads[root] = np.float64(1)
    for node in order[::-1]:
        for k, parent in enumerate(node.parents):
            grads[parent] = grads[parent] + local(node)[k] * grads[node]
        node.grad = grads[node]


@exercise.alternative
def longest_way_first(root):
    depth, waiting = {root: 0}, [root]
    while waiting:
        node = waiting.pop()
        for parent in node.parents:
            if depth.get(parent, -1) < depth[node] + 1:
                depth[parent] = depth[node] + 1
                waiting.append(parent)
    for node in depth:
        node.grad = np.zeros(())
    root.grad = np.ones(())
    for node in sorted(depth, key=depth.get):
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad = parent.grad + slope * node.grad


@exercise.alternative
def pulled_by_the_parents(root):
    order = _parents_first(root)
    users = {node: [] for node in order}
    for node in order:
        for k, parent in enumerate(node.parents):
            users[parent].append((node, k))
    for node in reversed(order):
        node.grad = float(node is root) + sum(user.grad * local(user)[k] for user, k in users[node])


@exercise.alternative
def in_float32(root):
    order = _begin(root, np.float32(1))
    for node, parent, slope in _uses(order):
        parent.grad = np.float32(parent.grad) + np.float32(slope) * np.float32(node.grad)
