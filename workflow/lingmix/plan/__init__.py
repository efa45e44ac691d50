"""Plans: every batch of a run, drawn and written down before any training."""
