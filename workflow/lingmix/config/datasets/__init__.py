"""The kinds of data set that a study can define itself, one per module."""
