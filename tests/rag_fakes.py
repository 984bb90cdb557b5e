"""Fakes and a made-up archive for the tests of `rag`, its command line and the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.build import build_index
from index.chunking import ChunkingSettings
from index.database import Filter
from index.errors import Stopped
from index.sources import find_files
from index.store import Store
from rag.generation import Message
from rag.pipeline import Pipeline
from rag.pointing import Encoding, Logits
from rag.records import Evidence
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.index.corpus import put

OPENED = "When did the harbour bridge open?"
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

    def model(self) -> None:
        """There is nothing to load."""


class FakePointer:
    """Sees an answer where it is told to: `sees` maps a text to its odds, everything else has -12 or so.
    Keeps the questions and the passages that it was given."""

    def __init__(self, sees: Mapping[str, float] | None = None) -> None:
        self.sees = dict(sees or {})
        self.verdict = (0.0, -12.0, -12.0)
        self.asked: list[tuple[str, list[tuple[str, str]]]] = []

    def logits(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Logits]:
        self.asked.append((question, list(passages)))
        return [self._logits(text) for _, text in passages]

    def model(self) -> None:
        """There is nothing to load."""

    def _logits(self, text: str) -> Logits:
        places = [found.span() for found in re.finditer(r"\w+|[^\w\s]", text)]
        first = np.full(len(places), -6.0, dtype=np.float32)
        last = first.copy()
        for wanted, odds in self.sees.items():
            for found in re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", text):
                first[[place[0] for place in places].index(found.start())] = odds / 2
                last[[place[1] for place in places].index(found.end())] = odds / 2
        read = Encoding([0] * len(places), [1] * len(places), list(places))
        return Logits(read, first, last, np.array(self.verdict, dtype=np.float32))


class FakeGenerator:
    """Counts words for tokens, and finds likely what it is told to: `likely` maps an answer to
    its log-likelihood (`otherwise` where it is not named). It writes what `says` says. Keeps the
    prompts that it read."""

    name = "fake-reader"
    otherwise = -20.0
    stopped: Callable[[], bool] | None = None

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
        yield from re.findall(r"\S+\s*(?:\S+\s*){0,3}", self.says)

    def log_likelihoods(
        self, messages: Sequence[Message], answers: Sequence[str], exact: int | None = None
    ) -> list[float]:
        self._read(messages)
        self.asked.append(list(answers))
        return [self.likely.get(answer, self.otherwise) for answer in answers]

    def stop_when(self, stopped: Callable[[], bool] | None) -> None:
        self.stopped = stopped

    def close(self) -> None:
        """There is nothing to give back."""

    def _read(self, messages: Sequence[Message]) -> None:
        if self.stopped is not None and self.stopped():
            raise Stopped("stopped")
        if self.count(messages) > self.context:
            raise ValueError(f"{self.count(messages)} tokens exceed {self.context}")
        self.prompts.append("\n\n".join(message["content"] for message in messages))


def pipeline(
    store: Store,
    generator: FakeGenerator | None = None,
    pointer: FakePointer | None = None,
    examiner: FakePointer | None = None,
    **given: Any,
) -> Pipeline:
    """A pipeline over fakes. It answers whatever it is asked, unless `threshold` is given."""
    settings = Settings(**{"threshold": 0.0, **given})
    only = settings.filter(store) if settings.source or settings.since else Filter()
    reader = generator or FakeGenerator()
    return Pipeline(store, WordEmbedder(), reader, settings, only, pointer, examiner)


def evidence(quote: str, n: int = 1, **given: Any) -> Evidence:
    fields = {"article_id": "a1b2c3d4e5f6", "title": "Title", "source": "Post", "url": None}
    fields |= {"published": "2025-06-10", "start": 0, "end": len(quote), "score": 0.5}
    return Evidence(**{**fields, "n": n, "quote": quote, **given})


def use_fakes(monkeypatch: Any, make: Callable[[], FakeGenerator] = FakeGenerator) -> None:
    """Puts fakes where the command line loads its models."""
    for module in ("rag.cli.archive", "rag.opening"):
        monkeypatch.setattr(f"{module}.Embedder", WordEmbedder)
        monkeypatch.setattr(f"{module}.embedder_folder", lambda name, models_dir: Path(name))
    monkeypatch.setattr("rag.opening.EncoderPointer", lambda *_, **__: FakePointer())
    monkeypatch.setattr("rag.opening.encoder_folder", lambda model, models_dir: Path(model.name))
    monkeypatch.setattr("rag.opening.open_examiner", lambda settings: None)
    monkeypatch.setattr("rag.opening.reader_file", lambda name, models_dir: Path(name))
    monkeypatch.setattr("rag.opening.reader_files", lambda settings: (Path(settings.model), None))
    monkeypatch.setattr("rag.opening.LlamaGenerator", lambda path, settings: make())


def check(answer, store):
    """What holds of every answer."""
    for item in (*answer.citations, *answer.evidence):
        article = store.database.article(item.article_id)
        assert article is not None
        assert item.quote == article.text[item.start : item.end]
    for citation in answer.citations:
        assert citation.quote in [item.quote for item in answer.evidence]
        if citation.value:
            start, end = citation.value
            assert citation.quote[start:end] in answer.values
    assert 0 <= answer.confidence <= 1
