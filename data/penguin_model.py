"""Fit the linear model that ``fallline.datasets.penguin_model`` hands to the lessons, and print it.

    python data/penguin_model.py

The loss is convex, and its minimum unique once the biases sum to zero (they do at the start, and no step changes their
sum), so the two decimals do not depend on the machine.
"""

import numpy as np
from numpy.typing import NDArray

from fallline.datasets import penguins, split

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def training_part() -> tuple[Ints, Ints]:
    """Return the indices that the model is fitted on, and the others."""
    return split(342, 0.7, np.random.default_rng(0))


def standardised(X: Floats, train: Ints) -> Floats:
    """Return ``X`` (N, D) with the mean and the standard deviation of its rows ``train`` taken out."""
    mean: Floats = X[train].mean(axis=0)
    spread: Floats = X[train].std(axis=0)
    return (X - mean) / spread


def fit(Z: Floats, y: Ints, strength: float = 0.01, steps: int = 5000, lr: float = 0.5) -> tuple[Floats, Floats]:
    """Minimise cross-entropy + strength / 2 · Σ W² by gradient descent from zero.

    Parameters
    ----------
    Z : (N, D) float
        Standardised features.
    y : (N,) int
        Labels 0, 1, 2.
    strength, steps, lr : float, int, float
        λ of the penalty, number of steps, learning rate. The biases are not penalised.

    Returns
    -------
    W : (D, 3) float
    b : (3,) float
    """
    target = np.eye(3)[y]
    W, b = np.zeros((Z.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        scores = Z @ W + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        slope = (p - target) / len(y)
        W -= lr * (Z.T @ slope + strength * W)
        b -= lr * slope.sum(axis=0)
    return W, b


def main() -> None:
    """Print the rounded model and how many penguins of either part it gets right."""
    data = penguins()
    train, rest = training_part()
    Z = standardised(data.X, train)
    W, b = (np.round(part, 2) for part in fit(Z[train], data.y[train]))
    print(f"W = {W.tolist()}\nb = {b.tolist()}")
    for name, part in (("training", train), ("other", rest)):
        right = int(((Z[part] @ W + b).argmax(axis=1) == data.y[part]).sum())
        print(f"{right} of {len(part)} {name} penguins right")


if __name__ == "__main__":
    main()
