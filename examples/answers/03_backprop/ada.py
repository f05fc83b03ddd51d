"""Ada has everything right, in the style of the lesson: short, vectorised, one function built on another."""

import numpy as np


def softplus(x):
    return np.logaddexp(0, x)


def activation(name, x):
    x = np.array(x, dtype=float)
    value, slope = {
        "relu": lambda: (np.maximum(0, x), np.where(x > 0, 1.0, 0.0)),
        "tanh": lambda: (np.tanh(x), 1 - np.tanh(x) ** 2),
        "sigmoid": lambda: (sigmoid(x), sigmoid(x) * sigmoid(-x)),
        "linear": lambda: (x, np.ones(x.shape)),
    }[name]()
    return value, slope


def mul_backward(up, a, b):
    return b * up, a * up


def div_backward(up, a, b):
    return up / b, -up * a / (b * b)


def max_backward(up, a, b):
    to_a = np.where(a >= b, 1.0, 0.0)
    return up * to_a, up * (1 - to_a)


def sigmoid_gates(x):
    e = np.exp(-x)
    d = 1 + e
    dd = -1 / d**2
    de = dd
    dn = de * e
    return {"out": 1 / d, "dd": dd, "de": de, "dn": dn, "dx": -dn}


def backward(root):
    # Whoever has been counted by all its users may pass its gradient on.
    nodes, users = [root], {root: 0}
    for node in nodes:
        for parent in node.parents:
            if parent not in users:
                users[parent] = 0
                nodes.append(parent)
            users[parent] += 1
    for node in nodes:
        node.grad = 0.0
    root.grad = 1.0
    ready = [root]
    while ready:
        node = ready.pop()
        for parent, slope in zip(node.parents, local(node)):
            parent.grad += node.grad * slope
            users[parent] -= 1
            if users[parent] == 0:
                ready.append(parent)


def exposing_graph():
    x = V(0.5)
    z = 4.0 * x  # x is the second parent
    near, far = z * 0.5, (z * -0.25).exp() * 3.0
    return near + far, x, 4.0 * (0.5 - 0.75 * float(np.exp(-0.5)))


def softmax_vjp(p, up):
    return p * (up - np.sum(p * up, axis=1, keepdims=True))


WRITTEN = {
    "why-wait": """
a·s + b·s = (a + b)·s: the ways that run through a node have everything below it in common, so we may add up what comes
from above, which is the node's gradient, and multiply once. The sum has to be complete by then. What comes later would
be lost below the node, or, if the node passed on its whole sum once more, what came first would count twice.
""",
    "take-home-gates": """
A gate knows its inputs and is told how much the loss changes with its output. It multiplies that by its own slopes
and tells each input.
""",
    "take-home-graphs": """
Along a way we multiply, over several ways we add. When a node waits for all its users before it speaks, one walk from
the end to the beginning finds every gradient.
""",
}
