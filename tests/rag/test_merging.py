from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt
import pytest

from index.errors import ModelDamaged, SettingsError
from rag import merging
from rag.merging import merge, merged_file, ready

Q, NORM, NARROW = "blk.0.attn_q.weight", "blk.0.attn_norm.weight", "narrow.weight"
RANDOM = np.random.default_rng(7)
WEIGHTS = {
    Q: RANDOM.normal(size=(64, 64)).astype(np.float32),
    "blk.0.ffn_up.weight": RANDOM.normal(size=(96, 64)).astype(np.float32),
    NARROW: RANDOM.normal(size=(3, 40)).astype(np.float32),  # 40 is no multiple of Q8_0's 32
    NORM: RANDOM.normal(size=64).astype(np.float32),
}
RANK, ALPHA = 4, 8.0
A = RANDOM.normal(size=(RANK, 64)).astype(np.float16)
B = RANDOM.normal(size=(64, RANK)).astype(np.float16)
WORDS = ["<s>", "bridge", "Brücke"]


def _finish(writer: gguf.GGUFWriter, tensors: Mapping[str, npt.NDArray]) -> None:
    for name, values in tensors.items():
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_model(path: Path) -> Path:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Tiny")
    writer.add_block_count(1)
    writer.add_layer_norm_rms_eps(0.5)
    writer.add_bool("tokenizer.ggml.add_bos_token", False)
    writer.add_token_list(WORDS)
    writer.add_token_types([3, 1, 1])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    _finish(writer, WEIGHTS)
    return path


def write_adapter(
    path: Path, tensors: Mapping[str, npt.NDArray] | None = None, alpha: float | None = ALPHA
) -> Path:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    if alpha is not None:
        writer.add_float32("adapter.lora.alpha", alpha)
    _finish(writer, {f"{Q}.lora_a": A, f"{Q}.lora_b": B} if tensors is None else tensors)
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "tiny.gguf")


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    folder = tmp_path / "adapters"
    folder.mkdir()
    return write_adapter(folder / "reader.gguf")


def weights_of(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    return {
        tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        for tensor in gguf.GGUFReader(path).tensors
    }


def off_by(merged: npt.NDArray, exact: npt.NDArray) -> float:
    """The largest error, in halves of a Q8_0 step: blocks of 32, each in 127ths of its largest."""
    step = np.abs(exact.reshape(-1, 32)).max(axis=1, keepdims=True) / 127
    return float((np.abs(merged - exact).reshape(-1, 32) / (step / 2)).max())


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_adapted_layer_holds_the_sum(model, adapter):
    exact = WEIGHTS[Q] + ALPHA / RANK * (B.astype(np.float32) @ A.astype(np.float32))
    merged = weights_of(merge(model, adapter))
    # the step itself is rounded to float16: a part in 2048 of up to 127 steps
    assert off_by(merged[Q], exact) < 1 + 2 * 127 / 2048
    assert np.abs(merged[Q] - WEIGHTS[Q]).max() > 1  # and is another than before


def test_other_layers_are_as_they_were(model, adapter):
    merged = weights_of(merge(model, adapter))
    assert set(merged) == set(WEIGHTS)
    up = "blk.0.ffn_up.weight"
    assert off_by(merged[up], WEIGHTS[up]) < 1 + 2 * 127 / 2048
    np.testing.assert_array_equal(merged[NORM], WEIGHTS[NORM])
    np.testing.assert_array_equal(merged[NARROW], WEIGHTS[NARROW])


def test_matrices_are_q8_0_and_the_rest_is_float32(model, adapter):
    reader = gguf.GGUFReader(merge(model, adapter))
    assert {tensor.name: tensor.tensor_type.name for tensor in reader.tensors} == {
        Q: "Q8_0",
        "blk.0.ffn_up.weight": "Q8_0",
        NARROW: "F32",
        NORM: "F32",
    }
    assert {t.name: tuple(map(int, t.shape))[::-1] for t in reader.tensors} == {
        name: values.shape for name, values in WEIGHTS.items()
    }


def test_quantized_model_is_merged_too(tmp_path, adapter):
    path = tmp_path / "small.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    kind = gguf.GGMLQuantizationType.Q4_0
    packed = gguf.quants.quantize(WEIGHTS[Q], kind)
    writer.add_tensor(Q, packed, raw_dtype=kind)
    _finish(writer, {})
    exact = gguf.quants.dequantize(packed, kind)
    exact = exact + ALPHA / RANK * (B.astype(np.float32) @ A.astype(np.float32))
    assert off_by(weights_of(merge(path, adapter))[Q], exact) < 1 + 2 * 127 / 2048


def test_metadata_is_kept(model, adapter):
    said = {
        name: field.contents()
        for name, field in gguf.GGUFReader(merge(model, adapter)).fields.items()
        if not name.startswith("GGUF.")
    }
    assert said == {
        "general.architecture": "llama",
        "general.name": "Tiny",
        "llama.block_count": 1,
        "llama.attention.layer_norm_rms_epsilon": 0.5,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.tokens": WORDS,
        "tokenizer.ggml.token_type": [3, 1, 1],
        "general.file_type": int(gguf.LlamaFileType.MOSTLY_Q8_0),
    }


def test_merged_file_is_made_once(model, adapter, monkeypatch):
    made = merge(model, adapter)
    before = made.stat().st_mtime_ns
    monkeypatch.setattr(merging, "_write", None)  # would fail
    assert merge(model, adapter) == made == merged_file(model, adapter)
    assert made.stat().st_mtime_ns == before


def test_merged_file_stands_beside_the_model_alone(model, adapter):
    made = merge(model, adapter)
    assert made.parent == model.parent
    assert files(model.parent) == {"tiny.gguf", made.name}
    assert files(adapter.parent) == {"reader.gguf"}


def test_merged_file_is_named_after_the_content_of_the_adapter(model, adapter):
    first = merged_file(model, adapter)
    copy = adapter.with_name("copy.gguf")
    copy.write_bytes(adapter.read_bytes())
    assert merged_file(model, copy) == first
    assert merged_file(model, write_adapter(copy, alpha=16.0)) != first
    assert first.name.startswith("tiny+") and first.suffix == ".gguf"


@pytest.mark.parametrize(
    ("tensors", "alpha", "fault"),
    [
        (
            {"blk.9.attn_q.weight.lora_a": A, "blk.9.attn_q.weight.lora_b": B},
            ALPHA,
            "blk.9.attn_q.weight, which the model has not",
        ),
        (
            {f"{Q}.lora_a": A, f"{Q}.lora_b": B[:, :3].copy()},
            ALPHA,
            "of another size",
        ),  # another rank
        (
            {f"{Q}.lora_a": A[:, :32].copy(), f"{Q}.lora_b": B},
            ALPHA,
            "of another size",
        ),  # too narrow
        ({f"{Q}.lora_a": A}, ALPHA, "lora_b"),
        ({f"{Q}.lora_a": A, f"{Q}.lora_b": B}, None, "adapter.lora.alpha"),
        ({"other": A}, ALPHA, "it holds no layers"),
    ],
)
def test_adapter_that_does_not_fit_is_refused_and_leaves_no_file(
    model, adapter, tensors, alpha, fault
):
    write_adapter(adapter, tensors, alpha)
    for attempt in (merge, ready):
        with pytest.raises(ModelDamaged, match=f"{adapter.name} does not fit .*{fault}"):
            attempt(model, adapter)
        assert files(model.parent) == {"tiny.gguf"}


@pytest.mark.parametrize("content", [b"", b"GGUF", b"this is no adapter at all"])
def test_adapter_that_is_no_gguf_is_refused(model, adapter, content):
    adapter.write_bytes(content)
    with pytest.raises(ModelDamaged, match="does not fit"):
        merge(model, adapter)
    assert files(model.parent) == {"tiny.gguf"}


def test_model_cut_short_is_refused(model, adapter):
    model.write_bytes(model.read_bytes()[:-4000])
    with pytest.raises(ModelDamaged):
        ready(model, adapter)
    assert files(model.parent) == {"tiny.gguf"}


def test_ready_gives_the_merged_file_alone(model, adapter):
    assert ready(model, adapter) == (merged_file(model, adapter), None)


def test_missing_adapter_is_refused(model, tmp_path):
    missing = tmp_path / "none.gguf"
    with pytest.raises(SettingsError, match=f"no such adapter file: {missing}"):
        ready(model, missing)


def test_folder_that_cannot_be_written_gives_back_the_two(model, adapter, monkeypatch):
    def full(model: Path, adapter: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(merging, "_write", full)
    assert ready(model, adapter) == (model, adapter)
    assert files(model.parent) == {"tiny.gguf"}
    with pytest.raises(OSError, match="No space left"):
        merge(model, adapter)


def test_interrupted_merge_leaves_no_file(model, adapter, monkeypatch):
    def cut(model: Path, adapter: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(merging, "_write", cut)
    with pytest.raises(KeyboardInterrupt):
        merge(model, adapter)
    assert files(model.parent) == {"tiny.gguf"}
