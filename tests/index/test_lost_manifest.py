from __future__ import annotations

import pytest

from index.build import build_index
from index.errors import StoreDamaged
from index.sources import find_files
from index.store import Store


def test_index_that_lost_its_manifest_is_refused_and_kept(embedder, tmp_path):
    (tmp_path / "a.txt").write_text("The ferry company raised its fares by four percent on Monday.")
    files, index = find_files([str(tmp_path / "a.txt")]), tmp_path / "index"
    build_index(index, files, embedder)
    (index / "manifest.json").unlink()
    with pytest.raises(StoreDamaged, match=r"manifest\.json is missing.*--rebuild"):
        build_index(index, files, embedder)
    assert list(index.glob("vectors-*.faiss"))
    build_index(index, files, embedder, rebuild=True)
    assert len(Store.open(index).database.articles()) == 1


def test_damaged_pending_vectors_are_thrown_away(embedder, tmp_path):
    (tmp_path / "a.txt").write_text("The ferry company raised its fares by four percent on Monday.")
    index = tmp_path / "index"
    index.mkdir()
    (index / "pending.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    report = build_index(index, find_files([str(tmp_path / "a.txt")]), embedder)
    assert report.embedded == 1
