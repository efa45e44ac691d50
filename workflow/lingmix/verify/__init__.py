"""Recompute a sample of a finished study by an independent path."""
