"""Models and index → a pipeline: opens the parts, cheapest first, and loads them side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from index.embedding import Embedder, EmbedderIdentity
from index.errors import SettingsError
from index.loading import load_ahead
from index.store import Store
from rag.device import free_gb, needed_gb
from rag.encoder import EncoderPointer
from rag.generation import LlamaGenerator, LlamaSettings
from rag.merging import ready
from rag.pipeline import Pipeline
from rag.registry import embedder_folder, encoder_folder, reader_file, registry
from rag.settings import Settings
from rag.worker import WorkerGenerator


def load(settings: Settings, *, apart: bool = False) -> Pipeline:
    """Opens index and models; `apart`: the reader in a process of its own. Raises the errors of each part,
    cheapest first."""
    embedder = Embedder(embedder_folder(settings.embedder, settings.models_dir))
    reader_file(settings.model, settings.models_dir)
    store = Store.open(settings.index, embedder.identity)
    only = settings.filter(store)
    pointer = open_pointer(settings, embedder.identity)
    examiner = open_examiner(settings)
    # seconds of imports, which go on while llama.cpp maps the model
    load_ahead(*(part.model for part in (embedder, pointer, examiner) if part is not None))
    generator = WorkerGenerator(partial(open_reader, settings)) if apart else open_reader(settings)
    return Pipeline(store, embedder, generator, settings, only, pointer, examiner)


def with_reader(pipeline: Pipeline, model: str, threads: int) -> Pipeline:
    """The same with another reader, or other threads for it, in a process of its own. The present one is
    closed when the other is loaded. Raises SettingsError where there is too little memory, and as `load` does.
    """
    old = pipeline.settings
    changes: dict[str, Any] = {"model": model, "threads": threads}
    if model != old.model:
        changes["adapter"] = None  # it was the old one's
        free, needed = free_gb(), needed_gb(model, old.models_dir)
        if free < needed:
            raise SettingsError(f"{model} needs {needed:g} GB of memory, {free:.1f} are free")
    settings = old.model_copy(update=changes)
    examiner = pipeline.examiner or open_examiner(settings)
    generator = WorkerGenerator(partial(open_reader, settings))
    pipeline.generator.close()
    return replace(pipeline, generator=generator, settings=settings, examiner=examiner)


def open_pointer(settings: Settings, embedder: EmbedderIdentity) -> EncoderPointer | None:
    """None where there is none (`Settings.pointer_file`). Raises ModelMissing or SettingsError."""
    adapter = settings.pointer_file
    if adapter is None:
        return None
    folder = embedder_folder(settings.embedder, settings.models_dir)
    return EncoderPointer(folder, adapter, embedder.sha256)


def open_examiner(settings: Settings) -> EncoderPointer | None:
    """None where there is none (`Settings.examiner_file`). Raises ModelMissing or SettingsError."""
    adapter = settings.examiner_file
    if adapter is None:
        return None
    model = registry().examiner
    return EncoderPointer(
        encoder_folder(model, settings.models_dir),
        adapter,
        model.sha256_of("model.safetensors"),
        setting="examiner",
        large=True,
    )


def open_reader(settings: Settings) -> LlamaGenerator:
    """The reader with its adapter. Raises ModelMissing, ModelDamaged or SettingsError."""
    path, adapter = reader_files(settings)
    return LlamaGenerator(
        path, LlamaSettings(settings.context, settings.threads, settings.gpu_layers, adapter)
    )


def reader_files(settings: Settings) -> tuple[Path, Path | None]:
    """What llama.cpp is to load: the GGUF, and the adapter that is not yet part of it."""
    gguf = reader_file(settings.model, settings.models_dir)
    adapter = settings.adapter_file
    return ready(gguf, adapter) if adapter and settings.merge else (gguf, adapter)
