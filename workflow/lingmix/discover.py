"""Find the modules of a package that each declare one thing, so that adding a file is all it takes to add one."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def modules(package: ModuleType) -> dict[str, ModuleType]:
    """The direct submodules of ``package`` by name, sorted, private ones left out."""
    found = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_"))
    return {name: importlib.import_module(f"{package.__name__}.{name}") for name in found}
