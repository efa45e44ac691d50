"""Print every run: its place in the grid, whether it is done, and the target that makes it."""

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.table.progress import is_done
    from lingmix.table.terminal import show_runs

    show_runs([{**entry, "done": is_done(entry)} for entry in snakemake.params.runs], snakemake.params.options)
