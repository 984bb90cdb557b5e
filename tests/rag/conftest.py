from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store import Store
from tests.rag_fakes import open_archive


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The made-up archive; nobody changes it."""
    folder: Path = tmp_path_factory.mktemp("archive")
    opened = open_archive(folder)
    yield opened
    opened.close()


@pytest.fixture
def titles(store: Store) -> dict[str, str]:
    """Article id → title."""
    return {article.id: article.title or "" for article in store.database.articles()}
