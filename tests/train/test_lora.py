from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from models.train.convert import tensors
from models.train.lora import ALPHA, RANK, Adapted, load

X = torch.tensor([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def layer() -> nn.Linear:
    linear = nn.Linear(3, 2, bias=False)
    linear.weight = nn.Parameter(torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    return linear.requires_grad_(False)


def test_new_adapter_changes_nothing():
    # [1 - 3, 4 - 6] and [2 + 2, 8 + 5]
    assert Adapted(layer(), generator())(X).tolist() == [[-2.0, -2.0], [4.0, 13.0]]


def test_adapter_adds_its_product():
    adapted = Adapted(layer(), generator())
    with torch.no_grad():
        adapted.a.zero_()
        adapted.a[0] = torch.tensor([1.0, 1.0, 0.0])  # A x = 1, and 3
        adapted.a[1] = torch.tensor([0.0, 0.0, 2.0])  # A x = -2, and 0
        adapted.b[:, 0] = torch.tensor([3.0, 5.0])
        adapted.b[:, 1] = torch.tensor([0.0, 1.0])
    assert ALPHA / RANK == 2.0
    # B A x = [3, 5 - 2] and [9, 15], twice
    assert adapted(X).tolist() == [[-2.0 + 6, -2.0 + 6], [4.0 + 18, 13.0 + 30]]


def test_adapter_agrees_with_the_sum_of_the_weights():
    adapted = Adapted(layer(), generator())
    nn.init.normal_(adapted.b, generator=generator(1))
    merged = adapted.weight + ALPHA / RANK * adapted.b @ adapted.a
    torch.testing.assert_close(adapted(X), X @ merged.T)


def test_only_the_adapter_learns():
    adapted = Adapted(layer(), generator())
    assert {n for n, p in adapted.named_parameters() if p.requires_grad} == {"a", "b"}
    adapted(X).sum().backward()
    assert adapted.weight.grad is None
    assert adapted.b.grad.abs().sum() > 0
    assert adapted.a.grad.abs().sum() == 0  # as B is still zero


def test_adapter_of_a_bfloat16_layer_is_kept_in_float32():
    adapted = Adapted(layer().to(torch.bfloat16), generator())
    assert (adapted.a.dtype, adapted.b.dtype) == (torch.float32, torch.float32)
    assert (adapted.a.shape, adapted.b.shape) == ((RANK, 3), (2, RANK))
    assert adapted(X.to(torch.bfloat16)).dtype == torch.bfloat16


def test_same_seed_begins_with_the_same_adapter():
    first, same, other = (Adapted(layer(), generator(seed)).a for seed in (4, 4, 5))
    assert torch.equal(first, same) and not torch.equal(first, other)


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.self_attn, self.mlp = nn.Module(), nn.Module()
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            setattr(self.self_attn, name, nn.Linear(8, 8, bias=False))
        for name in ("gate_proj", "up_proj", "down_proj"):
            setattr(self.mlp, name, nn.Linear(8, 8, bias=False))
        self.norm = nn.LayerNorm(8)


class Whole(nn.Module):
    """Named as transformers names a Llama."""

    def __init__(self) -> None:
        super().__init__()
        self.model = nn.Module()
        self.model.embed_tokens = nn.Embedding(10, 8)
        self.model.layers = nn.ModuleList([Block(), Block()])
        self.lm_head = nn.Linear(8, 10, bias=False)


@pytest.fixture
def asked(monkeypatch) -> list[tuple[Path, str]]:
    """transformers without its models: notes what it was asked for."""
    calls = []

    def from_pretrained(folder, gguf_file, **_):
        calls.append((folder, gguf_file))
        return Whole()

    fake = SimpleNamespace(
        AutoModelForCausalLM=SimpleNamespace(from_pretrained=from_pretrained),
        GgufConfig=lambda **options: options,
        AttentionInterface=SimpleNamespace(register=lambda name, attend: None),
    )
    monkeypatch.setitem(sys.modules, "transformers", fake)
    return calls


def test_every_layer_of_a_loaded_model_is_adapted(asked):
    model, parameters = load(Path("models") / "tiny.gguf")
    assert asked == [(Path("models"), "tiny.gguf")]
    layers = [
        f"layers.{n}.{part}"
        for n in (0, 1)
        for part in (
            *(f"self_attn.{x}_proj" for x in "qkvo"),
            *(f"mlp.{x}_proj" for x in ("gate", "up", "down")),
        )
    ]
    assert set(parameters) == {f"{name}.{one}" for name in layers for one in "ab"}
    assert {id(p) for p in model.parameters() if p.requires_grad} == {
        id(p) for p in parameters.values()
    }
    assert type(model.lm_head) is nn.Linear


def test_names_of_a_loaded_model_are_known_to_convert(asked):
    _, parameters = load(Path("tiny.gguf"))
    arrays = {name: p.detach().numpy() for name, p in parameters.items()}
    assert len(tensors(arrays, heads=2, kv_heads=2)) == len(arrays) == 28
