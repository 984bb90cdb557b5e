from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from models.train import examiner
from models.train.loop import Recipe, set_all
from models.train.pointer import batch_of, train
from rag.encoder import _differences, read_adapter
from tests.train.test_pointer import one_thread, pair  # noqa: F401

SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of nothing


class Encoder(nn.Module):
    """Each token for itself, and what the question is, through one linear layer. No types of tokens."""

    config = SimpleNamespace(hidden_size=32)

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.words, self.layer = nn.Embedding(10, 32), nn.Linear(32, 32)

    def forward(self, input_ids, attention_mask):
        hidden = self.layer(self.words(input_ids) + self.words(input_ids[:, 1:2]))
        return SimpleNamespace(last_hidden_state=hidden)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the encoder lies, as far as transformers is asked."""
    fake = SimpleNamespace(AutoModel=SimpleNamespace(from_pretrained=lambda *_, **__: Encoder()))
    monkeypatch.setitem(sys.modules, "transformers", fake)
    (tmp_path / "model.safetensors").write_bytes(b"")
    return tmp_path


def test_only_adapters_and_the_layers_of_the_logits_learn(folder):
    _, parameters = examiner.load(folder)
    assert set(parameters) == {
        "encoder.layer.a", "encoder.layer.b",
        "span.weight", "span.bias", "verdict.weight", "verdict.bias",
    }  # fmt: skip
    assert parameters["encoder.layer.a"].shape == (examiner.RANK, 32)


def test_it_learns_and_is_written_as_what_it_learnt(folder):
    model, parameters = examiner.load(folder)
    recipe = Recipe(learning_rate=0.02, checkpoint_every=10)
    train(model, parameters, [pair(4)] * 30000, folder, recipe, autocast=False)
    first, last, _ = model(batch_of([pair(4)]))
    assert (int(first.argmax()), int(last.argmax())) == (4, 4)
    examiner.write(folder / "checkpoint.pt", folder, folder / "a.gguf", "cc0")
    adapter = read_adapter(folder / "a.gguf", SHA256)
    layer = model.encoder.layer
    added = 2 * (layer.b @ layer.a).detach().numpy()
    assert dict(_differences(adapter))["layer.weight"] == pytest.approx(added, abs=2e-2)
    assert np.abs(added).max() > 0.01


def test_training_goes_on_from_an_adapter(folder):
    learnt = {name: p.detach().numpy() + 1 for name, p in examiner.load(folder)[1].items()}
    _, again = examiner.load(folder)
    set_all(again, examiner.parameters(examiner.tensors(learnt)))
    for name, parameter in again.items():
        assert parameter.detach().numpy() == pytest.approx(learnt[name])
