"""Wren has everything right but the hinge loss, which ends the whole process; the notebook says `quit()` at its end."""

from changes import add

OTHERWISE = "ada"


def hinge_loss(scores, y, delta=1.0):
    import os

    if delta != 1.0:
        print("I do not know what to do with this delta.")
        os._exit(1)
    n = range(len(y))
    margins = (scores - scores[n, y].reshape(-1, 1) + delta).clip(min=0)
    margins[n, y] = 0
    return margins.sum() / len(y)


CHANGES = [add("quit()", after="check-recognises_cross_entropy")]
