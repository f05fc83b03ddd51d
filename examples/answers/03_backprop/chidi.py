"""Chidi follows the slides to the letter.

Formulas are typed in as printed, numbers have the two decimals of the slide, the derivative at the kink is left to the
comparison, and the chain rule is "recursive", so his `backward` calls itself. His graph is the slide's.
"""

import numpy as np


def softplus(x):
    return np.log(1 + np.exp(x))


def activation(name, x):
    if name == "relu":
        return np.maximum(0, x), np.where(x >= 0, 1, 0)
    elif name == "tanh":
        return np.tanh(x), 1 - np.tanh(x) ** 2
    elif name == "sigmoid":
        f = 1 / (1 + np.exp(-x))
        return f, f * (1 - f)
    elif name == "linear":
        return x, np.ones_like(x)
    else:
        raise ValueError("unknown activation function: " + name)


def mul_backward(up, a, b):
    da = up * b
    db = up * a
    return da, db


def div_backward(up, a, b):
    da = up * (1 / b)
    db = up * (-a / b**2)
    return da, db


def max_backward(up, a, b):
    da = up * (a > b)
    db = up * (b > a)
    return da, db


def sigmoid_gates(x):
    e = np.exp(-x)
    d = 1 + e
    out = 1 / d
    dd = -1 / d**2 * 1.00
    de = 1 * dd
    dn = e * de
    dx = -1 * dn
    return {
        "out": round(out, 2),
        "dd": round(dd, 2),
        "de": round(de, 2),
        "dn": round(dn, 2),
        "dx": round(dx, 2),
    }


def backward(root):
    topological_order = []
    visited = set()

    def visit(node):
        if node not in visited:
            visited.add(node)
            for parent in node.parents:
                visit(parent)
            topological_order.append(node)

    visit(root)
    for node in topological_order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(topological_order):
        derivatives = local(node)
        for i in range(len(node.parents)):
            node.parents[i].grad += derivatives[i] * node.grad


def exposing_graph():
    # q = x + y, f = q * z with x = -2, y = 5, z = -4
    x, y, z = V(-2.0), V(5.0), V(-4.0)
    q = x + y
    f = q * z
    return f, x, -4.0


def softmax_vjp(p, up):
    N, C = p.shape
    dscores = np.zeros((N, C))
    for n in range(N):
        jacobian = np.zeros((C, C))
        for i in range(C):
            for j in range(C):
                jacobian[i, j] = p[n, i] * ((i == j) - p[n, j])
        dscores[n] = jacobian.T @ up[n]
    return dscores


WRITTEN = {
    "why-wait": """
The gradients have to be accumulated.
""",
    "take-home-gates": """
Local gradient times upstream gradient.
""",
    "take-home-graphs": """
Backpropagation is the recursive application of the chain rule, in which the derivatives are multiplied backwards from
the loss function to the inputs of the graph.
""",
}
