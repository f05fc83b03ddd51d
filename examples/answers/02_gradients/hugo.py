"""Hugo hands the notebook in as it was released."""
