"""The study, typed: every key a study may hold, its default and its meaning."""
