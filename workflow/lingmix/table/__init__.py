"""The ablation table, from the metrics of all runs to what is printed."""
