"""lingmix: which batch mix and which objective make a cross-lingual retriever, measured comparably."""

__version__ = "0.1.0"
