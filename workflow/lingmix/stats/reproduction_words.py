"""The words of a comparison with published values: verdicts, and what is said of how runs were trained."""

from __future__ import annotations

VERDICTS = ("OK", "near", "off", "missing")
DATA, STEPS, BATCH, RATE, DECAY = "training data", "steps", "batch size", "learning rate", "weight decay"
TEMPERATURE, NEGATIVES, VALIDATION = "temperature", "hard negatives", "validation data"
SEEDS, INDEX = "seeds", "index"
