"""One module per figure of the catalogue, each with a pure function ``draw``."""
