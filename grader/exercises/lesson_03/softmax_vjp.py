"""Softmax as one module on the way back (Lecture 2.2, "Backpropagation": local Jacobians)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Permuted, Scaled, SumsTo
from grader.exercise import Case, Exercise

exercise = Exercise(
    "softmax_vjp",
    number="3.8",
    lesson="03_backprop",
    points=8,
    lines=2,
    difficulty=3,
    read="lesson 03, “A module with many inputs”",
    hints=(
        "Raise one score and its probability grows at the expense of all the others of its row. So each score of a "
        "row hears every message of the row, and no message of another row.",
        "∂p_c/∂f_j = p_c·(δ_cj − p_j). Put into Σ_c up_c·∂p_c/∂f_j, this gives p_j·(up_j − Σ_c up_c·p_c): each message "
        "is compared with the row's mean message, weighed by p.",
        "Two steps: for each row, the weighted sum of its messages, kept as a column; then subtract that column from "
        "the messages and multiply what is left by the probabilities.",
    ),
    grader_tries="one example, square batches, the same message everywhere, probabilities of exactly 0 and 1",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-5),
)


@exercise.reference
def softmax_vjp(p, up):
    mean_message = np.sum(up * p, axis=1, keepdims=True)
    return p * (up - mean_message)


def _softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _inputs(rng, N, C):
    return {"p": _softmax(rng.normal(size=(N, C))), "up": 2.0 * rng.normal(size=(N, C)) + 0.5}


@exercise.cases
def cases(rng):
    # One row first: the grader varies the inputs of the first case, and rows that it varied would not sum to 1.
    yield Case("one example", _inputs(rng, 1, 4), public=True)
    yield Case("four examples, three classes", _inputs(rng, 4, 3), public=True)
    yield Case("as many examples as classes", _inputs(rng, 3, 3), public=True)
    yield Case("two examples, five classes", _inputs(rng, 2, 5))
    yield Case("two classes", _inputs(rng, 5, 2), public=True)
    large = _inputs(rng, 3, 4)
    yield Case("large messages", {**large, "up": 10.0 * large["up"]})
    edge = "edge cases"
    same = _inputs(rng, 3, 4)
    yield Case("the same message everywhere", {**same, "up": np.full((3, 4), 1.7)}, check=edge, public=True)
    level = _inputs(rng, 3, 2)
    yield Case("one message a row", {**level, "up": np.repeat(level["up"][:, :1], 2, axis=1)}, check=edge)
    sure = {**_inputs(rng, 3, 4), "p": np.eye(4)[[2, 0, 3]]}
    yield Case("probabilities of exactly 0 and 1", sure, check=edge, public=True, quiet=True)
    nearly = {"p": _softmax(rng.normal(size=(2, 3)) * np.array([1.0, 90.0, 1.0])), "up": rng.normal(size=(2, 3))}
    yield Case("probabilities close to 0 and 1", nearly, check=edge, quiet=True)
    yield Case("one class", {"p": np.ones((3, 1)), "up": rng.normal(size=(3, 1))}, check=edge)
    equal = {**_inputs(rng, 2, 4), "p": np.full((2, 4), 0.25)}
    yield Case("all probabilities equal", equal, check=edge)
    yield Case("read-only inputs", _inputs(rng, 3, 2), check="contract", read_only=True)


@exercise.law
def rows_sum_to_zero(rng):
    """Each row must sum to 0: raising all scores of a row alike changes none of its probabilities."""
    return SumsTo(_inputs(rng, 4, 5), axis=1, total=0.0)


@exercise.law
def equal_messages_say_nothing(rng):
    """If all messages of a row are equal, its gradient must be 0: the probabilities always sum to 1."""
    inputs = {**_inputs(rng, 2, 3), "up": np.array([[3.0, 3.0, 3.0], [-1.5, -1.5, -1.5]])}
    return Gives((inputs,), np.zeros((2, 3)))


@exercise.law
def twice_the_message_gives_twice_the_gradient(rng):
    """Twice the messages must give twice the gradient."""
    inputs = _inputs(rng, 3, 4)
    return Scaled(inputs, {**inputs, "up": 2.0 * inputs["up"]}, 2.0)


@exercise.law
def classes_may_be_renamed(rng):
    """Reordering the classes must reorder the gradient in the same way."""
    inputs, order = _inputs(rng, 3, 4), rng.permutation(4)
    return Permuted(inputs, {name: value[:, order] for name, value in inputs.items()}, order, axis=1)


def _weighed(p, up):
    """Return each row's mean message, weighed by the probabilities, (N, 1)."""
    return (p * up).sum(axis=1, keepdims=True)


@exercise.mistake
def off_diagonal_sign(p, up):
    """You add the row's weighted sum of messages. The classes compete, so the other entries of the Jacobian are
    negative: subtract it.
    """
    return p * (up + _weighed(p, up))


@exercise.mistake(name="off-diagonal-sign")
def off_diagonal_sign_in_the_jacobian(p, up):
    """Your Jacobian holds +p_c·p_j beside its diagonal. The classes compete: these entries are negative, −p_c·p_j."""
    return p * (1.0 - p) * up + p * (_weighed(p, up) - p * up)


@exercise.mistake
def no_p(p, up):
    """You subtract the row's weighted sum from the messages and stop there. What is left is multiplied by p once
    more.
    """
    return up - _weighed(p, up)


@exercise.mistake
def sum_of_up(p, up):
    """You subtract the plain sum of the row's messages. Each one is weighed by its probability: Σ_c up_c·p_c."""
    return p * (up - up.sum(axis=1, keepdims=True))


@exercise.mistake
def mean_of_up(p, up):
    """You subtract the plain mean of the row's messages. Each one is weighed by its probability: Σ_c up_c·p_c."""
    return p * (up - up.mean(axis=1, keepdims=True))


@exercise.mistake
def mean_instead_of_sum(p, up):
    """You take the mean of up·p over the classes. The probabilities are the weights already and sum to 1: take the
    sum.
    """
    return p * (up - (p * up).mean(axis=1, keepdims=True))


@exercise.mistake
def mean_of_the_batch(p, up):
    """You take the mean of up·p over the whole batch. Each row needs its own weighted *sum*, over axis 1."""
    return p * (up - (p * up).mean())


@exercise.mistake
def axis0(p, up):
    """You sum over the examples (axis 0). An example's messages concern its own scores: sum each *row*, axis 1."""
    return p * (up - (p * up).sum(axis=0))


@exercise.mistake
def whole_batch(p, up):
    """You sum over the whole batch. An example's messages concern its own scores: each row has a sum of its own."""
    return p * (up - (p * up).sum())


@exercise.mistake
def no_keepdims(p, up):
    """You subtract the row sums without `keepdims=True`. Shape (N,) lines up with the columns, so a square batch
    gets the wrong sums and any other one fails.
    """
    return p * (up - (p * up).sum(axis=1))


@exercise.mistake
def no_upstream(p, up):
    """You return the diagonal of the Jacobian, p·(1 − p), without the messages. Multiply the whole Jacobian by up."""
    return p * (1.0 - p)


@exercise.mistake
def diagonal_only(p, up):
    """You use the diagonal of the Jacobian only, as if softmax were a sigmoid in each entry. A score moves the
    probabilities of the other classes, too: their messages count.
    """
    return up * p * (1.0 - p)


@exercise.mistake
def off_diagonal_only(p, up):
    """You use the entries beside the diagonal only. A score also raises its own probability: there the Jacobian is
    p·(1 − p).
    """
    return -p * (_weighed(p, up) - p * up)


@exercise.mistake
def no_upstream_off_the_diagonal(p, up):
    """You multiply the diagonal of the Jacobian by the messages, and not the entries beside it. Every entry
    −p_c·p_j meets a message.
    """
    return p * (1.0 - p) * up - p * (1.0 - p)


@exercise.mistake
def last_class_only(p, up):
    """Your gradient holds what comes through the last class only. Does a loop overwrite it? The contributions of
    all classes add up.
    """
    return up[:, -1:] * p[:, -1:] * (np.eye(p.shape[1])[-1] - p)


@exercise.mistake
def no_subtraction(p, up):
    """You multiply the messages by p and stop there. What one class gains the others lose: subtract the row's
    weighted sum of messages first.
    """
    return p * up


@exercise.mistake
def only_the_sum(p, up):
    """You return the second part alone, p times the row's weighted sum. Subtract it from p·up."""
    return p * _weighed(p, up)


@exercise.mistake
def minus_the_sum(p, up):
    """You return minus the second part alone, p times the row's weighted sum. The first part, p·up, is missing."""
    return -p * _weighed(p, up)


@exercise.mistake
def wrong_sign(p, up):
    """Your gradient has the wrong sign, and is right otherwise: the sum is subtracted from the message."""
    return p * (_weighed(p, up) - up)


@exercise.mistake
def log_softmax_instead(p, up):
    """This is the product with the Jacobian of *log*-softmax, up − p·Σ up. For softmax, up is multiplied by p first."""
    return up - p * up.sum(axis=1, keepdims=True)


@exercise.mistake
def sum_times_p_twice(p, up):
    """You subtract p times the sum inside the bracket, so it is multiplied by p twice. Subtract the row's weighted
    sum as it is.
    """
    return p * (up - p * _weighed(p, up))


@exercise.mistake
def plain_sum_times_p(p, up):
    """You take p times the plain sum of the messages inside the bracket. What is subtracted is one number a row,
    Σ_c up_c·p_c.
    """
    return p * (up - p * up.sum(axis=1, keepdims=True))


@exercise.mistake
def p_missing_in_the_first_part(p, up):
    """You multiply only the sum by p, and leave the first part as up. Both parts carry the factor p."""
    return up - p * _weighed(p, up)


@exercise.mistake
def p_missing_in_the_second_part(p, up):
    """You multiply only the first part by p. The row's weighted sum carries the factor p, too."""
    return p * up - _weighed(p, up)


@exercise.mistake
def up_outside(p, up):
    """You have p and up in each other's place. Outside the bracket stands p, and inside it up − Σ_c up_c·p_c."""
    return up * (p - _weighed(p, up))


@exercise.mistake
def times_up_twice(p, up):
    """You multiply by the messages twice. Each comes in once."""
    return up * p * (up - _weighed(p, up))


@exercise.mistake
def sum_of_p(p, up):
    """You subtract the sum of the probabilities, which is 1. Weigh them with the messages: Σ_c up_c·p_c."""
    return p * (up - p.sum(axis=1, keepdims=True))


@exercise.mistake(outside=(True, False))
def squares_for_products(p, up, *, outside):
    """The probabilities are squared in your sum. Each message is weighed by its probability once, Σ_c up_c·p_c; the
    other factor p beside the diagonal belongs to the class whose gradient it is.
    """
    squared = (p * p * up).sum(axis=1, keepdims=True)
    return p * (up - squared) if outside else p * up - squared


@exercise.mistake
def sum_of_squares(p, up):
    """You subtract Σ p². Weigh the messages by the probabilities: Σ_c up_c·p_c."""
    return p * (up - (p * p).sum(axis=1, keepdims=True))


@exercise.mistake(averaged=(False, True))
def p_minus_up(p, up, *, averaged):
    """You return p − up, which is what softmax and cross-entropy give together when up holds the labels. Here
    softmax stands alone, and up is a message.
    """
    return (p - up) / (len(p) if averaged else 1)


@exercise.mistake(averaged=(False, True))
def largest_message_as_label(p, up, *, averaged):
    """You take the class of the largest message for a label and subtract 1 there, as softmax and cross-entropy do
    together. Here softmax stands alone, and every message counts.
    """
    return (p - np.eye(p.shape[1])[up.argmax(axis=1)]) / (len(p) if averaged else 1)


@exercise.mistake
def softmax_again(p, up):
    """You apply softmax to p. It has been applied already: p holds probabilities."""
    return softmax_vjp(_softmax(p), up)


@exercise.mistake
def divided_by_N(p, up):
    """You divide by the number of examples. The 1/N of the mean loss is in up already."""
    return softmax_vjp(p, up) / len(p)


@exercise.mistake
def divided_by_C(p, up):
    """You divide by the number of classes. Nothing is averaged here."""
    return softmax_vjp(p, up) / p.shape[1]


@exercise.mistake
def largest_message(p, up):
    """You subtract the row's largest message, as one does for a stable softmax. Here it is the weighted sum Σ_c
    up_c·p_c.
    """
    return p * (up - up.max(axis=1, keepdims=True))


@exercise.mistake
def other_classes_only(p, up):
    """You subtract the weighted sum over the *other* classes only, as if the diagonal of the Jacobian were p. The sum
    runs over all classes, the class itself included, so the diagonal is p − p².
    """
    return p * (up - (_weighed(p, up) - p * up))


@exercise.mistake
def jacobian_returned(p, up):
    """You return the Jacobians, (N, C, C). What is asked for is their product with the messages, (N, C)."""
    return p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])


@exercise.mistake
def jacobian_of_the_first_example(p, up):
    """You use the Jacobian of the first example for all of them. Each row of p has its own."""
    return up @ (np.diag(p[0]) - np.outer(p[0], p[0]))


@exercise.mistake
def jacobian_with_plus(p, up):
    """You build the Jacobian with p·(1 + p) on its diagonal. It is p·(1 − p) there, and −p_c·p_j elsewhere."""
    return softmax_vjp(p, up) + 2.0 * p * p * up


@exercise.mistake
def summed_over_classes(p, up):
    """You sum over the classes at the end. Each score has a gradient of its own: the result has the shape of p."""
    return softmax_vjp(p, up).sum(axis=1)


@exercise.mistake(reduce=(np.sum, np.mean))
def summed_over_the_batch(p, up, *, reduce):
    """You sum or average over the examples at the end. Each score has a gradient of its own: the result has the
    shape of p.
    """
    return reduce(softmax_vjp(p, up), axis=0)


@exercise.mistake
def messages_of_the_first_example(p, up):
    """You use the messages of the first example for all of them. Each row of p meets its own row of up."""
    return softmax_vjp(p, np.repeat(up[:1], len(up), axis=0))


@exercise.mistake
def jacobian_summed_first(p, up):
    """Your gradient is 0 everywhere. Each row and each column of the Jacobian sums to 0, so the messages must be
    multiplied in *before* anything is added up.
    """
    return 0.0 * p * up


@exercise.mistake
def centred_messages(p, up):
    """You subtract the row's mean from the messages, and p does not occur. Weigh the messages by p when you sum
    them, and multiply what is left by p.
    """
    return up - up.mean(axis=1, keepdims=True)


@exercise.mistake
def p_overwritten_and_used_again(p, up):
    """You write up·p into p and go on with it. The probabilities belong to the caller, and the second factor p must
    be what it was.
    """
    p *= up
    return p - p * p.sum(axis=1, keepdims=True)


@exercise.mistake(array=("p", "up"))
def input_overwritten(p, up, *, array):
    """Your gradient is right, but you change an array that you were given (`-=` or `*=`). Make a new one."""
    result = softmax_vjp(p, up)
    if array == "p":
        p *= up
    else:
        up -= _weighed(p, up) + 1.0
    return result


@exercise.mistake
def divided_by_p(p, up):
    """You divide by p or take its logarithm on the way, so a probability of exactly 0 gives nan. Neither is needed."""
    with np.errstate(all="ignore"):
        return p * (up * p / p - _weighed(p, up))


@exercise.alternative
def einsum(p, up):
    return p * up - np.einsum("nc,nj,nj->nc", p, p, up)


@exercise.alternative
def a_jacobian_a_row(p, up):
    return np.array([(np.diag(row) - np.outer(row, row)) @ message for row, message in zip(p, up, strict=True)])


@exercise.alternative
def loops(p, up):
    N, C = p.shape
    out = np.zeros((N, C))
    for n in range(N):
        for j in range(C):
            for c in range(C):
                local = p[n, c] * ((1.0 if c == j else 0.0) - p[n, j])
                out[n, j] += up[n, c] * local
    return out


@exercise.alternative
def in_float32(p, up):
    p, up = p.astype(np.float32), up.astype(np.float32)
    return p * (up - (p * up).sum(1)[:, None])


@exercise.alternative
def all_jacobians_at_once(p, up):
    jacobians = np.eye(p.shape[1]) * p[:, None, :] - p[:, :, None] * p[:, None, :]
    return np.matmul(up[:, None, :], jacobians)[:, 0]


@exercise.alternative
def shifted_messages(p, up):
    up = up - up.max(axis=1, keepdims=True)
    weighed = p * up
    return weighed - p * weighed.sum(axis=1).reshape(-1, 1)


@exercise.alternative
def two_gates(p, up):
    diagonal = up * p
    return diagonal - p * np.array([[sum(row)] for row in diagonal])


@exercise.alternative
def pairs_of_messages(p, up):
    gaps = up[:, :, None] - up[:, None, :]
    return p * (p[:, None, :] * gaps).sum(axis=2)
