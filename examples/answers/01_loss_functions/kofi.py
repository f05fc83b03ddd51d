"""Kofi has everything right but for a parenthesis: the cell of softmax is no Python."""

OTHERWISE = "ada"
CELLS = {
    "softmax": """
def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True)
    return e / e.sum(axis=1, keepdims=True)
""",
}
