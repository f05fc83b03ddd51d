"""The numerical gradient (Lecture 2.2, "Numerical gradient": mini-steps forwards and backwards)."""

import numpy as np

from fallline.laws import Gives, Same, Scaled
from fallline.plain import FunctionName
from grader.exercise import Case, Exercise

exercise = Exercise(
    "numerical_gradient",
    number="2.1",
    lesson="02_gradients",
    points=12,
    lines=8,
    difficulty=2,
    read="lesson 02, “The numerical gradient”",
    hints=(
        "A slope is a difference of two heights over the way between them. Step along one axis at a time, a little "
        "forwards and a little backwards from the same place, and ask f how high it is there.",
        "∂f/∂x_i ≈ (f(x + h·e_i) − f(x − h·e_i)) / (2h), where e_i is 1 at entry i and 0 elsewhere. The two places lie "
        "2h apart, so that is what you divide by: mind the brackets.",
        "Start from a copy of x made of floats, and zeros of the same shape. For each index of x (np.ndindex gives "
        "them for any shape): note the entry, set it higher by h and ask f, set it lower by h and ask f, put the "
        "noted entry back, store the quotient at the same index.",
    ),
    grader_tries="other functions, three axes, one number alone, wide steps, whole numbers, how f is called",
)


def _moved(f, x, i, by):
    """Return f where entry ``i`` of ``x``, and nothing else, is moved."""
    x = np.array(x, dtype=float)
    x[i] += by
    return f(x)


def _each(x, entry):
    """Return ``entry(i)`` for each index of ``x``, in its shape."""
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        grad[i] = entry(i)
    return grad


def _slopes(f, x, up, down, over):
    """Return (f(x + up) - f(x + down)) / over, one entry of ``x`` after the other."""
    return _each(x, lambda i: (_moved(f, x, i, up) - _moved(f, x, i, down)) / over)


def _central(f, x, h):
    return _slopes(f, x, h, -h, 2 * h)


@exercise.reference
def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * h)
    return grad


@exercise.function
def wave(x):
    """Return a sum of sines: every entry has a frequency of its own."""
    flat = np.ravel(x)
    return float(np.sum(np.sin((0.5 + 0.3 * np.arange(flat.size)) * flat)))


@exercise.function
def ripple(x):
    """Return a function in which every entry depends on every other one, and its place counts."""
    flat = np.ravel(x)
    return float(np.exp(np.sin(np.sum(flat * np.sqrt(1.0 + np.arange(flat.size))))))


CUBIC, COUPLED, ROWS, BOWL = map(FunctionName, ("cubic", "coupled", "rows", "bowl"))
WAVE, RIPPLE = FunctionName("wave"), FunctionName("ripple")


def _case(name, f, x, *h, **settings):
    return Case(name, dict(zip(("f", "x", "h"), (f, x, *h), strict=False)), **settings)


@exercise.cases
def cases(rng):
    yield _case("a cubic of six numbers, a wide step", CUBIC, rng.normal(size=(2, 3)), 0.07, public=True)
    yield _case("no step given", CUBIC, 1.0 + rng.random(4), public=True)
    yield _case("neighbours multiplied", COUPLED, rng.normal(size=5), 0.3, public=True)
    yield _case("a square of rows", ROWS, rng.normal(size=(3, 3)), 0.2, public=True)
    yield _case("a wave", WAVE, rng.normal(size=(2, 2)), 0.4)
    yield _case("all entries entangled", RIPPLE, 0.6 * rng.normal(size=(4, 2)), 0.1)
    yield _case("one entry", CUBIC, 1.0 + rng.random(1), 0.15)
    edge = {"check": "edge cases"}
    yield _case("whole numbers", CUBIC, rng.permutation([1, -2, 3]), public=True, **edge)
    yield _case("one number, 0-d", CUBIC, np.array(1.0 + rng.random()), 0.2, public=True, **edge)
    yield _case("three axes", COUPLED, rng.normal(size=(2, 3, 2)), 0.11, public=True, **edge)
    yield _case("a plateau", FunctionName("plateau"), rng.normal(size=(3, 2)), quiet=True, **edge)
    yield _case("numbers around a thousand", WAVE, 1000.0 * (1.0 + rng.random(3)), 0.3, **edge)
    yield _case("one whole number, 0-d", BOWL, np.array(rng.integers(3, 9)), 0.25, **edge)
    inputs = (COUPLED, rng.normal(size=4), 0.21)
    yield _case("two calls for each entry", *inputs, check="contract", read_only=True, most_calls=8, public=True)


@exercise.law
def a_quadratic_knows_no_step(rng):
    """On a quadratic function, central differences are exact: a step of 0.1 and one of 0.6 must give the same."""
    x = rng.normal(size=(3, 2))
    return Same({"f": COUPLED, "x": x, "h": 0.1}, {"f": COUPLED, "x": x, "h": 0.6})


@exercise.law
def twice_the_numbers_four_times_the_slopes(rng):
    """The slopes of a cubic must be four times as large where its numbers and the step are twice as large."""
    x = 0.5 + rng.random(3)
    return Scaled({"f": CUBIC, "x": x, "h": 0.1}, {"f": CUBIC, "x": 2 * x, "h": 0.2}, 4.0)


@exercise.law
def level_at_the_minimum(rng):
    """At the bottom of a bowl, a step forwards and one backwards climb equally high: every slope must be 0."""
    return Gives(({"f": BOWL, "x": np.ones((2, 2)), "h": 0.3},), np.zeros((2, 2)))


def _move(inputs, call):
    """Return by how much each entry was moved when f was called; zeros for what has another shape."""
    x, seen = np.asarray(inputs["x"]), np.asarray(call.argument(0, "x"))
    return seen - x if seen.shape == x.shape else np.zeros(x.shape)


@exercise.demand
def no_floats_for_f(inputs, calls):
    """You hand f numbers that are no floats. Make a float copy of x first, and move its entries."""
    return all(np.asarray(call.argument(0, "x")).dtype.kind == "f" for call in calls)


@exercise.demand
def several_entries_at_once(inputs, calls):
    """You move several entries of x at once. Move one, ask f on both sides, and put it back before the next."""
    # What float32 makes of the other entries is another mistake.
    least = 1e-2 * inputs.get("h", 1e-5)
    return all(np.count_nonzero(np.abs(_move(inputs, call)) > least) <= 1 for call in calls)


@exercise.demand
def steps_of_another_size(inputs, calls):
    """You ask f at places that do not lie a step of h away from x. Move an entry by +h and by −h, from where it was."""
    h = inputs.get("h", 1e-5)
    moves = np.array([np.max(np.abs(_move(inputs, call)), initial=0.0) for call in calls])
    return np.all((moves < 1e-9) | np.isclose(moves, h, rtol=1e-4, atol=0.0))


@exercise.demand
def another_shape_for_f(inputs, calls):
    """You hand f something of another shape than x. What f makes of it may depend on rows and columns: give it an
    array of the shape of x, with one entry moved.
    """
    return all(np.shape(call.argument(0, "x")) == np.shape(inputs["x"]) for call in calls)


@exercise.mistake
def forward(f, x, h=1e-5):
    """You take (f(x + h) − f(x)) / h, the forward difference: its error shrinks with h only, that of the central one
    with h². Step to both sides of x.
    """
    return _slopes(f, x, h, 0.0, h)


@exercise.mistake
def backward_difference(f, x, h=1e-5):
    """You take (f(x) − f(x − h)) / h, the backward difference: its error shrinks with h only, that of the central one
    with h². Step to both sides of x.
    """
    return _slopes(f, x, 0.0, -h, h)


@exercise.mistake(side=(1, -1))
def forward_over_2h(f, x, h=1e-5, *, side):
    """Your two values of f lie one h apart, and you divide by 2h: about half the slope. Ask f at x + h and at x − h;
    moving *back* from x + h to x − h is a move of 2h.
    """
    return _slopes(f, x, max(side, 0) * h, min(side, 0) * h, 2 * h)


@exercise.mistake
def precedence(f, x, h=1e-5):
    """You divide by 2 and then *multiply* by h, because / and * are carried out from left to right. Put brackets around
    2h, or divide twice.
    """
    return _slopes(f, x, h, -h, 2.0) * h


@exercise.mistake(over=("2h", "2, times h", "h"))
def no_brackets_above(f, x, h=1e-5, *, over):
    """You divide only the second value of f, because / comes before −. Put brackets around the difference."""
    length = {"2h": 2 * h, "2, times h": 2 / h, "h": h}[over]
    return _each(x, lambda i: _moved(f, x, i, h) - _moved(f, x, i, -h) / length)


@exercise.mistake
def over_h(f, x, h=1e-5):
    """You divide by h. From x − h to x + h the way is 2h long, so your slopes are twice too large."""
    return _slopes(f, x, h, -h, h)


@exercise.mistake(by=("1", "2", "4h", "h²", "2h²", "4h²"))
def divided_by_another_length(f, x, h=1e-5, *, by):
    """You divide the difference by something other than the way between the two places, which is 2h. A slope is a
    difference of heights over a length.
    """
    over = {"1": 1.0, "2": 2.0, "4h": 4 * h, "h²": h**2, "2h²": 2 * h**2, "4h²": 4 * h**2}
    return _slopes(f, x, h, -h, over[by])


@exercise.mistake
def x_minus_2h(f, x, h=1e-5):
    """You step forwards by h, but backwards to x − 2h: the way is 3h long, and you divide by 2h. Subtract 2h only from
    the moved entry; from the old one subtract h.
    """
    return _slopes(f, x, h, -2 * h, 2 * h)


@exercise.mistake(steps=((1, 2, 3), (2, 1, 3), (2, 1, 2), (2, 2, 2), (1, 2, 1), (0, 2, 2), (2, 0, 2)))
def uneven_steps(f, x, h=1e-5, *, steps):
    """You step by more than h, or not equally far to both sides. Move an entry to x + h and, from where it was, to
    x − h; then divide by the way between the two, 2h.
    """
    up, down, over = steps
    return _slopes(f, x, up * h, -down * h, over * h)


@exercise.mistake
def half_a_step(f, x, h=1e-5):
    """You step to x + h/2 and x − h/2. The contract asks for a whole h on each side, and to divide by 2h."""
    return _slopes(f, x, h / 2, -h / 2, h)


@exercise.mistake
def half_a_step_over_2h(f, x, h=1e-5):
    """You step by h/2 to each side, so the way is h long, and you divide by 2h. Step by a whole h."""
    return _slopes(f, x, h / 2, -h / 2, 2 * h)


@exercise.mistake
def two_steps(f, x, h=1e-5):
    """You step to x + 2h and x − 2h. The contract asks for one h on each side, and to divide by 2h."""
    return _slopes(f, x, 2 * h, -2 * h, 4 * h)


@exercise.mistake
def sign(f, x, h=1e-5):
    """You subtract the wrong way round, so every slope has the wrong sign. It is f ahead minus f behind."""
    return _slopes(f, x, -h, h, 2 * h)


@exercise.mistake
def absolute_slopes(f, x, h=1e-5):
    """You return slopes without their signs. A slope is negative where f goes down; leave `abs` out."""
    return np.abs(_central(f, x, h))


@exercise.mistake
def absolute_forward(f, x, h=1e-5):
    """You return slopes without their signs, and you step to one side only. Leave `abs` out, and step to both sides."""
    return np.abs(_slopes(f, x, h, 0.0, h))


@exercise.mistake
def forward_sign(f, x, h=1e-5):
    """You take f(x) − f(x + h): one side only, and the wrong way round. It is f ahead minus f behind, over 2h."""
    return _slopes(f, x, 0.0, h, h)


@exercise.mistake
def forward_times_h(f, x, h=1e-5):
    """You step to one side only, and you do not divide the difference by the way. Step to both sides, divide by 2h."""
    return _slopes(f, x, h, 0.0, 1.0)


@exercise.mistake(shape=("x", "none", "one"))
def all_at_once(f, x, h=1e-5, *, shape):
    """What you return is all the slopes added up: that comes out if the entries of x move together. Move one entry,
    leave the others where they were, and store its slope in its own place.
    """
    total = (f(np.array(x + h, dtype=float)) - f(np.array(x - h, dtype=float))) / (2 * h)
    return {"x": np.full(np.shape(x), total), "none": total, "one": np.array([total])}[shape]


@exercise.mistake
def slopes_added_up(f, x, h=1e-5):
    """You add the slopes up and return one number. The gradient holds all of them, each in its own place."""
    return np.sum(_central(f, x, h))


@exercise.mistake
def last_slope_only(f, x, h=1e-5):
    """You return one number, the slope of the last entry: each round of the loop forgets the one before. Store each
    slope in its own place of an array that has the shape of x.
    """
    return np.ravel(_central(f, x, h))[-1]


@exercise.mistake(shape=("x", "none"), over=(1, 2))
def all_at_once_forward(f, x, h=1e-5, *, shape, over):
    """You move all entries of x together, and to one side only. Move one entry at a time, to both sides."""
    total = (f(np.array(x + h, dtype=float)) - f(np.array(x, dtype=float))) / (over * h)
    return np.full(np.shape(x), total) if shape == "x" else total


@exercise.mistake
def a_row_at_a_time(f, x, h=1e-5):
    """You move a whole row of x at once. A loop over len(x) runs over rows; an array of any shape needs an index for
    each entry, as np.ndindex gives it.
    """
    if not np.ndim(x):
        raise TypeError("a loop over the rows of a single number")
    grad = np.zeros(np.shape(x))
    for i in range(len(x)):
        grad[i] = (_moved(f, x, i, h) - _moved(f, x, i, -h)) / (2 * h)
    return grad


@exercise.mistake
def a_row_at_a_time_forward(f, x, h=1e-5):
    """You move a whole row of x at once, and to one side only. Go through the entries one by one, and step to both
    sides.
    """
    if not np.ndim(x):
        raise TypeError("a loop over the rows of a single number")
    grad = np.zeros(np.shape(x))
    for i in range(len(x)):
        grad[i] = (_moved(f, x, i, h) - _moved(f, x, i, 0.0)) / h
    return grad


@exercise.mistake(step=(1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6))
def h_ignored(f, x, h=1e-5, *, step):
    """Your step does not depend on h. Use the argument in place of a number of your own."""
    return _central(f, x, step)


@exercise.mistake(step=(1e-3, 1e-4, 1e-5, 1e-6))
def h_ignored_forward(f, x, h=1e-5, *, step):
    """Your step does not depend on h, and you step to one side only. Use the argument h, to both sides."""
    return _slopes(f, x, step, 0.0, step)


@exercise.mistake(default=(1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-7, 1e-8))
def other_default(f, x, h=None, *, default):
    """Your step has another default. In the signature of the contract it is h=1e-5."""
    return _central(f, x, default if h is None else h)


@exercise.mistake(size=("h²", "√h", "h/10", "10h"))
def another_step(f, x, h=1e-5, *, size):
    """Your step is made of h, but of another size. Move each entry by h itself, forwards and backwards."""
    return _central(f, x, {"h²": h**2, "√h": np.sqrt(h), "h/10": h / 10, "10h": 10 * h}[size])


@exercise.mistake(times=("|x|", "1 + |x|", "max(1, |x|)"))
def relative_step(f, x, h=1e-5, *, times):
    """Your step grows with the entry. The contract asks for the same h for every entry, large or small."""
    sizes = {"|x|": np.abs(x), "1 + |x|": 1.0 + np.abs(x), "max(1, |x|)": np.maximum(1.0, np.abs(x))}[times]

    def slope(i):
        step = h * sizes[i]
        return (_moved(f, x, i, step) - _moved(f, x, i, -step)) / np.float64(2 * step)

    return _each(x, slope)


@exercise.mistake
def multiplied_step(f, x, h=1e-5):
    """You multiply an entry by 1 + h and 1 − h, so the step is as large as the entry makes it. Add h and subtract h."""
    return _each(x, lambda i: (_moved(f, x, i, h * x[i]) - _moved(f, x, i, -h * x[i])) / (2 * h))


@exercise.mistake
def around_zero(f, x, h=1e-5):
    """You step away from zero: your slopes are those of f at the origin. Start from x, and change one entry of it."""
    return _central(f, np.zeros(np.shape(x)), h)


@exercise.mistake
def other_entries_zero(f, x, h=1e-5):
    """The other entries are 0 while you move one. They keep the numbers that they have in x."""

    def asked(i, by):
        place = np.zeros(np.shape(x))
        place[i] = x[i] + by
        return f(place)

    return _each(x, lambda i: (asked(i, h) - asked(i, -h)) / (2 * h))


@exercise.mistake
def the_entry_alone(f, x, h=1e-5):
    """You call f with a single entry. f is a function of the whole of x: hand it all entries, one of them moved."""
    x = np.array(x, dtype=float)
    return _each(x, lambda i: (f(x[i] + h) - f(x[i] - h)) / (2 * h))


@exercise.mistake
def rows_and_columns_only(f, x, h=1e-5):
    """Your two loops go through rows and columns, and x may have any number of axes: one, three, or none. One loop over
    np.ndindex(x.shape) visits every entry, whatever the shape is.
    """
    grad = np.zeros(np.shape(x))
    for i in range(np.shape(x)[0]):
        for j in range(np.shape(x)[1]):
            grad[i, j] = (_moved(f, x, (i, j), h) - _moved(f, x, (i, j), -h)) / (2 * h)
    return grad


@exercise.mistake(of=("f(x)", "f(x), no step", "x"))
def np_gradient(f, x, h=1e-5, *, of):
    """You call np.gradient, which takes differences between the neighbours in a table of numbers. The slopes asked for
    are those of f: move an entry of x, and ask f on both sides.
    """
    if of == "x":
        return np.gradient(x, h)
    return np.gradient(f(x), h) if of == "f(x)" else np.gradient(f(x))


@exercise.mistake
def f_sees_flat(f, x, h=1e-5):
    """You hand f a flat vector. What f makes of its argument may depend on rows and columns: give it an array of the
    shape of x.
    """
    flat = np.array(x, dtype=float).ravel()
    return _central(f, flat, h).reshape(np.shape(x))


@exercise.mistake
def zeros(f, x, h=1e-5):
    """Your result is 0 everywhere. f never sees the step, or sees the same one twice: perhaps two names stand for one
    array (`=` makes no copy), or you move a copy and hand over the original.
    """
    return _slopes(f, x, 0.0, 0.0, 2 * h)


@exercise.mistake(on=("a copy", "x"))
def not_put_back(f, x, h=1e-5, *, on):
    """You do not put an entry back before you go on to the next, so f sees more and more moved entries. After the two
    calls, set it to what it was.
    """
    x = np.array(x, dtype=float) if on == "a copy" else x
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        grad[i] = (up - f(x)) / (2 * h)
    return grad


@exercise.mistake(on=("a copy", "x"))
def not_put_back_above(f, x, h=1e-5, *, on):
    """You leave each entry at x + h before you go on to the next, so f sees more and more moved entries. After the two
    calls, set it to what it was.
    """
    x = np.array(x, dtype=float) if on == "a copy" else x
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        x[i] -= h
        down = f(x)
        x[i] += 2 * h
        grad[i] = (f(x) - down) / (2 * h)
    return grad


@exercise.mistake(on=("a copy", "x"), start=("once", "each time"))
def not_put_back_forward(f, x, h=1e-5, *, on, start):
    """You step to one side only, and you leave each entry there when you go on to the next. Step to both sides, then
    put the entry back.
    """
    x = np.array(x, dtype=float) if on == "a copy" else x
    grad = np.zeros(np.shape(x))
    before = f(x)
    for i in np.ndindex(np.shape(x)):
        x[i] += h
        after = f(x)
        grad[i] = (after - before) / h
        before = after if start == "each time" else before
    return grad


@exercise.mistake
def mutates_x(f, x, h=1e-5):
    """You move the caller's own numbers: adding and subtracting h again does not give back every last digit, and x may
    be read-only. Work on a copy.
    """
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        grad[i] = (up - f(x)) / (2 * h)
        x[i] += h
    return grad


@exercise.mistake(over=(1, 2))
def mutates_x_and_restores(f, x, h=1e-5, *, over):
    """You move the caller's own numbers, even if you put them back. x may be read-only, or made of whole numbers that
    take no h: work on a float copy.
    """
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * h)
    return grad if over == 1 else grad.astype(x.dtype)


@exercise.mistake
def mutates_x_forward(f, x, h=1e-5):
    """You step to one side only, and you move the caller's own numbers. Work on a copy, and step to both sides."""
    grad = np.zeros(np.shape(x))
    start = f(x)
    for i in np.ndindex(np.shape(x)):
        old = x[i]
        x[i] = old + h
        grad[i] = (f(x) - start) / h
        x[i] = old
    return grad


@exercise.mistake(result=("float", "whole"), back=("set", "added"))
def stays_whole(f, x, h=1e-5, *, result, back):
    """Your copy of x keeps whole numbers whole: store 1 + h among them, and a 1 is stored. Make a float copy."""
    x = np.array(x)
    grad = np.zeros(np.shape(x), dtype=float if result == "float" else x.dtype)
    for i in np.ndindex(np.shape(x)):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h if back == "set" else x[i] - 2 * h
        grad[i] = (up - f(x)) / (2 * h)
        x[i] = old if back == "set" else x[i] + h
    return grad


@exercise.mistake(on=("places", "all"))
def float32(f, x, h=1e-5, *, on):
    """You ask f about float32 numbers. They have 7 digits, which a small step hardly changes: use float64, which is
    what `float` means.
    """
    small = np.array(x, dtype=np.float32)
    grad = np.zeros(np.shape(x), dtype=np.float32 if on == "all" else float)
    for i in np.ndindex(np.shape(x)):
        ahead, behind = small.copy(), small.copy()
        ahead[i] += h
        behind[i] -= h
        grad[i] = (f(ahead) - f(behind)) / (2 * h)
    return grad


@exercise.mistake
def whole_slopes(f, x, h=1e-5):
    """Where x is made of whole numbers, you store the slopes among whole numbers, too, which cuts off their decimals.
    Make the array of the result one of floats.
    """
    return _central(f, x, h).astype(np.asarray(x).dtype)


@exercise.mistake
def flat_result(f, x, h=1e-5):
    """You return a flat vector. The gradient has a slope for each entry of x, in the shape of x."""
    return np.atleast_1d(_central(f, x, h).ravel())


@exercise.mistake
def flat_forward(f, x, h=1e-5):
    """You return a flat vector, and you step to one side only. Give it the shape of x, and step to both sides."""
    return _slopes(f, x, h, 0.0, h).ravel()


@exercise.mistake
def at_least_one_axis(f, x, h=1e-5):
    """For a single number, you return an array with an axis. The gradient has the shape of x, and if x has no axis,
    neither has the gradient.
    """
    return np.atleast_1d(_central(f, x, h))


@exercise.mistake
def columns_first(f, x, h=1e-5):
    """Your slopes are right, but stand in the wrong places: you go down the columns and fill the result along the rows,
    or the other way round.
    """
    return _central(f, x, h).ravel(order="F").reshape(np.shape(x))


@exercise.mistake
def first_entry_only(f, x, h=1e-5):
    """Only the first entry's slope is there, and the rest is 0. Does `return` stand inside the loop? Move it to the
    left, behind the loop.
    """
    grad = np.zeros(np.shape(x))
    for i in list(np.ndindex(np.shape(x)))[:1]:
        grad[i] = (_moved(f, x, i, h) - _moved(f, x, i, -h)) / (2 * h)
    return grad


@exercise.mistake
def last_entry_left_out(f, x, h=1e-5):
    """You leave out the last entry. A range of x.size already ends before it: subtract nothing from it."""
    grad = np.zeros(np.shape(x))
    for i in list(np.ndindex(np.shape(x)))[:-1]:
        grad[i] = (_moved(f, x, i, h) - _moved(f, x, i, -h)) / (2 * h)
    return grad


@exercise.mistake
def first_entry_left_out(f, x, h=1e-5):
    """You leave out the first entry. The first index is 0."""
    grad = np.zeros(np.shape(x))
    for i in list(np.ndindex(np.shape(x)))[1:]:
        grad[i] = (_moved(f, x, i, h) - _moved(f, x, i, -h)) / (2 * h)
    return grad


@exercise.mistake
def mean_over_entries(f, x, h=1e-5):
    """You divide by the number of entries. The gradient holds each slope as it is."""
    return _central(f, x, h) / np.size(x)


@exercise.mistake
def unit_length(f, x, h=1e-5):
    """You scale the gradient to length 1. Return the slopes themselves: how steep it is matters, too."""
    grad = _central(f, x, h)
    return grad / np.linalg.norm(grad)


@exercise.mistake
def second_derivative(f, x, h=1e-5):
    """You return (f(x + h) − 2·f(x) + f(x − h)) / h², which is the curvature. The slope is a difference of two values,
    over 2h.
    """
    return _each(x, lambda i: (_moved(f, x, i, h) - 2 * _moved(f, x, i, 0.0) + _moved(f, x, i, -h)) / h**2)


@exercise.mistake
def sum_in_place_of_difference(f, x, h=1e-5):
    """You add the two values of f. A slope is their difference."""
    return _each(x, lambda i: (_moved(f, x, i, h) + _moved(f, x, i, -h)) / (2 * h))


@exercise.mistake
def down_a_step(f, x, h=1e-5):
    """You return x minus the gradient: that is a step downhill. Return the gradient itself."""
    return x - _central(f, x, h)


@exercise.mistake
def five_points(f, x, h=1e-5):
    """You combine four values of f for each entry. That is more exact, and costs twice as much; the contract asks for
    the two at x + h and x − h.
    """
    near, far = _central(f, x, h), _central(f, x, 2 * h)
    return (4 * near - far) / 3


@exercise.mistake
def complex_step(f, x, h=1e-5):
    """You take a step along the imaginary axis. The functions here return real numbers only, so the step is lost: ask
    f at x + h and at x − h.
    """
    return _each(x, lambda i: np.imag(_asked_at_complex(f, x, i, h)) / h)


def _asked_at_complex(f, x, i, h):
    x = np.array(x, dtype=complex)
    x[i] += 1j * h
    return f(x)


@exercise.mistake(digits=(2, 3, 4, 5, 6))
def rounded(f, x, h=1e-5, *, digits):
    """You round the slopes. Return all digits; whoever compares them needs them."""
    return np.round(_central(f, x, h), digits)


@exercise.mistake(calls=("once", "each time"))
def asks_too_often(f, x, h=1e-5, *, calls):
    """You ask f more often than twice for each entry. f(x) itself is not needed, and for a real network every call
    takes its time.
    """
    for _ in range(1 if calls == "once" else np.size(x)):
        f(np.array(x, dtype=float))
    return _central(f, x, h)


@exercise.alternative
def by_unit_vectors(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps]).reshape(x.shape)


@exercise.alternative
def flat_view_of_a_copy(f, x, h=1e-5):
    work = x.astype(np.float64).copy()
    flat = work.reshape(-1)
    slopes = []
    for k in range(flat.size):
        flat[k] += h
        up = f(work)
        flat[k] -= 2.0 * h
        down = f(work)
        flat[k] += h
        slopes.append(up / (2 * h) - down / (2 * h))
    return np.reshape(slopes, x.shape)


@exercise.alternative
def nditer(f, x, h=1e-5):
    x = x.astype(float)
    grad = np.empty(x.shape)
    walk = np.nditer(x, flags=["multi_index"])
    while not walk.finished:
        at = walk.multi_index
        ahead, behind = x.copy(), x.copy()
        ahead[at] += h
        behind[at] -= h
        grad[at] = 0.5 * (f(ahead) - f(behind)) / h
        walk.iternext()
    return grad


@exercise.alternative
def over_the_way_really_gone(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    grad = np.zeros(x.shape)
    for k in range(x.size):
        old = x.flat[k]
        low, high = old - h, old + h
        x.flat[k] = low
        behind = f(x)
        x.flat[k] = high
        grad.flat[k] = (f(x) - behind) / (high - low)
        x.flat[k] = old
    return grad


@exercise.alternative
def mean_of_both_sides(f, x, h=1e-5):
    x = np.asarray(x) * 1.0
    result = np.zeros(np.shape(x))
    for index, value in np.ndenumerate(x):
        sides = []
        for direction in (+1, -1):
            other = np.array(x)
            other[index] = value + direction * h
            sides.append(direction * f(other))
        result[index] = np.mean(sides) / h
    return result


@exercise.alternative
def masks(f, x, h=1e-5):
    def slope(k):
        mask = (np.arange(x.size) == k).reshape(x.shape)
        return (f(np.where(mask, x + h, x)) - f(np.where(mask, x - h, x))) / (h + h)

    return np.fromiter((slope(k) for k in range(x.size)), dtype=float).reshape(x.shape)
