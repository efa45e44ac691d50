# What jobs ask a cluster for, and which of them go together.

from lingmix.cost.ask import BASE, LEAST, Ask, Asks
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


def asked(name, wc, attempt):
    """What a job asks for whose benchmark file has this name; more with each attempt."""
    if not is_asking():
        return Ask(BASE, LEAST)
    return asks().ask(name.format(**wc)).again(attempt)


def memory(name):
    """The resource mem_mb of the jobs whose benchmark files have this name."""
    return lambda wc, attempt: asked(name, wc, attempt).memory


def minutes(name):
    """The resource runtime, see memory."""
    return lambda wc, attempt: asked(name, wc, attempt).minutes


def group_of(name):
    """The group of these jobs of a run, or none."""
    return lambda wc: asks().group(name.format(**wc)) if is_asking() else None
