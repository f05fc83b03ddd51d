"""Emil is right on ordinary numbers and takes no care of the others, each time in another way.

Large numbers overflow, a tie pays out twice, and a second call of `backward` goes on where the first one ended. His
graph exposes nearly everybody, but not who goes level by level.
"""

import numpy as np

OTHERWISE = "ada"


def softplus(x):
    return -np.log(1 / (1 + np.exp(x)))


def activation(name, x):
    if name == "relu":
        return np.maximum(x, 0), (x > 0).astype(float)
    if name == "tanh":
        t = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
        return t, 1 - t**2
    if name == "sigmoid":
        return sigmoid(x), sigmoid(x) * (1 - sigmoid(x))
    if name == "linear":
        return x * 1, np.ones(np.shape(x))
    raise ValueError(name)


def max_backward(up, a, b):
    return up * (a >= b), up * (b >= a)


def backward(root):
    order, seen, stack = [], set(), [(root, iter(root.parents))]
    while stack:
        node, rest = stack[-1]
        parent = next(rest, None)
        if parent is None:
            stack.pop()
            if node not in seen:
                seen.add(node)
                order.append(node)
        elif parent not in seen:
            stack.append((parent, iter(parent.parents)))
    root.grad = 1.0
    for node in order[::-1]:
        for parent, slope in zip(node.parents, local(node)):
            parent.grad += slope * node.grad


def exposing_graph():
    x = V(0.5)
    z = x * 3.0
    return z.exp() * (z + 1.0), x, 3.0 * float(np.exp(1.5)) * 3.5
