"""Yusuf has everything right and in one place: all answers stand in the first answer cell, the others are deleted."""

from changes import merge

OTHERWISE = "bilal"
CHANGES = [
    merge(
        "linear_scores",
        "sigmoid",
        "softmax",
        "log_softmax",
        "cross_entropy",
        "bce_with_logits",
        "hinge_loss",
        "euclidean_loss",
        "accuracy",
        "recognises_cross_entropy",
    )
]
