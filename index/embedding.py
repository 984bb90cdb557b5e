"""Texts → unit vectors, float32 (n, d), by sentence-transformers.

Opening an embedder reads its settings and tokenizer only (milliseconds). The model itself, with
its seconds of imports, is loaded when the first text is encoded, or ahead of it (index.loading).
An embedder's identity (name and SHA-256 of its weights) goes into every index, which refuses
another's vectors.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelDamaged, ModelMissing
from index.hashing import sha256_of
from index.loading import Late, in_bfloat16, open_tokenizer, silence_transformers

Vectors = npt.NDArray[np.float32]

BATCH = 32  # texts
RECENT = 20_000  # texts whose rough vectors are kept: 30 MB


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """Which embedder made a vector: two vectors can be compared where these are equal."""

    name: str
    sha256: str
    dimension: int


class TextEmbedder(Protocol):
    """The seam at which tests put a fake."""

    @property
    def identity(self) -> EmbedderIdentity: ...

    @property
    def window(self) -> int:
        """Tokens that the model reads, special tokens included."""
        ...

    def token_offsets(self, text: str) -> list[tuple[int, int]]: ...

    def encode(self, texts: Sequence[str], rough: bool = False) -> Vectors: ...


class Embedder:
    """all-MiniLM-L6-v2 or another sentence-transformers model, from a local folder, on the CPU. `model` is
    the library's own, loaded late."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelMissing where the folder holds no model, ModelDamaged where it is broken."""
        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise ModelMissing(f"no embedding model in {folder}: run `dateline models get`")
        try:
            settings = json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))
            config = json.loads((folder / "config.json").read_text("utf-8"))
            self._tokenizer = open_tokenizer(folder)
            self.window = int(settings["max_seq_length"])
            dimension = int(config["hidden_size"])
        # The tokenizers library raises plain Exception.
        except Exception as error:
            raise _damaged(folder) from error
        self._folder = folder
        self._recent: dict[str, npt.NDArray[np.float32]] = {}
        self.model: Late[Any] = Late(self._load)
        self.identity = EmbedderIdentity(folder.name, sha256_of(weights), dimension)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [(int(start), int(end)) for start, end in encoding.offsets]

    def encode(self, texts: Sequence[str], rough: bool = False) -> Vectors:
        """Unit vectors of `texts`, float32 (len(texts), dimension), in their order. `rough` ones are
        made in bfloat16 where the processor has it: twice as fast, at a cosine of .9999 with the others.
        They are kept for a while: questions of one conversation look at the same sentences."""
        if not texts:
            return np.empty((0, self.identity.dimension), dtype=np.float32)
        if not rough:
            return self._encode(texts)
        known = {text: vector for text in texts if (vector := self._recent.get(text)) is not None}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            known |= zip(new, self._encode(new, rough=True), strict=True)
        for text in texts:  # the latest last
            self._recent.pop(text, None)
            self._recent[text] = known[text]
        for text in list(self._recent)[:-RECENT]:
            self._recent.pop(text, None)
        return np.stack([known[text] for text in texts])

    def _encode(self, texts: Sequence[str], rough: bool = False) -> Vectors:
        model = self.model()
        with in_bfloat16() if rough else nullcontext():
            vectors = model.encode(
                list(texts),
                batch_size=BATCH,
                normalize_embeddings=True,
                convert_to_numpy=False,
                convert_to_tensor=True,
                show_progress_bar=False,
            )
        found: Vectors = vectors.float().cpu().numpy()
        unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit

    def _load(self) -> Any:
        from sentence_transformers import SentenceTransformer

        silence_transformers()
        try:
            model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
            dimension = model.get_embedding_dimension()
        # Broken weights and settings come up as errors of many libraries.
        except Exception as error:
            raise _damaged(self._folder) from error
        if dimension != self.identity.dimension:
            raise ModelDamaged(
                f"the embedding model in {self._folder} gives {dimension} dimensions, its config"
                f" says {self.identity.dimension}"
            )
        return model


def _damaged(folder: Path) -> ModelDamaged:
    return ModelDamaged(
        f"the embedding model in {folder} won't load: run `dateline models get --force`"
    )
