"""Augmentations: training texts changed, as data, before any training."""
