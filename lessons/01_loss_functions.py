# %% [markdown]
# # 01 · Loss functions
#
# You stand somewhere in Switzerland, blindfolded, and want to get down into a valley. All you have is an instrument on
# your wrist that speaks your altitude. The lecture that this course follows compares training a network with this
# walk, and the loss with the altitude: it is the only thing that a learner ever hears about its task. (Its hiker is
# after the highest peak. Ours goes down, since a loss should be small.)
#
# Walking is for later lessons. This one is about the instrument. You will build several altimeters, take two broken
# ones out of the lecture's slides, find out where they would send a hiker, and mend them.
#
# **After this lesson you can** *turn* scores into probabilities and say where the formulas come from; *derive and
# implement* the cross-entropy, hinge and Euclidean losses for a whole batch; *make* them survive scores of ±10,000;
# *repair* two formulas and *show* what the printed ones would have done; *choose* between losses; *write a test* that
# tells a right loss from a wrong one.
#
# **You need** NumPy indexing and broadcasting (lesson 00) and the rules of logarithms.
#
# | section | minutes |
# | --- | ---: |
# | 1 One picture, three opinions | 3 |
# | 2 A linear model gives scores | 7 |
# | 3 From scores to probabilities | 14 |
# | 4 From probabilities to a loss | 16 |
# | 5 The hinge loss, and a slide to repair | 14 |
# | 6 The Euclidean loss, and a slide to repair | 6 |
# | 7 What we want and what we can follow | 4 |
# | 8 Real penguins | 4 |
# | 9 Write the test yourself | 5 |
# | 10 Take home | 2 |
# | **total** | **75** |

# %% [markdown]
# The same letters stand in the formulas and in the code:
#
# | symbol | in code | shape | meaning |
# | --- | --- | --- | --- |
# | $N,\ D,\ C,\ K$ | | | examples, numbers per example, classes, outputs of a regression |
# | $x_i$ | `X[i]` | $(D,)$ | input of example $i$, a row of `X` $(N, D)$ |
# | $y_i$ | `y[i]` | | its label, a whole number from 0 to $C-1$; in a regression the target, `target[i]` $(K,)$ |
# | $W,\ b$ | `W`, `b` | $(D, C),\ (C,)$ | weights and biases |
# | $f_{ij}$ | `scores[i, j]` | | score of class $j$ for example $i$; `scores` is $(N, C)$ |
# | $p_{ij}$ | `softmax(scores)[i, j]` | | probability of class $j$ for example $i$ |
# | $\Delta$ | `delta` | | margin: the lead that the hinge loss asks for |
# | $L_i,\ L$ | | | loss of example $i$, and the mean of all $L_i$ |

# %% given="setup"
from collections.abc import Callable

import numpy as np

from fallline import check, check_words, datasets, hint, plots

faces = datasets.animal_faces()
dog = faces.pictures[faces.names.index("dog")]
animals = ("duck", "cat", "dog", "pig", "bird")

penguins = datasets.penguins()
train, _ = datasets.split(len(penguins.y), 0.7, np.random.default_rng(0))
Z = (penguins.X - penguins.X[train].mean(axis=0)) / penguins.X[train].std(axis=0)
W_trained, b_trained = datasets.penguin_model()  # a linear model, trained for us

# %% [markdown]
# ## 1 One picture, three opinions
#
# Here is the lecture's picture, labelled *dog*, and three models that have looked at it. Each gives the five classes a
# score, and scores may be any numbers: nobody says what a 4.0 is worth. The lecture's first question is therefore how
# to normalise them, into probabilities; its second, how to say in one number how far they are from the truth.
#
# **Predict.** A is sure and right, B cannot decide, C is sure and wrong. If being as lost as B costs 1.6, what should
# A pay, and what C?

# %% demo="three-opinions"
three_scores = [
    [-0.5, 1.5, 4.0, 0.5, -1.0],  # model A
    [0.8, 1.2, 1.0, 0.9, 1.1],  # model B
    [0.0, 4.0, -0.5, 1.0, 0.5],  # model C
]
probabilities = [
    [0.010, 0.073, 0.885, 0.027, 0.006],
    [0.162, 0.242, 0.198, 0.179, 0.219],
    [0.017, 0.901, 0.010, 0.045, 0.027],
]
losses = [0.122, 1.619, 4.604]

plots.show(plots.losses.scores_to_loss(dog, animals, 2, three_scores, probabilities, losses))

# %% [markdown]
# Two steps, from left to right: from scores to probabilities, from probabilities to a loss. The numbers are typed in
# here. By the end of section 4 your own functions will compute every one of them.

# %% [markdown]
# ## 2 A linear model gives scores
#
# A linear model keeps $D$ weights and one bias for each class. The score of class $j$ is the weighted sum of the
# input, plus the bias:
#
# $$f_{ij} = \sum_{d=1}^{D} x_{id}\, W_{dj} + b_j,$$
#
# and for all examples at once
#
# $$f = XW + b.$$
#
# The slides write $Wx + b$ for one example $x$ that stands as a column. In code each example is a *row* of $X$, and
# the product turns round. The lecture counts "weights and biases together" as $W$; here they stay apart.
#
# ### Linear scores
#
# {{linear_scores}}


# %% exercise="linear_scores"
def linear_scores(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the score of every class for every example.

    Parameters
    ----------
    X : (N, D) inputs, one example a row
    W : (D, C) weights, one class a column
    b : (C,) biases; b[j] is added to the score of class j, after the product

    Returns
    -------
    (N, C) scores; the arguments stay as they are
    """
    ### BEGIN SOLUTION
    return X @ W + b
    ### END SOLUTION


# %% [markdown]
# How many scores does a network have? The lecture asks this of a drawing and counts the neurons of the last layer. The
# task decides.
#
# **Predict.** The same six examples, with four numbers each, go to three tasks: *dog or not?*, *which of five
# animals?*, and *where is the nose?*, across and up. What are the shapes of $W$ and of the scores?

# %% demo="how-many-scores"
rng = np.random.default_rng(1)
six_examples = rng.normal(size=(6, 4))

tasks = {"dog or not?": 1, "which of five animals?": 5, "where is the nose?": 2}
for task, outputs in tasks.items():
    weights = rng.normal(size=(4, outputs))
    shape = linear_scores(six_examples, weights, np.zeros(outputs)).shape
    print(f"{task:24} W {weights.shape}   scores {shape}")

# %% [markdown]
# What becomes of the scores is the loss's business:
#
# | question | scores per example | then | loss | exercise |
# | --- | --- | --- | --- | --- |
# | dog or not? | 1 | one $\sigma$ | `bce_with_logits` | 1.6 |
# | which of $C$ classes? | $C$ | softmax | `cross_entropy` | 1.5 |
# | which of $C$ classes? | $C$ | nothing | `hinge_loss` | 1.7 |
# | which of $C$ tags, perhaps several? | $C$ | a $\sigma$ for each | `bce_with_logits`, tag by tag | 1.6 |
# | how much? where? | $K$ | nothing | `euclidean_loss` | 1.8 |
#
# In no row does the model itself squash its scores. The slide on multi-layer networks draws a $\sigma$ around every
# layer, the last one included. If that $\sigma$ is the logistic function, five scores between 0 and 1 go into the
# softmax, and however sure the network is, no class can get more than $e/(e+4) \approx 0.40$. The last layer stays
# linear.

# %% [markdown]
# ## 3 From scores to probabilities
#
# Two classes first, *dog* or *not*, and a single score $f$. A bookmaker would not speak of the probability $p$ but of
# the odds, $p$ to $1-p$. Odds are positive numbers and a score is any number; the exponential takes one to the other.
# Solve for $p$:
#
# $$\frac{p}{1-p} = e^{f} \quad\Longrightarrow\quad p = \frac{e^{f}}{1+e^{f}} = \frac{1}{1+e^{-f}} = \sigma(f).$$
#
# This is the slides' *logistic function*, and now a score has a meaning: it is the logarithm of the odds. One more
# point of score, and the odds are $e \approx 2.7$ times as good. With a linear score it is the slides' *logistic
# regression*, $p(y_i = \text{dog} \mid x_i) = \sigma(w^\top x_i)$, where the slide leaves out the bias.
#
# On paper we are done. A computer has to survive it.
#
# **Predict.** A float can be as large as $1.8\cdot 10^{308}$. Which of these exponentials still fit?

# %% demo="too-large"
for power in (10.0, 100.0, 700.0, 709.0, 710.0, 1000.0):
    with np.errstate(over="ignore"):
        print(f"e^{power:<5g} = {np.exp(power):.3g}")

# %% [markdown]
# So at $f = -1000$ the form $1/(1+e^{-f})$ computes $1/\infty = 0$: right, by luck, and with a warning. The other
# form, $e^f/(1+e^f)$, computes $\infty/\infty$ at $f = +1000$, and that is `nan`. Each form is safe on one side of
# zero. Use both, each where its exponent is never positive, and nothing can overflow.
#
# ### One score: the logistic function
#
# {{sigmoid}}


# %% exercise="sigmoid"
def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return the logistic function of every entry: 1 / (1 + e^-x).

    Parameters
    ----------
    x : array of any shape, of floats or of whole numbers; also a single number

    Returns
    -------
    array of the same shape, of floats from 0 to 1, increasing in x; `x` stays as it is

    No overflow, and no RuntimeWarning, as far as |x| = 10,000; the values are exact
    out there too, not clipped.
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))  # between 0 and 1 on both sides
    return np.where(x >= 0, 1.0, e) / (1.0 + e)
    ### END SOLUTION


# %% [markdown]
# **Predict.** Where is the curve steepest, and how steep is it there? How much does the probability gain between the
# scores 5 and 6?

# %% demo="sigmoid-curve"
plots.show(plots.losses.sigmoid_curve(sigmoid))

gain = sigmoid(np.array(6.0)) - sigmoid(np.array(5.0))
print(f"from 5 to 6 the probability gains {gain:.4f}")

# %% [markdown]
# At zero the slope is ¼. Out in the grey it is next to nothing, and a blindfolded hiker who stands there feels level
# ground in every direction, on the wrong side no less than on the right one. Remember this when you choose an
# altimeter for $\sigma$.
#
# With $C$ classes, do for each what you did for one: make it positive with the exponential, then divide by the sum.
# Example $i$ gets
#
# $$p_{ij} = \frac{e^{f_{ij}}}{\sum_{k} e^{f_{ik}}}, \qquad \sum_j p_{ij} = 1.$$
#
# The slides print this for the right class, $j = y_i$. It has a gift hidden in it. Add the same number $c$ to all
# scores of an example: $e^{f+c} = e^c e^f$, the factor $e^c$ stands above and below, and cancels. Only differences of
# scores count. So we may choose $c$, for each example its own, and $c = -\max_j f_{ij}$ makes the largest exponent 0:
# nothing overflows, and the sum is at least 1.
#
# ### Softmax
#
# {{softmax}}
#
# Stuck? Run `hint(softmax)` in a cell of your own: a nudge first, then the formula, then a skeleton. It works for
# every exercise.


# %% exercise="softmax"
def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the probabilities of the classes, example by example.

    Parameters
    ----------
    scores : (N, C), one example a row

    Returns
    -------
    (N, C) probabilities; each row sums to 1, and `scores` stays as it is

    Every row is shifted by its own maximum: finite, and without a RuntimeWarning, for
    scores up to 10,000 of either sign, even if the rows lie thousands apart.
    """
    ### BEGIN SOLUTION
    z = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# **Predict.** We add the same $c$ to three scores, so the probabilities must not change. For which $c$ does the
# formula, typed in as it is printed, agree? And in the 32-bit floats that networks are usually trained in?


# %% demo="overflow"
def as_printed(f):
    """Return the probabilities of one example, by the formula as the slide prints it."""
    return np.exp(f) / np.exp(f).sum()


formulas = {
    "as printed, 32 bits": lambda f: as_printed(f.astype(np.float32)),
    "as printed, 64 bits": as_printed,
    "your softmax": lambda f: softmax(f[np.newaxis, :])[0],
}
plots.show(plots.losses.overflow(formulas, scores=[0.0, 1.0, 2.0]))

# %% [markdown]
# It fails at both ends: large scores overflow to $\infty/\infty$, very negative ones underflow to $0/0$. In 32 bits a
# score of 89 is enough.
#
# ### Two classes, two scores or one
#
# What does softmax do with two classes? The slide says of logistic regression "= true for two-class problem".
#
# **Predict.** The score of *dog* is 3, that of *not* is 1. Is the softmax probability of *dog* $\sigma(3)$,
# $\sigma(2)$ or $\sigma(1)$?

# %% demo="two-classes"
print("softmax of (3, 1):  ", softmax(np.array([[3.0, 1.0]]))[0, 0])
for score in (3.0, 2.0, 1.0):
    print(f"sigmoid({score:g}):         ", sigmoid(np.array(score)))

# %% [markdown]
# $$\frac{e^{f_1}}{e^{f_1} + e^{f_0}} = \frac{1}{1 + e^{-(f_1 - f_0)}} = \sigma(f_1 - f_0).$$
#
# Two-class softmax *is* the logistic function, of the difference of the scores. So the slide is right if its single
# $w$ stands for the difference of the two classes' weights. One score is enough for two classes: the other would only
# set a zero point that cancels.

# %% [markdown]
# ## 4 From probabilities to a loss
#
# The model gave the right class the probability $p$. How much should it pay? Three wishes settle the matter. To be
# sure and right should cost nothing, $L(1) = 0$. Less probability should cost more, and without bound: to call the
# truth impossible is unforgivable. And the losses of independent examples should add up. Both labels together have the
# probability $p_1 p_2$, so $L(p_1 p_2) = L(p_1) + L(p_2)$. Only a logarithm turns products into sums, and so
#
# $$L_i = -\log p_{i y_i} = -\log \frac{e^{f_{i y_i}}}{\sum_k e^{f_{ik}}}, \qquad L = \frac1N \sum_{i=1}^{N} L_i .$$
#
# The slides call it the *cross-entropy loss*, and minimising it *minimising the negative log likelihood*: the
# likelihood of all labels is the product of the $p_{i y_i}$, and minus its logarithm is $\sum_i L_i$. We take the
# mean, so that the loss does not grow with the number of examples. The base of the logarithm only sets the unit; with
# the natural one it is the *nat*.
#
# A model that knows nothing gives every class $1/C$ and pays $\log C$: 1.10 nats for three classes, 2.30 for ten. It
# is the first number to look at when a training run starts. If it is far off, something is broken.
#
# One thing is in the way.
#
# **Predict.** The right class trails by 800, so the loss should be 800 nats. What does the computer say?

# %% demo="log-of-nothing"
p = softmax(np.array([[0.0, 800.0]]))  # the right class is the first
with np.errstate(divide="ignore"):
    print("p =", p[0, 0], "   -log p =", -np.log(p[0, 0]))

# %% [markdown]
# Softmax did nothing wrong. The smallest positive float is about $e^{-744}$, and $e^{-800}$ is smaller. The logarithm
# comes too late: it should have met the exponential before it vanished. Write it out, with $m_i = \max_j f_{ij}$:
#
# $$\log p_{ij} = (f_{ij} - m_i) - \log \sum_k e^{f_{ik} - m_i}.$$
#
# No probability is left in it. The sum is at least 1, and so its logarithm is harmless.
#
# ### Log-softmax
#
# {{log_softmax}}


# %% exercise="log_softmax"
def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Return the natural logarithm of the softmax probabilities, without forming them.

    Parameters
    ----------
    scores : (N, C), one example a row

    Returns
    -------
    (N, C) log-probabilities, none above 0; `scores` stays as it is

    Finite and exact however far a class trails: for the scores 0 and 1000 the result is
    -1000 and 0. No epsilon, no clipping.
    """
    ### BEGIN SOLUTION
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    ### END SOLUTION


# %% [markdown]
# What remains is to pick from each row the entry of the label, and to take the mean.
#
# ### The cross-entropy loss
#
# {{cross_entropy}}
#
# `y` holds column numbers. One index that pairs each row number with its label does the picking for the whole batch.


# %% exercise="cross_entropy"
def cross_entropy(scores: np.ndarray, y: np.ndarray) -> float:
    """Return the mean cross-entropy loss of a batch, in nats.

    Parameters
    ----------
    scores : (N, C) raw scores (logits), not probabilities: the softmax happens in here, once
    y : (N,) whole numbers from 0 to C - 1, the right classes

    Returns
    -------
    one number: the mean, not the sum, of -log p[i, y[i]] over the N examples, with the
    natural logarithm; the arguments stay as they are

    Finite and exact even if the right class trails by thousands: no epsilon under the
    logarithm, no clipping.
    """
    ### BEGIN SOLUTION
    n = np.arange(len(y))
    return float(-log_softmax(scores)[n, y].mean())
    ### END SOLUTION


# %% [markdown]
# **Predict.** Half the probability on the right class costs 0.69 nats. What does a quarter cost? And a thousandth?

# %% demo="price-of-doubt"
plots.show(plots.losses.price_of_doubt(cross_entropy))

# %% [markdown]
# Doubt is cheap, false certainty is not: from one half to one quarter is another 0.69, and each further factor of ten
# costs 2.3, for ever.
#
# Back to the dog. Now nobody types in numbers.
#
# **Predict.** Somebody finds the label wrong: it should say *cat*. The scores stay. Whose loss goes up, and whose goes
# down?

# %% demo="your-three-opinions"
opinions = np.array(three_scores)
probabilities = softmax(opinions)

for label in (2, 1):  # dog, then cat
    losses = [cross_entropy(opinions[[m]], np.array([label])) for m in range(3)]
    plots.show(plots.losses.scores_to_loss(dog, animals, label, opinions, probabilities, losses))

# %% [markdown]
# The probabilities stay; the loss only asks how much of them lies on the label.
#
# For two classes and a single score the slides' other name comes in, *logistic loss*. With $y_i \in \{0, 1\}$ and
# $p_i = \sigma(f_i)$ it is $L_i = -\big[\,y_i \log p_i + (1-y_i)\log(1-p_i)\,\big]$, one bracket for each label. Again
# the probability has to go. From $1-\sigma(f) = \sigma(-f)$,
#
# $$y_i = 1:\quad L_i = \log(1 + e^{-f_i}), \qquad\qquad y_i = 0:\quad L_i = \log(1 + e^{f_i}),$$
#
# and the second is exactly $f_i$ larger than the first. One expression serves both labels:
#
# $$L_i = \log(1 + e^{f_i}) - y_i f_i .$$
#
# NumPy has a function for $\log(e^a + e^b)$ that never overflows: `np.logaddexp(a, b)`.
#
# ### Two classes: the logistic loss
#
# {{bce_with_logits}}


# %% exercise="bce_with_logits"
def bce_with_logits(f: np.ndarray, y: np.ndarray) -> float:
    """Return the mean binary cross-entropy of a batch, in nats.

    Parameters
    ----------
    f : (N,) raw scores (logits), not probabilities; a positive score speaks for label 1
    y : (N,) labels 0 or 1 (not -1 and 1); may be bool

    Returns
    -------
    one number, never negative: the mean, not the sum, over the N examples; both labels cost

    Finite, and without a RuntimeWarning, as far as |f| = 10,000.
    """
    ### BEGIN SOLUTION
    return float(np.mean(np.logaddexp(0.0, f) - y * f))
    ### END SOLUTION


# %% [markdown]
# **Predict.** Two routes to the same loss: two scores through `cross_entropy`, or one score through `bce_with_logits`.
# Which one score?

# %% demo="two-routes"
rng = np.random.default_rng(2)
two_scores, labels = 2 * rng.normal(size=(8, 2)), rng.integers(0, 2, size=8)

f0, f1 = two_scores.T
print("cross_entropy of both scores:", cross_entropy(two_scores, labels))
print("bce_with_logits of f1 - f0:  ", bce_with_logits(f1 - f0, labels))
print("bce_with_logits of f1 alone: ", bce_with_logits(f1, labels))

# %% [markdown]
# The difference, again. And look what has become of the plateaus of $\sigma$. For a dog with the score $-8$ the loss
# is $\log(1 + e^{8}) \approx 8.0003$, for one with $-9$ it is $9.0001$: on the wrong side each step of the score
# counts in full, because the logarithm undoes the exponential. A squared difference, $(\sigma(f) - 1)^2$, would have
# gone from $0.9993$ to $0.9998$, and left the hiker on level ground.

# %% [markdown]
# ## 5 The hinge loss, and a slide to repair
#
# Cross-entropy thinks like a bookmaker. The lecture's second loss thinks like a coach: the right class must be ahead
# of every wrong class, and not by a hair, but by at least a margin $\Delta$. For each wrong class that is closer, pay
# what is missing to the full lead. For each wrong class that is far enough behind, pay nothing. It is called the
# *hinge loss*, the *max-margin loss* or the *multi-class SVM loss*.
#
# ### Fix the slide: where does Δ belong?
#
# The slide *Second Loss Function: Hinge Loss* prints
#
# $$L_i = \sum_{j \neq y_i} \max\big(0,\ f(x_i, W)_j - f(x_i, W)_{y_i}\big) + \Delta$$
#
# and an arrow explains the bracket as "difference between the correct class score and incorrect class score". Compare
# both with the paragraph above. Here is the formula, for one example, letter by letter:


# %% given="printed-hinge"
def printed_hinge(f, y, delta=1.0):
    """Return the loss of one example, scores f and label y, as the slide prints it."""
    loss = 0.0
    for j in range(len(f)):
        if j != y:
            loss += max(0.0, f[j] - f[y])
    return loss + delta


def mean_printed_hinge(scores, y, delta=1.0):
    """Return the mean of `printed_hinge` over a batch."""
    return np.mean([printed_hinge(scores[i], y[i], delta) for i in range(len(y))])


# %% [markdown]
# To see what it does, take real animals: 342 penguins, four measurements each, three species, and a linear model that
# was trained for us and is right about 98.5 % of them. From $W = 0$, a model that knows nothing, a straight line leads
# to the trained weights and beyond: the model with $tW$ and $tb$, whose scores are $t$ times the trained ones. At
# $t = -0.5$ it believes the opposite of what it has learnt.
#
# **Predict.** Walk along this line from left to right and sketch your altitude. Where should the lowest point be?

# %% demo="printed-hinge-line"
trained_scores = linear_scores(Z, W_trained, b_trained)

printed = {"as printed": mean_printed_hinge}
plots.show(plots.losses.along_a_line(printed, trained_scores, penguins.y))

# %% [markdown]
# **A question to answer in writing.** A learner starts at $W = 0$, $b = 0$ and follows the loss as the slide prints
# it, downhill. What will it do, and why? Two or three sentences. Look at each $\max$ at the start, and ask for the
# smallest value that the formula can ever have. *(2 points)*

# %% [markdown] written="printed-hinge-from-zero" points=2
# **Model answer.** At $W = 0$ all scores are equal, every $\max(0, f_j - f_{y_i})$ is $\max(0, 0) = 0$, and the loss
# is $\Delta$. No $\max$ is ever negative, so no weights whatever have a smaller loss than $\Delta$: the start already
# is a global minimum, and the learner stays where it is, at chance. The constant $\Delta$ outside the $\max$ raises
# the altitude everywhere by the same amount and has no slope; no lead is asked for.
#
# **Rubric.** 1 point: it stays at $W = 0$, learns nothing, remains at chance (equivalently: zero gradient, nothing to
# gain). 1 point: a reason that holds: the loss is never below $\Delta$ and $\Delta$ is what it has at $W = 0$; *or* a
# constant outside the $\max$ does not change with $W$, so that no lead is ever asked for. For this second point, "the
# gradient is zero" alone is not a reason.

# %% [markdown]
# Now put $\Delta$ where it belongs: a wrong class costs something until the right one leads by the whole margin. And
# write it for a whole batch, without a loop.
#
# ### Hinge loss
#
# {{hinge_loss}}


# %% exercise="hinge_loss"
def hinge_loss(scores: np.ndarray, y: np.ndarray, delta: float = 1.0) -> float:
    """Return the mean multi-class hinge loss of a batch.

    Parameters
    ----------
    scores : (N, C) raw scores, which stay as they are
    y : (N,) whole numbers from 0 to C - 1, the right classes
    delta : the lead that is asked for, in points of score

    Returns
    -------
    one number: for each example the sum, over the wrong classes only, of what is missing
    to a lead of delta; then the mean over N

    delta stands inside the max. Nothing is squared. If all leads are delta or more, the
    loss is exactly 0.
    """
    ### BEGIN SOLUTION
    n = np.arange(len(y))
    missing = np.maximum(0.0, scores - scores[n, y][:, np.newaxis] + delta)
    missing[n, y] = 0.0  # the right class does not compete with itself
    return float(missing.sum(axis=1).mean())
    ### END SOLUTION


# %% [markdown]
# **Predict.** Same line, your repaired loss beside the printed one. What does the repaired one say at $t = 0$, with
# three species and $\Delta = 1$?

# %% demo="repaired-hinge-line"
trained_scores = linear_scores(Z, W_trained, b_trained)

both = {"as printed": mean_printed_hinge, "repaired": hinge_loss}
plots.show(plots.losses.along_a_line(both, trained_scores, penguins.y))

# %% [markdown]
# At $t = 0$ two wrong classes each lack the whole lead, $2\Delta = 2$, and from there it goes down, all the way to the
# trained model. And trained in earnest, on Fashion-MNIST, ten runs each? From $W = 0$ the printed formula stays at
# chance, 10.1 % right, and the repaired one reaches 76.6 %. From small random weights the printed one gets going, but
# is content too early: 69.3 %, with a median lead of 0.014 points of score. With the repaired one it is 0.749.
#
# ### When are you done?
#
# Each loss has its own idea of enough. Take one example with two classes, and let its *margin* $m$ be the right score
# minus the wrong one.
#
# **Predict.** At which margin do cross-entropy and hinge reach exactly zero? Which of them still cares about an
# example with $m = 10$?

# %% demo="margin-curves"
plots.show(plots.losses.margin_curves(cross_entropy, hinge_loss))

# %% [markdown]
# The dotted step is what we are after in the end: right or wrong. The hinge never lies below it. Nor would
# cross-entropy, measured in bits: divided by $\log 2$, the curve goes through the corner of the step. To push either
# of them down is to push down a ceiling on the number of mistakes.
#
# **A question to answer in writing.** When is the hinge loss satisfied and cross-entropy not, and what does it mean
# for an example that is right already? Three or four sentences. *(3 points)*

# %% [markdown] written="when-are-you-done" points=3
# **Model answer.** The hinge loss of an example is exactly zero as soon as its right class leads every wrong class by
# at least $\Delta$; being right by less is not enough. Cross-entropy is $-\log p$ with $p < 1$ for all finite scores,
# so it is positive at every margin and only tends to zero. An example with a lead beyond $\Delta$ has therefore no
# more say under the hinge (its slope is zero), while cross-entropy goes on pulling at it, ever more weakly, towards a
# still larger lead; if all examples are right, it can always be lowered by larger weights.
#
# **Rubric.** 1 point: the hinge is exactly 0 when *every* wrong class trails by at least $\Delta$ (not merely: when
# the example is right). 1 point: cross-entropy is above 0 for all finite scores because $p < 1$. 1 point: the
# consequence for an example that is right already: no slope and no influence under the hinge, but a small and
# never-ending pull under cross-entropy (or: weights that keep growing).

# %% [markdown]
# ## 6 The Euclidean loss, and a slide to repair
#
# How heavy is this penguin? Where is the nose? There are no classes now, the outputs themselves are the answer, and a
# loss should say how far off they are.
#
# ### Fix the slide: what got lost?
#
# The slide *Multi-Layer Feedforward Network* offers the Euclidean loss and then writes out the network, three layers
# deep:
#
# $$L_i = \big(f(x_i) - y_i\big)^2 = \big(f_{3;W_3}(f_{2;W_2}(f_{1;W_1}(x_i)))\big)^2$$
#
# On its way across the equals sign something got lost. (A line above, the same slide calls the output of the network
# $y_i$ too. For us $y_i$ is always the truth.) What would a learner do that believes the right-hand side? Here it is
# for penguins: from the length of the flippers, a fitted straight line predicts the body mass.

# %% given="flippers"
flipper_mm = penguins.X[:, 2]
mass_kg = penguins.X[:, [3]] / 1000.0
fitted_kg = np.polyval(np.polyfit(flipper_mm, mass_kg[:, 0], deg=1), flipper_mm)[:, np.newaxis]


def printed_euclidean(pred, target):
    """Return the mean of the slide's right-hand side, for a network with one output."""
    return np.mean(pred[:, 0] ** 2)


# %% [markdown]
# **Predict.** We shrink the fitted line towards zero, by a factor $t$. Which $t$ has the lowest loss, and how heavy is
# a penguin then?

# %% demo="printed-euclidean"
printed = {"as printed": printed_euclidean}
plots.show(plots.losses.shrunken_predictions(printed, flipper_mm, fitted_kg, mass_kg))

# %% [markdown]
# Its favourite penguin weighs nothing. The labels do not occur in the formula, so no label can make a difference:
# whatever the data, every output is pulled to zero. An altimeter that names the same valley, whichever country you are
# in.
#
# ### Euclidean loss
#
# {{euclidean_loss}}
#
# With $K$ outputs the square becomes a squared distance,
# $L_i = \lVert f(x_i) - y_i \rVert^2 = \sum_k (f(x_i)_k - y_{ik})^2$. In code $f(x_i)$ is `pred[i]` and $y_i$ is
# `target[i]`.


# %% exercise="euclidean_loss"
def euclidean_loss(pred: np.ndarray, target: np.ndarray) -> float:
    """Return the mean squared Euclidean distance between outputs and targets.

    Parameters
    ----------
    pred : (N, K) outputs of the model
    target : (N, K) what they should have been

    Returns
    -------
    one number: for each example the sum of the K squared differences, no square root, no
    factor 1/2; then the mean over the N examples (not over all N K numbers)
    """
    ### BEGIN SOLUTION
    return float(np.sum((pred - target) ** 2, axis=1).mean())
    ### END SOLUTION


# %% [markdown]
# **Predict.** Where is the lowest point of the repaired loss, and is it zero there?

# %% demo="repaired-euclidean"
both = {"as printed": printed_euclidean, "repaired": euclidean_loss}
plots.show(plots.losses.shrunken_predictions(both, flipper_mm, fitted_kg, mass_kg))

print(f"at t = 1 the repaired loss is {euclidean_loss(fitted_kg, mass_kg):.3f} kg²")

# %% [markdown]
# Not quite zero: penguins with equally long flippers differ in weight, and typically lie $\sqrt{0.155} \approx 0.39$
# kg off the line. No straight line does better, for this one was fitted by minimising your loss.

# %% [markdown]
# ## 7 What we want and what we can follow
#
# For classes there is a more honest number than any loss, and it is the one we report: how often is the highest score
# that of the right class?
#
# ### Accuracy
#
# {{accuracy}}
#
# $$\text{accuracy} = \frac1N \sum_{i=1}^{N} \big[\arg\max_j f_{ij} = y_i\big],$$
#
# where the bracket counts 1 if what stands in it is true, and 0 if not.


# %% exercise="accuracy"
def accuracy(scores: np.ndarray, y: np.ndarray) -> float:
    """Return the share of examples whose highest score is that of the right class.

    Parameters
    ----------
    scores : (N, C), one example a row
    y : (N,) whole numbers from 0 to C - 1, the right classes

    Returns
    -------
    one number from 0 (none right) to 1 (all right): a fraction, not a count and not a
    percentage; of tied scores the first counts as the highest
    """
    ### BEGIN SOLUTION
    return float(np.mean(np.argmax(scores, axis=1) == y))
    ### END SOLUTION


# %% [markdown]
# Then why not climb the accuracy itself? Stand on the trained penguin model and try mini-steps: change all weights at
# random, by very little, a thousand times. Then turn one weight alone, `W[3, 1]`, which leads from the body mass to
# the score of Chinstrap.
#
# **Predict.** How many of the 1,000 steps change the accuracy? How many change the cross-entropy?


# %% demo="mini-steps"
def scores_with(W):
    """Return the penguins' scores under other weights than the trained ones."""
    return linear_scores(Z, W, b_trained)


rng = np.random.default_rng(3)
measures = {"accuracy": accuracy, "cross-entropy (nats)": cross_entropy}
for name, measure in measures.items():
    start, changes = measure(scores_with(W_trained), penguins.y), 0
    for _ in range(1000):
        step = rng.normal(size=W_trained.shape)
        step *= 0.01 / np.linalg.norm(step)
        changes += measure(scores_with(W_trained + step), penguins.y) != start
    print(f"{name:20} changed by {changes:4} of 1000 steps")

plots.show(plots.losses.one_weight(measures, scores_with, penguins.y, W_trained, weight=(3, 1)))

# %% [markdown]
# Accuracy is a staircase. A step shows only when some penguin changes sides; in between, the ground is perfectly
# level, and the hiker hears the same number in every direction. The loss answers every mini-step. This is why we walk
# on the loss and report the accuracy. The two do not agree on the best weight either: the top of the staircase lies
# elsewhere than the bottom of the bowl.

# %% [markdown]
# ## 8 Real penguins
#
# Now all of it at once: 342 penguins, the trained model, and your three measures.
#
# **Predict.** Multiply all scores of the trained model by 3. No prediction changes. Does the cross-entropy rise or
# fall? The hinge loss?

# %% demo="penguin-losses"
trained_scores = linear_scores(Z, W_trained, b_trained)

print(f"{'scores':22}{'accuracy':>10}{'cross-entropy':>15}{'hinge':>10}")
for t in (0, 1, 3, -1):
    model = t * trained_scores, penguins.y
    row = accuracy(*model), cross_entropy(*model), hinge_loss(*model)
    print(f"{t:2} × trained {row[0]:17.3f}{row[1]:15.3f}{row[2]:10.3f}")

# %% [markdown]
# The top row is as it should be: $\log 3 = 1.099$ nats, and $2\Delta = 2$. (With all scores tied the first class
# counts as the highest, and 44.2 % of the penguins are Adelies.) Three times as sure, the model pays less
# cross-entropy, since hundreds of right penguins gain a little more than the few wrong ones lose. Its hinge loss
# rises, since nearly all of the right ones were satisfied already and have nothing more to gain. Look at them one by
# one.
#
# **Predict.** Of 342 penguins, how many still cost something under the hinge? Under cross-entropy?

# %% demo="penguin-by-penguin"
both = {"hinge": hinge_loss, "cross-entropy": cross_entropy}
trained_scores = linear_scores(Z, W_trained, b_trained)
plots.show(plots.losses.loss_by_example(both, trained_scores, penguins.y))

everyone = range(len(penguins.y))
worst = max(everyone, key=lambda i: cross_entropy(trained_scores[[i]], penguins.y[[i]]))
bill = penguins.X[:, 0]
species = penguins.species[penguins.y[worst]]
print(f"the costliest is penguin {worst}, a {species} with a bill of {bill[worst]:.1f} mm")
for label, species in enumerate(penguins.species):
    print(f"{species:10} mean bill {bill[penguins.y == label].mean():.1f} mm")

# %% [markdown]
# The hinge is done with 330 of them; cross-entropy with none. And whoever sorts examples by their loss meets the
# interesting ones first: the costliest penguin is a Chinstrap with a bill of nearly Adelie length. Wrong labels are
# found in the same way.
#
# Which loss, then? If you don't know, says the lecture, take a bunch of candidates and select one, like any other
# hyper-parameter, on data that was held back. Here is such a contest: linear classifiers, two real data sets, ten runs
# each, test accuracy with its standard deviation.
#
# | training set | cross-entropy | hinge |
# | --- | --- | --- |
# | Fashion-MNIST, 2,000 images | 79.0 ± 0.7 % | 78.6 ± 1.1 % |
# | Fashion-MNIST, 200 images | **72.1 ± 1.0 %** | 70.4 ± 1.5 % |
# | handwritten digits, 1,000 images | 96.0 ± 1.3 % | 96.2 ± 1.2 % |
# | handwritten digits, 100 images | 86.7 ± 1.5 % | 87.4 ± 1.7 % |
#
# With many examples it hardly matters. With 200 pictures of clothes cross-entropy won all ten runs; with 100 digits
# the hinge was ahead on average. No rule, so measure. Only never compare the losses themselves: 0.077 nats and 0.030
# points of score are altitudes above different seas. Lesson 07 takes this up.

# %% [markdown]
# ## 9 Write the test yourself
#
# You have written a cross-entropy, and somebody else's code has checked it. Now change sides: a colleague hands you a
# function `f(scores, y)` and claims that it is one. Write the test.
#
# What makes a test hard to fool? *Values known beforehand*: the scores $\log w_j$ have the probabilities
# $w_j / \sum_k w_k$, which you can work out by hand, and all-zero scores cost $\log C$. *Shapes that differ*: with as
# many examples as classes, a wrong axis goes unnoticed. *Labels that differ*: if every label is 0, or the best class,
# nobody sees that `y` is ignored. *Extremes*: a right class that trails by 1,000 costs 1,000, which catches overflow,
# underflow and every epsilon, and rows that lie far apart catch a maximum taken over the whole batch. *Laws* that need
# no value at all: adding a number to all scores changes nothing; twice the batch, same loss.
#
# ### Recognise a cross-entropy
#
# {{recognises_cross_entropy}}


# %% exercise="recognises_cross_entropy"
def recognises_cross_entropy(f: Callable) -> bool:
    """Return True if f(scores, y) keeps the contract of `cross_entropy`, False if it does not.

    Parameters
    ----------
    f : a function of scores (N, C) and labels (N,): right, or wrong in one of many ways;
        it may also raise an exception

    Returns
    -------
    True or False; an exception or a failed assert inside counts as False
    """
    ### BEGIN SOLUTION
    weights = np.array([[2.0, 1.0, 1.0], [1.0, 5.0, 2.0]])
    scores, y = np.log(weights), np.array([0, 2])  # p = 2/4 and 2/8
    far_apart = np.array([[1000.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    evidence = [
        np.ndim(f(scores, y)) == 0,
        np.isclose(f(scores, y), 1.5 * np.log(2.0)),  # the mean of log 2 and log 4
        np.isclose(f(np.zeros((4, 3)), np.array([0, 1, 2, 1])), np.log(3.0)),  # knows nothing
        np.isclose(f(far_apart, np.array([1, 2])), (1000.0 + np.log(3.0)) / 2),
        np.isclose(f(scores + 10.0, y), f(scores, y)),  # only differences count
        np.isclose(f(np.tile(scores, (2, 1)), np.tile(y, 2)), f(scores, y)),  # twice the batch
        np.array_equal(scores, np.log(weights)),  # and nothing was overwritten
    ]
    return all(evidence)
    ### END SOLUTION


# %% [markdown]
# ## 10 Take home
#
# The lecture ends each segment with a form: the main message, in 15 to 40 words. Write two, in sentences of your own.
# *(2 points each)*
#
# **From scores to probabilities:** what happens to scores before they may be called probabilities, and what has to be
# avoided on a computer?

# %% take_home="take-home-scores" points=2
take_home_scores = """
### BEGIN SOLUTION
Exponentiate the scores and divide by their sum. Only differences count, so subtract
each row's maximum first, and take logarithms of probabilities without ever forming them.
### END SOLUTION
"""

# %% [markdown]
# **Losses:** what must a number be like so that a blindfolded learner can follow it to the right place?

# %% take_home="take-home-losses" points=2
take_home_losses = """
### BEGIN SOLUTION
A loss must depend on the labels, respond to small steps of the weights wherever something
is still wrong, and be lowest where the predictions are right; otherwise the learner stands
still or goes astray.
### END SOLUTION
"""

# %% [markdown]
# ## Where the fall line goes next
#
# Your wrist now speaks sensible altitudes: for classes in nats or in missing lead, for numbers in squared distance,
# and none of them stumbles over a score of 10,000. You know which ground is level and why, and that a constant in the
# wrong place, or a label that got lost, is enough to strand a hiker. But an altitude alone is no direction. The fall
# line is the steepest way down, and the gradient finds it: lesson 02 takes mini-steps to feel for it, then computes it
# for the losses that you have just written.
#
# **Credits.** The lesson follows Lecture 2.2, *Basic Concepts – Network Optimization*, of *Multimodal Machine
# Learning* (Carnegie Mellon University; Louis-Philippe Morency, course co-developed with Tadas Baltrušaitis, Spring
# 2021 edition taught by Yonatan Bisk). Penguins: K. B. Gorman, T. D. Williams and W. R. Fraser, PLoS ONE 9(3): e90081
# (2014), in the `palmerpenguins` edition of A. M. Horst, A. P. Hill and K. B. Gorman, CC0. The dog and the other
# animals are Google's Noto Emoji, Apache License 2.0. The accuracies on Fashion-MNIST (Xiao, Rasul and Vollgraf 2017)
# and on handwritten digits (Alpaydin and Kaynak 1998) were measured for this course.
#
# **Further reading.** The CS231n notes on linear classification set the two losses side by side with an example in
# numbers. The hinge loss that sums over all wrong classes is that of Weston and Watkins (1999). Chapter 4.1 of *Deep
# Learning* by Goodfellow, Bengio and Courville treats overflow and underflow, chapter 6.2 why maximum likelihood and
# outputs that saturate belong together.
