from __future__ import annotations

import struct
from pathlib import Path

import pytest
import xxhash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingmix.errors import LingmixError
from lingmix.seal import BLOCK, LENGTH, check_seal, damaged, seal


@pytest.mark.parametrize("content", [b"", b"abc", bytes(range(256)) * 20_000])
def test_a_seal_is_the_digest_of_all_before_it(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    seal(path)
    found = path.read_bytes()
    assert len(found) == len(content) + LENGTH
    assert found == content + b"\0lingmix" + xxhash.xxh3_128(content).digest()
    check_seal(path)
    assert path.read_bytes() == found


def test_a_seal_by_hand(tmp_path: Path) -> None:
    # XXH3's 128 bits of nothing, as its specification has them, high half first
    (tmp_path / "file").write_bytes(b"\0lingmix" + struct.pack(">QQ", 0x99AA06D3014798D8, 0x6001C324468D497F))
    check_seal(tmp_path / "file")


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=100), data=st.data())
def test_no_change_passes(content: bytes, data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    seal(path)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    change = data.draw(st.sampled_from(["flip", "cut", "add", "drop"]))
    flipped = bytes([whole[at] ^ data.draw(st.integers(1, 255))])
    path.write_bytes(
        {
            "flip": whole[:at] + flipped + whole[at + 1 :],
            "cut": whole[:at],
            "add": whole[:at] + b"x" + whole[at:],
            "drop": whole[:at] + whole[at + 1 :],
        }[change]
    )
    with pytest.raises(LingmixError, match=r"file (has no|does not match its) seal.*It is now file\.damaged"):
        check_seal(path)
    assert not path.exists()
    path.with_name("file.damaged").unlink()


def test_changes_past_the_first_block_are_found(tmp_path: Path) -> None:
    path = tmp_path / "file"
    content = bytearray(2 * BLOCK + 5)
    path.write_bytes(content)
    seal(path)
    with path.open("r+b") as file:
        file.seek(2 * BLOCK + 2)
        file.write(b"x")
    with pytest.raises(LingmixError, match="does not match"):
        check_seal(path)


def test_what_cannot_be_set_aside_is_to_be_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def readonly(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", readonly)
    (tmp_path / "file").touch()
    assert str(damaged(tmp_path / "file", "is bad")) == f"{tmp_path / 'file'} is bad. Delete it and run again"
    assert (tmp_path / "file").exists()
