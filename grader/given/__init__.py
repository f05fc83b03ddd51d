"""What lessons give and several exercises need: the same code as in the lesson's locked cell."""
