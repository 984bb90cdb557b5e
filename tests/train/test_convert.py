from __future__ import annotations

import gguf
import numpy as np
import pytest

from models.train.convert import parameters_of, permute, tensors, unpermute, write

A = np.arange(8, dtype=np.float32).reshape(2, 4)  # rank 2
B = np.arange(16, dtype=np.float32).reshape(8, 2)  # row n is [2n, 2n + 1]


def order(rows: int, heads: int) -> list[int]:
    """Where each row of the permuted array was before."""
    return permute(np.arange(rows, dtype=np.float32)[:, None], heads)[:, 0].astype(int).tolist()


def test_halves_of_a_head_are_dealt_in_turn():
    assert order(4, 1) == [0, 2, 1, 3]
    assert order(8, 1) == [0, 4, 1, 5, 2, 6, 3, 7]


def test_each_head_is_dealt_by_itself():
    assert order(8, 2) == [0, 2, 1, 3, 4, 6, 5, 7]


@pytest.mark.parametrize(("rows", "heads"), [(8, 2), (24, 3), (36, 9)])
def test_permuted_as_llama_cpp_does(rows, heads):
    weights = np.random.default_rng(1).normal(size=(rows, 5)).astype(np.float32)
    # convert_hf_to_gguf.py, LlamaModel.permute
    theirs = (
        weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
        .swapaxes(1, 2)
        .reshape(weights.shape)
    )
    np.testing.assert_array_equal(permute(weights, heads), theirs)


@pytest.mark.parametrize(("rows", "heads"), [(8, 2), (24, 3), (36, 9)])
def test_the_way_back_undoes_the_permutation(rows, heads):
    weights = np.random.default_rng(2).normal(size=(rows, 5)).astype(np.float32)
    np.testing.assert_array_equal(unpermute(permute(weights, heads), heads), weights)


def test_parameters_come_back_from_the_names_of_llama_cpp():
    given = {
        "layers.0.self_attn.q_proj.a": A,
        "layers.0.self_attn.q_proj.b": B,
        "layers.0.self_attn.k_proj.b": B + 1,
        "layers.0.self_attn.o_proj.b": B + 2,
        "layers.11.mlp.down_proj.a": A + 3,
    }
    back = parameters_of(tensors(given, heads=2, kv_heads=1), heads=2, kv_heads=1)
    assert back.keys() == given.keys()
    for name, values in given.items():
        np.testing.assert_array_equal(back[name], values)


def test_rows_that_turn_together_are_the_same_pairs():
    # transformers turns row i of a head with row i + size/2; llama.cpp row 2i with row 2i + 1
    dealt = order(24, 3)
    for head in range(3):
        pairs = {(dealt[8 * head + 2 * i], dealt[8 * head + 2 * i + 1]) for i in range(4)}
        assert pairs == {(8 * head + i, 8 * head + i + 4) for i in range(4)}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("layers.0.self_attn.v_proj.a", "blk.0.attn_v.weight.lora_a"),
        ("layers.0.self_attn.o_proj.b", "blk.0.attn_output.weight.lora_b"),
        ("layers.12.mlp.gate_proj.a", "blk.12.ffn_gate.weight.lora_a"),
        ("layers.3.mlp.up_proj.b", "blk.3.ffn_up.weight.lora_b"),
        ("layers.3.mlp.down_proj.a", "blk.3.ffn_down.weight.lora_a"),
        ("layers.3.self_attn.q_proj.a", "blk.3.attn_q.weight.lora_a"),  # A is never permuted
        ("layers.3.self_attn.k_proj.a", "blk.3.attn_k.weight.lora_a"),
    ],
)
def test_names_are_those_of_llama_cpp(ours, theirs):
    ((name, values),) = tensors({ours: B}, heads=2, kv_heads=1).items()
    assert name == theirs
    np.testing.assert_array_equal(values, B)


def test_rows_of_q_and_k_are_permuted_by_their_own_heads():
    found = tensors(
        {"layers.0.self_attn.q_proj.b": B, "layers.0.self_attn.k_proj.b": B}, heads=2, kv_heads=1
    )
    q, k = found["blk.0.attn_q.weight.lora_b"], found["blk.0.attn_k.weight.lora_b"]
    assert (q[:, 0] / 2).tolist() == [0, 2, 1, 3, 4, 6, 5, 7]
    assert (k[:, 0] / 2).tolist() == [0, 4, 1, 5, 2, 6, 3, 7]


@pytest.mark.parametrize(
    "name",
    [
        "embed_tokens.weight",
        "layers.0.self_attn.q_proj.weight",
        "layers.0.self_attn.z_proj.a",
        "layers.0.input_layernorm.a",
        "model.layers.0.self_attn.q_proj.a",
        "layers.0.self_attn.q_proj.c",
    ],
)
def test_unknown_parameter_is_refused_by_name(name):
    with pytest.raises(ValueError, match=f"not an adapter's parameter: {name}"):
        tensors({name: A}, heads=2, kv_heads=1)


def test_written_adapter_reads_back(tmp_path):
    path = tmp_path / "adapter.gguf"
    given = {
        "layers.0.self_attn.q_proj.a": A,
        "layers.0.self_attn.q_proj.b": B + np.float32(1 / 3),
        "layers.1.mlp.up_proj.a": A,
        "layers.1.mlp.up_proj.b": B,
    }
    write(path, given, heads=2, kv_heads=1, alpha=32, about={"general.name": "toll reader"})
    reader = gguf.GGUFReader(path)
    said = {name: field.contents() for name, field in reader.fields.items()}
    assert said["adapter.lora.alpha"] == 32.0
    assert (said["general.type"], said["adapter.type"]) == ("adapter", "lora")
    assert (said["general.architecture"], said["general.name"]) == ("llama", "toll reader")
    assert {t.tensor_type for t in reader.tensors} == {gguf.GGMLQuantizationType.F16}
    read = {tensor.name: tensor.data for tensor in reader.tensors}
    assert set(read) == {
        f"blk.{layer}.weight.lora_{one}" for layer in ("0.attn_q", "1.ffn_up") for one in "ab"
    }
    np.testing.assert_array_equal(read["blk.0.attn_q.weight.lora_a"], A)
    np.testing.assert_array_equal(
        read["blk.0.attn_q.weight.lora_b"],
        (B + np.float32(1 / 3)).astype(np.float16)[[0, 2, 1, 3, 4, 6, 5, 7]],
    )
    np.testing.assert_array_equal(read["blk.1.ffn_up.weight.lora_b"], B)
