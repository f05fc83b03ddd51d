"""Softmax (Lecture 2.2, "First Loss Function: Cross-Entropy Loss")."""

import numpy as np

from fallline.laws import Permuted, Same, SumsTo, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "softmax",
    number="1.3",
    lesson="01_loss_functions",
    points=10,
    lines=3,
    difficulty=2,
    read="lesson 01, “From scores to probabilities”",
    hints=(
        "A probability is positive and the probabilities of one example add up to 1. Which function makes any"
        " number positive, and what do you divide by?",
        "p_c = exp(f_c) / Σ_j exp(f_j), one row at a time. Subtracting the row's largest score from the whole"
        " row changes nothing, because it cancels, and keeps exp from overflowing.",
        "Three steps: shift each row by its own maximum (a column vector: `keepdims=True`), exponentiate, "
        "divide each row by its own sum (again `keepdims=True`).",
    ),
    grader_tries="one example alone, square batches, rows whose scores lie thousands apart",
)


@exercise.reference
def softmax(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    weights = np.exp(shifted)
    return weights / weights.sum(axis=1, keepdims=True)


@exercise.cases
def cases(rng):
    yield Case("five examples, four classes", {"scores": rng.normal(size=(5, 4))}, public=True)
    yield Case("as many examples as classes", {"scores": rng.normal(size=(4, 4))}, public=True)
    yield Case("two examples, six classes", {"scores": 3.0 * rng.normal(size=(2, 6))})
    yield Case("one example", {"scores": rng.normal(size=(1, 3))})
    big = 1000.0 + rng.normal(size=(3, 5))
    yield Case("scores around 1000", {"scores": big}, check="edge cases", public=True, quiet=True)
    rows = rng.normal(size=(4, 3)) + np.array([[0.0], [-900.0], [4000.0], [-5000.0]])
    yield Case("rows thousands apart", {"scores": rows}, check="edge cases", public=True, quiet=True)
    wide = rng.normal(size=(3, 4)) + np.array([-3000.0, 0.0, 1.0, 2.0])
    yield Case("one score far below the others", {"scores": wide}, check="edge cases", quiet=True)
    yield Case("scores around -1000", {"scores": -big}, check="edge cases", quiet=True)
    # Which number a row was shifted by shows in where exp overflows.
    pair = rng.normal(size=(3, 2)) + np.array([1000.0, 0.0])
    yield Case("two classes, one of them 1000 ahead", {"scores": pair}, check="edge cases", quiet=True)
    last = rng.normal(size=(3, 4)) + np.array([0.0, 1.0, 2.0, -3000.0])
    yield Case("the last score far below the others", {"scores": last}, check="edge cases", quiet=True)
    big = 500.0 + rng.normal(size=(3, 4))
    yield Case("scores around 500", {"scores": big}, check="edge cases", public=True, quiet=True)
    yield Case("float32 scores", {"scores": rng.normal(size=(3, 4)).astype(np.float32)}, check="edge cases")
    yield Case("read-only scores", {"scores": rng.normal(size=(3, 2))}, check="contract", read_only=True)


@exercise.law
def rows_sum_to_one(rng):
    "Each row must sum to 1."
    return SumsTo({"scores": rng.normal(size=(5, 3))}, axis=1, total=1.0)


@exercise.law
def probabilities_lie_between_0_and_1(rng):
    "Every probability must lie between 0 and 1."
    return Within(({"scores": rng.normal(size=(4, 6))},), 0.0, 1.0)


@exercise.law
def a_shift_of_a_row_changes_nothing(rng):
    "Adding one number to all scores of an example must not change its probabilities."
    scores = rng.normal(size=(4, 3))
    return Same({"scores": scores}, {"scores": scores + np.array([[2.0], [-1.5], [0.3], [7.0]])})


@exercise.law
def classes_may_be_renamed(rng):
    "Reordering the classes must reorder the probabilities in the same way."
    scores, order = rng.normal(size=(3, 5)), rng.permutation(5)
    return Permuted({"scores": scores}, {"scores": scores[:, order]}, order, axis=1)


@exercise.mistake(guard=(0.0, 1e-8, 1e-10, 1e-12))
def no_shift(scores, *, guard):
    """You exponentiate the scores as they are: e^1000 overflows and gives nan. Subtract the row's maximum first; it
    cancels in the ratio.
    """
    e = np.exp(scores)
    return e / (e.sum(axis=1, keepdims=True) + guard)


@exercise.mistake
def global_max(scores):
    """You subtract the maximum of the whole matrix. A row far below it underflows to 0/0; subtract each row's own
    maximum.
    """
    e = np.exp(scores - scores.max())
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def column_max(scores):
    """You subtract the maximum of each column (axis 0). The shift must be the same within a row, so it is the row's
    maximum (axis 1) that cancels.
    """
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake(shifted_by=(0, 1))
def axis0(scores, *, shifted_by):
    """You normalise over the examples (axis 0). The probabilities of one example, a *row*, must sum to 1: sum over
    axis 1.
    """
    e = np.exp(scores - scores.max(axis=shifted_by, keepdims=True))
    return e / e.sum(axis=0)


@exercise.mistake(in_max=(False, True))
def no_keepdims(scores, *, in_max):
    """You divide by the row sums without `keepdims=True`. Shape (N,) lines up with the columns, so a square batch is
    divided by the wrong sums and any other one fails.
    """
    e = np.exp(scores - scores.max(axis=1, keepdims=not in_max))
    return e / e.sum(axis=1)


@exercise.mistake
def no_keepdims_in_max(scores):
    """You subtract the row maxima without `keepdims=True`. Shape (N,) lines up with the columns, so a square batch
    is shifted wrongly and any other one fails.
    """
    e = np.exp(scores - scores.max(axis=1))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake(shifted_by=("row", "matrix", "nothing"))
def global_sum(scores, *, shifted_by):
    "You divide by the sum of the whole matrix, so that all examples share one total of 1. Each row needs its own."
    axis, is_shifted = (1 if shifted_by == "row" else None), shifted_by != "nothing"
    e = np.exp(scores - (scores.max(axis=axis, keepdims=True) if is_shifted else 0.0))
    return e / e.sum()


@exercise.mistake
def min_shift(scores):
    """You subtract the row's minimum. That makes every score at least 0, and large gaps still overflow; subtract the
    maximum.
    """
    e = np.exp(scores - scores.min(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def no_exp(scores):
    """You divide the scores by their sum without exponentiating. Scores may be negative, and so would be your
    probabilities.
    """
    return scores / scores.sum(axis=1, keepdims=True)


@exercise.mistake
def not_normalised(scores):
    "You exponentiate, but never divide by the row's sum."
    return np.exp(scores - scores.max(axis=1, keepdims=True))


@exercise.mistake
def sigmoid_instead(scores):
    """This is the logistic function of each score by itself. The classes must compete: divide by the row's sum of
    exponentials.
    """
    return 1.0 / (1.0 + np.exp(-scores))


@exercise.mistake
def log_softmax_instead(scores):
    "This is the logarithm of the softmax. Probabilities are asked for."
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@exercise.mistake
def wrong_sign(scores):
    "You exponentiate minus the scores: the class with the highest score gets the lowest probability."
    e = np.exp(scores.min(axis=1, keepdims=True) - scores)
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def shift_after_exp(scores):
    "You subtract the maximum after exponentiating. The shift belongs into the exponent."
    e = np.exp(scores)
    e = e - e.max(axis=1, keepdims=True)
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake(base=(2.0, 10.0))
def other_base(scores, *, base):
    "You raise another number than e to the scores. Use np.exp."
    e = base ** (scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def squares_instead(scores):
    "You square the scores to make them positive. The softmax exponentiates them."
    return scores**2 / (scores**2).sum(axis=1, keepdims=True)


@exercise.mistake
def absolute_values_instead(scores):
    "You take absolute values to make the scores positive. The softmax exponentiates them."
    return np.abs(scores) / np.abs(scores).sum(axis=1, keepdims=True)


@exercise.mistake
def divided_by_the_max(scores):
    "You divide the scores by the row's maximum instead of subtracting it. Only a subtraction cancels."
    e = np.exp(scores / scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def mean_instead_of_sum(scores):
    "You divide by the mean of the row's exponentials. The probabilities then sum to C; divide by the sum."
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.mean(axis=1, keepdims=True)


@exercise.mistake(eps=(1e-5, 1e-4, 1e-3))
def eps_in_the_sum(scores, *, eps):
    """You add a small number to the row's sum, so that the row no longer sums to 1. After the shift the sum is at
    least 1: no guard is needed.
    """
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / (e.sum(axis=1, keepdims=True) + eps)


@exercise.mistake(bound=(5.0, 10.0, 20.0, 50.0, 100.0, 500.0, 700.0))
def clipped(scores, *, bound):
    "You clip the scores to keep exp from overflowing. That changes the answer; subtracting the row's maximum does not."
    e = np.exp(np.clip(scores, -bound, bound))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def one_hot_of_the_best(scores):
    "You give the best class all the probability (a hard maximum). The *soft* maximum shares it out."
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]


@exercise.mistake
def in_place(scores):
    "You shift the caller's array in place (`scores -= …`). Write `scores - …`, which makes a new one."
    scores -= scores.max(axis=1, keepdims=True)
    e = np.exp(scores)
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def mean_shift(scores):
    """You subtract the row's mean. A score far above it still overflows; with the maximum, no exponent exceeds 0."""
    e = np.exp(scores - scores.mean(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def first_class_shift(scores):
    """You subtract the score of the first class. Another one far above it still overflows; subtract the maximum."""
    e = np.exp(scores - scores[:, :1])
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def max_of_the_sizes(scores):
    """You subtract the largest *size*, max |f|. Scores far below 0 are moved further down by that, until all their
    exponentials vanish: subtract the maximum itself.
    """
    e = np.exp(scores - np.abs(scores).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def max_added(scores):
    """You *add* the row's maximum. It cancels all the same, but large scores become larger still; subtract it."""
    e = np.exp(scores + scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake(place=("numerator", "denominator"))
def shifted_in_one_place(scores, *, place):
    """You shift the scores in the numerator or in the denominator only. The shift cancels if it stands in both."""
    shifted, plain = np.exp(scores - scores.max(axis=1, keepdims=True)), np.exp(scores)
    above, below = (shifted, plain) if place == "numerator" else (plain, shifted)
    return above / below.sum(axis=1, keepdims=True)


@exercise.mistake
def nan_replaced(scores):
    """You let exp overflow and replace the nan that comes of it. The number you put there is not the probability: with
    the row's maximum subtracted, nothing overflows.
    """
    with np.errstate(all="ignore"):
        e = np.exp(scores)
        return np.nan_to_num(e / e.sum(axis=1, keepdims=True))


@exercise.mistake
def euclidean_norm(scores):
    """You divide by the root of the sum of squares. The plain sum of a row's exponentials makes the row sum to 1."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / np.linalg.norm(e, axis=1, keepdims=True)


@exercise.mistake
def running_sum(scores):
    """You divide each entry by the sum up to that entry. First finish the sum of the row, then divide."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / np.cumsum(e, axis=1)


@exercise.mistake(shifted=(False, True))
def quotient_in_the_exponent(scores, *, shifted):
    """You divide inside the exponential. Exponentiate first; then divide by the sum of the *exponentials*."""
    z = scores - scores.max(axis=1, keepdims=True) if shifted else scores
    return np.exp(z / z.sum(axis=1, keepdims=True))


@exercise.mistake
def negative_scores_cut_off(scores):
    """You set negative scores to 0 and normalise what is left. The exponential makes every score positive."""
    kept = np.maximum(scores, 0)
    return kept / kept.sum(axis=1, keepdims=True)


@exercise.alternative
def loops(scores):
    out = np.zeros(scores.shape)
    for i, row in enumerate(scores):
        top = max(row)
        total = sum(np.exp(s - top) for s in row)
        for j, s in enumerate(row):
            out[i, j] = np.exp(s - top) / total
    return out


@exercise.alternative
def in_float32(scores):
    z = np.asarray(scores, dtype=np.float32)
    e = np.exp(z - z.max(1)[:, None])
    return e / np.einsum("nc->n", e)[:, None]


@exercise.alternative
def through_logarithms(scores):
    top = np.max(scores, axis=-1, keepdims=True)
    return np.exp(scores - (top + np.log(np.sum(np.exp(scores - top), axis=-1, keepdims=True))))


@exercise.alternative
def row_by_row(scores):
    return np.array([np.exp(r - r.max()) / np.exp(r - r.max()).sum() for r in scores])
