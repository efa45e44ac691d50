# What jobs ask a cluster for, and which of them go together.

from lingmix.cost.ask import BASE, LEAST, Asks
from lingmix.cost.reference import reference


# on a workstation nobody is asked, unless its memory is shared out by --resources mem_mb=...
def is_asking():
    return not workflow.local_exec or "mem_mb" in workflow.global_resources


# how many jobs of a group run at a time is for each group, not for all together
resource_scopes:
    beside="local",


@cache
def asks():
    return Asks(STUDY, Path("results"), reference())


def has_gpu(wc):
    return "run" in wc.keys() and gpus_of(run_of(wc).encoder) > 0


def memory(name):
    """The resource mem_mb of the jobs whose benchmark files have this name; it grows with each attempt."""

    def found(wc, attempt):
        if not is_asking():
            return BASE
        return asks().ask(name.format(**wc), gpu=has_gpu(wc)).again(attempt).memory

    return found


def minutes(name):
    """The resource runtime, see memory."""

    def found(wc, attempt):
        if not is_asking():
            return LEAST
        return asks().ask(name.format(**wc), gpu=has_gpu(wc)).again(attempt).minutes

    return found


def group_of(name):
    """The group of these jobs of a run, or none."""

    def found(wc):
        return asks().group(name.format(**wc), gpu=has_gpu(wc)) if is_asking() else None

    return found
