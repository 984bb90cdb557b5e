from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.questions import hash_of
from tests.rag_fakes import BRIDGE, WordEmbedder, open_archive, use_fakes


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness with fake models."""
    use_fakes(monkeypatch)
    monkeypatch.setattr("eval.parts.Embedder", WordEmbedder)
    monkeypatch.setattr("eval.parts.embedder_folder", lambda name, models_dir: Path(name))
    monkeypatch.setattr("eval.parts.reader_files", lambda settings: (Path(settings.model), None))
    monkeypatch.setattr("eval.parts.sha256_of", lambda path: "0" * 64)
    monkeypatch.setattr("eval.parts.open_reader", _fake_reader)


def _fake_reader(settings: Any) -> Any:
    from tests.rag_fakes import FakeGenerator

    return FakeGenerator()


@pytest.fixture
def bridge_set(fakes: None, tmp_path: Path) -> str:
    """Four questions on the made-up archive, one unanswerable; FILE@FOLDER."""
    store = open_archive(tmp_path)
    bridge = next(a for a in store.database.articles() if a.title == "Bridge opens")
    store.close()

    def proof(text: str) -> dict[str, Any]:
        start = BRIDGE.index(text)
        return {
            "article": bridge.id,
            "start": start,
            "end": start + len(text),
            "sha256": hash_of(text),
        }

    rows = [
        {"id": "opened", "question": "When did the harbour bridge open?", "type": "date",
         "accepted": [{"kind": "date", "date": "2025-03-04"}], "split": "dev",
         "evidence": [proof("opened on 4 March 2025")]},
        {"id": "cost", "question": "How much did the harbour bridge cost?", "type": "amount",
         "accepted": [{"kind": "money", "amount": 295e6, "currency": "USD"}], "split": "test",
         "evidence": [proof("It cost $295 million")]},
        {"id": "ribbon", "question": "What did the mayor do at noon?", "type": "reason",
         "accepted": [{"kind": "quote"}], "split": "test",
         "evidence": [proof("The mayor, Ada Lund, cut the ribbon at noon")]},
        {"id": "moon", "question": "When will the moon be full?", "type": "date",
         "unanswerable": "absent", "split": "dev"},
    ]  # fmt: skip
    path = tmp_path / "bridge.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return f"{path}@{tmp_path / 'articles'}"
