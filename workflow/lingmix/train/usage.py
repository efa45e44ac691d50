"""What a job used: time, memory, and energy where the machine counts it."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

POWERCAP = Path("/sys/class/powercap")
"""Where Linux shows RAPL: https://docs.kernel.org/power/powercap/powercap.html."""
EVERY = 60.0
"""Seconds between two readings of a counter that starts again; at 1 kW the smallest, 2^16 J, takes as long."""


class Usage:
    """Measures what this process uses from ``with`` on.

    Energy is that of the machine's processors and memory, with all else that runs on it, and without GPUs.
    """

    def __init__(self, powercap: Path = POWERCAP, every: float = EVERY) -> None:
        self._energy = Energy(powercap)
        self._every = every
        self._done = threading.Event()
        self._reader = threading.Thread(target=self._read_on, daemon=True)

    def __enter__(self) -> Usage:
        self._start = time.perf_counter()
        self._energy.read()
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._reader.join()

    def so_far(self) -> dict[str, Any]:
        """``seconds`` (float) and ``cpu_energy_joules`` (float) since ``with``; ``memory_bytes`` (int), the largest
        resident memory of the process since its start; ``gpu_memory_bytes`` (int), the largest that torch held in one
        GPU. What is not known is None."""
        import torch  # here, so that what asks for peak_memory alone does without

        return {
            "seconds": time.perf_counter() - self._start,
            "memory_bytes": peak_memory(),
            "gpu_memory_bytes": torch.cuda.max_memory_allocated() if torch.cuda.is_available() else None,
            "cpu_energy_joules": self._energy.read(),
        }

    def _read_on(self) -> None:
        while not self._done.wait(self._every):
            self._energy.read()


class Energy:
    """Joules that the RAPL counters in ``powercap`` have counted since the first reading.

    Packages and their memory are added up; a package holds its cores, and the platform (``psys``) its packages. A
    counter that is smaller than before has passed its ``max_energy_range_uj`` once.
    """

    def __init__(self, powercap: Path = POWERCAP) -> None:
        self._lock = threading.Lock()
        self._last: dict[Path, int] = {}
        self._microjoules = 0
        try:
            self._ranges = {
                zone: int((zone / "max_energy_range_uj").read_text())
                for zone in sorted(powercap.glob("intel-rapl:*"))
                if (zone / "name").read_text().strip().startswith(("package", "dram"))
            }
        except (OSError, ValueError):
            self._ranges = {}

    def read(self) -> float | None:
        """None where there is no counter, or one that could not be read, as for most users, now or before."""
        with self._lock:
            try:
                now = {zone: int((zone / "energy_uj").read_text()) for zone in self._ranges}
            except (OSError, ValueError):
                self._ranges = now = {}
            if not now:
                return None
            for zone, count in now.items():
                gone = count - self._last.get(zone, count)
                self._microjoules += gone if gone >= 0 else gone + self._ranges[zone]
            self._last = now
            return self._microjoules / 1e6


def peak_memory(status: Path = Path("/proc/self/status")) -> int | None:
    """The largest resident memory of this process in bytes; None where the system does not say it.

    Linux's ``VmHWM`` goes first: its ``ru_maxrss`` may be that of the process that started this one.
    """
    try:
        return next(
            int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM:")
        )
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    # kilobytes, but bytes on macOS
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
