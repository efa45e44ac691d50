"""Encoders that runs start from, each written as a sentence-transformers directory."""
