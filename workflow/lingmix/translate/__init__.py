"""Parallel training pairs by machine translation."""
