"""A process that runs jobs in forks of itself, for tests that kill them or starve them of disk.

One JSON job a line on standard input; answers with the fork's process id, and with its wait status
when it has ended. A job builds an index with the fake embedder and logs what it did:

    embed KEY    a text was given to the embedder
    keep KEY     its vector is safe from interruption
    step NAME    before and after each call that touches the disk
    done ADDED / error CLASS MESSAGE
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from index import build
from index.embedding import Vectors
from index.pending import PendingVectors
from index.vectors import VectorIndex
from tests.fakes import FakeEmbedder
from tests.index.corpus import build as build_corpus
from tests.index.corpus import connect_without_syncing


class Slow(FakeEmbedder):
    def __init__(self, pause_s: float, log: Callable[[str], None]) -> None:
        super().__init__()
        self._pause_s = pause_s
        self._log = log

    def encode(self, texts: Sequence[str], rough: bool = False) -> Vectors:
        for text in texts:
            self._log(f"embed {build._key(text)}")
        time.sleep(self._pause_s)
        return super().encode(texts, rough)


def main() -> None:
    # Loaded before the fork, so that a job takes milliseconds.
    import faiss
    import filelock
    import ftfy

    _ = faiss, filelock, ftfy
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            run(**json.loads(line))
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)


def run(
    index: str,
    source: str,
    log: str,
    *,
    die_at: int | None = None,
    pause_s: float = 0.0,
    file_limit: int | None = None,
) -> NoReturn:
    """One build. `die_at` is the number of the step at which it kills itself."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(line: str) -> None:
        os.write(handle, f"{line}\n".encode())

    steps = 0

    def step(name: str) -> None:
        nonlocal steps
        steps += 1
        tell(f"step {name}")
        if steps == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepped(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def call(*args: Any, **options: Any) -> Any:
            step(f"before {name}")
            result = None if name == "fsync" else real(*args, **options)
            if owner is PendingVectors:
                for key in args[1]:
                    tell(f"keep {key}")
            step(f"after {name}")
            return result

        setattr(owner, name, call)

    sqlite3.connect = connect_without_syncing  # type: ignore[assignment]
    build.BATCH = 1  # pieces of 4 texts
    for owner, name in (
        (os, "fsync"),
        (os, "replace"),
        (shutil, "copyfile"),
        (Path, "unlink"),
        (PendingVectors, "put"),
        (VectorIndex, "save"),
    ):
        stepped(owner, name)
    if file_limit is not None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    try:
        report = build_corpus(Path(index), Path(source), Slow(pause_s, tell))
        tell(f"done {report.added}")
    except Exception as error:
        tell(f"error {type(error).__name__} {error}")
    os._exit(0)


if __name__ == "__main__":
    main()
