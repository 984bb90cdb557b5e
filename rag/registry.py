"""The models that are known by name: reads models/manifest.toml and finds their files.

A reader may also be the path of any GGUF. Nothing here downloads; see `rag.download`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from index.errors import ModelDamaged, ModelMissing, SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MANIFEST = Path(__file__).resolve().parents[1] / "models" / "manifest.toml"

Role = Literal["embedder", "reader", "examiner"]
Mode = Literal["extract", "compose"]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """`size` in bytes; 0 and an empty `sha256` where the manifest does not know them."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of the manifest. `ram_gb` to leave free; `context` in tokens; `adapter` is a file in the
    manifest's folder: a reader's LoRA adapter, or what lets an encoder point at answers. Of a reader, `mode`
    is how it answers."""

    name: str
    role: Role
    origin: dict[str, Any]
    licence: str
    ram_gb: float
    context: int
    checked: bool
    files: tuple[ModelFile, ...]
    mode: Mode = "extract"
    adapter: str = ""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def location(self, models_dir: Path) -> Path:
        """The folder of an encoder, the GGUF of a reader."""
        folder = models_dir / self.name
        return folder / self.files[0].file if self.role == "reader" else folder

    def sha256_of(self, file: str) -> str:
        """Raises KeyError where it has no such file."""
        return {each.file: each.sha256 for each in self.files}[file]

    def missing(self, models_dir: Path) -> list[ModelFile]:
        """Files that are not there, or not of their size."""
        folder = models_dir / self.name
        return [
            file
            for file in self.files
            if not (folder / file.file).is_file()
            or (file.size and (folder / file.file).stat().st_size != file.size)
        ]


@dataclass(frozen=True, slots=True)
class Registry:
    models: dict[str, Model]
    default_embedder: str
    default_reader: str
    default_examiner: str

    @property
    def defaults(self) -> tuple[Model, ...]:
        """The models without which no question is answered as it should be."""
        names = self.default_embedder, self.default_examiner, self.default_reader
        return tuple(self.models[name] for name in names)

    @property
    def examiner(self) -> Model:
        return self.models[self.default_examiner]

    def get(self, name: str, role: Role) -> Model:
        """Raises SettingsError where no model of that role has the name."""
        model = self.models.get(name)
        if model is None or model.role != role:
            names = ", ".join(m.name for m in self.models.values() if m.role == role)
            raise SettingsError(f"no {role} model {name!r}: one of {names}, or the path of a GGUF")
        return model


@cache
def registry(manifest: Path = MANIFEST) -> Registry:
    """Raises SettingsError where the manifest can't be read."""
    try:
        fields = tomllib.loads(manifest.read_text("utf-8"))
        models = [_model(entry) for entry in fields["model"]]
        defaults = fields["defaults"]
        return Registry(
            {m.name: m for m in models},
            defaults["embedder"],
            defaults["reader"],
            defaults["examiner"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"can't read {manifest}: {error}") from error


def _model(entry: dict[str, Any]) -> Model:
    files = tuple(ModelFile(**file) for file in entry["files"])
    return Model(**{**entry, "files": files})


def embedder_folder(name: str, models_dir: Path) -> Path:
    """Raises ModelMissing where its files are not all there, SettingsError where no embedder has the name."""
    return encoder_folder(registry().get(name, "embedder"), models_dir)


def encoder_folder(model: Model, models_dir: Path) -> Path:
    """Of an embedder or examiner. Raises ModelMissing where its files are not all there."""
    if model.missing(models_dir):
        what = "embedding model" if model.role == "embedder" else "examiner"
        without = ", or go without it: DATELINE_EXAMINER=false" if what == "examiner" else ""
        raise ModelMissing(
            f"the {what} {model.name} is not fetched: run `dateline models get`{without}"
        )
    return model.location(models_dir)


def reader_file(name_or_path: str, models_dir: Path) -> Path:
    """The GGUF for `--model`. Raises ModelMissing, ModelDamaged or SettingsError."""
    looks_like_path = name_or_path.endswith(".gguf") or "/" in name_or_path
    if looks_like_path and name_or_path not in registry().models:
        path = Path(name_or_path).expanduser()
        if not path.is_file():
            raise SettingsError(f"no such model file: {path}")
        try:
            check_gguf(path)
        except ModelDamaged as error:  # what the person gave, not what was fetched
            raise SettingsError(str(error)) from error
        return path
    model = registry().get(name_or_path, "reader")
    if model.missing(models_dir):
        raise ModelMissing(
            f"the model {model.name} is not fetched: run `dateline models get {model.name}`"
        )
    return model.location(models_dir)


def installed_readers(models_dir: Path) -> list[str]:
    """Names of the readers whose files are all there, in the manifest's order."""
    readers = (m for m in registry().models.values() if m.role == "reader")
    return [model.name for model in readers if not model.missing(models_dir)]


def reader_mode(name_or_path: str) -> Mode:
    """How a reader answers: as its entry says; a GGUF that no entry knows extracts."""
    model = registry().models.get(name_or_path)
    return model.mode if model else "extract"


def reader_adapter(name_or_path: str) -> Path | None:
    """The adapter that belongs to a reader, where it has one."""
    return _adapter(name_or_path, "reader")


def pointer_adapter(name: str) -> Path | None:
    """What lets an embedder point at answers (rag.encoder), where it can."""
    return _adapter(name, "embedder")


def _adapter(name: str, role: Role) -> Path | None:
    model = registry().models.get(name)
    return (
        MANIFEST.parent / model.adapter if model and model.role == role and model.adapter else None
    )


def check_gguf(path: Path) -> None:
    """Raises ModelDamaged where the file does not begin like a GGUF: llama.cpp may crash on it."""
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise ModelDamaged(
                f"{path} is no GGUF file: give --model a GGUF, or a name that"
                " `dateline models` lists"
            )
