"""Euclidean loss (Lecture 2.2, "Multi-Layer Feedforward Network")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Linear, Same, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "euclidean_loss",
    number="1.8",
    lesson="01_loss_functions",
    points=6,
    lines=2,
    difficulty=1,
    read="lesson 01, “The Euclidean loss, and a slide to repair”",
    hints=(
        "Each example has a whole vector of predictions and one of targets. Its loss is the squared length of the "
        "arrow between the two; the batch takes the mean over the examples, and over nothing else.",
        "L_i = Σ_k (pred_ik − target_ik)², and the loss is (1/N) Σ_i L_i. There is no ½, no square root, and K does "
        "not divide anything.",
        "Three steps: subtract the targets and square every entry; add each row up, which leaves N numbers; average "
        "these. The shapes on the way are (N, K), (N,), and one number.",
    ),
    grader_tries="one output, one example, square batches, float32 inputs, errors in the thousands",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def euclidean_loss(pred, target):
    return np.mean(np.sum((pred - target) ** 2, axis=1))


def _case(name, pred, target, **settings):
    return Case(name, {"pred": pred, "target": target}, **settings)


def _normal(rng, n, k):
    return rng.normal(size=(n, k)), 1.3 * rng.normal(size=(n, k))


@exercise.cases
def cases(rng):
    yield _case("five examples, four outputs", *_normal(rng, 5, 4), public=True)
    yield _case("as many examples as outputs", *_normal(rng, 3, 3), public=True)
    yield _case("one output", *_normal(rng, 6, 1), public=True)
    yield _case("one example", *_normal(rng, 1, 3))
    yield _case("two examples, five outputs", *_normal(rng, 2, 5))
    yield _case("predictions above the targets", *(np.sort(_normal(rng, 4, 3), axis=0)[::-1] + 1))
    equal = rng.normal(size=(3, 4))
    yield _case("a perfect prediction", equal, equal.copy(), check="edge cases", public=True)
    pred, target = _normal(rng, 3, 2)
    yield _case("errors in the thousands", 4000 * pred, target, check="edge cases")
    pred, target = _normal(rng, 4, 3)
    yield _case("float32 inputs", pred.astype(np.float32), target.astype(np.float32), check="edge cases")
    yield _case("read-only inputs", *_normal(rng, 3, 2), check="contract", read_only=True)


@exercise.law
def pred_and_target_may_be_swapped(rng):
    """The distance from the prediction to the target is the distance back: swapping the two must change nothing."""
    pred, target = _normal(rng, 4, 3)
    return Same({"pred": pred, "target": target}, {"pred": target, "target": pred})


@exercise.law
def a_shift_of_both_changes_nothing(rng):
    """Adding the same numbers to prediction and target must not change the loss."""
    pred, target = _normal(rng, 4, 3)
    shift = np.array([0.5, -1.25, 2.0])
    return Same({"pred": pred, "target": target}, {"pred": pred + shift, "target": target + shift})


@exercise.law
def three_times_the_error_is_nine_times_the_loss(rng):
    """With every error three times as large, the loss must be nine times as large."""
    pred, target = _normal(rng, 3, 5)
    return Scaled({"pred": pred, "target": target}, {"pred": 3 * pred, "target": 3 * target}, 9.0)


@exercise.law
def the_batch_is_the_mean_of_its_examples(rng):
    """The loss of a batch must be the mean of the losses of its examples."""
    pred, target = _normal(rng, 3, 4)
    ones = [{"pred": pred[i : i + 1], "target": target[i : i + 1]} for i in range(3)]
    return Linear(({"pred": pred, "target": target}, *ones), (3.0, -1.0, -1.0, -1.0))


@exercise.law
def a_three_four_five_triangle(rng):
    """Errors of 3 and 4 in one example must give 3² + 4² = 25."""
    target = rng.normal(size=(1, 2))
    return Gives(({"pred": target + np.array([[3.0, -4.0]]), "target": target},), 25.0)


def _losses(pred, target):
    return np.sum((pred - target) ** 2, axis=1)


def _loss(pred, target):
    return np.mean(_losses(pred, target))


@exercise.mistake(divisor=("1", "N", "2N", "NK"))
def target_dropped(pred, target, *, divisor):
    """You square the prediction itself and never subtract the target. That is the slide's second form, which lost its
    “− y”; such a loss pulls every prediction to 0.
    """
    return np.sum(pred**2) / {"1": 1, "N": len(pred), "2N": 2 * len(pred), "NK": pred.size}[divisor]


@exercise.mistake
def prediction_dropped(pred, target):
    """You square the targets alone, so that the prediction plays no part. Square the difference of the two."""
    return np.mean(np.sum(target**2, axis=1))


@exercise.mistake
def half(pred, target):
    """You multiply by ½, a convention that tidies the gradient. The contract of this loss has no ½."""
    return 0.5 * _loss(pred, target)


@exercise.mistake
def mean_over_NK(pred, target):
    """You divide by N·K, the mean squared error of all entries. Add up the K outputs of each example, and take the mean
    over the N examples only.
    """
    return np.mean((pred - target) ** 2)


@exercise.mistake
def half_mean_over_NK(pred, target):
    """You divide by 2·N·K. The contract has no ½, and only N divides: add up the K outputs of each example."""
    return 0.5 * np.mean((pred - target) ** 2)


@exercise.mistake(factor=(1.0, 0.5))
def divided_by_outputs(pred, target, *, factor):
    """You divide by the number of outputs, as if columns were examples. Rows are examples: divide by N, and by nothing
    else.
    """
    return factor * np.sum((pred - target) ** 2) / pred.shape[1]


@exercise.mistake(name="sum")
def total(pred, target):
    """You add up the losses of the examples. The contract asks for their mean over N."""
    return np.sum((pred - target) ** 2)


@exercise.mistake
def half_sum(pred, target):
    """You return half the sum over the batch. The contract has no ½, and it asks for the mean over N."""
    return 0.5 * np.sum((pred - target) ** 2)


@exercise.mistake
def divided_by_N_twice(pred, target):
    """You divide by N twice. A mean holds one division already."""
    return _loss(pred, target) / len(pred)


@exercise.mistake(count=("N - 1", "N - 1 or 1", "N + 1", "NK - 1"))
def off_by_one_divisor(pred, target, *, count):
    """You divide by one too few or one too many, as an unbiased variance does. A mean divides by N, the number of
    examples.
    """
    n = len(pred)
    divisor = {"N - 1": n - 1, "N - 1 or 1": max(n - 1, 1), "N + 1": n + 1, "NK - 1": pred.size - 1}[count]
    return np.sum((pred - target) ** 2) / np.float64(divisor)


@exercise.mistake(axis=(0, 1), combine=(np.mean, np.sum), of_mean=(False, True))
def norm_not_squared(pred, target, *, axis, combine, of_mean):
    """You take the square root of each row or column before you add up or average. The contract has no square root."""
    squares = (pred - target) ** 2
    return combine(np.sqrt(squares.mean(axis=axis) if of_mean else squares.sum(axis=axis)))


@exercise.mistake(mean=(True, False))
def frobenius_norm(pred, target, *, mean):
    """You take one norm of the whole matrix of errors: a square root that the contract does not have. Add up the
    squares of each row and average over the rows.
    """
    return np.linalg.norm(pred - target) / (len(pred) if mean else 1)


@exercise.mistake(per_output=(False, True))
def rmse(pred, target, *, per_output):
    """You take the square root of the mean (the root mean squared error). The contract wants the mean itself."""
    return np.sqrt(np.mean((pred - target) ** 2) if per_output else _loss(pred, target))


@exercise.mistake(order=(1, 2))
def matrix_norm(pred, target, *, order):
    """You pass a whole matrix to `np.linalg.norm` with an order, which is a norm of the matrix and not of its rows.
    Square the entries, add up each row, and average over the rows.
    """
    return np.linalg.norm(pred - target, order) ** 2 / len(pred)


@exercise.mistake(name="abs", divisor=("1", "N", "NK"))
def absolute(pred, target, *, divisor):
    """You take absolute errors. This loss squares them, so that one large error costs more than several small ones."""
    return np.sum(np.abs(pred - target)) / {"1": 1, "N": len(pred), "NK": pred.size}[divisor]


@exercise.mistake
def square_of_absolute_sum(pred, target):
    """You add the absolute errors of an example first and square the sum. First square each error, then add up."""
    return np.mean(np.sum(np.abs(pred - target), axis=1) ** 2)


@exercise.mistake(power=(1, 2))
def largest_error(pred, target, *, power):
    """You take the largest error of each example. All K outputs count: add up their squares."""
    return np.mean(np.max(np.abs(pred - target), axis=1) ** power)


@exercise.mistake(combine=(np.sum, np.mean))
def no_square(pred, target, *, combine):
    """You average the differences without squaring them, so that errors of opposite sign cancel."""
    return np.mean(combine(pred - target, axis=1))


@exercise.mistake(factor=(-1.0, 2.0, -2.0))
def signed_errors(pred, target, *, factor):
    """You add up the signed differences, possibly doubled: that is no square, and errors of opposite sign cancel.
    Square each difference.
    """
    return factor * np.mean(np.sum(pred - target, axis=1))


@exercise.mistake(combine=(np.sum, np.mean))
def square_of_sum(pred, target, *, combine):
    """You add (or average) the differences of an example first and square the result, so that errors of opposite sign
    cancel. First square, then add up.
    """
    return np.mean(combine(pred - target, axis=1) ** 2)


@exercise.mistake(combine=(np.sum, np.mean))
def square_over_the_batch(pred, target, *, combine):
    """You add (or average) the differences of all examples before squaring, so that one example's error cancels
    another's. First square, then add up.
    """
    return np.sum(combine(pred - target, axis=0) ** 2) / (len(pred) if combine is np.sum else 1)


@exercise.mistake(share=("all", "N", "NK"))
def square_of_everything(pred, target, *, share):
    """You square one single number, the sum or mean of all differences, in which errors of opposite sign cancel. Square
    every difference first, then add up.
    """
    return np.sum(pred - target) ** 2 / {"all": 1, "N": len(pred), "NK": pred.size**2}[share]


@exercise.mistake(divisor=("1", "N", "NK"))
def difference_of_squares(pred, target, *, divisor):
    """You subtract the squares, Σ (pred² − target²). Square the difference: the order matters."""
    return np.sum(pred**2 - target**2) / {"1": 1, "N": len(pred), "NK": pred.size}[divisor]


@exercise.mistake(terms=((-2, 0), (-1, 1), (0, 1), (-2, -1), (-1, 0)))
def expanded_wrongly(pred, target, *, terms):
    """You expand the square, and a term, a factor or a sign is wrong: it is pred² − 2·pred·target + target². To
    subtract first and then square is shorter.
    """
    cross, last = terms
    return np.mean(np.sum(pred**2 + cross * pred * target + last * target**2, axis=1))


@exercise.mistake(square=("pred", "target"))
def half_of_the_difference_squared(pred, target, *, square):
    """Parentheses are missing: only one of the two is squared, as in pred − target². Square the difference."""
    return np.mean(np.sum(pred**2 - target if square == "pred" else pred - target**2, axis=1))


@exercise.mistake
def difference_of_lengths(pred, target):
    """You compare the lengths of the two vectors. Two vectors of equal length may point anywhere: subtract first."""
    return np.mean((np.linalg.norm(pred, axis=1) - np.linalg.norm(target, axis=1)) ** 2)


@exercise.mistake
def sum_of_both(pred, target):
    """You *add* the targets to the predictions before squaring. Subtract them: the loss of a perfect
    prediction is 0.
    """
    return _loss(pred, -target)


@exercise.mistake
def product(pred, target):
    """You multiply predictions by targets (an inner product). A distance comes from their difference."""
    return np.mean(np.sum(pred * target, axis=1))


@exercise.mistake
def cosine(pred, target):
    """You compare directions (a cosine), so that lengths play no part. A distance comes from the difference."""
    lengths = np.linalg.norm(pred, axis=1) * np.linalg.norm(target, axis=1)
    return 1 - np.mean(np.sum(pred * target, axis=1) / lengths)


@exercise.mistake(divisor=("1", "N", "2N", "NK"))
def negative(pred, target, *, divisor):
    """Your loss is negative: a better prediction must make it fall to 0. Squares need no minus sign in front."""
    return -np.sum((pred - target) ** 2) / {"1": 1, "N": len(pred), "2N": 2 * len(pred), "NK": pred.size}[divisor]


@exercise.mistake(share=(False, True))
def per_example(pred, target, *, share):
    """You return one number for each example. The loss of the batch is a single number: their mean."""
    return _losses(pred, target) / (len(pred) if share else 1)


@exercise.mistake
def inner_product_table(pred, target):
    """You return a matrix product of the differences, an (N, N) table whose diagonal holds the losses. Square entry by
    entry, add up each row, and average.
    """
    return (pred - target) @ (pred - target).T


@exercise.mistake(combine=(np.mean, np.sum))
def per_output(pred, target, *, combine):
    """You reduce over the examples and return one number for each output. Add up the outputs of an example (axis 1),
    and average these N numbers.
    """
    return combine((pred - target) ** 2, axis=0)


@exercise.mistake
def mean_of_each_row(pred, target):
    """You average over the outputs and return one number for each example. Sum over the outputs (axis 1), and take the
    mean over the examples.
    """
    return np.mean((pred - target) ** 2, axis=1)


@exercise.mistake
def every_entry(pred, target):
    """You return the square of every entry. Add up each row, and average over the rows: one number is asked for."""
    return (pred - target) ** 2


@exercise.mistake(factor=(1.0, 2.0), divisor=("1", "N", "NK"))
def gradient(pred, target, *, factor, divisor):
    """You return the differences, an (N, K) array, as a gradient has them. The loss itself is asked for: one number."""
    return factor * (pred - target) / {"1": 1, "N": len(pred), "NK": pred.size}[divisor]


@exercise.mistake(which=(0, -1), share=(False, True))
def one_example(pred, target, *, which, share):
    """Only one example reaches your result. In a loop, add to the total (`+=`) and return after the loop, not in it."""
    return _losses(pred, target)[which] / (len(pred) if share else 1)


@exercise.mistake(which=(0, -1))
def one_output(pred, target, *, which):
    """Only one output of each example reaches your result. Add up the squares over all K columns."""
    return np.mean((pred - target)[:, which] ** 2)


@exercise.mistake(share=(True, False))
def one_entry(pred, target, *, share):
    """Only the last entry reaches your result. In a loop, add to the total (`+=`); an assignment forgets what was
    there.
    """
    return (pred - target)[-1, -1] ** 2 / (len(pred) if share else 1)


@exercise.mistake(end=("first", "last"))
def an_example_missing(pred, target, *, end):
    """Your sum leaves one example out: `range(N)` starts at 0 and stops before N by itself."""
    return np.sum(_losses(pred, target)[1 if end == "first" else 0 : -1 if end == "last" else None]) / len(pred)


@exercise.mistake(end=("first", "last"))
def an_output_missing(pred, target, *, end):
    """Your sum leaves one output out: `range(K)` starts at 0 and stops before K by itself."""
    return _loss(*(np.delete(a, 0 if end == "first" else -1, axis=1) for a in (pred, target)))


@exercise.mistake(combine=(np.sum, np.mean))
def all_pairs(pred, target, *, combine):
    """You compare every prediction with every target. Example i has one target, in row i: subtract row by row."""
    pairs = np.sum((pred[:, None] - target[None]) ** 2, axis=2)
    return np.mean(combine(pairs, axis=1))


@exercise.mistake
def transposed_target(pred, target):
    """You subtract the transposed targets. In a square batch that compares each prediction with other examples'
    targets, and any other batch fails.
    """
    return _loss(pred, target.T)


@exercise.mistake(combine=(np.max, np.median))
def largest_or_median(pred, target, *, combine):
    """You take the largest or the median loss of the batch. The contract asks for the mean."""
    return combine(_losses(pred, target))


@exercise.mistake(of=("pred", "target", "difference"))
def variance(pred, target, *, of):
    """You subtract an average over the batch, which gives a variance. Subtract each example's own target, and nothing
    else.
    """
    values = {"pred": pred, "target": target, "difference": pred - target}[of]
    return np.mean(np.sum((values - values.mean(axis=0)) ** 2, axis=1))


@exercise.mistake(spread=(np.var, np.std))
def variance_of_all_errors(pred, target, *, spread):
    """You take the variance or standard deviation of the differences, which forgets an error that all entries share.
    Square the differences themselves.
    """
    return spread(pred - target)


@exercise.mistake
def relative_error(pred, target):
    """You divide the errors by the targets. This loss measures plain distance, whatever the size of the target."""
    return np.mean(np.sum(((pred - target) / target) ** 2, axis=1))


@exercise.mistake(combine=(np.sum, np.mean))
def huber(pred, target, *, combine):
    """You flatten large errors into absolute ones (the Huber loss). The Euclidean loss squares every error."""
    error = np.abs(pred - target)
    return np.mean(combine(np.where(error < 1, 0.5 * error**2, error - 0.5), axis=1))


@exercise.mistake(power=(3, 4))
def other_power(pred, target, *, power):
    """You raise the errors to another power than 2."""
    return np.mean(np.sum(np.abs(pred - target) ** power, axis=1))


@exercise.mistake
def squared_twice(pred, target):
    """You square the loss of each example once more. Σ_k (pred − target)² is the squared length already."""
    return np.mean(_losses(pred, target) ** 2)


@exercise.mistake(decimals=(None, 0, 1, 2, 3))
def rounded(pred, target, *, decimals):
    """You round the loss, or cut its decimals off. Return all its digits; rounding is for printing."""
    return int(_loss(pred, target)) if decimals is None else np.round(_loss(pred, target), decimals)


@exercise.mistake(shape=((1,), (1, 1)))
def in_an_array(pred, target, *, shape):
    """Your number is right, but it comes in an array or a list with one entry. Return the number itself: no `keepdims`,
    no brackets.
    """
    return np.full(shape, _loss(pred, target))


@exercise.mistake(which=("pred", "target"))
def in_place(pred, target, *, which):
    """You subtract in a caller's array (`-=`), so that the input is gone. Write `pred - target`, which makes a new
    array.
    """
    loss = _loss(pred, target)
    kept, lost = (target, pred) if which == "pred" else (pred, target)
    lost -= kept.astype(lost.dtype)
    return loss


@exercise.alternative
def loops(pred, target):
    total = 0.0
    for row, wanted in zip(pred.tolist(), target.tolist(), strict=True):
        for p, t in zip(row, wanted, strict=True):
            total += (p - t) ** 2
    return total / len(pred)


@exercise.alternative
def in_float32(pred, target):
    d = np.subtract(pred, target, dtype=np.float32)
    return float(np.einsum("nk,nk->", d, d) / d.shape[0])


@exercise.alternative
def squared_norms(pred, target):
    return np.average(np.linalg.norm(target - pred, axis=-1) ** 2)


@exercise.alternative
def one_norm_of_the_matrix(pred, target):
    return np.asarray(np.linalg.norm(pred - target) ** 2 / pred.shape[0])


@exercise.alternative
def expanded_square(pred, target):
    p, t = pred.astype(float), target.astype(float)
    return ((p * p).sum() - 2 * (p * t).sum() + (t * t).sum()) / len(p)


@exercise.alternative
def mean_times_outputs(pred, target):
    return np.square(pred - target).mean() * pred.shape[1]


@exercise.alternative
def inner_products(pred, target):
    return float(sum(d @ d for d in pred - target)) / len(target)


@exercise.alternative
def trace(pred, target):
    d = pred - target
    return np.trace(d.T @ d) / np.size(d, 0)
