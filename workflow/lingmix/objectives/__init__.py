"""Training objectives: weighted sums of loss terms, each term in a file of its own under ``terms``."""
