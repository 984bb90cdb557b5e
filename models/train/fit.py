"""Trains the reader's adapter on rows (batches.py): which rows make a step, and the loss of one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from models.train.attention import additive
from models.train.batches import LENGTHS, Batch, Row, batch_of
from models.train.loop import Recipe, run


def steps_of(rows: Sequence[Row], seed: int) -> list[list[Row]]:
    """The rows of each step: every row once, rows of one length together, in random order."""
    rng = random.Random(seed)
    steps = []
    for length, size in LENGTHS.items():
        alike = [row for row in rows if row.length == length]
        rng.shuffle(alike)
        steps += [alike[at : at + size] for at in range(0, len(alike) - size + 1, size)]
    rng.shuffle(steps)
    return steps


def train(
    model: Any,
    parameters: dict[str, nn.Parameter],
    rows: Sequence[Row],
    folder: Path,
    recipe: Recipe | None = None,
    compile_model: bool = True,
) -> None:
    """Trains to the end, from the newest checkpoint in `folder` where there is one."""
    recipe = recipe or Recipe()
    device = next(model.parameters()).device
    if compile_model:
        for layer in model.model.layers:  # one by one: they share what is compiled for the first
            layer.compile(dynamic=False)

    def loss_of(step: list[Row]) -> tuple[torch.Tensor, int]:
        batch = batch_of(step)
        return _loss(model, batch, device), batch.questions

    run(steps_of(rows, recipe.seed), loss_of, parameters, folder, recipe)


def _loss(model: Any, batch: Batch, device: torch.device) -> torch.Tensor:
    """Cross-entropy of the answers' tokens, summed, a question; nats."""
    hidden = model.model(
        input_ids=batch.tokens.to(device),
        attention_mask=additive(batch.mask.to(device), model.dtype),
        position_ids=batch.positions.to(device),
        use_cache=False,
    ).last_hidden_state
    logits = model.lm_head(hidden.flatten(0, 1)[batch.at.to(device)]).float()
    loss = nn.functional.cross_entropy(logits, batch.target.to(device), reduction="sum")
    return loss / batch.questions
