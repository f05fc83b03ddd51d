# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 00 · Warm-up: shapes, broadcasting, and how checking works
#
# **After this lesson you can** *read* a docstring as a contract, down to its last convention; *replace* a loop over
# examples by one line of array arithmetic and *predict* the shape of its result; *ask* the checker what is wrong with a
# function, and *use* its hints, before anybody grades it.
#
# **You need** Python, and to have met NumPy arrays before; no machine learning. The lesson is there to warm up: its
# points show how points work, and don't count towards your mark.
#
# | section | minutes | you write |
# | --- | ---: | --- |
# | 1 Blindfolded in Switzerland | 3 | |
# | 2 Four attempts, four verdicts | 4 | |
# | 3 Shapes and broadcasting | 4 | |
# | 4 A gram is not a millimetre | 5 | `standardise`, 4 points |
# | 5 A label is a place, not a quantity | 3 | `one_hot`, 2 points |
# | 6 All distances at once | 3 | `pairwise_sq_dist`, 4 points |
# | 7 The nearest penguin | 3 | a take-home message |
# | **total** | **25** | |
#
# The same letters stand in the formulas and in the code, here and in all lessons that follow:
#
# | symbol | in code | shape | meaning |
# | --- | --- | --- | --- |
# | $N,\ M,\ D$ | | | examples in a table, in a second table; measurements of each |
# | $x_{id}$ | `X[i, d]` | `X` is $(N, D)$ | measurement $d$ of example $i$: one example a row |
# | $C$ | `C` | | number of classes |
# | $y_i$ | `y[i]` | `y` is $(N,)$ | label of example $i$, a whole number from 0 to $C - 1$ |
# | $\mu_d,\ \sigma_d$ | `mean[d]`, `std[d]` | $(D,)$ each | mean and standard deviation of measurement $d$ |
# | $z_{id}$ | `standardise(X_train, X)[i, d]` | like `X` | the same measurement, standardised |
# | $Y_{ic}$ | `one_hot(y, C)[i, c]` | $(N, C)$ | 1 if example $i$ is of class $c$ |
# | $S_{ij}$ | `pairwise_sq_dist(A, B)[i, j]` | $(N, M)$ | squared distance of row $i$ of `A` from row $j$ of `B` |
#
# Run the next cell first. It is locked, like every cell that only prepares something.

# %% given="setup"
import numpy as np

from fallline import check, check_words, hint
from fallline.datasets import penguins, split
from fallline.plots import show, warm_up

data = penguins()
features, species = data.features, data.species
train, test = split(len(data.y), 0.7, np.random.default_rng(0))
X_train, y_train = data.X[train], data.y[train]
X_test, y_test = data.X[test], data.y[test]
np.set_printoptions(precision=3, suppress=True)

# %% [markdown]
# ## 1 Blindfolded in Switzerland
#
# The lecture introduces training with a game. You are dropped somewhere in Switzerland, blindfolded, and all you have is
# an altimeter. You may take a small step in any direction, read the altitude again, and go on from there. Your position
# is the parameters of a model; the altimeter tells how well the model does with them.
#
# The lecture's hiker looks for the highest peak. **We look for the lowest valley**, because our altimeter shows a *loss*:
# how far the model's answers are from the truth. The game is the same and the sign is the opposite, which makes it the
# commonest bug of all: a training loop that adds what it ought to subtract climbs, step by careful step, to the worst
# model around.
#
# The mountains themselves stand still while we walk. Our **training set** is fixed: it is handed out once, and every
# input in it comes with its right answer, which is what *supervised* means. If examples kept arriving during the search
# (online learning), the ground would move under our feet; the lecture leaves that out, and so do we.
#
# **Predict**, here and wherever you see this word, before you run the cell below it; a wrong guess is worth more than
# a read answer. Both hikers start at 5.8 km; one takes only steps up, the other only steps down. Does the first reach
# the highest peak of this range, and the second the lowest valley?

# %% demo="two-hikers"
show(warm_up.two_hikers(start=5.8))

# %% [markdown]
# Neither does: where no small step helps, a blindfolded hiker stops. You may change this cell, as every demonstration:
# from which starts does the way down end in the lowest valley? How bad it is to end in another one is a question for
# lesson 06.

# %% [markdown]
# ## 2 Four attempts, four verdicts
#
# Every exercise of the course is one function, and its docstring is a contract: what comes in, what must come out, and
# each convention that could be meant differently. Under your answer stands a call such as `check(softmax)`. It calls
# your function with inputs whose right output is known, here on your computer, as often as you like.
#
# To see it at work, watch other people fail at an exercise of lesson 01:
#
# > `softmax(scores)` gets the scores that a model gives to C classes, one row for each of N examples, and returns a table
# > of the same shape, by a formula that lesson 01 derives. Every entry is positive and every row sums to 1.
#
# Four attempts follow. **Match them before you run them**, each with one of these verdicts: *not attempted yet*, *your
# function raised an exception*, *not right yet*, *a known mistake*.


# %% demo="attempt-1"
def attempt_1(scores):
    """Leave it for later."""
    raise NotImplementedError


check(attempt_1, exercise="softmax", stop=False)


# %% demo="attempt-2"
def attempt_2(scores):
    """Divide each row by its sum."""
    return scores / scores.sum(axis=1)


check(attempt_2, exercise="softmax", stop=False)


# %% demo="attempt-3"
def attempt_3(scores):
    """Divide each row by its sum, and keep the axis that is summed over."""
    return scores / scores.sum(axis=1, keepdims=True)


check(attempt_3, exercise="softmax", stop=False)


# %% demo="attempt-4"
def attempt_4(scores):
    """Make all scores positive, so that the shares are positive too."""
    positive = scores - scores.min(axis=1, keepdims=True)
    return positive / positive.sum(axis=1, keepdims=True)


check(attempt_4, exercise="softmax", stop=False)

# %% [markdown]
# The third attempt is the one to notice. The checker compared it not only with the right answer but also with the wrong
# answers that people really give, and knows this one by name. The fourth has no name, but the message is enough: an entry
# is 0, and the contract says *positive*. Whatever the verdict, you see the input on which a function fails and how far
# off it is, never the answer itself. (The fifth verdict, *right*, is yours to earn below.)
#
# If you are stuck, ask for a hint, with the function or with its name in quotes. Each exercise has three: the idea, then
# the formula, then a skeleton.

# %% demo="ask-for-a-hint"
hint("softmax")

# %% [markdown]
# > **How your mark is made.** The grader puts your answer cells into its own copy of this notebook, runs that from top to
# > bottom in a fresh Python, and calls each of your functions with inputs that you haven't seen: the same contract, other
# > numbers. What counts is what a function *returns*: half of its points are for ordinary inputs, the rest for edge cases
# > and for the small print of the contract, such as leaving the arguments as they were. Prints, plots and extra cells cost
# > nothing; a function that crashes costs its own points and no others. Edits to locked cells are undone. What only
# > worked because you ran cells in another order fails, so try *Validate* before you hand in (a button above the
# > notebook, where nbgrader is installed): it runs everything from the top and lists the checks that fail. Take-home
# > messages are read by a person. Hints are free, and nobody is told that you took one.

# %% [markdown]
# ## 3 Shapes and broadcasting
#
# Our data are penguins. Three species, Adelie, Chinstrap and Gentoo, were weighed and measured on islands off
# Antarctica: 342 birds, of which 239 are our training set and 103 are put aside to test on.

# %% demo="three-penguins"
print(features)
print(X_train[:3])
print("species:", [species[label] for label in y_train[:3]])
print("shapes:", X_train.shape, y_train.shape)

# %% [markdown]
# When two arrays of different shapes meet in an operation, NumPy **broadcasts** them. It lines the shapes up *from the
# right*. Two lengths agree if they are equal or if one of them is 1, and a length that is missing on the left counts
# as 1. Along a length of 1, the array is repeated as often as needed, without being copied. Everything else is an error.
#
# **Predict.** Which shapes do `record` and `behind` have, and what would `X_train.max(axis=1)` be good for?

# %% demo="records"
record = X_train.max(axis=0)  # the largest value of each column
behind = record - X_train
print(record, record.shape, behind.shape)

# %% [markdown]
# Shape (4,) met (239, 4): lined up from the right the fours agree, so the record is repeated for each penguin. The
# maximum along axis 1 would be the largest number *within* each penguin, always its body mass. The axis that you name is
# the one that disappears.
#
# With a column on one side and a row on the other, both are repeated, and every pair meets. Here the bills of three test
# penguins are compared with those of four training penguins.

# %% demo="broadcasting-blocks"
column, row = X_test[:3, :1], X_train[None, :4, 0]
show(warm_up.broadcast_blocks(column, row, column - row))

# %% [markdown]
# The rule has a trap. The second attempt above raised an exception, because scores of shape (5, 4) and sums of shape
# (5,) don't agree from the right.
#
# **Predict.** What happens to the same line if there are as many examples as classes?

# %% demo="the-square-trap"
scores = np.array([[1.0, 3.0], [6.0, 2.0]])
print("without keepdims:", scores / scores.sum(axis=1), sep="\n")
print("with keepdims:", scores / scores.sum(axis=1, keepdims=True), sep="\n")

# %% [markdown]
# No error, and a wrong result: shape (2,) lined up with the *columns*, so each column was divided by the sum of a row.
# `keepdims=True` keeps the summed axis as a length of 1, and (2, 1) can only mean one number for each row. This is why
# every check of this course tries tables that are square and tables that are not.

# %% [markdown]
# ## 4 A gram is not a millimetre
#
# Here is one penguin of the test set, A, with two of the training set:
#
# | | bill length (mm) | bill depth (mm) | flipper length (mm) | body mass (g) |
# | --- | ---: | ---: | ---: | ---: |
# | A | 50.9 | 19.1 | 196 | 3550 |
# | B | 41.3 | 20.3 | 194 | 3550 |
# | C | 51.3 | 19.2 | 193 | 3650 |
#
# **Predict.** Which of B and C would you call more like A, and which one is closer to A by the sum of squared
# differences?

# %% demo="which-is-closer"
bird_a, bird_b, bird_c = X_test[7], X_train[1], X_train[37]
for name, bird in {"B": bird_b, "C": bird_c}.items():
    squares = (bird_a - bird) ** 2
    print(f"A to {name}: {squares}, sum {squares.sum():.1f}")

# %% [markdown]
# A and C are all but twins, and both are Chinstraps. But C is 100 g heavier, and 100² drowns everything else: B, an
# Adelie with a bill a centimetre shorter, comes out a hundred times closer. A gram counts as much as a millimetre only
# because both happen to be written as 1.
#
# The cure is to ask of each measurement how *unusual* it is. How many typical deviations does it lie above the average?
#
# $$z_{id} = \frac{x_{id} - \mu_d}{\sigma_d}$$
#
# There is one mean $\mu_d$ and one standard deviation $\sigma_d$ for each column; in code, a row of $D$ means and a row of
# $D$ deviations, broadcast over all penguins. Two questions decide whether it is done right.
#
# *Whose average?* The training set's, always. Tomorrow one new penguin walks in: it is its own mean, and has no spread.
# And a test set that helps to decide what is average is no longer a test.
#
# *What if a column never varies?* Then $\sigma_d = 0$, and the contract below says what to do. But "never varies" is a
# question about the entries, not about a computed $\sigma_d$. **Predict:** what does this print?

# %% demo="spread-of-equal-numbers"
print(np.std([0.1, 0.1, 0.1]))

# %% [markdown]
# Not 0, because in floating point the mean of three times 0.1 is 0.10000000000000002.
#
# ### Standardise
#
# {{standardise}}
#
# The line above stands before every exercise: number, points, how hard it is, and about how many lines an answer takes.


# %% exercise="standardise"
def standardise(X_train: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Return X, each column in standard deviations above the mean of the training set.

    Parameters
    ----------
    X_train : (N, D) float or int, N >= 1
        The table that says what the mean and the standard deviation of each column are.
    X : (M, D) float or int, M >= 1
        The table to standardise; it may have other rows than X_train, and more or fewer of them.

    Returns
    -------
    (M, D) float
        (X - mean) / std, column by column, with the population standard deviation (ddof=0).
        A column that is constant in X_train (all its entries are equal) is only centred (divided by 1).
        There is no warning, and both inputs are left as they were.
    """
    ### BEGIN SOLUTION
    # The computed std of equal numbers may be 1e-17, so ask the entries themselves.
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    std = np.where(constant, 1.0, X_train.std(axis=0))
    return (X - X_train.mean(axis=0)) / std
    ### END SOLUTION


# %% [markdown]
# **Predict.** On the left, all four measurements stand on one axis, as they were measured. Where will
# the three lengths be? On the right, they are standardised; will the four have exactly the same range?

# %% demo="before-and-after"
show(warm_up.spread(X_train, standardise(X_train, X_train), features))

# %% [markdown]
# ## 5 A label is a place, not a quantity
#
# The labels are 0 for Adelie, 1 for Chinstrap, 2 for Gentoo. Only as names: a Gentoo isn't twice a Chinstrap, and the
# mean of an Adelie and a Gentoo is no Chinstrap. So before a label enters a formula, it becomes a row of C numbers, with
# a single 1 in the place of its class:
#
# $$Y_{ic} = \begin{cases} 1 & \text{if } y_i = c \\ 0 & \text{otherwise} \end{cases}$$
#
# Now the truth has the shape (N, C) that a model's scores have, and the two can be compared entry by entry. From lesson
# 02 on, "what the model says minus what is true" is half of every gradient.
#
# ### One-hot rows
#
# {{one_hot}}


# %% exercise="one_hot"
def one_hot(y: np.ndarray, C: int) -> np.ndarray:
    """Return one row for each label, with a single 1.0 in the label's column.

    Parameters
    ----------
    y : (N,) int, N >= 1
        Labels from 0 to C - 1, of any integer type. Not every class need occur.
    C : int, C >= 1
        The number of classes.

    Returns
    -------
    (N, C) float64
        Entry (i, c) is 1.0 if y[i] is c, and 0.0 otherwise. The labels are left as they were.
    """
    ### BEGIN SOLUTION
    return (y[:, None] == np.arange(C)).astype(float)
    ### END SOLUTION


# %% [markdown]
# **Predict.** What do the sums of the columns say?

# %% demo="column-sums"
print(species, one_hot(y_train, 3).sum(axis=0))

# %% [markdown]
# ## 6 All distances at once
#
# To find the training penguin that is most like a new one, we need the squared distance of every test row from every
# training row:
#
# $$S_{ij} = \sum_{d} (a_{id} - b_{jd})^2 = \lVert a_i \rVert^2 - 2\, a_i \cdot b_j + \lVert b_j \rVert^2$$
#
# Two loops over the 103 · 239 pairs are right, and take some hundred times as long as array arithmetic. (They pass the
# check, too: write them first, if you like, and then get rid of them.) The formula offers two ways to do so.
#
# *The left-hand form* is the picture of section 3 with one axis more. There, (3, 1) met (1, 4); which shapes must A
# and B get, so that every pair meets *and* the D measurements stay apart until they are summed?
#
# *The right-hand form* needs one matrix product of shape (N, M) in place of N · M · D differences: for two tables of
# 10 000 pictures with 784 pixels, 0.8 GB in place of 627 GB. It asks for care, though. **Predict:** two
# points on a line are $10^{-5}$ apart. What are the signs of the two results?

# %% demo="two-ways-to-a-square"
a, b = 935.2, 935.20001
print("(a - b)²      ", (a - b) ** 2)
print("a² - 2ab + b² ", a * a - 2 * a * b + b * b)

# %% [markdown]
# The second line subtracts numbers near a million to get one near $10^{-10}$, and a float has only sixteen digits. The
# error is tiny, but its sign is fatal: the next one to take a square root of this distance gets `nan`. So the contract
# says that no entry is negative.
#
# ### Squared distances of all pairs
#
# {{pairwise_sq_dist}}


# %% exercise="pairwise_sq_dist"
def pairwise_sq_dist(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Return the squared Euclidean distance of every row of A from every row of B.

    Parameters
    ----------
    A : (N, D) float or int
        Points, one a row. Integers may be of any type, such as the uint8 of a picture, in which 3 - 5 is 254.
    B : (M, D) float or int
        The points to compare them with; N, M and D are at least 1.

    Returns
    -------
    (N, M) float
        Entry (i, j) is the sum over d of (A[i, d] - B[j, d])². No entry is negative, not even by round-off.
        Both inputs are left as they were.
    """
    ### BEGIN SOLUTION
    A, B = A.astype(float), B.astype(float)
    squares = (A**2).sum(axis=1)[:, None] + (B**2).sum(axis=1)
    return np.maximum(squares - 2 * A @ B.T, 0.0)
    ### END SOLUTION


# %% [markdown]
# ## 7 The nearest penguin
#
# Your three functions make a classifier: give a new penguin the species of the nearest training penguin. It is called
# *nearest neighbour*. To see what it thinks, colour each point of the plane of bill length and body mass with the
# species of the nearest penguin. The star is penguin A of section 4, and a line leads to its neighbour.
#
# **Predict.** In millimetres and grams, does the map consist of compact regions, of vertical stripes, or
# of horizontal ones?

# %% demo="nearest-maps"
pair = [0, 3]  # bill length and body mass
examples = X_train[:, pair]


def nearest_raw(queries):
    """Return the index of the training penguin nearest to each query, in mm and g."""
    return pairwise_sq_dist(queries, examples).argmin(axis=1)


def nearest_standardised(queries):
    """Return the index of the training penguin nearest to each query, both standardised."""
    return pairwise_sq_dist(standardise(examples, queries), standardise(examples, examples)).argmin(axis=1)


show(
    warm_up.neighbour_maps(
        {"In mm and g": nearest_raw, "Standardised": nearest_standardised},
        examples,
        y_train,
        X_test[7, pair],
        features=[features[d] for d in pair],
        species=species,
    )
)

# %% [markdown]
# On the left only body mass decides: the star's neighbour weighs exactly as much, and is a penguin of another kind. Drawn
# true to the distances that it is made of, with a gram as long as a millimetre, that map would be a tower 150 times as
# tall as it is wide.
#
# Now with all four measurements, and with a score. If `truth` and `guess` are one-hot tables, then `truth.T @ guess`
# counts, for every true species, how often each species was guessed: a whole table of results from one product.
# **Predict:** of 103 test penguins, how many more are right once we standardise?

# %% demo="score-keeping"
Z_train, Z_test = standardise(X_train, X_train), standardise(X_train, X_test)
guesses = {
    "In mm and g": y_train[pairwise_sq_dist(X_test, X_train).argmin(axis=1)],
    "Standardised": y_train[pairwise_sq_dist(Z_test, Z_train).argmin(axis=1)],
}
truth = one_hot(y_test, 3)
show(warm_up.confusion_tables({name: truth.T @ one_hot(guess, 3) for name, guess in guesses.items()}, species))

# %% [markdown]
# Fifteen more penguins are right because of a change of units. Whatever compares examples by distance, or walks downhill
# on a loss, feels the units of its columns; standardising is the first thing to do with a table.

# %% [markdown]
# ## Take home
#
# In 15 to 40 words: what do you look at first when a line of array arithmetic gives a wrong result, and why there?

# %% take_home="take-home-warm-up" points=1
take_home_warm_up = """
### BEGIN SOLUTION
I look at the shapes before the values: broadcasting repeats whatever fits, so a wrong axis can pass without an error,
above all when a table is square or when columns have different units.
### END SOLUTION
"""

# %% [markdown]
# ## Where the fall line goes next
#
# For the penguins nobody had to walk blindfolded, because nothing was learned. Nearest neighbour has no parameters and no
# loss: it keeps all 239 training penguins and asks each of them again at every question. Lesson 01 uses a model that
# keeps 15 numbers and forgets the penguins, and it is right on 101 of the 103 as well. How to tell good numbers from bad ones is
# the subject of lesson 01; how to find them, by going downhill, that of the rest of the course. Nearest neighbour comes
# back in lesson 07, as the opponent that a trained model has to beat before anybody should be impressed.
#
# **Credits.** The Switzerland story is from Lecture 2.2, *Basic Concepts – Network Optimization*, of *Multimodal Machine
# Learning* (Carnegie Mellon University; Louis-Philippe Morency, course co-developed with Tadas Baltrušaitis, Spring
# 2021 edition taught by Yonatan Bisk). Penguins: K. B. Gorman, T. D. Williams and W. R. Fraser, PLoS ONE 9(3): e90081
# (2014), in the `palmerpenguins` edition of A. M. Horst, A. P. Hill and K. B. Gorman, CC0.
