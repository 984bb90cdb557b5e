"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from rag.registry import registry
from tests.fakes import FakeEmbedder

REPOSITORY = Path(__file__).parents[1]

# Read on import of the hub client, which would ask the hub about us for every client of the page.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

# A busy machine is slow, not wrong; in CI the same examples run every time.
settings.register_profile("here", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("here")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every test begins without DATELINE_… variables, in a folder without dateline.toml."""
    for name in list(os.environ):
        if name.startswith("DATELINE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(scope="session")
def seeds_dir() -> Path:
    """Real pages as a crawler left them; they may not be shipped, so most machines lack them."""
    folder = REPOSITORY.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip(
            "the seed pages are not here: they lie in ../shared/seeds, outside the repository"
        )
    return folder


@pytest.fixture(scope="session")
def embedder_folder() -> Path:
    """The real embedding model."""
    models = os.environ.get("DATELINE_MODELS_DIR")
    folder = (Path(models) if models else REPOSITORY / "models" / "files") / "all-minilm-l6-v2"
    if not folder.is_dir():
        pytest.skip(f"no embedding model in {folder}: run `dateline models get`")
    return folder


@pytest.fixture(scope="session")
def models_dir(embedder_folder: Path) -> Path:
    """The folder of the real default models."""
    for model in registry().defaults:
        if model.missing(embedder_folder.parent):
            pytest.skip(f"no {model.name} in {embedder_folder.parent}: run `dateline models get`")
    return embedder_folder.parent
