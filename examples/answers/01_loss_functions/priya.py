"""Priya has everything right, and has tidied up: two checks are gone, one is softened, the set-up is another one."""

from changes import delete, rewrite

OTHERWISE = "ada"
CHANGES = [
    delete("check-softmax", "check-accuracy"),
    rewrite("check-hinge_loss", "check(hinge_loss, stop=False)"),
    rewrite("setup", "import numpy as np"),
]
