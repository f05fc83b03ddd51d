# %% [markdown]
# # 04 · Layers
#
# In lesson 03 you followed single numbers backwards through a graph. Now count. The network of this lesson reads
# handwritten digits, 64 pixels each, and its 2,410 weights and biases look at 1,000 pictures in every step. Number by
# number that is a graph of more than two million multiplications, each with a Python object of its own, for one step
# of the hiker. Nobody trains like that.
#
# The way out changes no mathematics. Take a whole layer, for a whole batch of examples, as one node of the graph. Two
# million nodes become four, the values on the edges become matrices, and the chain rule becomes three lines of code.
#
# **After this lesson you can** *derive* the gradients of a layer from the sum over paths, with every shape; *undo*
# broadcasting on the way back; *choose* a start from which a deep network can learn, and *explain* some from which it
# can't; *write* the forward and the backward pass of a multi-layer network, and *say* what has to be kept in between;
# *test* all of it; and *train* the network on real digits, after it has learnt a handful by heart.
#
# **You need** the sum over paths and local derivatives (lesson 03), the gradient of cross-entropy and numerical
# gradients (lesson 02).
#
# | section | minutes |
# | --- | ---: |
# | 1 A whole layer at once | 12 |
# | 2 Write the test yourself | 8 |
# | 3 ReLU on the way back | 5 |
# | 4 Broadcasting on the way back | 8 |
# | 5 Dropped somewhere in Switzerland | 12 |
# | 6 Forward, and what to keep | 11 |
# | 7 Backward through the network | 8 |
# | 8 Loss and gradients | 10 |
# | 9 First overfit a handful | 8 |
# | 10 Bad places to be dropped | 7 |
# | 11 In earnest | 8 |
# | 12 Take home | 3 |
# | **total** | **100** |

# %% [markdown]
# The same letters stand in the formulas and in the code. Layers are counted from 0, as Python counts.
#
# | symbol | in code | shape | meaning |
# | --- | --- | --- | --- |
# | $N,\ D,\ C$ | | | examples in the batch; inputs and outputs of one layer (of the last one: classes) |
# | $K,\ D_k$ | `len(params)` | | number of layers, $k = 0, \dots, K-1$; inputs of layer $k$ |
# | $X,\ y$ | `X`, `y` | $(N, D),\ (N,)$ | inputs, one example a row, and labels |
# | $W_k,\ b_k$ | `params[k]` | $(D_k, D_{k+1}),\ (D_{k+1},)$ | weights and biases of layer $k$ |
# | $h_k$ | `cache[k][0]` | $(N, D_k)$ | what layer $k$ is given; $h_0 = X$ |
# | $f_k$ | `cache[k][1]` | $(N, D_{k+1})$ | its weighted sums $h_k W_k + b_k$, before the activation |
# | $L,\ L_i$ | `loss` | | mean loss of the batch; loss of example $i$ |
# | $dv$ | `dX`, `dW`, `db`, … | that of $v$ | short for $\partial L / \partial v$, entry by entry |
# | $df$ | `dout` | $(N, C)$ | the same for a layer's output: the message that arrives from above |
# | $\lambda,\ \epsilon$ | `lam`, `lr` | | strength of the penalty on large weights; step size |

# %% given="setup"
import os

# Several threads would wait for each other: our matrices are small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from collections.abc import Callable

import numpy as np

from fallline import check, check_words, datasets, hint, plots

digits = datasets.digits()
train, rest = datasets.split(len(digits.y), 1000 / 1797, np.random.default_rng(0))
validation, test = rest[:397], rest[397:]
X_train, y_train = digits.X[train], digits.y[train]
X_validation, y_validation = digits.X[validation], digits.y[validation]
handful = np.concatenate([train[y_train == digit][:2] for digit in range(10)])
X_20, y_20 = digits.X[handful], digits.y[handful]

# %% [markdown]
# From earlier lessons come these, in our version; so nothing that went wrong there matters here.


# %% given="earlier"
def log_softmax(scores):
    """Return the log-probabilities (N, C) of scores (N, C); lesson 01."""
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def cross_entropy(scores, y):
    """Return the mean cross-entropy of scores (N, C) and labels (N,), in nats; lesson 01."""
    return float(-log_softmax(scores)[np.arange(len(y)), y].mean())


def cross_entropy_grad(scores, y):
    """Return the gradient (N, C) of `cross_entropy` with respect to the scores; lesson 02."""
    gradient = np.exp(log_softmax(scores))
    gradient[np.arange(len(y)), y] -= 1.0
    return gradient / len(y)


def accuracy(scores, y):
    """Return the share of examples whose highest score is that of the right class; lesson 01."""
    return float(np.mean(np.argmax(scores, axis=1) == y))


def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of f at x, of the shape of x, by central differences; lesson 02."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        middle = x[i]
        x[i] = middle + h
        above = f(x)
        x[i] = middle - h
        gradient[i] = (above - f(x)) / (2.0 * h)
        x[i] = middle
    return gradient


def relative_error(a, b):
    """Return the largest |a - b| / (|a| + |b|) over all entries; lesson 02."""
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)))


def activation(name, x):
    """Return value and derivative of "relu", "tanh" or "sigmoid" at x, entry by entry; lesson 03."""
    if name == "relu":
        return np.maximum(x, 0.0), (x > 0).astype(float)
    if name == "tanh":
        return np.tanh(x), 1.0 - np.tanh(x) ** 2
    s = 0.5 * (1.0 + np.tanh(0.5 * x))  # the logistic function, without overflow
    return s, s * (1.0 - s)


# %% [markdown]
# ## 1 A whole layer at once
#
# This is the lecture's graph, with layers as nodes. Values run to the right, as blue matrices of one row for each
# example. Messages run back to the left: the gradient of the loss with respect to each value, of the same shape. The
# lecture says of the last one, at the far left, "the vector I will get will be the same dimension as $x$", and "that's
# really what I'm looking for".
#
# **Predict.** The hiker wants to know which way to turn the weights. Is $dh_0$ what training looks for? If not, which
# arrows lead to it?

# %% demo="relay"
plots.show(plots.layers.relay([64, 32, 10]))

# %% [markdown]
# **A slip to repair.** In Switzerland $x_1$ and $x_2$ are the coordinates of the hiker, and the gradient with respect
# to them tells the way down. In the network's graph $x$ is the picture of a digit, and nobody moves the picture. What
# the hiker moves is $W$ and $b$, so training looks for $dW_k$ and $db_k$, the thick arrows. An input's gradient $dh_k$
# is only the message to the layer below, which finds its own $dW$ with it. The last one, $dh_0$, goes to nobody.
#
# Each layer needs nothing but its own input, its weights and the message. So take one, $f = XW + b$, number by number:
#
# $$f_{ic} = \sum_{d=1}^{D} x_{id} W_{dc} + b_c .$$
#
# Lesson 03's rule: the gradient with respect to a number is the sum, over everything that uses it, of message times
# local derivative. Who uses what?
#
# **Predict.** Five examples, three inputs, four outputs. We raise one weight by 1, `W[2, 1]`, and then, instead, one
# input, `X[4, 2]`. Which entries of $f$ change in each case, and by how much?

# %% demo="who-uses-what"
rng = np.random.default_rng(1)
X, W = rng.integers(-9, 10, size=(5, 3)), rng.integers(-9, 10, size=(3, 4))
raised_W, raised_X = W.copy(), X.copy()
raised_W[2, 1] += 1
raised_X[4, 2] += 1

print("X =", X, "W =", W, sep="\n")
print("change of f by W[2, 1]:", X @ raised_W - X @ W, sep="\n")
print("change of f by X[4, 2]:", raised_X @ W - X @ W, sep="\n")

# %% [markdown]
# The weight serves *every example* once: column 1 of $f$ changes, by the inputs $x_{i2}$. Its local derivatives are
# column 2 of $X$. The input belongs to *one example*, and takes part in all its outputs: row 4 of $f$ changes, by row
# 2 of $W$. A bias $b_c$, not shown, raises its whole column, each entry by 1. Message times local derivative, summed
# over what changed:
#
# $$dW_{dc} = \sum_{i} x_{id}\, df_{ic}, \qquad db_c = \sum_{i} df_{ic}, \qquad dx_{id} = \sum_{c} df_{ic} W_{dc}.$$
#
# That is the whole backward pass. To say it without loops: a matrix product sums over the *last* index of its left
# factor and the *first* one of its right factor. In $\sum_i x_{id}\, df_{ic}$ the index $i$ comes first in both, so
# $dW = X^\top df$, with the left one transposed. In $\sum_c df_{ic} W_{dc}$ the index $c$ comes last in both, so
# $dX = df\, W^\top$, with the right one transposed.
#
# **Predict.** Draw $X^\top df$ as two boxes, with $N = 6$, $D = 3$, $C = 4$. Which sides touch, and what is the shape
# of the result? Is there another product of $X$ and $df$, transposed or not, that has the shape of $W$?

# %% demo="shapes"
plots.show(plots.layers.shapes(N=6, D=3, C=4))

# %% [markdown]
# The sides that touch have the same letter, and that letter is what is summed over. ($1^\top$ is a row of $N$ ones: so
# written, $db$ is a product too.) With three different lengths only one product has the shape of $W$: a good check, and
# no proof. As soon as $W$ is square, $df^\top X$ fits as well, and is wrong.
#
# One thing is *not* there: a division by $N$. Our loss is a mean over the examples, but `cross_entropy_grad` has
# divided by $N$ already, at the top of the graph. The factor is inside the message, and every layer just adds.
#
# ### One affine layer, backwards
#
# {{affine_backward}}


# %% exercise="affine_backward"
def affine_backward(
    dout: np.ndarray,
    X: np.ndarray,
    W: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients of a layer X @ W + b, given the message from above.

    Parameters
    ----------
    dout : (N, C) gradient of the loss with respect to the layer's output
    X : (N, D) the layer's input, one example a row
    W : (D, C) its weights

    Returns
    -------
    dX : (N, D) the message to the layer below
    dW : (D, C) summed over the examples: the mean is in `dout` already
    db : (C,) a vector, summed over the examples as well

    In this order, dX first. The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    dX = dout @ W.T
    dW = X.T @ dout
    db = dout.sum(axis=0)
    return dX, dW, db
    ### END SOLUTION


# %% [markdown]
# Was it worth it? Here are the same three sums as loops, exactly as they stand in the formula.
#
# **Predict.** A batch of 100 digits, 64 inputs, 32 outputs. Both ways do the same 410,000 multiplications. How many
# times faster is the matrix form: 10, 100, 1,000 times or more?


# %% demo="loops-or-matrices"
def by_loops(dout, X, W):
    """Return dX, dW and db, number by number."""
    (N, D), C = X.shape, W.shape[1]
    dX, dW, db = np.zeros((N, D)), np.zeros((D, C)), np.zeros(C)
    for i in range(N):
        for c in range(C):
            db[c] += dout[i, c]
            for d in range(D):
                dW[d, c] += X[i, d] * dout[i, c]
                dX[i, d] += dout[i, c] * W[d, c]
    return dX, dW, db


def seconds(f, *arguments, repeats):
    """Return how long a call of f takes."""
    start = time.perf_counter()
    for _ in range(repeats):
        f(*arguments)
    return (time.perf_counter() - start) / repeats


rng = np.random.default_rng(1)
layer = rng.normal(size=(100, 32)), X_train[:100], rng.normal(size=(64, 32))

same = all(np.allclose(a, b) for a, b in zip(by_loops(*layer), affine_backward(*layer), strict=True))
loops, matrices = seconds(by_loops, *layer, repeats=1), seconds(affine_backward, *layer, repeats=100)
print(f"same numbers: {same};  {1e3 * loops:.0f} ms or {1e3 * matrices:.3f} ms")
print(f"{loops / matrices:,.0f} times faster")

# %% [markdown]
# Thousands of times, on most machines. The arithmetic is the same. What is saved is Python's bookkeeping for each
# number, and the library behind `@` multiplies several numbers at once. This is why everything that trains is written
# in matrices.

# %% [markdown]
# ## 2 Write the test yourself
#
# A colleague hands you an `affine_backward` of her own. It runs, the shapes are right, and the network even learns a
# little. Is it correct? You need something that no formula of yours can fool: the numerical gradient of lesson 02.
#
# One obstacle: a layer has a table of outputs, and a numerical gradient wants one number. Take *any* message $m$ of
# the shape of the output, and look at the number $S = \sum_{ic} m_{ic} f_{ic}$. Its gradient with respect to $f$ is
# $m$. So the layer's backward pass, given `dout = m`, must return the gradient of $S$ with respect to $X$, $W$ and $b$.
# Any module can be checked like this, alone, long before there is a network.
#
# **Predict.** We try a wrong version, which returns `dout.T @ X` for $dW$, on a layer with 3 inputs and 3 outputs. Do
# its shapes give it away? Do its numbers?

# %% demo="test-a-layer"
rng = np.random.default_rng(2)
message, X, W, b = (rng.normal(size=shape) for shape in ((5, 3), (5, 3), (3, 3), 3))

truth = {
    "dX": numerical_gradient(lambda v: np.sum(message * (v @ W + b)), X),
    "dW": numerical_gradient(lambda v: np.sum(message * (X @ v + b)), W),
    "db": numerical_gradient(lambda v: np.sum(message * (X @ W + v)), b),
}
yours = dict(zip(truth, affine_backward(message, X, W), strict=True))
hers = {**yours, "dW": message.T @ X}

for name in truth:
    errors = relative_error(yours[name], truth[name]), relative_error(hers[name], truth[name])
    print(f"{name} {hers[name].shape!s:7} yours is off by {errors[0]:.0e}, hers by {errors[1]:.0e}")

# %% [markdown]
# All her shapes are right, and her $dW$ is the transpose of the truth. A test on a square layer needs numbers; a test
# that looks at shapes needs a layer that isn't square; a good test has both.
#
# The rest is to think of what people get wrong, and to choose inputs on which it shows. With one example, a sum over
# the batch and a mean are the same. With a message of ones, it makes no difference whether the message is used. With a
# symmetric $W$, nobody notices a missing transpose. And a function may return the right numbers while it overwrites
# the arrays that it was given.
#
# ### Recognise a right backward pass
#
# {{recognises_affine_backward}}


# %% exercise="recognises_affine_backward"
def recognises_affine_backward(f: Callable) -> bool:
    """Return True if f(dout, X, W) keeps the contract of `affine_backward`, False if it does not.

    Parameters
    ----------
    f : a function of dout (N, C), X (N, D) and W (D, C): right, perhaps up to round-off, or
        wrong in one of many ways; it may also raise an exception

    Returns
    -------
    True or False. An exception that your test does not catch, that of a failed assert or of
    f itself, counts as False.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(0)
    for N, D, C in ((5, 3, 2), (4, 3, 3), (3, 2, 3), (1, 2, 4)):
        dout, X, W = rng.normal(size=(N, C)), rng.normal(size=(N, D)), rng.normal(size=(D, C))
        right = np.einsum("ic,dc->id", dout, W), np.einsum("id,ic->dc", X, dout), np.ones(N) @ dout
        given = dout.copy(), X.copy(), W.copy()
        pairs = [*zip(f(*given), right, strict=True), *zip(given, (dout, X, W), strict=True)]
        if not all(np.shape(a) == np.shape(b) and np.allclose(a, b) for a, b in pairs):
            return False
    return True
    ### END SOLUTION


# %% [markdown]
# ## 3 ReLU on the way back
#
# Between two layers stands an activation, here the ReLU, $h = \max(0, f)$, entry by entry. Each output uses one input,
# so there is no sum: the message is multiplied by the local derivative, which is 1 where $f > 0$ and 0 where $f < 0$.
# At the kink the ReLU has no derivative; as in lesson 03 we take 0.
#
# $$df_{ij} = \begin{cases} dh_{ij} & \text{if } f_{ij} > 0 \\ 0 & \text{otherwise.} \end{cases}$$
#
# Which entries were positive is not written in the message. The forward pass has to leave it behind.
#
# **Predict.** Three units got the inputs 2, −1 and 0, and the messages −5, 4 and 3 come back. What is passed on? And
# what will the numerical gradient say, which steps to both sides of the 0?

# %% demo="passes-or-blocks"
f, dh = np.array([[2.0, -1.0, 0.0]]), np.array([[-5.0, 4.0, 3.0]])
print(numerical_gradient(lambda v: np.sum(dh * np.maximum(v, 0.0)), f))

# %% [markdown]
# The −5 passes, negative as it is: it is $f$ that decides, never the sign of what comes back. The 4 is blocked. At the
# kink the numerical gradient sees a unit that is on to the right and off to the left, and answers half of 3. There is
# no derivative to be right about; by our convention nothing passes.
#
# ### ReLU, backwards
#
# {{relu_backward}}


# %% exercise="relu_backward"
def relu_backward(dout: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Return the message below a ReLU, given the message above it.

    Parameters
    ----------
    dout : array of any shape, the gradient of the loss with respect to max(0, X)
    X : array of the same shape, the ReLU's *input* of the forward pass

    Returns
    -------
    array of the same shape: `dout` where X is above 0, and 0 elsewhere, also where X is
    exactly 0. A new array: neither argument is written to.
    """
    ### BEGIN SOLUTION
    return dout * (X > 0)
    ### END SOLUTION


# %% [markdown]
# ## 4 Broadcasting on the way back
#
# Why was $db$ a sum? In `X @ W + b` a table of shape $(N, C)$ meets a row of shape $(C,)$, and NumPy broadcasts: it
# uses the row as if it stood there $N$ times. Each copy gets a message of its own. But there is only one $b$, used $N$
# times, and the sum over paths adds up what came back.
#
# **Predict.** Before you run the cell: the messages to the four copies of $b$ are the rows of `messages`. What is $db$?

# %% demo="copies-and-sums"
b = np.array([0.5, -1.0, 2.0])
messages = np.array([[1.0, 0.0, -2.0], [3.0, 1.0, 0.0], [-1.0, 2.0, 0.5], [0.0, -4.0, 1.0]])
plots.show(plots.layers.copies_and_sums(b, messages, total=messages.sum(axis=0)))

# %% [markdown]
# This is a rule for everything that NumPy ever copies: *a copy on the way forward is a sum on the way back*. It copies
# in two ways (lesson 00). If an array has too few axes, new ones are put in front; those have to be summed away. If an
# axis has length 1, it is stretched; that one has to be summed too, but stays, with length 1.
#
# A message of shape (2, 6, 4) goes back to (6, 1), say: first sum over the axis in front, which leaves (6, 4), then
# over the stretched axis, and keep it.
#
# ### Undo broadcasting
#
# {{unbroadcast}}


# %% exercise="unbroadcast"
def unbroadcast(g: np.ndarray, shape: tuple) -> np.ndarray:
    """Return the gradient of an array that was broadcast, given the gradient of its copies.

    Parameters
    ----------
    g : the gradient with respect to the broadcast array
    shape : the shape before broadcasting, which NumPy can broadcast to that of g; () for a
        single number

    Returns
    -------
    array of exactly that shape: the sums, not the means, of the entries of g that belong to
    copies of one number. If nothing was copied, the values of g. `g` stays as it is.
    """
    ### BEGIN SOLUTION
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return g.sum(axis=stretched, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# With this, a layer may use any arithmetic that NumPy knows. Say $f = a X + c$, with a gain for each column,
# $a\ (4,)$, and an offset for each row, $c\ (6, 1)$. The message to a product is the message times the other factor,
# as in lesson 03; then undo the copying.
#
# **Predict.** What are the shapes of $da$ and $dc$, and over how many entries of the message is each of their numbers
# summed?

# %% demo="gain-and-offset"
rng = np.random.default_rng(3)
message, X, a, c = (rng.normal(size=shape) for shape in ((6, 4), (6, 4), (4,), (6, 1)))

truth = {
    "da": numerical_gradient(lambda v: np.sum(message * (v * X + c)), a),
    "dc": numerical_gradient(lambda v: np.sum(message * (a * X + v)), c),
}
yours = {"da": unbroadcast(message * X, a.shape), "dc": unbroadcast(message, c.shape)}
for name in truth:
    print(f"{name} {yours[name].shape!s:7} relative error {relative_error(yours[name], truth[name]):.0e}")

# %% [markdown]
# Each gain was copied six times, each offset four times. A sum that is forgotten shows in the shape. A mean in its
# place doesn't; that shows in the numbers only.

# %% [markdown]
# ## 5 Dropped somewhere in Switzerland
#
# A network needs weights before it can take a step. "Often you just initialize to random", says the lecture: "you got
# dropped somewhere in Switzerland". Not just anywhere, though. If the first values are badly chosen, the signal dies
# on its way through the layers, or explodes. How large should a random weight be?
#
# Follow one weighted sum, $f = \sum_d h_d W_d$, with $D$ inputs. The weights are drawn one by one, with mean 0 and
# variance $v$, so the term $h_d W_d$ has mean 0 and variance $h_d^2 v$. Variances of independent terms add up:
#
# $$\operatorname{Var}(f) = \sum_d h_d^2\, v = D\, v\, \overline{h^2},$$
#
# where $\overline{h^2}$ is the mean square of the inputs.
#
# Behind a ReLU, $h = \max(0, f_{\text{below}})$, where $f_{\text{below}}$ are the sums of the layer below.
#
# **Predict.** The weights lie evenly on both sides of 0, and so do those sums. Which part of their mean square is left
# behind the ReLU?

# %% demo="half-is-left"
sums = X_train @ np.random.default_rng(9).normal(0.0, 0.2, size=(64, 2000))
behind = activation("relu", sums)[0]
print(f"mean square of the sums {np.mean(sums**2):.3f}, behind the ReLU {np.mean(behind**2):.3f}")

# %% [markdown]
# About half of it. The sums have mean 0, so their mean square is their variance, and $\overline{h^2} = \tfrac12
# \operatorname{Var}(f_{\text{below}})$. Put into the formula, each layer multiplies the variance by $D v / 2$. It
# neither dies nor explodes if this factor is 1:
#
# $$v = \frac{2}{D}, \qquad W \sim \mathcal N\!\Big(0,\ \frac{2}{D}\Big), \qquad b = 0 .$$
#
# This is the *He initialisation*, after the first author of a paper of 2015. $\mathcal N(0, v)$ is the normal
# distribution with mean 0 and *variance* $v$, so the standard deviation is $\sqrt{2/D}$.
#
# ### Random weights of the right size
#
# {{he_init}}


# %% exercise="he_init"
def he_init(sizes: list, rng: np.random.Generator) -> list:
    """Return the first weights and biases of a network.

    Parameters
    ----------
    sizes : list of int: the number of inputs, of units in each hidden layer, of outputs
    rng : the generator to draw from, with `rng.normal`, layer after layer, and from no other

    Returns
    -------
    list of (W, b), one pair a layer, the first layer first. W is (inputs, outputs), drawn
    from a normal distribution with mean 0 and *variance* 2 / inputs; b is (outputs,), zeros
    """
    ### BEGIN SOLUTION
    params = []
    for k in range(len(sizes) - 1):
        W = rng.normal(0.0, np.sqrt(2.0 / sizes[k]), size=(sizes[k], sizes[k + 1]))
        params.append((W, np.zeros(sizes[k + 1])))
    return params
    ### END SOLUTION


# %% [markdown]
# Ten layers of 64 units, 1,000 digits, and your weights; then the same weights, all halved, and all doubled. We print
# the root mean square of $h$ behind some of the layers.
#
# **Predict.** By which factor is the signal smaller behind the tenth layer, if all weights are halved?

# %% demo="ten-layers-forward"
deep = he_init([64] + [64] * 10, np.random.default_rng(4))

print("behind layer           0         2         4         6         9")
for factor in (0.5, 1.0, 2.0):
    h, sizes = X_train, []
    for W, b in deep:
        h = activation("relu", h @ (factor * W) + b)[0]
        sizes.append(np.sqrt(np.mean(h**2)))
    print(f"weights times {factor:3}", "".join(f"{sizes[k]:10.5f}" for k in (0, 2, 4, 6, 9)))
print(f"share of zeros in the last h: {np.mean(h == 0):.2f}")

# %% [markdown]
# By exactly $2^{10} = 1024$: a ReLU of half its input is half its output, so the factors of all layers multiply. With
# your weights the signal stays about as large as it was. About half of all $h$ are zero: "induces sparsity", says the
# slide, and here you see it.
#
# And the way back? "No gradient vanishing", says the slide of the ReLU. Let a random message of length 1 arrive at the
# top of ten layers, send it down with your `affine_backward`, and measure the length of each layer's $dW_k$. The ReLU
# gets weights of variance $2/D$, the other two $1/D$: tanh lets small sums through almost as they are, so there is no
# half to make up for. (With equal widths this is the start of Glorot, or *Xavier*.)
#
# **Predict.** The slope of the sigmoid is at most ¼. How much shorter is $dW$ in the first layer than in the last, ten
# layers up: by a factor of 10, of 1,000, of 100,000 or more?


# %% demo="ten-layers-back"
def gradient_lengths(name, scale=1.0, depth=10):
    """Return the length of dW in each layer of a deep network with the activation `name`."""
    rng = np.random.default_rng(5)
    variance = 2.0 if name == "relu" else 1.0
    h, passed = X_train[:200], []
    for _ in range(depth):
        W = scale * rng.normal(0.0, np.sqrt(variance / h.shape[1]), size=(h.shape[1], 64))
        value, slope = activation(name, h @ W)
        passed.append((h, W, slope))
        h = value
    message = rng.normal(size=h.shape)
    message /= np.linalg.norm(message)
    lengths = []
    for h, W, slope in reversed(passed):
        message, dW, _ = affine_backward(message * slope, h, W)
        lengths.append(np.linalg.norm(dW))
    return lengths[::-1]


def draw_lengths(scale, span=None):
    """Return the figure for weights that are larger, or smaller, by the factor `scale`."""
    lengths = {name: gradient_lengths(name.lower(), scale) for name in ("sigmoid", "tanh", "ReLU")}
    return plots.training.gradient_by_layer(lengths, span=span)


plots.show(draw_lengths(scale=1.0))

# %% [markdown]
# By more than 100,000. At every layer the sigmoid multiplies the message by a slope of ¼ or less, nine quarters make a
# factor of 260,000, and weights of this size do not make up for it. With the steps that suit the last layer, the first
# one stands still: this is the *vanishing gradient*. For tanh and ReLU the line is level.
#
# So is the slide right about the ReLU? With two reservations. A unit that is off passes nothing, and one that is off
# for every example gets no gradient at all; it is called *dead* (sections 7 and 10). And a level line takes more than
# a ReLU. Play with the scale of the weights. **Predict** first: with halved weights, which lines are still level?

# %% demo="play-with-the-scale"
plots.play(lambda scale: draw_lengths(scale, span=(1e-11, 1e7)), scale=[0.25, 0.5, 1.0, 2.0, 4.0])

# %% [markdown]
# On the way back the calculation of $D v / 2$ holds once more, with the number of *outputs* in place of $D$. Our layers
# are all equally wide, so one choice of $v$ keeps both directions level; with unequal widths one has to favour one.
#
# With halved weights the ReLU's line is level again, but $2^9 = 512$ times lower: what is lost on the way forward is
# missing in each $dW_k = h_k^\top df_k$, just as what is lost on the way back. Doubled, it lies as far above: the
# *exploding gradient*. The sigmoid's line is level at none of these scales.

# %% [markdown]
# ## 6 Forward, and what to keep
#
# The lecture writes the score function as layers in layers, $f(x) = f_{3;W_3}(f_{2;W_2}(f_{1;W_1}(x)))$. For a batch,
# with layers counted from 0:
#
# $$h_0 = X, \qquad f_k = h_k W_k + b_k, \qquad h_{k+1} = \max(0, f_k) \quad\text{for } k < K-1,$$
#
# and $f_{K-1}$ are the scores. (The slide calls them $y_i$, the letter of the labels.) All the weights and biases
# together are what the lecture concatenates to one long vector; we keep them apart, as a list of pairs, `params`.
#
# **Predict.** What does the way back need? Look again at $dW_k = h_k^\top df_k$ and at the condition $f_k > 0$. Which
# of the blue values have to be kept until the message comes by?

# %% demo="what-is-kept"
plots.show(plots.layers.relay([64, 32, 10], kept=True))

# %% [markdown]
# The input of each layer, and the input of each ReLU. The lecture calls them the "intermediate forward" values; in
# code they are the *cache*. Ours keeps the pair $(h_k, f_k)$ of each layer, the scores included, though nobody needs
# those again. The price is memory. The parameters of this network are 2,410 numbers, whatever the batch; the cache
# grows with $N$, 138 numbers for each digit, and with a large network it is often what fills the machine.
#
# **A slip to repair.** The slide *Multi-Layer Feedforward Network* prints an activation around every layer, also
# around the last: $f_{3;W_3}(x) = \sigma(W_3 x + b_3)$. It should be $W_3 x + b_3$. Suppose it were a ReLU.
#
# **Predict.** A network fresh from `he_init`, and $\max(0, f)$ in place of its scores. For how many of 1,000 digits is
# the score of the right class exactly 0?

# %% demo="relu-on-top"
[(W, b)] = he_init([64, 10], np.random.default_rng(6))
scores = np.maximum(X_train @ W + b, 0.0)
of_right_class = scores[np.arange(1000), y_train]

print(f"score of the right class is 0 for {np.sum(of_right_class == 0)} of 1000 digits")

# %% [markdown]
# For more than half of them, and for these the ReLU is off.
#
# **A question to answer in writing.** What would a ReLU around the last layer do to a classifier with cross-entropy:
# to what its scores can say, and to what it can learn about the digits that you just counted? What should stand there
# instead? Three or four sentences. *(3 points)*

# %% [markdown] written="relu-on-top-words" points=3
# **Model answer.** All sums below 0 become the same score 0: the network can no longer say which of two unlikely
# classes is the less likely, nor vote against a class other than by raising all the rest. Where the sum of the right
# class is negative, the derivative of the ReLU is 0, so the gradient that wants to raise this score is blocked exactly
# where it is needed most; such a digit teaches its own class nothing, and a class whose sum is negative for all
# examples is never learnt. The last layer has to be linear; the softmax in the loss takes its raw scores.
#
# **Rubric.** 1 point: what scores lose (all negative sums become equal, or: no score below 0, so no vote against a
# class). 1 point: no gradient where the right class's sum is negative, so that these digits, or a whole class, are not
# learnt. 1 point: a linear last layer, whose raw scores go into the loss.

# %% [markdown]
# ### The forward pass
#
# {{mlp_forward}}


# %% exercise="mlp_forward"
def mlp_forward(params: list, X: np.ndarray) -> tuple[np.ndarray, list]:
    """Return the scores of a multi-layer network, and what its backward pass will need.

    Parameters
    ----------
    params : list of (W, b), one pair a layer, the first layer first; W (inputs, outputs), b (outputs,)
    X : (N, D) one example a row

    Returns
    -------
    scores : (N, C), the weighted sums of the last layer
    cache : list of pairs; cache[k] is (input of layer k, its weighted sums before the activation)

    A ReLU stands behind every layer but the last; a network of one layer has none. Nothing
    that is given is changed.
    """
    ### BEGIN SOLUTION
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0.0)
    return f, cache
    ### END SOLUTION


# %% [markdown]
# From here on one network is with us, always with the same start:


# %% given="fresh"
def fresh():
    """Return a network with 64 inputs, 32 hidden units and 10 scores, as your `he_init` starts it."""
    return he_init([64, 32, 10], np.random.default_rng(0))


# %% [markdown]
# **Predict.** It has not seen a digit yet. What is its cross-entropy on the 1,000 digits, about? (Lesson 01 knows what
# somebody pays who knows nothing about ten classes.)

# %% demo="before-the-first-step"
scores, cache = mlp_forward(fresh(), X_train)

for k, (h, f) in enumerate(cache):
    print(f"layer {k}: h {h.shape}, f {f.shape}")
print(f"loss {cross_entropy(scores, y_train):.3f}, log 10 = {np.log(10):.3f}")
print(f"accuracy {accuracy(scores, y_train):.3f}")

# %% [markdown]
# About $\log 10$, as it should be: fresh scores are small, and the softmax of small scores is nearly the same for
# everyone. If a network's first loss is far from that, look for the mistake before taking a step.

# %% [markdown]
# ## 7 Backward through the network
#
# All parts lie ready. The message starts at the top as $df_{K-1}$, the gradient of the loss with respect to the
# scores, and goes down, $k = K-1, \dots, 0$:
#
# $$dW_k = h_k^\top\, df_k, \qquad db_k = \sum_i\, (\text{row } i \text{ of } df_k), \qquad dh_k = df_k W_k^\top,$$
#
# $$df_{k-1} = dh_k \text{ where } f_{k-1} > 0, \text{ and } 0 \text{ elsewhere.}$$
#
# The top layer has no ReLU, so its message is not masked. And each mask belongs to the layer whose sums $f_k$ it looks
# at: one index off, and it is a mask of another layer.
#
# ### The backward pass
#
# {{mlp_backward}}


# %% exercise="mlp_backward"
def mlp_backward(params: list, cache: list, dscores: np.ndarray) -> list:
    """Return the gradients of all weights and biases of a multi-layer network.

    Parameters
    ----------
    params : list of (W, b), one pair a layer, the first layer first
    cache : from `mlp_forward`: cache[k] is (input of layer k, its weighted sums before the ReLU)
    dscores : (N, C) gradient of the loss with respect to the scores, which no ReLU follows

    Returns
    -------
    list of (dW, db), the first layer first, of the shapes of params

    The derivative of the ReLU at exactly 0 is 0. Nothing that is given is changed, `dscores`
    neither.
    """
    ### BEGIN SOLUTION
    df, grads = dscores, []
    for k in reversed(range(len(params))):
        h, f = cache[k]
        if k < len(params) - 1:
            df = relu_backward(df, f)
        df, dW, db = affine_backward(df, h, params[k][0])
        grads.append((dW, db))
    return grads[::-1]
    ### END SOLUTION


# %% [markdown]
# **Predict.** If one of the 32 hidden units is off for all digits, which numbers in $dW_0$, $db_0$ and $dW_1$ are
# exactly 0? The unit is number 7, and we switch it off with a bias of −100.

# %% demo="a-unit-switched-off"
params = fresh()
params[0][1][7] = -100.0
scores, cache = mlp_forward(params, X_train)
(dW_0, db_0), (dW_1, db_1) = mlp_backward(params, cache, cross_entropy_grad(scores, y_train))

plots.show(plots.layers.activity(cache[0][1][:60] > 0))
print("columns of dW_0 that are all 0:", np.flatnonzero(np.all(dW_0 == 0, axis=0)))
print("entries of db_0 that are 0:    ", np.flatnonzero(db_0 == 0))
print("rows of dW_1 that are all 0:   ", np.flatnonzero(np.all(dW_1 == 0, axis=1)))

# %% [markdown]
# Everything that leads into the unit and everything that leads out of it. (In the picture, blue is a unit that is on
# for a digit; four columns have no blue.) Behind the unit $h = 0$, so $dW_1$ has nothing to multiply; before it the
# message is blocked. No step will move its weights, its inputs are the pictures, and so it remains off: that is what
# *dead* means. Three others were dead from the start: on every one of the 1,000 digits their weighted sums happen to be
# below 0. In a deeper layer the units below may go on moving, and with luck wake a dead one up.

# %% [markdown]
# ## 8 Loss and gradients
#
# One function ties the ends together. To the mean loss it adds a *penalty* on large weights, with a strength
# $\lambda \ge 0$ that we choose; what it is good for is lesson 07's subject, and it costs one line here:
#
# $$L = \frac1N \sum_{i=1}^{N} L_i + \frac{\lambda}{2} \sum_{k} \lVert W_k \rVert^2, \qquad
# dW_k = h_k^\top\, df_k + \lambda W_k .$$
#
# $\lVert W \rVert^2$ is the sum of all squared entries, and the ½ is there to cancel the 2 of its derivative. Biases
# pay nothing.
#
# ### Loss and gradients of a network
#
# {{loss_and_grads}}


# %% exercise="loss_and_grads"
def loss_and_grads(params: list, X: np.ndarray, y: np.ndarray, lam: float) -> tuple[float, list]:
    """Return the penalised cross-entropy of a network, and its gradients.

    Parameters
    ----------
    params : list of (W, b), one pair a layer
    X, y : (N, D) inputs, (N,) labels from 0 to C - 1
    lam : strength of the penalty, 0 or more

    Returns
    -------
    loss : one number: the *mean* cross-entropy over the N examples, plus lam / 2 times the
        sum of all squared weights of all layers, not divided by N; biases are not penalised
    grads : list of (dW, db), the first layer first: the gradient of that same number

    Finite however far the scores lie apart. Nothing that is given is changed.
    """
    ### BEGIN SOLUTION
    scores, cache = mlp_forward(params, X)
    loss = cross_entropy(scores, y) + 0.5 * lam * sum(np.sum(W**2) for W, _ in params)
    grads = mlp_backward(params, cache, cross_entropy_grad(scores, y))
    return float(loss), [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]
    ### END SOLUTION


# %% [markdown]
# **A slip to repair.** The loss "is a summation over all the training" examples, says the lecture. Ours is the mean.
# What is the difference? The gradient of a sum is $N$ times that of the mean, and so is each step that the hiker takes.
#
# **Predict.** Take 100 digits, and then the same 100 ten times over, which teach nothing new. How does the length of
# the gradient change, for the mean and for the sum?


# %% demo="sum-or-mean"
def length(grads):
    """Return the length of all gradients together, as one long vector."""
    return np.sqrt(sum(np.sum(part**2) for pair in grads for part in pair))


start = fresh()
for times in (1, 10):
    X, y = np.tile(X_train[:100], (times, 1)), np.tile(y_train[:100], times)
    loss, grads = loss_and_grads(start, X, y, lam=0.0)
    mean = length(grads)
    print(f"{len(y):4} digits: gradient of the mean {mean:.4f}, of the sum {len(y) * mean:8.2f}")

# %% [markdown]
# With the sum, whoever collects ten times the data must divide the step size by ten, or be thrown across the valley.
# The mean keeps it where it is. Without a penalty, the two have the same valleys.
#
# Now the great test: every one of the 2,410 gradients of the whole network against central differences.
#
# **Predict.** How often does the numerical gradient have to compute the loss? And the backward pass?

# %% demo="test-the-network"
lam, names = 0.1, ("W_0", "b_0", "W_1", "b_1")
start = fresh()
flat = [part for pair in start for part in pair]


def loss_with(position, value):
    """Return the loss of the network with one of its four arrays replaced."""
    parts = [value if i == position else part for i, part in enumerate(flat)]
    return loss_and_grads([(parts[0], parts[1]), (parts[2], parts[3])], X_20, y_20, lam)[0]


began = time.perf_counter()
slow = [numerical_gradient(lambda v, i=i: loss_with(i, v), part) for i, part in enumerate(flat)]
taken = time.perf_counter() - began
fast = [part for pair in loss_and_grads(start, X_20, y_20, lam)[1] for part in pair]
once = seconds(loss_and_grads, start, X_20, y_20, lam, repeats=20)

for name, a, b in zip(names, fast, slow, strict=True):
    print(f"d{name} {a.shape!s:9} largest relative error {relative_error(a, b):.0e}")
count = 2 * sum(part.size for part in flat)
print(f"numerical: {count} losses, {taken:.2f} s;  yours: {1e3 * once:.2f} ms")

# %% [markdown]
# Twice for each number, 4,820 times; the backward pass does it with the one forward pass and about twice the work of
# that. The errors are round-off (lesson 02). The largest belongs to an entry of $dW_0$ that is itself all but 0. Every
# formula is right, from the digits to the last bias.

# %% [markdown]
# ## 9 First overfit a handful
#
# "Step number one", says the lecture: "you want to be sure that you are able to overfit on the training data". Before
# the 1,000 digits, take 20 of them, two of each kind. A network with 2,410 numbers must be able to learn 20 pictures
# by heart. If it can't, no regularisation and no more data will help: something is broken, or the model is too small,
# or the steps don't suit it. And it takes a second to find out.
#
# **Predict.** Cover the labels. Which of the twenty do you misread?

# %% demo="twenty-digits"
plots.show(plots.training.digit_row(digits.images[handful], [f"{label}" for label in y_20]))

# %% [markdown]
# The walk itself is the lecture's gradient descent: a step against the gradient, $W_k \leftarrow W_k - \epsilon\,
# dW_k$ and $b_k \leftarrow b_k - \epsilon\, db_k$, with a step size $\epsilon$, `lr` in code, the same for all. Lesson
# 05 is about how to walk better. For now always use all 20, and no penalty.
#
# ### Overfit
#
# {{overfit}}


# %% exercise="overfit"
def overfit(
    loss_and_grads: Callable,
    params: list,
    X: np.ndarray,
    y: np.ndarray,
    lr: float,
    steps: int,
) -> list:
    """Return the parameters after some steps of gradient descent on all given examples.

    Parameters
    ----------
    loss_and_grads : function of (params, X, y, lam) that returns (loss, grads), as in section 8
    params : list of (W, b) to start from
    X, y : (N, D) inputs, (N,) labels: all of them in every step
    lr : step size
    steps : how many steps

    Returns
    -------
    list of (W, b): new arrays. Each step moves all W and b against their gradient, with
    lam = 0, and computes the gradient anew, once. `params` and its arrays stay as they were.
    """
    ### BEGIN SOLUTION
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]
    return params
    ### END SOLUTION


# %% [markdown]
# For the pictures that follow, `walk` walks in stages and keeps the network after each.


# %% given="walk"
def walk(params, X, y, lr=0.5, steps=200, every=5):
    """Return the network after each `every` steps of your `overfit`, the start included."""
    networks = [params]
    for _ in range(steps // every):
        networks.append(overfit(loss_and_grads, networks[-1], X, y, lr, every))
    return networks


def losses(networks, X, y):
    """Return the mean cross-entropy of each network."""
    return [cross_entropy(mlp_forward(params, X)[0], y) for params in networks]


# %% [markdown]
# **Predict.** Four networks walk 200 steps on the 20 digits. The first is yours. The second is yours too, but gets
# labels that were drawn by lot, so there is nothing to understand. The third has a bug, its backward pass forgets the
# ReLU's mask. The fourth has the slide's last layer, with a ReLU on top. Which of them learn all 20?


# %% demo="by-heart"
def without_mask(params, X, y, lam):
    """Return loss and gradients of a network whose backward pass takes each ReLU for a wire."""
    scores, cache = mlp_forward(params, X)
    message, grads = cross_entropy_grad(scores, y), []
    for (W, _), (h, _) in zip(params[::-1], cache[::-1], strict=True):
        message, dW, db = affine_backward(message, h, W)
        grads.append((dW, db))
    return cross_entropy(scores, y), grads[::-1]


def with_relu_on_top(params, X, y, lam):
    """Return loss and gradients of a network whose scores go through a ReLU too."""
    scores, cache = mlp_forward(params, X)
    on_top = np.maximum(scores, 0.0)
    message = relu_backward(cross_entropy_grad(on_top, y), scores)
    return cross_entropy(on_top, y), mlp_backward(params, cache, message)


start = fresh()
by_lot = np.random.default_rng(7).integers(0, 10, size=20)
runs = {
    "right": (loss_and_grads, y_20),
    "labels by lot": (loss_and_grads, by_lot),
    "mask forgotten": (without_mask, y_20),
    "ReLU on top": (with_relu_on_top, y_20),
}
for name, (function, labels) in runs.items():
    network = overfit(function, start, X_20, labels, 0.5, 200)
    loss, _ = function(network, X_20, labels, 0.0)
    on_20, on_others = (mlp_forward(network, X)[0] for X in (X_20, X_validation))
    if function is with_relu_on_top:
        on_20, on_others = np.maximum(on_20, 0.0), np.maximum(on_others, 0.0)
    print(f"{name:15} loss {loss:.3f}, right on the 20: {accuracy(on_20, labels):4.0%},", end=" ")
    print(f"on 397 others: {accuracy(on_others, y_validation):.0%}")

# %% [markdown]
# Three of them. The first even reads 72 % of the digits that it never saw, from two examples of each. The second proves
# that the machine can store what it is shown, and nothing else: of digits it knows nothing. The fourth fails, and its
# loss tells why. For six of the 20, all the zeros, sixes and nines, the score of the right class is stuck at 0 behind
# the ReLU, and so are all their other scores. Each pays $\log 10$ for ever, which makes a mean of
# $\tfrac{6}{20} \cdot 2.30 = 0.69$. (The two zeros count as right only because ties go to the first class.)
#
# The third is a warning. Its gradient is wrong, but not so wrong that it leads uphill, and a walk in about the right
# direction arrives too; here it even does better on the others. *Failing this test proves that something is wrong.
# Passing it does not prove that the gradient is right.* For that there is the numerical gradient. Do both.

# %% [markdown]
# ## 10 Bad places to be dropped
#
# Some starts cannot be left. The simplest idea, all weights and biases 0, is one of them, and no computer is needed to
# see why. $W_0 = 0$ makes $h_1 = 0$, so $dW_1 = h_1^\top df_1 = 0$; and $W_1 = 0$ makes $dh_1 = df_1 W_1^\top = 0$, so
# $dW_0 = 0$ as well. Only $b_1$ ever moves.
#
# Less obvious: random weights, but the same for all 32 hidden units. Equal units compute equal values, get equal
# messages and take equal steps. They start as twins, and stay so for ever: the network has 32 units and the use of
# one. Random weights are there to *break the symmetry*.
#
# **Predict.** 200 steps on 1,000 digits. At which loss does the network of zeros get stuck?

# %% demo="three-starts"
(W_0, b_0), (W_1, b_1) = start = fresh()
starts = {
    "all zero": [(0 * W_0, b_0), (0 * W_1, b_1)],
    "32 equal units": [(np.repeat(W_0[:, :1], 32, axis=1), b_0), (np.repeat(W_1[:1], 32, axis=0), b_1)],
    "random (He)": start,
}
walks = {name: walk(params, X_train, y_train) for name, params in starts.items()}
curves = {name: losses(networks, X_train, y_train) for name, networks in walks.items()}
plots.show(plots.training.loss_curves(curves, every=5, chance=np.log(10)))

W_equal = walks["32 equal units"][-1][0][0]
print("largest difference between equal units after 200 steps:", np.ptp(W_equal, axis=1).max())

# %% [markdown]
# At $\log 10$, near enough: with the biases alone it learns how frequent each digit is, and all are about equally
# frequent. The equal units get somewhere, together, and after 200 steps are still equal, but for round-off at most.
#
# Then the scale. Four hidden layers of 64 units, weights from a tenth to three times those of `he_init`, 100 steps on
# 300 digits.
#
# **Predict.** Does the share of units that are dead *at the start* depend on the scale? And after 100 steps?


# %% demo="scale-of-the-start"
def dead_share(params, X):
    """Return the share of hidden units that are off for every example."""
    _, cache = mlp_forward(params, X)
    return np.mean([np.all(f <= 0, axis=0) for _, f in cache[:-1]])


X_300, y_300 = X_train[:300], y_train[:300]
scales, results = (0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0), []
for scale in scales:
    before = [(scale * W, b) for W, b in he_init([64] + [64] * 4 + [10], np.random.default_rng(8))]
    after = overfit(loss_and_grads, before, X_300, y_300, 0.1, 100)
    loss = cross_entropy(mlp_forward(after, X_300)[0], y_300)
    results.append((dead_share(before, X_300), dead_share(after, X_300), loss))

plots.show(plots.training.start_scale(scales, *np.transpose(results), chance=np.log(10), steps=100))

# %% [markdown]
# At the start the scale makes no difference: it changes no sign. But large weights make large gradients, the first
# steps throw the sums of whole layers below 0, and a unit that is off for every example has no gradient to bring it
# back. When a layer has died, the network answers the same to every picture. Too small, and the signal that fades
# through five layers leaves gradients too short to get going in 100 steps. In between lies a window, and $2/D$ lies in
# it. Its edges depend on depth and step size; lesson 05 turns that knob.
#
# Last, the lecture's other way to begin: "you may have a warm start", from "a clustering or something to help". Ours is
# the network that knows 20 digits by heart.
#
# **Predict.** Both networks walk on the 1,000 digits. Which one has the lower loss at step 0, and is it still ahead
# after 100 steps?

# %% demo="warm-start"
starts = {"random start": fresh(), "warm start": overfit(loss_and_grads, fresh(), X_20, y_20, 0.5, 200)}
walks = {name: walk(params, X_train, y_train, steps=100) for name, params in starts.items()}
curves = {name: losses(networks, X_train, y_train) for name, networks in walks.items()}
plots.show(plots.training.loss_curves(curves, every=5))
for name, values in curves.items():
    print(f"{name:13}" + "".join(f"  step {5 * t}: {values[t]:.3f}" for t in (0, 2, 10, 20)))

# %% [markdown]
# The warm one, from the first step: 20 digits have taught it something about the other 980. Then its lead melts, from
# 1.4 nats to 0.8 after 10 steps and to 0.03 after 100. Here a warm start saves steps and changes nothing else. Lesson
# 09 asks what it is worth if the first network has seen other data, and more of them.

# %% [markdown]
# ## 11 In earnest
#
# 1,000 digits to learn from, 397 to watch, and 400 that nobody has looked at yet.
#
# **Predict.** Which of the two losses ends lower, that of the training digits or that of the others? By how much do
# the accuracies differ?

# %% demo="learning-curves"
networks = walk(fresh(), X_train, y_train, steps=400)
loss, right = {}, {}
for name, X, y in (("training", X_train, y_train), ("validation", X_validation, y_validation)):
    loss[name] = losses(networks, X, y)
    right[name] = [accuracy(mlp_forward(params, X)[0], y) for params in networks]
plots.show(plots.training.learning_curves(loss, right, every=5))

share = accuracy(mlp_forward(networks[-1], digits.X[test])[0], digits.y[test])
print(f"on the {len(test)} digits that nobody looked at: {share:.1%} right")

# %% [markdown]
# On the training digits, as you would expect: the walk goes downhill on their loss, and the other one only follows. It
# follows all the way, ever more slowly, and the accuracies end 3.5 points apart, 99.5 and 96.0 %. The unseen test
# digits agree with the validation digits, within what 400 digits can tell. A caution: 13 people wrote all of them, so
# the split has put the hand of each writer on both sides. For a stranger's digits, expect less.
#
# What has it learnt? A unit of the first layer has one weight for each pixel, so its weights are a picture: blue where
# ink speaks for the unit, orange, with a dash where strongly, where it speaks against it. Here are the six units that
# have changed most, at the start and at the end of the walk, and the difference.
#
# **Predict.** At the start the pictures are noise. What are they at the end: still noise, pictures of digits, or
# something in between?

# %% demo="first-layer"
W_before, W_after = fresh()[0][0], overfit(loss_and_grads, fresh(), X_train, y_train, 0.5, 400)[0][0]
most = np.argsort(-np.linalg.norm(W_after - W_before, axis=0))[:6]
rows = {"start": W_before, "end": W_after, "learnt": W_after - W_before}
plots.show(plots.layers.weight_pictures({name: W[:, most] for name, W in rows.items()}))

# %% [markdown]
# Something in between. What was learnt, the bottom row, is made of strokes and edges: ink here and not there. No unit
# is a picture of a digit; ten scores share all 32 units, and each combines many. And the noise of the start is still
# there, in the middle row. Where the data have no say, as at the left and right edges, which hardly ever carry ink,
# the gradient is next to 0 and the weights of the start remain.
#
# **Predict.** Look at some test digits that it gets wrong. Would you have got them right?

# %% demo="mistakes"
trained = overfit(loss_and_grads, fresh(), X_train, y_train, 0.5, 400)
test_scores = mlp_forward(trained, digits.X[test])[0]
guess = np.argmax(test_scores, axis=1)
certainty = np.exp(log_softmax(test_scores)).max(axis=1)
wrong = np.flatnonzero(guess != digits.y[test])
wrong = wrong[np.argsort(-certainty[wrong])][:10]
captions = [f"is {digits.y[test][i]}, says {guess[i]}\n({certainty[i]:.0%} sure)" for i in wrong]
plots.show(plots.training.digit_row(digits.images[test][wrong], captions, columns=5))

# %% [markdown]
# Some of them, surely. It is wrong on 11 of 400. How about the 1 that it takes for an 8, and is 90 % sure? Trained
# networks are often sure and wrong, as model C of lesson 01 was. Others are a matter of taste at 64 pixels.
#
# What does the hidden layer buy? To see a decision, go down to two numbers: the centre of the ink, across and up. A
# zero is centred, a six has its belly at the bottom, a seven its bar on top. The question: is it a zero, or one of the
# other two?
#
# **Predict.** A linear model divides the plane by one straight line, and sixes and sevens lie on opposite sides of the
# zeros. Which share of all will it get right: 95, 80 or 65 %?

# %% demo="regions"
place = np.arange(8) - 3.5
ink = digits.images.sum(axis=(1, 2))
across, up = digits.images.sum(axis=1) @ place / ink, -digits.images.sum(axis=2) @ place / ink
centre = np.stack([across, up], axis=1)
chosen = train[np.isin(y_train, (0, 6, 7))]
points, is_zero = centre[chosen], (digits.y[chosen] == 0).astype(int)


def classifier(hidden, seed=1):
    """Return a trained network as a function from points to labels; 0 hidden units make it linear."""
    sizes = [2, hidden, 2] if hidden else [2, 2]
    start = he_init(sizes, np.random.default_rng(seed))
    params = overfit(loss_and_grads, start, points, is_zero, 1.0, 400)
    return lambda p: np.argmax(mlp_forward(params, p)[0], axis=1)


def draw_regions(hidden):
    """Return the figure for a linear model beside one with some hidden units."""
    both = {"linear": classifier(0), f"hidden layer of {hidden}": classifier(hidden)}
    axes = "centre of the ink across (pixels)", "centre of the ink up (pixels)"
    return plots.training.regions(both, points, is_zero, ["six or seven", "zero"], features=axes)


plots.show(draw_regions(hidden=8))

# %% [markdown]
# 64 %, less than the two thirds that you get by never saying "zero". No line has the zeros on one side and both others
# on the other. A hidden layer folds the plane along straight lines, one for each unit, and what lies between two folds
# can be told from both sides. **Predict** how many units that takes; then play, from 1 to 24.

# %% demo="play-with-the-width"
plots.play(draw_regions, hidden=[1, 2, 3, 8, 24])

# %% [markdown]
# Two units are enough for a band: one line above, one below. At least from this start. The slider always drops the
# hiker at the same place.
#
# **Predict.** Ten random starts for each width. From how many does the network with 2 units find the band? With 8?

# %% demo="ten-starts-each"
for hidden in (2, 3, 8):
    right = [np.mean(classifier(hidden, seed)(points) == is_zero) for seed in range(10)]
    found = sum(share > 0.9 for share in right)
    print(f"hidden layer of {hidden}: {found:2} of 10 starts are right on more than 90 %")

# %% [markdown]
# From 4, and from all 10. In each of the six that failed with 2 units, a unit died on the way, or both fold the plane
# on the same side. Nothing was wrong with the gradient or with the width, only with the place of the start. A wide
# network gets more random folds to begin with, and it is enough that some of them lie well. This is one reason why
# networks are made wider than the solution needs.

# %% [markdown]
# ## 12 Take home
#
# Two messages, 15 to 40 words each, in sentences of your own. *(2 points each)*
#
# **A layer's backward pass:** what comes in, what goes out, and why are some of the results sums over the examples?

# %% take_home="take-home-layers" points=2
take_home_layers = """
### BEGIN SOLUTION
A layer gets a message and its own cached input. It returns the gradients of its weights
and biases, summed over the examples because every example used them, and passes a message
for its input further down.
### END SOLUTION
"""

# %% [markdown]
# **Before training in earnest:** what do you check, in which order, and what does each check not tell you?

# %% take_home="take-home-first-checks" points=2
take_home_first_checks = """
### BEGIN SOLUTION
First compare the gradient with a numerical one, then look for a first loss of log C, then
learn a handful by heart. Only the first looks at the gradient itself, and none of them
promises anything about new examples.
### END SOLUTION
"""

# %% [markdown]
# ## Where the fall line goes next
#
# You can now get the gradient of any network that is made of layers, for a whole batch, at about three times the cost
# of looking at its scores; you have tested it part by part and as a whole; and you know where not to be dropped. What
# you did with the gradient was the simplest thing: a fixed step downhill, always with all the data. Lesson 05 asks how
# long the steps should be, how few examples are enough for one, and what else can be done with a slope.
#
# **Credits.** The lesson follows Lecture 2.2, *Basic Concepts – Network Optimization*, of *Multimodal Machine
# Learning* (Carnegie Mellon University; Louis-Philippe Morency, course co-developed with Tadas Baltrušaitis, Spring
# 2021 edition taught by Yonatan Bisk). Digits: E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*,
# UCI Machine Learning Repository (1998), CC BY 4.0, in the edition of scikit-learn; scaled to lie between 0 and 1.
#
# **Further reading.** K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers* (2015), section 2.2, for the
# start; X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks* (2010),
# for tanh and sigmoid. The CS231n notes on neural networks, parts 1 and 2. Chapter 7 of S. Prince, *Understanding Deep
# Learning*. A. Karpathy's lecture *Becoming a backprop ninja*, which goes back through a network by hand. C. Zhang and
# others, *Understanding deep learning requires rethinking generalization* (2017), for labels by lot at full size.
