from __future__ import annotations

import numpy as np
import pytest

from index.embedding import Embedder
from index.errors import ModelDamaged, SettingsError
from index.hashing import sha256_of
from index.records import Span
from rag.encoder import EncoderPointer, _differences, batches, read_adapter, write_adapter
from rag.opening import open_examiner
from rag.pointing import Window
from rag.registry import pointer_adapter, registry
from rag.settings import Settings

OURS = "a" * 64
MATRIX = np.linspace(-0.1, 0.1, 64, dtype=np.float32).reshape(2, 32)
PASSAGE = "The ferry sails at nine. A ticket costs $14, which is two dollars more than last year."


@pytest.fixture
def adapter(tmp_path):
    tensors = {"layer.weight": MATRIX, "layer.bias": MATRIX[0], "span.weight": MATRIX}
    write_adapter(tmp_path / "a.gguf", tensors, OURS, "Q8_0", "cc0")
    return tmp_path / "a.gguf"


def test_adapter_is_read_as_it_was_written(adapter):
    found = read_adapter(adapter, OURS)
    assert set(found) == {"layer.weight", "layer.bias", "span.weight"}
    step = 0.1 / 127  # of Q8_0: the largest of 32 values is 127 steps
    assert np.abs(found["layer.weight"] - MATRIX).max() <= step / 2 + 1e-5
    assert np.array_equal(found["layer.bias"], MATRIX[0])
    assert np.array_equal(found["span.weight"], MATRIX)  # what makes the logits is kept whole


def test_difference_may_be_a_product_of_two_factors(tmp_path):
    a, b = MATRIX[:, :8], MATRIX[:, 8:].reshape(24, 2)
    tensors = {"layer.weight.a": a, "layer.weight.b": b, "other.weight": MATRIX, "span.weight": b}
    write_adapter(tmp_path / "a.gguf", tensors, OURS, "F16", "cc0")
    found = dict(_differences(read_adapter(tmp_path / "a.gguf", OURS)))
    assert set(found) == {"layer.weight", "other.weight"}
    assert found["layer.weight"] == pytest.approx(b @ a, abs=1e-5)
    assert found["other.weight"] == pytest.approx(MATRIX, abs=1e-4)


def test_adapter_of_another_embedder_is_refused(adapter):
    with pytest.raises(ModelDamaged, match=r"another model.*DATELINE_POINTER=false"):
        read_adapter(adapter, "b" * 64)


def test_file_that_is_no_adapter_is_refused(tmp_path):
    (tmp_path / "a.gguf").write_bytes(b"GGUF" + b"\0" * 40)
    with pytest.raises(ModelDamaged, match="is no adapter of the pointer"):
        read_adapter(tmp_path / "a.gguf", OURS)


def test_missing_adapter_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"no such adapter file: .*none\.gguf"):
        EncoderPointer(tmp_path, tmp_path / "none.gguf", OURS)


def test_passages_of_like_length_are_read_together():
    assert batches([100, 20, 70, 69, 25]) == [[0, 2], [3], [4, 1]]
    assert batches([50] * 10) == [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9]]
    assert batches([]) == []


@pytest.fixture(scope="module")
def pointer(embedder_folder):
    adapter = pointer_adapter(registry().default_embedder)
    return EncoderPointer(embedder_folder, adapter, Embedder(embedder_folder).identity.sha256)


@pytest.mark.models
def test_adapter_belongs_to_the_default_embedder(embedder_folder):
    adapter = pointer_adapter(registry().default_embedder)
    assert adapter.stat().st_size < 12e6
    tensors = read_adapter(adapter, sha256_of(embedder_folder / "model.safetensors"))
    assert tensors["span.weight"].shape == (2, 384)
    assert tensors["verdict.weight"].shape == (3, 384)


@pytest.fixture(scope="module")
def examiner(models_dir):
    return open_examiner(Settings(models_dir=models_dir))


@pytest.mark.models
def test_examiner_reads_the_marks_that_it_was_trained_with(examiner):
    (logits,) = examiner.logits("What does a ticket cost?", [("Ferry", PASSAGE)])
    tokens = logits.read.tokens
    assert (tokens[0], tokens[-1], tokens.count(2)) == (0, 2, 2)  # <s>, and </s> twice


@pytest.mark.models
@pytest.mark.parametrize("which", ["pointer", "examiner"])
def test_real_pointers_point_at_the_answer(which, request):
    (logits,) = request.getfixturevalue(which).logits(
        "What does a ticket cost?", [("Ferry", PASSAGE)]
    )
    window = Window("art", 0, len(PASSAGE), logits)
    at = PASSAGE.index("$14")
    assert window.odds(Span(at, at + 3)) > window.odds(Span(19, 23))  # "nine"
    assert window.mass(Span(25, len(PASSAGE))) > window.mass(Span(0, 24))


@pytest.mark.models
@pytest.mark.parametrize("which", ["pointer", "examiner"])
def test_passage_reads_the_same_alone_and_beside_longer_ones(which, request):
    pointer = request.getfixturevalue(which)
    many = [("Ferry", PASSAGE), ("Ferry", PASSAGE * 3), ("Mill", "It burnt down.")]
    question = "What does a ticket cost?"
    together = pointer.logits(question, many)
    assert [len(one.first) for one in together] == [len(one.read.tokens) for one in together]
    for passage, beside in zip(many, together, strict=True):
        (alone,) = pointer.logits(question, [passage])
        assert np.abs(alone.first - beside.first).max() < 0.35  # bfloat16
        assert np.abs(alone.verdict - beside.verdict).max() < 0.35
