"""Squared distances between all rows of two tables (lesson 00; no slide)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Permuted, Same, Scaled, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "pairwise_sq_dist",
    number="0.3",
    lesson="00_warm_up",
    points=4,
    lines=3,
    difficulty=2,
    read="lesson 00, “All distances at once”",
    hints=(
        "Entry (i, j) compares row i of A with row j of B: three indices are at play, i, j and the column d, and d is "
        "summed away. Which axis must each table leave free for the other?",
        "D_ij = Σ_d (a_id − b_jd)², which is also |a_i|² + |b_j|² − 2 a_i · b_j. The second form needs less memory, "
        "but it subtracts nearly equal numbers: round-off can leave −1e-12 where 0 is right.",
        "Floats first. Then either: A as (N, 1, D) minus B as (1, M, D), squared, summed over the last axis. Or: the "
        "sums of squares of A as a column, those of B as a row, minus twice the matrix product of A with B transposed, "
        "and np.maximum(…, 0) around it all.",
    ),
    grader_tries="one point against many, square tables, one measurement, points close together, pixels of type uint8",
)


@exercise.reference
def pairwise_sq_dist(A, B):
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    differences = A[:, None, :] - B[None, :, :]
    return (differences**2).sum(axis=2)


def _points(rng, rows, columns):
    return 3.0 * rng.normal(size=(rows, columns)) + np.arange(1.0, 1.0 + columns)


def _close_points(rng):
    """Draw two points on a line so close together that |a|² + |b|² − 2ab rounds to a negative number.

    It does so in whatever order the terms are added. Measured in d², the right value, 0 and the same number without its
    sign all lie within 2 of the right value; the negative number does not.
    """
    while True:
        a = rng.uniform(900.0, 1000.0, size=4000)
        b = a + rng.uniform(0.9e-5, 1.05e-5, size=4000)
        orders = [(a * a + b * b) - 2 * (a * b), (a * a - 2 * (a * b)) + b * b, a * a + (b * b - 2 * (a * b))]
        in_squares = np.stack(orders) / (b - a) ** 2
        found = np.flatnonzero(((in_squares > -2.9) & (in_squares < -1.1)).all(axis=0))
        if len(found):
            return a[found[:1], None], b[found[:1], None]


@exercise.cases
def cases(rng):
    yield Case("four points against three", {"A": _points(rng, 4, 5), "B": _points(rng, 3, 5)}, public=True)
    yield Case("as many points as measurements", {"A": _points(rng, 3, 3), "B": _points(rng, 3, 3)}, public=True)
    yield Case("as many points in A as in B", {"A": _points(rng, 5, 2), "B": _points(rng, 5, 2)}, public=True)
    yield Case("one point against six", {"A": _points(rng, 1, 3), "B": _points(rng, 6, 3)}, public=True)
    yield Case("six points against one", {"A": _points(rng, 6, 4), "B": _points(rng, 1, 4)})
    yield Case("one measurement", {"A": _points(rng, 4, 1), "B": _points(rng, 5, 1)})
    A = _points(rng, 4, 3)
    B = np.concatenate([A[2:], _points(rng, 3, 3)])
    yield Case("points that occur in both tables", {"A": A, "B": B}, tolerance=Tolerance(atol=1e-8))

    a, b = _close_points(rng)
    only_sign = Tolerance(rtol=2.0, atol=0.0)
    inputs = {"A": a, "B": b}
    yield Case("two points close together", inputs, check="edge cases", public=True, tolerance=only_sign)
    far = {"A": 400.0 + _points(rng, 4, 3), "B": 400.0 + _points(rng, 5, 3)}
    yield Case("points far from the origin", far, check="edge cases", quiet=True)
    pixels = {name: rng.integers(0, 256, size=(n, 6)).astype(np.uint8) for name, n in (("A", 3), ("B", 4))}
    yield Case("pixels of type uint8", pixels, check="edge cases", public=True)
    whole = {"A": rng.integers(-9, 10, size=(4, 2)), "B": rng.integers(-9, 10, size=(3, 2))}
    yield Case("whole numbers", whole, check="edge cases")
    yield Case(
        "float32 points",
        {"A": _points(rng, 3, 4).astype(np.float32), "B": _points(rng, 2, 4).astype(np.float32)},
        check="edge cases",
    )
    yield Case("read-only tables", {"A": _points(rng, 4, 2), "B": _points(rng, 3, 2)}, check="contract", read_only=True)


@exercise.law(check="edge cases")
def never_negative(rng):
    """A squared distance is never negative, not even by round-off."""
    A = 100.0 + rng.normal(size=(12, 3))
    return Within(({"A": A, "B": A},), 0.0, 1e12)


@exercise.law
def a_common_shift_changes_nothing(rng):
    """Moving all points of both tables by the same amount must not change any distance."""
    A, B, shift = _points(rng, 4, 3), _points(rng, 5, 3), np.array([2.0, -7.0, 0.5])
    return Same({"A": A, "B": B}, {"A": A + shift, "B": B + shift})


@exercise.law
def twice_as_far_is_four_times(rng):
    """Doubling all coordinates must multiply the squared distances by 4."""
    A, B = _points(rng, 3, 4), _points(rng, 4, 4)
    return Scaled({"A": A, "B": B}, {"A": 2 * A, "B": 2 * B}, 4.0)


@exercise.law
def rows_follow_the_points_of_A(rng):
    """Reordering the rows of A must reorder the rows of the result in the same way."""
    A, B, order = _points(rng, 5, 2), _points(rng, 3, 2), rng.permutation(5)
    return Permuted({"A": A, "B": B}, {"A": A[order], "B": B}, order)


def _differences(A, B):
    """Return A_i − B_j for all pairs, (N, M, D)."""
    return np.asarray(A, dtype=float)[:, None, :] - np.asarray(B, dtype=float)[None, :, :]


def _parts(A, B):
    """Return |a_i|² as a column, |b_j|² as a row, and all products a_i · b_j."""
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    return (A**2).sum(axis=1)[:, None], (B**2).sum(axis=1)[None, :], A @ B.T


@exercise.mistake
def root_taken(A, B):
    """You return distances. The contract asks for their squares: leave out the root."""
    return np.sqrt((_differences(A, B) ** 2).sum(axis=2))


@exercise.mistake
def cross_term_missing(A, B):
    """You add the two squared lengths and leave out − 2 a · b. That is right only for points at right angles."""
    a, b, _ = _parts(A, B)
    return a + b


@exercise.mistake
def cross_term_once(A, B):
    """You subtract a · b once. It occurs twice in (a − b)² = a² − 2ab + b²."""
    a, b, ab = _parts(A, B)
    return a + b - ab


@exercise.mistake
def cross_term_added(A, B):
    """Your result is |a + b|², the square of the sum: a plus where a minus belongs."""
    a, b, ab = _parts(A, B)
    return a + b + 2 * ab


@exercise.mistake
def difference_of_squares(A, B):
    """You subtract the squared lengths, |a|² − |b|². The square of a difference is |a|² − 2 a · b + |b|²."""
    a, b, _ = _parts(A, B)
    return a - b


@exercise.mistake
def squared_lengths_of_B_missing(A, B):
    """You leave out |b|². The nearest neighbour of each b comes out right, but not the distances."""
    a, _, ab = _parts(A, B)
    return a - 2 * ab


@exercise.mistake
def squared_lengths_of_A_missing(A, B):
    """You leave out |a|². The nearest neighbour of each a comes out right, but not the distances."""
    _, b, ab = _parts(A, B)
    return b - 2 * ab


@exercise.mistake
def lengths_not_squared(A, B):
    """You add the lengths |a| + |b| where their squares belong."""
    a, b, ab = _parts(A, B)
    return np.sqrt(a) + np.sqrt(b) - 2 * ab


@exercise.mistake
def lengths_on_the_wrong_axes(A, B):
    """You let |a|² run along the columns and |b|² along the rows of the result. Row i belongs to a_i: |a|² must be a
    column, (N, 1), and |b|² a row, (1, M).
    """
    a, b, ab = _parts(A, B)
    return a.T + b.T - 2 * ab


@exercise.mistake(floor=(-np.inf, 0.0))
def lengths_of_A_without_a_column(A, B, *, floor):
    """You add |a|² as shape (N,), which lines up with the columns of the result. Give it a second axis:
    keepdims=True, or [:, None].
    """
    a, b, ab = _parts(A, B)
    return np.maximum(a[:, 0] + b - 2 * ab, floor)


@exercise.mistake
def columns_squared_and_summed(A, B):
    """You sum the squares over axis 0, which gives one number for each column. A point's squared length is the sum over
    its row: axis=1.
    """
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    return (A**2).sum(axis=0)[:, None] + (B**2).sum(axis=0)[None, :] - 2 * A @ B.T


@exercise.mistake
def B_not_transposed(A, B):
    """You multiply A @ B. The product of every row of A with every row of B is A @ B.T; without the transpose it runs
    only for square tables, and is wrong there.
    """
    a, b, _ = _parts(A, B)
    return np.maximum(a + b - 2 * (np.asarray(A, dtype=float) @ np.asarray(B, dtype=float)), 0)


@exercise.mistake
def A_transposed(A, B):
    """You multiply A.T @ B, columns with columns. The product of every row of A with every row of B is A @ B.T."""
    a, b, _ = _parts(A, B)
    return np.maximum(a + b - 2 * (np.asarray(A, dtype=float).T @ np.asarray(B, dtype=float)), 0)


@exercise.mistake
def elementwise_product(A, B):
    """You multiply A * B entry by entry, row i with row i only. All pairs need a matrix product: A @ B.T."""
    a, b, _ = _parts(A, B)
    return a + b - 2 * (np.asarray(A, dtype=float) * np.asarray(B, dtype=float)).sum(axis=1)


@exercise.mistake
def transposed(A, B):
    """Your result is transposed: (M, N). Row i belongs to row i of A."""
    return (_differences(A, B) ** 2).sum(axis=2).T


@exercise.mistake(shorter=(False, True))
def only_matching_rows(A, B, *, shorter):
    """You compare row i of A with row i of B only. *All* pairs are asked for: N × M distances."""
    n = min(len(A), len(B)) if shorter else None
    return ((np.asarray(A[:n], dtype=float) - np.asarray(B[:n], dtype=float)) ** 2).sum(axis=1)


@exercise.mistake
def not_summed(A, B):
    """You return the squares of all differences, (N, M, D). Sum them over the measurements, the last axis."""
    return _differences(A, B) ** 2


@exercise.mistake
def summed_over_B(A, B):
    """You sum over axis 1, the points of B. Sum over the measurements, the last axis; (N, M) remains."""
    return (_differences(A, B) ** 2).sum(axis=1)


@exercise.mistake
def summed_over_A(A, B):
    """You sum over axis 0, the points of A. Sum over the measurements, the last axis; (N, M) remains."""
    return (_differences(A, B) ** 2).sum(axis=0)


@exercise.mistake
def summed_over_everything(A, B):
    """You sum over all axes and return one number. Sum over the measurements only: axis=2."""
    return (_differences(A, B) ** 2).sum()


@exercise.mistake
def mean_of_squares(A, B):
    """You take the mean over the measurements. A squared distance is their sum."""
    return (_differences(A, B) ** 2).mean(axis=2)


@exercise.mistake
def half(A, B):
    """You return half the squared distance. The contract has no ½."""
    return 0.5 * (_differences(A, B) ** 2).sum(axis=2)


@exercise.mistake(factor=(1, 2))
def not_squared(A, B, *, factor):
    """You sum the differences without squaring them (`* 2` is no square), so that they cancel."""
    return factor * _differences(A, B).sum(axis=2)


@exercise.mistake(sign=(True, False))
def another_power(A, B, *, sign):
    """You raise the differences to the third power. The second is asked for."""
    cubes = _differences(A, B) ** 3
    return (cubes if sign else np.abs(cubes)).sum(axis=2)


@exercise.mistake
def square_of_the_sum(A, B):
    """You sum the differences first and square the sum. Square each difference, then sum."""
    return _differences(A, B).sum(axis=2) ** 2


@exercise.mistake
def absolute_differences(A, B):
    """You sum absolute differences (the way along the streets of Manhattan). Here each difference is squared."""
    return np.abs(_differences(A, B)).sum(axis=2)


@exercise.mistake(power=(1, 2))
def largest_difference(A, B, *, power):
    """You keep only the largest difference of each pair. Square the differences and sum them."""
    return np.abs(_differences(A, B)).max(axis=2) ** power


@exercise.mistake(last=(1, -1))
def two_measurements(A, B, *, last):
    """You count two of the measurements only. Points have D of them: let a loop or `sum` run over all."""
    squares = _differences(A, B) ** 2
    return squares[:, :, 0] + squares[:, :, min(last, squares.shape[2] - 1)]


@exercise.mistake
def sum_never_reset(A, B):
    """Your sum goes on from one pair to the next. Set it back to 0 before each pair."""
    squares = (_differences(A, B) ** 2).sum(axis=2)
    return np.cumsum(squares).reshape(squares.shape)


@exercise.mistake
def one_pair(A, B):
    """You return the distance of a single pair. Does `return` stand inside the loops? All pairs are asked for."""
    return (_differences(A, B) ** 2).sum(axis=2)[0, 0]


@exercise.mistake
def products(A, B):
    """You return the products a · b. They say how far two points lie in the same direction, not how far apart."""
    return _parts(A, B)[2]


@exercise.mistake
def cosine_distance(A, B):
    """You return 1 − cos of the angle between the points. The contract asks for squared Euclidean distances."""
    a, b, ab = _parts(A, B)
    return 1 - ab / np.sqrt(a * b)


@exercise.mistake
def within_A(A, B):
    """You compare the rows of A with each other. B is to be compared with A."""
    return (_differences(A, A) ** 2).sum(axis=2)


@exercise.mistake
def within_B(A, B):
    """You compare the rows of B with each other. A is to be compared with B."""
    return (_differences(B, B) ** 2).sum(axis=2)


@exercise.mistake
def diagonal_set_to_0(A, B):
    """You set the diagonal to 0. Row i of A and row i of B are two different points: only if B were A would their
    distance be 0.
    """
    out = (_differences(A, B) ** 2).sum(axis=2)
    np.fill_diagonal(out, 0.0)
    return out


@exercise.mistake(first=(1, 0))
def only_above_the_diagonal(A, B, *, first):
    """You compute the pairs above the diagonal only. That saves work if B is A; here every pair counts."""
    return np.triu((_differences(A, B) ** 2).sum(axis=2), first)


@exercise.mistake
def mirrored_at_the_diagonal(A, B):
    """You compute the pairs above the diagonal and mirror them. That is right only if B is A; here all pairs count."""
    upper = np.triu((_differences(A, B) ** 2).sum(axis=2), 1)
    return upper + upper.T


@exercise.mistake
def last_measurement_left_out(A, B):
    """You leave out a measurement, the first or the last. A loop over range(D) runs over all of them."""
    return (_differences(A, B)[:, :, :-1] ** 2).sum(axis=2)


@exercise.mistake
def negative_by_round_off(A, B):
    """You let round-off make a squared distance negative: |a|² + |b|² − 2 a · b subtracts nearly equal numbers, and
    −1e-10 is left where the points are close. Put np.maximum(…, 0) around it.
    """
    a, b, ab = _parts(A, B)
    return a + b - 2 * ab


@exercise.mistake(form=("differences", "products", "products, at least 0"))
def in_the_type_of_the_input(A, B, *, form):
    """You compute in the type of the input. Whole numbers give whole numbers, and uint8 wraps round: 3 − 5 is 254
    there. Convert both tables to float before anything else.
    """
    if form == "differences":
        return ((A[:, None, :] - B[None, :, :]) ** 2).sum(axis=2)
    out = (A**2).sum(axis=1)[:, None] + (B**2).sum(axis=1)[None, :] - 2 * (A @ B.T)
    return out if form == "products" else np.maximum(out, 0)


@exercise.mistake
def one_row_flattened(A, B):
    """Your result for one point has shape (M,) or (N,). It is always a table, (N, M): leave out the squeeze."""
    return np.squeeze((_differences(A, B) ** 2).sum(axis=2))


@exercise.mistake
def in_place(A, B):
    """You change A or B in place (`A **= 2`, `A -= …`), and with it the caller's table. Make a new array."""
    a, b, ab = _parts(A, B)
    A *= A
    return np.maximum(a + b - 2 * ab, 0)


@exercise.alternative
def loops(A, B):
    out = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            out[i, j] = sum((float(a) - float(b)) ** 2 for a, b in zip(A[i], B[j], strict=True))
    return out


@exercise.alternative
def products_at_least_0(A, B):
    A, B = A.astype(float), B.astype(float)
    squares = (A * A).sum(1)[:, np.newaxis] + (B * B).sum(1)
    return np.maximum(squares - 2 * A.dot(B.T), 0)


@exercise.alternative
def products_in_another_order(A, B):
    A, B = np.array(A, dtype=np.float64), np.array(B, dtype=np.float64)
    cross = np.einsum("id,jd->ij", A, B)
    out = np.einsum("id,id->i", A, A)[:, None] - 2 * cross + np.einsum("jd,jd->j", B, B)[None]
    out[out < 0] = 0.0
    return out


@exercise.alternative
def einsum_of_differences(A, B):
    d = A[:, None].astype(float) - B[None].astype(float)
    return np.einsum("ijd,ijd->ij", d, d)


@exercise.alternative
def squares_of_lengths(A, B):
    return np.linalg.norm(_differences(A, B), axis=-1) ** 2


@exercise.alternative
def row_by_row(A, B):
    B = B.astype(float)
    return np.array([np.sum(np.square(a.astype(float) - B), axis=1) for a in A])


@exercise.alternative
def float32_differences(A, B):
    d = A.astype(np.float32)[:, None, :] - B.astype(np.float32)[None, :, :]
    return np.sum(d**2, axis=-1)


@exercise.alternative
def one_measurement_at_a_time(A, B):
    out = np.zeros((A.shape[0], B.shape[0]))
    for d in range(A.shape[1]):
        out += np.subtract.outer(A[:, d].astype(float), B[:, d].astype(float)) ** 2
    return out
