"""The adapter as a GGUF that llama.cpp loads (and rag.merging merges).

Tensors `blk.N.attn_q.weight.lora_a` (rank, in) and `.lora_b` (out, rank), float16. llama.cpp turns
pairs of a head's rows that lie side by side where transformers turns the first half with the
second, so its conversion permutes the rows of q and k (convert_hf_to_gguf.py, `LlamaModel.permute`);
an adapter's rows are those of B, and are permuted in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def permute(rows: Array, heads: int) -> Array:
    """Rows of q or k, (heads × size, n), from transformers' order to llama.cpp's."""
    size = rows.shape[0] // heads
    permuted: Array = rows.reshape(heads, 2, size // 2, -1).swapaxes(1, 2).reshape(rows.shape)
    return permuted


def unpermute(rows: Array, heads: int) -> Array:
    """The way back: from llama.cpp's order to transformers'."""
    size = rows.shape[0] // heads
    plain: Array = rows.reshape(heads, size // 2, 2, -1).swapaxes(1, 2).reshape(rows.shape)
    return plain


def tensors(parameters: Mapping[str, Array], heads: int, kv_heads: int) -> dict[str, Array]:
    """`layers.3.self_attn.q_proj.a` … → `blk.3.attn_q.weight.lora_a` …, permuted where needed.

    Raises ValueError for a parameter that is no adapter of a known layer.
    """
    found = {}
    for name, values in parameters.items():
        parts = name.split(".")
        layer = NAMES.get(".".join(parts[2:-1]))
        if parts[0] != "layers" or layer is None or parts[-1] not in ("a", "b"):
            raise ValueError(f"not an adapter's parameter: {name}")
        if parts[-1] == "b" and layer in ("attn_q", "attn_k"):
            values = permute(values, heads if layer == "attn_q" else kv_heads)
        found[f"blk.{parts[1]}.{layer}.weight.lora_{parts[-1]}"] = values
    return found


def parameters_of(found: Mapping[str, Array], heads: int, kv_heads: int) -> dict[str, Array]:
    """The way back from `tensors`, for a training that goes on from an adapter."""
    layers = {short: name for name, short in NAMES.items()}
    parameters = {}
    for name, values in found.items():
        _, number, layer, last = name.split(".", 3)
        part = last.rpartition("_")[2]
        if part == "b" and layer in ("attn_q", "attn_k"):
            values = unpermute(values, heads if layer == "attn_q" else kv_heads)
        parameters[f"layers.{number}.{layers[layer]}.{part}"] = values
    return parameters


def write(
    path: Path,
    parameters: Mapping[str, Array],
    heads: int,
    kv_heads: int,
    alpha: float,
    about: Mapping[str, str],
) -> None:
    """Writes the adapter, float16."""
    write_tensors(path, tensors(parameters, heads, kv_heads), alpha, about)


def write_tensors(
    path: Path, found: Mapping[str, Array], alpha: float, about: Mapping[str, str]
) -> None:
    """Tensors under llama.cpp's names and in its order → the adapter's file."""
    from gguf import GGUFWriter

    writer = GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for key, text in about.items():
        writer.add_string(key, text)
    for name, values in sorted(found.items()):
        writer.add_tensor(name, np.ascontiguousarray(values, dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
