"""The pointer itself: the embedder's encoder with what training added to it, in PyTorch.

The adapter is a GGUF of differences to the embedder's weights, quantized since they are small, and of the
two layers that make logits. It belongs to one embedder, whose SHA-256 it names.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ModelDamaged, SettingsError
from index.hashing import sha256_of
from rag.pointing import Encoding, Logits, encode

BATCH = 8  # passages
ARCHITECTURE = "dateline-pointer"
SPAN, VERDICT = "span", "verdict"  # layers of the logits: (2, width), (3, width), each with a bias


class EncoderPointer:
    """Opened in milliseconds; the model itself is loaded at the first question, or by `warm`."""

    def __init__(self, folder: Path, adapter: Path) -> None:
        """`folder` is the embedder's. Raises SettingsError where there is no such adapter, ModelDamaged
        where the two do not belong together."""
        if not adapter.is_file():
            raise SettingsError(
                f"no such adapter file: {adapter}; DATELINE_POINTER=false goes without"
            )
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        self._folder, self._adapter = folder, adapter
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._model: Any = None
        self._heads: dict[str, Any] = {}
        self._loading = threading.Lock()

    def logits(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Logits]:
        read = [encode(self._tokenizer, question, head, text) for head, text in passages]
        found: dict[int, Logits] = {}
        by_length = sorted(range(len(read)), key=lambda i: len(read[i].tokens))
        for at in range(0, len(by_length), BATCH):
            picked = by_length[at : at + BATCH]
            found |= zip(picked, self._batch([read[i] for i in picked]), strict=True)
        return [found[i] for i in range(len(read))]

    def warm(self) -> None:
        """Loads the model. An error shows at the first question."""
        try:
            self._loaded()
        except ModelDamaged:
            pass

    def _batch(self, read: Sequence[Encoding]) -> list[Logits]:
        import torch
        from torch.nn.functional import linear

        model = self._loaded()
        size = max(len(pair.tokens) for pair in read)

        def padded(rows: list[list[int]]) -> Any:
            return torch.tensor([row + [0] * (size - len(row)) for row in rows])

        low = bool(torch.cpu._is_avx512_bf16_supported())
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=low):
            hidden = model(
                input_ids=padded([pair.tokens for pair in read]),
                token_type_ids=padded([pair.types for pair in read]),
                attention_mask=padded([[1] * len(pair.tokens) for pair in read]),
            ).last_hidden_state.float()
        with torch.inference_mode():
            spans = linear(hidden, *self._heads[SPAN]).numpy()
            verdicts = linear(hidden[:, 0], *self._heads[VERDICT]).numpy()
        return [
            Logits(pair, row[: len(pair.tokens), 0], row[: len(pair.tokens), 1], verdict)
            for pair, row, verdict in zip(read, spans, verdicts, strict=True)
        ]

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> Any:
        import torch
        import transformers
        from transformers import BertModel

        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        try:
            tensors = read_adapter(self._adapter, sha256_of(self._folder / "model.safetensors"))
            model = BertModel.from_pretrained(
                self._folder, add_pooling_layer=False, local_files_only=True
            ).eval()
            own = dict(model.named_parameters())
            with torch.no_grad():
                for name, values in tensors.items():
                    if name.split(".")[0] not in (SPAN, VERDICT):
                        own[name] += torch.from_numpy(values)
            self._heads = {
                layer: tuple(
                    torch.from_numpy(tensors[f"{layer}.{part}"]) for part in ("weight", "bias")
                )
                for layer in (SPAN, VERDICT)
            }
        except ModelDamaged:
            raise
        # A file of another kind, or with other layers, comes up as errors of many libraries.
        except Exception as error:
            raise ModelDamaged(
                f"the adapter {self._adapter} does not fit the embedding model in {self._folder}: {error}"
            ) from error
        return model


def read_adapter(path: Path, embedder: str) -> dict[str, Any]:
    """Its tensors by name, float32. Raises ModelDamaged where it is for another embedder than that of
    SHA-256 `embedder`."""
    import gguf

    file = gguf.GGUFReader(path)
    wanted = file.fields[f"{ARCHITECTURE}.embedder"].contents()
    if wanted != embedder:
        raise ModelDamaged(
            f"{path} is for another embedding model: DATELINE_POINTER=false goes without it"
        )
    return {
        tensor.name: np.array(
            gguf.quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32
        ).reshape(tuple(int(n) for n in reversed(tensor.shape)))
        for tensor in file.tensors
    }


def write_adapter(
    path: Path, tensors: dict[str, Any], embedder: str, kind: str, licence: str
) -> None:
    """Matrices as the quantization `kind` of GGUF, "Q4_0" to "Q8_0"; vectors and logits' layers as float32."""
    import gguf

    writer = gguf.GGUFWriter(path, ARCHITECTURE)
    writer.add_type("adapter")
    writer.add_license(licence)
    writer.add_string(f"{ARCHITECTURE}.embedder", embedder)
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
