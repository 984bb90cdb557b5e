"""Vectors of a run that has not finished, so that the next run goes on instead of beginning anew.

Keyed by embedder and by SHA-256 of the text that was embedded; committed batch by batch; removed
when the index is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedding import EmbedderIdentity, Vectors


class PendingVectors:
    def __init__(self, path: Path, embedder: EmbedderIdentity) -> None:
        self._embedder = embedder.sha256
        try:
            self._connection = self._open(path)
        except sqlite3.OperationalError:  # a full disk, a read-only folder
            raise
        except sqlite3.DatabaseError:  # damaged: it only saves time, so it may go
            path.unlink(missing_ok=True)
            self._connection = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            connection.close()
            raise sqlite3.DatabaseError("damaged")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors"
            " (embedder TEXT, key TEXT, vector BLOB, PRIMARY KEY (embedder, key))"
        )
        return connection

    def get(self, key: str) -> Vectors | None:
        """The vector (dimension,) for a key, or None."""
        row = self._connection.execute(
            "SELECT vector FROM vectors WHERE embedder = ? AND key = ?", (self._embedder, key)
        ).fetchone()
        return np.frombuffer(row[0], dtype=np.float32) if row else None

    def put(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Keeps vectors (len(keys), dimension), on disk when it returns."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [
                    (self._embedder, key, vector.tobytes())
                    for key, vector in zip(keys, vectors, strict=True)
                ],
            )

    def close(self) -> None:
        self._connection.close()
