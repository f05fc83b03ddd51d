"""Gia makes a mistake in every exercise, each of another kind: something is forgotten."""

import numpy as np


def softplus(x):
    # forgets the 1
    return np.log(np.exp(np.clip(x, -700, 700)))


def activation(name, x):
    # forgets that there might be other names
    x = np.array(x, dtype=float)
    if name == "relu":
        return np.maximum(x, 0), (x > 0).astype(float)
    if name == "tanh":
        return np.tanh(x), 1 - np.tanh(x) ** 2
    if name == "sigmoid":
        s = sigmoid(x)
        return s, s * (1 - s)
    return x, np.ones_like(x)


def mul_backward(up, a, b):
    # forgets the gradient from above
    return b, a


def div_backward(up, a, b):
    # forgets the minus
    return up / b, up * a / b**2


def max_backward(up, a, b):
    # forgets ties
    return up * (a > b), up * (a < b)


def sigmoid_gates(x):
    # forgets the last gate
    e = np.exp(-x)
    d = 1 + e
    dd = -1 / d**2
    de = dd
    dn = de * e
    return {"out": 1 / d, "dd": dd, "de": de, "dn": dn, "dx": dn}


def backward(root):
    # forgets the + of +=
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for parent in node.parents:
                stack.append((parent, False))
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, local(node)):
            parent.grad = node.grad * slope


def exposing_graph():
    # forgets that a node may be used again
    x = V(2.0)
    return (3.0 * x).exp() * 0.01, x, 0.03 * float(np.exp(6.0))


def softmax_vjp(p, up):
    # forgets the probabilities in the sum
    return p * (up - up.sum(axis=1, keepdims=True))


WRITTEN = {
    "take-home-gates": """
Two things.
""",
}
