"""Figures: which a study has, what they are made from, and how each is drawn."""
