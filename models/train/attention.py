"""Attention of a row's tokens in blocks of queries, each with the keys up to its own end.

What torch does on a processor with a mask (its fused kernel) multiplies the half that the mask forbids, and
multiplies in float32 where the processor has bfloat16: it takes three times as long, and was two fifths of a
step (docs/experiments.md).
"""

from __future__ import annotations

from typing import Any

import torch

NAME = "blocks"  # as transformers knows it
BLOCK = 192  # queries; the lengths of rows are multiples of it
FORBIDDEN = -1e4  # added to a score; its exponential is zero in bfloat16


def additive(mask: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """A mask of what may be seen, bool, as one to add to scores; same shape."""
    return torch.zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(~mask, FORBIDDEN)


def attend(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor,
    scaling: float,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """query (rows, heads, length, size), key and value (rows, fewer heads, length, size), mask additive and
    causal (rows, 1, length, length) → (rows, length, heads, size), and no weights."""
    shared = query.shape[1] // key.shape[1]  # query heads a key head: Ainslie et al. 2023
    key, value = (
        x[:, :, None].expand(-1, -1, shared, -1, -1).reshape(query.shape) for x in (key, value)
    )
    query = query * scaling
    blocks = []
    for start in range(0, query.shape[2], BLOCK):
        end = start + BLOCK
        scores = torch.matmul(query[:, :, start:end], key[:, :, :end].transpose(2, 3))
        weights = torch.softmax(scores + attention_mask[:, :, start:end, :end], -1)
        blocks.append(torch.matmul(weights, value[:, :, :end]))
    return torch.cat(blocks, 2).transpose(1, 2).contiguous(), None
