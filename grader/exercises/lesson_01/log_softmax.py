"""Logarithm of the softmax (Lecture 2.2, "First Loss Function: Cross-Entropy Loss", kept finite)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Lawful, Permuted, Same, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "log_softmax",
    number="1.4",
    lesson="01_loss_functions",
    points=6,
    lines=2,
    difficulty=2,
    read="lesson 01, “From probabilities to a loss”",
    hints=(
        "The logarithm turns the softmax's quotient into a difference. Written that way, the probability itself never "
        "has to be formed, and so cannot round to 0.",
        "log p_c = f_c − log Σ_j exp(f_j). Subtract the row's maximum from the whole row first: it cancels, exp no "
        "longer overflows, and the sum is at least 1, so that its logarithm is safe.",
        "Two steps: shift each row by its own maximum (a column vector: `keepdims=True`); from the shifted scores, "
        "subtract the logarithm of each row's sum of exponentials (again `keepdims=True`).",
    ),
    grader_tries="one example alone, scores around -1000, float32 scores",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def log_softmax(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _normal(rng, n, c):
    """Return normal scores in steps of 1/64, which stay exact in float32 when 5000 is added."""
    return np.round(64 * rng.normal(size=(n, c))) / 64


def _edge(name, scores, **settings):
    return Case(name, {"scores": scores}, check="edge cases", quiet=True, **settings)


@exercise.cases
def cases(rng):
    yield Case("five examples, four classes", {"scores": rng.normal(size=(5, 4))}, public=True)
    yield Case("as many examples as classes", {"scores": rng.normal(size=(4, 4))}, public=True)
    yield Case("two examples, six classes", {"scores": 2 * rng.normal(size=(2, 6))})
    yield Case("one example", {"scores": rng.normal(size=(1, 3))})
    ahead = _normal(rng, 3, 4) + 1200 * np.eye(4)[rng.permutation(4)[:3]]
    yield _edge("one class 1200 ahead", ahead, public=True)
    below = _normal(rng, 3, 3) - [0, 1200, 1]
    yield _edge("one class 1200 below the others", below, public=True)
    thousand = 1000 + _normal(rng, 3, 5)
    yield _edge("scores around 1000", thousand, public=True)
    yield _edge("scores around -1000", -thousand)
    rows = _normal(rng, 4, 3) + np.array([[0.0], [-900.0], [4000.0], [-5000.0]])
    yield _edge("rows thousands apart", rows, public=True)
    # Which number a row was shifted by shows in where exp overflows.
    yield _edge("two classes, the first 1000 ahead", _normal(rng, 3, 2) + np.array([1000, 0]), public=True)
    yield _edge("the last class far below the others", _normal(rng, 3, 4) + np.array([0, 1, 2, -3000]))
    yield _edge("scores around 500", 500 + _normal(rng, 3, 4), public=True)
    yield _edge("float32 scores", rng.normal(size=(3, 4)).astype(np.float32))
    yield Case("read-only scores", {"scores": rng.normal(size=(3, 2))}, check="contract", read_only=True)


@exercise.law
def probabilities_sum_to_one(rng):
    """The exponentials of each row must sum to 1."""
    return Lawful(({"scores": rng.normal(size=(5, 3))},), lambda out: np.allclose(np.exp(out[0]).sum(axis=1), 1.0))


@exercise.law
def no_value_is_above_zero(rng):
    """A logarithm of a probability must not be above 0."""
    return Within(({"scores": rng.normal(size=(4, 6))},), -np.inf, 0.0)


@exercise.law
def zero_scores_give_minus_log_C(rng):
    """With all scores of a row equal, every entry must be −log C."""
    scores = np.repeat(rng.normal(size=(3, 1)), 7, axis=1)
    return Gives(({"scores": scores},), np.full((3, 7), -np.log(7.0)))


@exercise.law
def a_shift_of_a_row_changes_nothing(rng):
    """Adding one number to all scores of an example must not change its row."""
    scores = rng.normal(size=(4, 3))
    return Same({"scores": scores}, {"scores": scores + np.array([[2.0], [-1.5], [0.3], [7.0]])})


@exercise.law
def classes_may_be_renamed(rng):
    """Reordering the classes must reorder the result in the same way."""
    scores, order = rng.normal(size=(3, 5)), rng.permutation(5)
    return Permuted({"scores": scores}, {"scores": scores[:, order]}, order, axis=1)


GUARDS = (*(10.0**-k for k in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 30, 100, 300)), 2.0**-52, 2.0**-1022)


def _lse(scores, axis=1):
    return np.logaddexp.reduce(scores, axis=axis, keepdims=True)


def _right(scores):
    return scores - _lse(scores)


def _p(scores):
    return np.exp(_right(scores))


def _naive(scores, logs):
    """Return the result without a shift, through log Σ exp or through the probabilities."""
    e = np.exp(scores)
    total = e.sum(axis=1, keepdims=True)
    return scores - np.log(total) if logs else np.log(e / total)


@exercise.mistake(dtype=(np.float64, np.float32))
def log_of_softmax(scores, *, dtype):
    """You form the probabilities and then take their logarithms. Hundreds below the best score a probability rounds to
    0, and its logarithm is −inf: subtract log Σ exp from the shifted scores, and no probability is needed.
    """
    return np.log(_p(scores.astype(dtype)))


@exercise.mistake(eps=GUARDS)
def plus_eps(scores, *, eps):
    """You guard the logarithm with a small number, added to p or as its lower bound. No result can then fall below the
    logarithm of that number; subtract log Σ exp from the shifted scores, which needs no guard.
    """
    return np.log(_p(scores) + eps)


@exercise.mistake(name="plus-eps", eps=[10.0**-k for k in range(2, 9)], upper=(False, True))
def clipped_probability(scores, *, eps, upper):
    """You clip the probabilities, so that no result can fall below the logarithm of the bound. Subtract log Σ exp from
    the shifted scores, which needs no clip.
    """
    return np.log(np.clip(_p(scores), eps, 1 - eps if upper else None))


@exercise.mistake(value=(None, 0.0))
def infinities_replaced(scores, *, value):
    """You replace the infinite logarithm of p = 0 by some number. The true one is finite: subtract log Σ exp from the
    shifted scores.
    """
    return np.nan_to_num(np.log(_p(scores)), neginf=value)


@exercise.mistake(logs=(True, False))
def no_shift(scores, *, logs):
    """You exponentiate the scores as they are, and e^1000 overflows. Subtract each row's maximum first; it cancels."""
    return _naive(scores, logs)


@exercise.mistake(logs=(True, False))
def global_max(scores, *, logs):
    """You subtract the maximum of the whole matrix. In a row far below it every exponential becomes 0, and log 0 is
    −inf; subtract each row's own maximum.
    """
    return _naive(scores - scores.max(), logs)


@exercise.mistake(logs=(True, False))
def min_shift(scores, *, logs):
    """You subtract the row's minimum. All scores are then at least 0, and large ones still overflow: subtract the
    maximum.
    """
    return _naive(scores - scores.min(axis=1, keepdims=True), logs)


@exercise.mistake
def column_max(scores):
    """You subtract the maximum of each column (axis 0). Only a number that is the same for the whole row cancels."""
    return _right(scores - scores.max(axis=0))


@exercise.mistake
def divided_by_the_max(scores):
    """You divide the scores by the row's maximum. Only a subtraction cancels."""
    return _right(scores / scores.max(axis=1, keepdims=True))


@exercise.mistake(factor=(1, -1))
def shifted_in_one_place(scores, *, factor):
    """You subtract the row's maximum in one of two places. Shift the score in front *and* those in the sum."""
    return _right(scores) + factor * scores.max(axis=1, keepdims=True)


@exercise.mistake(shift=(True, False))
def plus(scores, *, shift):
    """You *add* the logarithm of the sum. A quotient becomes a difference: subtract it."""
    return (scores - 2 * scores.max(axis=1, keepdims=True) if shift else scores) + _lse(scores)


@exercise.mistake(shift=(True, False))
def no_log(scores, *, shift):
    """You subtract the sum of the exponentials itself. Take its logarithm first."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return z - np.exp(z).sum(axis=1, keepdims=True)


@exercise.mistake(shift=(True, False))
def no_exp(scores, *, shift):
    """You take the logarithm of a sum of scores that were never exponentiated, and a negative sum gives nan."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return z - np.log(z.sum(axis=1, keepdims=True))


@exercise.mistake
def scores_as_probabilities(scores):
    """You divide the scores by their sum and take logarithms. Scores may be negative: exponentiate them first."""
    return np.log(scores / scores.sum(axis=1, keepdims=True))


@exercise.mistake
def log_of_scores(scores):
    """You take the logarithms of the raw scores, and a negative one gives nan. Scores are no probabilities yet."""
    return np.log(scores)


@exercise.mistake
def no_normaliser(scores):
    """You subtract the row's maximum, but not the logarithm of the sum of exponentials."""
    return scores - scores.max(axis=1, keepdims=True)


@exercise.mistake(shift=(False, True))
def divided(scores, *, shift):
    """You divide by the logarithm of the sum. The logarithm of a quotient is a difference: subtract it."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return z / _lse(z)


@exercise.mistake(shift=(False, True), flat=(False, True))
def only_the_normaliser(scores, *, shift, flat):
    """You return the logarithm of each row's sum of exponentials. Subtract it from the row's scores."""
    lse = _lse(scores - scores.max(axis=1, keepdims=True) if shift else scores)
    return lse[:, 0] if flat else lse


@exercise.mistake
def softmax(scores):
    """You return the probabilities. Their logarithms are asked for."""
    return _p(scores)


@exercise.mistake(factor=(1, -1))
def weighted_by_p(scores, *, factor):
    """You multiply the logarithms by the probabilities, as an entropy does. The logarithms alone are asked for."""
    return factor * _p(scores) * _right(scores)


@exercise.mistake(row=(0, -1))
def one_row(scores, *, row):
    """You return the row of one example. In a loop, fill one row after the other and return after the loop."""
    return _right(scores)[row]


@exercise.mistake
def sign(scores):
    """You return −log p, the losses. The logarithms themselves are asked for, which are at most 0."""
    return -_right(scores)


@exercise.mistake(base=(2, 10))
def log2(scores, *, base):
    """You take the logarithm to base 2 or 10. Take the natural one."""
    return _right(scores) / np.log(base)


@exercise.mistake(base=(2, 10), shift=(True, False))
def log2_of_the_sum(scores, *, base, shift):
    """You take the logarithm of the sum to base 2 or 10, though the exponentials are powers of e. Take the natural
    one.
    """
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True)) / np.log(base)


@exercise.mistake
def double_softmax(scores):
    """You apply the softmax twice. One turns scores into probabilities; a second one flattens these."""
    return _right(_p(scores))


@exercise.mistake
def negative_scores(scores):
    """You exponentiate minus the scores, so that the class with the highest score becomes the least likely."""
    return _right(-scores)


@exercise.mistake
def negative_scores_in_the_sum(scores):
    """You exponentiate minus the scores inside the sum only. The exponent is the (shifted) score itself."""
    z = scores - scores.max(axis=1, keepdims=True)
    return z - _lse(-z)


@exercise.mistake
def mean_of_exponentials(scores):
    """You take the mean of a row's exponentials where their sum belongs: every entry comes out too large by log C."""
    return _right(scores) + np.log(scores.shape[1])


@exercise.mistake
def sum_of_logs(scores):
    """You exchange the sum and the logarithm. First add up the exponentials, then take one logarithm of the sum."""
    z = scores - scores.max(axis=1, keepdims=True)
    return z - z.sum(axis=1, keepdims=True)


@exercise.mistake(factor=(1, -1))
def log1p(scores, *, factor):
    """You take the logarithm of 1 + p or of 1 − p. Take it of p itself."""
    return np.log1p(factor * _p(scores))


@exercise.mistake(shift=(True, False))
def one_in_the_sum(scores, *, shift):
    """You take log(1 + Σ exp), as with two classes in the logistic function. Here the sum alone belongs there."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return z - np.log1p(np.exp(z).sum(axis=1, keepdims=True))


@exercise.mistake(eps=(1e-1, 1e-2, 1e-3, 1e-4, 1e-5))
def eps_in_the_sum(scores, *, eps):
    """You add a small number to the sum of exponentials. After the shift it is at least 1: no guard is needed, and this
    one changes the result.
    """
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True) + eps)


@exercise.mistake
def sigmoid_instead(scores):
    """You squash each score by itself with the logistic function. The classes must compete: sum over the row."""
    return -np.logaddexp(0, -scores)


@exercise.mistake(shift=(False, True))
def axis0(scores, *, shift):
    """You normalise over the examples (axis 0). The probabilities of an example, a *row*, sum to 1: sum over axis 1."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return z - _lse(z, axis=0)


@exercise.mistake(shift=(False, True))
def global_sum(scores, *, shift):
    """You sum the exponentials of the whole matrix, so that all examples share one total. Each row needs its own."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return z - _lse(z, axis=None)


@exercise.mistake
def sum_never_reset(scores):
    """Your sum of exponentials runs on from one example to the next. Start every row again at 0."""
    return scores - np.logaddexp.accumulate(_lse(scores), axis=0)


@exercise.mistake(part=(np.s_[:, :-1], np.s_[:, 1:], np.s_[:, -1:], np.s_[:, :1]))
def part_of_the_sum(scores, *, part):
    """Your sum of exponentials leaves classes out. All C classes of the row belong in it; in a loop, add to it (`+=`)
    and let it run over `range(C)`.
    """
    return scores - _lse(scores[part])


@exercise.mistake(missing=("max", "sum", "max and sum", "unshifted"))
def no_keepdims(scores, *, missing):
    """You use row sums or row maxima without `keepdims=True`. Shape (N,) lines up with the columns, so a square batch
    comes out wrong and most others fail.
    """
    z = scores if missing == "unshifted" else scores - scores.max(axis=1, keepdims="max" not in missing)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=missing == "max"))


@exercise.mistake(bound=(1, 5, 10, 20, 30, 50, 100, 500, 700))
def clipped_scores(scores, *, bound):
    """You clip the scores to keep exp from overflowing. That changes the result; subtracting the maximum does not."""
    return _right(np.clip(scores, -bound, bound))


@exercise.mistake(bound=(10, 20, 30, 50, 100, 500, 700, 745))
def clipped_gaps(scores, *, bound):
    """You clip the shifted scores or the result from below. No clip is needed: an exponential may well become 0, since
    the sum still holds the 1 of the best class.
    """
    return _right(np.maximum(scores - scores.max(axis=1, keepdims=True), -bound))


@exercise.mistake(combine=(lambda t: t.sum(axis=1), lambda t: t.mean(axis=1), np.sum, np.mean, lambda t: -np.mean(t)))
def combined(scores, *, combine):
    """You add up or average the log-probabilities. All N × C of them are asked for."""
    return combine(_right(scores))


@exercise.mistake(decimals=(1, 2, 3, 4))
def rounded(scores, *, decimals):
    """You round the result. Return it with all its digits."""
    return np.round(_right(scores), decimals)


@exercise.mistake
def in_place(scores):
    """You shift the caller's array in place (`scores -= …`). Write `scores - …`, which makes a new one."""
    scores -= scores.max(axis=1, keepdims=True)
    return _right(scores)


@exercise.mistake
def mean_shift(scores):
    """You subtract the row's mean. A score far above it still overflows; with the maximum, no exponent exceeds 0."""
    return _naive(scores - scores.mean(axis=1, keepdims=True), logs=True)


@exercise.mistake
def first_class_shift(scores):
    """You subtract the score of the first class. Another one far above it still overflows; subtract the maximum."""
    return _naive(scores - scores[:, :1], logs=True)


@exercise.mistake(bound=(20.0, 50.0, 100.0, 500.0, 700.0, 745.0, 1000.0))
def result_cut_off(scores, *, bound):
    """You let no result fall below some bound. A class that trails by thousands has a logarithm of minus thousands."""
    return np.maximum(_right(scores), -bound)


@exercise.mistake
def max_added(scores):
    """You *add* the row's maximum. It cancels all the same, but large scores become larger still; subtract it."""
    return _naive(scores + scores.max(axis=1, keepdims=True), logs=True)


@exercise.mistake
def max_of_the_sizes(scores):
    """You subtract the largest *size*, max |f|. Scores far below 0 are moved further down by that, until all their
    exponentials vanish: subtract the maximum itself.
    """
    return _naive(scores - np.abs(scores).max(axis=1, keepdims=True), logs=True)


@exercise.alternative
def loops(scores):
    out = np.zeros(scores.shape)
    for i, row in enumerate(scores.tolist()):
        top = max(row)
        total = sum(np.exp(s - top) for s in row)
        for j, s in enumerate(row):
            out[i, j] = s - top - np.log(total)
    return out


@exercise.alternative
def in_float32(scores):
    z = np.asarray(scores, dtype=np.float32)
    z = z - z.max(1)[:, None]
    return z - np.log(np.einsum("nc->n", np.exp(z)))[:, np.newaxis]


@exercise.alternative
def with_logaddexp(scores):
    return scores - np.logaddexp.reduce(scores, axis=-1)[:, None]


@exercise.alternative
def normaliser_put_together(scores):
    top = np.amax(scores, axis=1)
    log_total = top + np.log(np.sum(np.exp(scores.T - top), axis=0))
    return (scores.T - log_total).T


@exercise.alternative
def row_by_row(scores):
    return np.array([r - r.max() - np.log(np.exp(r - r.max()).sum()) for r in scores.astype(float)])


@exercise.alternative
def odds_against_the_others(scores):
    return -np.logaddexp.reduce(scores[:, None, :] - scores[:, :, None], axis=2)
