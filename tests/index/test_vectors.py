from __future__ import annotations

import numpy as np
import pytest

from index.vectors import VectorIndex


def unit(n: int, dimension: int, seed: int = 7) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def filled(ids: list[int], vectors: np.ndarray) -> VectorIndex:
    index = VectorIndex.empty(vectors.shape[1])
    index.add(ids, vectors)
    return index


VECTORS = unit(200, 16)
IDS = [3 * i + 5 for i in range(200)]


@pytest.mark.parametrize("k", [1, 7, 200, 500])
def test_search_is_exact(k):
    index = filled(IDS, VECTORS)
    for query in unit(5, 16, seed=1):
        scores = VECTORS @ query
        best = np.argsort(-scores)[:k]
        found = index.search(query, k)
        assert [i for i, _ in found] == [IDS[row] for row in best]
        np.testing.assert_allclose([score for _, score in found], scores[best], atol=1e-6)


def test_search_among_allowed_ids_is_exact():
    index = filled(IDS, VECTORS)
    query = unit(1, 16, seed=2)[0]
    rows = np.arange(0, 200, 9)
    best = rows[np.argsort(-(VECTORS[rows] @ query))][:10]
    allowed = np.asarray(IDS, dtype=np.int64)[rows]
    assert [i for i, _ in index.search(query, 10, allowed)] == [IDS[row] for row in best]
    assert len(index.search(query, 500, allowed)) == len(rows) == 23
    assert index.search(query, 5, np.empty(0, dtype=np.int64)) == []
    assert index.search(query, 5, np.asarray([1], dtype=np.int64)) == []  # 1 is no id


def test_known_vectors_have_known_cosines():
    # 3-4-5 triangle: (0.6, 0.8) · (1, 0) = 0.6 and (0.6, 0.8) · (0, 1) = 0.8
    index = filled([10, 20], np.eye(2, dtype=np.float32))
    found = index.search(np.asarray([0.6, 0.8], dtype=np.float32), 2)
    assert [i for i, _ in found] == [20, 10]
    assert [score for _, score in found] == pytest.approx([0.8, 0.6])


def test_empty_index_finds_nothing():
    index = VectorIndex.empty(4)
    assert (len(index), index.dimension) == (0, 4)
    assert index.search(np.asarray([1, 0, 0, 0], dtype=np.float32), 3) == []
    assert index.get([]).shape == (0, 4)


@pytest.mark.parametrize(
    ("ids", "shape"), [([1], (2, 4)), ([1, 2], (1, 4)), ([1], (1, 3)), ([], (1, 4)), ([1], (4,))]
)
def test_ids_and_vectors_that_do_not_line_up_are_refused(ids, shape):
    index = VectorIndex.empty(4)
    with pytest.raises(ValueError, match=rf"{len(ids)} ids of dimension 4 .* shape"):
        index.add(ids, np.ones(shape, dtype=np.float32))
    assert len(index) == 0


@pytest.mark.parametrize(
    ("row", "norm"), [([3.0, 4.0], "5.0000"), ([0.0, 0.0], "0.0000"), ([np.nan, 0.0], "nan")]
)
def test_vector_that_is_not_of_unit_norm_is_refused(row, norm):
    index = VectorIndex.empty(2)
    with pytest.raises(ValueError, match=f"norm {norm}, not 1"):
        index.add([1, 2], np.asarray([[1.0, 0.0], row], dtype=np.float32))
    assert len(index) == 0


def test_removed_rows_are_gone_and_the_others_keep_their_ids():
    index = filled(IDS, VECTORS)
    index.remove(IDS[::2])
    assert index.ids().tolist() == IDS[1::2]
    np.testing.assert_array_equal(index.get([IDS[7], IDS[3]]), VECTORS[[7, 3]])
    with pytest.raises(RuntimeError):
        index.get([IDS[0]])
    # a row's own vector is nearest to itself: cosine 1
    ((found, score),) = index.search(VECTORS[5], 1)
    assert (found, score) == (IDS[5], pytest.approx(1.0))


def test_saved_index_is_loaded_as_it_was(tmp_path):
    filled(IDS, VECTORS).save(tmp_path / "v.faiss")
    loaded = VectorIndex.load(tmp_path / "v.faiss")
    assert loaded.ids().tolist() == IDS
    np.testing.assert_array_equal(loaded.get(IDS), VECTORS)
    (tmp_path / "v.faiss").write_bytes(b"no index")
    with pytest.raises(RuntimeError):
        VectorIndex.load(tmp_path / "v.faiss")
