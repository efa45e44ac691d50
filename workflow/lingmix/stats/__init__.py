"""From the ranks of all runs to a conclusion: intervals, tests, effects, factors and the papers' figures."""
