"""A disk that takes no more: played by a limit on the size of a file (the same kind of error, from
Python and SQLite alike), and call by call."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from index.errors import StoreWriteFailed
from index.pending import PendingVectors
from index.vectors import VectorIndex
from tests.fakes import FakeEmbedder
from tests.index.corpus import build, put, snapshot, text
from tests.index.test_kill import grow, logged, titles

# Bytes. The archive of one article has some 70,000, of sixty some 250,000: not even the copy fits;
# the copy fits and nothing more; it may grow for a while.
LIMITS = [4_096, 80_000, 150_000]


@pytest.mark.parametrize("limit", LIMITS)
def test_full_disk_leaves_the_old_index(worker, tmp_path, limit):
    index, source, log = tmp_path / "index", tmp_path / "articles", tmp_path / "log"
    grow(source, 0)
    worker.run(index, source, log)
    before = snapshot(index)
    for number in range(1, 60):
        grow(source, number)
    assert worker.run(index, source, log, file_limit=limit) == 0
    (error,) = logged(log, "error")
    assert error.startswith(f"StoreWriteFailed can't write the index in {index}: ")
    assert "Free space or give another --index; the last good index is unchanged" in error
    assert snapshot(index) == before
    assert titles(index) == {"Day 0"}
    assert worker.run(index, source, log) == 0  # space was freed
    assert len(titles(index)) == 60


def test_full_disk_at_the_first_run_leaves_none(worker, tmp_path):
    index, source, log = tmp_path / "index", tmp_path / "articles", tmp_path / "log"
    put(source, "a.txt", text(0))
    assert worker.run(index, source, log, file_limit=100) == 0
    assert logged(log, "error")[0].startswith("StoreWriteFailed")
    assert titles(index) == set()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (shutil, "copyfile"),
        (PendingVectors, "put"),
        (VectorIndex, "save"),
        (os, "fsync"),
        (os, "replace"),
        (Path, "mkdir"),
    ],
)
def test_any_call_that_the_disk_refuses_leaves_the_old_index(tmp_path, monkeypatch, owner, name):
    def refuse(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    index, source, embedder = tmp_path / "index", tmp_path / "articles", FakeEmbedder()
    grow(source, 0)
    build(index, source, embedder)
    before = snapshot(index)
    grow(source, 1)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, refuse)
        with pytest.raises(StoreWriteFailed, match="No space left on device"):
            build(index, source, embedder)
    assert snapshot(index) == before
    assert build(index, source, embedder).added == 1
    assert titles(index) == {"Day 0", "Day 1"}
