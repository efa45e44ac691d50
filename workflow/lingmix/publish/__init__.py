"""Uploading a run's model, card and scores to the Hugging Face hub."""
