"""Quinn has everything right, but the answer cell of the ReLU's backward pass is gone, with its check.

So what was built on it, the backward pass of the network and its gradients, calls a function that nobody has defined.
"""

from changes import delete

OTHERWISE = "ada"
CHANGES = [delete("relu_backward", "check-relu_backward")]
