"""`dateline doctor`: is everything in order, and if not, what to do."""

from __future__ import annotations

import argparse
import platform
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from index.embedding import Embedder
from index.errors import DatelineError, ModelDamaged, SettingsError
from index.hashing import sha256_of
from index.loading import has_bfloat16
from index.store import Store
from rag.cli.parser import given_settings
from rag.device import cores, free_gb, needed_gb
from rag.encoder import read_adapter
from rag.registry import embedder_folder, encoder_folder, reader_file, registry
from rag.settings import Settings, load_settings, origins

Check = Callable[[Settings], str]


def run_doctor(arguments: argparse.Namespace) -> int:
    given = given_settings(arguments)
    settings = load_settings(given)
    print("settings")
    for name, origin in origins(given).items():
        print(f"  {name:<16}{getattr(settings, name)!s:<34} {origin}")
    print("checks")
    failed = 0
    for name, check in _CHECKS.items():
        try:
            print(f"  ok    {name:<10} {check(settings)}")
        except DatelineError as error:
            failed += 1
            print(f"  FAIL  {name:<10} {error}")
    print("all is well" if not failed else f"{failed} to mend")
    return 1 if failed else 0


def _system(_: Settings) -> str:
    options = {row[0] for row in sqlite3.connect(":memory:").execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        raise ModelDamaged("this Python's SQLite has no FTS5: use a python.org or system Python")
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}"
    )


def _speed(_: Settings) -> str:
    if has_bfloat16():
        return f"{cores()} cores, with bfloat16"
    return f"{cores()} cores, no bfloat16: the encoders take several times as long as with it"


def _build(_: Settings) -> str:
    try:
        import llama_cpp
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelDamaged(f"llama-cpp-python does not load ({error}): run `make setup`") from error
    info = llama_cpp.llama_print_system_info().decode()
    if any(f"{flag} = 1" in info for flag in ("AMX_INT8", "AMX_BF16", "AMX_TILE", "AMX")):
        raise ModelDamaged(
            "llama.cpp is built with AMX, which crashes on prompts: run `make rebuild-llama`"
        )
    return f"llama-cpp-python {llama_cpp.__version__}, no AMX"


def _embedder(settings: Settings) -> str:
    folder = embedder_folder(settings.embedder, settings.models_dir)
    _verify(settings.embedder, settings.models_dir)
    identity = Embedder(folder).identity
    pointer = settings.pointer_file
    if pointer is not None:
        read_adapter(pointer, identity.sha256)
    with_it = f", with {pointer.name}" if pointer else ""
    return f"{identity.name}, {identity.dimension} dimensions, checksum right{with_it}"


def _examiner(settings: Settings) -> str:
    adapter = settings.examiner_file
    if adapter is None:
        return "left out"
    model = registry().examiner
    encoder_folder(model, settings.models_dir)
    _verify(model.name, settings.models_dir)
    read_adapter(adapter, model.sha256_of("model.safetensors"), "examiner")
    return f"{model.name}, checksum right, with {adapter.name}"


def _reader(settings: Settings) -> str:
    path = reader_file(settings.model, settings.models_dir)
    if settings.model in registry().models:
        _verify(settings.model, settings.models_dir)
    adapter = settings.adapter_file
    if adapter is not None and not adapter.is_file():
        raise SettingsError(f"no such adapter file: {adapter}; give --adapter, or `none`")
    with_it = f", with {adapter.name}" if adapter else ""
    return f"{path.name}, {path.stat().st_size / 2**20:.0f} MiB{with_it}"


def _verify(name: str, models_dir: Path) -> None:
    model = registry().models[name]
    for file in model.files:
        path = models_dir / name / file.file
        if file.sha256 and sha256_of(path) != file.sha256:
            raise ModelDamaged(f"{path} is damaged: run `dateline models get {name} --force`")


def _index(settings: Settings) -> str:
    embedder = Embedder(embedder_folder(settings.embedder, settings.models_dir))
    store = Store.open(settings.index, embedder.identity)
    counts = store.manifest.counts
    return f"{settings.index}: {counts['articles']} articles, {counts['chunks']} chunks, intact"


def _memory(settings: Settings) -> str:
    free, needed = free_gb(), needed_gb(settings.model, settings.models_dir)
    who = "the reader needs"
    if settings.examiner_file is not None:
        needed, who = needed + registry().examiner.ram_gb, "reader and examiner need"
    if free < needed:
        raise ModelDamaged(
            f"{free:.1f} GB are free, {who} about {needed:.1f}: close programs or choose a"
            " smaller --model"
        )
    return f"{free:.1f} GB free, {who} about {needed:.1f}"


def _disk(settings: Settings) -> str:
    folder = settings.index.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < 200e6:
        raise ModelDamaged(f"{free / 1e6:.0f} MB are free beside the index: free some space")
    return f"{free / 1e9:.1f} GB free beside the index"


_CHECKS: dict[str, Check] = {
    "system": _system,
    "speed": _speed,
    "build": _build,
    "embedder": _embedder,
    "examiner": _examiner,
    "reader": _reader,
    "index": _index,
    "memory": _memory,
    "disk": _disk,
}
