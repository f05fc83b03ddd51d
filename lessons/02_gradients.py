# %% [markdown]
# # 02 · Gradients: feel for the slope, then draw the map
#
# The altimeter of lesson 01 speaks one number: how high you stand. It does not say which way is down. A blindfolded
# hiker can find out in two ways. One is to *feel*: a mini-step forward, a mini-step back, and listen. The other is a
# *map* that states the slope before any step is taken: a derivative, worked out on paper.
#
# Feeling works on any ground, but it is slow and never quite exact. The map is fast and exact, if it is right. You
# will build both, and then use the slow one to catch mistakes in the fast one. That is how gradients are tested to
# this day.
#
# **After this lesson you can** *measure* the gradient of any function, and choose the length of the mini-step;
# *explain* why no direction is steeper; *search* at random and count what it costs; *derive and implement* the
# gradients of three losses; *say* what happens at a kink; *write* a gradient check and *find* with it two mistakes in
# other people's code.
#
# **You need** lesson 01, whose losses are given here again, and derivatives: the chain rule, and what a partial
# derivative is.
#
# | section | minutes |
# | --- | ---: |
# | 1 A country made of penguins | 5 |
# | 2 Feel the ground | 9 |
# | 3 The fall line | 5 |
# | 4 Try, and keep what is better | 9 |
# | 5 How small is a mini-step? | 14 |
# | 6 The map: derivatives on paper | 14 |
# | 7 Kinks | 6 |
# | 8 What a gradient costs | 4 |
# | 9 Write the test yourself | 6 |
# | 10 Two wrong gradients | 6 |
# | 11 Take home | 2 |
# | **total** | **80** |

# %% [markdown]
# The same letters stand in the formulas and in the code. $N, D, C, K$, $X$, $y$, $W$, $b$, $f_{ij}$, $p_{ij}$,
# $\sigma$ and $\Delta$ mean what they meant in lesson 01. New are:
#
# | symbol | in code | shape | meaning |
# | --- | --- | --- | --- |
# | $w = (w_1, w_2)$ | `w` | $(2,)$ | a position: the two weights of a small model |
# | $\theta$ | `theta` | $(P,)$ | all $P$ weights and biases of a model, one after the other |
# | $g = \nabla L$ | `g` | like the position | the gradient: one slope for each weight |
# | $u,\ \alpha$ | `u` | like the position | a direction of length 1, and the angle between it and $g$ |
# | $h$ | `h` | | length of a mini-step |
# | $f(x)$ | `f`, `x` | any, in `x` | in exercises 2.1, 2.7: any function, and the place where it is probed |
# | $G_{ij} = \partial L / \partial f_{ij}$ | `G` | $(N, C)$ | gradient by the scores |
# | $\lambda$ | `lam` | | strength of a penalty on large weights |
# | $\varepsilon$ | | | distance from 1 to the next float: $2.2\cdot 10^{-16}$, in 32 bits $1.2\cdot 10^{-7}$ |

# %% given="setup"
from collections.abc import Callable

import numpy as np

from fallline import check, check_words, datasets, hint, plots


def sigmoid(x):
    """Return 1 / (1 + e^-x), entry by entry (lesson 01)."""
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1.0, e) / (1.0 + e)


def log_softmax(scores):
    """Return the logarithms of the softmax probabilities of each row (lesson 01)."""
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def softmax(scores):
    """Return the softmax probabilities of each row (lesson 01)."""
    return np.exp(log_softmax(scores))


def cross_entropy(scores, y):
    """Return the mean cross-entropy of scores (N, C) and labels (N,), in nats (lesson 01)."""
    return -log_softmax(scores)[np.arange(len(y)), y].mean()


def euclidean_loss(pred, target):
    """Return the mean squared distance of outputs and targets, both (N, K) (lesson 01)."""
    return np.sum((pred - target) ** 2, axis=1).mean()


def hinge_loss(scores, y, delta=1.0):
    """Return the mean hinge loss of scores (N, C) and labels (N,) (lesson 01)."""
    n = np.arange(len(y))
    missing = np.maximum(0.0, scores - scores[n, y][:, np.newaxis] + delta)
    missing[n, y] = 0.0
    return missing.sum(axis=1).mean()


penguins = datasets.penguins()
train, _ = datasets.split(len(penguins.y), 0.7, np.random.default_rng(0))
Z = (penguins.X - penguins.X[train].mean(axis=0)) / penguins.X[train].std(axis=0)
W_trained, b_trained = datasets.penguin_model()  # a linear model, trained for us

# %% [markdown]
# ## 1 A country made of penguins
#
# A map on paper has two directions, so take a model with two weights and no bias. It tells Chinstraps ($y_i = 1$)
# from Adelies ($y_i = 0$) by two standardised measurements, bill length $z_{i1}$ and body mass $z_{i2}$. The score is
# $f_i = w_1 z_{i1} + w_2 z_{i2}$, so a weight says how much score there is for one standard deviation (s.d.) of bill
# or body. The altitude is the logistic loss of lesson 01:
#
# $$L(w) = \frac1N \sum_{i=1}^{N} \big[\log(1 + e^{f_i}) - y_i f_i\big].$$
#
# A position in this country is a pair of *weights*. The penguins never move: 153 of them are the training set, and
# the other 66 we have not met yet. The lecture calls the two directions of Switzerland x and y, notices the clash
# with its inputs $x$ and labels $y$, and apologises. So mind the difference: whoever trains walks through the
# weights.

# %% given="country"
adelie_or_chinstrap = np.flatnonzero(penguins.y < 2)
met, met_later = datasets.split(len(adelie_or_chinstrap), 0.7, np.random.default_rng(0))
measured = penguins.X[adelie_or_chinstrap][:, [0, 3]]  # bill length and body mass
measured = (measured - measured[met].mean(axis=0)) / measured[met].std(axis=0)
chinstrap = penguins.y[adelie_or_chinstrap]


def altitude(w, birds=met):
    """Return the mean logistic loss of the weights w in nats, by default for the training set."""
    f = measured[birds] @ w
    return np.mean(np.logaddexp(0.0, f) - chinstrap[birds] * f)


start = np.array([-3.0, 4.0])

# %% [markdown]
# **Predict.** Chinstraps have longer bills than Adelies. Is the valley in the east (right) or in the west of the map?

# %% demo="first-map"
plots.show(plots.terrain.contour_map(altitude, {"start": start, "w = 0": np.zeros(2)}))

# %% [markdown]
# In the east, where a longer bill speaks for Chinstrap. The lines join places of equal loss. At $w = 0$ the model
# knows nothing and pays $\log 2 = 0.69$ nats; from our start it is a long way down.
#
# The slides state the aim as $\operatorname{argmin}_W\, L(X, Y, W)$: the weights with the lowest loss on the training
# data. One way to find them, says the lecture, is "to be very exhaustive and try every little place".
#
# **Predict.** If we try every place of a fine grid, once with the altitude of the 153 training penguins and once with
# that of the 66 others: is the lowest place the same?

# %% demo="try-every-place"
places = [np.array([a, b]) for a in np.linspace(-5, 11, 65) for b in np.linspace(-8, 6, 57)]
print(f"{len(places)} places; altitude for the training penguins, and for the others")
for name, birds in (("training", met), ("others", met_later)):
    w = min(places, key=lambda w, birds=birds: altitude(w, birds))
    print(f"lowest for {name:9} {w}: {altitude(w):.3f}, {altitude(w, met_later):.3f} nats")

# %% [markdown]
# It is not. The slide's argmin is the lowest place for penguins whose species we know already, while we should like
# the lowest place for those still to come, and that one nobody can ask. The training loss is a stand-in. How far it
# can be trusted is the subject of lesson 07; until then we walk on it.
#
# **Predict.** Two weights with about 60 values each made 3,705 places. The penguin model of lesson 01 has 15 weights
# and biases. At 100,000 places a second, do we get through in a day? In a year?

# %% demo="too-many-places"
plots.show(plots.terrain.evaluations_by_dimension(points=60, per_second=1e5, marks=(2, 5, 15)))

# %% [markdown]
# In no day and no year, nor if we had begun with the universe. Each further weight multiplies the work by 60. There
# has to be something to go by.

# %% [markdown]
# ## 2 Feel the ground
#
# What can you do in the dark, with no map? The lecture: "you take a mini step forward, maybe a mini step on the right
# side", and ask, "is it lower or higher?" Do it on both sides of where you stand, along each axis in turn.
#
# **Predict.** Look at the start on the map above. Does the ground rise or fall towards the east, and towards the
# north? Which is steeper?

# %% demo="mini-steps"
plots.show(plots.terrain.probing(altitude, start, h=0.8))

# %% [markdown]
# East is down, north is up, and east is the steeper. Each pair of altitudes is turned into a slope: the change in
# altitude divided by the $2h$ that lie between the two places. (The mini-steps are drawn far too long, so that you
# see them.)
#
# Why both sides, if one will do? Write down what a step $h$ along one axis does to a smooth function, by Taylor:
#
# $$f(x + h) = f(x) + h f'(x) + \tfrac{h^2}{2} f''(x) + \tfrac{h^3}{6} f'''(x) + \dots$$
# $$f(x - h) = f(x) - h f'(x) + \tfrac{h^2}{2} f''(x) - \tfrac{h^3}{6} f'''(x) + \dots$$
#
# A single step gives $\frac{f(x+h) - f(x)}{h} = f'(x) + \frac h2 f''(x) + \dots$, the *forward difference*. If you
# subtract the second line from the first, everything that both sides have in common cancels, the curvature $f''$
# included:
#
# $$\frac{f(x+h) - f(x-h)}{2h} = f'(x) + \frac{h^2}{6} f'''(x) + \dots$$
#
# This *central difference* is what you will use: nearly twice the calls, and an error of order $h^2$ in place of $h$.
#
# ### The numerical gradient
#
# {{numerical_gradient}}
#
# "In multiple dimensions", says the lecture, "the gradient is the vector of partial derivatives". So move one entry
# of $x$ at a time, hold all others still, and put the entry back. (`np.ndindex(x.shape)` runs through the indices of
# all entries, whatever the shape.)


# %% exercise="numerical_gradient"
def numerical_gradient(f: Callable, x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return the gradient of f at x, measured by central differences.

    Parameters
    ----------
    f : a function from an array of the shape of x to one number
    x : array of any shape, or a single number; it may be read-only, and may hold integers
        (make a float copy: 3 + 0.00001 does not fit into an integer)
    h : length of a mini-step; each entry is moved by +h and by -h, one entry at a time

    Returns
    -------
    array of float of the shape of x: entry by entry (f(x + h) - f(x - h)) / (2h), where h
    moves this entry alone. Two calls of f an entry, no more. The caller's `x` stays as it is.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)  # a copy
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + h
        higher = f(x)
        x[i] = here - h
        g[i] = (higher - f(x)) / (2 * h)
        x[i] = here
    return g
    ### END SOLUTION


# %% [markdown]
# **Predict.** The slope of $e^x$ at 1 is $e$. A step ten times smaller makes the forward difference about ten times
# better. And the central one?

# %% demo="ten-times-smaller"
print("step h    forward error    central error")
for h in (0.1, 0.01, 0.001):
    forward = (np.exp(1 + h) - np.exp(1)) / h
    central = numerical_gradient(np.exp, np.array(1.0), h)
    print(f"{h:<8g}{forward - np.e:15.2e}{central - np.e:17.2e}")

print("\ngradient at the start:", numerical_gradient(altitude, start))

# %% [markdown]
# A hundred times better, each time. And `numerical_gradient` did not need to know what it was measuring: a curve, or
# a country of penguins.

# %% [markdown]
# ## 3 The fall line
#
# Two numbers, one for each axis. But a hiker may walk in any direction.
#
# **Predict.** At each place we draw an arrow *against* the gradient. At which angle will the arrows meet the lines of
# equal altitude?

# %% demo="fall-lines"
plots.show(plots.terrain.fall_lines(altitude, lambda w: numerical_gradient(altitude, w)))

# %% [markdown]
# At right angles, everywhere: this is the fall line, the way a ball would start to roll. Notice also where the arrows
# do *not* point. Most of them miss the lowest place; they know the slope under their feet and nothing else. And on
# the floor of the valley they are so short that you can hardly see them.
#
# Now the reason. Take a unit direction $u$, and go a way $t$ along it. That moves each weight by $t u_d$, and by the
# chain rule the effects add up:
#
# $$\text{slope along } u \;=\; \frac{d}{dt} L(w + t u)\Big|_{t=0} = \sum_d \frac{\partial L}{\partial w_d}\, u_d = g \cdot u = \lVert g \rVert \cos\alpha ,$$
#
# where $\lVert g \rVert$ is the length of $g$, and that of $u$ is 1. So two measured numbers give the slope in *all*
# directions. A cosine is never above 1, and it is 1 only for $\alpha = 0$: no direction is steeper than $g$ itself.
# Steepest down is $-g$. The lecture calls the gradient "the direction of the greatest rate of increase of the
# function and its magnitude is the slope of the graph in that direction".
#
# **Predict.** We measure the slope along 1,000 random directions, by mini-steps and without using $g$. How many are
# steeper than $\lVert g \rVert$? In which directions is it level?

# %% demo="a-thousand-directions"
rng = np.random.default_rng(1)
U = rng.normal(size=(1000, 2))
U /= np.linalg.norm(U, axis=1, keepdims=True)  # 1,000 directions of length 1


def slope_along(u):
    """Return the slope at the start in the direction u, measured by mini-steps of the way t."""
    return numerical_gradient(lambda t: altitude(start + t * u), np.array(0.0))


slopes = np.array([slope_along(u) for u in U])
g = numerical_gradient(altitude, start)
steepest = np.linalg.norm(g)
angles = np.degrees(np.arctan2(g[0] * U[:, 1] - g[1] * U[:, 0], U @ g))  # from g to u, with a sign

plots.show(plots.gradients.slopes_by_direction(angles, slopes, steepest))
print(f"|g| = {steepest:.6f}, the steepest of all has {slopes.max():.6f}")
print(f"steeper than |g|: {np.sum(slopes > steepest)} of 1000")

# %% [markdown]
# None. Every measured slope lies on the cosine. At ±90 degrees the ground is level, which is why the arrows cross the
# contour lines at right angles: along a contour line the altitude does not change.
#
# One thing decides between summit and valley. The lecture's hiker looks for the highest peak and walks *along* the
# gradient. A loss should be small, so we walk *against* it. The slide on parameter updates agrees with us:
# $\theta^{(t+1)} = \theta^{t} - \epsilon_k \nabla_\theta L$, with a step length $\epsilon_k$ that lesson 05 is about.
#
# **Predict.** Here are both walks, twenty steps each. What are the two last altitudes: above or below the 3.22 nats
# of the start?

# %% demo="peak-or-valley"
for name, sign in (("plus, to the peak   ", +1), ("minus, to the valley", -1)):
    w = start
    for _ in range(20):
        w = w + sign * 1.0 * numerical_gradient(altitude, w)
    print(f"{name}: from {altitude(start):.2f} to {altitude(w):.2f} nats")

# %% [markdown]
# Nothing crashes with the wrong sign. The number on the wrist grows, and goes on growing; you notice only if you look
# at it.

# %% [markdown]
# ## 4 Try, and keep what is better
#
# Must one feel for the slope at all? The lecture names a simpler way: "search randomly and then refine that search".
# Jump somewhere near. If it is lower there, stay; if not, jump back. Nothing could be simpler, and it uses no slope.
#
# ### Random jumps
#
# {{random_search}}


# %% exercise="random_search"
def random_search(
    loss: Callable, x0: np.ndarray, steps: int, scale: float, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Return the best place that random jumps have found, and its loss.

    Parameters
    ----------
    loss : a function from an array (D,) to one number
    x0 : (D,) the start, which is the best place so far; it stays as it is
    steps : how many proposals
    scale : how far a jump goes: the standard deviation of each of its entries
    rng : the source of chance

    Returns
    -------
    best_x : (D,) float
    best_loss : float, loss(best_x)

    Each step draws once and proposes best + scale * rng.normal(size=best.shape). A proposal
    is kept only if its loss is lower than the best so far; the next one starts from the best.
    `loss` is called once for x0 and once for each proposal.
    """
    ### BEGIN SOLUTION
    best = np.array(x0, dtype=float)
    best_loss = loss(best)
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        proposal_loss = loss(proposal)
        if proposal_loss < best_loss:
            best, best_loss = proposal, proposal_loss
    return best, best_loss
    ### END SOLUTION


# %% [markdown]
# A race, with equal purses: each hiker may ask the altimeter 100 times. The one who guesses asks once at the start
# and after each of 99 jumps. The one who feels has to pay four questions for a gradient (two axes, two sides), which
# makes 25 steps $w \leftarrow w - 3g$.


# %% given="purse"
def recorded(loss, asked):
    """Return `loss` with a memory: each question appends its place and altitude to the list `asked`."""

    def answer(w):
        asked.append((np.array(w), loss(w)))
        return asked[-1][1]

    return answer


def best_so_far(asked):
    """Return those of the recorded places that were lower than all before them, (T, D)."""
    best = [asked[0]]
    for place, loss in asked[1:]:
        if loss < best[-1][1]:
            best.append((place, loss))
    return np.array([place for place, _ in best])


# %% [markdown]
# **Predict.** Who stands lower in the end? (Beside each name the map gives the last altitude.)


# %% demo="guess-or-feel"
def race(scale=1.0, rate=3.0, questions=100):
    """Return the places of the one who guesses, and of the one who feels."""
    guesses, felt, path = [], [], [start]
    random_search(recorded(altitude, guesses), start, questions - 1, scale, np.random.default_rng(0))
    for _ in range(questions // 4):
        path.append(path[-1] - rate * numerical_gradient(recorded(altitude, felt), path[-1]))
    return {"guesses": best_so_far(guesses), "feels": np.array(path)}


walks = race()
plots.show(plots.terrain.walks(altitude, walks))

ends = {name: altitude(walk[-1]) for name, walk in walks.items()}
others = [np.random.default_rng(seed) for seed in range(1, 21)]
again = np.array([random_search(altitude, start, 99, 1.0, rng)[1] for rng in others])
print("last altitudes:", {name: round(float(end), 4) for name, end in ends.items()})
print(f"with 20 other seeds the one who guesses is lower {np.sum(again < ends['feels'])} times")

# %% [markdown]
# The one who guesses wins, and not by luck alone. In two dimensions half of all directions lead down, and one in four
# lies within 45 degrees of the steepest way. The one who feels sets off faster, but on the flat floor of the valley a
# step of $3g$ is short, while a jump keeps its length. Both lengths were a choice of ours, and a lucky one for jumps.
#
# **Predict.** What becomes of the one who guesses with jumps ten times shorter, `scale=0.1`, or ten times longer? And
# of the one who feels with steps of $20g$, `rate=20`?

# %% demo="play-jumps"
plots.play(
    lambda scale, rate: plots.terrain.walks(altitude, race(scale, rate)),
    scale=[0.01, 0.03, 0.1, 1.0, 10.0],
    rate=[1.0, 3.0, 20.0],
)

# %% [markdown]
# Short jumps do not get off the slope within 100 questions. With jumps of 10, more than nine proposals in ten are a
# miss. Steps of $20g$ end at 0.167 nats, as low as the best jumps: a tie, if somebody chooses the lengths well. So in
# this country one can do without a gradient. But a country has two dimensions, and a model has thousands.
#
# **Predict.** We draw 1,000 random directions again and compare their slopes with the steepest one. With two weights
# the best of them is as good as perfect. With 15? With 1,000?

# %% demo="luck-by-dimension"
rng = np.random.default_rng(2)
cosines = {}
for P in (2, 15, 1000):
    U = rng.normal(size=(1000, P))
    U /= np.linalg.norm(U, axis=1, keepdims=True)
    g = rng.normal(size=P)
    cosines[P] = U @ g / np.linalg.norm(g)

plots.show(plots.gradients.luck_by_dimension(cosines))

# %% [markdown]
# With 15 the best still has three quarters of the slope that is there; with 1,000 nearly every direction is nearly
# level, and the best of 1,000 has not even a tenth. (The squared cosines of $g$ with $P$ directions at right angles
# to each other add up to 1, so a typical cosine is about $1/\sqrt P$.) Here the lecture's next sentence begins to
# matter: "the key here is the gradient".

# %% [markdown]
# ## 5 How small is a mini-step?
#
# The result of the mini-steps, says the lecture, "can be sensitive on how big of a step you want; in a perfect world
# you want it as small as possible". To judge this we need a number that says how wrong a gradient is.
#
# The plain difference will not do. If $10^{-7}$ comes out where $2\cdot 10^{-7}$ is right, the difference is tiny,
# and the slope is wrong by half. So measure each error against the size of the two numbers:
#
# $$e = \max_i \frac{|a_i - b_i|}{\max(|a_i| + |b_i|,\ 10^{-8})}.$$
#
# Two equal numbers give 0, opposite ones give 1, and the outcome is never above 1. The floor of $10^{-8}$ is there
# for entries that are zero in both arrays: $0/0$ becomes 0.
#
# ### How close is close?
#
# {{relative_error}}


# %% exercise="relative_error"
def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """Return the largest relative error between the entries of two arrays.

    Parameters
    ----------
    a, b : arrays of the same shape, any; single numbers too

    Returns
    -------
    one number from 0 to 1: the maximum over all entries of
    |a - b| / max(|a| + |b|, 1e-8), each entry with its own denominator;
    0 where both are 0. The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    size = np.maximum(np.abs(a) + np.abs(b), 1e-8)
    return float(np.max(np.abs(a - b) / size))
    ### END SOLUTION


# %% [markdown]
# Many courses use the lengths of the whole vectors, $\lVert a-b\rVert / (\lVert a\rVert + \lVert b\rVert)$.
#
# **Predict.** Of two slopes, the first, 1000, is right; the second is 0.001 and should be 0.002. Which of the two
# measures raises the alarm?

# %% demo="one-small-entry"
a, b = np.array([1000.0, 0.001]), np.array([1000.0, 0.002])
print(f"lengths of vectors:   {np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b)):.1e}")
print(f"your relative_error:  {relative_error(a, b):.1e}")

# %% [markdown]
# The big entry hides the small one from the first measure. Yours looks at each by itself.
#
# Now to the step. The country is the penguin model of lesson 01, with three classes and all four measurements. Its
# parameters are a table $W$ and a row $b$, but a hiker's position is one vector. The lecture: "concatenate all of
# them together". Here is how, there and back:


# %% given="one-vector"
def flatten(*arrays):
    """Return all entries of the arrays in one vector, (P,)."""
    return np.concatenate([np.ravel(array) for array in arrays])


def unflatten(theta, *like):
    """Return the arrays whose entries are in the vector theta (P,), in the shapes of those in `like`."""
    ends = np.cumsum([array.size for array in like])
    parts = np.split(theta, ends[:-1])
    return [part.reshape(array.shape) for part, array in zip(parts, like, strict=True)]


def penguin_loss(theta, dtype=float):
    """Return the cross-entropy of the penguin model at theta (15,), computed in numbers of `dtype`."""
    W, b = unflatten(theta.astype(dtype), W_trained, b_trained)
    return cross_entropy(Z.astype(dtype) @ W + b, penguins.y)


# %% [markdown]
# **Predict.** $W$ is a table of 4 × 3, and $b$ a row of 3. How long is `theta`?

# %% demo="there-and-back"
theta = 0.5 * flatten(W_trained, b_trained)  # half-trained: the ground still slopes
W, b = unflatten(theta, W_trained, b_trained)
print("theta", theta.shape, "-> W", W.shape, "and b", b.shape)
print("same loss:", np.isclose(penguin_loss(theta), cross_entropy(Z @ W + b, penguins.y)))

# %% [markdown]
# Four recipes. *Central* is your function, *forward* takes a step to one side only, and *32 bits* is central again,
# on a loss that is computed in floats of 32 bits, in which networks are usually trained, if not in fewer. The fourth,
# *complex step*, is explained below. It also supplies the truth to compare with, for which it steps $10^{-100}$ far;
# take that on trust until section 6, where a formula of your own confirms it.
#
# **Predict.** The step $h$ goes from 1 down to $10^{-16}$. Is the lecture right, is the smallest step the best? By
# how much do the errors of forward and central fall, as long as they fall, when $h$ becomes ten times smaller?


# %% demo="the-v"
def forward_difference(f, x, h):
    """Return the gradient by steps to one side."""
    return np.array([f(x + h * axis) - f(x) for axis in np.eye(len(x))]) / h


def complex_step(f, x, h):
    """Return the gradient by steps at a right angle to the real numbers."""
    return np.array([f(x + 1j * h * axis).imag for axis in np.eye(len(x))]) / h


recipes = {
    "forward": lambda h: forward_difference(penguin_loss, theta, h),
    "central": lambda h: numerical_gradient(penguin_loss, theta, h),
    "central, 32 bits": lambda h: numerical_gradient(lambda t: penguin_loss(t, np.float32), theta, h),
    "complex step": lambda h: complex_step(lambda t: penguin_loss(t, complex), theta, h),
}
truth = complex_step(lambda t: penguin_loss(t, complex), theta, 1e-100)
steps = np.logspace(-16, 0, 65)
errors = {name: [relative_error(recipe(h), truth) for h in steps] for name, recipe in recipes.items()}
plots.show(plots.gradients.error_by_step(steps, errors))

# %% [markdown]
# Not "as small as possible". Read the figure from the right: as $h$ shrinks, the error falls (forward ten times for
# each ten, central a hundred times, as Taylor said), turns, and rises again: a V. At $h = 10^{-15}$ the measured
# gradient is plain wrong. To see why, go close.
#
# **Predict.** We change one weight and magnify the loss around it. With $h = 1$ the chord misses because the curve
# bends. What will the curve look like at $h = 10^{-15}$?


# %% demo="close-ups"
def along_first(t):
    """Return the loss when the first of the 15 parameters is t."""
    return penguin_loss(np.concatenate([[t], theta[1:]]))


plots.show(plots.gradients.close_ups(along_first, truth[0], theta[0], [1.0, 1e-5, 1e-15]))

# %% [markdown]
# At $10^{-15}$ there is no curve left, only the steps of a staircase. A float has sixteen digits: both altitudes
# agree in nearly all of them, and what is left of their difference is round-off. In numbers:
#
# - *Truncation*, what Taylor's formula leaves out, is $\frac{h^2}{6}|f'''|$ for central, $\frac h2 |f''|$ for
#   forward. It wants a small step.
# - *Round-off*: each altitude is off by about $\varepsilon |f|$, and the division by $h$ makes $\varepsilon |f| / h$
#   of it. It wants a large step.
#
# **Predict.** Between $h = 10^{-5}$ and $10^{-11}$ the picture stays the same, a straight line. Do the ten right
# digits stay, too?

# %% demo="play-close-ups"
plots.play(
    lambda h: plots.gradients.close_ups(along_first, truth[0], theta[0], [h]),
    h=[1.0, 0.1, 1e-5, 1e-11, 1e-14, 3e-15, 1e-15, 5e-16, 2e-16],
)

# %% [markdown]
# Only five are left. The staircase is there all the time, too fine to see, and the shorter chord feels it more.
#
# For the best central step, add the two errors and set the derivative with respect to $h$ to zero:
#
# $$\frac h3|f'''| - \frac{\varepsilon |f|}{h^2} = 0, \qquad\text{so}\qquad h^3 = 3\varepsilon\, \frac{|f|}{|f'''|}.$$
#
# If $f$ and $f'''$ are of ordinary size, that is a step of about $\varepsilon^{1/3}$, with an error of about
# $\varepsilon^{2/3}$. Forward, in the same way: step $\varepsilon^{1/2}$, error $\varepsilon^{1/2}$.
#
# **Predict.** In 64 bits $\varepsilon = 2.2\cdot 10^{-16}$, whose cube root is $6\cdot 10^{-6}$. Which power of ten
# do you expect for the best step in 32 bits, with $\varepsilon = 1.2\cdot 10^{-7}$?

# %% demo="best-steps"
rules = {
    "forward": (np.float64, 1 / 2),
    "central": (np.float64, 1 / 3),
    "central, 32 bits": (np.float32, 1 / 3),
}
for name, (dtype, power) in rules.items():
    found = [relative_error(recipes[name](h), truth) for h in steps]
    best, rule = steps[np.argmin(found)], np.finfo(dtype).eps ** power
    print(f"{name:17} rule {rule:.0e}   measured {best:.0e}, error {min(found):.0e}")

# %% [markdown]
# The rules are right to a factor of three. Hence your default of $h = 10^{-5}$, for weights and slopes of ordinary
# size. And in 32 bits no step does better than four digits: gradients are checked in 64.
#
# The lecture's "perfect world", in which smaller is better, exists after all. Step at a right angle to the real
# numbers, $f(x + ih) = f(x) + ih f'(x) - \frac{h^2}{2} f''(x) - \dots$, and the imaginary part, divided by $h$, is
# the slope. No altitudes are subtracted, so nothing cancels: the dotted line of the figure stays at about $10^{-15}$
# or below, however small $h$ becomes. The price is that every operation on the way has to understand complex numbers,
# and an `abs` or a comparison usually does not.

# %% [markdown]
# **A question to answer in writing.** A friend sets `h=1e-15`, "since the lecture says as small as possible". Explain
# in three or four sentences what goes wrong, and what would go wrong with `h=1`. *(3 points)*

# %% [markdown] written="why-not-1e-15" points=3
# **Model answer.** With $h = 10^{-15}$ the two altitudes differ by about $2\cdot 10^{-15}$ times the slope, while
# each of them is rounded to sixteen digits, that is by about $10^{-16}$: the difference consists largely of rounding
# error. Dividing by $2h$ multiplies this error by $5\cdot 10^{14}$, so the slope is off by a large part of itself.
# (Besides, $x + h$ is itself rounded, so the step is not the one that we divide by.) With $h = 1$ rounding does not
# matter, but the chord spans a piece on which the curve bends, and the central difference is off by about
# $\frac{h^2}{6} f'''$. Something in between is best, near $\varepsilon^{1/3} \approx 10^{-5}$.
#
# **Rubric.** 1 point: nearly equal numbers are subtracted, so that only rounding error (or: only few digits) is left.
# 1 point: the division by the tiny $2h$ blows this error up (error like $\varepsilon/h$). 1 point: with a large $h$
# the curve's bending (truncation, like $h^2$) is the error, so that a step in between is best.

# %% [markdown]
# ## 6 The map: derivatives on paper
#
# If we know the function, we can differentiate it, once for all places. The slide *Analytical gradient* gives two
# examples. The first is
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}, \qquad \frac{d\sigma}{dx} = \frac{e^{-x}}{(1+e^{-x})^2} = \frac{1}{1+e^{-x}} \cdot \frac{e^{-x}}{1+e^{-x}} = \sigma(x)\,\big(1 - \sigma(x)\big),$$
#
# first by the chain rule ($1/u$ has the slope $-1/u^2$, and $u = 1 + e^{-x}$ has $-e^{-x}$), and at the end since
# $\frac{e^{-x}}{1+e^{-x}} = 1 - \frac{1}{1+e^{-x}}$. Whoever has the value has the slope for free. The last form is
# also the one to compute: at $x = -1000$ the others are $\infty/\infty$.
#
# ### The logistic function
#
# {{sigmoid_grad}}
#
# `sigmoid` of lesson 01 is there for you to use.


# %% exercise="sigmoid_grad"
def sigmoid_grad(x: np.ndarray) -> np.ndarray:
    """Return the derivative of the logistic function at every entry of x.

    Parameters
    ----------
    x : array of any shape, where the slope is wanted: scores, not probabilities

    Returns
    -------
    array of the same shape, between 0 and 1/4; `x` stays as it is

    No overflow, and no RuntimeWarning, as far as |x| = 10,000.
    """
    ### BEGIN SOLUTION
    s = sigmoid(x)
    return s * (1.0 - s)
    ### END SOLUTION


# %% [markdown]
# Feeling can check the map at once: the sum of all $\sigma(x_k)$ has, entry by entry, the slopes $\sigma'(x_k)$.
#
# **Predict.** At which of these places do the mini-steps and your formula agree least, relatively, and why?

# %% demo="sigmoid-slopes"
x = np.array([-20.0, -5.0, -1.0, 0.0, 1.0, 5.0, 20.0])
felt = numerical_gradient(lambda x: np.sum(sigmoid(x)), x)
print("    x   formula       mini-steps    error")
for place, a, b in zip(x, sigmoid_grad(x), felt, strict=True):
    print(f"{place:5.0f}   {a:.6e}  {b:.6e}  {relative_error(a, b):.0e}")

# %% [markdown]
# Out where the slope is tiny. At $x = \pm 20$ it is $2\cdot 10^{-9}$, and round-off in the mini-steps is about
# $\varepsilon/h \approx 10^{-11}$: only two or three digits are right. (And your `relative_error` is lenient there:
# its floor of $10^{-8}$ is larger than both slopes together.) The formula is not to blame.
#
# The slide's second example is $f(x) = (x - y)^2$ with $\frac{df}{dx} = 2(x - y)$. Right, *with respect to x*. With
# respect to $y$ the sign turns. So ask what moves: the output of the model, $x$, and never the target, $y$. Our
# Euclidean loss is
#
# $$L = \frac1N \sum_{i=1}^{N} \sum_{k=1}^{K} \big(f(x_i)_k - y_{ik}\big)^2 .$$
#
# One output occurs in one term of the double sum only, so all others drop out:
#
# $$\frac{\partial L}{\partial f(x_i)_k} = \frac{2}{N} \big(f(x_i)_k - y_{ik}\big).$$
#
# ### The Euclidean loss
#
# {{euclidean_grad}}


# %% exercise="euclidean_grad"
def euclidean_grad(pred: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return the gradient of `euclidean_loss` with respect to the outputs.

    Parameters
    ----------
    pred : (N, K) outputs of the model, with respect to which the derivative is taken
    target : (N, K) what they should have been

    Returns
    -------
    (N, K): the gradient of the mean over the N examples of their squared distances (no mean
    over K, and no factor 1/2 in the loss); the arguments stay as they are
    """
    ### BEGIN SOLUTION
    return 2.0 * (pred - target) / len(pred)
    ### END SOLUTION


# %% [markdown]
# Now the loss that nearly every classifier is trained with. The slides give its value and leave the gradient to you.
# Of one example, with the softmax written out, the loss is
#
# $$L_i = -\log\frac{e^{f_{i y_i}}}{\sum_k e^{f_{ik}}} = -f_{i y_i} + \log \sum_k e^{f_{ik}} .$$
#
# Change the score $f_{ij}$ of class $j$. The first term notices it only if $j$ is the label. With the bracket
# $[j = y_i]$, which is 1 if that is true and 0 if not, its derivative is $-[j = y_i]$. The second is a logarithm of a
# sum, of which one term moves:
#
# $$\frac{\partial}{\partial f_{ij}} \log \sum_k e^{f_{ik}} = \frac{1}{\sum_k e^{f_{ik}}} \cdot e^{f_{ij}} = p_{ij}.$$
#
# **Predict.** If so, mini-steps on $\log \sum_k e^{f_k}$ must measure numbers that you know. Which?

# %% demo="log-sum-exp"
f = np.array([-0.5, 1.5, 4.0, 0.5, -1.0])  # model A of lesson 01
print("slopes of log-sum-exp:", numerical_gradient(lambda f: np.log(np.sum(np.exp(f))), f).round(6))
print("softmax:              ", softmax(f[np.newaxis, :])[0].round(6))

# %% [markdown]
# The probabilities. Both terms together, and the mean over the batch:
#
# $$\frac{\partial L_i}{\partial f_{ij}} = p_{ij} - [j = y_i], \qquad\qquad G_{ij} = \frac{\partial L}{\partial f_{ij}} = \frac1N \big(p_{ij} - [j = y_i]\big).$$
#
# What the model says, minus what is true. The detour through the probabilities ends at the same place:
# $\partial L_i / \partial p_{i y_i} = -1/p_{i y_i}$ and
# $\partial p_{i y_i} / \partial f_{ij} = p_{i y_i} ([j = y_i] - p_{ij})$, and in the product $p_{i y_i}$ cancels. Let
# it cancel on paper, before a computer sees it: if $p_{i y_i}$ has underflowed to 0, the detour gives
# $\infty \cdot 0$, and the difference still gives $-1$.
#
# ### Softmax and cross-entropy
#
# {{cross_entropy_grad}}


# %% exercise="cross_entropy_grad"
def cross_entropy_grad(scores: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the gradient of the mean cross-entropy with respect to the scores.

    Parameters
    ----------
    scores : (N, C) raw scores (logits), one example a row
    y : (N,) whole numbers from 0 to C - 1, the right classes

    Returns
    -------
    (N, C): (p - one-hot rows of y) / N, with p the softmax of each row; the mean over the
    batch is differentiated, not the sum. Every row sums to 0. The arguments stay as they are.

    Finite, and without a RuntimeWarning, for scores up to 10,000 of either sign.
    """
    ### BEGIN SOLUTION
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1.0
    return G / len(y)
    ### END SOLUTION


# %% [markdown]
# Model A, the one above, is nearly sure of *dog*, model C of *cat*; the picture shows a dog.
#
# **Predict.** If you add up all pushes on a model's five scores, what is the sum? Which model is pushed harder?

# %% demo="pulls"
animals = ("duck", "cat", "dog", "pig", "bird")
for model, f in (("A", [-0.5, 1.5, 4.0, 0.5, -1.0]), ("C", [0.0, 4.0, -0.5, 1.0, 0.5])):
    scores, y = np.array([f]), np.array([2])
    G = cross_entropy_grad(scores, y)
    plots.show(plots.gradients.pulls(animals, 2, softmax(scores)[0], G[0]))
    print(f"model {model}: sum of the pushes {abs(G.sum()):.3f}, loss {cross_entropy(scores, y):.2f} nats")

# %% [markdown]
# The sum is zero: what the label gains, the others lose, each in proportion to the probability it had claimed. C,
# sure and wrong, is pushed with almost the whole force of 1; A, sure and right, with 0.12. A push never exceeds 1,
# however large the loss.
#
# ### From scores to weights
#
# A hiker does not walk on scores but on weights. With $f_{ij} = \sum_d x_{id} W_{dj} + b_j$, the weight $W_{dj}$
# moves the score $f_{ij}$ of every example $i$, by $x_{id}$, and no other class's; the bias moves each by 1. Sum over
# all the ways:
#
# $$\frac{\partial L}{\partial W_{dj}} = \sum_{i=1}^{N} x_{id}\, G_{ij}, \qquad \frac{\partial L}{\partial b_j} = \sum_{i=1}^{N} G_{ij}.$$
#
# In code: `X.T @ G` and `G.sum(axis=0)`. The shapes tell the same, since $(D, N) \times (N, C)$ is $(D, C)$, the
# shape of $W$. Lesson 03 makes a method of this.
#
# **Predict.** Below, 15 slopes of the penguin model, from your formula and from mini-steps. To how many digits do
# they agree?

# %% demo="map-and-feet"
W, b = unflatten(theta, W_trained, b_trained)
G = cross_entropy_grad(Z @ W + b, penguins.y)
on_the_map = flatten(Z.T @ G, G.sum(axis=0))
by_feet = numerical_gradient(penguin_loss, theta)

print("formula    ", on_the_map[:4])
print("mini-steps ", by_feet[:4])
print(f"formula against mini-steps, all 15: {relative_error(on_the_map, by_feet):.0e}")
print(f"formula against the complex step:   {relative_error(on_the_map, truth):.0e}")

# %% [markdown]
# Nine digits with mini-steps, about as many as the V allows, and nearly all of a float's digits with the complex
# step: the truth of section 5 deserved its name.

# %% [markdown]
# ## 7 Kinks
#
# The slide says of a differentiable function: its "derivative/gradient is defined at every point", and adds that
# "some are locally differentiable". (It also offers "differentiable approximations"; lesson 03 has one.) The hinge
# loss is differentiable almost everywhere. With the missing lead $m_{ij} = f_{ij} - f_{i y_i} + \Delta$,
#
# $$L_i = \sum_{j \ne y_i} \max(0, m_{ij}).$$
#
# Where a wrong class keeps its distance ($m_{ij} < 0$), nothing changes if the scores change a little: slope 0. Where
# it is too close ($m_{ij} > 0$), it pays $m_{ij}$, in which $f_{ij}$ counts $+1$ and $f_{i y_i}$ counts $-1$. The
# label takes part in *every* pair, so it collects one $-1$ for each class that is too close:
#
# $$\frac{\partial L_i}{\partial f_{ij}} = [m_{ij} > 0] \ \ (j \neq y_i), \qquad\qquad \frac{\partial L_i}{\partial f_{i y_i}} = -\sum_{j \neq y_i} [m_{ij} > 0].$$
#
# And at $m_{ij} = 0$ exactly? There is a kink: the slope is 0 on one side, 1 on the other, and the derivative does
# not exist. Any slope from 0 to 1 keeps the line through the kink below the graph (it is called a *subgradient*) and
# would serve. We have to agree on one, and agree on 0: the strict $>$ in the bracket. A class exactly at the margin
# is left alone.
#
# ### The hinge loss, and its kink
#
# {{hinge_grad}}


# %% exercise="hinge_grad"
def hinge_grad(scores: np.ndarray, y: np.ndarray, delta: float = 1.0) -> np.ndarray:
    """Return the gradient of the mean hinge loss with respect to the scores.

    Parameters
    ----------
    scores : (N, C) raw scores, one example a row
    y : (N,) whole numbers from 0 to C - 1, the right classes
    delta : the lead that is asked for

    Returns
    -------
    (N, C): 1/N for each wrong class that is less than delta behind the label, or ahead of it;
    0 for each other wrong class; at the label minus the sum of the rest of its row. Exactly at
    the margin (a kink) a wrong class counts 0. The mean over N is differentiated. The arguments
    stay as they are.
    """
    ### BEGIN SOLUTION
    n = np.arange(len(y))
    too_close = (scores - scores[n, y][:, np.newaxis] + delta > 0).astype(float)
    too_close[n, y] = 0.0  # the label does not compete with itself
    too_close[n, y] = -too_close.sum(axis=1)
    return too_close / len(y)
    ### END SOLUTION


# %% [markdown]
# What do mini-steps feel at a kink? On one side of you the ground is level, on the other it rises.
#
# **Predict.** At the kink of $\max(0, x)$, what does the central difference say? And suppose you check your hinge
# gradient with mini-steps, on all 1,026 scores of the penguins: will more entries disagree with $h = 0.1$ or with
# $h = 10^{-5}$?

# %% demo="kinks"
x, h = np.linspace(-0.25, 0.25, 201), 0.1
feet = numerical_gradient(lambda x: np.sum(np.maximum(0.0, x)), x, h)

scores = 0.2 * (Z @ W_trained + b_trained)  # a model at the beginning of its training
formula, spoilt = hinge_grad(scores, penguins.y), {}
for step in (1e-1, 3e-2, 1e-2, 1e-3, 1e-4, 1e-5):
    felt = numerical_gradient(lambda scores: hinge_loss(scores, penguins.y), scores, step)
    spoilt[step] = np.mean(np.abs(felt - formula) > 1e-6 / len(scores))

plots.show(plots.gradients.kinks(x, feet, (x > 0).astype(float), h, spoilt))

# %% [markdown]
# At the kink it says $\frac12$, which neither side has; within a mini-step of it, something in between. So a right
# formula can fail a check, because a mini-step reached across a kink. The shorter the step, the fewer kinks it meets,
# and at $10^{-5}$ there is none left here. If a check fails at a few entries only, look whether they sit at a kink,
# move a little, and check again. ReLU networks, which have a kink in every unit, will need this advice in lesson 04.

# %% [markdown]
# ## 8 What a gradient costs
#
# The lecture warns of mini-steps: "this is a very slow process". How slow? Let a *pass* be one product of all
# examples with all weights. To ask the altimeter costs one pass, `X @ W`. Your formula needs the scores, one pass,
# and `X.T @ G`, another.
#
# **Predict.** The penguin model has 15 parameters. How often does `numerical_gradient` ask for one gradient? And how
# long would it ask for a network with a million parameters, at a millisecond a question?

# %% demo="questions-asked"
asked = []
numerical_gradient(recorded(penguin_loss, asked), theta)
print(f"{len(theta)} parameters, {len(asked)} questions for one gradient")
print(f"a million: {2e6 * 1e-3 / 60:.0f} minutes for one gradient; two passes take {2 * 1e-3} seconds")

# %% [markdown]
# Now the race of section 4 again, for three hikers: one guesses, one feels, one has the map. The country is 100
# handwritten digits, shrunk to 2 × 2, 4 × 4 and 8 × 8 pixels; with ten classes that makes 40, 160 and 640 weights. (A
# small penalty, 0.05 times the sum of their squares, keeps the weights from growing for ever.) All three walk until
# they are within 0.05 nats of the lowest place.


# %% given="digits"
def small_digits(k):
    """Return 100 digits of k by k pixels, standardised, (100, k * k), and their labels (100,)."""
    digits, chosen = datasets.digits(), np.random.default_rng(0).permutation(1797)[:100]
    pixels = digits.images[chosen].reshape(100, k, 8 // k, k, 8 // k).mean(axis=(2, 4)).reshape(100, -1)
    return (pixels - pixels.mean(axis=0)) / np.maximum(pixels.std(axis=0), 0.05), digits.y[chosen]


def first_below(goal, losses):
    """Return how many losses there are up to the first that is at most `goal`, or all of them."""
    return next((count for count, loss in enumerate(losses, start=1) if loss <= goal), len(losses))


# %% [markdown]
# **Predict.** With 16 times as many weights, how many more passes does each of the three need?


# %% demo="three-hikers"
def passes_needed(k, scale, rate=2.0):
    """Return how many passes the three hikers need, for digits of k by k pixels."""
    X, y = small_digits(k)

    def loss(theta):
        heard.append(cross_entropy(X @ theta.reshape(-1, 10), y) + 0.05 * np.sum(theta**2))
        return heard[-1]

    def by_map(theta):
        G = cross_entropy_grad(X @ theta.reshape(-1, 10), y)
        return (X.T @ G).ravel() + 0.1 * theta

    zero, heard = np.zeros(10 * k * k), []
    theta = zero
    for _ in range(300):
        loss(theta)
        theta = theta - rate * by_map(theta)
    goal = loss(theta) + 0.05
    steps = first_below(goal, heard) - 1

    heard = []
    random_search(loss, zero, 6000, scale, np.random.default_rng(0))
    guesses = first_below(goal, heard)

    heard = []
    numerical_gradient(loss, zero)
    return {"feels": len(heard) * steps, "guesses": guesses, "has the map": 2 * steps}


# The lengths that served best: jumps out of 0.003, 0.01, 0.03, 0.1, the rate out of 0.2, 0.5, 1, 2.
table = {10 * k * k: passes_needed(k, scale) for k, scale in ((2, 0.03), (4, 0.01), (8, 0.003))}
hikers = ("guesses", "feels", "has the map")
plots.show(plots.gradients.passes_by_weights({who: {P: table[P][who] for P in table} for who in hikers}))

# %% [markdown]
# With 16 times as many weights, guessing costs 19 times as much and feeling 24 times; the map costs six passes in
# place of four. Guessing and feeling cost about the same, although the guesser was told for each country how far to
# jump, and one rate served in all three. So it is not the gradient as such that makes training possible, but a
# gradient at the price of two passes, and that only comes from a formula. This is why, as the slide says, "very few"
# methods do without it.

# %% [markdown]
# ## 9 Write the test yourself
#
# Numerical or analytical, which should you use? That is "relatively simple in our case", says the lecture, "because
# we do have analytical". Mini-steps keep one job: a map that is wrong does not crash, it leads somewhere else, so
# every new formula is held against them once, on a small example, before anybody walks by it. You write that test,
# and it has to be hard to fool: this exercise is graded by the wrong gradients it rejects and by the right ones it
# accepts.
#
# Wrong ones may differ in sign, by a factor, in a single entry, which may be the last one, or in a tiny entry among
# large ones. Right ones may be zero everywhere, very large or very small. Your two functions of sections 2 and 5 hold
# what you need. Central differences matter here: with forward ones, at $h = 10^{-5}$, right gradients fail at the
# tolerance $10^{-6}$, while with central ones the formula of section 6 agreed to $2\cdot 10^{-10}$. And the test says
# *where* it is worst, because that is half of every diagnosis.
#
# ### Never trust a gradient that you have not checked
#
# {{gradient_check}}


# %% exercise="gradient_check"
def gradient_check(
    f: Callable, grad: Callable, x: np.ndarray, h: float = 1e-5, tol: float = 1e-6
) -> tuple[bool, tuple[int, ...], float]:
    """Compare a gradient with central differences at x, and say where it is worst.

    Parameters
    ----------
    f : a function from an array of the shape of x to one number
    grad : the gradient that is to be tested: a function from x to an array of the shape of x
    x : array of any shape, or a single number; it may be read-only
    h : length of the mini-steps
    tol : the largest relative error that passes

    Returns
    -------
    ok : bool, whether no entry has a relative error above tol
    worst : tuple of int, the index of the entry with the largest relative error; of several
        the first, in the order of np.ndindex; () for a single number
    error : float, its relative error |a - b| / max(|a| + |b|, 1e-8), rounded to 6 decimals
        (ok is decided before rounding)

    Every entry of x is tested. The caller's `x` stays as it is.
    """
    ### BEGIN SOLUTION
    a, b = np.asarray(grad(np.array(x, dtype=float))), numerical_gradient(f, x, h)
    errors = np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)
    worst = np.unravel_index(np.argmax(errors), errors.shape)
    error = float(errors[worst])
    return error <= tol, tuple(int(i) for i in worst), round(error, 6)
    ### END SOLUTION


# %% [markdown]
# **Predict.** Your four formulas of sections 6 and 7, at random places: do all of them pass?

# %% demo="test-your-own"
rng = np.random.default_rng(4)
scores, y, target = rng.normal(size=(5, 3)), np.array([0, 2, 1, 1, 0]), rng.normal(size=(5, 3))
candidates = {
    "sigmoid": (lambda x: np.sum(sigmoid(x)), sigmoid_grad),
    "Euclidean": (lambda x: euclidean_loss(x, target), lambda x: euclidean_grad(x, target)),
    "cross-entropy": (lambda x: cross_entropy(x, y), lambda x: cross_entropy_grad(x, y)),
    "hinge": (lambda x: hinge_loss(x, y), lambda x: hinge_grad(x, y)),
}
for name, (f, grad) in candidates.items():
    ok, worst, error = gradient_check(f, grad, scores)
    print(f"{name:14} ok: {ok!s:6} worst entry {worst}, relative error {error:.6f}")

# %% [markdown]
# The *place* matters as much as the test. Take random numbers: at zero many wrong formulas agree by accident. Take a
# handful of examples, since each brings kinks of its own, and go not too far out: where slopes are tiny, round-off
# looks like a mistake (section 6). In a network with chance in it, such as dropout, hold the chance still (lesson
# 08). And if the loss has several parts, test them one by one and all together. Of a large model test a random
# handful of entries of *each* array; drawn from all of $\theta$, the few biases would hardly ever be among them.
#
# How to read the error, with $h = 10^{-5}$ in 64 bits? The CS231n notes advise: below $10^{-7}$ be content; above
# $10^{-2}$ the formula is probably wrong; between them be suspicious, unless there are kinks or many layers.

# %% [markdown]
# ## 10 Two wrong gradients
#
# Ada and Bo have each written the gradient of the loss that the penguin model was trained with: cross-entropy, plus a
# penalty on large weights, of which lesson 07 tells more. The biases are not penalised:
#
# $$L(W, b) = \frac1N \sum_{i=1}^{N} L_i \;+\; \frac{\lambda}{2} \sum_{d,j} W_{dj}^2 .$$
#
# Each of them has made one mistake. Don't look for it in the code; let your test do it.


# %% given="two-colleagues"
def penalised_loss(X, W, b, y, lam):
    """Return the mean cross-entropy of X @ W + b plus the penalty on W."""
    return cross_entropy(X @ W + b, y) + 0.5 * lam * np.sum(W**2)


def gradient_of_ada(X, W, b, y, lam):
    """Return what Ada takes for the gradients with respect to W and b."""
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G, G.sum(axis=0)


def gradient_of_bo(X, W, b, y, lam):
    """Return what Bo takes for the gradients with respect to W and b."""
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.mean(axis=0)


# %% [markdown]
# **Predict.** Your test runs in three settings: without the penalty; with it, at $W = 0$; with it, at the
# half-trained weights. If you could run only one of them, which?


# %% demo="find-the-mistakes"
def report(gradient, lam, W):
    """Print what your test says of both parts of a gradient."""
    b, y = 0.5 * b_trained, penguins.y
    tests = {
        "dW": (lambda W: penalised_loss(Z, W, b, y, lam), lambda W: gradient(Z, W, b, y, lam)[0], W),
        "db": (lambda b: penalised_loss(Z, W, b, y, lam), lambda b: gradient(Z, W, b, y, lam)[1], b),
    }
    for part, test in tests.items():
        ok, worst, error = gradient_check(*test)
        print(f"  {part}  ok: {ok!s:6} worst entry {worst!s:7} error {error:.6f}")


colleagues = {"Ada": gradient_of_ada, "Bo": gradient_of_bo}
places = {"0": np.zeros((4, 3)), "half-trained": 0.5 * W_trained}
for name, gradient in colleagues.items():
    for lam, where in ((0.0, "half-trained"), (0.3, "0"), (0.3, "half-trained")):
        print(f"{name}, lam = {lam}, W = {where}")
        report(gradient, lam, places[where])

# %% [markdown]
# The third. Ada passes with $\lambda = 0$, and passes at $W = 0$, where the penalty has no slope; only where
# everything is switched on is her `dW` caught. Its worst error is 1: at that entry even the sign is wrong. Bo is
# caught in `db` everywhere, and 0.994169 is a fingerprint. A slope that is divided by $N$ once too often has the
# relative error $\frac{|a - a/N|}{|a| + |a/N|} = \frac{N - 1}{N + 1}$, and here $N = 342$.
#
# ### Mend it
#
# {{mended_gradient}}
#
# Two of three parts stand in section 6. The third, the slope of the penalty by one $W_{dj}$, is yours to work out.


# %% exercise="mended_gradient"
def mended_gradient(
    X: np.ndarray, W: np.ndarray, b: np.ndarray, y: np.ndarray, lam: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradient of the penalised loss with respect to W and to b.

    The loss is the mean cross-entropy of the scores X @ W + b, plus 0.5 * lam * sum(W**2).

    Parameters
    ----------
    X : (N, D) inputs
    W : (D, C) weights
    b : (C,) biases, which are not penalised
    y : (N,) whole numbers from 0 to C - 1, the right classes
    lam : strength of the penalty, at least 0

    Returns
    -------
    dW : (D, C)
    db : (C,)

    Stable for scores up to 10,000. The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=0)
    ### END SOLUTION


# %% [markdown]
# Would anybody have noticed without a test? Let all three walk: 300 steps from zero, each of them minus the gradient,
# on the training penguins, with $\lambda = 0.01$, as the model of lesson 01 was trained.
#
# **Predict.** Whose accuracy gives the mistake away?

# %% demo="three-walks"
X, y = Z[train], penguins.y[train]
for name, gradient in {**colleagues, "you": mended_gradient}.items():
    W, b = np.zeros((4, 3)), np.zeros(3)
    for _ in range(300):
        dW, db = gradient(X, W, b, y, 0.01)
        W, b = W - dW, b - db
    right = np.mean(np.argmax(Z @ W + b, axis=1) == penguins.y)
    loss, off = penalised_loss(X, W, b, y, 0.01), np.abs(flatten(W - W_trained, b - b_trained)).max()
    print(f"{name:4} loss {loss:.4f}   accuracy {right:.3f}   off lesson 01's weights by up to {off:.3f}")

# %% [markdown]
# Nobody's: here the two wrong gradients even happen to classify a little better. Nothing crashed. They went to other
# places than the loss asked for, and only the loss shows it, to someone who knows how low it could be. Yours came out
# within rounding of the weights that lesson 01 gave you "trained for us". Now they are trained by you.

# %% [markdown]
# ## 11 Take home
#
# Two messages of 15 to 40 words, in sentences of your own. *(2 points each)*
#
# **Feeling and map:** how do the numerical and the analytical gradient differ, and what is each of them for?

# %% take_home="take-home-gradients" points=2
take_home_gradients = """
### BEGIN SOLUTION
Mini-steps measure any function's slope, but cost two evaluations a weight and are never exact;
a derived formula costs about two passes whatever the size. Walk by the formula, test it with mini-steps.
### END SOLUTION
"""

# %% [markdown]
# **Checking:** what does a gradient check need in order not to be fooled, neither by a wrong formula nor by a right
# one?

# %% take_home="take-home-checking" points=2
take_home_checking = """
### BEGIN SOLUTION
Compare every entry relatively, with central differences in 64 bits and a step near 1e-5,
at a random place without kinks where all parts of the loss are switched on.
### END SOLUTION
"""

# %% [markdown]
# ## Where the fall line goes next
#
# You can now say at any place which way is down, by feeling or by formula, and you can test the one with the other.
# But the formulas were worked out by hand, one loss at a time, for a model with a single layer. For a network with
# ten layers this would fill pages. Lesson 03 shows that it need not: cut the computation into small pieces whose
# slopes are known, and multiply. A program can do that, and you will write it.
#
# **Credits.** The lesson follows Lecture 2.2, *Basic Concepts – Network Optimization*, of *Multimodal Machine
# Learning* (Carnegie Mellon University; Louis-Philippe Morency, course co-developed with Tadas Baltrušaitis, Spring
# 2021 edition taught by Yonatan Bisk). Penguins: K. B. Gorman, T. D. Williams and W. R. Fraser, PLoS ONE 9(3): e90081
# (2014), in the `palmerpenguins` edition of A. M. Horst, A. P. Hill and K. B. Gorman, CC0. Handwritten digits: E.
# Alpaydin and C. Kaynak, Kybernetika 34 (1998).
#
# **Further reading.** The CS231n notes on optimisation compare random search with following the slope, and its notes
# on neural networks collect practical advice on gradient checks. Chapter 8 of *Numerical Optimization* by Nocedal and
# Wright derives the best step. The complex step is told by Squire and Trapp, *SIAM Review* 40 (1998), and by Martins,
# Sturdza and Alonso, *ACM Transactions on Mathematical Software* 29 (2003).
