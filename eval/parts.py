"""Models loaded once and shared: by the sets of a run, by the rows of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.records import Usage
from index.embedding import Embedder, TextEmbedder
from index.hashing import sha256_of
from index.store import Store
from rag.encoder import EncoderPointer
from rag.generation import LlamaGenerator
from rag.opening import open_examiner, open_pointer, open_reader, reader_files
from rag.pipeline import Pipeline
from rag.pointing import Pointer
from rag.registry import embedder_folder, registry
from rag.settings import Settings


class Parts:
    """The last embedder, pointer, examiner and reader that were asked for are kept."""

    def __init__(self) -> None:
        self._embedder: tuple[Path, TextEmbedder] | None = None
        self._reader: tuple[Any, LlamaGenerator] | None = None
        self._pointer: tuple[Any, Pointer | None] | None = None
        self._examiner: tuple[Path, EncoderPointer | None] | None = None
        self._hashes: dict[Path, str] = {}

    def embedder(self, settings: Settings) -> TextEmbedder:
        """Raises ModelMissing where it was not fetched."""
        folder = embedder_folder(settings.embedder, settings.models_dir)
        if self._embedder is None or self._embedder[0] != folder:
            self._embedder = folder, Embedder(folder)
        return self._embedder[1]

    def reader(self, settings: Settings) -> LlamaGenerator:
        """Raises ModelMissing where it was not fetched, ModelDamaged where it can't be loaded."""
        wanted = (reader_files(settings), settings.context, settings.threads, settings.gpu_layers)
        if self._reader is None or self._reader[0] != wanted:
            self._reader = None  # two readers need not fit
            self._reader = wanted, open_reader(settings)
        return self._reader[1]

    def pointer(self, settings: Settings) -> Pointer | None:
        """None where the settings leave it out."""
        identity = self.embedder(settings).identity
        wanted = settings.pointer_file, identity
        if self._pointer is None or self._pointer[0] != wanted:
            self._pointer = wanted, open_pointer(settings, identity)
        return self._pointer[1]

    def examiner(self, settings: Settings) -> Pointer | None:
        """None where the settings leave it out."""
        if settings.examiner_file is None:
            return None
        if self._examiner is None or self._examiner[0] != settings.models_dir:
            self._examiner = settings.models_dir, open_examiner(settings)
        return self._examiner[1]

    def pipeline(self, store: Store, settings: Settings) -> Pipeline:
        """All of them over one index. Raises as they do."""
        return Pipeline(
            store,
            self.embedder(settings),
            self.reader(settings),
            settings,
            settings.filter(store),
            self.pointer(settings),
            self.examiner(settings),
        )

    def models(self, settings: Settings) -> dict[str, str]:
        """File or model name → SHA-256, of what these settings load."""
        embedder = self.embedder(settings).identity
        files = (*reader_files(settings), settings.pointer_file, settings.examiner_file)
        paths = [path for path in files if path is not None]
        for path in paths:
            if path not in self._hashes:
                self._hashes[path] = sha256_of(path)
        found = {embedder.name: embedder.sha256, **{p.name: self._hashes[p] for p in paths}}
        if settings.examiner_file is not None:
            examiner = registry().examiner
            found[examiner.name] = examiner.sha256_of("model.safetensors")
        return found


class Meter:
    """llama.cpp's own count and clock, over the contexts of a loaded model, from one reset on."""

    def __init__(self, contexts: Sequence[Any]) -> None:
        self._contexts = contexts

    def reset(self) -> None:
        import llama_cpp

        for context in self._contexts:
            llama_cpp.llama_perf_context_reset(context)

    def read(self) -> Usage:
        import llama_cpp

        perfs = [llama_cpp.llama_perf_context(context) for context in self._contexts]
        # llama.cpp never counts less than one token: only the clock tells none from one.
        return Usage(
            prompt_tokens=sum(p.n_p_eval for p in perfs if p.t_p_eval_ms > 0),
            prompt_seconds=sum(p.t_p_eval_ms for p in perfs) / 1000,
            generated_tokens=sum(p.n_eval for p in perfs if p.t_eval_ms > 0),
            generated_seconds=sum(p.t_eval_ms for p in perfs) / 1000,
        )
