"""Quinn has everything right, but the answer cell of the Euclidean loss is gone, with its check."""

from changes import delete

OTHERWISE = "ada"
CHANGES = [delete("euclidean_loss", "check-euclidean_loss")]
