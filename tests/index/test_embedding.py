from __future__ import annotations

import numpy as np
import pytest

from index import embedding
from index.embedding import Embedder

pytestmark = pytest.mark.models

TEXTS = ["The bridge opened in March.", "Apples are dear this year.", "The bridge opened in March."]


@pytest.fixture
def embedder(embedder_folder) -> Embedder:
    return Embedder(embedder_folder)


def test_rough_vectors_are_near_the_exact_ones_and_in_order(embedder):
    exact, rough = embedder.encode(TEXTS), embedder.encode(TEXTS, rough=True)
    assert rough.shape == exact.shape == (3, 384) and rough.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rough, axis=1), 1, atol=1e-5)
    assert ((rough * exact).sum(axis=1) > 0.999).all()
    np.testing.assert_array_equal(rough[0], rough[2])


def test_rough_vectors_are_made_once_and_kept_for_a_while(embedder, monkeypatch):
    made: list[str] = []
    encode = embedder._encode

    def noted(texts, rough=False):
        made.extend(texts)
        return encode(texts, rough)

    monkeypatch.setattr(embedder, "_encode", noted)
    monkeypatch.setattr(embedding, "RECENT", 2)
    first = embedder.encode(TEXTS, rough=True)
    assert made == TEXTS[:2]
    again = embedder.encode(["A third.", TEXTS[0]], rough=True)
    assert made == [*TEXTS[:2], "A third."]
    np.testing.assert_array_equal(again[1], first[0])
    embedder.encode([TEXTS[1]], rough=True)  # the one least lately asked for was forgotten
    assert made[3:] == [TEXTS[1]]
