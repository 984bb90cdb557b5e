"""Trains the adapter: rows → steps of AdamW, resumable at every checkpoint.

Everything drawn at random follows from the seed and the step, so a run that was cut off and resumed
sees what an uncut one would have seen.
"""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from models.train.batches import LENGTHS, Batch, Row, batch_of

LOG_EVERY = 20  # steps


@dataclass(frozen=True, slots=True)
class Recipe:
    learning_rate: float = 1e-3
    warmup: float = 0.03  # of all steps
    clip: float = 1.0
    seed: int = 20
    checkpoint_every: int = 100  # steps


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
    torch.set_num_threads(os.cpu_count() or 1)  # its own default leaves hyper-threads idle
    optimizer = torch.optim.AdamW(parameters.values(), lr=recipe.learning_rate, weight_decay=0.0)
    steps = steps_of(rows, recipe.seed)
    done = _resume(folder / "checkpoint.pt", parameters, optimizer)
    body = torch.compile(model.model, dynamic=False) if compile_model else model.model
    log = (folder / "log.tsv").open("a", encoding="utf-8")
    began, seen, total = time.perf_counter(), 0, 0.0
    for step, picked in enumerate(steps, start=1):
        if step <= done:
            continue
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _schedule(step, len(steps), recipe.warmup)
        batch = batch_of(picked)
        loss = _loss(model, body, batch, device)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters.values(), recipe.clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen, total = seen + batch.questions, total + loss.item()
        if step % LOG_EVERY == 0:
            pace = (time.perf_counter() - began) / (step - done)
            print(
                f"step {step}/{len(steps)}  loss {total / LOG_EVERY:.3f}"
                f"  {pace:.2f} s a step, {seen} questions",
                file=log,
                flush=True,
            )
            total = 0.0
        if step % recipe.checkpoint_every == 0 or step == len(steps):
            _save(folder / "checkpoint.pt", step, parameters, optimizer)


def _loss(model: Any, body: Any, batch: Batch, device: torch.device) -> torch.Tensor:
    """Cross-entropy of the answers' tokens, summed, a question; nats."""
    hidden = body(
        input_ids=batch.tokens.to(device),
        attention_mask=batch.mask.to(device),
        position_ids=batch.positions.to(device),
        use_cache=False,
    ).last_hidden_state
    logits = model.lm_head(hidden.flatten(0, 1)[batch.at.to(device)]).float()
    loss = nn.functional.cross_entropy(logits, batch.target.to(device), reduction="sum")
    return loss / batch.questions


def _schedule(step: int, steps: int, warmup: float) -> float:
    """Linear warm-up, then a cosine down to a twentieth."""
    first = max(1, round(steps * warmup))
    if step < first:
        return step / first
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - first) / max(1, steps - first)))


def _save(
    path: Path, step: int, parameters: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer
) -> None:
    state = {
        "step": step,
        "parameters": {name: p.detach().cpu() for name, p in parameters.items()},
        "optimizer": optimizer.state_dict(),
    }
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def _resume(
    path: Path, parameters: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer
) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(state["parameters"][name])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])
