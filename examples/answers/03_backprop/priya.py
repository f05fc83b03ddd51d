"""Priya has everything right, and has tidied up what was given.

In the engine the nodes have got a subtraction and a name, the set-up is another one, and three checks are gone, with
the function that walks along every path.
"""

from changes import add, delete, rewrite

OTHERWISE = "ada"
CHANGES = [
    rewrite(
        "engine",
        '''
class V:
    """A number in a graph."""

    def __init__(self, data, parents=(), op=None):
        self.data, self.parents, self.op, self.grad = data, parents, op, 0.0

    def __repr__(self):
        return f"V({self.data:.3f}, grad={self.grad:.3f})"

    def __add__(self, other):
        other = other if isinstance(other, V) else V(other)
        return V(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        other = other if isinstance(other, V) else V(other)
        return V(self.data * other.data, (self, other), "*")

    def __sub__(self, other):
        return self + (-1.0) * other

    __radd__, __rmul__ = __add__, __mul__

    def exp(self):
        return V(float(np.exp(self.data)), (self,), "exp")

    def relu(self):
        return V(max(self.data, 0.0), (self,), "relu")


def local(node):
    if node.op == "*":
        return node.parents[1].data, node.parents[0].data
    if node.op == "exp":
        return (node.data,)
    if node.op == "relu":
        return (float(node.data > 0),)
    return (1.0,) * len(node.parents)
''',
    ),
    rewrite("setup", "import numpy as np"),
    delete("every-path", "check-softplus", "check-mul_backward", "check-div_backward"),
    add(
        """
a = V(2.0)
b = a * a - a
backward(b)
print(a, b)
""",
        after="check-backward",
    ),
]
