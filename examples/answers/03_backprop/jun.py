"""Jun's answers raise: some at once, with their cells, and some when they are called.

What does not raise is right, and a cell that raises only below its answer has given the answer before.
"""

OTHERWISE = "ada"
CELLS = {
    "softplus": """
from numpy import softplus
""",
    "mul_backward": """
def mul_backward(up, a, b):
    return up * b, up * a


da, db = mul_backward(1.0, 2.0, 3.0)
assert (da, db) == (2.0, 3.0), "why?"
""",
    "backward": """
def backward(root: Value) -> None:
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
        for parent, slope in zip(node.parents, local(node)):
            parent.grad += node.grad * slope
""",
}


def activation(name, x):
    return getattr(np, name)(x), getattr(np, name + "_derivative")(x)


def max_backward(up, a, b):
    if a >= b:
        return up, 0.0
    return 0.0, up


def sigmoid_gates(x):
    n = -x
    e = np.exp(n)
    d = 1 + e
    out = 1 / d
    dd = -1 / d ^ 2
    return {"out": out, "dd": dd, "de": dd, "dn": dd * e, "dx": -dd * e}


def exposing_graph():
    x = V(0.5)
    z = x * 3.0
    return z.exp() * z - z, x, 3.0 * (float(np.exp(1.5)) * 2.5 - 1.0)
