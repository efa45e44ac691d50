"""Files of published data sets, read row by row; the first row that is not in the format is an error."""
