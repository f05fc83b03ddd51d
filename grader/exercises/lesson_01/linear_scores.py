"""Scores of a linear model (Lecture 2.2, "Linear Classification: Loss Function")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Permuted, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "linear_scores",
    number="1.1",
    lesson="01_loss_functions",
    points=5,
    lines=1,
    difficulty=1,
    read="lesson 01, “A linear model gives scores”",
    hints=(
        "Every class scores an example by a weighted sum of its features, and has a bias that is the same for all "
        "examples. All N × C scores come out of one matrix product and one addition.",
        "f_nc = Σ_d X_nd W_dc + b_c: the features d are what the product sums over, so they stand inside, (N, D) times "
        "(D, C). Broadcasting adds a vector of shape (C,) to every row.",
        "One line: multiply the examples by the weights with Python's operator for matrix products, then add the bias "
        "to the product, not to either factor.",
    ),
    grader_tries="one example alone, one class alone, and shapes in which two of N, D and C are equal",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-5),
)


@exercise.reference
def linear_scores(X, W, b):
    return X @ W + b


def _inputs(rng, n, d, c):
    return {"X": rng.normal(size=(n, d)), "W": rng.normal(size=(d, c)), "b": rng.normal(size=c)}


@exercise.cases
def cases(rng):
    yield Case("six examples, three features, four classes", _inputs(rng, 6, 3, 4), public=True)
    yield Case("four examples, features and classes", _inputs(rng, 4, 4, 4), public=True)
    yield Case("as many examples as classes", _inputs(rng, 5, 3, 5), public=True)
    yield Case("as many features as classes", _inputs(rng, 2, 4, 4))
    yield Case("as many examples as features", _inputs(rng, 4, 4, 3))
    yield Case("one example", _inputs(rng, 1, 3, 2))
    yield Case("one class", _inputs(rng, 4, 3, 1), check="edge cases")
    single = {name: value.astype(np.float32) for name, value in _inputs(rng, 3, 2, 4).items()}
    yield Case("float32 inputs", single, check="edge cases")
    yield Case("read-only inputs", _inputs(rng, 3, 4, 2), check="contract", public=True, read_only=True)


@exercise.law
def without_features_the_bias_remains(rng):
    """If all features are 0, every example must get the biases as its scores."""
    inputs = {**_inputs(rng, 3, 2, 4), "X": np.zeros((3, 2))}
    return Gives((inputs,), np.tile(inputs["b"], (3, 1)))


@exercise.law
def twice_the_model_gives_twice_the_scores(rng):
    """Doubling all weights and biases must double all scores."""
    inputs = _inputs(rng, 4, 3, 2)
    return Scaled(inputs, {**inputs, "W": 2 * inputs["W"], "b": 2 * inputs["b"]}, 2.0)


@exercise.law
def classes_may_be_renamed(rng):
    """Reordering the classes (columns of W, entries of b) must reorder the columns of the scores in the same way."""
    inputs, order = _inputs(rng, 3, 2, 5), rng.permutation(5)
    return Permuted(inputs, {**inputs, "W": inputs["W"][:, order], "b": inputs["b"][order]}, order, axis=1)


@exercise.law
def features_may_be_reordered(rng):
    """Reordering the features (columns of X, rows of W) together must not change the scores."""
    inputs, order = _inputs(rng, 3, 5, 2), rng.permutation(5)
    return Permuted(inputs, {**inputs, "X": inputs["X"][:, order], "W": inputs["W"][order]}, range(3))


@exercise.mistake
def no_bias(X, W, b):
    """You never add the bias `b`. Each class has its own, the same for all examples."""
    return X @ W


@exercise.mistake
def bias_before_W(X, W, b):
    """You add the bias to the features, before the product. It has one entry per *class*: add it to the product."""
    return (X + b) @ W


@exercise.mistake
def bias_on_the_weights(X, W, b):
    """You add the bias to the weights, where the features multiply it. Add it to the product."""
    return X @ (W + b)


@exercise.mistake(factor=(1, -1))
def bias_per_example(X, W, b, *, factor):
    """You turn the bias into a column, so that it belongs to the examples. It has one entry per *class*: as it is, with
    shape (C,), it lines up with the columns.
    """
    return X @ W + factor * b[:, None]


@exercise.mistake(sign=(1, -1))
def minus_the_bias(X, W, b, *, sign):
    """You subtract where you should add. A score is the sum of the product and the bias."""
    return sign * (X @ W - b)


@exercise.mistake
def times_the_bias(X, W, b):
    """You multiply by the bias. Add it: it shifts the scores of a class, whatever the features."""
    return X @ W * b


@exercise.mistake(pick=(np.sum, np.mean, np.max, lambda b: b[0], lambda b: b[-1]))
def one_bias_for_all(X, W, b, *, pick):
    """You add the same number to every class. Each class has its own entry of `b`: add the whole vector."""
    return X @ W + pick(b)


@exercise.mistake(times=(lambda X: X.shape[1], len, lambda X: 2))
def bias_added_too_often(X, W, b, *, times):
    """You add the bias more than once, perhaps inside the loop over features or examples. It counts once per score."""
    return X @ W + times(X) * b


@exercise.mistake(share=(lambda X: X.shape[1], len))
def bias_divided(X, W, b, *, share):
    """You divide the bias by the number of features or examples. It counts once, in full."""
    return X @ W + b / share(X)


@exercise.mistake(scale=(lambda X: X.shape[1], lambda X: X.shape[1] ** 0.5, len), bias=(True, False))
def mean_over_features(X, W, b, *, scale, bias):
    """You divide the product (by D, √D or N). A score is the plain sum of the weighted features, plus the bias."""
    return X @ W / scale(X) + (b if bias else 0)


@exercise.mistake
def features_and_bias_divided(X, W, b):
    """You divide the scores by the number of features. A score is a sum, not a mean."""
    return (X @ W + b) / X.shape[1]


@exercise.mistake(bias=(True, False))
def W_transposed(X, W, b, *, bias):
    """You transpose the weights. They come as (D, C) already: (N, D) times (D, C) gives (N, C)."""
    return X @ W.T + (b if bias else 0)


@exercise.mistake(bias=(True, False))
def X_transposed(X, W, b, *, bias):
    """You transpose the examples. They come as (N, D) already: (N, D) times (D, C) gives (N, C)."""
    return X.T @ W + (b if bias else 0)


@exercise.mistake(transposed=(False, True), bias=(True, False))
def factors_swapped(X, W, b, *, transposed, bias):
    """You multiply W by X. The order matters: the features, which are summed over, must stand inside, (N, D) times
    (D, C).
    """
    return W @ (X.T if transposed else X) + (b if bias else 0)


@exercise.mistake
def both_transposed(X, W, b):
    """You multiply the transposes in the other order, which gives (C, N): one row per class. Rows are examples here."""
    return W.T @ X.T + b


@exercise.mistake
def transposed_result(X, W, b):
    """Your result has one row per class. It must have one row per example: shape (N, C)."""
    return (X @ W + b).T


@exercise.mistake(bias=(True, False))
def elementwise(X, W, b, *, bias):
    """You multiply entry by entry (`*`). A score sums over the features: use the matrix product."""
    return X * W + (b if bias else 0)


@exercise.mistake(first=(True, False), bias=(True, False))
def bias_row_misplaced(X, W, b, *, first, bias):
    """You append the ones to X at one end and the bias to W at the other, so that each feature meets the wrong weight.
    Put both first or both last.
    """
    ones, bias_row = np.ones((len(X), 1)), b[None] if bias else np.zeros((1, len(b)))
    if first:
        return np.hstack([ones, X]) @ np.vstack([W, bias_row])
    return np.hstack([X, ones]) @ np.vstack([bias_row, W])


@exercise.mistake(feature=(0, -1), bias=(True, False))
def one_feature_counts(X, W, b, *, feature, bias):
    """Only one feature reaches your scores. In a loop over the features, add to the score (`+=`)."""
    return np.outer(X[:, feature], W[feature]) + (b if bias else 0)


@exercise.mistake(part=(np.s_[:-1], np.s_[1:]))
def a_feature_is_missing(X, W, b, *, part):
    """Your sum leaves out the first or the last feature. It runs over all D of them, and `range(D)` does so."""
    return X[:, part] @ W[part] + b


@exercise.mistake(row=(0, -1), alone=(True, False))
def one_example_counts(X, W, b, *, row, alone):
    """Only one example gets its scores. If you loop over the examples, fill a new row each time and return after the
    loop.
    """
    scores = np.zeros((len(X), len(b)))
    scores[row] = X[row] @ W + b
    return scores[row] if alone else scores


@exercise.mistake(gap=(np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]))
def row_or_column_missing(X, W, b, *, gap):
    """A row or a column of your scores stays 0. Loop over all N examples and all C classes: `range(N)` counts from 0
    and stops before N.
    """
    scores = X @ W + b
    scores[gap] = 0
    return scores


@exercise.mistake(spread=(False, True))
def standardised(X, W, b, *, spread):
    """You standardise the features first. The scores are asked for with `X` as it comes."""
    Z = (X - X.mean(axis=0)) / (X.std(axis=0) if spread else 1)
    return Z @ W + b


def _softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def softmax_applied(X, W, b):
    """You turn the scores into probabilities. The raw scores are asked for; the softmax is a later step."""
    return _softmax(X @ W + b)


@exercise.mistake(squash=(lambda f: 1 / (1 + np.exp(-f)), np.tanh, lambda f: np.maximum(0, f)))
def activation_applied(X, W, b, *, squash):
    """You send the scores through a nonlinearity. A linear model has none: return the scores as they are."""
    return squash(X @ W + b)


@exercise.mistake(pick=(np.argmax, np.max))
def labels_returned(X, W, b, *, pick):
    """You return the best class of each example, or its score. All scores are asked for, shape (N, C)."""
    return pick(X @ W + b, axis=1)


@exercise.mistake(axis=(0, 1, None))
def scores_added_up(X, W, b, *, axis):
    """You add the scores up. Every example keeps one score for each class: shape (N, C)."""
    return (X @ W + b).sum(axis=axis)


@exercise.mistake(decimals=(1, 2, 3))
def rounded(X, W, b, *, decimals):
    """You round the scores. Return them with all their digits."""
    return np.round(X @ W + b, decimals)


@exercise.mistake
def in_place_X(X, W, b):
    """You add the bias to `X` itself (`X += …`), which changes the caller's array, and before the product. It has one
    entry per *class*: add it to the product, in an expression that makes a new array.
    """
    X += b
    return X @ W


@exercise.mistake
def in_place(X, W, b):
    """You change one of the caller's arrays in place (with `+=`, say). Write an expression, which makes a new array."""
    scores = X @ W + b
    X += 1
    return scores


@exercise.alternative
def loops(X, W, b):
    scores = np.zeros((len(X), len(b)))
    for n in range(len(X)):
        for c in range(len(b)):
            scores[n, c] = b[c] + sum(X[n, d] * W[d, c] for d in range(X.shape[1]))
    return scores


@exercise.alternative
def with_einsum(X, W, b):
    return np.einsum("nd,dc->nc", X, W) + b[np.newaxis, :]


@exercise.alternative
def in_float32(X, W, b):
    scores = X.astype(np.float32).dot(W.astype(np.float32))
    scores += b.astype(np.float32)
    return scores


@exercise.alternative
def column_of_ones(X, W, b):
    return np.column_stack([X, np.ones(X.shape[0])]) @ np.vstack([W, b])


@exercise.alternative
def columns_as_vectors(X, W, b):
    return (W.T.dot(X.T) + b.reshape(-1, 1)).T


@exercise.alternative
def example_by_example(X, W, b):
    return np.array([b + (x[:, None] * W).sum(axis=0) for x in X])


@exercise.alternative
def feature_by_feature(X, W, b):
    scores = np.tile(b, (X.shape[0], 1))
    for d, weights in enumerate(W):
        scores = scores + np.outer(X[:, d], weights)
    return scores
