"""The loop of a training: steps of AdamW, resumable at every checkpoint.

Everything drawn at random follows from the seed and the step, so a run that was cut off and resumed
sees what an uncut one would have seen.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

LOG_EVERY = 20  # steps
Step = TypeVar("Step")
Loss = Callable[[Step], tuple[torch.Tensor, int]]  # nats a question, and how many questions


@dataclass(frozen=True, slots=True)
class Recipe:
    learning_rate: float = 1e-3
    warmup: float = 0.03  # of all steps
    fall: Literal["cosine", "line"] = "cosine"
    clip: float = 1.0
    weight_decay: float = 0.0  # of matrices
    seed: int = 20
    checkpoint_every: int = 100  # steps


def run(
    steps: Sequence[Step],
    loss_of: Loss[Step],
    parameters: dict[str, nn.Parameter],
    folder: Path,
    recipe: Recipe,
) -> None:
    """Trains to the end, from the newest checkpoint in `folder` where there is one."""
    torch.set_num_threads(os.cpu_count() or 1)  # its own default leaves hyper-threads idle
    optimizer = torch.optim.AdamW(_decayed(parameters, recipe.weight_decay), recipe.learning_rate)
    done = _resume(folder / "checkpoint.pt", parameters, optimizer)
    log = (folder / "log.tsv").open("a", encoding="utf-8")
    began, seen, total = time.perf_counter(), 0, 0.0
    for number, step in enumerate(steps, start=1):
        if number <= done:
            continue
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * schedule(number, len(steps), recipe)
        loss, questions = loss_of(step)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters.values(), recipe.clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen, total = seen + questions, total + loss.item()
        if number % LOG_EVERY == 0:
            pace = (time.perf_counter() - began) / (number - done)
            print(
                f"step {number}/{len(steps)}  loss {total / LOG_EVERY:.3f}"
                f"  {pace:.2f} s a step, {seen} questions",
                file=log,
                flush=True,
            )
            total = 0.0
        if number % recipe.checkpoint_every == 0 or number == len(steps):
            _save(folder / "checkpoint.pt", number, parameters, optimizer)


def set_all(
    parameters: Mapping[str, nn.Parameter], values: Mapping[str, npt.NDArray[np.float32]]
) -> None:
    """Starts from these values. Raises ValueError where names or shapes are others."""
    shapes = {name: tuple(p.shape) for name, p in parameters.items()}
    if shapes != {name: array.shape for name, array in values.items()}:
        raise ValueError("the adapter to go on from is not one of this model")
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(torch.from_numpy(values[name]))


def schedule(step: int, steps: int, recipe: Recipe) -> float:
    """Linear warm-up, then a cosine down to a twentieth, or a line down to a fiftieth."""
    first = max(1, round(steps * recipe.warmup))
    if step < first:
        return step / first
    if recipe.fall == "line":
        return max(0.02, 1 - step / steps)
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - first) / max(1, steps - first)))


def _decayed(parameters: dict[str, nn.Parameter], decay: float) -> list[dict[str, Any]]:
    matrices = [p for p in parameters.values() if p.dim() > 1]
    rest = [p for p in parameters.values() if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}]
    return [group for group in groups if group["params"]]


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
