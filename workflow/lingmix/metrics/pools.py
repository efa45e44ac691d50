"""Names that pools and parts of a benchmark have; apart from what ranks, which is slow to import."""

ALL = "all"
"""The pool of all languages."""
DEV = "-dev"
"""How the names of parts end that serve the tuning of thresholds only."""
