"""Every setting, in one place: the command line over DATELINE_… variables over dateline.toml.

`dateline doctor` shows each with where it came from.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.chunking import ChunkingSettings
from index.database import Filter
from index.errors import SettingsError
from index.store import Store
from rag.confidence import threshold
from rag.registry import MANIFEST, pointer_adapter, reader_adapter, reader_mode, registry

FILE = "dateline.toml"
NO_ADAPTER = Path("none")


def _models_dir() -> Path:
    """Beside the manifest in a checkout, where the user may write; else the user's own folder."""
    root = MANIFEST.parents[1]
    if (root / "pyproject.toml").is_file():
        return MANIFEST.parent / "files"
    from platformdirs import user_data_path

    return user_data_path("dateline") / "models"


class Settings(BaseSettings):
    """`--top-k 8`, `DATELINE_TOP_K=8` and `top_k = 8` in dateline.toml mean the same."""

    model_config = SettingsConfigDict(
        env_prefix="DATELINE_", toml_file=FILE, extra="forbid", frozen=True
    )

    index: Path = Field(Path(".dateline/index"), description="folder of the index")
    models_dir: Path = Field(default_factory=_models_dir, description="folder of the models")
    model: str = Field(
        default_factory=lambda: registry().default_reader,
        description="reader: a name that `dateline models` lists, or the path of a GGUF",
    )
    embedder: str = Field(
        default_factory=lambda: registry().default_embedder, description="embedding model, by name"
    )
    adapter: Path | None = Field(
        None, description="LoRA adapter (GGUF) for the reader; none: not even its own"
    )
    merge: bool = Field(True, description="keep reader and adapter as one file, which reads faster")
    retrieval: Literal["hybrid", "dense", "lexical"] = Field(
        "hybrid", description="how chunks are searched: by meaning, by words, or both"
    )
    rerank: bool = Field(True, description="put the chunks in the order of their best sentences")
    reader: Literal["auto", "extract", "compose", "sentence"] = Field(
        "auto",
        description="extract: the answer is copied from the evidence; compose: a larger model writes it;"
        " sentence: the best one is quoted whole; auto: as the model's entry says",
    )
    check_terms: bool = Field(
        True,
        description="the cited sentence must speak of the question's parties, direction and time",
    )
    pointer: bool = Field(
        True, description="let the embedder's encoder point at answers before the reader reads"
    )
    examiner: bool = Field(
        True, description="let a larger encoder read the chosen sentences beside the reader"
    )
    top_k: int = Field(12, ge=1, le=50, description="chunks that evidence is taken from")
    sentences: int = Field(
        8, ge=1, le=40, description="sentences that are looked at for the answer"
    )
    evidence_tokens: int = Field(
        400, ge=64, description="tokens of the model's prompt: weaker sentences are left out"
    )
    source: str | None = Field(None, description="only articles of this source")
    since: date | None = Field(None, description="only articles published on or after YYYY-MM-DD")
    until: date | None = Field(None, description="only articles published on or before YYYY-MM-DD")
    wrong_cost: float = Field(
        1.0, ge=0, description="how many refusals a wrong answer is as bad as"
    )
    threshold: float | None = Field(
        None, ge=0, le=1, description="confidence under which no answer is given (from wrong_cost)"
    )
    context: int = Field(2048, ge=256, description="tokens of prompt and answer together")
    threads: int = Field(0, ge=0, description="threads of the reader; 0: one a core")
    gpu_layers: int = Field(0, ge=-1, description="layers of the reader on a GPU; -1: all")
    chunk_size: int = Field(200, ge=8, description="tokens of a chunk, at most")
    chunk_overlap: int = Field(48, ge=0, description="tokens that neighbouring chunks may share")

    password: SecretStr | None = Field(None, description="password that the chat page asks for")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def chunking(self) -> ChunkingSettings:
        return ChunkingSettings(self.chunk_size, self.chunk_overlap)

    @property
    def refuse_below(self) -> float:
        """The confidence from which an answer is worth its risk (rag.confidence)."""
        return threshold(self.wrong_cost) if self.threshold is None else self.threshold

    @property
    def adapter_file(self) -> Path | None:
        """The adapter that was given, else the reader's own, where there is one."""
        if self.adapter is None:
            return reader_adapter(self.model)
        return None if self.adapter == NO_ADAPTER else self.adapter

    @property
    def pointer_file(self) -> Path | None:
        """The embedder's own adapter, which lets it point; None where it has none, or it is left out."""
        return pointer_adapter(self.embedder) if self.pointer else None

    @property
    def examiner_file(self) -> Path | None:
        """What lets the examiner point; None where it is left out, or where nothing reads span by span."""
        if not self.examiner or self.mode != "extract":
            return None
        return MANIFEST.parent / registry().examiner.adapter

    @property
    def mode(self) -> Literal["extract", "compose", "sentence"]:
        """How the reader answers."""
        return reader_mode(self.model) if self.reader == "auto" else self.reader

    def filter(self, store: Store) -> Filter:
        """Raises SettingsError where the index holds no article of the wanted source."""
        if self.since and self.until and self.since > self.until:
            raise SettingsError(f"--since {self.since} is after --until {self.until}")
        return Filter(matching_sources(self.source, store), self.since, self.until)


def matching_sources(wanted: str | None, store: Store) -> tuple[str, ...]:
    """Sources of exactly that name, or else those that contain it; case doesn't count. Raises SettingsError
    where there is none."""
    if wanted is None:
        return ()
    names = store.database.sources()
    folded = wanted.casefold().strip()
    exact = tuple(name for name in names if name.casefold() == folded)
    found = exact or tuple(name for name in names if folded and folded in name.casefold())
    if not found:
        known = ", ".join(names) or "none is stated"
        raise SettingsError(f"no article is from source {wanted!r} (sources: {known})")
    return found


def load_settings(given: dict[str, Any] | None = None) -> Settings:
    """Reads the settings; `given` are those of the command line. Raises SettingsError."""
    try:
        return Settings(**(given or {}))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = name in Settings.model_fields
        what = (
            first["msg"]
            if known
            else f"no such setting (known: {', '.join(Settings.model_fields)})"
        )
        raise SettingsError(f"setting {name}: {what}") from error
    except ValueError as error:  # the TOML does not parse
        raise SettingsError(f"can't read {FILE}: {error}") from error


def origins(given: dict[str, Any]) -> dict[str, str]:
    """Where each setting came from: "command line", "environment", the file, or "default"."""
    env = {name.lower() for name in _environment()}
    file = TomlConfigSettingsSource(Settings)()
    return {
        name: "command line"
        if name in given
        else "environment"
        if f"dateline_{name}" in env
        else FILE
        if name in file
        else "default"
        for name in Settings.model_fields
    }


def _environment() -> list[str]:
    import os

    return list(os.environ)
