"""Models and index → a pipeline: opens the parts, cheapest first, and loads them side by side."""

from __future__ import annotations

from pathlib import Path

from index.embedding import Embedder, EmbedderIdentity
from index.loading import load_ahead
from index.store import Store
from rag.encoder import EncoderPointer
from rag.generation import LlamaGenerator, LlamaSettings
from rag.merging import ready
from rag.pipeline import Pipeline
from rag.registry import embedder_folder, reader_file
from rag.settings import Settings


def load(settings: Settings) -> Pipeline:
    """Opens index and models. Raises the errors of each part, cheapest first."""
    embedder = Embedder(embedder_folder(settings.embedder, settings.models_dir))
    reader_file(settings.model, settings.models_dir)
    store = Store.open(settings.index, embedder.identity)
    only = settings.filter(store)
    pointer = open_pointer(settings, embedder.identity)
    # seconds of imports, which go on while llama.cpp maps the model
    load_ahead(*(part.model for part in (embedder, pointer) if part is not None))
    generator = open_reader(settings)
    return Pipeline(store, embedder, generator, settings, only, pointer)


def open_pointer(settings: Settings, embedder: EmbedderIdentity) -> EncoderPointer | None:
    """None where there is none (`Settings.pointer_file`). Raises ModelMissing or SettingsError."""
    adapter = settings.pointer_file
    if adapter is None:
        return None
    folder = embedder_folder(settings.embedder, settings.models_dir)
    return EncoderPointer(folder, adapter, embedder)


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
