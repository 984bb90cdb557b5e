"""Pointers themselves: an encoder with what training added to it, in PyTorch.

The adapter is a GGUF of what is added to the encoder's weights, and of the two layers that make logits. It
belongs to one encoder, whose SHA-256 it names. A weight's difference is there whole, or as two factors of low
rank, "weight.a" (rank, in) and "weight.b" (out, rank), whose product b a it is (models/train/lora.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ModelDamaged, SettingsError
from index.loading import Late, has_bfloat16, in_bfloat16, open_tokenizer, silence_transformers
from rag.pointing import Encoding, Logits, encode

BATCH = 8  # passages
ALIKE = 0.7  # of the longest of a batch
ARCHITECTURE = "dateline-pointer"
SPAN, VERDICT = "span", "verdict"  # layers of the logits: (2, width), (3, width), each with a bias
LOW_A, LOW_B = ".a", ".b"  # end the names of a difference's two factors


class EncoderPointer:
    """Opened in milliseconds. `model` is the encoder and the layers of its logits, loaded late; it raises
    ModelDamaged where adapter and encoder do not belong together."""

    def __init__(
        self,
        folder: Path,
        adapter: Path,
        sha256: str,
        *,
        setting: str = "pointer",
        large: bool = False,
    ) -> None:
        """`folder` is the encoder's, `sha256` what its weights should have; `setting` turns it off. A `large`
        one is kept in bfloat16 where the processor has it, a small one only computes so. Raises SettingsError
        where there is no such adapter, ModelDamaged where the tokenizer is damaged."""
        must_exist(adapter, setting)
        self._folder, self._adapter, self._sha256, self._setting = folder, adapter, sha256, setting
        self._large = large
        try:
            self._tokenizer = open_tokenizer(folder)
        except Exception as error:
            raise ModelDamaged(
                f"the tokenizer in {folder} won't load: run `dateline models get --force`"
            ) from error
        self.model: Late[tuple[Any, dict[str, Any]]] = Late(self._load)

    def logits(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Logits]:
        read = [encode(self._tokenizer, question, head, text) for head, text in passages]
        found: dict[int, Logits] = {}
        for picked in batches([len(pair.tokens) for pair in read]):
            found |= zip(picked, self._batch([read[i] for i in picked]), strict=True)
        return [found[i] for i in range(len(read))]

    def _batch(self, read: Sequence[Encoding]) -> list[Logits]:
        import torch
        from torch.nn.functional import linear

        model, heads = self.model()
        size = max(len(pair.tokens) for pair in read)

        def padded(rows: list[list[int]]) -> Any:
            return torch.tensor([row + [0] * (size - len(row)) for row in rows])

        with torch.inference_mode(), in_bfloat16():
            hidden = model(
                input_ids=padded([pair.tokens for pair in read]),
                attention_mask=padded([[1] * len(pair.tokens) for pair in read]),
                **(
                    {"token_type_ids": padded([pair.types for pair in read])}
                    if typed(model)
                    else {}
                ),
            ).last_hidden_state.float()
        with torch.inference_mode():
            spans = linear(hidden, *heads[SPAN]).numpy()
            verdicts = linear(hidden[:, 0], *heads[VERDICT]).numpy()
        return [
            Logits(pair, row[: len(pair.tokens), 0], row[: len(pair.tokens), 1], verdict)
            for pair, row, verdict in zip(read, spans, verdicts, strict=True)
        ]

    def _load(self) -> tuple[Any, dict[str, Any]]:
        import torch
        from transformers import AutoModel

        silence_transformers()
        tensors = read_adapter(self._adapter, self._sha256, self._setting)
        try:
            model = AutoModel.from_pretrained(
                self._folder, add_pooling_layer=False, local_files_only=True
            ).eval()
            own = dict(model.named_parameters())
            with torch.no_grad():
                for name, values in _differences(tensors):
                    own[name] += torch.from_numpy(values)
            if self._large and has_bfloat16():
                model = model.bfloat16()
            heads = {
                layer: tuple(
                    torch.from_numpy(tensors[f"{layer}.{part}"]) for part in ("weight", "bias")
                )
                for layer in (SPAN, VERDICT)
            }
        # A file of another kind, or with other layers, comes up as errors of many libraries.
        except Exception as error:
            raise ModelDamaged(
                f"the adapter {self._adapter} does not fit the model in {self._folder}: {error}"
            ) from error
        return model, heads


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Which passages are read together, given their tokens: BATCH at most, and of like length, as a short one
    costs what the longest beside it does."""
    found: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if found and len(found[-1]) < BATCH and lengths[i] >= ALIKE * lengths[found[-1][0]]:
            found[-1].append(i)
        else:
            found.append([i])
    return found


def typed(encoder: Any) -> bool:
    """Whether it tells question and passage apart by types of tokens."""
    return getattr(encoder.config, "type_vocab_size", 0) > 1


def _differences(tensors: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is added to each weight, by name."""
    for name, values in tensors.items():
        if name.split(".")[0] in (SPAN, VERDICT) or name.endswith(LOW_A):
            continue
        weight = name.removesuffix(LOW_B)
        yield weight, values @ tensors[weight + LOW_A] if name.endswith(LOW_B) else values


def must_exist(adapter: Path, setting: str = "pointer") -> None:
    """Raises SettingsError where there is no such adapter."""
    if not adapter.is_file():
        raise SettingsError(f"no such adapter file: {adapter}; {_without(setting)}")


def read_adapter(path: Path, encoder: str, setting: str = "pointer") -> dict[str, Any]:
    """Its tensors by name, float32. Raises SettingsError where it is missing, ModelDamaged where it is none,
    or one for another encoder than that of SHA-256 `encoder`."""
    import gguf

    must_exist(path, setting)
    try:
        file = gguf.GGUFReader(path)
        wanted = file.fields[f"{ARCHITECTURE}.embedder"].contents()
    # What is no GGUF, or was cut short, comes up in many ways.
    except (ValueError, KeyError, IndexError) as error:
        raise ModelDamaged(f"{path} is no adapter of the {setting}: {_without(setting)}") from error
    if wanted != encoder:
        raise ModelDamaged(f"{path} is for another model than the one here: {_without(setting)}")
    return {
        tensor.name: np.array(
            gguf.quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32
        ).reshape(tuple(int(n) for n in reversed(tensor.shape)))
        for tensor in file.tensors
    }


def _without(setting: str) -> str:
    return f"DATELINE_{setting.upper()}=false goes without it"


def write_adapter(
    path: Path, tensors: dict[str, Any], encoder: str, kind: str, licence: str
) -> None:
    """Matrices as the `kind` of GGUF, "Q4_0" to "Q8_0" or "F16"; vectors and logits' layers as float32."""
    import gguf

    writer = gguf.GGUFWriter(path, ARCHITECTURE)
    writer.add_type("adapter")
    writer.add_license(licence)
    writer.add_string(f"{ARCHITECTURE}.embedder", encoder)
    for name, values in sorted(tensors.items()):
        of = gguf.GGMLQuantizationType[kind]
        if values.ndim < 2 or name.split(".")[0] in (SPAN, VERDICT):
            of = gguf.GGMLQuantizationType.F32
        data = gguf.quants.quantize(np.ascontiguousarray(values, dtype=np.float32), of)
        writer.add_tensor(name, data, raw_dtype=of)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
