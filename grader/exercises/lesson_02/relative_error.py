"""The relative error (Lecture 2.2, "Numerical and analytical gradient": which of them do you believe?)."""

import numpy as np

from fallline.laws import Gives, Permuted, Same, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "relative_error",
    number="2.2",
    lesson="02_gradients",
    points=5,
    lines=3,
    difficulty=1,
    read="lesson 02, “How close is close?”",
    hints=(
        "Two slopes that differ by 0.001 agree if they are around 1000, and have nothing to do with each other if they "
        "are around 0.001. So measure each difference against the size of what is compared, and report the worst.",
        "max over i of |a_i − b_i| / max(|a_i| + |b_i|, 1e-8). The floor below keeps 0/0 away, and what is far smaller "
        "than 1e-8 counts as 0.",
        "Three steps, all entry by entry: the size of the difference; the two sizes added up, but nowhere less than "
        "the floor (np.maximum compares entry by entry); their quotient, of which you return the largest.",
    ),
    grader_tries="one entry, a large error beside small ones, entries of 1e-12, other numbers of axes",
)


def _errors(a, b, floor=1e-8):
    """Return the relative error of each entry."""
    return np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), floor)


def _sizes(a, b):
    return np.maximum(np.abs(a) + np.abs(b), 1e-8)


@exercise.reference
def relative_error(a, b):
    gap = np.abs(a - b)
    size = np.maximum(np.abs(a) + np.abs(b), 1e-8)
    return float(np.max(gap / size))


def _case(name, a, b, **settings):
    return Case(name, {"a": np.array(a), "b": np.array(b)}, **settings)


def _nearby(rng, shape, share):
    """Return two arrays whose entries differ by a few per cent, both signs of the difference occurring."""
    a = rng.choice([-1.0, 1.0], size=shape) * (0.5 + rng.random(shape))
    return a, a * (1.0 + share * rng.uniform(-1, 1, size=shape))


@exercise.cases
def cases(rng):
    a, b = _nearby(rng, (3, 4), 0.3)
    # The worst entry is neither the first nor the last, and its difference is negative.
    a[1, 2], b[1, 2] = 0.5, 0.5 + 0.5 * (1.0 + rng.random())
    yield _case("three rows, four columns", a, b, public=True)
    a, b = _nearby(rng, 6, 0.1)
    a[0], b[0] = 900.0 + rng.random(), 910.0 + rng.random()
    a[3], b[3] = 0.012, 0.017 + 0.001 * rng.random()
    yield _case("a large entry beside small ones", a, b, public=True)
    a, b = rng.normal(size=(4, 4)), rng.normal(size=(4, 4))
    a[2, 1], b[2, 1] = 0.7 + rng.random(), -0.7 - rng.random()
    yield _case("opposite signs", a, b, public=True)
    yield _case("one entry", rng.random(1) + 1.0, rng.random(1) + 2.0)
    yield _case("both negative", -1.0 - rng.random((2, 5)), -1.0 - rng.random((2, 5)))
    a, b = _nearby(rng, (2, 3, 2), 0.2)
    yield _case("three axes", a, b)
    a = 1.0 + rng.random(7)
    yield _case("nearly the same", a, a * (1.0 + 1e-3 * rng.uniform(0.2, 1.0, 7) * np.array([1, -1, 1, -1, -1, 1, 1])))
    edge = {"check": "edge cases"}
    a, b = _nearby(rng, (2, 3), 0.1)
    a[1, 1] = b[1, 1] = 0.0
    yield _case("both zero in one place", a, b, public=True, quiet=True, **edge)
    yield _case("nothing but zeros", np.zeros(4), np.zeros(4), public=True, quiet=True, **edge)
    a = rng.normal(size=(2, 2))
    yield _case("equal", a, a, public=True, **edge)
    tiny = 1e-12 * (1.0 + rng.random(3))
    yield _case("entries of 1e-12", tiny, 3.0 * tiny[::-1], public=True, quiet=True, **edge)
    a, b = _nearby(rng, 5, 1e-4)
    a[2], b[2] = 2e-9 + 1e-9 * rng.random(), -1e-9
    yield _case("a tiny entry among others", a, b, public=True, **edge)
    small = 1e-8 * (1.0 + rng.random(4))
    yield _case("entries of 1e-8", small, small * np.array([1.5, 0.9, 1.2, 1.0]), **edge)
    a = 1e-5 * (1.0 + rng.random(3))
    yield _case("entries of 1e-5", a, 1.1 * a, **edge)
    a, b = _nearby(rng, 3, 0.1)
    a[1], b[1] = 0.0, 0.3
    yield _case("zero on one side", a, b, **edge)
    yield _case("zero on the other side", b, a, **edge)
    yield _case("two single numbers, 0-d", 1.0 + rng.random(), -0.2 - 0.2 * rng.random(), public=True, **edge)
    yield _case("read-only", rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), check="contract", read_only=True)


@exercise.law
def either_may_come_first(rng):
    """Exchanging a and b must change nothing."""
    a, b = _nearby(rng, (2, 4), 0.4)
    return Same({"a": a, "b": b}, {"a": b, "b": a})


@exercise.law
def no_unit_matters(rng):
    """With a and b a thousand times as large, the relative error must be the same."""
    a, b = _nearby(rng, 5, 0.4)
    return Same({"a": a, "b": b}, {"a": 1000.0 * a, "b": 1000.0 * b})


@exercise.law
def opposite_signs_are_an_error_of_one(rng):
    """Of a number and its opposite, the relative error must be exactly 1."""
    a = 0.1 + rng.random(4)
    return Gives(({"a": a, "b": -a},), 1.0)


@exercise.law
def never_more_than_one(rng):
    """No relative error may be below 0 or above 1."""
    return Within(({"a": rng.normal(size=8), "b": rng.normal(size=8)},), 0.0, 1.0 + 1e-12)


@exercise.law
def no_order_matters(rng):
    """Rearranging the entries of a and b in the same way must change nothing."""
    a, b = _nearby(rng, 5, 0.4)
    order = rng.permutation(5)
    return Permuted({"a": a, "b": b}, {"a": a[order], "b": b[order]}, order)


@exercise.mistake
def absolute(a, b):
    """You return the largest difference itself. A difference of 0.001 is nothing between thousands, and everything
    between thousandths: divide each by |a| + |b|.
    """
    return np.max(np.abs(a - b))


@exercise.mistake
def absolute_without_abs(a, b):
    """You return the largest a − b, neither without its sign nor measured against anything. Take the absolute value,
    and divide each by |a| + |b|.
    """
    return np.max(a - b)


@exercise.mistake(combine=(np.sum, np.mean, np.linalg.norm))
def absolute_total(a, b, *, combine):
    """You sum up or average the differences, and measure them against nothing. Divide each by |a| + |b|, and return the
    largest.
    """
    return combine(np.abs(a - b))


@exercise.mistake(combine=(np.mean, np.sum, np.max, lambda squares: np.sqrt(np.mean(squares))))
def squared_and_absolute(a, b, *, combine):
    """You square the differences, and measure them against nothing. Take the absolute value of each difference, divide
    it by |a| + |b|, and return the largest quotient.
    """
    return combine((a - b) ** 2)


@exercise.mistake(by=("a", "b"))
def precedence(a, b, *, by):
    """You divide by one size and then *add* the other one, because / comes before +. Put brackets around the sum."""
    first, second = (a, b) if by == "a" else (b, a)
    return np.max(np.abs(a - b) / np.abs(first) + np.abs(second))


@exercise.mistake
def no_floor(a, b):
    """Where both are 0 you divide 0 by 0, and what is far below 1e-8 counts as if it mattered. Let no denominator fall
    below 1e-8.
    """
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b)))


@exercise.mistake
def only_exact_zeros(a, b):
    """You keep 0/0 away, but numbers such as 1e-12 are still measured against their own size, as if they mattered. Let
    no denominator fall below 1e-8: that does for the zeros, too.
    """
    size = np.abs(a) + np.abs(b)
    return np.max(np.abs(a - b) / np.where(size == 0, 1.0, size))


@exercise.mistake(floor=(1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-9, 1e-10, 1e-11))
def other_floor(a, b, *, floor):
    """Your floor below the denominator has another size. In the contract it is 1e-8."""
    return np.max(_errors(a, b, floor))


@exercise.mistake(eps=(1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16))
def plus_eps(a, b, *, eps):
    """You add a small number to the denominator. The contract puts a floor below it, 1e-8, and leaves what is larger as
    it is: take the larger of the two.
    """
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b) + eps))


@exercise.mistake(eps=(1e-4, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15))
def plus_eps_and_mean(a, b, *, eps):
    """You average the errors, and you add a small number to the denominator. Return the largest, and let no denominator
    fall below 1e-8.
    """
    return np.mean(np.abs(a - b) / (np.abs(a) + np.abs(b) + eps))


@exercise.mistake(eps=(1e-6, 1e-7, 1e-8, 1e-10, 1e-12))
def eps_above_and_below(a, b, *, eps):
    """You add a small number to the difference and to the denominator, so that equal numbers differ, and zeros do so
    most of all. Put a floor below the denominator, and leave the difference as it is.
    """
    return np.max((np.abs(a - b) + eps) / (np.abs(a) + np.abs(b) + eps))


@exercise.mistake(instead=("nothing", "the difference"))
def tiny_pairs_apart(a, b, *, instead):
    """You treat pairs with |a| + |b| below 1e-8 apart: you leave them out, or do not divide. They count like all
    others, with 1e-8 for their denominator.
    """
    gap, size = np.abs(a - b), np.abs(a) + np.abs(b)
    tiny = size <= 1e-8
    return np.max(np.where(tiny, 0.0 if instead == "nothing" else gap, gap / np.where(tiny, 1.0, size)))


@exercise.mistake
def floor_if_all_is_tiny(a, b):
    """You look at the sizes of all entries together, so 0/0 still happens where both are 0 in one place only. The floor
    belongs below each entry's own denominator.
    """
    size = np.abs(a) + np.abs(b)
    return 0.0 if np.max(size) < 1e-8 else np.max(np.abs(a - b) / size)


@exercise.mistake
def floor_of_1e8(a, b):
    """Your floor is 1e8, a hundred million, so that everything is divided by it. It is 1e-8."""
    return np.max(_errors(a, b, 1e8))


@exercise.mistake(which=("both", "a", "b"))
def floor_below_each(a, b, *, which):
    """You put the floor below |a| or |b| before you add them. It belongs below their sum."""
    one, other = np.abs(a), np.abs(b)
    one = np.maximum(one, 1e-8) if which != "b" else one
    other = np.maximum(other, 1e-8) if which != "a" else other
    return np.max(np.abs(a - b) / (one + other))


@exercise.mistake
def floor_below_the_error(a, b):
    """You put the floor below the result. It belongs below the denominator |a| + |b|."""
    size = np.abs(a) + np.abs(b)
    errors = np.divide(np.abs(a - b), size, out=np.zeros_like(size), where=size > 0)
    return max(np.max(errors), 1e-8)


@exercise.mistake
def floor_below_the_difference(a, b):
    """You put the floor below the differences, so that equal numbers differ. It belongs below the denominator."""
    return np.max(np.maximum(np.abs(a - b), 1e-8) / _sizes(a, b))


@exercise.mistake
def one_in_the_denominator(a, b):
    """You let no denominator fall below 1, so slopes smaller than that are compared absolutely. The floor is 1e-8."""
    return np.max(_errors(a, b, 1.0))


@exercise.mistake
def one_added(a, b):
    """You add 1 to the denominator, so small slopes are compared absolutely. Divide by |a| + |b|, but by no less than
    1e-8.
    """
    return np.max(np.abs(a - b) / (1.0 + np.abs(a) + np.abs(b)))


@exercise.mistake(name="abs-of-the-sum", floor=(0.0, 1e-8))
def abs_of_sum(a, b, *, floor):
    """You divide by |a + b|. With opposite signs that is almost 0, and the error has no bound: add |a| and |b|."""
    return np.max(np.abs(a - b) / np.maximum(np.abs(a + b), floor))


@exercise.mistake(name="abs-of-the-sum-plus-eps", eps=(1e-8, 1e-12))
def abs_of_sum_plus_eps(a, b, *, eps):
    """You divide by |a + b| plus a small number. With opposite signs that is almost 0: add |a| and |b|, and let the
    result not fall below 1e-8.
    """
    return np.max(np.abs(a - b) / (np.abs(a + b) + eps))


@exercise.mistake(floor=(0.0, 1e-8))
def no_abs_below(a, b, *, floor):
    """You divide by a + b without absolute values. Of negative numbers that is negative, and opposite signs cancel."""
    return np.max(np.abs(a - b) / np.maximum(a + b, floor) if floor else np.abs(a - b) / (a + b))


@exercise.mistake(by=("a", "b"), guard=("none", "floor", "plus"))
def one_sided(a, b, *, by, guard):
    """You divide by the size of one of the two alone, so it matters which comes first. Divide by |a| + |b|."""
    size = np.abs(a if by == "a" else b)
    size = {"none": size, "floor": np.maximum(size, 1e-8), "plus": size + 1e-8}[guard]
    return np.max(np.abs(a - b) / size)


@exercise.mistake(by=("a", "b"), signs=("below", "both"), guard=("none", "floor"))
def one_sided_with_signs(a, b, *, by, signs, guard):
    """You divide by one of the two alone, sign and all, so an error may come out negative. Divide the absolute
    difference by |a| + |b|.
    """
    size = a if by == "a" else b
    gap = a - b if signs == "both" else np.abs(a - b)
    return np.max(gap / (np.maximum(size, 1e-8) if guard == "floor" else size))


@exercise.mistake(guard=("none", "floor", "plus"))
def larger_of_the_two(a, b, *, guard):
    """You divide by the larger of |a| and |b|, which is another common definition. In the contract it is their sum."""
    size = np.maximum(np.abs(a), np.abs(b))
    size = {"none": size, "floor": np.maximum(size, 1e-8), "plus": size + 1e-8}[guard]
    return np.max(np.abs(a - b) / size)


@exercise.mistake
def smaller_of_the_two(a, b):
    """You divide by the smaller of |a| and |b|. In the contract it is their sum, but no less than 1e-8."""
    return np.max(np.abs(a - b) / np.maximum(np.minimum(np.abs(a), np.abs(b)), 1e-8))


@exercise.mistake(guard=("none", "floor", "late", "plus"))
def mean_of_the_two(a, b, *, guard):
    """You divide by the mean of |a| and |b|, so your errors are twice as large. In the contract it is their sum."""
    size = np.abs(a) + np.abs(b)
    half = {"none": size / 2, "floor": np.maximum(size / 2, 1e-8), "late": _sizes(a, b) / 2, "plus": size / 2 + 1e-8}
    return np.max(np.abs(a - b) / half[guard])


@exercise.mistake(below=("product", "root", "squares"))
def multiplied_sizes(a, b, *, below):
    """You divide by a product or by squares of |a| and |b|. Add the two sizes up as they are."""
    size = {"product": np.abs(a * b), "root": np.sqrt(np.abs(a * b)), "squares": a**2 + b**2}[below]
    return np.max(np.abs(a - b) / np.maximum(size, 1e-8))


@exercise.mistake
def root_of_squares(a, b):
    """You divide by the root of a² + b². In the contract it is |a| + |b|."""
    return np.max(np.abs(a - b) / np.maximum(np.hypot(a, b), 1e-8))


@exercise.mistake(below=("sum", "squares"))
def squared_difference(a, b, *, below):
    """You square the difference. Take its absolute value, and divide by |a| + |b|."""
    return np.max((a - b) ** 2 / (_sizes(a, b) if below == "sum" else np.maximum(a**2 + b**2, 1e-8)))


@exercise.mistake(guard=("none", "floor", "plus"), which=(2, 1, np.inf))
def global_norm(a, b, *, guard, which):
    """You divide one norm by the others, so a large entry hides that a small one is wrong. Divide entry by entry, and
    return the largest quotient.
    """
    gap, *sizes = (np.linalg.norm(np.ravel(v), which) for v in (a - b, a, b))
    size = np.sum(sizes)
    return gap / {"none": size, "floor": np.maximum(size, 1e-8), "plus": size + 1e-8}[guard]


@exercise.mistake(below=("larger", "b", "a", "floor of squares"))
def global_norm_otherwise(a, b, *, below):
    """You compare the two gradients by one norm, so a large entry hides that a small one is wrong. Divide entry by
    entry by |a| + |b|, and return the largest quotient.
    """
    gap, one, other = (np.linalg.norm(v) for v in (a - b, a, b))
    if below == "floor of squares":
        return gap**2 / np.maximum(one**2 + other**2, 1e-8)
    return gap / np.maximum({"larger": max(one, other), "b": other, "a": one}[below], 1e-8)


@exercise.mistake
def largest_over_largest(a, b):
    """You divide the largest difference by the largest size, which may stand in another place. Divide entry by entry,
    then take the largest quotient.
    """
    return np.max(np.abs(a - b)) / np.max(_sizes(a, b))


@exercise.mistake
def at_the_largest_difference(a, b):
    """You return the error of the entry where the difference is largest. A small difference between small numbers may
    be the worse one: divide first, then take the maximum.
    """
    return np.ravel(_errors(a, b))[np.argmax(np.abs(a - b))]


@exercise.mistake(size=("sizes", "bare", "sum"))
def no_abs(a, b, *, size):
    """You do not take the absolute value of a − b, so errors with a < b count as negative, and the maximum passes them
    over.
    """
    with np.errstate(all="ignore"):
        below = {"sizes": _sizes(a, b), "bare": np.abs(a) + np.abs(b), "sum": a + b}[size]
        return np.max((a - b) / below)


@exercise.mistake
def abs_at_the_end(a, b):
    """You take the maximum first and its absolute value after that, so errors with a < b are passed over. Take the
    absolute value of each difference.
    """
    return np.abs(np.max((a - b) / _sizes(a, b)))


@exercise.mistake
def difference_of_sizes(a, b):
    """You subtract |b| from |a|, so that a number and its opposite agree. Subtract first, then drop the sign."""
    return np.max(np.abs(np.abs(a) - np.abs(b)) / _sizes(a, b))


@exercise.mistake
def sum_over_sum(a, b):
    """You take |a + b| over |a| + |b|. It is the difference that should be small."""
    return np.max(np.abs(a + b) / _sizes(a, b))


@exercise.mistake
def min_floor(a, b):
    """You take the *smaller* of the size and 1e-8, so that almost everything is divided by 1e-8. A floor is what
    nothing falls below: take the larger one.
    """
    return np.max(np.abs(a - b) / np.minimum(np.abs(a) + np.abs(b), 1e-8))


@exercise.mistake(name="mean")
def average(a, b):
    """You average the errors, so one wrong entry among many is lost. Return the largest."""
    return np.mean(_errors(a, b))


@exercise.mistake
def mean_without_floor(a, b):
    """You average the errors, and where both numbers are 0 you divide 0 by 0. Return the largest error, and let no
    denominator fall below 1e-8.
    """
    return np.mean(np.abs(a - b) / (np.abs(a) + np.abs(b)))


@exercise.mistake(by=("larger", "a", "b"), guard=("none", "floor", "plus"))
def mean_of_another_quotient(a, b, *, by, guard):
    """You average the errors, and you do not divide by the sum of the two sizes. Divide each by |a| + |b|, but by no
    less than 1e-8, and return the largest.
    """
    size = {"larger": np.maximum(np.abs(a), np.abs(b)), "a": np.abs(a), "b": np.abs(b)}[by]
    size = {"none": size, "floor": np.maximum(size, 1e-8), "plus": size + 1e-8}[guard]
    return np.mean(np.abs(a - b) / size)


@exercise.mistake(combine=(np.sum, np.median, np.min, np.linalg.norm, lambda e: np.sqrt(np.mean(e**2))))
def otherwise_combined(a, b, *, combine):
    """You combine the errors of the entries in another way than by their maximum. It is the worst entry that tells
    whether a gradient is wrong.
    """
    return combine(_errors(a, b))


@exercise.mistake(at=(0, -1))
def one_entry_only(a, b, *, at):
    """You return the error of the first or the last entry alone. Does `return` stand inside a loop, or does each round
    forget the one before? Return the largest of all.
    """
    return np.ravel(_errors(a, b))[at]


@exercise.mistake
def no_maximum(a, b):
    """You return the error of every entry. The contract asks for one number, the largest."""
    return _errors(a, b)


@exercise.mistake
def no_maximum_and_no_floor(a, b):
    """You return the error of every entry, and where both numbers are 0 you divide 0 by 0. Return the largest alone,
    and let no denominator fall below 1e-8.
    """
    return np.abs(a - b) / (np.abs(a) + np.abs(b))


@exercise.mistake(axis=(0, 1))
def maximum_along_an_axis(a, b, *, axis):
    """You take the maximum along one axis and return several numbers. Take it over all entries."""
    return np.max(_errors(a, b), axis=min(axis, np.ndim(a) - 1))


@exercise.mistake(form=("flat", "index"))
def where_in_place_of_how_much(a, b, *, form):
    """You return where the largest error stands. Return how large it is."""
    flat = np.argmax(_errors(a, b))
    return flat if form == "flat" else np.unravel_index(flat, np.shape(a))


@exercise.mistake(near=(np.allclose, np.array_equal))
def a_verdict(a, b, *, near):
    """You return whether a and b agree. Return by how much they do not: one real number."""
    return bool(near(a, b))


@exercise.mistake
def per_cent(a, b):
    """You multiply by 100. The contract asks for a share, between 0 and 1."""
    return 100.0 * np.max(_errors(a, b))


@exercise.mistake
def whole_number(a, b):
    """You make a whole number of the error, which cuts its decimals off. Return it with all digits."""
    return int(np.max(_errors(a, b)))


@exercise.mistake(power=(np.log10, np.log, np.sqrt, np.square))
def another_measure(a, b, *, power):
    """You return the logarithm, the root or the square of the error. Return the error itself."""
    return power(np.max(_errors(a, b)))


@exercise.mistake
def agreement(a, b):
    """You return 1 minus the error. The contract asks for the error: 0 where a and b are the same."""
    return 1.0 - np.max(_errors(a, b))


@exercise.mistake(digits=(2, 3, 4, 6))
def rounded(a, b, *, digits):
    """You round the error. What is looked for is as small as 1e-8: return all digits."""
    return round(float(np.max(_errors(a, b))), digits)


@exercise.mistake
def skips_nan(a, b):
    """You pass over the nan of 0/0, which still warns, and leaves nothing where everything is 0. Let no denominator
    fall below 1e-8.
    """
    return np.nanmax(np.abs(a - b) / (np.abs(a) + np.abs(b)))


@exercise.mistake
def nan_becomes_zero(a, b):
    """You mend the nan of 0/0 after it has happened. NumPy still warns, and numbers far below 1e-8 still count as if
    they mattered: let no denominator fall below 1e-8.
    """
    return np.max(np.nan_to_num(np.abs(a - b) / (np.abs(a) + np.abs(b))))


@exercise.mistake(what=("difference", "error"))
def overwrites_a(a, b, *, what):
    """You store the difference in the caller's a. Work on an array of your own."""
    a -= b
    difference = a.copy()
    size = np.maximum(np.abs(difference + b) + np.abs(b), 1e-8)
    if what == "error":
        a[...] = np.abs(difference) / size
    return np.max(np.abs(difference) / size)


@exercise.mistake
def makes_absolute_in_place(a, b):
    """You make the caller's arrays absolute. Work on arrays of your own."""
    gap = np.abs(a - b)
    np.abs(a, out=a)
    np.abs(b, out=b)
    return np.max(gap / np.maximum(a + b, 1e-8))


@exercise.alternative
def a_loop(a, b):
    worst = 0.0
    for p, q in zip(a.ravel(), b.ravel(), strict=True):
        size = abs(p) + abs(q)
        if size < 1e-8:
            size = 1e-8
        worst = max(worst, abs(p - q) / size)
    return worst


@exercise.alternative
def python_numbers(a, b):
    pairs = zip(np.ravel(a).tolist(), np.ravel(b).tolist(), strict=True)
    return max(abs(p - q) / max(1e-8, abs(p) + abs(q)) for p, q in pairs)


@exercise.alternative
def clipped(a, b):
    return (abs(b - a) / (abs(a) + abs(b)).clip(min=1e-8)).max()


@exercise.alternative
def where_small(a, b):
    size = np.sqrt(a**2) + np.sqrt(b**2)
    small = size < 1e-8
    return np.amax(np.where(small, np.abs(a - b) * 1e8, np.abs(a - b) / np.where(small, 1.0, size)))


@exercise.alternative
def a_number_without_axes(a, b):
    stacked = np.stack([a.reshape(-1), b.reshape(-1)])
    size = np.fmax(np.abs(stacked).sum(axis=0), 1e-8)
    return np.array(np.sort(np.abs(np.diff(stacked, axis=0)[0]) / size)[-1])


@exercise.alternative
def largest_size_of_signs(a, b):
    same = np.sign(a) == np.sign(b)
    size = np.where(same, np.abs(a + b), np.abs(a - b))
    size[size < 1e-8] = 1e-8
    flat = (np.abs(a - b) / size).flatten()
    return flat[flat.argmax()]
