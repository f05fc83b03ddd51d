"""Lena has everything right but the accuracy: its loop never passes an example that is predicted wrongly."""

OTHERWISE = "bilal"


def accuracy(scores, y):
    right = 0
    i = 0
    while i < len(y):
        if scores[i].argmax() == y[i]:
            right += 1
            i += 1
    return right / len(y)
