"""Answers to `random_search` by people who never saw its specification; each comment says what a teaching assistant would."""

import functools
import numpy as np


# As described.
def plain(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    best_loss = loss(best)
    for _ in range(steps):
        x = best + scale * rng.normal(size=best.shape)
        value = loss(x)
        if value < best_loss:
            best, best_loss = x, value
    return best, best_loss


# while.
def with_while(loss, x0, steps, scale, rng):
    x, lx, k = np.asarray(x0).astype(float), None, 0
    lx = loss(x)
    while k < steps:
        k += 1
        z = rng.normal(size=x.shape)
        cand = x + scale * z
        lc = loss(cand)
        if not lc < lx:
            continue
        x = cand.copy()
        lx = lc
    return (x, float(lx))


# The scale inside the draw.
def scale_inside(loss, x0, steps, scale, rng):
    best = np.array(x0, float)
    low = loss(best)
    for _ in range(steps):
        p = best + rng.normal(0.0, scale, size=len(best))
        v = loss(p)
        if v < low:
            best, low = p, v
    return best, low


# standard_normal.
def standard(loss, x0, steps, scale, rng):
    best = np.array(x0, float)
    low = loss(best)
    for _ in range(steps):
        p = best + scale * rng.standard_normal(best.shape)
        v = loss(p)
        best, low = (p, v) if v < low else (best, low)
    return best, low


# rng.normal(loc=best, scale=scale).
def centred_draw(loss, x0, steps, scale, rng):
    best = np.array(x0, float)
    low = loss(best)
    for _ in range(steps):
        p = rng.normal(loc=best, scale=scale)
        v = loss(p)
        if v < low:
            best, low = p, v
    return best, low


# Recursion, a step a call.
def recursive(loss, x0, steps, scale, rng):
    def go(x, v, left):
        if left == 0:
            return x, v
        p = x + scale * rng.normal(size=x.shape)
        w = loss(p)
        return go(p, w, left - 1) if w < v else go(x, v, left - 1)

    x = np.array(x0, dtype=float)
    return go(x, loss(x), steps)


# reduce.
def reduced(loss, x0, steps, scale, rng):
    def step(state, _):
        x, v = state
        p = x + scale * rng.normal(size=x.shape)
        w = loss(p)
        return (p, w) if w < v else state

    x = np.array(x0, dtype=float)
    return functools.reduce(step, range(steps), (x, loss(x)))


# min keeps the first of equals.
def with_min(loss, x0, steps, scale, rng):
    x = np.array(x0, dtype=float)
    best = (x, loss(x))
    for _ in range(steps):
        p = best[0] + scale * rng.normal(size=best[0].shape)
        best = min(best, (p, loss(p)), key=lambda pair: pair[1])
    return best


# A class.
def with_class(loss, x0, steps, scale, rng):
    class Hiker:
        def __init__(self, x):
            self.x, self.height = x, loss(x)

        def jump(self):
            there = Hiker(self.x + scale * rng.normal(size=self.x.shape))
            return there if there.height < self.height else self

    h = Hiker(np.array(x0, dtype=float))
    for _ in range(steps):
        h = h.jump()
    return h.x, h.height


# In place on a copy, taken back if not better.
def taken_back(loss, x0, steps, scale, rng):
    x = np.array(x0, dtype=float)
    v = loss(x.copy())
    for _ in range(steps):
        old = x.copy()
        x += scale * rng.normal(size=x.shape)
        w = loss(x.copy())
        if w < v:
            v = w
        else:
            x[:] = old
    return x, v


# A list of all that were best.
def history(loss, x0, steps, scale, rng):
    xs = [np.array(x0, dtype=float)]
    vs = [loss(xs[0])]
    for _ in range(steps):
        p = xs[-1] + rng.normal(size=xs[-1].shape) * scale
        v = loss(p)
        if vs[-1] > v:
            xs.append(p)
            vs.append(v)
    return xs[-1], vs[-1]


# All draws beforehand: the same numbers.
def drawn_beforehand(loss, x0, steps, scale, rng):
    x = np.array(x0, dtype=float)
    v = loss(x)
    for z in rng.normal(size=(steps, *x.shape)):
        p = x + scale * z
        w = loss(p)
        if w < v:
            x, v = p, w
    return x, v


# ---- wrong ----


# Always accepts.
def always(loss, x0, steps, scale, rng):
    x = np.array(x0, dtype=float)
    v = loss(x)
    for _ in range(steps):
        x = x + scale * rng.normal(size=x.shape)
        v = loss(x)
    return x, v


# Keeps the best, but walks on from the last proposal.
def walks_on(loss, x0, steps, scale, rng):
    here = best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        here = here + scale * rng.normal(size=here.shape)
        w = loss(here)
        if w < v:
            best, v = here, w
    return best, v


# Always from x0.
def from_start(loss, x0, steps, scale, rng):
    x0 = best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = x0 + scale * rng.normal(size=x0.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Guesses anywhere: no centre.
def no_centre(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Uniform from 0 to 1.
def uniform(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.uniform(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Uniform from -1 to 1.
def uniform_both(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.uniform(-1, 1, size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# One number for all coordinates.
def one_number(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal()
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# rng.normal(scale, size): the scale becomes the mean.
def scale_as_mean(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + rng.normal(scale, size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Scale forgotten.
def no_scale(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Scale squared.
def scale_twice(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(0, scale, size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# The scale is a variance.
def variance(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + np.sqrt(scale) * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Directions of length 1.
def unit_directions(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        d = rng.normal(size=best.shape)
        p = best + scale * d / np.linalg.norm(d)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Minus the noise.
def minus_noise(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best - scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Multiplied.
def multiplied(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best * (1 + scale * rng.normal(size=best.shape))
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Climbs.
def climbs(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w > v:
            best, v = p, w
    return best, v


# Equals are accepted.
def equals(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w <= v:
            best, v = p, w
    return best, v


# The best place is never set.
def place_not_set(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        v = min(v, loss(p))
    return best, v


# The best loss is never set.
def loss_not_set(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        if loss(p) < v:
            best = p
    return best, v


# Asked three times a step.
def asks_again(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        if loss(p) < loss(best):
            best = p
    return best, loss(best)


# Asked twice for each proposal that is better.
def asks_twice(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        if loss(p) < v:
            best, v = p, loss(p)
    return best, v


# Asked once more at the end.
def asks_at_end(loss, x0, steps, scale, rng):
    best = plain(loss, x0, steps, scale, rng)[0]
    return best, loss(best)


# x0 counts as a step.
def one_step_less(loss, x0, steps, scale, rng):
    return plain(loss, x0, steps - 1, scale, rng)


# One step more.
def one_step_more(loss, x0, steps, scale, rng):
    return plain(loss, x0, steps + 1, scale, rng)


# x0 is never measured.
def start_not_measured(loss, x0, steps, scale, rng):
    best, v = np.array(x0, dtype=float), np.inf
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# The caller's x0 moves.
def moves_x0(loss, x0, steps, scale, rng):
    best, v = x0, loss(x0)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best[:] = p
            v = w
    return best, v


# The proposal is the best under another name.
def same_array(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best
        p += scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# NumPy's global chance.
def global_chance(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * np.random.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# A generator of its own.
def own_generator(loss, x0, steps, scale, rng):
    return plain(loss, x0, steps, scale, np.random.default_rng(0))


# One draw for the whole walk.
def one_draw(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v, z = loss(best), rng.normal(size=best.shape)
    for _ in range(steps):
        p = best + scale * z
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# The noise is drawn until it helps.
def until_better(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        for _ in range(20):
            p = best + scale * rng.normal(size=best.shape)
            w = loss(p)
            if w < v:
                best, v = p, w
                break
    return best, v


# Stops at the first miss.
def stops(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w >= v:
            break
        best, v = p, w
    return best, v


# Returns after the first success.
def first_success(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            return p, w
    return best, v


# return in the loop.
def one_step(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
        return best, v


# The last proposal's loss comes back.
def last_loss(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = w = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, w


# The last proposal comes back.
def last_place(loss, x0, steps, scale, rng):
    best = p = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return p, v


# Swapped.
def swapped(loss, x0, steps, scale, rng):
    return plain(loss, x0, steps, scale, rng)[::-1]


# Only the place.
def only_place(loss, x0, steps, scale, rng):
    return plain(loss, x0, steps, scale, rng)[0]


# The jumps shrink.
def shrinking(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for t in range(steps):
        p = best + scale * 0.9**t * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# One coordinate a step.
def one_coordinate(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best.copy()
        p[rng.integers(len(p))] += scale * rng.normal()
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Accepts worse ones now and then.
def annealing(loss, x0, steps, scale, rng):
    x = np.array(x0, dtype=float)
    v = loss(x)
    for _ in range(steps):
        p = x + scale * rng.normal(size=x.shape)
        w = loss(p)
        if w < v or rng.random() < np.exp(-(w - v)):
            x, v = p, w
    return x, v


# Compares every proposal with the loss of x0.
def compares_with_start(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    start = v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < start:
            best, v = p, w
    return best, v


# A scalar draw for each coordinate: the same numbers.
def by_coordinate(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = np.array([c + scale * rng.normal() for c in best])
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# x0 itself until something is better.
def x0_itself(loss, x0, steps, scale, rng):
    best, v = x0, loss(x0)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# One number, size=1.
def size_one(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=1)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# Steps of one length, random signs.
def signs(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * np.sign(rng.normal(size=best.shape))
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# The size of the loss.
def size_of_loss(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if abs(w) < abs(v):
            best, v = p, w
    return best, v


# Only if better by 0.001.
def by_a_margin(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * rng.normal(size=best.shape)
        w = loss(p)
        if w < v - 1e-3:
            best, v = p, w
    return best, v


# A new generator in each step.
def new_generator(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    v = loss(best)
    for _ in range(steps):
        p = best + scale * np.random.default_rng(42).normal(size=best.shape)
        w = loss(p)
        if w < v:
            best, v = p, w
    return best, v


# The best of many around x0.
def best_of_many(loss, x0, steps, scale, rng):
    P = np.vstack([x0, x0 + scale * rng.normal(size=(steps, len(x0)))])
    L = [loss(p) for p in P]
    k = int(np.argmin(L))
    return P[k], L[k]


RIGHT = [
    plain,
    with_while,
    scale_inside,
    standard,
    centred_draw,
    recursive,
    reduced,
    with_min,
    with_class,
    taken_back,
    history,
    drawn_beforehand,
    by_coordinate,
    x0_itself,
]

WRONG = [
    (size_one, "same-noise-for-all-coordinates"),
    (signs, "first-proposal-not-as-prescribed"),
    (size_of_loss, "closest-to-zero"),
    (by_a_margin, "only-if-much-better"),
    (new_generator, "a-fresh-generator-in-each-step"),
    (best_of_many, "proposes-around-x0"),
    (always, "always-accept"),
    (walks_on, "walks-on-and-keeps-the-best"),
    (from_start, "proposes-around-x0"),
    (no_centre, "proposes-around-zero"),
    (uniform, "uniform"),
    (uniform_both, "uniform"),
    (one_number, "same-noise-for-all-coordinates"),
    (scale_as_mean, "scale-as-the-mean"),
    (no_scale, "scale-ignored"),
    (scale_twice, "another-scale"),
    (variance, "another-scale"),
    (unit_directions, "unit-length"),
    (minus_noise, "minus"),
    (multiplied, "multiplied"),
    (climbs, "climbs"),
    (equals, "accepts-ties"),
    (place_not_set, "x-not-updated"),
    (loss_not_set, "loss-not-updated"),
    (asks_again, "asks-too-often"),
    (asks_twice, "asks-too-often"),
    (asks_at_end, "asks-too-often"),
    (one_step_less, "one-step-more-or-less"),
    (one_step_more, "one-step-more-or-less"),
    (start_not_measured, "first-proposal-always-kept"),
    (moves_x0, "stores-the-best-in-x0"),
    (same_array, "one-name-for-two-places"),
    (global_chance, "first-proposal-not-as-prescribed"),
    (own_generator, "a-generator-of-its-own"),
    (one_draw, "same-noise-in-all-steps"),
    (until_better, "too-many-calls"),
    (stops, "stops-early"),
    (first_success, "stops-early"),
    (one_step, "one-step-only"),
    (last_loss, "loss-of-the-last-proposal"),
    (last_place, "last-proposal-returned"),
    (swapped, "other-order"),
    (only_place, "one-value"),
    (shrinking, "shrinking-scale"),
    (one_coordinate, "first-proposal-not-as-prescribed"),
    (annealing, "proposal-not-as-prescribed"),
    (compares_with_start, "loss-not-updated"),
]
"""Each with the name of its mistake, or None where no name would be honest."""
