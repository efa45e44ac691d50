"""Put one file of a data set in place, from the mirror or the network."""

import os
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], progress=True):
    from lingmix.data.dataset import HubFile, RemoteFile
    from lingmix.data.fetch import fetch

    mirror = snakemake.config.get("mirror") or os.environ.get("LINGMIX_MIRROR")
    values = snakemake.params.file
    fetch(
        HubFile(**values) if "repo" in values else RemoteFile(**values),
        Path(snakemake.output[0]).parent,
        mirror=Path(mirror) if mirror else None,
    )
