"""Benchmarks and runs in the formats that other tools read."""
