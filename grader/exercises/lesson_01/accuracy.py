"""Accuracy, which the losses stand in for (Lecture 2.2, "Linear Classification: Loss Function")."""

import numpy as np

from fallline.laws import Gives, Linear, Same, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "accuracy",
    number="1.9",
    lesson="01_loss_functions",
    points=4,
    lines=1,
    difficulty=1,
    read="lesson 01, “What we want and what we can follow”",
    hints=(
        "The model predicts the class with the highest score. Accuracy is the share of examples for which that class "
        "is the label.",
        "accuracy = (number of examples n with argmax_c f_nc = y_n) / N. The maximum is looked for among the classes, "
        "in each row by itself.",
        "One line: find the position of the largest score along axis 1, compare these N positions with the N labels, "
        "and take the mean of the comparison (True counts 1).",
    ),
    grader_tries="one example alone, two classes, batches of other sizes",
)


@exercise.reference
def accuracy(scores, y):
    return np.mean(np.argmax(scores, axis=1) == y)


def _drawn(rng, n, c):
    """Return scores, and labels of which somewhat more than half are the highest-scoring class."""
    scores = rng.normal(size=(n, c))
    right = rng.permutation(n) < 0.6 * n
    other = (scores.argmax(axis=1) + rng.integers(1, c, size=n)) % c
    return {"scores": scores, "y": np.where(right, scores.argmax(axis=1), other)}


def _ranked(rng):
    """Return scores 0 to 4 in every row, and labels; how many of these are 4 is not how many are right, and not 0."""
    while True:
        scores = rng.permuted(np.tile(np.arange(5), (17, 1)), axis=1)
        beside = rng.permutation(17) % 3
        y = (scores.argmax(axis=1) + beside) % 5
        if np.sum(y == 4) not in (0, np.sum(beside == 0)):
            return {"scores": scores.astype(float), "y": y}


@exercise.cases
def cases(rng):
    yield Case("23 examples, four classes", _drawn(rng, 23, 4), public=True)
    square = _drawn(rng, 11, 11)
    # The highest score of all stands in the first row, so that its position is a class.
    square["scores"][0, square["y"][1]] += 20
    yield Case("as many examples as classes", square, public=True)
    yield Case("seven examples, nine classes", _drawn(rng, 7, 9))
    yield Case("31 examples, two classes", _drawn(rng, 31, 2))
    few = {"scores": rng.normal(size=(41, 8)), "y": rng.integers(0, 3, size=41)}
    yield Case("41 examples of three classes, out of eight", few)
    yield Case("scores that are ranks", _ranked(rng), public=True)
    one = rng.normal(size=(1, 3))
    yield Case("one example", {"scores": one, "y": one.argmax(axis=1)}, check="edge cases")
    scores = rng.normal(size=(6, 4)) - 2
    yield Case("all right", {"scores": scores, "y": scores.argmax(axis=1)}, public=True)
    none = {"scores": scores, "y": (scores.argmax(axis=1) + 1) % 4}
    yield Case("none right", none, public=True)
    tied = {"scores": np.array([[3.0, 3, 1], [0, 2, 2], [1, 1, 1], [5, 0, 5]]), "y": np.array([0, 2, 1, 0])}
    yield Case("ties, which go to the first class", tied, check="edge cases", public=True)
    level = {"scores": np.full((30, 5), 0.5), "y": np.zeros(30, dtype=np.int64)}
    yield Case("all classes tied, always", level, check="edge cases")
    unlike = {**level, "y": rng.permutation(np.arange(30) % 5)}
    yield Case("all classes tied, unlike labels", unlike, check="edge cases")
    single = _drawn(rng, 5, 3)
    single["scores"] = single["scores"].astype(np.float32)
    yield Case("float32 scores", single, check="edge cases")
    yield Case("read-only inputs", _drawn(rng, 6, 3), check="contract", public=True, read_only=True)


@exercise.law
def it_lies_between_0_and_1(rng):
    """Accuracy must lie between 0 and 1."""
    return Within((_drawn(rng, 12, 5), _drawn(rng, 3, 4)), 0.0, 1.0)


@exercise.law
def the_best_classes_as_labels_give_1(rng):
    """If every label is the class with the highest score, accuracy must be 1."""
    scores = rng.normal(size=(8, 5))
    return Gives(({"scores": scores, "y": scores.argmax(axis=1)},), 1.0)


@exercise.law
def only_the_order_of_the_scores_counts(rng):
    """Scaling the scores of an example by a positive number, or shifting them, must not change anything."""
    drawn = _drawn(rng, 9, 4)
    moved = drawn["scores"] * rng.uniform(0.5, 3, size=(9, 1)) + rng.normal(size=(9, 1))
    return Same(drawn, {**drawn, "scores": moved})


@exercise.law
def two_halves_make_a_whole(rng):
    """The accuracy of a batch must be the mean of the accuracies of its two halves."""
    whole = _drawn(rng, 14, 3)
    halves = ({name: value[part] for name, value in whole.items()} for part in (np.s_[:7], np.s_[7:]))
    return Linear((whole, *halves), (2.0, -1.0, -1.0))


def _hits(scores, y):
    return scores.argmax(axis=1) == y


@exercise.mistake(zipped=(False, True))
def axis0(scores, y, *, zipped):
    """You look for the maximum over the examples (axis 0). The prediction is the best class of a *row*: axis 1."""
    best = scores.argmax(axis=0)
    return sum(a == b for a, b in zip(best, y, strict=False)) / len(y) if zipped else np.mean(best == y)


@exercise.mistake(name="global")
def whole_matrix(scores, y):
    """You look for the maximum of the whole matrix: one position for all examples. Give `argmax` an axis."""
    return np.mean(scores.argmax() == y)


@exercise.mistake(decimals=(16, 2, 1, 0))
def percent(scores, y, *, decimals):
    """You return a percentage. The contract asks for a share between 0 and 1."""
    return np.round(100 * np.mean(_hits(scores, y)), decimals)


@exercise.mistake
def count(scores, y):
    """You return the number of right predictions. Divide it by the number of examples."""
    return int(np.sum(_hits(scores, y)))


@exercise.mistake(scale=(lambda y: 1, lambda y: 100, len))
def error_rate(scores, y, *, scale):
    """You measure how many predictions are *wrong*. Accuracy is the share of right ones."""
    return scale(y) * np.mean(~_hits(scores, y))


@exercise.mistake
def argmin(scores, y):
    """You predict the class with the *lowest* score. The model's choice is the highest one."""
    return np.mean(scores.argmin(axis=1) == y)


@exercise.mistake
def max_instead_of_argmax(scores, y):
    """You compare labels with the highest *scores*. A label is a position: ask where in the row the maximum stands."""
    return np.mean(scores.max(axis=1) == y)


@exercise.mistake
def absolute_scores(scores, y):
    """You look for the score of the largest size, whatever its sign. A score far below 0 speaks against its class."""
    return np.mean(np.abs(scores).argmax(axis=1) == y)


@exercise.mistake(kind=(bool, int, float))
def per_example(scores, y, *, kind):
    """You return one entry for each example. Their mean is asked for: a single number."""
    return _hits(scores, y).astype(kind)


@exercise.mistake
def predictions(scores, y):
    """You return the predicted classes. Compare them with the labels and take the mean."""
    return scores.argmax(axis=1)


@exercise.mistake(kind=(bool, int, float))
def whole_number(scores, y, *, kind):
    """Your result is 1 if all predictions are right and 0 otherwise, as `all`, `//` and `int` have it. The share of
    right ones is asked for.
    """
    return kind(np.all(_hits(scores, y)))


@exercise.mistake(kind=(bool, float))
def any_of_them(scores, y, *, kind):
    """You ask whether *any* prediction is right. The share of right ones is asked for: their mean."""
    return kind(np.any(_hits(scores, y)))


@exercise.mistake
def divided_by_classes(scores, y):
    """You divide the number of right predictions by the number of classes. Divide by the number of examples."""
    return np.sum(_hits(scores, y)) / scores.shape[1]


@exercise.mistake
def divided_by_all_entries(scores, y):
    """You divide by N × C, the number of scores. There are N predictions: divide by the number of examples."""
    return np.sum(_hits(scores, y)) / scores.size


@exercise.mistake
def divided_by_n_minus_1(scores, y):
    """You divide by one less than the number of examples. Divide by N."""
    return np.sum(_hits(scores, y)) / max(len(y) - 1, 1)


@exercise.mistake
def one_hot_agreement(scores, y):
    """You compare one-hot tables entry by entry. Most entries are 0 in both, even if the prediction is wrong: compare
    the classes themselves.
    """
    names = np.eye(scores.shape[1])
    return np.mean(names[scores.argmax(axis=1)] == names[y])


@exercise.mistake
def all_pairs(scores, y):
    """You compare every prediction with every label, N × N comparisons: one of the two is a column. Compare two vectors
    of shape (N,).
    """
    return np.mean(scores.argmax(axis=1)[:, None] == y)


@exercise.mistake
def argmax_of_the_labels(scores, y):
    """You take the argmax of the labels. They are class numbers already, not one-hot rows: compare with `y` itself."""
    return np.mean(scores.argmax(axis=1) == np.argmax(y))


@exercise.mistake(shift=(1, -1))
def off_by_one(scores, y, *, shift):
    """You add or subtract 1 before you compare. Labels count from 0, and so does argmax."""
    return np.mean(scores.argmax(axis=1) + shift == y)


@exercise.mistake(k=(2, 3, 5))
def top_k(scores, y, *, k):
    """You also count examples whose label is only among the best few classes. Accuracy asks for the very best."""
    return np.mean((np.argsort(-scores, axis=1)[:, :k] == y[:, None]).any(axis=1))


@exercise.mistake
def second_best(scores, y):
    """You predict the class with the second-highest score. Sorted upwards, the best one stands last."""
    return np.mean(np.argsort(scores, axis=1)[:, -2] == y)


@exercise.mistake(level=(0, 0.5, 1), column=(None, 1))
def threshold(scores, y, *, level, column):
    """You compare scores with a threshold. Only their order counts: predict the class of the row's highest score."""
    above = scores > level
    return np.mean((above.argmax(axis=1) if column is None else above[:, column]) == y)


@exercise.mistake
def probability_of_the_label(scores, y):
    """You average the probabilities of the labels. Accuracy only counts whether the best class is the label."""
    return np.mean(np.exp(scores[np.arange(len(y)), y] - np.logaddexp.reduce(scores, axis=1)))


@exercise.mistake(power=(1, 2), start=(0, 1))
def distance_of_class_numbers(scores, y, *, power, start):
    """You calculate with the difference of the class numbers. Classes are names: they are equal or they are not."""
    gap = np.mean(np.abs(scores.argmax(axis=1) - y) ** power)
    return start - gap if start else gap


@exercise.mistake
def mean_over_classes(scores, y):
    """You average the accuracies of the classes, so that rare classes weigh more. Every example counts the same."""
    hits = _hits(scores, y)
    return np.mean([hits[y == c].mean() for c in np.unique(y)])


@exercise.mistake(row=(0, -1), share=(False, True))
def one_example(scores, y, *, row, share):
    """Only one example reaches your result. In a loop, count up (`+=`) and return after the loop, not in it."""
    return float(_hits(scores, y)[row]) / (len(y) if share else 1)


@exercise.mistake(part=(np.s_[:-1], np.s_[1:]), by_all=(True, False))
def an_example_is_missing(scores, y, *, part, by_all):
    """You leave out the first or the last example. `range(N)` counts from 0 and stops before N."""
    hits = _hits(scores, y)[part]
    return hits.sum() / max(len(y) if by_all else len(hits), 1)


@exercise.mistake
def a_class_is_missing(scores, y):
    """You never predict the last class. Look for the maximum among all C of them."""
    return np.mean(scores[:, : max(scores.shape[1] - 1, 1)].argmax(axis=1) == y)


@exercise.mistake(decimals=(0, 1, 2, 3, 4))
def rounded(scores, y, *, decimals):
    """You round the share (a median does so, too). Return it with all its digits."""
    return np.round(np.mean(_hits(scores, y)), decimals)


@exercise.mistake
def ties_count(scores, y):
    """You count an example as right if its label's score *equals* the highest one. Of classes that are tied, only the
    first is predicted.
    """
    return np.mean(scores[np.arange(len(y)), y] == scores.max(axis=1))


@exercise.mistake
def ties_never_count(scores, y):
    """You count an example as right only if its label beats all other classes. Of tied classes, the first is
    predicted.
    """
    return np.mean((scores >= scores[np.arange(len(y)), y][:, None]).sum(axis=1) == 1)


@exercise.mistake
def ties_to_the_last(scores, y):
    """Of classes that are tied you predict the last. The first one counts: replace the best so far only by a *higher*
    score.
    """
    return np.mean(scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1) == y)


@exercise.mistake
def in_place(scores, y):
    """You change one of the caller's arrays in place, by sorting it, say. Work on a copy, or do without."""
    result = np.mean(_hits(scores, y))
    scores.sort(axis=1)
    return result


@exercise.mistake
def one_class_counted(scores, y):
    """You count how often class 0 is predicted and never look at the labels. Compare each prediction with its label."""
    return np.mean(scores.argmax(axis=1) == 0)


@exercise.mistake
def compared_in_order_of_size(scores, y):
    """You sort predictions and labels before you compare them. Prediction i belongs to label i."""
    return np.mean(np.sort(scores.argmax(axis=1)) == np.sort(y))


@exercise.mistake
def occurs_somewhere(scores, y):
    """You ask whether a prediction occurs anywhere among the labels. Compare it with the label in the same place."""
    return np.mean(np.isin(scores.argmax(axis=1), y))


@exercise.mistake(level=(0.0, 0.5))
def score_of_the_label_above(scores, y, *, level):
    """You ask whether the label's score lies above a number. Whether it is the highest of its row is what counts."""
    return np.mean(scores[np.arange(len(y)), y] > level)


@exercise.mistake
def mean_score_of_the_label(scores, y):
    """You average the labels' scores. Count how often the label's score is the highest of its row."""
    return np.mean(scores[np.arange(len(y)), y])


@exercise.mistake
def scores_rounded(scores, y):
    """You round the scores, so that unlike ones become equal. Compare them as they are."""
    return np.mean(np.round(scores).argmax(axis=1) == y)


@exercise.mistake
def count_and_number(scores, y):
    """You return two numbers, how many are right and how many there are. Divide the first by the second."""
    return int(_hits(scores, y).sum()), len(y)


@exercise.alternative
def loops(scores, y):
    right = 0
    for row, label in zip(scores, y, strict=True):
        best = 0
        for c in range(1, len(row)):
            if row[c] > row[best]:
                best = c
        right += best == label
    return right / len(y)


@exercise.alternative
def python_only(scores, y):
    best = [row.index(max(row)) for row in scores.tolist()]
    return sum(b == label for b, label in zip(best, y.tolist(), strict=True)) / len(best)


@exercise.alternative
def counted(scores, y):
    return np.asarray(np.count_nonzero(scores.argmax(1) == y) / y.shape[0])


@exercise.alternative
def with_one_hot_rows(scores, y):
    chosen = np.eye(scores.shape[1], dtype=np.float32)[np.argmax(scores, axis=-1)]
    return np.einsum("nc,nc->", chosen, np.eye(scores.shape[1], dtype=np.float32)[y]) / np.float32(len(y))


@exercise.alternative
def one_minus_the_errors(scores, y):
    return 1 - (np.argmax(scores, axis=1) != y).astype(float).mean()


@exercise.alternative
def after_a_softmax(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return float(np.average(np.where((e / e.sum(axis=1, keepdims=True)).argmax(axis=1) == y, 1.0, 0.0)))
