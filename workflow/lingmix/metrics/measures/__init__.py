"""One measure per module, each a function from the ranks of relevant passages to one value per query."""
