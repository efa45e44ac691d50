"""Bilingual lexicons: making them, and looking words up in them."""
