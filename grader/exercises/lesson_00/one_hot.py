"""One-hot rows from labels (lesson 00; no slide)."""

import numpy as np

from fallline.laws import Permuted, SumsTo, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "one_hot",
    number="0.2",
    lesson="00_warm_up",
    points=2,
    lines=2,
    difficulty=1,
    read="lesson 00, “A label is a place, not a quantity”",
    hints=(
        "Each row answers C questions, one for each class: “is it this one?” Exactly one answer is yes, and the label "
        "says which.",
        "The entry in row i and column c is 1 if y_i = c and 0 otherwise, for c = 0, …, C − 1.",
        "Either compare: labels as a column of shape (N, 1) against the classes 0 to C − 1 as a row of shape (1, C), "
        "and turn True into 1.0. Or fill: start from zeros of shape (N, C) and set one entry a row, with two index "
        "arrays of length N, one for rows and one for columns.",
    ),
    grader_tries="one label, one class, classes that do not occur, labels of type uint8",
)


@exercise.reference
def one_hot(y, C):
    classes = np.arange(C)
    return (y[:, None] == classes[None, :]).astype(float)


@exercise.cases
def cases(rng):
    y = rng.permutation(np.array([0, 1, 1, 3, 3]))
    # A palindrome would hide an answer that reads the labels from the wrong end.
    y = np.roll(y, 1) if np.array_equal(y, y[::-1]) else y
    yield Case("five labels, four classes", {"y": y, "C": 4}, public=True)
    yield Case("the last two classes do not occur", {"y": rng.permutation([0, 1, 2, 2, 1, 0, 0]), "C": 5}, public=True)
    yield Case("the first two classes do not occur", {"y": rng.permutation([2, 4, 3, 4, 3, 2, 2]), "C": 5})
    turn = int(rng.integers(1, 5))
    yield Case("as many labels as classes", {"y": (np.arange(5) + turn) % 5, "C": 5}, public=True)
    yield Case("one label", {"y": rng.integers(1, 3, size=1), "C": 4}, public=True)
    yield Case("many labels", {"y": np.append(rng.integers(0, 3, size=29), 2), "C": 3})
    yield Case("one class", {"y": np.zeros(4, dtype=np.int64), "C": 1}, check="edge cases")
    small = np.append(rng.integers(0, 9, size=59), 8).astype(np.uint8)
    yield Case("labels of type uint8", {"y": small, "C": 9}, check="edge cases")
    yield Case("read-only labels", {"y": rng.integers(0, 3, size=6), "C": 3}, check="contract", read_only=True)


@exercise.law
def rows_sum_to_1(rng):
    """Each row must hold a single 1.0, so it must sum to 1."""
    return SumsTo({"y": rng.integers(0, 4, size=6), "C": 4}, axis=1, total=1.0)


@exercise.law
def entries_lie_between_0_and_1(rng):
    """Every entry must be 0 or 1."""
    return Within(({"y": rng.integers(0, 3, size=6), "C": 3},), 0.0, 1.0)


@exercise.law
def rows_follow_their_labels(rng):
    """Reordering the labels must reorder the rows in the same way."""
    y, order = rng.integers(0, 4, size=7), rng.permutation(7)
    return Permuted({"y": y, "C": 4}, {"y": y[order], "C": 4}, order)


def _filled(rows, columns, shape):
    out = np.zeros(shape)
    out[rows, columns] = 1.0
    return out


@exercise.mistake
def counted_from_1(y, C):
    """You count classes from 1: label 1 stands in column 0, and label 0 wraps round to the last column. Labels here
    are 0 to C − 1, and label c belongs in column c.
    """
    return _filled(np.arange(len(y)), y.astype(int) - 1, (len(y), C))


@exercise.mistake
def one_column_too_many(y, C):
    """Your result has C + 1 columns. Labels are 0 to C − 1, so C columns are enough."""
    return _filled(np.arange(len(y)), y, (len(y), C + 1))


@exercise.mistake
def first_class_left_out(y, C):
    """You leave out the column of class 0 (dummy coding). Every class has a column here: the result has C of them."""
    return _filled(np.arange(len(y)), y, (len(y), C))[:, 1:]


@exercise.mistake
def transposed(y, C):
    """Your result is transposed: (C, N). Examples are rows and classes are columns, (N, C)."""
    return _filled(np.arange(len(y)), y, (len(y), C)).T


@exercise.mistake
def C_from_the_largest_label(y, C):
    """You take the number of classes from the largest label. Some labels may not occur in this batch: that is why C is
    an argument.
    """
    return np.eye(int(y.max()) + 1)[y]


@exercise.mistake
def C_from_the_labels_that_occur(y, C):
    """You make columns only for the labels that occur (np.unique). Column c belongs to class c, whether or not it
    occurs: that is why C is an argument.
    """
    return (y[:, None] == np.unique(y)).astype(float)


@exercise.mistake
def smallest_label_becomes_0(y, C):
    """You shift the labels so that the smallest becomes 0. A batch without class 0 then lands in the wrong columns;
    take the labels as they are.
    """
    return _filled(np.arange(len(y)), y - y.min(), (len(y), C))


@exercise.mistake
def labels_ranked(y, C):
    """You number the labels that occur anew (np.unique with return_inverse). Label c belongs in column c, even if a
    smaller label does not occur.
    """
    return _filled(np.arange(len(y)), np.unique(y, return_inverse=True)[1], (len(y), C))


@exercise.mistake
def N_by_N(y, C):
    """You use an identity matrix of size N, the number of labels. Its rows are as long as there are examples; they must
    be as long as there are classes, C.
    """
    return np.eye(max(len(y), int(y.max()) + 1))[y]


@exercise.mistake
def whole_rows(y, C):
    """You wrote out[y] = 1, which fills whole rows: those whose *row* number occurs among the labels. Give two
    index arrays of length N: the row number and the column number of each 1.0.
    """
    out = np.zeros((len(y), C))
    out[y] = 1.0
    return out


@exercise.mistake
def whole_columns(y, C):
    """You wrote out[:, y] = 1, which fills the columns of all labels in *every* row. Give two
    index arrays of length N: the row number and the column number of each 1.0.
    """
    out = np.zeros((len(y), C))
    out[:, y] = 1.0
    return out


@exercise.mistake
def label_for_1(y, C):
    """You put the label itself into the row. The entry is 1.0 whatever the label; a 2 would say that Gentoo counts
    twice as much as Chinstrap.
    """
    return _filled(np.arange(len(y)), y, (len(y), C)) * y[:, None]


@exercise.mistake
def zero_for_1(y, C):
    """You return 0 at the label and 1 elsewhere: a comparison with != in place of ==."""
    return 1.0 - _filled(np.arange(len(y)), y, (len(y), C))


@exercise.mistake
def minus_1_elsewhere(y, C):
    """You return −1 where the class is another one. The contract asks for 0 there."""
    return 2.0 * _filled(np.arange(len(y)), y, (len(y), C)) - 1.0


@exercise.mistake
def ones_up_to_the_label(y, C):
    """You set all columns up to the label (a comparison with >= or <=). That is for ordered classes; here each row has
    a single 1.0.
    """
    return (y[:, None] >= np.arange(C)).astype(float)


@exercise.mistake
def ones_before_the_label(y, C):
    """You compare with < or > in place of ==. Each row has a single 1.0, in the label's own column."""
    return (y[:, None] > np.arange(C)).astype(float)


@exercise.mistake
def ones_from_the_label_on(y, C):
    """You set all columns from the label on (a comparison with <= or >=). Each row has a single 1.0."""
    return (y[:, None] <= np.arange(C)).astype(float)


@exercise.mistake
def classes_backwards(y, C):
    """You count the columns from the right. Label 0 belongs in the first column."""
    return _filled(np.arange(len(y)), C - 1 - y.astype(int), (len(y), C))


@exercise.mistake
def labels_backwards(y, C):
    """Your rows are in the reverse order of the labels. Row i belongs to y[i]."""
    return _filled(np.arange(len(y))[::-1], y, (len(y), C))


@exercise.mistake
def labels_sorted(y, C):
    """You sort the labels first. Row i belongs to y[i], or nothing fits the rows of X any more."""
    return _filled(np.arange(len(y)), np.sort(y), (len(y), C))


@exercise.mistake
def each_label_once(y, C):
    """You make one row for each label that occurs. Each *example* has its row, also when labels repeat: (N, C)."""
    return np.eye(C)[np.unique(y)]


@exercise.mistake
def counts(y, C):
    """You count the labels (np.bincount). That is the sum of the one-hot rows; return the rows themselves, (N, C)."""
    return np.bincount(y, minlength=C).astype(float)


@exercise.mistake
def shares(y, C):
    """You divide by the number of examples of the class, so that each column sums to 1. The entry is 1.0."""
    out = _filled(np.arange(len(y)), y, (len(y), C))
    return out / np.maximum(out.sum(axis=0), 1.0)


@exercise.mistake(amount=(0.1, 0.05, 0.01))
def smoothed(y, C, *, amount):
    """You smooth the labels, a little for each class. The contract asks for exactly 1.0 and 0.0."""
    return (1 - amount) * _filled(np.arange(len(y)), y, (len(y), C)) + amount / C


@exercise.mistake
def whole_numbers(y, C):
    """The numbers are right, but they are integers. The contract asks for float64, because scores, probabilities and
    gradients are floats: np.zeros((N, C)), or .astype(float).
    """
    return _filled(np.arange(len(y)), y, (len(y), C)).astype(np.int64)


@exercise.mistake
def true_and_false(y, C):
    """You return True and False. The contract asks for 1.0 and 0.0, and True − True is an error in NumPy: add
    .astype(float).
    """
    return y[:, None] == np.arange(C)


@exercise.mistake
def one_row_flattened(y, C):
    """Your result for one label has shape (C,), or that for one class (N,). It is always a table, (N, C): leave out the
    squeeze.
    """
    return np.squeeze(_filled(np.arange(len(y)), y, (len(y), C)))


@exercise.mistake(by=("classes", "labels"))
def place_overflows(y, C, *, by):
    """You compute places in the labels' own small type, and uint8 wraps round at 256. Convert the labels first
    (`y.astype(int)`), or use two index arrays.
    """
    flat, rows = np.zeros(C * len(y)), np.arange(len(y))
    if by == "classes":
        flat[y * len(y) + rows] = 1.0
        return flat.reshape(C, len(y)).T
    flat[rows.astype(y.dtype) * y.dtype.type(C) + y] = 1.0
    return flat.reshape(len(y), C)


@exercise.mistake
def labels_changed(y, C):
    """You change the labels in place, and with them the caller's. Work on a new array."""
    out = _filled(np.arange(len(y)), y, (len(y), C))
    y += 1
    return out


@exercise.mistake(count=(3, 4, 5, 10))
def number_of_classes_fixed(y, C, *, count):
    """You wrote the number of classes as a number. It is the argument `C`, and changes from call to call."""
    return np.eye(count)[y]


@exercise.alternative
def rows_of_the_identity(y, C):
    return np.eye(C)[y]


@exercise.alternative
def two_index_arrays(y, C):
    out = np.zeros((len(y), C))
    out[np.arange(len(y)), y] = 1
    return out


@exercise.alternative
def loops(y, C):
    out = np.zeros(shape=(y.size, C))
    for i in range(y.size):
        for c in range(C):
            if y[i] == c:
                out[i, c] = 1.0
    return out


@exercise.alternative
def list_of_rows(y, C):
    return np.array([[1.0 if label == c else 0.0 for c in range(C)] for label in y])


@exercise.alternative
def put_along_the_rows(y, C):
    out = np.zeros((len(y), C))
    np.put_along_axis(out, y[:, np.newaxis].astype(int), 1.0, axis=1)
    return out


@exercise.alternative
def flat_places(y, C):
    out = np.zeros(len(y) * C)
    out[np.arange(len(y)) * C + y] = 1.0
    return out.reshape(-1, C)


@exercise.alternative
def float32_comparison(y, C):
    return np.equal.outer(y, np.arange(C)).astype(np.float32)


@exercise.alternative
def one_class_a_column(y, C):
    return np.stack([np.where(y == c, 1.0, 0.0) for c in range(C)], axis=-1)
