"""Trains the examiner (rag.pointing): a larger encoder, by adapters of low rank on its linear layers.

Loss and steps are the pointer's (pointer.py). The encoder itself stays as it is, in bfloat16.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from index.hashing import sha256_of
from models.train import lora
from models.train.loop import Recipe
from models.train.pointer import PointerModel
from rag.encoder import LOW_A, LOW_B, SPAN, VERDICT, write_adapter

RANK = 64
QUANTIZED = "Q8_0"
RECIPE = Recipe(
    learning_rate=6e-4, warmup=0.03, fall="line", weight_decay=0.01, checkpoint_every=100
)
TWO_HOURS = 1700  # steps of pointer.TOKENS that two cores do in less
Array = npt.NDArray[np.float32]


def load(
    folder: Path, seed: int = 0, dropout: float = 0.0
) -> tuple[PointerModel, dict[str, nn.Parameter]]:
    """The model on the encoder in `folder`, and the parameters that learn, by name."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    ).bfloat16()
    encoder.requires_grad_(False)
    # its table of relative positions and its embeddings are no linear layers
    lora.adapt(encoder, torch.Generator().manual_seed(seed), RANK)
    model = PointerModel(encoder, seed)
    return model, {name: p for name, p in model.named_parameters() if p.requires_grad}


def tensors(parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Parameters by their names in training → the tensors of the adapter (rag.encoder)."""
    found = {}
    for name, values in parameters.items():
        if name.split(".")[0] in (SPAN, VERDICT):
            found[name] = values
            continue
        layer, _, factor = name.removeprefix("encoder.").rpartition(".")
        low = LOW_A if factor == "a" else LOW_B
        found[f"{layer}.weight{low}"] = values if factor == "a" else values * lora.SCALE
    return found


def parameters(adapter: Mapping[str, Array]) -> dict[str, Array]:
    """The other way round: what an adapter has learnt, as training names it."""
    found = {}
    for name, values in adapter.items():
        if name.split(".")[0] in (SPAN, VERDICT):
            found[name] = values
        elif name.endswith(LOW_A):
            found[f"encoder.{name.removesuffix('.weight' + LOW_A)}.a"] = values
        else:
            found[f"encoder.{name.removesuffix('.weight' + LOW_B)}.b"] = values / lora.SCALE
    return found


def write(checkpoint: Path, folder: Path, target: Path, licence: str) -> None:
    """The checkpoint as the adapter that rag.encoder loads, of the encoder in `folder`."""
    state = torch.load(checkpoint, weights_only=True)["parameters"]
    arrays = {name: learnt.float().numpy() for name, learnt in state.items()}
    sha256 = sha256_of(folder / "model.safetensors")
    write_adapter(target, tensors(arrays), sha256, QUANTIZED, licence)
