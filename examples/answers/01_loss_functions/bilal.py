"""Bilal has everything right, too, and writes it quite otherwise.

Loops where others use axes, einsum, 32-bit floats, parameters with names of his own, results as Python numbers, and a
function inside a function.
"""

import numpy as np


def linear_scores(inputs, weights, biases):
    return np.einsum("nd,dc->nc", inputs, weights) + np.reshape(biases, (1, -1))


def sigmoid(z):
    import math

    z = np.array(z, dtype=np.float64)
    result = np.empty(z.shape)
    for place, value in np.ndenumerate(z):
        if value < 0:
            result[place] = math.exp(value) / (1 + math.exp(value))
        else:
            result[place] = 1 / (1 + math.exp(-value))
    return result


def softmax(f):
    f = np.asarray(f, dtype=np.float32)
    rows = []
    for row in f:
        weights = np.exp(row - np.max(row))
        rows.append(weights / np.sum(weights))
    return np.stack(rows)


def log_softmax(f):
    table = np.zeros(f.shape)
    for n in range(f.shape[0]):
        top = f[n].max()
        log_total = top + np.log(sum(np.exp(value - top) for value in f[n]))
        for c in range(f.shape[1]):
            table[n, c] = f[n, c] - log_total
    return table


def cross_entropy(logits, labels):
    total = 0.0
    for row, label in zip(logits, labels):
        total += np.logaddexp.reduce(row) - row[label]
    return float(total / len(labels))


def bce_with_logits(logits, labels):
    def loss(f, y):
        signed = f if y else -f
        return max(0.0, -signed) + np.log1p(np.exp(-abs(signed)))

    return float(np.mean([loss(f, y) for f, y in zip(logits, labels)]))


def hinge_loss(s, labels, delta=1.0):
    total = 0.0
    for n, right in enumerate(labels):
        for c in range(s.shape[1]):
            if c != right:
                total += max(0.0, s[n, c] - s[n, right] + delta)
    return total / s.shape[0]


def euclidean_loss(outputs, truth):
    gap = np.subtract(outputs, truth)
    return float(np.einsum("nk,nk->", gap, gap) / gap.shape[0])


def accuracy(s, labels):
    hits = [int(np.argmax(row)) == int(label) for row, label in zip(s, labels)]
    return hits.count(True) / len(hits)


def recognises_cross_entropy(candidate):
    def truth(scores, y):
        return float(np.mean([np.logaddexp.reduce(row) - row[label] for row, label in zip(scores, y)]))

    random = np.random.default_rng(11)
    for n, c in ((5, 3), (4, 4), (1, 6), (8, 2)):
        for size in (1.0, 300.0, 3000.0):
            scores, y = size * random.normal(size=(n, c)), random.integers(0, c, size=n)
            value = candidate(scores, y)
            if np.ndim(value) > 0 or not abs(value - truth(scores, y)) < 1e-6 * size:
                return False
    return True


WRITTEN = {
    "printed-hinge-from-zero": """
Nothing happens. All maxima are max(0, 0) = 0 at the start, which leaves Δ, and a sum of maxima with 0 cannot go below
0, so Δ is the minimum. The learner is there before it has learnt anything.
""",
    "when-are-you-done": """
Hinge: satisfied (exactly zero) as soon as all wrong classes trail by Δ or more. Cross-entropy: never, because p stays
below 1. An example that is right with that lead has no influence under the hinge but still a small one under
cross-entropy, which wants the weights to grow.
""",
    "take-home-scores": """
Exponentials make the scores positive and dividing by their sum makes them probabilities. Overflow and logarithms of
zero are avoided by subtracting each row's largest score first.
""",
    "take-home-losses": """
It has to be smallest where the predictions are right, and it must change a little with every little step; a staircase
or a constant tells a blindfolded learner nothing.
""",
}
