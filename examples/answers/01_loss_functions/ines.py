"""Ines got half-way: the first exercises are right, some are begun, the rest is as it was released.

One answer prints its result and does not return it, one stops in the middle with the released `raise` still in place,
and one is a note to herself.
"""

import numpy as np


def linear_scores(X, W, b):
    return X.dot(W) + b


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.exp(-np.logaddexp(0, -x))


def softmax(scores):
    shifted = scores - np.max(scores, axis=1)[:, np.newaxis]
    return np.exp(shifted) / np.sum(np.exp(shifted), axis=1)[:, np.newaxis]


def log_softmax(scores):
    shifted = scores - np.max(scores, axis=1)[:, np.newaxis]
    print(shifted - np.log(np.sum(np.exp(shifted), axis=1))[:, np.newaxis])


def cross_entropy(scores, y):
    log_p = log_softmax(scores)
    # and now?
    raise NotImplementedError()


def bce_with_logits(f, y):
    # np.logaddexp, but how? Ask on Thursday.
    ...


WRITTEN = {
    "take-home-scores": """
Exponentiate, then divide by the sum.
""",
}
