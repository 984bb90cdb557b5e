from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from models.train import pointer
from models.train.loop import Recipe, set_all
from models.train.pairs import Pair
from models.train.pointer import LATE, PointerModel, batch_of, in_order, loss, steps_of, train
from rag.encoder import read_adapter


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """Training sets the threads of the whole process: not for the tests after it."""
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)


def pair(answer: int, verdict: int | None = None) -> Pair:
    """Asked 1, the passage is 2 3 4 5; the answer is the token `answer`."""
    gold = [] if verdict is not None else [(answer, answer)]
    return made(7, gold, verdict)


def made(size: int, gold=(), verdict: int | None = 0) -> Pair:
    """Two tokens of a question, and those of the passage, all its own, before the last."""
    return Pair(np.arange(size, dtype=np.uint16), 2, 2, list(gold), verdict)


def loss_of(first, last, verdict, pairs):
    return loss(first, last, verdict, batch_of(pairs).right)


class Encoder(nn.Module):
    """Each token for itself, and what the question is."""

    config = SimpleNamespace(hidden_size=8, type_vocab_size=2)

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.words = nn.Embedding(10, 8)

    def forward(self, input_ids, token_type_ids, attention_mask):
        hidden = self.words(input_ids) + self.words(input_ids[:, 1:2])
        return SimpleNamespace(last_hidden_state=hidden)


def learned(model):
    return {name: p for name, p in model.named_parameters() if p.requires_grad}


def test_loss_is_that_of_one_softmax_over_all_that_could_be_said():
    # all logits 0 over two tokens: three spans and three verdicts are equally likely
    first = last = torch.tensor([[pointer.NEVER, 0.0, 0.0]])
    verdict = torch.zeros(1, 3)
    one = made(3, [(1, 2)], None)
    assert loss_of(first, last, verdict, [one]).item() == pytest.approx(math.log(6), abs=1e-4)
    none = made(3, verdict=0)
    assert loss_of(first, last, verdict, [none]).item() == pytest.approx(math.log(6), abs=1e-4)


def test_every_place_of_the_answer_counts():
    first = last = torch.tensor([[pointer.NEVER, 0.0, 0.0]])
    two = made(3, [(1, 1), (2, 2)], None)
    found = loss_of(first, last, torch.zeros(1, 3), [two]).item()
    assert found == pytest.approx(math.log(6) - math.log(2), abs=1e-4)


def test_training_learns_where_the_answer_is(tmp_path):
    model = PointerModel(Encoder())
    recipe = Recipe(learning_rate=0.05)
    train(model, learned(model), [pair(4)] * 800, tmp_path, recipe, tokens=56)
    first, last, verdict = model(batch_of([pair(4)]))
    assert first[0].argmax() == last[0].argmax() == 4
    assert loss_of(first, last, verdict, [pair(4)]).item() < 0.1


def test_tokens_that_are_not_told_are_never_pointed_at():
    model = PointerModel(Encoder())
    first, last, _ = model(batch_of([pair(4)]))
    assert (first[0, :2] == pointer.NEVER).all() and (last[0, :2] == pointer.NEVER).all()


def test_every_pair_is_seen_once_within_the_tokens_of_a_step():
    given = [made(n) for n in range(10, 310)]
    steps = steps_of(given, seed=1)
    assert sorted(len(p.tokens) for step in steps for p in step) == list(range(10, 310))
    for step in steps:
        assert len(step) * max(len(p.tokens) for p in step) <= pointer.TOKENS
    again, other = steps_of(given, 1), steps_of(given, 2)
    assert sizes(again) == sizes(steps) != sizes(other)
    assert max(map(len, steps_of(given, 1, tokens=600))) < max(map(len, steps))


def sizes(steps):
    return [[len(p.tokens) for p in step] for step in steps]


def test_adapter_holds_what_training_changed(tmp_path, monkeypatch):
    fresh = PointerModel(Encoder())
    monkeypatch.setattr(pointer, "load", lambda folder: (fresh, learned(fresh)))
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    changed = {name: p.detach() + 0.25 for name, p in learned(fresh).items()}
    torch.save({"parameters": changed}, tmp_path / "checkpoint.pt")
    monkeypatch.setattr(pointer, "QUANTIZED", "F32")
    pointer.write(tmp_path / "checkpoint.pt", tmp_path, tmp_path / "a.gguf", "cc0")
    found = read_adapter(tmp_path / "a.gguf", pointer.sha256_of(tmp_path / "model.safetensors"))
    assert set(found) == {
        "words.weight",
        "span.weight",
        "span.bias",
        "verdict.weight",
        "verdict.bias",
    }
    assert np.allclose(found["words.weight"], 0.25, atol=1e-6)  # the difference
    assert np.allclose(found["span.bias"], 0.25)  # the layer itself


def test_training_goes_on_from_an_adapter(tmp_path, monkeypatch):
    start = PointerModel(Encoder())
    monkeypatch.setattr(pointer, "load", lambda folder: (PointerModel(Encoder()), learned(start)))
    adapter = {
        name.removeprefix("encoder."): np.full(p.shape, 0.25, dtype=np.float32)
        for name, p in start.named_parameters()
    }
    values = pointer.after(tmp_path, adapter)
    # the encoder's are differences to what it was; the two layers on it are new
    before = start.encoder.words.weight.detach().numpy().copy()
    np.testing.assert_allclose(values["encoder.words.weight"], before + 0.25)
    np.testing.assert_array_equal(values["span.weight"], adapter["span.weight"])
    set_all(learned(start), values)
    np.testing.assert_allclose(start.encoder.words.weight.detach().numpy(), before + 0.25)


def test_adapter_of_another_model_is_refused():
    start = learned(PointerModel(Encoder()))
    values = {name: p.detach().numpy() for name, p in start.items()}
    with pytest.raises(ValueError, match="not one of this model"):
        set_all(start, {**values, "span.weight": np.zeros((3, 3), dtype=np.float32)})
    values.pop("span.bias")
    with pytest.raises(ValueError, match="not one of this model"):
        set_all(start, values)


def test_only_so_many_steps_are_taken(tmp_path):
    model = PointerModel(Encoder())
    given = [pair(4)] * 80
    train(model, learned(model), given, tmp_path, Recipe(), tokens=56, steps=3)
    assert torch.load(tmp_path / "checkpoint.pt")["step"] == 3


def test_what_is_learnt_late_is_among_the_last_steps_and_nothing_is_left_out():
    first, late = [[n] for n in range(100)], [[-n] for n in range(1, 31)]
    order = in_order(first, late, seed=1)
    assert sorted(order) == sorted([*first, *late])
    begins = next(at for at, step in enumerate(order) if step in late)
    assert sum(step in late for step in order[begins:]) / len(order[begins:]) > 0.9 * LATE
    assert order[:80] == first[:80]
    assert in_order(first, late, 1) == order != in_order(first, late, 2)


def test_of_fewer_steps_than_there_is_to_learn_a_quarter_are_late():
    first, late = [[n] for n in range(100)], [[-n] for n in range(1, 61)]
    assert sum(step in late for step in in_order(first, late, 1, steps=40)) == 10
    # where there is little else, more
    assert sum(step in late for step in in_order(first[:20], late, 1, steps=40)) == 20
    assert in_order(first, [], 1, steps=40) == first[:40]
    assert sorted(in_order([], late, 1)) == sorted(late)
