"""A test of somebody else's backward pass (Lecture 2.2, "Backpropagation": how to be sure that a gradient is right).

The answer is a test, so its inputs are functions: a right backward pass, changed from the outside by
``fallline.variants``. A mistake is a weak test; what tells it from others is the set of wrong backward passes that it
lets pass.
"""

import numpy as np

from fallline.plain import FunctionName
from fallline.variants import VARIANTS
from grader.exercise import Case, Exercise

exercise = Exercise(
    "recognises_affine_backward",
    number="4.8",
    lesson="04_layers",
    points=6,
    lines=10,
    difficulty=3,
    read="lesson 04, “Write the test yourself”",
    hints=(
        "Two things can be wrong with a gradient: its shape and its numbers. Think of the wrong ones first: on which "
        "dout, X and W does each of them look right? Those inputs are useless to you.",
        "dX = dout·Wᵀ, dW = Xᵀ·dout, db = Σ_n dout_n; or a central difference of Σ dout·(XW + b) in each entry. Take "
        "irregular numbers of both signs and several examples, so that a mean, a transpose or a missing factor shows.",
        "Draw dout, X and W with three different sides, and once more with equal ones. Ask f, and for each of its "
        "results compare first the shape and then all entries, up to round-off. What raises is no right answer.",
    ),
    grader_tries="more wrong ones: of the wrong sign, of one example alone, without the message, nearly right",
    using="affine_backward",
)


def _gradients(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


def _batch(rng, N, D, C):
    return rng.normal(size=(N, C)), rng.normal(size=(N, D)), rng.normal(size=(D, C))


_RNG = np.random.default_rng(8)
OBLONG, SQUARE, NARROW = _batch(_RNG, 5, 3, 2), _batch(_RNG, 3, 3, 3), _batch(_RNG, 2, 2, 4)
BATCHES = (OBLONG, SQUARE, NARROW)


def _agrees(f, batches=BATCHES, parts=(0, 1, 2), shapes=True, **tolerance):
    """Return whether ``f`` gives the right gradients on each batch: in shape (unless told otherwise) and in value."""
    return all(_agrees_on(f, batch, parts, shapes, tolerance) for batch in batches)


def _agrees_on(f, batch, parts, shapes, tolerance):
    seen, right = f(*batch), _gradients(*batch)
    pairs = [(np.asarray(seen[k]), right[k]) for k in parts]
    return len(seen) == 3 and all(
        (a.shape == b.shape or not shapes) and np.allclose(a, b, **tolerance) for a, b in pairs
    )


def _behaves_like(f, model):
    """Return whether ``f`` does on every batch what ``model`` does; to raise is one of the things that it can do."""
    return all(_same(_outcome(f, batch), _outcome(model, batch)) for batch in BATCHES)


def _outcome(f, batch):
    try:
        return f(*batch)
    except Exception:
        return None


def _same(mine, theirs):
    if mine is None or theirs is None:
        return mine is theirs
    pairs = zip(mine, theirs, strict=True)
    return all(np.shape(a) == np.shape(b) and np.allclose(a, b) for a, b in pairs)


@exercise.reference
def recognises_affine_backward(f):
    try:
        return bool(_agrees(f))
    except Exception:
        return False


def _case(words, name, **settings):
    return Case(words, {"f": FunctionName(name)}, raising_is=False, **settings)


@exercise.function
def one_too_small(dout, X, W):
    return tuple(gradient - 1.0 for gradient in _gradients(dout, X, W))


@exercise.function
def one_too_large(dout, X, W):
    return tuple(gradient + 1.0 for gradient in _gradients(dout, X, W))


@exercise.cases
def cases(rng):
    yield _case("a right backward pass", "right", public=True)
    yield _case("dW divided by N", "weights_averaged", public=True)
    yield _case("dW transposed", "weights_transposed", public=True)
    yield _case("db averaged", "bias_averaged", public=True)
    yield _case("db over the classes", "bias_over_classes", public=True)
    yield _case("dX with W in place of its transpose", "inputs_by_untransposed_weights", public=True)
    yield _case("dX without the message from above", "inputs_without_upstream", public=True)
    yield _case("dW before dX", "weights_first", public=True)
    yield _case("dW without the message from above", "weights_without_upstream")
    yield _case("dW of the wrong sign", "weights_negative", public=True)
    yield _case("db that counts the examples", "bias_of_ones")
    yield _case("db for each example", "bias_not_summed")
    yield _case("db before dW", "bias_before_weights")
    yield _case("dX all zeros", "inputs_zero", public=True)
    yield _case("dX divided by N", "inputs_averaged")
    yield _case("everything twice as large", "twice_as_large")
    yield _case("the first example alone", "parameters_of_first_example")
    yield _case("every entry too small", "one_too_small")
    yield _case("every entry too large", "one_too_large")
    edge = {"check": "edge cases"}
    yield _case("a right backward pass, up to round-off", "rounded_otherwise", public=True, **edge)
    yield _case("db as a row", "bias_as_a_row", public=True, **edge)
    yield _case("negative messages lost", "negative_upstream_lost", public=True, **edge)
    yield _case("dX blocked where X is negative", "inputs_masked", **edge)
    yield _case("the last row of dW left out", "last_feature_left_out", **edge)
    yield _case("dW upside down", "weights_upside_down", **edge)
    yield _case("one per cent too large", "one_per_cent_too_large", **edge)


@exercise.mistake
def accepts_everything(f):
    """Your test accepts every function. Ask f for the gradients of a batch that you know, and return False where
    one of them is far off.
    """
    return True


@exercise.mistake
def rejects_everything(f):
    """Your test rejects a right backward pass. Look for an expected gradient that is itself wrong (a mean, an
    order, a transpose), for `==` between real numbers, and for a `return False` that is always reached.
    """
    return False


@exercise.mistake(caught=(True, False))
def verdict_turned_round(f, *, caught):
    """Your test rejects the right backward pass and accepts the wrong ones: True and False are exchanged."""
    return not (recognises_affine_backward(f) if caught else _agrees(f))


@exercise.mistake
def compares_exactly(f):
    """Your test rejects a right backward pass that differs in the 14th digit, as another order of operations does.
    Compare real numbers with np.allclose as it comes, not with `==`.
    """
    return _agrees(f, rtol=3e-15, atol=0.0)


@exercise.mistake(seen_is=("not above", "not below"))
def compares_on_one_side(f, *, seen_is):
    """Your test looks at differences without `abs`, so what is too small (or too large) everywhere gets away with it.
    Compare the sizes of the differences, or use np.allclose.
    """
    sign = 1.0 if seen_is == "not above" else -1.0
    return all(
        np.shape(a) == b.shape and np.all(sign * (a - b) < 1e-6)
        for batch in BATCHES
        for a, b in zip(f(*batch), _gradients(*batch), strict=True)
    )


WRONG_CONTRACTS = {
    "weights_averaged": "a dW that is divided by N and rejects the right one. The 1/N of the mean loss is in dout "
    "already.",
    "bias_averaged": "a mean for db and rejects the sum. The 1/N of the mean loss is in dout already.",
    "weights_transposed": "a dW of shape (C, D) and rejects the right one. It has the shape of W, (D, C).",
    "bias_over_classes": "a db that sums over the classes and rejects the right one. It sums over axis 0.",
    "bias_as_a_row": "a db of shape (1, C) and rejects the right one. It has the shape of b, (C,).",
    "bias_not_summed": "a db with a row for each example and rejects the right one. It sums over the examples: (C,).",
    "weights_first": "dW in the first place and rejects the right order. It is dX, dW, db.",
    "bias_before_weights": "db in the second place and rejects the right order. It is dX, dW, db.",
    "inputs_averaged": "a dX that is divided by N and rejects the right one. Nothing is divided in this layer.",
}
HOLES = {
    "weights_averaged": "a dW that is divided by N. Compare dW with the sum over several examples.",
    "weights_transposed": "a dW that is transposed. Compare its shape and all its entries, not its sum or its norm.",
    "weights_without_upstream": "a dW that knows nothing of dout. Compare dW for a dout that is not all ones.",
    "weights_negative": "a dW of the wrong sign. Compare the values as they are, without `abs` and without a square.",
    "last_feature_left_out": "a dW whose last row is 0. Compare all entries of dW.",
    "bias_averaged": "a db that is a mean. Compare db with the sum over several examples.",
    "bias_over_classes": "a db that sums over the classes. Compare its shape where N differs from C, and its entries.",
    "bias_not_summed": "a db with a row for each example. Compare its shape: it must be (C,).",
    "bias_as_a_row": "a db of shape (1, C). np.allclose broadcasts and so overlooks shapes: compare them, too.",
    "bias_of_ones": "a db that counts the examples. Compare db for a dout that is not all ones.",
    "weights_first": "dW in the first place and dX in the second. Compare each of the three with what belongs there.",
    "bias_before_weights": "db in the second place and dW in the third. Compare each of the three with what belongs "
    "there.",
    "inputs_without_upstream": "a dX that knows nothing of dout. Compare dX for a dout that is not all ones.",
    "inputs_by_untransposed_weights": "a dX that multiplies by W as it is, which goes through if W is square, and is "
    "right if W is symmetric. Take D and C unlike or irregular weights, let no exception pass, and compare dX.",
    "inputs_zero": "a dX that is all zeros. Compare the entries of dX.",
    "inputs_averaged": "a dX that is divided by N. Compare dX for several examples.",
    "inputs_masked": "a dX that is 0 where X is negative. Give X entries of both signs, and compare dX.",
    "negative_upstream_lost": "a function that takes negative messages for 0. Give dout entries of both signs.",
    "parameters_of_first_example": "a dW and a db that read the first example only. Compare them for several examples.",
    "weights_upside_down": "a dW whose rows are in reverse order. Compare all entries of dW, not its sum or its norm.",
    "one_per_cent_too_large": "gradients that are one per cent too large. Compare with known values, and keep the "
    "tolerance of np.allclose.",
    "twice_as_large": "gradients that are twice too large. Compare with known values, closely.",
}


def _weak_test(prefix, variant, sentence):
    """Register the test that accepts one wrong backward pass, in place of the right one or beside it."""
    wrong = VARIANTS[variant](_gradients)

    def test(f):
        return (prefix == "accepts" and recognises_affine_backward(f)) or _behaves_like(f, wrong)

    test.__doc__ = f"Your test accepts {sentence}"
    exercise.mistake(name=f"{prefix}-{variant.replace('_', '-')}")(test)


# Where two mistakes tie, the first one is named: so those that let the fewest functions through come first.
for name, sentence in WRONG_CONTRACTS.items():
    _weak_test("expects", name, sentence)
for name, sentence in HOLES.items():
    _weak_test("accepts", name, sentence)


@exercise.mistake
def never_compares_dX(f):
    """Your test never compares dX, so a wrong one passes. The layer below learns from dX: compare all three."""
    return _agrees(f, parts=(1, 2))


@exercise.mistake
def never_compares_dW(f):
    """Your test never compares dW, so a wrong one passes. Compare all three gradients."""
    return _agrees(f, parts=(0, 2))


@exercise.mistake
def never_compares_db(f):
    """Your test never compares db, so a wrong one passes. Compare all three gradients."""
    return _agrees(f, parts=(0, 1))


@exercise.mistake(part=(0, 1, 2))
def compares_one_gradient_of_three(f, *, part):
    """Your test compares one of the three gradients and never looks at the other two. Compare dX, dW and db."""
    return _agrees(f, parts=(part,))


@exercise.mistake
def one_right_gradient_is_enough(f):
    """Your test accepts f if any of its three gradients is right. All of them must be: `all` and not `any`, or
    `and` and not `or`.
    """
    return any(_agrees(f, parts=(part,)) for part in (0, 1, 2))


@exercise.mistake(parts=((0, 1, 2), (1, 2)), shapes=(True, False))
def one_example_at_a_time(f, *, parts, shapes):
    """Your test shows f one example at a time. Whether f adds up the batch, averages it or reads one example alone
    shows with several examples.
    """
    return _agrees(f, [(dout[:1], X[:1], W) for dout, X, W in BATCHES], parts, shapes)


@exercise.mistake
def messages_all_zero(f):
    """Your test makes dout all zeros, and almost everything agrees then: all gradients are 0. Take irregular messages
    of both signs.
    """
    return _agrees(f, [(np.zeros_like(dout), X, W) for dout, X, W in BATCHES])


@exercise.mistake(shapes=(True, False))
def messages_all_ones(f, *, shapes):
    """Your test makes dout all ones, so a gradient that knows nothing of dout gets away with it. Take irregular
    messages of both signs.
    """
    return _agrees(f, [(np.ones_like(dout), X, W) for dout, X, W in BATCHES], shapes=shapes)


@exercise.mistake
def everything_positive(f):
    """Your test uses positive numbers only, so a function that loses negative ones gets away with it. Take numbers
    of both signs, as from `rng.normal`.
    """
    return _agrees(f, [tuple(np.abs(part) for part in batch) for batch in BATCHES])


@exercise.mistake
def one_number_everywhere(f):
    """Your test fills dout, X and W with ones, and most wrong gradients look right then. Take irregular numbers of
    both signs.
    """
    return _agrees(f, [tuple(np.ones_like(part) for part in batch) for batch in BATCHES])


@exercise.mistake(square=(False, True))
def shapes_alone(f, *, square):
    """Your test looks at the shapes and not at the numbers, or at numbers that are all 0. Compare the entries, too,
    for irregular dout, X and W.
    """
    return _agrees(f, [SQUARE] if square else BATCHES, rtol=np.inf, atol=np.inf)


@exercise.mistake(total=(np.sum, np.linalg.norm))
def one_number_a_gradient(f, *, total):
    """Your test compares one number a gradient, such as its sum or its norm. A transpose, a permutation and many a
    wrong entry leave that as it is: compare all entries.
    """
    return all(
        np.allclose(total(mine), total(right))
        for batch in BATCHES
        for mine, right in zip(f(*batch), _gradients(*batch), strict=True)
    )


def _linear(f, dout, X, W):
    return all(np.allclose(2.0 * a, b) for a, b in zip(f(dout, X, W), f(2.0 * dout, X, W), strict=True))


def _adds_up(f, dout, X, W):
    ones = [f(dout[i : i + 1], X[i : i + 1], W)[1] for i in range(len(X))]
    return np.allclose(np.sum(ones, axis=0), f(dout, X, W)[1])


def _weighs_the_same(f, dout, X, W):
    dX, dW, _ = f(dout, X, W)
    return np.isclose(np.sum(dX * X), np.sum(dW * W))


def _finite(f, dout, X, W):
    return all(np.all(np.isfinite(gradient)) for gradient in f(dout, X, W))


@exercise.mistake(holds=(_linear, _adds_up, _weighs_the_same, _finite))
def no_known_value(f, *, holds):
    """Your test asks for a property that many wrong gradients have, too (finite, twice as large for twice the
    message, the sum of its examples). Work out the three gradients, and return True only if f comes close to all of
    them.
    """
    return all(holds(f, *batch) for batch in BATCHES)


@exercise.mistake(width=(4.0, 6.0))
def tolerance_too_wide(f, *, width):
    """Your test lets gradients pass that are far off: its tolerance is too wide. np.allclose as it comes is right."""
    return _agrees(f, atol=width)


@exercise.alternative
def the_formulas(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(6, 4)), rng.normal(size=(6, 3)), rng.normal(size=(3, 4))
    dX, dW, db = f(dout, X, W)
    if dX.shape != X.shape or dW.shape != W.shape or db.shape != (4,):
        return False
    return np.allclose(dX, dout @ W.T) and np.allclose(dW, X.T @ dout) and np.allclose(db, dout.sum(0))


@exercise.alternative
def central_differences(f):
    rng = np.random.default_rng(11)
    dout, X, W, b = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)

    def message():
        return np.sum(dout * (X @ W + b))

    for gradient, values in zip(f(dout, X, W), (X, W, b), strict=True):
        if np.shape(gradient) != values.shape:
            return False
        for index in np.ndindex(values.shape):
            kept = values[index]
            values[index] = kept + 1e-5
            above = message()
            values[index] = kept - 1e-5
            below = message()
            values[index] = kept
            if abs((above - below) / 2e-5 - gradient[index]) > 1e-6:
                return False
    return True


@exercise.alternative
def failed_asserts(f):
    rng = np.random.default_rng(3)
    for N, D, C in ((4, 3, 2), (3, 3, 3), (1, 5, 2)):
        dout, X, W = rng.normal(size=(N, C)), rng.normal(size=(N, D)), rng.normal(size=(D, C))
        dX, dW, db = f(dout, X, W)
        assert db.shape == (C,)  # noqa: S101
        np.testing.assert_allclose(dX, np.einsum("nc,dc->nd", dout, W), rtol=1e-9)
        np.testing.assert_allclose(dW, np.einsum("nd,nc->dc", X, dout), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(db, sum(dout), rtol=1e-9)
    return True


@exercise.alternative
def numbers_by_hand(f):
    dout, X, W = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[2.0, -1.0, 4.0], [-3.0, 0.0, 1.0]]), np.ones((3, 2))
    W[0, 1], W[2, 0] = -2.0, 0.5
    wanted = (
        [[5.0, -1.0, -1.5], [-5.5, 3.5, 3.25]],
        [[0.5, -13.0], [-1.0, 2.0], [4.5, -5.0]],
        [1.5, 1.0],
    )
    got = f(dout, X, W)
    return len(got) == 3 and all(np.array_equal(np.round(a, 9), np.array(b)) for a, b in zip(got, wanted, strict=True))


@exercise.alternative
def a_loop_that_gives_up(f):
    rng = np.random.default_rng(21)
    for sides in ((2, 3, 4), (5, 2, 5), (4, 4, 3)):
        N, D, C = sides
        dout, X, W = rng.uniform(-2, 2, (N, C)), rng.uniform(-2, 2, (N, D)), rng.uniform(-2, 2, (D, C))
        try:
            got = f(dout, X, W)
            for mine, right in zip(got, (dout.dot(W.T), X.T.dot(dout), np.ones(N).dot(dout)), strict=True):
                if mine.shape != right.shape or np.abs(mine - right).max() > 1e-8:
                    return False
        except ValueError:
            return False
    return True


@exercise.alternative
def an_error_of_its_own(f):
    dout, X, W = (np.sin(np.arange(float(n * m)) * 1.7 + 1).reshape(n, m) for n, m in ((5, 2), (5, 4), (4, 2)))
    right = {"dX": (dout[:, None] * W).sum(2), "dW": sum(map(np.outer, X, dout)), "db": dout.T @ np.ones(5)}
    for (name, wanted), got in zip(right.items(), f(dout, X, W), strict=True):
        if np.shape(got) != np.shape(wanted) or not np.allclose(got, wanted):
            raise ValueError(name)
    return True
