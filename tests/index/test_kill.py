"""A run killed at any moment leaves the last good index, and the next run goes on from there."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import StoreLocked, StoreMissing
from index.store import Store, write
from tests.fakes import FakeEmbedder
from tests.index.conftest import Worker
from tests.index.corpus import CHUNKING, SENTENCES, build, put

KILLED = int(signal.SIGKILL)


def grow(source: Path, number: int, chunks: int = 6) -> None:
    """One more article file, of so many chunks that no other has."""
    body = " ".join(SENTENCES[i].replace("today", f"{number}") for i in range(chunks))
    put(source, f"{number}.md", body, title=f"Day {number}")


def titles(index: Path) -> set[str]:
    """The articles of the index as a reader finds it; none where nothing was ever committed."""
    try:
        store = Store.open(index, FakeEmbedder().identity)
    except StoreMissing:
        return set()
    found = {article.title or "" for article in store.database.articles()}
    assert len(found) == store.manifest.counts["articles"]
    assert len(store.vectors) == 6 * len(found)
    store.close()
    return found


def logged(log: Path, what: str) -> list[str]:
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [line.split(" ", 1)[1] for line in lines if line.startswith(what + " ")]


def check_after_kill(
    worker: Worker, index: Path, source: Path, log: Path, before: set[str]
) -> None:
    """The index is the one of before or the finished one; a next run finishes it, and embeds
    nothing that was safe when the kill came."""
    wanted = {f"Day {path.stem}" for path in source.iterdir()}
    assert titles(index) in (before, wanted)
    safe = set(logged(log, "keep"))
    log.unlink(missing_ok=True)
    assert worker.run(index, source, log) == 0
    assert logged(log, "error") == []
    assert safe.isdisjoint(logged(log, "embed"))
    assert titles(index) == wanted
    manifest = Store.open(index).manifest
    left = {path.name for path in index.iterdir()} - {"lock"}
    # Killed right after its commit, a run leaves its pending vectors to the next that commits.
    left.discard("pending.sqlite")
    assert left == {manifest.archive.file, manifest.vectors.file, "manifest.json"}


def test_first_run_killed_at_every_step(worker, tmp_path):
    steps = 0
    while True:
        steps += 1
        folder = tmp_path / str(steps)
        index, source, log = folder / "index", folder / "articles", folder / "log"
        for number in range(2):
            grow(source, number)
        if worker.run(index, source, log, die_at=steps) != KILLED:
            break
        check_after_kill(worker, index, source, log, before=set())
    # 12 texts in pieces of 4 are 3 × put, then 1 × save, 4 × fsync (two parts, the folder, the
    # manifest), 1 × replace, 1 × fsync of the folder, 1 × unlink: 11, each with before and after
    assert steps > 20


def test_later_run_killed_at_every_step(worker, tmp_path):
    index, source, log = tmp_path / "index", tmp_path / "articles", tmp_path / "log"
    grow(source, 0)
    worker.run(index, source, log)
    steps = 0
    while True:
        steps += 1
        before = titles(index)
        grow(source, steps)
        log.unlink(missing_ok=True)
        if worker.run(index, source, log, die_at=steps) != KILLED:
            break
        check_after_kill(worker, index, source, log, before)
    # 1 × copyfile, 2 × put, save, 5 × fsync, replace, and 3 × unlink (two old parts, pending)
    assert steps > 20


def test_run_killed_at_any_time(worker, tmp_path):
    """Moments between the steps too: inside SQLite, inside FAISS, while a file is read."""
    index, source, log = tmp_path / "index", tmp_path / "articles", tmp_path / "log"
    chance = random.Random(5)
    killed = 0
    for number in range(15):
        before = titles(index)
        grow(source, number)
        log.unlink(missing_ok=True)
        pid = worker.start(index, source, log, pause_s=0.01)
        time.sleep(chance.uniform(0.0, 0.15))
        with suppress(ProcessLookupError):  # it was faster
            os.kill(pid, signal.SIGKILL)
        killed += worker.wait() == KILLED
        check_after_kill(worker, index, source, log, before)
    assert killed >= 1


def test_writer_that_was_killed_holds_no_lock(worker, tmp_path):
    index, source, log = tmp_path / "index", tmp_path / "articles", tmp_path / "log"
    grow(source, 0)
    pid = worker.start(index, source, log, pause_s=30.0)
    while not logged(log, "embed"):
        time.sleep(0.005)
    embedder = FakeEmbedder()
    with pytest.raises(StoreLocked), write(index, embedder.identity, CHUNKING):
        pass
    os.kill(pid, signal.SIGKILL)
    assert worker.wait() == KILLED
    assert build(index, source, embedder).articles == 1


def test_reader_in_another_process_never_fails_while_a_writer_commits(worker, tmp_path):
    index, source, log = tmp_path / "index", tmp_path / "articles", tmp_path / "log"
    grow(source, 0)
    worker.run(index, source, log)
    for number in range(1, 11):
        grow(source, number)
        worker.start(index, source, log)
        while not logged(log, "done")[number:]:
            assert len(titles(index)) in (number, number + 1)
        assert worker.wait() == 0
