"""Files of one JSON object a line, as question sets are published → rows, a tenth of them held back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

HELD_BACK = 26  # of 256: a tenth
Row = dict[str, Any]


def read_rows(
    path: Path, held_back: bool, of: str, is_one: Callable[[Row], bool], key: str
) -> list[Row]:
    """The rows to train on; or the tenth that is held back, by the hash of what they have under `key`. Raises
    ValueError where not every line `is_one` of the set that is called `of`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    if not all(is_one(row) for row in rows):
        raise ValueError(f"{path}: a line is no question of {of}")
    return [row for row in rows if (byte_of(row.get(key, "")) < HELD_BACK) == held_back]


def byte_of(text: str) -> int:
    """The first of its hash, 0 to 255: what is held back follows from it."""
    return hashlib.sha256(text.encode()).digest()[0]
