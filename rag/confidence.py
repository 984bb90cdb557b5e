"""Signals → the probability that the answer is right; and from what a wrong one costs, when to refuse.

A logistic regression, p = 1 / (1 + exp(-(b + w · x))), fitted by `dateline eval calibrate` on the
development halves of the question sets. Its coefficients are in confidence.toml beside this file; those for
answers without the examiner in confidence_unexamined.toml.

An answer that is right with probability p, where a wrong one costs `wrong_cost` refusals, is worth giving
from p = wrong_cost / (1 + wrong_cost) on (Chow 1970, "On optimum recognition error and reject tradeoff").
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("confidence.toml")
UNEXAMINED = Path(__file__).with_name("confidence_unexamined.toml")


@dataclass(frozen=True, slots=True)
class Model:
    """`mean` and `scale` put each signal on one scale before it is weighed."""

    bias: float
    weights: Mapping[str, float]
    mean: Mapping[str, float]
    scale: Mapping[str, float]

    def probability(self, signals: Mapping[str, float]) -> float:
        """0 to 1. Raises KeyError where a signal is missing."""
        total = self.bias + sum(
            weight * (signals[name] - self.mean[name]) / self.scale[name]
            for name, weight in self.weights.items()
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def model_for(signals: Mapping[str, float]) -> Model:
    """That of answers with the examiner, or of those without."""
    return load(FILE if "examined" in signals else UNEXAMINED)


@cache
def load(path: Path = FILE) -> Model:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    signals = rows["signal"]
    return Model(
        rows["bias"],
        {name: row["weight"] for name, row in signals.items()},
        {name: row["mean"] for name, row in signals.items()},
        {name: row["scale"] for name, row in signals.items()},
    )


def threshold(wrong_cost: float) -> float:
    return wrong_cost / (1.0 + wrong_cost)
