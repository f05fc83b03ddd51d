"""Mateo has everything right, and a cell of his own in the middle that never ends."""

from changes import add

OTHERWISE = "ada"
CHANGES = [
    add(
        """
temperature = 1.0
while temperature != 0:  # ten steps of 0.1 do not add up to 1
    probabilities = softmax(np.array([[1.0, 2.0, 3.0]]) / (1 + temperature**2))
    temperature = temperature - 0.1
""",
        after="check-softmax",
    ),
]
