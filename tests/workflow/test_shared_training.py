"""Training that several processes share, as the rule starts it."""

from __future__ import annotations

import json
import shutil

import numpy as np

from lingmix.embeddings import read

from .project import Project

RUN = "static.hybrid.both.s1"


def test_two_processes_learn_what_one_does(copy: Project) -> None:
    folder = copy.results(f"runs/{RUN}")
    alone = json.loads((folder / "training.json").read_text())
    vectors = np.array(read(folder / "things" / "queries.npy"))
    shutil.rmtree(folder)
    done = copy.run(
        str(folder.relative_to(copy.folder) / "things" / "queries.npy"), "--set-resources", "train:processes=2"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shared = json.loads((folder / "training.json").read_text())
    assert (alone["processes"], shared["processes"]) == (1, 2)
    losses = [[entry["loss"] for entry in record["log"]] for record in (alone, shared)]
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-5)
    np.testing.assert_allclose(read(folder / "things" / "queries.npy"), vectors, atol=1e-5)
    assert not (folder / "checkpoints").exists()


def test_what_stops_one_of_several_processes_is_said(copy: Project) -> None:
    shutil.rmtree(copy.results(f"runs/{RUN}"))
    done = copy.run(f"results/tiny/runs/{RUN}/training.json", "--set-resources", "train:processes=3")
    assert done.returncode
    assert "train.batch_size: 8 pairs cannot be shared evenly by 3 processes" in done.stdout + done.stderr
    assert not copy.results(f"runs/{RUN}/model").exists()
