"""Low-rank adapters on the linear layers of a frozen model: Hu et al. 2021, arXiv:2106.09685.

    y = W x + (alpha / rank) B A x        A (rank, in), B (out, rank), both float32; B starts at zero

W and all activations are bfloat16; A and B are kept and updated in float32. (peft does the same in a third
more time on a processor: docs/experiments.md.)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from models.train import attention

RANK, ALPHA = 16, 32
SCALE = ALPHA / RANK  # of every rank
HEADS, KV_HEADS = 9, 3  # of SmolLM2-135M


class Adapted(nn.Module):  # type: ignore[misc]
    """A frozen linear layer with its adapter."""

    def __init__(self, layer: nn.Linear, generator: torch.Generator, rank: int = RANK) -> None:
        super().__init__()
        self.weight, self.bias = layer.weight, layer.bias
        self.a = nn.Parameter(
            torch.randn(rank, layer.in_features, generator=generator) / layer.in_features**0.5
        )
        self.b = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        linear = nn.functional.linear
        low = linear(linear(x, self.a.to(x.dtype)), self.b.to(x.dtype))
        return linear(x, self.weight, self.bias) + low * SCALE


def load(gguf: Path, seed: int = 0) -> tuple[Any, dict[str, nn.Parameter]]:
    """The model of a GGUF, its weights taken out of their quantization to bfloat16 and frozen; and
    the parameters of its adapters, by name."""
    from transformers import AttentionInterface, AutoModelForCausalLM, GgufConfig

    AttentionInterface.register(attention.NAME, attention.attend)
    model = AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
        attn_implementation=attention.NAME,
    )
    model.requires_grad_(False)
    adapt(model.model, torch.Generator().manual_seed(seed))
    return model, {
        name: parameter
        for name, parameter in model.model.named_parameters()
        if parameter.requires_grad
    }


def adapt(model: nn.Module, generator: torch.Generator, rank: int = RANK) -> None:
    """Gives every linear layer in it an adapter."""
    for name, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear):
            parent, _, last = name.rpartition(".")
            setattr(model.get_submodule(parent), last, Adapted(layer, generator, rank))
