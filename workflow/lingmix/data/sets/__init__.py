"""One module per data set family; each lists its data sets in ``DATASETS`` and is discovered by that."""
