# %% [markdown]
# # 03 · Backprop I: gates and graphs
#
# A blindfolded hiker finds the slope by touching: two mini-steps for each parameter, and a network has millions of
# them. Whoever owns a map reads the slope off it, and in lesson 02 you drew such maps with pencil and paper: one
# derivation for each loss, from the beginning.
#
# Here you draw no more maps. You cut a computation into *gates* so small that the slope of each is obvious, and write
# the procedure that puts all of them together: **backpropagation**. One walk forward, one walk back, and every slope
# is known. You will have written an engine for gradients that does in small what PyTorch does in large, and it will
# train a network on penguins.
#
# **After this lesson you can** *carry* a gradient back through any gate by hand; *say* what happens at a kink;
# *explain* why slopes are multiplied along a path and added over paths; *write* an engine that does both, in the right
# order; *count* what the order saves; *write a test* that a careless engine fails; *treat* a whole module as one gate,
# and *avoid* its Jacobian.
#
# **You need** the chain rule for functions of one variable, the logistic function and the cross-entropy (lesson 01),
# central differences (lesson 02).
#
# | section | minutes |
# | --- | ---: |
# | 1 One neuron, one chain | 6 |
# | 2 Activation functions and their slopes | 12 |
# | 3 Local gradients: gates have characters | 11 |
# | 4 The sigmoid as gates | 11 |
# | 5 Where paths meet again | 7 |
# | 6 An engine in twenty lines | 14 |
# | 7 What the recursion saves | 6 |
# | 8 Write the test yourself | 7 |
# | 9 Train with it | 5 |
# | 10 A module with many inputs | 9 |
# | 11 Take home | 2 |
# | **total** | **90** |

# %% [markdown]
# The same letters stand in the formulas and in the code:
#
# | symbol | in code | meaning |
# | --- | --- | --- |
# | $x_1, x_2$ | `x1`, `x2` | inputs of a neuron |
# | $w_1, w_2, b$ | `w1`, `w2`, `b` | its weights and its bias |
# | $f$ | `f` | its score, the weighted sum $w_1 x_1 + w_2 x_2 + b$ |
# | $p = \sigma(f)$ | `p` | its output, between 0 and 1 |
# | $L$ | `L`, `root` | the loss: what comes out at the end |
# | $\partial L / \partial\,\text{out}$ | `up` | *upstream gradient*: how strongly $L$ answers to what a gate puts out |
# | $\partial\,\text{out} / \partial a$ | `local(node)` | *local derivative*: how strongly a gate answers to its input $a$ |
# | $\partial L / \partial a$ | `da`, `node.grad` | the gradient at $a$: what a gate passes back |
# | $N, C$ | | examples, classes |
# | $p_{ij}$ | `p[i, j]` | probability of class $j$ for example $i$; `p` is $(N, C)$ |
# | $h$ | `h` | size of a mini-step, a *touch* |
# | $J$ | | local Jacobian of a module: $J_{jk} = \partial p_j / \partial f_k$, a table $(C, C)$ for each example |

# %% given="setup"
from collections.abc import Callable
from functools import cache

import numpy as np

from fallline import check, check_words, datasets, hint, plots
from fallline.plots.graphs import Node, recorded

penguins = datasets.penguins()
mean, std = penguins.X.mean(axis=0), penguins.X.std(axis=0)
Z = (penguins.X - mean) / std
flipper, depth, gentoo = Z[:, 2], Z[:, 1], penguins.y == 2


def sigmoid(x):
    """Return the logistic function, without overflow (lesson 01)."""
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1.0, e) / (1.0 + e)


def softmax(scores):
    """Return the probabilities of the classes, row by row (lesson 01)."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def slope_by_touch(f, x, h=1e-5):
    """Return the slope of f at the number x by two mini-steps: a central difference (lesson 02)."""
    return (f(x + h) - f(x - h)) / (2 * h)


# %% [markdown]
# ## 1 One neuron, one chain
#
# The slides build networks "of artificial neurons" and describe one as "weighted sum followed by an activation
# function". The name comes from nerve cells, which collect signals and fire when there are enough of them; the
# likeness ends about there. With two inputs,
#
# $$f = w_1 x_1 + w_2 x_2 + b, \qquad p = \sigma(f).$$
#
# Here is one for penguins. $x_1$ is the flipper length and $x_2$ the depth of the bill, both standardised, and $p$ is
# to be the probability that the bird is a Gentoo. Nobody has trained it: the weights were set by eye.
#
# **Predict.** With $w_1 = 0.8$, $w_2 = -0.6$ and $b = -0.5$, what is the shape of the set of points where $p$ is
# exactly one half? And on which side of it must the Gentoos lie, if this is to work?

# %% demo="decision-line"
w1, w2, b = 0.8, -0.6, -0.5
bird = 170  # a Gentoo, with a ring around it


def neuron(x1, x2):
    """Return p for arrays of inputs."""
    return sigmoid(w1 * x1 + w2 * x2 + b)


plots.show(plots.neurons.decision_line(neuron, flipper, depth, gentoo, bird))

# %% [markdown]
# $p = ½$ means $f = 0$, the equation of a straight line: one neuron cuts its plane in two. This one is right about all
# 342 birds. It is not sure enough, though: the bird in the ring is a Gentoo with, rounded, $x_1 = 1.5$ and $x_2 = -1$,
# so that $f = 1.3$ and $p = 0.79$, and it costs $L = -\log p = 0.24$ nats. Which way should each weight move?
#
# Write the computation down as a **graph**. Every operation becomes a *gate*, and above each edge stands the value
# that flows along it, from left to right.
#
# **Predict.** How many gates does the neuron with its loss need, and which of them have more than one input?

# %% demo="forward-graph"
x1, x2 = 1.5, -1.0
f = w1 * x1 + w2 * x2 + b
p = float(sigmoid(f))
forward_graph = {
    "w₁": Node("w₁", w1),
    "x₁": Node("x₁", x1),
    "w₂": Node("w₂", w2),
    "x₂": Node("x₂", x2),
    "b": Node("b", b),
    "w₁x₁": Node("×", w1 * x1, ("w₁", "x₁")),
    "w₂x₂": Node("×", w2 * x2, ("w₂", "x₂")),
    "f": Node("+", f, ("w₁x₁", "w₂x₂", "b")),
    "p": Node("σ", p, ("f",)),
    "L": Node("−log", -np.log(p), ("p",)),
}
plots.show(plots.graphs.forward(forward_graph))

# %% [markdown]
# Five: two products, a sum of three, σ, and $-\log$. Now touch $w_1$. The touch runs to the right: $f$ answers, to that
# $p$, to that $L$. Each answer is some number of times as large as what caused it, and rates multiply: if the path
# climbs 0.2 m for each metre that you walk, and you walk 60 metres a minute, you gain 12 m a minute. This is the
# **chain rule**:
#
# $$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial p} \cdot \frac{\partial p}{\partial f} \cdot
# \frac{\partial f}{\partial w_1} = \Big({-\frac1p}\Big) \cdot p\,(1 - p) \cdot x_1 .$$
#
# **Predict.** Without a calculator: is the slope at $w_1$ positive or negative, and should $w_1$ grow or shrink?

# %% demo="one-touch"
touch = 0.001
f_touched = (w1 + touch) * x1 + w2 * x2 + b
p_touched = sigmoid(f_touched)
df, dp, dL = f_touched - f, p_touched - p, -np.log(p_touched) + np.log(p)

print("                 by touch   by formula")
print(f"f answers to w1  {df / touch:8.4f}   {x1:8.4f}")
print(f"p answers to f   {dp / df:8.4f}   {p * (1 - p):8.4f}")
print(f"L answers to p   {dL / dp:8.4f}   {-1 / p:8.4f}")
print(f"L answers to w1  {dL / touch:8.4f}   {-1 / p * p * (1 - p) * x1:8.4f}")

# %% [markdown]
# Negative: raise $w_1$ and the loss falls. The last number is the product of the three above it, and each of these
# needed nothing but the values at its own gate. That is the whole idea. What remains is to know the gates.

# %% [markdown]
# ## 2 Activation functions and their slopes
#
# The slides offer four, and a derivative for one of them only, the sigmoid. Here is the full table:
#
# | name | value at $x$ | slope at $x$ | |
# | --- | --- | --- | --- |
# | tanh | $\tanh x$ | $1 - \tanh^2 x$ | |
# | sigmoid | $\sigma(x) = (1 + e^{-x})^{-1}$ | $\sigma(x)\,(1 - \sigma(x))$ | as printed, overflows below $-709$ or so |
# | linear | $x$ | $1$ | the slide prints $ax + b$ |
# | ReLU | $\max(0, x)$ | 1 if $x > 0$, 0 if $x < 0$ | at 0: see below |
#
# *Linear* as printed is affine, and its $a$ and $b$ repeat what weights and bias do already, so here $a = 1$ and
# $b = 0$. It has its place in the last layer, but not between layers: $a_2(a_1 x + b_1) + b_2$ is again of the form
# $ax + b$, and a stack of such layers can do no more than one.
#
# For the ReLU the slide prints $\max(0, x) \sim \log(1 + \exp(x))$. The right-hand side is a function of its own,
# called **softplus**; $\sim$ can only mean *roughly*, and where a proof depends on it, it should be $<$. The next cells
# show how rough it is. First build softplus, so that it survives $x = 1000$; lesson 01 met a NumPy function for the
# logarithm of a sum of two exponentials.
#
# ### Softplus
#
# {{softplus}}


# %% exercise="softplus"
def softplus(x: np.ndarray) -> np.ndarray:
    """Return log(1 + e^x) of every entry, with the natural logarithm.

    Parameters
    ----------
    x : array of any shape, or a single number

    Returns
    -------
    array of float of the same shape; `x` stays as it is

    Finite, and without a RuntimeWarning, as far as |x| = 10,000: far to the right it is x
    itself, far to the left it is 0.
    """
    ### BEGIN SOLUTION
    return np.logaddexp(0.0, x)
    ### END SOLUTION


# %% [markdown]
# **Predict.** Where do softplus and ReLU differ most, and by how much? (At that place you know $e^x$ by heart.)

# %% demo="softplus-gap"
plots.show(plots.neurons.softplus_and_relu(softplus))

slope = slope_by_touch(softplus, 0.7)
print(f"slope of softplus at 0.7: {slope:.6f}     sigmoid(0.7): {sigmoid(0.7):.6f}")

# %% [markdown]
# At $x = 0$, by $\log 2 \approx 0.693$. Softplus lies above the ReLU everywhere: a smooth roof, not the same house. The
# printed line shows where it comes from. Its slope, $e^x/(1 + e^x)$, is the logistic function, so softplus is the
# integral of a soft step, as the ReLU is the integral of a hard one.
#
# One can make the roof fit as closely as one likes. **Predict.** Steepen it, $\log(1 + e^{\beta x})/\beta$: what
# happens to the gap at 0 when $\beta$ doubles?

# %% demo="softplus-sharper"
plots.play(
    lambda sharpness: plots.neurons.softplus_and_relu(softplus, sharpness),
    sharpness=[1, 2, 4, 8, 16],
)

# %% [markdown]
# It halves: $\log(2)/\beta$, which is 0.173 at $\beta = 4$. This is one of the "differentiable approximations" that the
# slides recommend. But networks use the ReLU itself, so what is its slope *on* the edge?
#
# **Predict.** At $x = 0$: what does a mini-step to the left say, one to the right, and a central difference?

# %% demo="at-the-kink"
h = 1e-5
print("from the left ", (np.maximum(0, 0) - np.maximum(0, -h)) / h)
print("from the right", (np.maximum(0, h) - np.maximum(0, 0)) / h)
print("central       ", slope_by_touch(lambda x: np.maximum(0, x), 0.0))

# %% [markdown]
# Three answers. The slide prints that an analytical gradient "is defined at every point in $f$"; it should be *at
# almost every point, and by convention at a* **kink**. Any number from 0 to 1 is the slope of a line through the kink
# that nowhere rises above the function, a *subgradient*, and each would do. Whoever writes a function has to choose one
# and to say so. Ours is the libraries' choice: **the slope of the ReLU at 0 is 0**. In training a score is hardly ever
# exactly 0, so it hardly matters; a check by central differences that sits on a kink complains all the same.
#
# ### Four activation functions
#
# {{activation}}


# %% exercise="activation"
def activation(name: str, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return an activation function of every entry of x, and its derivative there.

    Parameters
    ----------
    name : "relu", "tanh", "sigmoid" or "linear"; any other name raises an exception
    x : array of any shape, of floats or of whole numbers

    Returns
    -------
    value, derivative : two arrays of the shape of x, in this order

    The derivative is taken at x. That of the ReLU at 0 is 0; linear means f(x) = x. The
    sigmoid does not overflow. `x` stays as it is, and the value is a new array, never x itself.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)  # a copy
    if name == "relu":
        return np.maximum(x, 0.0), (x > 0).astype(float)
    if name == "tanh":
        return np.tanh(x), 1.0 - np.tanh(x) ** 2
    if name == "sigmoid":
        s = sigmoid(x)
        return s, s * (1.0 - s)
    if name == "linear":
        return x, np.ones_like(x)
    raise ValueError(f"no activation function is called {name!r}")
    ### END SOLUTION


# %% [markdown]
# **Predict.** Which of the four is steepest at $x = 0$? Which ones hardly answer any more at $x = 4$?

# %% demo="four-activations"
plots.show(plots.neurons.four_activations(activation))

# %% [markdown]
# At 0, tanh and linear have the slope 1, the sigmoid only ¼, and the ReLU, by convention (the dot), 0. At 4 the
# sigmoid's slope is 0.018 and that of tanh 0.0013; the ReLU's is 1. This is what the slide means by "no gradient
# vanishing". It holds where the unit is *active*: left of 0 the ReLU's slope is 0, and nothing gets through at all.
# Lesson 04 measures both in deep networks.

# %% [markdown]
# ## 3 Local gradients: gates have characters
#
# A gate in the middle of a graph knows nothing of the network. Two numbers are enough for it. From above comes `up`,
# $\partial L/\partial\,\text{out}$: how strongly the loss answers to what the gate puts out. Its own local derivative
# says how strongly the output answers to an input. The chain rule says *multiply*:
#
# $$\frac{\partial L}{\partial a} = \underbrace{\frac{\partial L}{\partial\,\text{out}}}_{\text{up}} \cdot
# \underbrace{\frac{\partial\,\text{out}}{\partial a}}_{\text{local}} .$$
#
# For $\text{out} = a + b$ both local derivatives are 1, and both inputs get `up` as it is. For $\text{out} = a\,b$,
# hold $b$ still: each touch of $a$ then comes out $b$ times as large. And the other way round.
#
# ### Multiply
#
# {{mul_backward}}


# %% exercise="mul_backward"
def mul_backward(up: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pass a gradient back through out = a * b, entry by entry.

    Parameters
    ----------
    up : gradient of the loss with respect to out
    a, b : the inputs of the gate; all three have the same shape, or are numbers

    Returns
    -------
    da, db : gradients of the loss with respect to a and to b, in this order; the arguments
        stay as they are
    """
    ### BEGIN SOLUTION
    return up * b, up * a
    ### END SOLUTION


# %% [markdown]
# For $\text{out} = a / b$, hold one input still and then the other. With $b$ fixed it is $a$ times the constant $1/b$.
# With $a$ fixed it is $a\,b^{-1}$, and the power rule gives $-a\,b^{-2}$: a larger divisor makes a quotient smaller.
#
# ### Divide
#
# {{div_backward}}


# %% exercise="div_backward"
def div_backward(up: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pass a gradient back through out = a / b, entry by entry.

    Parameters
    ----------
    up : gradient of the loss with respect to out
    a, b : the inputs of the gate, b nowhere 0; all three have the same shape, or are numbers

    Returns
    -------
    da, db : gradients of the loss with respect to a and to b, in this order; the arguments
        stay as they are
    """
    ### BEGIN SOLUTION
    return up / b, -up * a / b**2
    ### END SOLUTION


# %% [markdown]
# For $\text{out} = \max(a, b)$ only the larger input has a say. The smaller one may move a little and nothing happens.
# Where $a = b$ there is a kink, and the convention is: **all to $a$**. The ReLU is such a gate, $\max(0, x)$, and at
# $x = 0$ its first input, the 0, takes it all: the same convention as before.
#
# ### Maximum
#
# {{max_backward}}


# %% exercise="max_backward"
def max_backward(up: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pass a gradient back through out = maximum(a, b), entry by entry.

    Parameters
    ----------
    up : gradient of the loss with respect to out
    a, b : the inputs of the gate; all three have the same shape, or are numbers

    Returns
    -------
    da, db : gradients of the loss with respect to a and to b, in this order; the arguments
        stay as they are

    Where a and b are equal, all of it goes to a and nothing to b.
    """
    ### BEGIN SOLUTION
    return up * (a >= b), up * (a < b)
    ### END SOLUTION


# %% [markdown]
# **Predict.** Three gates have the inputs $a = 3$ and $b = -1$, and to each comes `up` = 2. What do they pass back?
# (In the drawings it stands *below* each edge, on a tint; the value still stands above.)


# %% demo="characters"
def gate(sign, out, back):
    """Return the drawing of one gate with its two inputs."""
    return {"a": Node("a", 3.0), "b": Node("b", -1.0), "out": Node(sign, out, ("a", "b"), back)}


gates = {
    "add: the same to both": gate("+", 2.0, (2.0, 2.0)),
    "multiply: swapped": gate("×", -3.0, mul_backward(2.0, 3.0, -1.0)),
    "max: all to the winner": gate("max", 3.0, max_backward(2.0, 3.0, -1.0)),
}
plots.show(plots.graphs.side_by_side(gates, columns=3, seed=2.0))

# %% [markdown]
# *Add* hands everyone the same. *Multiply* swaps: each input gets the other one's value times `up`. *Max* routes: the
# winner takes it all. The multiply gate explains why inputs are standardised. A weight's gradient is proportional to
# its input, so had the flippers been left in millimetres, around 200, their weight would have felt gradients 200 times
# as large as that of an input around 1.

# %% [markdown]
# ## 4 The sigmoid as gates
#
# "There's a divide, there's adding, exponent", says the lecture of the sigmoid. Take it apart:
#
# $$x \;\xrightarrow{\ \times(-1)\ }\; n = -x \;\xrightarrow{\ \exp\ }\; e = \exp n \;\xrightarrow{\ +1\ }\; d = 1 + e
# \;\xrightarrow{\ 1/d\ }\; \text{out} = \frac1d .$$
#
# (In this section $e$ is what the second gate puts out, and not Euler's number.) Walk back from the right. The lecture:
# "you initialize your gradient as one". That sounds like a guess or a setting; it is a derivative,
# $\partial\,\text{out}/\partial\,\text{out} = 1$: touch the output by $h$, and it has moved by $h$. A loss is a single
# number, and $\partial L/\partial L = 1$ is where every walk back begins. A module in the middle of a graph begins with
# the `up` that arrives, and if it puts out many numbers, with one `up` for each (section 10).
#
# For $x = 1.3$ the forward values are $n = -1.3$, $e = 0.273$, $d = 1.273$, $\text{out} = 0.786$. First step back: the
# slope of $1/d$ is $-1/d^2$, so $\partial\,\text{out}/\partial d = 1 \cdot (-0.618)$. Three steps are left.
#
# **Predict** them with pencil and paper: through $+1$, through $\exp$, through $\times(-1)$. Then let the computer do
# the same.
#
# ### The sigmoid, gate by gate
#
# {{sigmoid_gates}}


# %% exercise="sigmoid_gates"
def sigmoid_gates(x: float) -> dict[str, float]:
    """Return the logistic function of x and the gradients at all of its gates.

    Parameters
    ----------
    x : a number from -20 to 20: nothing overflows

    Returns
    -------
    dict with five numbers:
        "out"  the value 1 / (1 + e^-x)
        "dd"   the gradient of out with respect to the denominator d = 1 + e
        "de"   ... to e = exp(n)
        "dn"   ... to n = -x
        "dx"   ... to x

    The walk back starts with the gradient 1 at out. Each entry is the one before it times
    the slope of one gate.
    """
    ### BEGIN SOLUTION
    n = -x
    e = np.exp(n)
    d = 1.0 + e
    out = 1.0 / d
    dd = 1.0 * (-1.0 / d**2)
    de = dd * 1.0
    dn = de * e
    dx = dn * -1.0
    return {"out": out, "dd": dd, "de": de, "dn": dn, "dx": dx}
    ### END SOLUTION


# %% [markdown]
# Now compare with your pencil. The factor of each step stands on the left.

# %% demo="sigmoid-walk"
g = sigmoid_gates(1.3)
n, e = -1.3, np.exp(-1.3)
sigmoid_graph = {
    "x": Node("x", 1.3),
    "n": Node("×−1", n, ("x",), (g["dx"],)),
    "e": Node("exp", e, ("n",), (g["dn"],)),
    "d": Node("+1", 1 + e, ("e",), (g["de"],)),
    "out": Node("1/d", g["out"], ("d",), (g["dd"],)),
}
captions = ["forward", "seed:\n∂out/∂out = 1", "× (−1/d²)", "× 1", "× e", "× (−1)"]
plots.show(plots.graphs.walk(sigmoid_graph, captions))

# %% [markdown]
# Row by row, one gate more passes its gradient on: the new number is the one to its right times the factor on the left.
# At the end stands 0.168, positive: the sigmoid rises. Multiply everything out,
#
# $$1 \cdot \Big({-\frac{1}{d^2}}\Big) \cdot 1 \cdot e \cdot (-1) = \frac{e}{(1+e)^2} = \frac{1}{1+e} \cdot
# \frac{e}{1+e} = \text{out}\,(1 - \text{out}),$$
#
# and there is lesson 02's formula again. So you may treat the sigmoid as four gates or as one; nobody outside can tell.
# (One is safer: at $x = -800$ the four compute $0 \cdot \infty$, and $\text{out}\,(1 - \text{out})$ is 0.) **A gate may
# be of any size**, as long as it can pass a gradient back. Now put it into the neuron as one gate, and carry the
# gradient all the way to the weights with your own functions.
#
# **Predict.** What arrives at the $+$ gate? (You know it from lesson 02.) Which of the weights does the loss feel most?


# %% demo="neuron-walk"
def walked_back():
    """Return the drawing of the neuron, with the gradients that your functions pass back."""
    up_p = -1 / p  # through -log, starting with 1
    up_f = up_p * sigmoid_gates(f)["dx"]  # through σ; the + gate hands it to all three
    return forward_graph | {
        "w₁x₁": Node("×", w1 * x1, ("w₁", "x₁"), mul_backward(up_f, w1, x1)),
        "w₂x₂": Node("×", w2 * x2, ("w₂", "x₂"), mul_backward(up_f, w2, x2)),
        "f": Node("+", f, ("w₁x₁", "w₂x₂", "b"), (up_f, up_f, up_f)),
        "p": Node("σ", p, ("f",), (up_f,)),
        "L": Node("−log", -np.log(p), ("p",), (up_p,)),
    }


plots.show(plots.graphs.complete(walked_back()))

# %% [markdown]
# At $f$ stands $p - 1 = -0.214$, "what the model says minus what is true". The $+$ gate hands it to all three inputs.
# Then multiplication swaps: $w_1$ gets $-0.214 \cdot x_1 = -0.321$, the number of section 1, and is felt most. To lower
# the loss, $w_1$ and $b$ must grow and $w_2$ must shrink. The $x$'s get gradients too. Nobody can train a penguin, but
# in a deeper network $x_1$ would be the output of another neuron, and that number its `up`.
#
# Walk it yourself, gate by gate, and **predict** each number before you move on. (Where no kernel runs, the page shows
# step 3: σ has just passed its gradient on.)

# %% demo="walk-back"
plots.play(lambda step: plots.graphs.at_step(walked_back(), step), step=[0, 1, 2, 3, 4, 5, 6])

# %% [markdown]
# ## 5 Where paths meet again
#
# So far, each number went one way only. But the output of a neuron feeds many neurons of the next layer, and all of
# them end in the same loss. "If you have many neurons", says the lecture, "then it's a multi-path chain rule", with one
# term "for each of the path that you have", and "it's just become a sum". Why a sum?
#
# The smallest case is a diamond: $x$ feeds $u = e^x$ and $v = 3x$, and these meet again in $L = u\,v$. Touch $x$ at
# 0.5. Both $u$ and $v$ move. Let them move one at a time: first $u$ hears of the touch and $v$ does not, then the other
# way round.
#
# **Predict.** Is the answer to the whole touch the sum of the two partial answers, their product, or the larger one?


# %% demo="one-path-at-a-time"
def loss_when(x_for_u, x_for_v):
    """Return L when u and v are told different values of x."""
    return np.exp(x_for_u) * (3 * x_for_v)


x_0 = 0.5
for h in (0.1, 0.001):
    along_u = (loss_when(x_0 + h, x_0) - loss_when(x_0, x_0)) / h
    along_v = (loss_when(x_0, x_0 + h) - loss_when(x_0, x_0)) / h
    both = (loss_when(x_0 + h, x_0 + h) - loss_when(x_0, x_0)) / h
    total = along_u + along_v
    print(f"h = {h:<5}  along u {along_u:.3f}  along v {along_v:.3f}  sum {total:.3f}  both {both:.3f}")

# %% [markdown]
# The sum, and the more exactly the smaller the touch. In symbols, a touch $h$ moves $L = u\,v$ by
#
# $$\Delta L = v\,\Delta u + u\,\Delta v + \Delta u\,\Delta v,$$
#
# and the last term, of the size of $h^2$, dies out when we divide by $h$: small touches don't disturb one another. So
# for every graph: **along a path slopes are multiplied, over paths they are added**,
#
# $$\frac{\partial L}{\partial x} = \sum_{\text{paths from } x \text{ to } L}\ \ \prod_{\text{edges of the path}}
# \text{local derivative}.$$
#
# To try it we need graphs that a program can walk on. A `V` is a number that remembers where it came from: each
# operation makes a new node that knows its parents, so the forward pass itself writes the graph down.


# %% given="engine"
class V:
    """A number in a graph: its value, its parents (what it was made from), and the gate that made it."""

    def __init__(self, data: float, parents: tuple["V", ...] = (), op: str | None = None) -> None:
        self.data, self.parents, self.op = data, parents, op
        self.grad = 0.0

    def __add__(self, other: "V | float") -> "V":
        other = other if isinstance(other, V) else V(other)
        return V(self.data + other.data, (self, other), "+")

    def __mul__(self, other: "V | float") -> "V":
        other = other if isinstance(other, V) else V(other)
        return V(self.data * other.data, (self, other), "*")

    __radd__, __rmul__ = __add__, __mul__  # 2 + x, 2 * x: the number cannot, so Python asks x

    def exp(self) -> "V":
        """Return e to the power of this node."""
        return V(float(np.exp(self.data)), (self,), "exp")

    def relu(self) -> "V":
        """Return this node, or 0 if it is negative."""
        return V(max(self.data, 0.0), (self,), "relu")


def local(node: V) -> tuple[float, ...]:
    """Return the local derivatives of a node: one for each of its parents, in their order."""
    if node.op == "*":
        a, b = node.parents
        return b.data, a.data
    if node.op in ("exp", "relu"):
        return (node.data,) if node.op == "exp" else (float(node.data > 0),)
    return tuple(1.0 for _ in node.parents)  # a sum; and nothing for a number that no gate made


def tape(root: V, leaf: V) -> tuple[list[tuple[str | None, float, list[int]]], int | None]:
    """Return a graph as rows (op, value, rows of its parents), root first, and the row of the leaf."""
    rows, nodes = {root: 0}, [root]
    for node in nodes:  # the list grows while we walk along it
        for parent in node.parents:
            if parent not in rows:
                rows[parent] = len(nodes)
                nodes.append(parent)
    table = [(node.op, node.data, [rows[parent] for parent in node.parents]) for node in nodes]
    return table, rows.get(leaf)


# %% [markdown]
# `local(node)` gives the slopes of one gate, one for each parent. (`tape` writes a graph down as rows. You need it only
# in so far as section 8 is checked with it.) Here is the diamond, and here the formula above, word for word.


# %% given="every-path"
def along_every_path(root, leaf):
    """Return the gradient of root with respect to leaf: the sum over paths of the product of slopes."""
    if root is leaf:
        return 1.0
    edges = zip(root.parents, local(root), strict=True)
    return sum(slope * along_every_path(parent, leaf) for parent, slope in edges)


# %% [markdown]
# **Predict** from the printed lines above: what does the sum over both paths give?

# %% demo="diamond"
x = V(0.5)
L = x.exp() * (3.0 * x)
plots.show(plots.graphs.forward(recorded(L, local, {"x": x, "L": L})))

print("sum over the paths:", along_every_path(L, x))
print("by touch:          ", slope_by_touch(lambda x: np.exp(x) * 3 * x, 0.5))

# %% [markdown]
# ## 6 An engine in twenty lines
#
# 7.419, as by touch: right, and useless. A network in which each of ten layers has a hundred neurons has $100^{10}$
# paths. The lecture's way out: "this gradient computation can be done recursively and that's the beauty of it". Group
# the paths by their first edge. All that go from $x$ to a node $u$ first have the slope $\partial u/\partial x$ in
# common, and what is left of them adds up to $\partial L/\partial u$, which has been computed once and for all:
#
# $$\frac{\partial L}{\partial x} = \sum_{u \text{ that uses } x} \frac{\partial L}{\partial u} \cdot
# \frac{\partial u}{\partial x}, \qquad \frac{\partial L}{\partial L} = 1 .$$
#
# In an engine a node does not ask its users. It *tells its parents*: it adds its own gradient, times one slope, to
# theirs. There are three classic ways to get this wrong. Take $z = 3x$ and $y = 4z + z$, with $x = 2$. (In the
# drawings, $z$ is what the gate ×3 puts out.)
#
# **Predict.** What is $\partial y/\partial x$? And $z$ hears 1 from one user and 4 from the other: in which ways can
# that go wrong?


# %% demo="three-ways-to-fail"
def rejoined(at_x):
    """Return the drawing of y = 4z + z, z = 3x, at x = 2, with this gradient at x."""
    return {
        "x": Node("x", 2.0),
        "z": Node("×3", 6.0, ("x",), (at_x,)),
        "u": Node("×4", 24.0, ("z",), (4.0,)),
        "y": Node("+", 30.0, ("z", "u"), (1.0, 1.0)),
    }


passes = {
    "right": rejoined(15.0),
    "= in place of +=": rejoined(12.0),
    "passed on too early": rejoined(3.0),
    "passed on once per path": rejoined(18.0),
}
notes = {
    "right": "z hears 1 + 4 = 5; x gets 5 · 3",
    "= in place of +=": "at z, 4 replaces 1; x gets 4 · 3",
    "passed on too early": "z hears 1; x gets 1 · 3; then z hears 4",
    "passed on once per path": "z hears 1, then 5; x gets 1 · 3 + 5 · 3",
}
plots.show(plots.graphs.side_by_side(passes, columns=2, notes=notes))

# %% [markdown]
# $y = 15x$, so 15 is right. If the second message *replaces* the first, a path is lost. If $z$ passes on what it has
# as soon as it hears from one user, the other comes too late. If it passes on its sum each time that it hears
# something, the first message travels twice. So:
#
# 1. *Begin* with 0 everywhere, and 1 at the root.
# 2. *Wait*: a node's turn comes when all of its users have had theirs.
# 3. *Add*, to each parent, the node's gradient times the slope.
#
# The crux is the order. It is called a **topological order**, and there are two ways to find one. *Count*: note for
# each node how many edges lead to users, and let it have its turn when the last of them has reported. Or *list*: go
# down from the root, depth first; write a node down only *after* all of its parents; then go through the list from its
# end. A function that calls itself does the second one nicely, until a graph is deeper than Python's limit of about a
# thousand calls. So count, or keep your own list of nodes that wait.
#
# ### Backward
#
# {{backward}}


# %% exercise="backward"
def backward(root: V) -> None:
    """Fill in .grad, the gradient of root, at every node from which root can be reached.

    Parameters
    ----------
    root : the last node of a graph

    Returns nothing. Afterwards root.grad is 1.0, and each node's grad is the sum over its
    users of the user's grad times the local derivative; a parent that stands twice in
    `parents` counts twice. Every grad is reset first, so that a second call gives the same.
    Values and parents stay as they are. A graph may be thousands of nodes deep, deeper than
    Python lets a function call itself.
    """
    ### BEGIN SOLUTION
    order, seen, waiting = [], set(), [(root, False)]
    while waiting:
        node, parents_are_listed = waiting.pop()
        if parents_are_listed:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting += [(node, True), *((parent, False) for parent in node.parents)]
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, local(node), strict=True):
            parent.grad += node.grad * slope
    ### END SOLUTION


# %% [markdown]
# Here is the diamond once more, walked back by your engine. Below each edge stands what the node on its right told the
# node on its left.
#
# **Predict.** Two numbers arrive at $x$. Which of the numbers printed in section 5 are they?

# %% demo="diamond-backward"
x = V(0.5)
L = x.exp() * (3.0 * x)
backward(L)
plots.show(plots.graphs.complete(recorded(L, local, {"x": x, "L": L})))

print("gradient at x:", x.grad)

# %% [markdown]
# 2.47 along $u$ and 4.95 along $v$, those of the smaller touch, together 7.419. One graph proves little, so check the
# engine as you checked gradients in lesson 02: against mini-steps, on something tangled.
#
# **Predict.** How small will the relative differences be: about $10^{-3}$, about $10^{-10}$ or exactly 0?


# %% demo="gradient-check"
def tangled(a, b, c):
    """Return a graph in which nearly everything is used twice."""
    s = a * b + c
    t = (s * a).relu() + (b * 0.3).exp()
    return t * s + t * (c + s)


start = [1.2, 0.7, -0.4]


def touched(i):
    """Return the slope with respect to input number i, by touch."""

    def value_at(number):
        return tangled(*map(V, [*start[:i], number, *start[i + 1 :]])).data

    return slope_by_touch(value_at, start[i])


leaves = [V(number) for number in start]
backward(tangled(*leaves))
for i, leaf in enumerate(leaves):
    ratio = leaf.grad / touched(i)
    print(f"{'abc'[i]}:  engine {leaf.grad:.9f}   touch {touched(i):.9f}   ratio - 1: {ratio - 1:.0e}")

# %% [markdown]
# About $10^{-10}$ and less: the error of the mini-steps themselves. The engine takes no steps, and makes no such error.
#
# **What PyTorch does.** You have written, in small, its `loss.backward()`. There, too, every operation leaves a node
# that remembers its parents (`grad_fn`) and the values that its slopes need; `backward` takes the nodes in order,
# begins with 1 and adds. "What those libraries like PyTorch [...] are doing underneath", says the lecture, "is a lot of
# this computation for you." Three differences. A node there holds a whole array. Each operation brings a function that
# passes a gradient back, in place of a tuple of slopes; section 10 says why. And `.grad`, which only leaves keep, is
# *not* reset: the next walk back adds to it, which is why training loops call `zero_grad()`, and why forgetting it is a
# favourite bug.

# %% [markdown]
# ## 7 What the recursion saves
#
# A ladder makes the difference plain. Each rung computes $y \leftarrow ½\,y + y$, so there are two ways across it, and
# $n$ rungs have $2^n$ paths. Both procedures are right, and both ask `local` for slopes. Count the slopes.
#
# **Predict.** From one rung to the next, what happens to the count of `along_every_path`? To that of `backward`?


# %% demo="ladder"
def ladder(rungs):
    """Return the foot and the top of a ladder of y = 0.5 y + y."""
    foot = top = V(1.0)
    for _ in range(rungs):
        top = top * 0.5 + top
    return foot, top


def count_slopes(procedure):
    """Return how many local derivatives a procedure asks for."""
    global local  # for a moment, a function that counts stands in for it
    original, counts = local, []

    def counting(node):
        slopes = original(node)
        counts.append(len(slopes))
        return slopes

    local = counting
    try:
        procedure()
    finally:
        local = original
    return sum(counts)


rungs = list(range(1, 15))
counts = {"along_every_path": [], "backward": []}
for n in rungs:
    foot, top = ladder(n)
    counts["along_every_path"].append(count_slopes(lambda top=top, foot=foot: along_every_path(top, foot)))
    counts["backward"].append(count_slopes(lambda top=top: backward(top)))
plots.show(plots.engine.operations(rungs, counts))

print(f"both are right: {foot.grad:.4f} and {along_every_path(top, foot):.4f}; 1.5^14 = {1.5**14:.4f}")

# %% [markdown]
# The first doubles and grows by four, the second only grows by four, once for each edge of a rung. For the network of
# ten layers with a hundred neurons it is $10^{20}$ paths against about 100,000 edges.
#
# **Backwards or forwards?** One could also start at a leaf and carry slopes along with the values: how does everything
# answer to $w_1$? Such a walk (*forward mode*) serves one input, and then another walk is due for $w_2$, as with
# mini-steps. The walk back (*reverse mode*) starts at one output and serves *all* inputs. A loss is one output of
# perhaps a million inputs, so we walk back. The price is memory: a multiply gate needs both of its inputs on the way
# back, so all values must be kept until then.
#
# **A question to answer in writing.** $2^{14}$ paths lead down the ladder and `backward` walks none of them separately,
# and yet it adds all of them up. Which rule of arithmetic makes this possible, and why does it fail if a node passes
# its gradient on before all of its users have reported? Three or four sentences. *(3 points)*

# %% [markdown] written="why-wait" points=3
# **Model answer.** Multiplication distributes over addition: $a\,s + b\,s = (a + b)\,s$. All paths that run through a
# node share the slopes below it, so their upper parts can be added first, and the sum, the node's gradient, is
# multiplied by each slope below only once. For this the sum must be complete: what arrives after the node has passed
# its gradient on is either never multiplied by the slopes below (those paths are missing), or is passed on together
# with what had been passed on already (those paths count twice). Hence a node waits until all its users have reported.
#
# **Rubric.** 1 point: the distributive law is named, or factoring out is described or written as a formula. 1 point:
# what is factored out: the part of the paths that they share *below* the node (between it and the leaf), while a node's
# gradient is the sum over the parts above it. 1 point: the consequence of passing on early: paths missing, or counted
# twice if the whole sum is passed on again.

# %% [markdown]
# ## 8 Write the test yourself
#
# A colleague offers you another engine. Would you notice if it were wrong? On a chain, where nothing arrives twice, `=`
# does as well as `+=`, and any order will do. A test is as good as its graph. Build one that gives every careless
# engine away, and state the right gradient, worked out by hand. What can go wrong, and what must your graph contain?
#
# | a careless engine | is found out by |
# | --- | --- |
# | overwrites: `=` for `+=` | a node that hears two messages |
# | passes on too early, or once per path | such a node *between* leaf and root: only it has something to pass on |
# | is right by luck of the order | a gate on each way from that node to the root's gate, and two more on one of them |
# | tells only the first parent | a second parent on the way to the leaf: `x` in `y * x`, but not in `3.0 * x` (see `V`) |
# | forgets `up`, or adds slopes along a path | slopes other than 1, and a gradient that no other rule gives |
#
# ### A graph that exposes careless engines
#
# {{exposing_graph}}


# %% exercise="exposing_graph"
def exposing_graph() -> tuple[V, V, float]:
    """Return a graph on which careless backward passes give a wrong gradient.

    Returns
    -------
    root : V, the last node of the graph
    leaf : V, a node without parents, made with V(number)
    gradient : float, the derivative of root with respect to leaf, worked out by hand

    At most 12 nodes, counting every number that is made into a node (3.0 * x makes two);
    all values finite; the size of the gradient from 0.001 to 1000. `backward` is not called.
    """
    ### BEGIN SOLUTION
    x = V(2.0)
    z = V(3.0) * x  # x is the second parent
    short = z * 7.0
    long = z * 4.0 * 5.0 * 2.0
    return short + long, x, (7.0 + 4.0 * 5.0 * 2.0) * 3.0
    ### END SOLUTION


# %% [markdown]
# **Predict.** Which number stands below each edge of your own graph? Then look.

# %% demo="your-graph"
root, leaf, gradient = exposing_graph()
backward(root)
plots.show(plots.graphs.complete(recorded(root, local, {"leaf": leaf})))

print("by hand:", gradient, "  by your engine:", leaf.grad)

# %% [markdown]
# ## 9 Train with it
#
# What the engine can differentiate, it can train. Sixty penguins, one measurement to predict another: from
# the length of the flippers, the depth of the bill. No straight line does well here, since Gentoos have the longest
# flippers and the shallowest bills, while within each species the two grow together. So take eight neurons with a ReLU,
# weigh what they say by $v_k$, and add it up with a last bias $c$:
#
# $$\hat y = c + \sum_{k=1}^{8} v_k \max(0,\ w_k x + b_k), \qquad L = \frac1{60} \sum_{i} (\hat y_i - y_i)^2 .$$
#
# $\hat y$ is the net's answer and $y$ the measured depth. There are 25 parameters, each of them a `V`. The whole
# training loop is: build the graph, walk back, step downhill.
#
# **Predict.** How many evaluations of the loss would mini-steps need for one step of training, and how many graphs
# does the engine build for it?

# %% demo="train"
chosen = np.random.default_rng(0).permutation(len(flipper))[:60]
xs, ys = flipper[chosen].tolist(), depth[chosen].tolist()
grid = np.linspace(-2.1, 2.2, 87)
line = np.polyval(np.polyfit(xs, ys, deg=1), xs)


def predict(neurons, c, x):
    """Return the net's output: c plus what eight ReLUs say."""
    return sum((v * (w * x + b).relu() for w, b, v in neurons), c)


def loss_of(neurons, c):
    """Return the mean squared error over the sixty penguins."""
    errors = [predict(neurons, c, x) + (-y) for x, y in zip(xs, ys, strict=True)]
    return sum((error * error for error in errors), V(0.0)) * (1 / len(xs))


@cache  # trains once; the cells below ask for the same again
def training():
    """Train a net; return the losses, the fits after some steps, and its parameters."""
    rng = np.random.default_rng(10)
    neurons = [(V(w), V(b), V(v)) for w, b, v in rng.normal(size=(8, 3)) * [1.0, 1.0, 0.5]]
    c = V(0.0)
    parameters = [c, *(number for neuron in neurons for number in neuron)]
    losses, fits = [], {}
    for step in range(301):
        L = loss_of(neurons, c)
        losses.append(L.data)
        if step in (0, 10, 60, 150, 300):
            fits[step] = [predict(neurons, c, x).data for x in grid]
        backward(L)
        for parameter in parameters:
            parameter.data -= 0.1 * parameter.grad
    return losses, fits, neurons, c


losses, fits, neurons, c = training()
print(f"25 parameters, {len(tape(loss_of(neurons, c), c)[0]):,} nodes in the graph of one loss")
print(f"loss {losses[0]:.3f} at the start, {losses[-1]:.3f} after 300 steps")

# %% [markdown]
# Fifty evaluations, two for each parameter, against one graph, walked once forward and once back.
#
# **Predict.** Eight ReLUs added up: what kind of curve is that? Straight, smooth, or with corners?


# %% demo="training-curves"
def in_mm(column, z):
    """Return standardised measurements in millimetres."""
    return np.asarray(z) * std[column] + mean[column]


def picture(*steps):
    """Draw the fits after these steps."""
    losses, fits, *_ = training()
    shown = {step: in_mm(1, fits[step]) for step in steps}
    straight = np.mean((line - ys) ** 2)
    return plots.engine.training(in_mm(2, xs), in_mm(1, ys), in_mm(2, grid), shown, losses, straight)


plots.show(picture(0, 60, 300))

# %% [markdown]
# Corners, since each ReLU contributes one bend. Training has moved them to where they are needed: up with the small
# species, down at about 200 mm, where the Gentoos begin, and up again. The loss falls from 3.496 to 0.357, little more
# than half of what the best straight line leaves. (It depends on the start: with `default_rng(2)` in the cell above it
# is still at 0.604 after 300 steps. Lessons 04 and 06 return to this.)
#
# **Predict.** At step 60 the net is already better than the straight line. Which of its bends is still missing?

# %% demo="training-steps"
plots.play(lambda step: picture(step), step=[0, 10, 60, 150, 300])

# %% [markdown]
# The second one: until then the curve only knows up and down, and the Gentoos' own rise is learnt last.
#
# Would you have noticed if one of the 25 slopes had been slightly wrong? The loss would have fallen all the same. So
# check them, at the trained net, by touch.
#
# **Predict.** How many times does this cell evaluate the loss?

# %% demo="test-the-net"
*_, neurons, c = training()
parameters = [c, *(number for neuron in neurons for number in neuron)]


def slope_of(parameter):
    """Return the slope of the loss with respect to one parameter, by touch."""
    before = parameter.data

    def loss_at(number):
        parameter.data = number
        return loss_of(neurons, c).data

    slope = slope_by_touch(loss_at, before)
    parameter.data = before
    return slope


backward(loss_of(neurons, c))
worst = max(abs(slope_of(parameter) - parameter.grad) for parameter in parameters)
print(f"largest difference of {len(parameters)} slopes: {worst:.0e}")

# %% [markdown]
# Fifty-one times: two for each of the 25 slopes by touch, and one for all the slopes of the engine. They differ by
# about $10^{-11}$ at most.

# %% [markdown]
# ## 10 A module with many inputs
#
# Four gates were one sigmoid; the whole net could be one gate as well. A unit, says the lecture, may be "a full
# transformer" or a CNN: "as long as I can compute that local Jacobian [...] this is all that I need to be very
# efficient". With vectors in and out, the local derivative is a table, the **Jacobian**: how does output $j$ answer to
# input $k$? For softmax, with one example's scores $f$ and probabilities $p$, the quotient rule gives, as in lesson 02,
#
# $$p_j = \frac{e^{f_j}}{\sum_m e^{f_m}}, \qquad J_{jk} = \frac{\partial p_j}{\partial f_k} =
# p_j\,\big([j = k] - p_k\big),$$
#
# where $[j = k]$ is 1 if the classes are the same and 0 if not. The chain rule sums over the paths, as always: from
# $f_k$ one path leads through every $p_j$. With $\text{up}_j = \partial L/\partial p_j$,
#
# $$\frac{\partial L}{\partial f_k} = \sum_j \text{up}_j\, J_{jk},$$
#
# a row of $C$ numbers times a table is again a row of $C$ numbers: a **vector-Jacobian product**. And here the
# quotation needs a repair. All that I need is the *product*, and to compute the Jacobian for it would be anything but
# efficient.
#
# **Predict.** A language model chooses each of $N = 1024$ tokens out of $C = 50{,}257$. The probabilities take $NC$
# numbers of 4 bytes. How much do the Jacobians take, one for each token?

# %% demo="memory"
tokens, vocabulary = 1024, 50_257
print(f"probabilities: {tokens * vocabulary * 4 / 1e9:10,.2f} GB")
print(f"Jacobians:     {tokens * vocabulary**2 * 4 / 1e9:10,.2f} GB")

# %% [markdown]
# Ten terabytes, for a table that is used once. So put $J$ into the sum and let the bracket do its work:
#
# $$\frac{\partial L}{\partial f_k} = \sum_j \text{up}_j\, p_j \big([j = k] - p_k\big) = p_k\,\Big(\text{up}_k - \sum_j
# \text{up}_j\, p_j\Big).$$
#
# What remains is one sum over the classes of each example, a subtraction and a product: $NC$ numbers instead of $NC^2$.
#
# ### Back through softmax
#
# {{softmax_vjp}}


# %% exercise="softmax_vjp"
def softmax_vjp(p: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Pass a gradient back through softmax: upstream times the Jacobian, example by example.

    Parameters
    ----------
    p : (N, C) probabilities, what softmax put out; each row sums to 1
    up : (N, C) gradient of the loss with respect to p

    Returns
    -------
    (N, C) gradient of the loss with respect to the scores; the arguments stay as they are

    Each row is on its own: nothing is summed or averaged over the examples.
    """
    ### BEGIN SOLUTION
    return p * (up - (up * p).sum(axis=1, keepdims=True))
    ### END SOLUTION


# %% [markdown]
# Try it on model B of lesson 01, which could not decide between its five classes. The loss is the cross-entropy of the
# label *dog*, so above softmax stands $-\log p_{\text{dog}}$, and `up` is 0 but for $-1/p_{\text{dog}}$. The table in
# the middle is made by touch.
#
# **Predict.** Lesson 02 derived the gradient of softmax and cross-entropy together, with a page of algebra. What must
# the row on the right be? And what do the rows of the Jacobian sum to?

# %% demo="through-softmax"
animals = ("duck", "cat", "dog", "pig", "bird")
scores = np.array([[0.8, 1.2, 1.0, 0.9, 1.1]])
probability = softmax(scores)
up = np.zeros((1, 5))
up[0, 2] = -1 / probability[0, 2]

jacobian = np.stack(
    [slope_by_touch(lambda t, k=k: softmax(scores + t * np.eye(5)[k])[0], 0.0) for k in range(5)], axis=1
)
passed_on = softmax_vjp(probability, up)
plots.show(plots.engine.row_times_jacobian(animals, up, jacobian, passed_on))

print("p minus one-hot:     ", np.round(probability[0] - np.eye(5)[2], 3) + 0.0)
print("passed on:           ", np.round(passed_on[0], 3) + 0.0)
print("row by table product:", np.round((up @ jacobian)[0], 3) + 0.0)

# %% [markdown]
# $p$ minus one-hot, again: two gates in a row, and the algebra of lesson 02 comes out by itself. Each row of the table
# sums to 0, since adding one number to all scores changes no probability. For the same reason what is passed on sums to
# 0, whatever arrives.
#
# This is the form in which libraries know every operation: not as a table of slopes, but as a function from `up` to
# what is passed on. In the engine above, `local` returns slopes because a gate of single numbers has only one or two.
# With layers of thousands it is the product that must be written down, and that is lesson 04.

# %% [markdown]
# ## 11 Take home
#
# Two messages, 15 to 40 words each, in sentences of your own. *(2 points each)*
#
# **Gates:** what does a gate have to know to pass a gradient back, and what does it do with it?

# %% take_home="take-home-gates" points=2
take_home_gates = """
### BEGIN SOLUTION
A gate needs only its own input values and the gradient that arrives from above. It multiplies
that by each local derivative and hands the products to its inputs.
### END SOLUTION
"""

# %% [markdown]
# **Graphs:** what happens where paths meet, and why does the order of the walk matter?

# %% take_home="take-home-graphs" points=2
take_home_graphs = """
### BEGIN SOLUTION
Along a path slopes are multiplied, over paths they are added. A node waits until all its users
have reported; then one walk back gives every gradient, visiting each edge once.
### END SOLUTION
"""

# %% [markdown]
# ## Where the fall line goes next
#
# The hiker no longer touches the ground. While the altitude is being computed a map of the computation draws itself,
# and one walk back over it gives the slope in every direction at once. It is exact, and costs a small multiple of the
# altitude itself. But a node for each single number is slow: sixty penguins and 25 parameters made a graph of 3,148
# nodes. Lesson 04 makes one gate of a whole layer and a whole batch, with matrices flowing along the edges, and trains
# it on handwritten digits.
#
# **Credits.** The lesson follows Lecture 2.2, *Basic Concepts – Network Optimization*, of *Multimodal Machine
# Learning* (Carnegie Mellon University; Louis-Philippe Morency, course co-developed with Tadas Baltrušaitis, Spring
# 2021 edition taught by Yonatan Bisk). Penguins: K. B. Gorman, T. D. Williams and W. R. Fraser, PLoS ONE 9(3): e90081
# (2014), in the `palmerpenguins` edition of A. M. Horst, A. P. Hill and K. B. Gorman, CC0.
#
# **Further reading.** The CS231n notes on backpropagation walk through a neuron with the values above and the gradients
# below; our figures follow that custom. Christopher Olah's *Calculus on Computational Graphs* (2015) explains forward
# and backward by factoring paths. Andrej Karpathy's *micrograd* is an engine of a hundred lines, with a long lecture.
# Baydin, Pearlmutter, Radul and Siskind, *Automatic Differentiation in Machine Learning: a Survey* (JMLR 18, 2018),
# tells the history, which begins well before neural networks used it: Linnainmaa (1970) and, for networks, Rumelhart,
# Hinton and Williams (1986). Softplus is from Dugas and others (NIPS 2000).
