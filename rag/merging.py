"""A reader and its LoRA adapter, made one file that reads faster.

    W' = W + (alpha / rank) B A        for each layer that the adapter has, Hu et al. 2021

The weights are taken out of their quantization, the adapter is added, and all is quantized to Q8_0, for
which llama.cpp has fast kernels: prompts are read nearly twice as fast as with the 4-bit file and
the adapter beside it (docs/experiments.md). The file is derived and kept beside the model; deleting
it only costs the seconds of making it again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ModelDamaged, SettingsError
from index.hashing import sha256_of


def merged_file(model: Path, adapter: Path) -> Path:
    """Where the merged reader is kept: named after the content of the adapter."""
    return model.with_name(f"{model.stem}+{sha256_of(adapter)[:8]}.gguf")


def merge(model: Path, adapter: Path) -> Path:
    """The merged reader, made where it is not there yet.

    Raises ModelDamaged where the two do not fit each other, OSError where it can't be written.
    """
    target = merged_file(model, adapter)
    if target.is_file():
        return target
    part = target.with_suffix(".part")
    try:
        _write(model, adapter, part)
        part.replace(target)
    except (ValueError, KeyError, IndexError) as error:
        raise ModelDamaged(f"the adapter {adapter} does not fit {model}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def ready(model: Path, adapter: Path) -> tuple[Path, Path | None]:
    """The files to load: the merged reader alone; or the two, where it can't be written.

    Raises SettingsError where there is no such adapter.
    """
    if not adapter.is_file():
        raise SettingsError(f"no such adapter file: {adapter}")
    try:
        return merge(model, adapter), None
    except OSError:
        return model, adapter


def _write(model: Path, adapter: Path, target: Path) -> None:
    import gguf

    base, low = gguf.GGUFReader(model), gguf.GGUFReader(adapter)
    alpha, factors = _factors(low)
    missing = set(factors) - {tensor.name for tensor in base.tensors}
    if missing:
        raise ValueError(f"it has {sorted(missing)[0]}, which the model has not")
    writer = gguf.GGUFWriter(target, base.fields["general.architecture"].contents())
    _copy_metadata(base, writer, gguf)
    for tensor in base.tensors:
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        if tensor.name in factors:
            a, b = factors[tensor.name]
            if (b.shape[0], a.shape[1]) != values.shape or b.shape[1] != a.shape[0]:
                raise ValueError(f"{tensor.name} is of another size: {b.shape}, {a.shape}")
            values = values + alpha / a.shape[0] * (b @ a)
        kind = gguf.GGMLQuantizationType.Q8_0
        if values.ndim < 2 or values.shape[-1] % gguf.GGML_QUANT_SIZES[kind][0]:
            kind = gguf.GGMLQuantizationType.F32
        data = gguf.quants.quantize(np.ascontiguousarray(values, dtype=np.float32), kind)
        writer.add_tensor(tensor.name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _factors(adapter: Any) -> tuple[float, dict[str, tuple[Any, Any]]]:
    """alpha, and (A, B) of each layer as float32."""
    tensors = {tensor.name: tensor.data.astype(np.float32) for tensor in adapter.tensors}
    names = {name.removesuffix(".lora_a").removesuffix(".lora_b") for name in tensors}
    if not names or any(f"{name}.lora_{half}" not in tensors for name in names for half in "ab"):
        raise ValueError("it holds no layers, or half of one: each has a lora_a and a lora_b")
    factors = {name: (tensors[name + ".lora_a"], tensors[name + ".lora_b"]) for name in names}
    return float(adapter.fields["adapter.lora.alpha"].contents()), factors


def _copy_metadata(base: Any, writer: Any, gguf: Any) -> None:
    own = {
        "general.architecture",
        "general.file_type",
    }  # the first the writer has, the second changes
    for field in base.fields.values():
        if field.name in own or field.name.startswith("GGUF."):
            continue
        kind = field.types[0]
        sub = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), kind, sub_type=sub)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
