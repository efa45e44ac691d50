"""What a run file says of itself: ir_metadata (Breuer, Keller and Schaer 2022, arXiv 2207.08922)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lingmix import __version__
from lingmix.config.study import Run, Study
from lingmix.data import registry

if TYPE_CHECKING:
    # the Snakefile imports this module, and pools would bring pandas to every start of it
    from lingmix.export.pools import Pool


def metadata(study: Study, run: Run, benchmark: str) -> dict[str, Any]:
    """What is known before anything is computed, by the components that ir_metadata has; see :func:`with_platform`."""
    others = [study.baseline.run(run)] if study.baseline else []
    baseline = [other.id for other in others if other.id in study.runs and other.id != run.id]
    return {
        "tag": run.id,
        "actor": {**({"team": study.export.team} if study.export.team else {}), "role": "experimenter"},
        "research goal": {
            "evaluation": {
                "reported measures": list(study.metrics_of(benchmark)),
                **({"baseline": baseline} if baseline else {}),
            }
        },
        "method": {
            "automatic": True,
            "score ties": "by language, then passage id",
            "indexing": {"faiss": study.index.factory},
            "retrieval": [
                {
                    "name": run.id,
                    "method": "cosine of a bi-encoder's embeddings",
                    **{axis: value for axis, value in run.axes.items() if value is not None},
                    "depth": study.export.depth,
                }
            ],
        },
        "data": {
            "test collection": _named(study, benchmark),
            **(
                {"training data": [_named(study, name) for name in study.sampling(str(run.mix)).datasets]}
                if run.trained
                else {}
            ),
        },
    }


def of_pool(about: Mapping[str, Any], pool: Pool) -> dict[str, Any]:
    """Metadata of the run of one pool, with its files beside those of the benchmark."""
    collection = about["data"]["test collection"]
    part, slash, name = pool.path.rpartition("/")
    folder = part + slash
    files = {"topics": f"{folder}topics.{pool.query_lang}.tsv", "qrels": f"{folder}qrels.{name}.txt"}
    return {**about, "data": {**about["data"], "test collection": {**collection, **files}}}


def with_platform(about: Mapping[str, Any], environment: Mapping[str, Any], command: str) -> dict[str, Any]:
    """Metadata with the machine, the versions and the commit.

    Args:
        about: as :func:`metadata` returns it.
        environment: as :func:`lingmix.provenance.environment` returns it.
        command: what makes the run.
    """
    source = {"lang": ["python"], "commit": environment["commit"] or "not known"}
    return {
        **about,
        "platform": {
            "hardware": {"cpu": {"architecture": environment["machine"], "number of cores": environment["processors"]}},
            "operating system": {"kernel": environment["system"]},
            "software": {
                "libraries": {"python": [f"{name}=={version}" for name, version in environment["versions"].items()]},
                "retrieval toolkit": [f"lingmix=={__version__}"],
            },
        },
        "implementation": {"executable": {"cmd": command}, "source": source},
    }


def _named(study: Study, name: str) -> dict[str, str]:
    if name in study.datasets:
        return {"name": name, "source": "the study's own"}
    found = registry.get(name)
    return {"name": name, "title": found.title, "source": found.origin}
