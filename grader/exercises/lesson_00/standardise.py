"""Standardising measurements with the statistics of the training set (lesson 00; no slide)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import AddUpTo, Permuted, Same
from grader.exercise import Case, Exercise

exercise = Exercise(
    "standardise",
    number="0.1",
    lesson="00_warm_up",
    points=4,
    lines=4,
    difficulty=1,
    read="lesson 00, “A gram is not a millimetre”",
    hints=(
        "How far above the average penguin is this one, counted in typical deviations? Average and typical deviation "
        "are one number for each column, and only the training set may say what they are.",
        "z = (x − μ) / σ, column by column: μ is the mean and σ the population standard deviation (ddof=0) of that "
        "column of X_train. Where all entries of a column of X_train are equal, divide by 1 instead of σ.",
        "Four steps: the means of the columns of X_train (`axis=0`); their standard deviations; a 1 in place of each "
        "one whose column has the same largest and smallest entry (`np.where`); X shifted and divided. Shape (D,) "
        "lines up with the columns of (M, D) by itself.",
    ),
    grader_tries="one training row, a square table, whole numbers, columns of very small and very large numbers",
)


@exercise.reference
def standardise(X_train, X):
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X - mean) / np.where(constant, 1.0, std)


def _table(rng, rows, columns):
    """Draw rows from columns of different means and spreads, none of them near 0 or 1."""
    means = rng.uniform(5.0, 40.0, size=columns) * rng.choice([-1.0, 1.0], size=columns)
    return lambda n=rows: means + np.arange(2.0, 2.0 + columns) * _rough(rng, n, columns)


def _rough(rng, rows, columns):
    """Draw numbers with a skewed law, so that the median, the middle of the range and the mean all differ."""
    return rng.exponential(size=(rows, columns)) + 0.5 * rng.normal(size=(rows, columns))


@exercise.cases
def cases(rng):
    draw = _table(rng, 7, 4)
    yield Case("seven training rows, three new ones", {"X_train": draw(), "X": draw(3)}, public=True)
    draw = _table(rng, 4, 4)
    yield Case("as many rows as columns", {"X_train": draw(), "X": draw()}, public=True)
    draw = _table(rng, 6, 2)
    yield Case("as many new rows as training rows", {"X_train": draw(), "X": draw()})
    draw = _table(rng, 5, 3)
    yield Case("one new row", {"X_train": draw(), "X": draw(1)}, public=True)

    draw = _table(rng, 5, 3)
    X_train, X = draw(), draw(4)
    X_train[:, 1] = 7.0
    inputs = {"X_train": X_train, "X": X}
    yield Case("a column that is constant in the training set", inputs, check="edge cases", public=True, quiet=True)
    draw = _table(rng, 3, 2)
    X_train, X = draw(), draw()
    # The mean of three times 0.1 is not 0.1 in floating point, so the computed standard deviation is not 0.
    X_train[:, 0] = 0.1
    inputs = {"X_train": X_train, "X": X}
    yield Case("a column of nothing but 0.1", inputs, check="edge cases", public=True, quiet=True)
    draw = _table(rng, 1, 3)
    yield Case("one training row", {"X_train": draw(), "X": draw(3)}, check="edge cases", quiet=True)
    whole = {"X_train": rng.integers(1, 90, size=(6, 3)), "X": rng.integers(1, 90, size=(4, 3))}
    yield Case("whole numbers", whole, check="edge cases")
    draw = _table(rng, 6, 3)
    small = {"X_train": draw() * 1e-6, "X": draw(4) * 1e-6}
    yield Case("lengths in kilometres", small, check="edge cases")
    draw = _table(rng, 6, 3)
    dates = {"X_train": draw() + 1e7, "X": draw(4) + 1e7}
    yield Case("large numbers that differ little", dates, check="edge cases", tolerance=Tolerance(atol=1e-6))
    draw = _table(rng, 5, 3)
    single = {"X_train": draw().astype(np.float32), "X": draw(2).astype(np.float32)}
    yield Case("float32 numbers", single, check="edge cases")
    draw = _table(rng, 5, 2)
    yield Case("read-only tables", {"X_train": draw(), "X": draw(3)}, check="contract", read_only=True)


@exercise.law
def mirror_images_cancel(rng):
    """Two penguins as far above the training mean as below it must get opposite numbers."""
    draw = _table(rng, 6, 3)
    X_train, X = draw(), draw(4)
    return AddUpTo({"X_train": X_train, "X": X}, {"X_train": X_train, "X": 2 * X_train.mean(axis=0) - X}, 0.0)


@exercise.law
def units_do_not_matter(rng):
    """Other units (inches for millimetres, Fahrenheit for Celsius) must not change the result."""
    draw = _table(rng, 6, 3)
    X_train, X = draw(), draw(4)
    factor, offset = np.array([0.04, 1.8, 1000.0]), np.array([0.0, 32.0, -5.0])
    return Same({"X_train": X_train, "X": X}, {"X_train": X_train * factor + offset, "X": X * factor + offset})


@exercise.law
def order_of_training_rows_does_not_matter(rng):
    """The order of the training rows must not matter."""
    draw = _table(rng, 6, 3)
    X_train, X = draw(), draw(4)
    return Same({"X_train": X_train, "X": X}, {"X_train": X_train[rng.permutation(6)], "X": X})


@exercise.law
def rows_are_treated_alike(rng):
    """Reordering the rows of X must reorder the result in the same way."""
    draw = _table(rng, 6, 3)
    X_train, X, order = draw(), draw(), rng.permutation(6)
    return Permuted({"X_train": X_train, "X": X}, {"X_train": X_train, "X": X[order]}, order)


def _safe_std(X_train):
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    return np.where(constant, 1.0, X_train.std(axis=0))


@exercise.mistake
def statistics_of_x(X_train, X):
    """You take the mean and the standard deviation of X itself. They belong to the training set: a single new penguin
    is its own mean, and a test set that helps to prepare itself is no test any more.
    """
    return (X - X.mean(axis=0)) / _safe_std(X)


@exercise.mistake
def statistics_of_both(X_train, X):
    """You take the mean and the standard deviation of training set and X together. What you measure later on X is then
    no longer news: only X_train may say what is average.
    """
    both = np.concatenate([X_train, X])
    return (X - both.mean(axis=0)) / _safe_std(both)


@exercise.mistake
def mean_of_x(X_train, X):
    """You subtract the mean of X, and divide by the standard deviation of X_train. Both must come from X_train."""
    return (X - X.mean(axis=0)) / _safe_std(X_train)


@exercise.mistake
def std_of_x(X_train, X):
    """You divide by the standard deviation of X, after subtracting the mean of X_train. Both must come from X_train."""
    return (X - X_train.mean(axis=0)) / _safe_std(X)


@exercise.mistake
def training_set_returned(X_train, X):
    """You standardise X_train and return it. The rows to return are those of X."""
    return (X_train - X_train.mean(axis=0)) / _safe_std(X_train)


@exercise.mistake
def ddof_1(X_train, X):
    """You divide by the sample standard deviation (ddof=1, N − 1 in the mean of squares). The contract asks for the
    population's: np.std with its default ddof=0.
    """
    with np.errstate(all="ignore"):
        std = X_train.std(axis=0, ddof=1)
    return (X - X_train.mean(axis=0)) / np.where(std == 0, 1.0, std)


@exercise.mistake
def axis_1(X_train, X):
    """You average over axis 1, across the measurements of each penguin: millimetres plus grams. Each column needs its
    own mean and standard deviation, over the rows: axis 0.
    """
    return (X - X_train.mean(axis=1)) / X_train.std(axis=1)


@exercise.mistake
def each_row_by_itself(X_train, X):
    """You standardise each row by its own mean and standard deviation, millimetres together with grams. Each column
    needs its own, taken over the rows of X_train: axis 0.
    """
    return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)


@exercise.mistake
def one_mean_for_all(X_train, X):
    """You take one mean and one standard deviation of the whole table. Each column has its own unit and needs its own:
    axis=0.
    """
    return (X - X_train.mean()) / X_train.std()


@exercise.mistake
def one_mean_for_all_columns(X_train, X):
    """You subtract one mean of the whole table. Each column needs its own: axis=0 in the mean, too."""
    return (X - X_train.mean()) / _safe_std(X_train)


@exercise.mistake
def one_std_for_all_columns(X_train, X):
    """You divide by one standard deviation of the whole table. Each column needs its own: axis=0 in std, too."""
    return (X - X_train.mean(axis=0)) / X_train.std()


@exercise.mistake
def variance(X_train, X):
    """You divide by the variance. Its unit is the square of the column's; the standard deviation, its root, makes the
    result free of units.
    """
    return (X - X_train.mean(axis=0)) / _safe_std(X_train) ** 2


@exercise.mistake
def only_centred(X_train, X):
    """You subtract the mean, but do not divide by the standard deviation: grams still outweigh millimetres."""
    return X - X_train.mean(axis=0)


@exercise.mistake
def only_scaled(X_train, X):
    """You divide by the standard deviation, but do not subtract the mean first."""
    return X / _safe_std(X_train)


@exercise.mistake
def precedence(X_train, X):
    """You wrote X − mean / std, which divides only the mean. Put parentheses around the difference."""
    return X - X_train.mean(axis=0) / _safe_std(X_train)


@exercise.mistake
def scaled_before_centred(X_train, X):
    """You divide by the standard deviation first, then subtract the mean in the old unit. Centre first, then divide."""
    return X / _safe_std(X_train) - X_train.mean(axis=0)


@exercise.mistake
def plus_for_minus(X_train, X):
    """You add the mean instead of subtracting it."""
    return (X + X_train.mean(axis=0)) / _safe_std(X_train)


@exercise.mistake
def wrong_sign(X_train, X):
    """You subtract X from the mean. A penguin above the average must get a positive number: X − mean."""
    return (X_train.mean(axis=0) - X) / _safe_std(X_train)


@exercise.mistake
def norm_for_std(X_train, X):
    """You divide by the length of the centred column, √Σ(x − μ)². The standard deviation takes the *mean* of the
    squares before the root.
    """
    centred = X_train - X_train.mean(axis=0)
    norm = np.sqrt((centred**2).sum(axis=0))
    return (X - X_train.mean(axis=0)) / np.where(norm == 0, 1.0, norm)


@exercise.mistake
def uncentred_std(X_train, X):
    """You divide by the root of the mean of x². The standard deviation takes the squares of x − μ."""
    return (X - X_train.mean(axis=0)) / np.sqrt((X_train**2).mean(axis=0))


@exercise.mistake
def mean_absolute_deviation(X_train, X):
    """You divide by the mean absolute deviation. The standard deviation is the root of the mean of the squares."""
    deviation = np.abs(X_train - X_train.mean(axis=0)).mean(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(deviation == 0, 1.0, deviation)


@exercise.mistake
def median_for_mean(X_train, X):
    """You subtract the median. The contract asks for the mean."""
    return (X - np.median(X_train, axis=0)) / _safe_std(X_train)


@exercise.mistake
def min_max(X_train, X):
    """You scale to the range from 0 to 1 (smallest to largest). Standardising subtracts the mean and divides by the
    standard deviation.
    """
    low, high = X_train.min(axis=0), X_train.max(axis=0)
    return (X - low) / np.where(high == low, 1.0, high - low)


@exercise.mistake
def absolute_values(X_train, X):
    """You return absolute values. Below and above the average must stay different: keep the sign."""
    return np.abs(X - X_train.mean(axis=0)) / _safe_std(X_train)


@exercise.mistake
def zero_over_zero(X_train, X):
    """You divide by a standard deviation of 0 where a column of X_train is constant. Such a column is only centred:
    divide it by 1.
    """
    return (X - X_train.mean(axis=0)) / X_train.std(axis=0)


@exercise.mistake
def std_compared_with_0(X_train, X):
    """You find constant columns by `std == 0`. The computed standard deviation of equal numbers is not always exactly
    0: np.std([0.1, 0.1, 0.1]) is 1.4e-17. Compare the column's largest entry with its smallest.
    """
    std = X_train.std(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(std == 0, 1.0, std)


@exercise.mistake
def constant_column_set_to_0(X_train, X):
    """You return zeros for a column that is constant in X_train. It is only centred: an entry of X that differs from
    the constant keeps its difference.
    """
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    return np.where(constant, 0.0, (X - X_train.mean(axis=0)) / _safe_std(X_train))


@exercise.mistake
def constant_column_left_as_it_is(X_train, X):
    """You leave a column that is constant in X_train as it was. It must be centred: subtract the constant."""
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    return np.where(constant, X, (X - X_train.mean(axis=0)) / _safe_std(X_train))


@exercise.mistake
def constant_column_dropped(X_train, X):
    """You drop the columns that are constant in X_train. The result has the shape of X, (M, D)."""
    varies = X_train.max(axis=0) != X_train.min(axis=0)
    return (X - X_train.mean(axis=0))[:, varies] / X_train.std(axis=0)[varies]


@exercise.mistake
def one_constant_column_stops_all(X_train, X):
    """You skip the division for the whole table as soon as one column of X_train is constant. Only that column is
    divided by 1.
    """
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    return X - X_train.mean(axis=0) if constant.any() else (X - X_train.mean(axis=0)) / X_train.std(axis=0)


@exercise.mistake
def nan_to_num(X_train, X):
    """You let 0/0 happen and replace what comes out with np.nan_to_num. That gives 0 or 1.8e308, and a warning; a
    column that is constant in X_train must be divided by 1.
    """
    return np.nan_to_num((X - X_train.mean(axis=0)) / X_train.std(axis=0))


@exercise.mistake(eps=(1e-12, 1e-8, 1e-6), guard=("plus", "maximum"))
def small_number_for_0(X_train, X, *, eps, guard):
    """You guard the division with a small number (`std + 1e-8`, or `np.maximum(std, 1e-8)`). A constant column is then
    divided by that number, and a penguin that differs from the constant gets a huge value; divide by 1 there.
    """
    std = X_train.std(axis=0)
    return (X - X_train.mean(axis=0)) / (std + eps if guard == "plus" else np.maximum(std, eps))


@exercise.mistake(limit=(1e-4, 1e-2))
def small_taken_for_constant(X_train, X, *, limit):
    """You take a column with a small standard deviation for a constant one. Whether it is small depends on the unit (a
    bill is 0.000044 km long); constant means that all entries are equal.
    """
    std = X_train.std(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(std < limit, 1.0, std)


@exercise.mistake
def short_cut_for_the_variance(X_train, X):
    """You compute the variance as the mean of x² minus the square of the mean. For large numbers that differ little,
    the two are equal in all digits that a float has; square the deviations x − μ instead, as np.std does.
    """
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    spread = (X_train**2.0).mean(axis=0) - X_train.mean(axis=0) ** 2
    return (X - X_train.mean(axis=0)) / np.where(constant, 1.0, np.sqrt(np.maximum(spread, 1e-300)))


@exercise.mistake
def whole_numbers_cut_off(X_train, X):
    """You fill an array of X's own type. If X holds whole numbers, so does the result, and all decimals are cut off;
    make a float array.
    """
    out = np.empty_like(X)
    out[:] = (X - X_train.mean(axis=0)) / _safe_std(X_train)
    return out


@exercise.mistake
def one_row_flattened(X_train, X):
    """Your result for one row has shape (D,). The contract asks for the shape of X, (1, D): leave out the squeeze."""
    return np.squeeze((X - X_train.mean(axis=0)) / _safe_std(X_train))


@exercise.mistake(table=("X", "X_train", "both"))
def in_place(X_train, X, *, table):
    """You change a table in place (`X -= …`), and with it the caller's data: the next to use it finds other numbers
    than were measured. Write `X - …`, which makes a new array.
    """
    mean, std = X_train.mean(axis=0), _safe_std(X_train)
    if table != "X":
        X_train -= mean
    if table == "X_train":
        return (X - mean) / std
    X -= mean
    X /= std
    return X


@exercise.mistake(eps=(1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0))
def number_added_to_std(X_train, X, *, eps):
    """You add a number to every standard deviation, and it shows in all columns. Change only a deviation of 0, to 1."""
    return (X - X_train.mean(axis=0)) / (X_train.std(axis=0) + eps)


@exercise.mistake
def range_for_std(X_train, X):
    """You divide by the range, the largest minus the smallest entry. Divide by the standard deviation."""
    width = X_train.max(axis=0) - X_train.min(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(width == 0, 1.0, width)


@exercise.mistake
def multiplied(X_train, X):
    """You multiply by the standard deviation. Divide by it: a column of large spread must become smaller."""
    return (X - X_train.mean(axis=0)) * _safe_std(X_train)


@exercise.mistake
def arguments_exchanged(X_train, X):
    """You exchange the two tables: X_train comes first, and says what is average; X, the second, is standardised."""
    return (X_train - X.mean(axis=0)) / _safe_std(X)


@exercise.mistake
def training_rows_as_columns(X_train, X):
    """You take the mean and the standard deviation of each *row* of X_train. Each column needs its own: axis 0."""
    return (X - X_train.mean(axis=1, keepdims=True)) / X_train.std(axis=1, keepdims=True)


@exercise.alternative
def loops(X_train, X):
    out = np.zeros(X.shape)
    for d in range(X.shape[1]):
        column = [float(value) for value in X_train[:, d]]
        mean = sum(column) / len(column)
        std = (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5
        if len(set(column)) == 1:
            std = 1.0
        for i in range(X.shape[0]):
            out[i, d] = (X[i, d] - mean) / std
    return out


@exercise.alternative
def einsum_of_centred_columns(X_train, X):
    mean = np.mean(X_train, axis=0, keepdims=True)
    centred = X_train - mean
    std = np.sqrt(np.einsum("nd,nd->d", centred, centred) / len(X_train))
    std[np.ptp(X_train, axis=0) == 0] = 1
    return (X - mean) / std[None, :]


@exercise.alternative
def tiny_std_taken_for_0(X_train, X):
    std = X_train.std(axis=0)
    std = np.where(std < 1e-12, 1.0, std)
    return (X - X_train.mean(axis=0)) / std


@exercise.alternative
def close_to_0(X_train, X):
    std = X_train.std(axis=0)
    std[np.isclose(std, 0)] = 1.0
    return (X - X_train.mean(axis=0)) / std


@exercise.alternative
def float32_result(X_train, X):
    mean, std = X_train.mean(axis=0, dtype=np.float64), X_train.std(axis=0, dtype=np.float64)
    same = (X_train == X_train[0]).all(axis=0)
    return ((X - mean) / np.where(same, 1.0, std)).astype(np.float32)


@exercise.alternative
def column_by_column(X_train, X):
    columns = []
    for train, new in zip(X_train.T, X.T, strict=True):
        centred = new - np.average(train)
        columns.append(centred if train.min() == train.max() else centred / np.sqrt(np.var(train)))
    return np.stack(columns, axis=1)


@exercise.alternative
def divides_where_it_can(X_train, X):
    centred = np.asarray(X - X_train.mean(axis=0), dtype=float)
    varies = np.broadcast_to(X_train.max(axis=0) > X_train.min(axis=0), centred.shape)
    return np.divide(centred, X_train.std(axis=0), out=centred.copy(), where=varies)
