from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from models.train import fit, loop
from models.train.attention import additive
from models.train.batches import LENGTHS, Row, batch_of
from models.train.fit import steps_of, train
from models.train.loop import Recipe, schedule

WIDTH, WORDS = 16, 12
QUICK = Recipe(learning_rate=0.1, checkpoint_every=3)


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """Training sets the threads of the whole process: not for the tests after it."""
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)


class Body(nn.Module):
    """Means of the tokens that each may see: enough to learn what follows what."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, WIDTH).requires_grad_(False)
        self.places = nn.Embedding(600, WIDTH).requires_grad_(False)
        self.learns = nn.Linear(2 * WIDTH, WIDTH, bias=False)
        self.steps = 0
        self.cut_at = math.inf

    def forward(self, input_ids, attention_mask, position_ids, use_cache):
        assert attention_mask.dtype == torch.float32 and use_cache is False
        self.steps += 1
        if self.steps > self.cut_at:
            raise InterruptedError
        own = self.words(input_ids) + 0.01 * self.places(position_ids)
        seen = attention_mask[:, 0].exp()
        mean = seen @ own / seen.sum(-1, keepdim=True)
        hidden = torch.tanh(self.learns(torch.cat([own, mean], -1)))
        return SimpleNamespace(last_hidden_state=hidden)


class Tiny(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.dtype = torch.float32
        self.model = Body()
        self.lm_head = nn.Linear(WIDTH, WORDS, bias=False).requires_grad_(False)

    @property
    def parameters_that_learn(self):
        return {n: p for n, p in self.model.named_parameters() if p.requires_grad}


def row(asked: int) -> Row:
    """1 2 | the question | the answer, which is five words further."""
    return Row([1, 2, asked, asked + 5], [0, 1, 2, 3], [0, 0, 1, 1], [False] * 3 + [True], 1)


def rows(steps: int) -> list[Row]:
    return [row(3 + n % 4) for n in range(steps * LENGTHS[384])]


def loss(model: Tiny) -> float:
    """Nats a question."""
    batch = batch_of([row(asked) for asked in (3, 4, 5, 6)])
    with torch.no_grad():
        mask = additive(batch.mask, model.dtype)
        hidden = model.model(batch.tokens, mask, batch.positions, False).last_hidden_state
        logits = model.lm_head(hidden.flatten(0, 1)[batch.at])
    return nn.functional.cross_entropy(logits, batch.target).item()


def trained(model: Tiny, folder, steps: int, recipe: Recipe = QUICK) -> Tiny:
    train(model, model.parameters_that_learn, rows(steps), folder, recipe, compile_model=False)
    return model


def test_training_learns(tmp_path):
    model = Tiny()
    before = loss(model)
    trained(model, tmp_path, 40)
    assert before > 1.5
    assert loss(model) < before / 2


def test_what_is_not_given_stays_as_it_was(tmp_path):
    trained_one, fresh = trained(Tiny(), tmp_path, 3), Tiny()
    assert not torch.equal(trained_one.model.learns.weight, fresh.model.learns.weight)
    for name in ("model.words.weight", "model.places.weight", "lm_head.weight"):
        assert torch.equal(trained_one.get_parameter(name), fresh.get_parameter(name))


@pytest.mark.parametrize("cut_at", [2, 3, 7])  # before, at and after a checkpoint
def test_interrupted_training_ends_as_an_uncut_one(tmp_path, cut_at):
    (tmp_path / "uncut").mkdir()
    (tmp_path / "cut").mkdir()
    uncut = trained(Tiny(), tmp_path / "uncut", 8)
    broken = Tiny()
    broken.model.cut_at = cut_at
    with pytest.raises(InterruptedError):
        trained(broken, tmp_path / "cut", 8)
    resumed = trained(Tiny(), tmp_path / "cut", 8)
    assert resumed.model.steps == 8 - cut_at // 3 * 3
    assert torch.equal(resumed.model.learns.weight, uncut.model.learns.weight)


def test_finished_training_is_not_done_again(tmp_path):
    done = trained(Tiny(), tmp_path, 4)
    again = trained(Tiny(), tmp_path, 4)
    assert (done.model.steps, again.model.steps) == (4, 0)
    assert torch.equal(again.model.learns.weight, done.model.learns.weight)


def test_checkpoint_is_left_whole(tmp_path):
    model = trained(Tiny(), tmp_path, 4)
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint.pt", "log.tsv"}
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert state["step"] == 4
    assert set(state["parameters"]) == {"learns.weight"}
    assert torch.equal(state["parameters"]["learns.weight"], model.model.learns.weight)


def test_log_tells_step_loss_and_questions(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "LOG_EVERY", 2)
    trained(Tiny(), tmp_path, 4)
    first, second = (tmp_path / "log.tsv").read_text().splitlines()
    assert first.startswith("step 2/4  loss ") and first.endswith(", 12 questions")
    assert second.startswith("step 4/4  loss ") and second.endswith(", 24 questions")


def long_row(n: int) -> Row:
    return Row([n] * 400, list(range(400)), [0] * 400, [False] * 399 + [True], 1)


def test_every_row_is_seen_once_with_rows_of_its_length():
    short = [Row([n], [0], [0], [True], 1) for n in range(18)]
    long = [long_row(n) for n in range(8)]
    steps = steps_of([*short, *long], seed=1)
    assert sorted(len(step) for step in steps) == [4, 4, 6, 6, 6]
    for step in steps:
        assert {one.length for one in step} == ({384} if len(step) == 6 else {576})
    seen = [(one.length, one.tokens[0]) for step in steps for one in step]
    assert sorted(seen) == [(384, n) for n in range(18)] + [(576, n) for n in range(8)]


def test_steps_follow_from_the_seed():
    given = [Row([n], [0], [0], [True], 1) for n in range(18)]
    assert steps_of(given, 1) == steps_of(given, 1) != steps_of(given, 2)


@pytest.mark.parametrize(
    ("step", "rate"),
    [
        (1, 0.25),  # four steps of warm-up
        (2, 0.5),
        (4, 1.0),
        (52, 0.05 + 0.95 / 2),  # half of the cosine
        (100, 0.05),
    ],
)
def test_learning_rate_warms_up_and_falls(step, rate):
    assert schedule(step, 100, Recipe(warmup=0.04)) == pytest.approx(rate)


@pytest.mark.parametrize(("step", "rate"), [(2, 0.5), (4, 0.96), (50, 0.5), (99, 0.02)])
def test_learning_rate_may_fall_in_a_line(step, rate):
    assert schedule(step, 100, Recipe(warmup=0.04, fall="line")) == pytest.approx(rate)


def test_loss_is_summed_over_the_answer_and_divided_by_the_questions():
    model = Tiny()
    nn.init.zeros_(model.lm_head.weight)  # every word equally likely: ln 12 a token
    two = Row([1, 3, 8, 9, 4, 9], [0, 1, 2, 3, 1, 2], [0, 1, 1, 1, 2, 2], [False] * 6, 2)
    two.said[2] = two.said[3] = two.said[5] = True
    found = fit._loss(model, batch_of([two]), torch.device("cpu"))
    assert found.item() == pytest.approx(3 * math.log(WORDS) / 2)
