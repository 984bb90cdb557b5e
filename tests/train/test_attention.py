from __future__ import annotations

import pytest
import torch

from models.train.attention import BLOCK, additive, attend


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


def mask(length: int) -> torch.Tensor:
    """Two rows: in the second, tokens from 5 on do not see token 3."""
    seen = torch.ones(2, 1, length, length, dtype=torch.bool).tril()
    seen[1, :, 5:, 3] = False
    return seen


@pytest.mark.parametrize("length", [7, BLOCK, 2 * BLOCK, 2 * BLOCK + 5])
def test_blocks_agree_with_attention_at_once(length):
    query, key, value = drawn(2, 6, length, 4), drawn(2, 3, length, 4), drawn(2, 3, length, 4) + 1
    found, weights = attend(
        None, query, key, value, additive(mask(length), torch.float32), scaling=0.3
    )
    wanted = torch.nn.functional.scaled_dot_product_attention(
        query,
        key.repeat_interleave(2, dim=1),
        value.repeat_interleave(2, dim=1),
        attn_mask=mask(length),
        scale=0.3,
    )
    assert weights is None
    torch.testing.assert_close(found, wanted.transpose(1, 2))


def test_what_may_not_be_seen_has_no_weight_at_all():
    added = additive(torch.tensor([[True, False]]), torch.bfloat16)
    assert added.dtype == torch.bfloat16
    assert torch.softmax(added, -1).tolist() == [[1.0, 0.0]]
