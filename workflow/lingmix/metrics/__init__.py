"""Retrieval measures, one per module; the module's ``MEASURE`` is found by its name."""
