from __future__ import annotations

from lingmix.table.footers import differing_versions, footers, machine_notes, version_notes

SQUAD = {"dataset": "squad", "licence": "CC-BY-SA-4.0"}
LICENCES = {
    "xquad-r": [{"dataset": "xquad-r", "licence": "CC-BY-SA-4.0"}, SQUAD],
    "few": [{"dataset": "mlqa-r", "licence": "CC-BY-SA-3.0"}, SQUAD, {"dataset": "faq", "licence": None}],
}


def test_a_benchmark_has_its_own_terms_and_those_of_the_training_data() -> None:
    found = footers({"few": ["Shares 3 texts."]}, LICENCES, [])
    assert found == {
        "xquad-r": ["Terms of the data: xquad-r, squad (CC-BY-SA-4.0)."],
        "few": [
            "Shares 3 texts.",
            "Terms of the data: mlqa-r (CC-BY-SA-3.0); squad (CC-BY-SA-4.0); not known here of faq.",
        ],
    }


def test_what_is_not_known_is_not_said() -> None:
    assert footers({}, {"own": []}, []) == {"own": []}


def test_versions_that_all_runs_share_are_one_line() -> None:
    made = [({"python": "3.11", "torch": "2"}, ["a", "b"])]
    assert version_notes(made) == ["Made with python 3.11, torch 2."]
    assert differing_versions(made) == []


def test_versions_that_differ_are_a_warning_with_their_runs() -> None:
    made = [({"python": "3.11", "torch": "2"}, list("abcd")), ({"python": "3.11", "torch": "3"}, ["e"])]
    warning = (
        "Runs were made with different versions, which may be part of a difference: "
        "torch (2 in 4 runs such as a; 3 in e)."
    )
    assert version_notes(made) == [warning, "Made with python 3.11."]
    assert differing_versions(made) == [warning]


def test_a_job_without_a_package_is_no_difference() -> None:
    made = [({"python": "3.11", "torch": "2"}, ["a"]), ({"python": "3.11"}, ["untrained"])]
    assert version_notes(made) == ["Made with python 3.11, torch 2."]


def test_runs_of_different_machines_are_told_apart_and_threads_are_not() -> None:
    one = ({"processor": "A", "threads": "1"}, ["r1", "r2"])
    assert machine_notes([one, ({"processor": "A", "threads": "8"}, ["r3"])]) == []
    (note,) = machine_notes([one, ({"processor": "B", "threads": "1", "GPU": "G"}, ["r3"])])
    assert note.endswith("last digits: processor (A for r1, r2; B for r3).")
    licences = {"b": [{"dataset": "b", "licence": "MIT"}]}
    assert footers({}, licences, [], [one]) == {"b": ["Terms of the data: b (MIT)."]}
