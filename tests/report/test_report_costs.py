"""What training took, in words."""

from __future__ import annotations

from lingmix.report.costs import costs_of


def test_known_costs_have_units() -> None:
    record = {"seconds": 61.6, "memory_bytes": 2_340_000_000, "gpu_memory_bytes": 7_990_000_000}
    assert costs_of(record | {"cpu_energy_joules": 1234.0}) == {
        "seconds": "62",
        "memory": "2.34 GB, GPU 7.99 GB",
        "energy": "1.2 kJ",
    }


def test_what_is_not_known_is_missing_and_not_zero() -> None:
    assert set(costs_of({}).values()) == {"–"}
    assert costs_of({"seconds": 2.0, "memory_bytes": None, "cpu_energy_joules": None})["memory"] == "–"


def test_sums_of_an_interrupted_training_are_said_to_be_of_its_last_part() -> None:
    found = costs_of({"seconds": 5.0, "memory_bytes": 1_000_000_000, "cpu_energy_joules": 50.0, "resumed": True})
    assert found == {"seconds": "5 (last part)", "memory": "1.00 GB", "energy": "0.1 kJ (last part)"}
