"""FAISS, with the ids of SQLite: exact inner product over unit vectors, that is, cosine.

A flat index is exact, needs no training, and lets rows be removed. 100,000 chunks take 154 MB and
tens of milliseconds a question, which is the size of archive that Dateline is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embedding import Vectors

Ids = npt.NDArray[np.int64]


class VectorIndex:
    """Rows (id, unit vector of `dimension`)."""

    def __init__(self, faiss_index: Any) -> None:
        self._index = faiss_index

    @classmethod
    def empty(cls, dimension: int) -> VectorIndex:
        import faiss

        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Raises RuntimeError where the file is no FAISS index."""
        import faiss

        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Raises OSError where it can't be written."""
        import faiss

        # Through bytes: FAISS reports a full disk as RuntimeError, Python as OSError.
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def ids(self) -> Ids:
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Raises ValueError where ids and vectors don't line up, or a vector is not of unit norm."""
        if vectors.shape != (len(ids), self.dimension):
            raise ValueError(
                f"{len(ids)} ids of dimension {self.dimension} for vectors of shape {vectors.shape}"
            )
        if len(ids) == 0:
            return
        norms = np.linalg.norm(vectors, axis=1)
        if not np.allclose(norms, 1.0, atol=1e-3):
            raise ValueError(f"a vector has norm {norms[np.argmax(np.abs(norms - 1))]:.4f}, not 1")
        self._index.add_with_ids(
            np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64)
        )

    def remove(self, ids: Sequence[int]) -> None:
        self._index.remove_ids(np.asarray(ids, dtype=np.int64))

    def get(self, ids: Sequence[int]) -> Vectors:
        """The vectors of `ids`, float32 (len(ids), dimension). RuntimeError for an unknown id."""
        if len(ids) == 0:
            return np.empty((0, self.dimension), dtype=np.float32)
        rows = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return np.asarray(rows, dtype=np.float32)

    def search(
        self, query: npt.NDArray[np.float32], k: int, allowed: Ids | None = None
    ) -> list[tuple[int, float]]:
        """The `k` nearest (id, cosine) to a unit vector (dimension,), best first.

        With `allowed`, among those ids only.
        """
        import faiss

        if allowed is not None and len(allowed) == 0:
            return []
        options: dict[str, Any] = {} if allowed is None else {"sel": faiss.IDSelectorBatch(allowed)}
        parameters = faiss.SearchParameters(**options) if options else None
        scores, ids = self._index.search(query.reshape(1, -1), k, params=parameters)
        return [
            (int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0
        ]
