"""Bilal has everything right, too, and writes it quite otherwise.

Loops where others use axes, einsum, an `if` where others multiply by a comparison, Greek letters for names, and a
backward pass that sorts by the length of the longest way.
"""

import numpy as np


def softplus(x):
    import math

    ζ = np.empty(np.shape(x))
    for i, ξ in np.ndenumerate(np.asarray(x, dtype=np.float64)):
        ζ[i] = max(ξ, 0.0) + math.log1p(math.exp(-abs(ξ)))
    return ζ


def activation(name, x):
    def σ(z):
        return 0.5 + 0.5 * np.tanh(0.5 * z)

    if name not in ("relu", "tanh", "sigmoid", "linear"):
        raise KeyError(name)
    ξ = np.asarray(x).astype(np.float64)
    φ = {"relu": lambda z: z.clip(min=0), "tanh": np.tanh, "sigmoid": σ, "linear": lambda z: z + 0.0}[name](ξ)
    if name == "relu":
        δφ = np.heaviside(ξ, 0.0)
    elif name == "linear":
        δφ = np.full(ξ.shape, 1.0)
    else:
        δφ = (1 + φ) * (1 - φ) if name == "tanh" else φ * (1 - φ)
    return φ, δφ


def mul_backward(up, a, b):
    δ = np.multiply(up, [b, a])
    return δ[0], δ[1]


def div_backward(up, a, b):
    ρ = np.reciprocal(np.asarray(b, dtype=float))
    return up * ρ, -(up * ρ) * (a * ρ)


def max_backward(up, a, b):
    Δ = np.subtract(a, b)
    return np.where(Δ < 0, 0.0, up), np.where(Δ < 0, up, 0.0)


def sigmoid_gates(x):
    import math

    λ = {"neg": -1.0, "plus": 1.0}
    ν = float(x) * λ["neg"]
    ε = math.exp(ν)
    ω = 1 / (ε + λ["plus"])
    gradients = {"out": ω, "dd": -(ω**2)}
    gradients["de"] = gradients["dd"]
    gradients["dn"] = gradients["de"] * ε
    gradients["dx"] = gradients["dn"] * λ["neg"]
    return gradients


def backward(root):
    # The depth of a node is the number of gates on the longest way down to a leaf.
    depth, waiting = {}, [root]
    while waiting:
        node = waiting[-1]
        unknown = [parent for parent in node.parents if parent not in depth]
        waiting += unknown
        if not unknown:
            depth[waiting.pop()] = 1 + max((depth[parent] for parent in node.parents), default=0)
    for node in depth:
        node.grad = 0.0 if node is not root else 1.0
    for node in sorted(depth, key=depth.get, reverse=True):
        for k, slope in enumerate(local(node)):
            node.parents[k].grad = node.parents[k].grad + slope * node.grad


def exposing_graph():
    import math

    leaf = V(0.3)
    twig = V(-2.0) * leaf
    left = twig * twig.exp()
    right = (twig + V(1.5)) * V(5.0)
    root = left.exp() + right.relu()
    # d root / d twig = exp(t e^t) e^t (1 + t) + 5, and d twig / d leaf = -2.
    τ = -0.6
    return root, leaf, -2 * (math.exp(τ * math.exp(τ)) * math.exp(τ) * (1 + τ) + 5)


def softmax_vjp(p, up):
    result = np.zeros(p.shape)
    for n, π in enumerate(p):
        J = np.diag(π) - np.outer(π, π)
        result[n] = np.einsum("ij,i->j", J, up[n])
    return result


WRITTEN = {
    "why-wait": """
Because of distributivity: Σ (way above) · (way below) = (Σ ways above) · (way below). The bracket must be finished
before it is multiplied. If a node speaks too early, ways are missing further down; if twice, they count twice.
""",
    "take-home-gates": """
Its inputs, remembered from the way forward, and the gradient of its output. It answers with one product per input:
that gradient times the slope for this input.
""",
    "take-home-graphs": """
Multiply along every way and add over all ways, but do it backwards and wait at each meeting point, so that no edge
has to be walked more than once.
""",
}
