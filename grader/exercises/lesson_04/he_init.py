"""He's initialisation (Lecture 2.2, "Random init or warm start").

No two right answers need share a number, so the law of the draws is compared: spread, mean, shape of the distribution,
independence. Tolerances are six standard deviations or more of the difference between two right answers.
"""

from itertools import pairwise

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Lawful, Same
from fallline.plain import Seed
from grader.exercise import Case, Exercise

exercise = Exercise(
    "he_init",
    number="4.4",
    lesson="04_layers",
    points=6,
    lines=5,
    difficulty=2,
    read="lesson 04, “Dropped somewhere in Switzerland”",
    hints=(
        "Units that start alike stay alike, so the weights must differ, and only chance makes them differ without a "
        "plan. How large may they be, if a sum over all inputs is to keep the size of what comes in?",
        "W ~ N(0, 2/n_in), entry by entry, where n_in counts the inputs of the layer. 2/n_in is the variance; what "
        "rng.normal wants is its root, the standard deviation. b = 0.",
        "Neighbours in the list of sizes are the two widths of a layer, so there is one layer fewer than sizes. For "
        "each layer draw a table of shape (in, out) from the generator, and put a vector of zeros beside it.",
    ),
    grader_tries="other widths, deeper networks, a single layer, the same generator twice",
)


@exercise.reference
def he_init(sizes, rng):
    params = []
    for n_in, n_out in pairwise(sizes):
        W = rng.normal(0.0, np.sqrt(2.0 / n_in), size=(n_in, n_out))
        params.append((W, np.zeros(n_out)))
    return params


TWO_LAYERS = "params = he_init(sizes, rng)\nW, b = params[0]\nV, c = params[1]\n"
SPREAD = (
    "inputs, units = sizes[0], sizes[1]\n"
    + TWO_LAYERS
    + "return (inputs / 2) ** 0.5 * W.std(), (units / 2) ** 0.5 * V.std(), W.mean(), V.mean()"
)
BIASES = TWO_LAYERS + "return b, c"
LINES = TWO_LAYERS + "return W.std(axis=0).mean(), W.std(axis=1).mean()"
TAILS = TWO_LAYERS + "return ((W**2) ** 2).mean() / (W**2).mean() ** 2"
OVERLAP = TWO_LAYERS + "return (W * V).mean() / (W**2).mean()"
SAME_STATE = "first = he_init(sizes, rng)\nsecond = he_init(sizes, twin)\nreturn first, second"
ONE_AFTER_THE_OTHER = "first = he_init(sizes, rng)\nsecond = he_init(sizes, rng)\nreturn first, second"

# The numbers may be any, so only the form is compared: how many pairs, which shapes, real numbers.
FORM = Tolerance(0.0, 100.0)


@exercise.summary
def of_each_layer(params, inputs):
    """Return five numbers of each layer's weights, 1, 1, 1, 0 and 1 if they are right.

    Their spread, that within columns and within rows, their mean, their fourth moment.
    """
    try:
        layers = zip(params, inputs["sizes"][:-1], strict=True)
        return np.array([_numbers(W / np.sqrt(2.0 / n_in)) for (W, _), n_in in layers])
    except (TypeError, ValueError, AttributeError):
        # Which form it has shows on the small networks; here, all that have another one may look alike.
        return "another form"


def _numbers(W):
    spreads = [W.std(), W.std(axis=0).mean(), W.std(axis=1).mean()]
    return [*spreads, W.mean(), np.mean((W**2) ** 2) / (3.0 * np.mean(W**2) ** 2)]


def _of_each_layer(name, inputs, **settings):
    return Case(name, inputs, summary="of_each_layer", tolerance=Tolerance(0.0, 0.22), **settings)


def _drawn_twice(name, inputs, script):
    """Return a case about whether two calls draw the same."""
    return Case(name, inputs, check="contract", summary="repeated", script=script, public=True)


@exercise.cases
def cases(rng):
    def inputs(*sizes, twin=False):
        state = Seed(int(rng.integers(2**30)))
        return {"sizes": list(sizes), "rng": state, **({"twin": state} if twin else {})}

    yield Case("two small layers", inputs(4, 3, 2), tolerance=FORM, public=True)
    yield Case("its biases", inputs(5, 3, 4), script=BIASES, public=True)
    yield Case("other biases", inputs(3, 6, 2), script=BIASES)
    spread = Tolerance(0.05, 0.01)
    yield Case("two large layers", inputs(300, 100, 200), script=SPREAD, tolerance=spread, public=True)
    yield Case("two other large layers", inputs(100, 240, 80), script=SPREAD, tolerance=spread)
    yield Case("its columns and its rows", inputs(200, 120, 2), script=LINES, tolerance=spread, public=True)
    yield Case("its fourth moment", inputs(300, 200, 2), script=TAILS, tolerance=Tolerance(0.0, 0.4), public=True)
    equal = inputs(200, 200, 200)
    yield Case("two layers of equal width", equal, script=OVERLAP, tolerance=Tolerance(0.0, 0.06), public=True)
    yield _of_each_layer("three large layers", inputs(200, 100, 300, 80))
    yield Case("five small layers", inputs(6, 5, 4, 3, 2, 7), tolerance=FORM)
    yield Case("one layer", inputs(3, 5), check="edge cases", tolerance=FORM, public=True)
    yield _of_each_layer("one large layer", inputs(400, 60), check="edge cases")
    yield Case("widths of 1", inputs(1, 1, 1), check="edge cases", tolerance=FORM)
    yield _drawn_twice("two generators in the same state", inputs(5, 4, 3, twin=True), SAME_STATE)
    different = {**inputs(5, 4, 3), "twin": Seed(int(rng.integers(2**30)))}
    yield _drawn_twice("two generators in different states", different, SAME_STATE)
    yield _drawn_twice("one generator, called twice", inputs(5, 4, 3), ONE_AFTER_THE_OTHER)


@exercise.law(script="params = he_init(sizes, rng)\nreturn params[0][0]", check="contract")
def the_same_state_gives_the_same_weights(rng):
    """Generators in the same state must give the same weights."""
    inputs = {"sizes": [4, 3, 2], "rng": Seed(int(rng.integers(2**30)))}
    return Same(inputs, inputs)


@exercise.law
def every_weight_takes_both_signs(rng):
    """Over forty seeds, every weight of every layer must be positive now and then, and negative now and then."""
    draws = tuple({"sizes": [3, 2, 2], "rng": Seed(int(rng.integers(2**30)))} for _ in range(40))

    def both(outputs):
        shares = [(np.stack([params[k][0] for params in outputs]) > 0).mean(axis=0) for k in range(2)]
        return all(share.min() > 0 and share.max() < 1 for share in shares)

    return Lawful(draws, both)


def _layers(sizes, weights, biases=lambda a, b: np.zeros(b)):
    return [(weights(a, b), biases(a, b)) for a, b in pairwise(sizes)]


def _normal(sizes, rng, spread, biases=lambda a, b: np.zeros(b)):
    """Return normal weights whose standard deviation is ``spread(in, out)``."""
    return _layers(sizes, lambda a, b: spread(a, b) * rng.normal(size=(a, b)), biases)


def _he(a, b):
    return np.sqrt(2.0 / a)


@exercise.mistake
def zeros(sizes, rng):
    """All your weights are 0. Then all units of a layer compute the same, get the same gradient and stay the same for
    ever: draw the weights at random.
    """
    return _layers(sizes, lambda a, b: np.zeros((a, b)))


@exercise.mistake(value=(1.0, 0.1, 0.01, 0.5))
def all_alike(sizes, rng, *, value):
    """All your weights are the same number. Units that start alike get the same gradient and stay alike for ever: draw
    the weights at random.
    """
    return _layers(sizes, lambda a, b: np.full((a, b), value))


@exercise.mistake(swapped=(False, True))
def spread_as_value(sizes, rng, *, swapped):
    """All weights of a layer of yours are the number √(2/in) itself. It is the standard deviation of the draws: the
    second argument of rng.normal, behind the mean 0.
    """
    return _layers(sizes, lambda a, b: np.full((a, b), _he(a, b)) + 0.0 * swapped)


@exercise.mistake
def variance_for_std(sizes, rng):
    """Your weights have standard deviation 2/in. That is the variance; rng.normal wants the standard deviation, its
    root.
    """
    return _normal(sizes, rng, lambda a, b: 2.0 / a)


@exercise.mistake
def fan_out(sizes, rng):
    """You divide by the number of outputs of a layer. The sum that is to keep its size runs over the
    *inputs*: √(2/in).
    """
    return _normal(sizes, rng, lambda a, b: np.sqrt(2.0 / b))


@exercise.mistake
def fan_out_variance_for_std(sizes, rng):
    """Your weights have standard deviation 2/out. The sum runs over the inputs, and rng.normal wants the standard
    deviation: √(2/in).
    """
    return _normal(sizes, rng, lambda a, b: 2.0 / b)


@exercise.mistake
def xavier(sizes, rng):
    """Your weights have variance 1/in. Half of the sums are lost in a ReLU, and He's 2 makes up for it:
    variance 2/in.
    """
    return _normal(sizes, rng, lambda a, b: np.sqrt(1.0 / a))


@exercise.mistake
def xavier_fan_out(sizes, rng):
    """Your weights have variance 1/out. It is 2/in here: the sum runs over the inputs, and the 2 makes up for the half
    that a ReLU drops.
    """
    return _normal(sizes, rng, lambda a, b: np.sqrt(1.0 / b))


@exercise.mistake
def one_over_in(sizes, rng):
    """Your weights have standard deviation 1/in. The standard deviation is a root, √(2/in)."""
    return _normal(sizes, rng, lambda a, b: 1.0 / a)


@exercise.mistake(top=(2.0, 1.0))
def glorot(sizes, rng, *, top):
    """You divide by the sum of inputs and outputs (Glorot's initialisation). He's variance is 2/in, with the inputs
    alone.
    """
    return _normal(sizes, rng, lambda a, b: np.sqrt(top / (a + b)))


@exercise.mistake(name="root-of-2-alone")
def root_of_2(sizes, rng):
    """You take the root of 2 and not that of in: √2/in. The root covers the whole fraction, √(2/in)."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(2.0) / a)


@exercise.mistake
def root_of_in_alone(sizes, rng):
    """You take the root of in and not that of 2: 2/√in. The root covers the whole fraction, √(2/in)."""
    return _normal(sizes, rng, lambda a, b: 2.0 / np.sqrt(a))


@exercise.mistake
def two_below(sizes, rng):
    """Your 2 stands below the fraction line, √(1/(2 in)). The variance is 2/in."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(0.5 / a))


@exercise.mistake
def upside_down(sizes, rng):
    """Your fraction stands upside down, √(in/2). The more inputs a sum has, the *smaller* its weights: √(2/in)."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(a / 2.0))


@exercise.mistake
def multiplied_by_in(sizes, rng):
    """You multiply by the number of inputs, √(2·in). The more inputs a sum has, the *smaller* its weights: √(2/in)."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(2.0 * a))


@exercise.mistake
def divided_by_the_deviation(sizes, rng):
    """You divide the draws by the variance. Multiply them by the standard deviation, √(2/in)."""
    return _normal(sizes, rng, lambda a, b: a / 2.0)


@exercise.mistake
def two_roots(sizes, rng):
    """You take the root twice. The standard deviation is √(2/in), one root of the variance 2/in."""
    return _normal(sizes, rng, lambda a, b: (2.0 / a) ** 0.25)


@exercise.mistake
def root_of_6(sizes, rng):
    """Your weights have standard deviation √(6/in), which is the *bound* of He's uniform law. The normal one has
    √(2/in).
    """
    return _normal(sizes, rng, lambda a, b: np.sqrt(6.0 / a))


@exercise.mistake
def unscaled(sizes, rng):
    """Your weights have standard deviation 1, whatever the width. A sum over many inputs then explodes from layer to
    layer: √(2/in).
    """
    return _normal(sizes, rng, lambda a, b: 1.0)


@exercise.mistake(spread=(0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 2.0))
def fixed_spread(sizes, rng, *, spread):
    """Your weights have the same standard deviation in every layer. It depends on the number of the layer's inputs:
    √(2/in).
    """
    return _normal(sizes, rng, lambda a, b: spread)


@exercise.mistake
def root_of_2_for_every_width(sizes, rng):
    """Your standard deviation is √2, whatever the width. Divide by the number of inputs under the root: √(2/in)."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(2.0))


@exercise.mistake(place=(0, -1))
def one_width_for_all(sizes, rng, *, place):
    """You divide by the same one of the sizes in every layer. Each layer has its own number of inputs."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(2.0 / sizes[place]))


@exercise.mistake(spread=("1/in", 0.01, 0.1))
def last_layer_otherwise(sizes, rng, *, spread):
    """The weights of your last layer have another spread than √(2/in). The rule is the same in every layer."""
    *hidden, (W, b) = he_init(sizes, rng)
    factor = np.sqrt(0.5) if spread == "1/in" else spread / _he(*W.shape)
    return [*hidden, (factor * W, b)]


@exercise.mistake
def variance_squared(sizes, rng):
    """You square 2/in. It is the variance; the standard deviation is its *root*, √(2/in)."""
    return _normal(sizes, rng, lambda a, b: (2.0 / a) ** 2)


@exercise.mistake
def product_of_widths(sizes, rng):
    """You divide by the number of weights, in times out. One sum runs over the inputs only: √(2/in)."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(2.0 / (a * b)))


@exercise.mistake
def number_of_layers(sizes, rng):
    """You divide by the number of sizes. Divide by the number of the layer's inputs: √(2/in)."""
    return _normal(sizes, rng, lambda a, b: np.sqrt(2.0 / len(sizes)))


@exercise.mistake
def uniform(sizes, rng):
    """Your weights are uniform. Their spread is right, but the contract asks for the normal law."""
    return _layers(sizes, lambda a, b: np.sqrt(6.0 / a) * rng.uniform(-1, 1, size=(a, b)))


@exercise.mistake
def uniform_within_the_deviation(sizes, rng):
    """Your weights are uniform between −√(2/in) and √(2/in), so their standard deviation is smaller than that by √3.
    Draw normal ones with rng.normal.
    """
    return _layers(sizes, lambda a, b: _he(a, b) * rng.uniform(-1, 1, size=(a, b)))


@exercise.mistake
def uniform_within_one_over_root(sizes, rng):
    """Your weights are uniform between −1/√in and 1/√in, as some libraries have it. The contract asks for normal ones
    of standard deviation √(2/in).
    """
    return _layers(sizes, lambda a, b: rng.uniform(-1, 1, size=(a, b)) / np.sqrt(a))


@exercise.mistake
def glorot_uniform(sizes, rng):
    """Your weights are uniform, with inputs and outputs under the root (Glorot's). The contract asks for normal ones of
    standard deviation √(2/in).
    """
    return _layers(sizes, lambda a, b: np.sqrt(6.0 / (a + b)) * rng.uniform(-1, 1, size=(a, b)))


@exercise.mistake
def never_negative(sizes, rng):
    """Your weights are uniform between 0 and √(2/in), and so never negative: rng.random starts at 0. Use rng.normal,
    whose mean is 0.
    """
    return _layers(sizes, lambda a, b: _he(a, b) * rng.random((a, b)))


@exercise.mistake(bound=("1", "variance"))
def uniform_from_0(sizes, rng, *, bound):
    """Your weights are uniform between 0 and 1, or 0 and 2/in, and so never negative. Use rng.normal, whose mean is 0,
    with the standard deviation √(2/in).
    """
    return _layers(sizes, lambda a, b: (2.0 / a if bound == "variance" else 1.0) * rng.random((a, b)))


@exercise.mistake(bound=("1", "variance"))
def uniform_around_0(sizes, rng, *, bound):
    """Your weights are uniform around 0, and of another size. The contract asks for normal ones of standard deviation
    √(2/in).
    """
    return _layers(sizes, lambda a, b: (2.0 / a if bound == "variance" else 1.0) * rng.uniform(-1, 1, size=(a, b)))


@exercise.mistake
def centred_uniform(sizes, rng):
    """You take uniform numbers between −½ and ½ times √(2/in): their standard deviation is smaller than that by √12.
    Draw normal ones with rng.normal.
    """
    return _layers(sizes, lambda a, b: _he(a, b) * (rng.random((a, b)) - 0.5))


@exercise.mistake
def sizes_of_normal_numbers(sizes, rng):
    """Your weights are never negative: you take the size of normal numbers. Half of them must keep their minus sign."""
    return _layers(sizes, lambda a, b: np.abs(rng.normal(0.0, _he(a, b), size=(a, b))))


@exercise.mistake
def signs_alone(sizes, rng):
    """Your weights are √(2/in) or minus that, by chance. Their spread is right, but the contract asks for the normal
    law.
    """
    return _layers(sizes, lambda a, b: _he(a, b) * rng.choice([-1.0, 1.0], size=(a, b)))


@exercise.mistake(drawn_again=(False, True))
def tails_cut_off(sizes, rng, *, drawn_again):
    """You cut off the tails of the normal law at two standard deviations. The contract asks for the whole law."""

    def cut(a, b):
        z = rng.normal(size=(a, b))
        while drawn_again and np.abs(z).max() > 2.0:
            z = np.where(np.abs(z) > 2.0, rng.normal(size=(a, b)), z)
        return _he(a, b) * np.clip(z, -2.0, 2.0)

    return _layers(sizes, cut)


@exercise.mistake(mean=(1.0, 0.5, 0.1))
def mean_not_0(sizes, rng, *, mean):
    """The mean of your weights is not 0. The first argument of rng.normal is the mean; it must be 0."""
    return _layers(sizes, lambda a, b: mean + _he(a, b) * rng.normal(size=(a, b)))


@exercise.mistake
def spread_as_mean(sizes, rng):
    """You give √(2/in) as the *mean* of the draws, the first argument of rng.normal. Write it behind the mean 0, or
    name it: scale=…
    """
    return _layers(sizes, lambda a, b: rng.normal(_he(a, b), size=(a, b)))


@exercise.mistake
def one_column_repeated(sizes, rng):
    """All columns of your W are alike, so all units of the layer are. Draw a number for every entry, size (in, out)."""
    return _layers(sizes, lambda a, b: np.tile(rng.normal(0.0, _he(a, b), size=(a, 1)), (1, b)))


@exercise.mistake
def one_row_repeated(sizes, rng):
    """All rows of your W are alike, so a unit cannot tell its inputs apart. Draw a number for every entry, size (in,
    out).
    """
    return _layers(sizes, lambda a, b: np.tile(rng.normal(0.0, _he(a, b), size=b), (a, 1)))


@exercise.mistake
def one_number_repeated(sizes, rng):
    """You draw one number and fill the layer with it. Draw a number for every entry: give rng.normal the size (in,
    out).
    """
    return _layers(sizes, lambda a, b: np.full((a, b), rng.normal(0.0, _he(a, b))))


@exercise.mistake(seed=(0, 1, 42, 123))
def same_draws_in_every_layer(sizes, rng, *, seed):
    """You start a new generator in the same state for every layer, so that layers of equal size have equal weights.
    Draw all of them from the rng that you are given.
    """
    return _layers(sizes, lambda a, b: np.random.default_rng(seed).normal(0.0, _he(a, b), size=(a, b)))


@exercise.mistake(seed=(0, 1, 42, 123))
def seeded_inside(sizes, rng, *, seed):
    """You make a generator of your own, in the same state at every call: the weights never change. Draw from the rng
    that you are given.
    """
    return he_init(sizes, np.random.default_rng(seed))


@exercise.mistake
def copied_generator(sizes, rng):
    """You draw from a copy of the rng. The one that you are given then stays where it is, and gives its next user the
    same numbers once more: draw from it directly.
    """
    twin = np.random.default_rng()
    twin.bit_generator.state = rng.bit_generator.state
    return he_init(sizes, twin)


@exercise.mistake
def other_generator(sizes, rng):
    """Your draws do not come from the rng that you are given, so nobody can repeat them. Call rng.normal, not
    np.random.
    """
    return he_init(sizes, np.random.default_rng())


@exercise.mistake(spread=("one", "he"), size=(1.0, 0.1, 0.01))
def random_biases(sizes, rng, *, spread, size):
    """Your biases are random. They start at 0: the weights alone make the units differ."""
    return _normal(sizes, rng, _he, lambda a, b: size * (_he(a, b) if spread == "he" else 1.0) * rng.normal(size=b))


@exercise.mistake(value=(1.0, 0.1, 0.01))
def constant_biases(sizes, rng, *, value):
    """Your biases are not 0. The contract lets them start at 0."""
    return _normal(sizes, rng, _he, lambda a, b: np.full(b, value))


@exercise.mistake(rows=(True, False))
def biases_as_tables(sizes, rng, *, rows):
    """Your biases are tables of one row or one column. They are vectors of shape (out,)."""
    return _normal(sizes, rng, _he, lambda a, b: np.zeros((1, b) if rows else (b, 1)))


@exercise.mistake
def biases_for_the_inputs(sizes, rng):
    """Your biases have one number for each *input*. A bias belongs to a unit: shape (out,)."""
    return _normal(sizes, rng, _he, lambda a, b: np.zeros(a))


@exercise.mistake
def one_bias_a_layer(sizes, rng):
    """Your bias is one number a layer. Every unit has its own: a vector of shape (out,)."""
    return _normal(sizes, rng, _he, lambda a, b: 0.0)


@exercise.mistake
def biases_of_the_shape_of_W(sizes, rng):
    """Your biases have the shape of W. Every unit has one: a vector of shape (out,)."""
    return _normal(sizes, rng, _he, lambda a, b: np.zeros((a, b)))


@exercise.mistake
def whole_number_biases(sizes, rng):
    """Your biases are whole numbers, and no step of training could be stored in them. np.zeros makes real ones by
    itself.
    """
    return _normal(sizes, rng, _he, lambda a, b: np.zeros(b, dtype=int))


@exercise.mistake
def transposed(sizes, rng):
    """Your W has shape (out, in). Here examples are rows, scores are X W, and W has shape (in, out)."""
    return _layers(sizes, lambda a, b: _he(a, b) * rng.normal(size=(b, a)))


@exercise.mistake
def flat_weights(sizes, rng):
    """Your weights are a vector. Give rng.normal the size (in, out), a tuple, or reshape what it gives."""
    return _layers(sizes, lambda a, b: _he(a, b) * rng.normal(size=a * b))


@exercise.mistake
def one_weight_a_layer(sizes, rng):
    """Your W is one number. Tell rng.normal how many to draw: size=(in, out)."""
    return _layers(sizes, lambda a, b: rng.normal(0.0, _he(a, b)))


@exercise.mistake
def nested_lists(sizes, rng):
    """Your W and b are lists. Later cells compute with arrays: leave them as NumPy makes them."""
    return [(W.tolist(), b.tolist()) for W, b in he_init(sizes, rng)]


@exercise.mistake
def nothing_returned(sizes, rng):
    """You return None. Is a `return` missing at the end?"""
    he_init(sizes, rng)


@exercise.mistake
def weights_alone(sizes, rng):
    """You return the weights without biases. Every layer is a pair (W, b)."""
    return [W for W, _ in he_init(sizes, rng)]


@exercise.mistake
def flat_list(sizes, rng):
    """You return a flat list of arrays. Put the two of each layer together: a list of pairs (W, b)."""
    return [array for pair in he_init(sizes, rng) for array in pair]


@exercise.mistake
def two_lists(sizes, rng):
    """You return a list of weights and a list of biases. Return one list of pairs, (W, b) of layer k at place k."""
    params = he_init(sizes, rng)
    return [W for W, _ in params], [b for _, b in params]


@exercise.mistake
def pair_swapped(sizes, rng):
    """Your pairs stand as (b, W). The weights come first."""
    return [(b, W) for W, b in he_init(sizes, rng)]


@exercise.mistake
def dictionaries(sizes, rng):
    """You return dictionaries. The contract asks for a list of pairs (W, b)."""
    return [{"W": W, "b": b} for W, b in he_init(sizes, rng)]


@exercise.mistake(names=(("W", "b", 1), ("W", "b", 0)))
def one_dictionary(sizes, rng, *, names):
    """You return a dictionary. The contract asks for a list of pairs (W, b), one a layer."""
    weights, biases, start = names
    layers = enumerate(he_init(sizes, rng), start=start)
    return {f"{name}{k}": array for k, pair in layers for name, array in zip((weights, biases), pair, strict=True)}


@exercise.mistake
def first_pair_alone(sizes, rng):
    """You return one pair, not a list of pairs. Does `return` stand inside the loop?"""
    return he_init(sizes, rng)[0]


@exercise.mistake
def first_layer_alone(sizes, rng):
    """Your list holds the first layer only. There is a layer between any two neighbours in the sizes."""
    return he_init(sizes, rng)[:1]


@exercise.mistake
def last_layer_alone(sizes, rng):
    """Your list holds the last layer only. Make the list before the loop, and add a pair for every layer."""
    return he_init(sizes, rng)[-1:]


@exercise.mistake
def last_layer_left_out(sizes, rng):
    """You leave out the last layer, that of the scores. There is a layer between any two neighbours in the sizes, so
    one fewer than sizes.
    """
    return he_init(sizes, rng)[:-1]


@exercise.mistake
def first_layer_left_out(sizes, rng):
    """You leave out the first layer. There is a layer between any two neighbours in the sizes, so one fewer
    than sizes.
    """
    return he_init(sizes, rng)[1:]


@exercise.mistake
def layers_reversed(sizes, rng):
    """Your list begins with the last layer. It stands in the order of the sizes."""
    return he_init(sizes, rng)[::-1]


@exercise.mistake
def sizes_used_up(sizes, rng):
    """You change the caller's list of sizes. Read it and leave it as it is."""
    params = he_init(sizes, rng)
    sizes.pop(0)
    return params


@exercise.alternative
def standard_normal(sizes, rng):
    return [(np.sqrt(2 / a) * rng.standard_normal((a, b)), np.zeros((b,))) for a, b in pairwise(sizes)]


@exercise.alternative
def indices(sizes, rng):
    out = []
    for i in range(len(sizes) - 1):
        out += [[rng.normal(loc=0, scale=(2 / sizes[i]) ** 0.5, size=(sizes[i], sizes[i + 1])), sizes[i + 1] * [0.0]]]
        out[-1][1] = np.array(out[-1][1])
    return out


@exercise.alternative
def in_float32(sizes, rng):
    weights = [rng.standard_normal((a, b), dtype=np.float32) * np.float32(np.sqrt(2.0 / a)) for a, b in pairwise(sizes)]
    return [(W, np.zeros(W.shape[1], dtype=np.float32)) for W in weights]


@exercise.alternative
def unit_by_unit(sizes, rng):
    params = []
    for a, b in pairwise(sizes):
        W = np.empty((a, b))
        for j in range(b):
            W[:, j] = rng.normal(0, np.sqrt(2 / a), a)
        params.append((W, 0 * W[0]))
    return tuple(params)


@exercise.alternative
def drawn_transposed(sizes, rng):
    return _layers(sizes, lambda a, b: rng.normal(size=(b, a)).T / np.sqrt(a / 2))


@exercise.alternative
def by_recursion(sizes, rng):
    if len(sizes) < 2:
        return []
    a, b, *_ = sizes
    W = np.sqrt(2.0 / a) * rng.normal(size=a * b).reshape(a, b)
    return [(W, np.zeros_like(W[0])), *by_recursion(sizes[1:], rng)]
