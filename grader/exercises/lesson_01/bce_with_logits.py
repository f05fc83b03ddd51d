"""Binary cross-entropy from a score (Lecture 2.2, "First Loss Function: Cross-Entropy Loss")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Linear, Same
from grader.exercise import Case, Exercise

exercise = Exercise(
    "bce_with_logits",
    number="1.6",
    lesson="01_loss_functions",
    points=8,
    lines=2,
    difficulty=2,
    read="lesson 01, “Two classes: the logistic loss”",
    hints=(
        "With two classes one score is enough: σ(f) is the probability of label 1, and 1 − σ(f) = σ(−f) that of label "
        "0. The loss of an example is −log of the probability of the label that it has.",
        "L_i = −[y log σ(f) + (1 − y) log(1 − σ(f))]. Put σ in, and both cases become log(1 + exp(z)) with z = −f for "
        "label 1 and z = f for label 0. A form of log(1 + exp(z)) that never overflows is all you need.",
        "Three steps: give each score the sign that its label asks for; take log(exp(0) + exp(z)) with the NumPy "
        "function made for sums of exponentials under a logarithm; average over the examples. No probability appears.",
    ),
    grader_tries="one example, one label only, scores of ±10000, float32 scores",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def bce_with_logits(f, y):
    z = np.where(y == 1, -f, f)
    return np.mean(np.logaddexp(0.0, z))


def _case(name, f, y, **settings):
    return Case(name, {"f": f, "y": np.array(y)}, **settings)


def _steps(rng, n):
    """Return numbers between -3 and 3 in steps of 1/64, which stay exact in float32 when thousands are added."""
    return rng.integers(-192, 193, size=n) / 64


@exercise.cases
def cases(rng):
    yield _case("five examples", 1.5 * rng.normal(size=5), rng.permutation([0, 1, 1, 0, 1]), public=True)
    between = rng.uniform(0.1, 0.9, size=6)
    yield _case("scores between 0 and 1", between, rng.permutation([0, 1, 0, 1, 1, 1]), public=True)
    yield _case("one example of class 1", rng.uniform(0.3, 2.0, size=1) * rng.choice([-1.0, 1.0]), [1], public=True)
    yield _case("one example of class 0", rng.uniform(0.3, 2.0, size=1) * rng.choice([-1.0, 1.0]), [0])
    yield _case("eight examples", 2.0 * rng.normal(size=8), rng.permutation([0, 0, 0, 0, 0, 1, 1, 1]))
    yield _case("only label 0", rng.normal(size=4), [0, 0, 0, 0])
    yield _case("only label 1", rng.normal(size=3), [1, 1, 1])
    edge = {"check": "edge cases", "quiet": True}
    yield _case("all scores zero", np.zeros(4), rng.permutation([0, 1, 1, 1]), public=True, **edge)
    sides = 1000.0 * np.array([1, 1, -1, -1]) + _steps(rng, 4)
    yield _case("scores of ±1000, every one right", sides, [1, 1, 0, 0], public=True, **edge)
    yield _case("scores of ±1000, every one wrong", sides, [0, 0, 1, 1], public=True, **edge)
    yield _case("scores of 10000", 10000.0 + _steps(rng, 3), [1, 0, 1], public=True, **edge)
    yield _case("scores of -10000", -10000.0 + _steps(rng, 3), [0, 0, 1], public=True, **edge)
    ladder = np.array([6.0, 12, 18, 24, 30, 36, 40, 300]) + rng.uniform(0, 2, size=8)
    yield _case("wrong for label 0 by more and more", ladder, [0] * 8, public=True, **edge)
    yield _case("wrong for label 1 by more and more", -ladder, [1] * 8, public=True, **edge)
    yield _case("labels that are True and False", rng.normal(size=4), [True, False, False, True], public=True, **edge)
    single = rng.normal(size=5).astype(np.float32)
    yield _case("float32 scores", single, rng.permutation([0, 0, 1, 1, 1]), check="edge cases")
    yield _case("read-only inputs", rng.normal(size=4), [0, 1, 1, 0], check="contract", read_only=True)


@exercise.law
def zero_scores_give_log_2(rng):
    """With a score of 0 both labels have probability ½, and the loss must be log 2."""
    return Gives(({"f": np.zeros(5), "y": rng.permutation([0, 1, 0, 0, 1])},), float(np.log(2.0)))


@exercise.law
def labels_and_signs_may_be_exchanged(rng):
    """Exchanging the labels 0 and 1 and turning the sign of every score must change nothing."""
    f, y = rng.normal(size=5), rng.permutation([0, 1, 0, 0, 1])
    return Same({"f": f, "y": y}, {"f": -f, "y": 1 - y})


@exercise.law
def the_two_labels_differ_by_the_score(rng):
    """For one score, the loss at label 0 must exceed the loss at label 1 by exactly the score."""
    f = rng.normal(size=1)
    return Linear(({"f": f, "y": np.array([0])}, {"f": f, "y": np.array([1])}), (1.0, -1.0), float(f[0]))


@exercise.law
def the_batch_is_the_mean_of_its_examples(rng):
    """The loss of a batch must be the mean of the losses of its examples."""
    f, y = rng.normal(size=3), rng.permutation([0, 1, 1])
    ones = [{"f": f[i : i + 1], "y": y[i : i + 1]} for i in range(3)]
    return Linear(({"f": f, "y": y}, *ones), (3.0, -1.0, -1.0, -1.0))


GUARDS = (0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-14, 1e-15)
BOUNDS = (1, 5, 10, 15, 20, 25, 30, 35, 36, 40, 50, 60, 88, 100, 500, 600, 700, 708, 709)
TINY_GUARDS = (np.finfo(float).eps, 1e-16, 1e-20, 1e-30, 1e-100, 1e-300)


def _signed(f, y):
    """Return z, of which the loss is log(1 + exp(z)): -f for label 1, f for label 0."""
    return np.where(y == 1, -f, f)


def _losses(f, y):
    return np.logaddexp(0.0, _signed(f, y))


def _loss(f, y):
    return np.mean(_losses(f, y))


def _p(f):
    return np.exp(-np.logaddexp(0.0, -np.asarray(f, dtype=float)))


def _from_p(p, y, clean=lambda p: p):
    """Return the loss of probabilities that go through ``clean`` before the logarithm."""
    return -np.mean(np.log(np.where(y == 1, clean(p), clean(1 - p))))


def _both_terms(f, y):
    """Return y log p and (1 - y) log(1 - p), each to full accuracy."""
    return -1.0 * y * np.logaddexp(0.0, -f), (1.0 * y - 1.0) * np.logaddexp(0.0, f)


@exercise.mistake(divisor=("1", "N", "label"))
def only_positive(f, y, *, divisor):
    """You have the term of label 1 only, −y log p, so that an example of label 0 costs nothing. Add −(1 − y) log(1 −
    p), and average over all N examples.
    """
    return -np.sum(_both_terms(f, y)[0]) / {"1": 1, "N": len(y), "label": np.sum(y)}[divisor]


@exercise.mistake(divisor=("1", "N", "label"))
def only_negative(f, y, *, divisor):
    """You have the term of label 0 only, −(1 − y) log(1 − p), so that an example of label 1 costs nothing. Add −y log
    p, and average over all N examples.
    """
    return -np.sum(_both_terms(f, y)[1]) / {"1": 1, "N": len(y), "label": np.sum(1.0 - y)}[divisor]


@exercise.mistake
def swapped_labels(f, y):
    """You compute the loss of the opposite labels: y and 1 − y are exchanged, or the sign in the exponent of σ(f) is.
    With a high score, label 1 must be cheap and label 0 expensive.
    """
    return _loss(-f, y)


@exercise.mistake
def swapped_labels_and_sum(f, y):
    """You compute the loss of the opposite labels (y and 1 − y exchanged, or the sign in the exponent of σ(f)), and you
    add it up instead of taking the mean.
    """
    return np.sum(_losses(-f, y))


@exercise.mistake
def swapped_labels_and_sign(f, y):
    """Two signs are wrong: the loss is negative, and label 1 gets the term of label 0. The loss is −log p of the label
    that the example has.
    """
    return -_loss(-f, y)


@exercise.mistake(sign=(1, -1))
def labels_pm1(f, y, *, sign):
    """You use the form for labels −1 and +1, log(1 + exp(−y f)), with labels 0 and 1. Every example of label 0 then
    costs log 2, whatever its score: turn the labels into ±1 first.
    """
    return np.mean(np.logaddexp(0.0, -sign * y * f))


@exercise.mistake(labels=("0 is -1", "1 is -1"))
def labels_pm1_in_the_terms(f, y, *, labels):
    """You turn the labels into −1 and +1 and use them as the weights y and 1 − y. These weights need labels 0 and 1;
    the ±1 labels belong to the form log(1 + exp(−y f)).
    """
    y = 2.0 * y - 1 if labels == "0 is -1" else 1 - 2.0 * y
    return -np.mean(sum(_both_terms(f, y)))


@exercise.mistake(name="sum")
def total(f, y):
    """You add up the losses. The contract asks for their mean over the N examples."""
    return np.sum(_losses(f, y))


@exercise.mistake
def sign(f, y):
    """The minus sign is missing: this is the mean log-probability, at most 0. A loss falls as the model improves."""
    return -_loss(f, y)


@exercise.mistake
def sign_and_sum(f, y):
    """You add up the log-probabilities. Two things are missing: the minus sign, and the division by N."""
    return -np.sum(_losses(f, y))


@exercise.mistake(term=(0, 1), factor=(1, -1))
def sign_of_one_term(f, y, *, term, factor):
    """One of the two terms has the wrong sign. The minus stands in front of both: −[y log p + (1 − y) log(1 − p)]."""
    one, zero = _both_terms(f, y)
    return factor * np.mean(one - zero if term else zero - one)


@exercise.mistake(form=("label", "products", *GUARDS))
def prob_input(f, y, *, form):
    """You take the logarithm of f itself, as if it were a probability. It is a score of any size: −log σ(f) is asked
    for.
    """
    if form == "products":
        return -np.mean(y * np.log(f) + (1 - y) * np.log(1 - f))
    return _from_p(f if form == "label" else np.clip(f, form, 1 - form), y)


@exercise.mistake
def sigmoid_twice(f, y):
    """You apply σ twice: a probability goes where a score is expected. The formula with log(1 + exp(…)) holds σ
    already.
    """
    return _loss(_p(f), y)


@exercise.mistake(factor=(2.0, 0.5))
def other_slope(f, y, *, factor):
    """Your probability is σ(2f) or σ(f/2). In a two-class softmax the second score is 0, not −f; where tanh makes the
    probability, σ(f) = (1 + tanh(f/2)) / 2.
    """
    return _loss(factor * f, y)


@exercise.mistake
def tanh(f, y):
    """You use tanh, which lies between −1 and 1, for a probability. Take σ(f)."""
    return _from_p(np.tanh(f), y)


@exercise.mistake(form=("both labels", "label 1", "label 1, summed"))
def softmax_over_the_batch(f, y, *, form):
    """You take a softmax over the batch, so that the examples compete. Each example has its own probability, σ(f)."""
    log_p = f - np.logaddexp.reduce(f)
    if form == "both labels":
        return _from_p(np.exp(log_p), y)
    return -np.sum(y * log_p) / (1 if form.endswith("summed") else len(y))


@exercise.mistake
def sigmoid_parentheses(f, y):
    """Parentheses are missing in your σ: 1/1 + exp(−f) is 1 + exp(−f), more than 1. Put the whole sum below
    the line.
    """
    return _from_p(1 + np.exp(-f), y)


@exercise.mistake
def no_log(f, y):
    """You average the probabilities of the labels and take no logarithm. The loss of an example is −log p."""
    return -np.mean(np.exp(-_losses(f, y)))


@exercise.mistake(form=("absolute", "square", "half square", "root"))
def error_of_p(f, y, *, form):
    """You average |y − p| or its square, which never exceeds 1 however wrong the model is. The loss of an example is
    −log p.
    """
    error = np.abs(y - _p(f))
    square = np.mean(error**2)
    return {"absolute": np.mean(error), "square": square, "half square": square / 2, "root": np.sqrt(square)}[form]


@exercise.mistake
def error_of_f(f, y):
    """You compare the score with the label by their squared difference. The score 0 means “undecided” and has no
    distance to a label: the loss is −log σ(±f).
    """
    return np.mean((y - f) ** 2)


@exercise.mistake
def hinge(f, y):
    """You compute the hinge loss, max(0, 1 ∓ f). The logistic loss has log(1 + exp(∓f)) in its place."""
    return np.mean(np.maximum(0.0, 1 + _signed(f, y)))


@exercise.mistake
def exponential(f, y):
    """You average exp(∓f). The logistic loss is log(1 + exp(∓f))."""
    return np.mean(np.exp(_signed(f, y)))


@exercise.mistake(threshold=(0.0, 0.5), wrong=(True, False))
def error_rate(f, y, *, threshold, wrong):
    """You count right or wrong predictions. The loss asks how much probability the label gets: the mean of −log p."""
    return np.mean(((f > threshold) != (y == 1)) == wrong)


@exercise.mistake(base=(2.0, 10.0))
def other_base(f, y, *, base):
    """You take the logarithm to base 2 or 10. The contract asks for nats: take the natural logarithm."""
    return _loss(f, y) / np.log(base)


@exercise.mistake
def logaddexp2(f, y):
    """You use powers and logarithms of base 2 (`np.logaddexp2`). The loss needs those of base e: `np.logaddexp`."""
    return np.mean(np.logaddexp2(0.0, _signed(f, y)))


@exercise.mistake
def half(f, y):
    """You take half of the loss, as an average over two classes does. An example has one label: divide by N only."""
    return 0.5 * _loss(f, y)


@exercise.mistake
def divided_by_N_twice(f, y):
    """You divide by N twice. A mean holds one division already."""
    return _loss(f, y) / len(y)


@exercise.mistake
def n_minus_one(f, y):
    """You divide by N − 1. A mean divides by N, and a single example needs that, too."""
    return np.sum(_losses(f, y)) / np.float64(len(y) - 1)


@exercise.mistake(factor=(1.0, 0.5))
def a_mean_for_each_label(f, y, *, factor):
    """You average the examples of label 1 and those of label 0 apart, and add or average the two means. One mean over
    all N examples is asked for.
    """
    losses = _losses(f, y)
    return factor * (losses[y == 1].mean() + losses[y == 0].mean())


@exercise.mistake
def log_of_the_mean(f, y):
    """You average the probabilities and then take the logarithm. First the logarithm of each, then the mean."""
    return -np.log(np.mean(np.exp(-_losses(f, y))))


@exercise.mistake
def perplexity(f, y):
    """You exponentiate the loss, which gives the perplexity. The mean of −log p itself is asked for."""
    return np.exp(_loss(f, y))


@exercise.mistake(combine=(np.max, np.median))
def largest_or_median(f, y, *, combine):
    """You take the largest or the median loss of the batch. The contract asks for the mean."""
    return combine(_losses(f, y))


@exercise.mistake(share=(0.05, 0.1, 0.2))
def smoothed_labels(f, y, *, share):
    """You smooth the labels (0.05 and 0.95 in place of 0 and 1, say). The contract takes them as they are."""
    return (1 - share) * _loss(f, y) + share * (_loss(f, np.ones(len(f))) + _loss(f, np.zeros(len(f)))) / 2


@exercise.mistake(separate=("scores", "logarithms"))
def mean_before_the_product(f, y, *, separate):
    """You average the labels apart from the scores or logarithms, or pair each label with every score (an N × N table).
    Each example's label belongs to its own score: take the loss of each example, then the mean.
    """
    if separate == "scores":
        return np.logaddexp(0.0, np.mean(f)) - np.mean(y) * np.mean(f)
    return np.mean(y) * np.mean(np.logaddexp(0.0, -f)) + np.mean(1.0 - y) * np.mean(np.logaddexp(0.0, f))


@exercise.mistake(assumed=(0, 1))
def labels_ignored(f, y, *, assumed):
    """You treat every example as if it had the same label, so the labels play no part. Each label picks its
    own term.
    """
    return np.mean(np.logaddexp(0.0, -f if assumed else f))


@exercise.mistake
def both_labels_at_once(f, y):
    """You add log p and log(1 − p) for every example, so the labels play no part. Weight them with y and 1 − y."""
    return np.mean(np.logaddexp(0.0, -f) + np.logaddexp(0.0, f))


@exercise.mistake
def entropy(f, y):
    """You weight the logarithms with p and 1 − p, which gives the model's entropy. The weights are the labels, y and 1
    − y.
    """
    return -np.mean(sum(_both_terms(f, _p(f))))


@exercise.mistake(eps=(None, 1e-15, 1e-12, 1e-8, 1e-7))
def log_of_the_label(f, y, *, eps):
    """You take the logarithm of the label and weight it with p. It is the other way round: the label weighs the
    logarithm of the probability, and log 0 does not arise.
    """
    p, t = _p(f), y + 0.0 if eps is None else np.clip(y, eps, 1 - eps)
    return -np.mean(p * np.log(t) + (1 - p) * np.log(1 - t))


@exercise.mistake
def arguments_exchanged(f, y):
    """You use the scores as labels and the labels as scores. The first argument is the score."""
    return np.mean(np.logaddexp(0.0, y) - f * y)


@exercise.mistake
def product_of_the_terms(f, y):
    """You multiply the logarithms of p and 1 − p. Each is weighted with y or 1 − y, and the two terms are added."""
    return np.mean(np.logaddexp(0.0, -f) * np.logaddexp(0.0, f))


@exercise.mistake(factor=(-1, 1))
def one_minus_without_parentheses(f, y, *, factor):
    """Parentheses are missing around 1 − y, so that 1 is added to y log p and y log(1 − p) is subtracted."""
    one, _ = _both_terms(f, y)
    return factor * np.mean(one + 1 + y * np.logaddexp(0.0, f))


@exercise.mistake(sign=(1, -1))
def plus_y_f(f, y, *, sign):
    """You *add* y·f to log(1 + exp(f)), or use −f in one place and f in the other. It is log(1 + exp(f)) − y f."""
    return np.mean(np.logaddexp(0.0, sign * f) + sign * y * f)


@exercise.mistake(exponent=("f - y", "f - y f"))
def y_in_the_exponent(f, y, *, exponent):
    """You subtract the label or y·f inside the exponent. It is subtracted outside: log(1 + exp(f)) − y f."""
    return np.mean(np.logaddexp(0.0, f - y if exponent == "f - y" else f - y * f))


@exercise.mistake
def max_left_out(f, y):
    """The term max(f, 0) is missing: log(1 + exp(f)) = max(f, 0) + log(1 + exp(−|f|))."""
    return np.mean(np.log1p(np.exp(-np.abs(f))) - y * f)


@exercise.mistake
def only_the_max(f, y):
    """You keep max(f, 0) − y f and drop the logarithm, which is right only far from 0. Add log(1 + exp(−|f|))."""
    return np.mean(np.maximum(0.0, _signed(f, y)))


@exercise.mistake
def only_the_logarithm(f, y):
    """You keep log(1 + exp(−|f|)) alone, so that labels and signs play no part. Add max(f, 0) − y f."""
    return np.mean(np.log1p(np.exp(-np.abs(f))))


@exercise.mistake
def min_for_max(f, y):
    """You take min(f, 0) where max(f, 0) belongs: log(1 + exp(f)) = max(f, 0) + log(1 + exp(−|f|))."""
    return np.mean(np.minimum(f, 0) - y * f + np.log1p(np.exp(-np.abs(f))))


@exercise.mistake(sign=(-1, 1))
def abs_left_out(f, y, *, sign):
    """You have max(f, 0), but the exponent beside it is not −|f|. The two belong together: exp(−|f|) never
    exceeds 1.
    """
    return np.mean(np.maximum(f, 0) - y * f + np.log1p(np.exp(sign * f)))


@exercise.mistake
def plus_abs(f, y):
    """You exponentiate +|f| where −|f| belongs. The exponent must never be positive."""
    return np.mean(np.maximum(f, 0) - y * f + np.logaddexp(0.0, np.abs(f)))


@exercise.mistake
def log_of_abs_exponent(f, y):
    """You take log exp(−|f|) and forget the 1 in log(1 + exp(−|f|))."""
    return np.mean(np.maximum(f, 0) - y * f - np.abs(f))


@exercise.mistake
def one_forgotten(f, y):
    """You take log exp(∓f), which is just ∓f: the 1 in log(1 + exp(∓f)) is missing."""
    return np.mean(_signed(f, y))


@exercise.mistake
def one_counted_twice(f, y):
    """You count the 1 twice: `np.log1p(x)` is log(1 + x) already."""
    return np.mean(np.log(2.0 + np.exp(_signed(f, y))))


@exercise.mistake
def log1p_of_p(f, y):
    """You take log(1 + p) where log p belongs. `np.log1p(x)` is log(1 + x)."""
    return -np.mean(np.where(y == 1, np.log1p(_p(f)), np.log1p(-_p(f))))


@exercise.mistake
def logaddexp_of_1(f, y):
    """You pass 1 to `np.logaddexp`, which exponentiates both arguments. The 1 in log(1 + exp(z)) is exp(0): pass 0."""
    return np.mean(np.logaddexp(1.0, _signed(f, y)))


OVERFLOWING = (
    lambda f, y: np.log1p(np.exp(_signed(f, y))),
    lambda f, y: y * np.log1p(np.exp(-f)) + (1 - y) * np.log1p(np.exp(f)),
    lambda f, y: np.log1p(np.exp(f)) - y * f,
    lambda f, y: np.log1p(np.exp(-f)) + (1 - y) * f,
)


# Where two mistakes show only at the extremes, the one with fewer symptoms comes first: it wins a tie.
@exercise.mistake(losses=OVERFLOWING)
def exp_overflows(f, y, *, losses):
    """For large scores your loss becomes inf or nan: an exponential overflows (beyond 709), or a probability that
    rounds to 0 goes into a logarithm. Use a form of log(1 + exp(z)) that exponentiates no positive number.
    """
    return np.mean(losses(f, y))


@exercise.mistake(accurate=(True, False), products=(True, False))
def log_of_sigmoid(f, y, *, accurate, products):
    """You form p = σ(f) and take its logarithm. For large |f|, p or 1 − p rounds to 0 and the loss becomes inf or nan:
    take both logarithms from the score, as log(1 + exp(∓f)).
    """
    p = _p(f) if accurate else 0.5 * (1 + np.tanh(f / 2))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) if products else _from_p(p, y)


@exercise.mistake(eps=(*GUARDS, *TINY_GUARDS))
def plus_eps(f, y, *, eps):
    """You add a small number to p before the logarithm, so that the loss of an example cannot exceed −log of it,
    however wrong the model. Take the logarithm from the score, as log(1 + exp(∓f)), which needs no guard.
    """
    return _from_p(_p(f), y, lambda p: p + eps)


@exercise.mistake(eps=(*GUARDS, *TINY_GUARDS))
def clipped_probability(f, y, *, eps):
    """You clip p, so that the loss of an example cannot exceed −log of the bound, however wrong the model. Take the
    logarithm from the score, as log(1 + exp(∓f)), which needs no guard.
    """
    return _from_p(np.clip(_p(f), eps, 1 - eps), y)


@exercise.mistake(inf=(0.0, None))
def infinities_replaced(f, y, *, inf):
    """You replace the infinite logarithm of p = 0, or leave it out. The loss of a very wrong example is large, not
    absent: take it from the score, and no infinity arises.
    """
    return np.mean(np.nan_to_num(-np.log(np.where(y == 1, _p(f), 1 - _p(f))), posinf=inf))


@exercise.mistake(clip=(*((bound, False) for bound in BOUNDS), *((bound, True) for bound in (25, 30, 35, 36))))
def clipped_scores(f, y, *, clip):
    """You clip the scores to keep exp from overflowing, and the loss stops growing there. Use a form of log(1 + exp(z))
    that exponentiates no positive number.
    """
    bound, through_p = clip
    clipped = np.clip(f, -bound, bound)
    return _from_p(1 / (1 + np.exp(-clipped)), y) if through_p else _loss(clipped, y)


@exercise.mistake(form=("sigmoid", "softplus"))
def warns(f, y, *, form):
    """Your values are right, but NumPy warns of an overflow, or of a logarithm of 0, in numbers that you throw away
    later: `np.where` computes both of its branches. Give exp no positive number, such as −|f|.
    """
    z = _signed(f, y)
    with_exp = np.log1p(np.exp(z)) if form == "softplus" else -np.log(1 / (1 + np.exp(z)))
    return np.mean(np.where(z > 0, _losses(f, y), with_exp))


@exercise.mistake
def per_example(f, y):
    """You return one number for each example. The loss of the batch is a single number: their mean."""
    return _losses(f, y)


@exercise.mistake(divisor=("1", "N", "mean", "sum"))
def gradient(f, y, *, divisor):
    """You work with p − y, the gradient with respect to the scores. The loss itself is asked for: the mean
    of −log p.
    """
    d = _p(f) - y
    return {"1": d, "N": d / len(y), "mean": np.mean(d), "sum": np.sum(d)}[divisor]


@exercise.mistake
def inverted_labels(f, y):
    """You write `~y` for 1 − y. On whole numbers `~` gives −1 for 0 and −2 for 1; subtract from 1."""
    labels = np.asarray(y, dtype=int)
    return np.mean(labels * np.logaddexp(0.0, -f) + ~labels * np.logaddexp(0.0, f))


@exercise.mistake
def probabilities(f, y):
    """You return the probabilities σ(f). The loss is asked for: one number, the mean of −log p."""
    return _p(f)


@exercise.mistake(which=(0, -1), share=(False, True))
def one_example(f, y, *, which, share):
    """Only one example reaches your result. In a loop, add to the total (`+=`) and return after the loop, not in it."""
    return _losses(f, y)[which] / (len(y) if share else 1)


@exercise.mistake(end=("first", "last"))
def an_example_missing(f, y, *, end):
    """Your sum leaves one example out: `range(N)` starts at 0 and stops before N by itself."""
    return np.sum(_losses(f, y)[1:] if end == "first" else _losses(f, y)[:-1]) / len(y)


@exercise.mistake(decimals=(None, 0, 1, 2, 3))
def rounded(f, y, *, decimals):
    """You round the loss, or cut its decimals off. Return all its digits; rounding is for printing."""
    return int(_loss(f, y)) if decimals is None else np.round(_loss(f, y), decimals)


@exercise.mistake(shape=((1,), (1, 1)))
def in_an_array(f, y, *, shape):
    """Your number is right, but it comes in an array with one entry. Average over all examples without `keepdims`."""
    return np.full(shape, _loss(f, y))


@exercise.mistake
def scores_overwritten(f, y):
    """You change the caller's scores in place. Write the signed scores into a new array."""
    loss = _loss(f, y)
    f *= 1 - 2 * y
    return loss


@exercise.mistake
def labels_overwritten(f, y):
    """You turn the labels into −1 and +1 in the caller's array. Make a new one for them: 2y − 1."""
    y[y == 0] = -1
    return np.mean(np.logaddexp(0.0, -y * 1.0 * f))


@exercise.alternative
def loops(f, y):
    loss = 0.0
    for score, label in zip(f.tolist(), y.tolist(), strict=True):
        z = -score if label else score
        loss += max(z, 0) + float(np.log1p(np.exp(-abs(z))))
    return loss / len(f)


@exercise.alternative
def in_float32(f, y):
    s = np.asarray(f, dtype=np.float32)
    t = np.asarray(y, dtype=np.float32)
    return float(np.mean(np.maximum(s, 0) - s * t + np.log1p(np.exp(-np.abs(s)))))


@exercise.alternative
def plus_minus_labels(f, y):
    return np.logaddexp(0, (1 - 2 * y) * f).mean()


@exercise.alternative
def weighted_terms(f, y):
    y = y.astype(float)
    return np.average(y * np.logaddexp(0, -f) + (1 - y) * np.logaddexp(0, f))


@exercise.alternative
def softplus_minus_y_f(f, y):
    return np.asarray((np.logaddexp(0, f) - y * f).sum() / y.size)


@exercise.alternative
def two_class_softmax(f, y):
    scores = np.stack([np.zeros(len(f)), f], axis=1)
    z = scores - scores.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.take_along_axis(log_p, y.astype(int)[:, None], axis=1).mean()


@exercise.alternative
def one_label_at_a_time(f, y):
    hit = y == 1
    total = np.logaddexp(0, -f[hit]).sum() + np.logaddexp(0, f[~hit]).sum()
    return float(total) / f.shape[0]


@exercise.alternative
def two_quiet_branches(f, y):
    z = f * np.where(y, -1.0, 1.0)
    out = np.empty(z.shape)
    up = z > 0
    out[up] = z[up] + np.log(1 + np.exp(-z[up]))
    out[~up] = np.log1p(np.exp(z[~up]))
    return np.einsum("n->", out) / out.size
