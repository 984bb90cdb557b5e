"""Fakes for the models: deterministic, instant, and honest about what they were asked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from index.embedding import EmbedderIdentity, Vectors

_TOKEN = re.compile(r"\w+|[^\w\s]")


class FakeEmbedder:
    """A bag of hashed words as a unit vector: texts that share words are near each other.

    `encoded` keeps every text that was ever embedded, so that a test can tell what was not.
    """

    window = 256

    def __init__(self, name: str = "fake", sha256: str = "f" * 64, dimension: int = 64) -> None:
        self.identity = EmbedderIdentity(name, sha256, dimension)
        self.encoded: list[str] = []

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in _TOKEN.finditer(text)]

    def encode(self, texts: Sequence[str], rough: bool = False) -> Vectors:
        self.encoded.extend(texts)
        counts = np.zeros((len(texts), self.identity.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in _TOKEN.findall(text.lower()) or [""]:
                # hash() differs from one process to the next.
                digest = hashlib.blake2b(token.encode(), digest_size=4).digest()
                counts[row, int.from_bytes(digest, "big") % self.identity.dimension] += 1
        unit: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit
