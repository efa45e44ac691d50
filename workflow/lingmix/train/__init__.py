"""Training: sentence-transformers' trainer over the batches of a plan."""
