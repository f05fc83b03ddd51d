"""A graph of a class that the lesson gives: scripts build it, call the answer, and read its nodes."""

import numpy as np

from fallline.laws import Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "backward",
    number="9.2",
    lesson="99_kinds",
    points=15,
    lines=12,
    difficulty=3,
    read="lesson 99",
    hints=("the idea", "the formula", "the skeleton"),
)


@exercise.gives
class V:
    """One node of a graph."""

    def __init__(self, data, parents=(), op=None):
        self.data, self.parents, self.op, self.grad = data, parents, op, 0.0

    def __add__(self, other):
        """Return the sum."""
        return V(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        """Return the product."""
        return V(self.data * other.data, (self, other), "*")

    def exp(self):
        """Return e to this power."""
        return V(float(np.exp(self.data)), (self,), "exp")

    def relu(self):
        """Return this, or 0 if it is negative."""
        return V(max(self.data, 0.0), (self,), "relu")


@exercise.gives
def local(node):
    """Return the derivatives of a node with respect to its parents."""
    if not node.parents:
        return ()
    if node.op == "+":
        return 1.0, 1.0
    if node.op == "*":
        a, b = node.parents
        return b.data, a.data
    return (node.data,) if node.op == "exp" else (float(node.data > 0),)


def _ordered(root):
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order[::-1]


@exercise.reference
def backward(root):
    """Fill the gradients, each node after all that use it."""
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope


REJOINED = """
    x, y = V(a), V(b)
    z = x * y
    u = z.exp() + z
    w = u * z + x
    backward(w)
    return x.grad, y.grad, z.grad, u.grad
"""
TWICE = """
    x, y = V(a), V(b)
    z = x * y + x
    backward(z)
    first = keep(x.grad)
    backward(z)
    return first, x.grad, y.grad
"""
DEAD = """
    x, y = V(a), V(b)
    z = (x * y).relu() + x
    backward(z)
    return x.grad, y.grad
"""
DEEP = """
    x = V(a)
    y = x
    for _ in range(2000):
        y = y + x
    backward(y)
    return x.grad
"""


@exercise.cases
def cases(rng):
    """Draw two numbers for each graph."""

    def two():
        return {"a": float(rng.normal()), "b": float(rng.normal())}

    simple = "x, y = V(a), V(b)\nz = x * y + x\nbackward(z)\nreturn x.grad, y.grad, z.grad"
    yield Case("x times y, plus x", two(), script=simple, public=True)
    yield Case(
        "a node used twice", two(), script="x = V(a)\nz = (x + x).exp()\nbackward(z)\nreturn x.grad", public=True
    )
    yield Case("paths that meet again", two(), script=REJOINED, public=True)
    yield Case("called twice", two(), script=TWICE, public=True)
    yield Case("a dead relu", {"a": -1.5, "b": 2.0}, script=DEAD, check="edge cases", public=True)
    yield Case("a deep graph", {"a": 0.5}, script=DEEP, check="edge cases", public=True)


@exercise.law(script="x = V(a)\ny = V(b)\nbackward(x * y)\nreturn x.grad")
def slopes_grow_with_the_other_factor(rng):
    """The gradient of a product with respect to one factor is the other factor."""
    a, b = rng.normal(size=2).tolist()
    return Scaled({"a": a, "b": b}, {"a": a, "b": 3 * b}, 3.0)


def _spread(root, store):
    order = _ordered(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in order:
        for parent, slope in zip(node.parents, local(node), strict=True):
            store(node, parent, slope)


@exercise.mistake
def overwrite(root):
    """You overwrite the gradient of a node that is used twice: add to it."""

    def store(node, parent, slope):
        parent.grad = node.grad * slope

    _spread(root, store)


@exercise.mistake
def no_upstream(root):
    """You add the local derivative alone: multiply by what comes from above."""

    def store(node, parent, slope):
        parent.grad += slope

    _spread(root, store)


@exercise.mistake
def once_per_path(root):
    """You go on from a node once for each path to it: first collect all, then go on."""
    for node in _ordered(root):
        node.grad = 0.0
    root.grad = 1.0
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope
            waiting.append(parent)


@exercise.mistake
def not_reset(root):
    """You do not begin at 0, so that a second call adds to the first."""
    root.grad = 1.0
    for node in _ordered(root):
        if node is not root:
            node.grad = getattr(node, "grad", 0.0)
    for node in _ordered(root):
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope


@exercise.mistake
def one_parent(root):
    """Only the first parent gets a gradient."""

    def store(node, parent, slope):
        if parent is node.parents[0]:
            parent.grad += node.grad * slope

    _spread(root, store)


@exercise.mistake
def recursive(root):
    """Your function calls itself once for each level; Python gives up at a thousand: use a list as a stack."""

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent in node.parents:
                visit(parent)
            order.append(node)

    seen, order = set(), []
    visit(root)
    backward(root)


@exercise.alternative
def counting_uses(root):
    """Take a node as soon as all of its users are done."""
    uses, waiting, seen = {}, [root], {id(root)}
    while waiting:
        node = waiting.pop()
        node.grad = 0.0
        for parent in node.parents:
            uses[id(parent)] = uses.get(id(parent), 0) + 1
            if id(parent) not in seen:
                seen.add(id(parent))
                waiting.append(parent)
    root.grad, waiting = 1.0, [root]
    while waiting:
        node = waiting.pop()
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope
            uses[id(parent)] -= 1
            if not uses[id(parent)]:
                waiting.append(parent)
