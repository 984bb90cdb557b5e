"""What this machine has for a reader: memory, and cores."""

from __future__ import annotations

import os
from pathlib import Path

from rag.registry import reader_file, registry


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_gb() -> float:
    """Memory that programs can still have without others being put out, in 10⁹ bytes."""
    import psutil

    return float(psutil.virtual_memory().available / 1e9)


def needed_gb(name_or_path: str, models_dir: Path) -> float:
    """Memory that a reader needs, in 10⁹ bytes: what its entry says, or its file and a little over. Raises
    as `reader_file` does."""
    model = registry().models.get(name_or_path)
    if model is not None:
        return model.ram_gb
    return reader_file(name_or_path, models_dir).stat().st_size / 1e9 + 1
