"""Random search (Lecture 2.2, "Random search": try places near the best one, and move only if it pays)."""

import numpy as np

from fallline.laws import NotSmaller, Same
from fallline.plain import FunctionName, Seed
from grader.exercise import Case, Exercise

exercise = Exercise(
    "random_search",
    number="2.8",
    lesson="02_gradients",
    points=5,
    lines=7,
    difficulty=1,
    read="lesson 02, “Try, and keep what is better”",
    hints=(
        "The hiker knows one thing, the best place so far and how high it is. He feels for a random place near it, and "
        "moves there only if it is lower. What does he have to remember from one try to the next?",
        "A proposal is best + scale · z, where z holds a standard normal number for each coordinate, drawn from rng "
        "anew in every step. It becomes the best if its loss is smaller than the best loss; otherwise nothing changes.",
        "Before the loop: the best place is x0 and the best loss is the loss there. In each step: draw a proposal "
        "around the best place, ask for its loss once, and if that is smaller, remember both. After the loop: return "
        "both.",
    ),
    grader_tries="other losses, negative ones, plateaus, one step, one search after the other, how loss is called",
)


def _search(loss, x0, steps, scale, rng, propose=None, better=None):
    """Return the best place and its loss, with another way to propose or to compare."""
    best = np.array(x0, dtype=float)
    lowest = loss(best)
    for _ in range(steps):
        z = rng.normal(size=best.shape)
        proposal = best + scale * z if propose is None else propose(best, z)
        value = loss(proposal)
        if value < lowest if better is None else better(value, lowest):
            best, lowest = proposal, value
    return best, lowest


@exercise.reference
def random_search(loss, x0, steps, scale, rng):
    best = x0.copy()
    best_loss = loss(best)
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        proposed_loss = loss(proposal)
        if proposed_loss < best_loss:
            best, best_loss = proposal, proposed_loss
    return best, best_loss


@exercise.function
def ravine(x):
    """Return a loss with a curved valley, below 0 at its lowest."""
    flat = np.ravel(x)
    return float(4.0 * np.sum((flat[1:] - flat[:-1] ** 2) ** 2) + np.sum((flat - 1.0) ** 2) - 3.0)


@exercise.function
def stairs(x):
    """Return a loss of steps: most proposals are exactly as good as the best one."""
    return float(np.sum(np.floor(np.abs(x))))


BOWL, COUPLED, SADDLE = map(FunctionName, ("bowl", "coupled", "saddle"))


def _inputs(rng, loss, x0, steps, scale, seed=None):
    seed = seed or Seed(int(rng.integers(2**30)))
    return {"loss": loss, "x0": x0, "steps": steps, "scale": scale, "rng": seed}


def _case(rng, name, *values, **settings):
    return Case(name, _inputs(rng, *values), **settings)


TWO_SEARCHES = """
    middle, height = random_search(loss, x0, steps, scale, rng)
    return random_search(loss, middle, steps, scale, rng)
"""


def _far(rng, size):
    """Return a start from which many proposals are better, and others are not."""
    return rng.choice([-1.0, 1.0], size) * rng.uniform(1.5, 2.5, size)


def _seed(rng, *signs):
    """Return a seed whose first normal numbers have the given signs."""
    while True:
        seed = int(rng.integers(2**30))
        if np.array_equal(np.sign(np.random.default_rng(seed).normal(size=len(signs))), signs):
            return Seed(seed)


@exercise.cases
def cases(rng):
    yield _case(rng, "twelve steps in a bowl", BOWL, _far(rng, 3), 12, 0.4, public=True)
    yield _case(rng, "thirty steps, coupled", COUPLED, _far(rng, 4), 30, 0.6, public=True)
    yield _case(rng, "a saddle", SADDLE, _far(rng, 2), 15, 0.3, public=True)
    yield _case(rng, "a ravine", FunctionName("ravine"), 0.5 * _far(rng, 3), 25, 0.2)
    yield _case(rng, "as many steps as coordinates", COUPLED, _far(rng, 6), 6, 0.5)
    # Which of the first proposals are better tells those apart who stop too early.
    start = np.array([-4.0 - rng.random()])
    yield _case(rng, "one coordinate", BOWL, start, 10, 0.4, _seed(rng, 1, 1, -1, 1), public=True)
    yield _case(rng, "one coordinate, a bad beginning", BOWL, start, 8, 0.3, _seed(rng, -1, -1, 1, 1))
    yield _case(rng, "a small scale", BOWL, start, 12, 5e-5, _seed(rng, 1, 1, 1))
    yield _case(rng, "a large scale", BOWL, 1.0 + 0.5 * _far(rng, 2), 20, 1.7, public=True)
    edge = {"check": "edge cases"}
    yield _case(rng, "one step", COUPLED, 5.0 * _far(rng, 3), 1, 0.1, public=True, **edge)
    yield _case(rng, "no step", BOWL, _far(rng, 2), 0, 0.5, **edge)
    yield _case(rng, "already at the minimum", BOWL, np.ones(3), 8, 0.3, public=True, **edge)
    yield _case(rng, "a plateau", FunctionName("plateau"), rng.normal(size=3), 7, 0.5, public=True, **edge)
    yield _case(rng, "stairs", FunctionName("stairs"), _far(rng, 3), 20, 0.3, **edge)
    yield _case(rng, "one search after another", COUPLED, _far(rng, 3), 9, 0.4, script=TWO_SEARCHES, **edge)
    inputs = (COUPLED, _far(rng, 3), 11, 0.45)
    contract = {"check": "contract", "public": True}
    yield _case(rng, "one call of loss for each step", *inputs, read_only=True, most_calls=12, **contract)


@exercise.law(script="best, lowest = random_search(loss, x0, steps, scale, rng)\nreturn lowest")
def more_steps_do_no_harm(rng):
    """After more steps with the same generator, the best loss must not be larger."""
    seed, x0 = Seed(int(rng.integers(2**30))), _far(rng, 3)
    few, many = ({"loss": COUPLED, "x0": x0, "steps": n, "scale": 0.4, "rng": seed} for n in (5, 14))
    return NotSmaller((few, many))


@exercise.law(script="best, lowest = random_search(loss, x0, steps, scale, rng)\nreturn loss(best) - lowest")
def the_loss_is_that_of_the_place(rng):
    """The loss that you return must be that of the place that you return."""
    inputs = _inputs(rng, BOWL, _far(rng, 4), 10, 0.5)
    return Same(inputs, {**inputs, "steps": 0})


HALVES = """
    middle, height = random_search(loss, x0, first, scale, rng)
    best, lowest = random_search(loss, middle, second, scale, rng)
    return best
"""


@exercise.law(script=HALVES)
def a_search_can_be_continued(rng):
    """A search of four steps and one of nine, begun where it ended, must find what nine and then four find."""
    whole = _inputs(rng, COUPLED, _far(rng, 3), 0, 0.4)
    parts = {name: value for name, value in whole.items() if name != "steps"}
    return Same({**parts, "first": 4, "second": 9}, {**parts, "first": 9, "second": 4})


def _places(calls):
    """Return where loss was asked, in order."""
    return [np.asarray(call.argument(0, "x"), dtype=float) for call in calls]


def _among(place, others):
    """Return whether a place is one of the others, but for round-off."""
    return bool(np.any(np.all(np.abs(np.array(others) - place) <= 1e-12 * (1.0 + np.abs(place)), axis=-1)))


@exercise.demand
def first_proposal_not_as_prescribed(inputs, calls):
    """Your first proposal is not x0 + scale · z, with z the first normal numbers of the rng that you are given, one for
    each coordinate. Draw from this rng only (not from np.random, nor from one of your own), and once in each step.
    """
    x0 = inputs["x0"]
    prescribed = x0 + inputs["scale"] * np.random.default_rng(inputs["rng"].value).normal(size=x0.shape)
    moved = [place for place in _places(calls) if not _among(place, [x0])]
    return not moved or _among(moved[0], [prescribed])


@exercise.demand
def proposal_not_as_prescribed(inputs, calls):
    """One of your proposals is not a place that you have been to, plus scale · z, with z the next normal numbers of
    rng. Draw once in each step, use rng for nothing else, and leave scale as it is.
    """
    x0, noise = inputs["x0"], np.random.default_rng(inputs["rng"].value)
    known = [x0]
    for place in _places(calls):
        if _among(place, known):
            continue
        if not _among(place - inputs["scale"] * noise.normal(size=x0.shape), known):
            return False
        known.append(place)
    return True


@exercise.mistake
def always_accept(loss, x0, steps, scale, rng):
    """You move to every proposal, better or not. That is a random walk: move only if the loss there is smaller."""
    return _search(loss, x0, steps, scale, rng, better=lambda value, lowest: True)


@exercise.mistake
def walks_on_and_keeps_the_best(loss, x0, steps, scale, rng):
    """You remember the best place, but propose from the *last* one, so that the search wanders off. Propose around the
    best.
    """
    best = place = np.array(x0, dtype=float)
    lowest = loss(place)
    for _ in range(steps):
        place = place + scale * rng.normal(size=place.shape)
        value = loss(place)
        if value < lowest:
            best, lowest = place, value
    return best, lowest


@exercise.mistake
def better_than_the_last(loss, x0, steps, scale, rng):
    """You compare a proposal with the one before, better or not. Compare it with the best so far."""
    best = np.array(x0, dtype=float)
    last = loss(best)
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        value = loss(proposal)
        if value < last:
            best = proposal
        last = value
    return best, loss(best)


@exercise.mistake
def proposes_around_x0(loss, x0, steps, scale, rng):
    """All your proposals lie around x0. Propose around the best place so far, or the search never gets far."""
    return _search(loss, x0, steps, scale, rng, propose=lambda best, z: x0 + scale * z)


@exercise.mistake
def best_of_many_around_x0(loss, x0, steps, scale, rng):
    """All your proposals lie around x0, and you return the best of them even if x0 is better. Begin with x0 and its
    loss, and propose around the best place so far.
    """
    if not steps:
        return x0.copy(), loss(x0)
    places = [x0 + scale * rng.normal(size=x0.shape) for _ in range(steps)]
    losses = [loss(place) for place in places]
    return places[int(np.argmin(losses))], min(losses)


@exercise.mistake
def proposes_around_zero(loss, x0, steps, scale, rng):
    """Your proposals lie around 0. A proposal is the best place so far plus the random step."""
    return _search(loss, x0, steps, scale, rng, propose=lambda best, z: scale * z)


@exercise.mistake
def x_not_updated(loss, x0, steps, scale, rng):
    """You remember the best loss and not the place where it was found. Remember both: that place is what you return,
    and what the next proposal starts from.
    """
    _, lowest = proposes_around_x0(loss, x0, steps, scale, rng)
    return x0.copy(), lowest


@exercise.mistake
def x0_returned(loss, x0, steps, scale, rng):
    """You return x0. Return the best place that was found."""
    return x0.copy(), _search(loss, x0, steps, scale, rng)[1]


@exercise.mistake
def nothing_updated(loss, x0, steps, scale, rng):
    """You return x0 and its loss, whatever was found. If a proposal is better, it becomes the best place, and its loss
    the best loss.
    """
    for _ in range(steps):
        loss(x0 + scale * rng.normal(size=x0.shape))
    return x0.copy(), loss(x0)


@exercise.mistake(returned=("start", "place"))
def loss_not_updated(loss, x0, steps, scale, rng, *, returned):
    """You do not remember the loss of the new best place, so whatever is better than the start is accepted. Remember
    both, the place and its loss.
    """
    best, start = np.array(x0, dtype=float), loss(x0)
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        best = proposal if loss(proposal) < start else best
    return best, start if returned == "start" else loss(best)


@exercise.mistake
def loss_of_the_start(loss, x0, steps, scale, rng):
    """The loss that you return is that of x0. Return the loss of the best place."""
    return _search(loss, x0, steps, scale, rng)[0], loss(x0)


@exercise.mistake
def loss_of_the_last_proposal(loss, x0, steps, scale, rng):
    """The loss that you return is that of the last proposal, accepted or not. Return that of the best place."""
    asked = []

    def noted(x):
        asked.append(loss(x))
        return asked[-1]

    return _search(noted, x0, steps, scale, rng)[0], asked[-1]


@exercise.mistake(value=("its own", "best"))
def last_proposal_returned(loss, x0, steps, scale, rng, *, value):
    """You return the last proposal, accepted or not. Return the best place."""
    last = [np.array(x0, dtype=float)]

    def noted(x):
        last.append(x)
        return loss(x)

    _, lowest = _search(noted, x0, steps, scale, rng)
    return last[-1], loss(last[-1]) if value == "its own" else lowest


@exercise.mistake
def climbs(loss, x0, steps, scale, rng):
    """You keep a proposal if its loss is *larger*, and climb. A loss is to become small."""
    return _search(loss, x0, steps, scale, rng, better=lambda value, lowest: value > lowest)


@exercise.mistake
def accepts_ties(loss, x0, steps, scale, rng):
    """You move to a proposal that is only as good as the best. On a plateau that is a random walk: keep a proposal only
    if it is better.
    """
    return _search(loss, x0, steps, scale, rng, better=lambda value, lowest: value <= lowest)


@exercise.mistake
def closest_to_zero(loss, x0, steps, scale, rng):
    """You keep the loss that is closest to 0. A loss can be negative, and less is better still: leave `abs` out."""
    return _search(loss, x0, steps, scale, rng, better=lambda value, lowest: abs(value) < abs(lowest))


@exercise.mistake(threshold=(1e-3, 1e-2, 1e-1))
def only_if_much_better(loss, x0, steps, scale, rng, *, threshold):
    """You keep a proposal only if it is better by a margin. Any smaller loss will do."""
    return _search(loss, x0, steps, scale, rng, better=lambda value, lowest: value < lowest - threshold)


@exercise.mistake
def first_proposal_always_kept(loss, x0, steps, scale, rng):
    """You begin with an infinite loss, so the first proposal is kept even if it is worse than x0. Begin with the loss
    of x0.
    """
    best, lowest = np.array(x0, dtype=float), np.inf
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        value = loss(proposal)
        if value < lowest:
            best, lowest = proposal, value
    return best, lowest


@exercise.mistake
def begins_with_a_loss_of_zero(loss, x0, steps, scale, rng):
    """You begin with a best loss of 0, and no proposal comes below it unless losses are negative. Begin with the loss
    of x0.
    """
    best, lowest = np.array(x0, dtype=float), 0.0
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        value = loss(proposal)
        if value < lowest:
            best, lowest = proposal, value
    return best, lowest


@exercise.mistake(low=(0.0, -0.5, -1.0))
def uniform(loss, x0, steps, scale, rng, *, low):
    """You draw uniform numbers. From 0 to 1 they move in one direction only, and any of them leave out long steps: the
    contract asks for normal ones.
    """
    best = np.array(x0, dtype=float)
    lowest = loss(best)
    for _ in range(steps):
        proposal = best + scale * rng.uniform(low, low + 1.0 if low > -1.0 else 1.0, size=best.shape)
        value = loss(proposal)
        if value < lowest:
            best, lowest = proposal, value
    return best, lowest


@exercise.mistake
def same_noise_for_all_coordinates(loss, x0, steps, scale, rng):
    """You draw one number and move all coordinates by it, so you search along one diagonal only. Draw a number for each
    coordinate.
    """
    best = np.array(x0, dtype=float)
    lowest = loss(best)
    for _ in range(steps):
        proposal = best + scale * rng.normal()
        value = loss(proposal)
        if value < lowest:
            best, lowest = proposal, value
    return best, lowest


@exercise.mistake
def same_noise_in_all_steps(loss, x0, steps, scale, rng):
    """You draw once, before the loop, so every proposal lies in the same direction. Draw anew in each step."""
    z = rng.normal(size=np.shape(x0))
    return _search(loss, x0, steps, scale, rng, propose=lambda best, _: best + scale * z)


@exercise.mistake
def one_coordinate_at_a_time(loss, x0, steps, scale, rng):
    """You move one coordinate in each step. A proposal moves all of them, each by a number of its own."""
    best = np.array(x0, dtype=float)
    lowest = loss(best)
    for k in range(steps):
        proposal = best.copy()
        proposal[k % best.size] += scale * rng.normal()
        value = loss(proposal)
        if value < lowest:
            best, lowest = proposal, value
    return best, lowest


@exercise.mistake
def two_draws_a_step(loss, x0, steps, scale, rng):
    """You draw twice in each step. One draw a step is prescribed, so that the same generator gives the same search."""

    def propose(best, z):
        rng.normal(size=best.shape)
        return best + scale * z

    return _search(loss, x0, steps, scale, rng, propose=propose)


@exercise.mistake
def draws_before_the_loop_too(loss, x0, steps, scale, rng):
    """You draw from rng once before the first step, so that every later draw is another one. One draw a step, and no
    others.
    """
    rng.normal(size=np.shape(x0))
    return _search(loss, x0, steps, scale, rng)


@exercise.mistake(seed=(0, 1, 42, 123))
def a_generator_of_its_own(loss, x0, steps, scale, rng, *, seed):
    """You draw from a generator of your own. Draw from the `rng` that you are given, so that the caller decides which
    numbers come.
    """
    return _search(loss, x0, steps, scale, np.random.default_rng(seed))


@exercise.mistake(seed=(0, 1, 42))
def a_fresh_generator_in_each_step(loss, x0, steps, scale, rng, *, seed):
    """You make a new generator in each step, and it gives the same numbers again. Draw from the `rng` that you are
    given.
    """
    z = np.random.default_rng(seed).normal(size=np.shape(x0))
    return _search(loss, x0, steps, scale, rng, propose=lambda best, _: best + scale * z)


SCALES = {"1": lambda s: 1.0, "squared": lambda s: s**2, "root": np.sqrt, "over": lambda s: 1 / s}
OTHER = {"half": lambda s: s / 2, "twice": lambda s: 2 * s, "0.1": lambda s: 0.1, "0.01": lambda s: 0.01}


@exercise.mistake(size=("1", "0.1", "0.01"))
def scale_ignored(loss, x0, steps, scale, rng, *, size):
    """Your steps do not depend on scale. Multiply the normal numbers by it."""
    return _search(loss, x0, steps, (SCALES | OTHER)[size](scale), rng)


@exercise.mistake(size=("squared", "root", "over", "half", "twice"))
def another_scale(loss, x0, steps, scale, rng, *, size):
    """Your steps have another size. Multiply the normal numbers by scale itself: it is their standard deviation, and no
    variance.
    """
    return _search(loss, x0, steps, (SCALES | OTHER)[size](scale), rng)


@exercise.mistake
def scale_as_the_mean(loss, x0, steps, scale, rng):
    """You hand scale to the normal numbers as their mean: the first argument of `normal`. Multiply them by it."""
    return _search(loss, x0, steps, scale, rng, propose=lambda best, z: best + scale + z)


@exercise.mistake(law=("1 / (k + 1)", "1 - k / steps", "0.9", "0.95", "0.99"))
def shrinking_scale(loss, x0, steps, scale, rng, *, law):
    """You make the steps smaller from step to step. The contract keeps scale as it is."""
    count = iter(range(steps))

    def propose(best, z):
        k = next(count)
        factors = {"1 / (k + 1)": 1 / (k + 1), "1 - k / steps": 1 - k / steps}
        return best + scale * factors.get(law, 0 if law in factors else float(law.split()[0]) ** k) * z

    return _search(loss, x0, steps, scale, rng, propose=propose)


@exercise.mistake
def unit_length(loss, x0, steps, scale, rng):
    """You bring each random direction to length 1. Take the normal numbers as they are, times scale."""
    return _search(loss, x0, steps, scale, rng, propose=lambda best, z: best + scale * z / np.linalg.norm(z))


@exercise.mistake
def minus(loss, x0, steps, scale, rng):
    """You subtract the random step. The contract adds it, so that the same generator gives the same search."""
    return _search(loss, x0, steps, scale, rng, propose=lambda best, z: best - scale * z)


@exercise.mistake
def multiplied(loss, x0, steps, scale, rng):
    """You multiply the best place by 1 plus the random step, so coordinates close to 0 hardly move. Add the step."""
    return _search(loss, x0, steps, scale, rng, propose=lambda best, z: best * (1.0 + scale * z))


@exercise.mistake(more=(1, -1))
def one_step_more_or_less(loss, x0, steps, scale, rng, *, more):
    """You make a step too many or one too few. A range of steps has exactly that many rounds."""
    return _search(loss, x0, steps + more, scale, rng)


@exercise.mistake
def one_step_only(loss, x0, steps, scale, rng):
    """You make one step, whatever `steps` says. Does `return` stand inside the loop? Move it to the left."""
    return _search(loss, x0, min(steps, 1), scale, rng)


@exercise.mistake(when=("better", "worse"))
def stops_early(loss, x0, steps, scale, rng, *, when):
    """You stop at the first proposal that is better, or at the first that is not. Try `steps` times in any case."""
    best = np.array(x0, dtype=float)
    lowest = loss(best)
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        value = loss(proposal)
        was_better = value < lowest
        if was_better:
            best, lowest = proposal, value
        if was_better == (when == "better"):
            break
    return best, lowest


@exercise.mistake
def one_name_for_two_places(loss, x0, steps, scale, rng):
    """Your proposal and your best place are one and the same array, so the best place moves with every proposal, better
    or not. Make a new array for the proposal.
    """
    best = np.array(x0, dtype=float)
    lowest = loss(best)
    for _ in range(steps):
        best += scale * rng.normal(size=best.shape)
        lowest = min(lowest, loss(best))
    return best, lowest


@exercise.mistake(value=("lowest", "its own"))
def moves_x0(loss, x0, steps, scale, rng, *, value):
    """You move the caller's x0, with every proposal, better or not. Make a new array for the proposal."""
    lowest = loss(x0)
    for _ in range(steps):
        x0 += scale * rng.normal(size=x0.shape)
        asked = loss(x0)
        lowest = min(lowest, asked) if value == "lowest" else asked
    return x0, lowest


@exercise.mistake
def stores_the_best_in_x0(loss, x0, steps, scale, rng):
    """You store the best place in the caller's x0. Work on a copy of it, or make a new array."""
    best, lowest = _search(loss, x0, steps, scale, rng)
    if steps:
        x0[...] = best
    return best, lowest


@exercise.mistake(often=("steps", "once"))
def asks_too_often(loss, x0, steps, scale, rng, *, often):
    """You ask for the loss of one place more than once. An evaluation is what a search pays with: one for the start and
    one for each step are enough, so remember the best loss.
    """
    best, lowest = _search(loss, x0, steps, scale, rng)
    for _ in range(steps if often == "steps" else 1):
        loss(best)
    return best, lowest


@exercise.mistake
def other_order(loss, x0, steps, scale, rng):
    """You return the loss first. The contract asks for the place first, then its loss."""
    return _search(loss, x0, steps, scale, rng)[::-1]


@exercise.mistake(what=("place", "loss"))
def one_value(loss, x0, steps, scale, rng, *, what):
    """You return one value. Return two: the best place and its loss."""
    return _search(loss, x0, steps, scale, rng)[0 if what == "place" else 1]


@exercise.mistake(which=("best", "asked", "kept", "best as a list", "asked as a list"))
def all_losses_returned(loss, x0, steps, scale, rng, *, which):
    """You return many losses. The second value is one number: the loss of the best place."""
    asked = []

    def noted(x):
        asked.append(loss(x))
        return asked[-1]

    best, _ = _search(noted, x0, steps, scale, rng)
    lowest = np.minimum.accumulate(asked)
    kept = [asked[0], *(v for k, v in enumerate(asked[1:]) if v < lowest[k])]
    forms = {"best": lowest, "asked": np.array(asked), "kept": kept}
    return best, forms.get(which, (asked if which.startswith("asked") else lowest.tolist()))


@exercise.alternative
def all_draws_at_once(loss, x0, steps, scale, rng):
    noise = rng.normal(size=(steps, x0.size))
    best, best_loss = x0 + 0.0, float(loss(x0))
    for z in noise:
        tried = best + scale * z
        if best_loss > (now := loss(tried)):
            best, best_loss = tried, now
    return best, best_loss


@exercise.alternative
def centred_normals(loss, x0, steps, scale, rng):
    x = np.array(x0, copy=True)
    value = loss(x)
    while steps > 0:
        candidate = rng.normal(loc=x, scale=scale)
        new_value = loss(candidate)
        if new_value < value:
            x = candidate
            value = new_value
        steps -= 1
    return [x, np.float64(value)]


@exercise.alternative
def standard_normals_in_place(loss, x0, steps, scale, rng):
    best = x0.astype(float)
    lowest = loss(best)
    for _ in range(steps):
        trial = rng.standard_normal(len(x0))
        trial *= scale
        trial += best
        height = loss(trial)
        if height >= lowest:
            continue
        best[:] = trial
        lowest = height
    return best, np.array(lowest)


@exercise.alternative
def smaller_of_two_pairs(loss, x0, steps, scale, rng):
    pair = (loss(x0), x0)
    for _ in range(steps):
        near = pair[1] + rng.normal(0.0, scale, x0.shape[0])
        pair = min(pair, (loss(near), near), key=lambda p: p[0])
    return pair[1], pair[0]


@exercise.alternative
def one_number_after_the_other(loss, x0, steps, scale, rng):
    best = list(x0)
    best_loss = loss(np.array(best))
    for _ in range(steps):
        near = [coordinate + scale * rng.normal() for coordinate in best]
        near_loss = loss(np.array(near))
        if near_loss < best_loss:
            best, best_loss = near, near_loss
    return np.asarray(best), best_loss
