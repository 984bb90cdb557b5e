"""Fakes and a made-up archive for the tests of `rag`, its command line and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.build import build_index
from index.chunking import ChunkingSettings
from index.database import Filter
from index.sources import find_files
from index.store import Store
from rag.generation import Message
from rag.pipeline import Pipeline
from rag.records import Evidence
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.index.corpus import put

CHUNKING = ChunkingSettings(size=24, overlap=0, header=16)  # one or two sentences a chunk

BRIDGE = (
    "The harbour bridge opened on 4 March 2025 after 30 months of work."
    " It cost $295 million, some 12% more than the council had planned."
    " Was it worth the money?"
    "\n\nThe mayor, Ada Lund, cut the ribbon at noon and walked across with 400 guests."
)
HARVEST = (
    "The apple harvest in Norland fell by 3.4% because of a late frost."
    " Growers expect prices to rise until October."
)
FERRY = (
    "The night ferry to Sandvik is cancelled for seven weeks while its engines are repaired."
    " Passengers can take a bus, which needs two hours more."
)


def write_archive(folder: Path) -> Path:
    """Three articles; the ferry one by two sources."""
    put(folder, "bridge.md", BRIDGE, title="Bridge opens", source="Post", published="2025-03-04")
    put(folder, "harvest.md", HARVEST, title="Apples", source="Globe", published="2025-09")
    put(folder, "ferry.md", FERRY, title="Ferry", source="Post", published="2024-01-15")
    put(folder, "ferry-2.md", FERRY, title="Ferry", source="Evening Post", published="2024-01-16")
    return folder


def open_archive(folder: Path) -> Store:
    """An index of `write_archive`, one or two sentences a chunk."""
    embedder = WordEmbedder()
    files = find_files([str(write_archive(folder / "articles"))])
    build_index(folder / "index", files, embedder, chunking=CHUNKING)
    return Store.open(folder / "index", embedder.identity)


class WordEmbedder(FakeEmbedder):
    """So many dimensions that two words seldom share one. Loads from any folder."""

    def __init__(self, folder: Path = Path()) -> None:
        super().__init__(dimension=1024)

    def warm(self) -> None:
        pass


class FakeGenerator:
    """Counts words for tokens, and finds likely what it is told to: `likely` maps an answer to
    its log-likelihood (`otherwise` where it is not named). It writes what `says` says. Keeps the
    prompts that it read."""

    name = "fake-reader"
    otherwise = -20.0

    def __init__(
        self,
        likely: Mapping[str, float] | None = None,
        context: int = 2048,
        says: str = "not stated",
    ) -> None:
        self.context, self.says = context, says
        self.likely = dict(likely or {})
        self.prompts: list[str] = []
        self.asked: list[list[str]] = []

    def count(self, messages: Sequence[Message]) -> int:
        return sum(len(message["content"].split()) for message in messages)

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        self._read(messages)
        yield self.says

    def log_likelihoods(
        self, messages: Sequence[Message], answers: Sequence[str], exact: int | None = None
    ) -> list[float]:
        self._read(messages)
        self.asked.append(list(answers))
        return [self.likely.get(answer, self.otherwise) for answer in answers]

    def _read(self, messages: Sequence[Message]) -> None:
        if self.count(messages) > self.context:
            raise ValueError(f"{self.count(messages)} tokens exceed {self.context}")
        self.prompts.append("\n\n".join(message["content"] for message in messages))


def pipeline(store: Store, generator: FakeGenerator | None = None, **given: Any) -> Pipeline:
    """A pipeline over fakes. It answers whatever it is asked, unless `threshold` is given."""
    settings = Settings(**{"threshold": 0.0, **given})
    only = settings.filter(store) if settings.source or settings.since else Filter()
    return Pipeline(store, WordEmbedder(), generator or FakeGenerator(), settings, only)


def evidence(quote: str, n: int = 1, **given: Any) -> Evidence:
    fields = {"article_id": "a1b2c3d4e5f6", "title": "Title", "source": "Post", "url": None}
    fields |= {"published": "2025-06-10", "start": 0, "end": len(quote), "score": 0.5}
    return Evidence(**{**fields, "n": n, "quote": quote, **given})


def use_fakes(monkeypatch: Any, make: Callable[[], FakeGenerator] = FakeGenerator) -> None:
    """Puts fakes where the command line loads the two models."""
    for module in ("rag.cli.archive", "rag.pipeline"):
        monkeypatch.setattr(f"{module}.Embedder", WordEmbedder)
        monkeypatch.setattr(f"{module}.embedder_folder", lambda name, models_dir: Path(name))
    monkeypatch.setattr("rag.pipeline.reader_file", lambda name, models_dir: Path(name))
    monkeypatch.setattr("rag.pipeline.reader_files", lambda settings: (Path(settings.model), None))
    monkeypatch.setattr("rag.pipeline.LlamaGenerator", lambda path, settings: make())
