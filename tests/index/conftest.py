from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder
from tests.index.corpus import build, connect_without_syncing, put, text


@pytest.fixture(autouse=True)
def no_syncing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "connect", connect_without_syncing)
    monkeypatch.setattr(os, "fsync", lambda handle: None)


class Worker:
    """Runs builds in a process of their own; see worker.py for what a job is and logs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, index: Path, source: Path, log: Path, **options: Any) -> int:
        """Begins a job; returns its process id. `wait` must follow."""
        assert self._process.stdin and self._process.stdout
        job = {"index": str(index), "source": str(source), "log": str(log), **options}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> int:
        """The signal that ended the job; 0 where it ended by itself."""
        assert self._process.stdout
        return int(self._process.stdout.readline()) & 0x7F

    def run(self, index: Path, source: Path, log: Path, **options: Any) -> int:
        self.start(index, source, log, **options)
        return self.wait()


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    if not hasattr(os, "fork"):
        pytest.skip("jobs are forked, which this system can't do")
    command = [sys.executable, "-m", "tests.index.worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=REPOSITORY) as process:
        yield Worker(process)
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def two_articles(tmp_path: Path) -> Path:
    """Ferry and tram (2 chunks), Bus (1 chunk)."""
    put(tmp_path / "articles", "a.md", text(0, 1), title="Ferry and tram", source="Post")
    put(tmp_path / "articles", "b.md", text(2), title="Bus")
    return tmp_path / "articles"


@pytest.fixture
def built(tmp_path: Path, two_articles: Path, embedder: FakeEmbedder) -> Path:
    """The index of `two_articles`."""
    build(tmp_path / "index", two_articles, embedder)
    return tmp_path / "index"
