"""Data sets: where they come from, and the uniform tables that every later stage reads."""
