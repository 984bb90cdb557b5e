from __future__ import annotations

import random

import pytest

from eval.calibrate import SENSE, fit
from eval.cli import main
from rag.confidence import load


def answers(count=200, seed=3):
    """Answers whose `margin` tells right from wrong, and whose other signals say nothing."""
    rng = random.Random(seed)
    signals, right = [], []
    for _ in range(count):
        row = {name: rng.random() for name in SENSE}
        row["margin"] = rng.gauss(0, 1)
        right.append(row["margin"] + rng.gauss(0, 0.5) > 0)
        signals.append(row)
    return signals, right


def test_signal_that_tells_gets_the_weight():
    found = fit(*answers())
    weights = dict(zip(found.names, found.weights, strict=True))
    assert max(weights, key=lambda name: abs(weights[name])) == "margin"
    assert found.auc > 0.85
    assert found.questions == 200


def test_signal_that_counts_against_sense_is_left_out():
    signals, right = answers()
    for row, was_right in zip(signals, right, strict=True):
        row["similarity"] = 0.0 if was_right else 1.0  # less like the question, more often right
        row["against"] = 1.0 if was_right else 0.0
    found = fit(signals, right)
    assert not {"similarity", "against"} & set(found.names)


def test_every_weight_has_its_sense():
    found = fit(*answers(seed=5))
    assert all(w * SENSE[name] > 0 for name, w in zip(found.names, found.weights, strict=True))


@pytest.mark.parametrize("right", [0, 9, 31, 40])
def test_too_few_of_either_are_refused(right):
    signals, _ = answers(40)
    with pytest.raises(ValueError, match=f"needed, these are {right} and {40 - right}"):
        fit(signals, [True] * right + [False] * (40 - right))


def test_written_file_gives_the_same_probability(tmp_path):
    signals, right = answers()
    found = fit(signals, right)
    path = tmp_path / "confidence.toml"
    path.write_text(found.as_toml("Made by hand,\nfor a test."), "utf-8")
    assert path.read_text("utf-8").startswith("# Made by hand,\n# for a test.\n")
    row = signals[0]
    total = found.bias + sum(
        weight * (row[name] - mean) / scale
        for name, weight, mean, scale in zip(
            found.names, found.weights, found.mean, found.scale, strict=True
        )
    )
    assert load(path).probability(row) == pytest.approx(1 / (1 + 2.718281828**-total), abs=1e-3)


def test_signals_that_were_not_measured_are_left_out():
    signals, right = answers()
    without = [{k: v for k, v in row.items() if "examined" not in k} for row in signals]
    assert not [name for name in fit(without, right).names if "examined" in name]


def test_set_with_too_few_answers_is_one_line(bridge_set, tmp_path, capsys):
    status = main(
        ["calibrate", bridge_set, "--out", str(tmp_path / "c.toml"), "--work", str(tmp_path / "w")]
    )
    assert status == 2
    assert (
        "nothing to fit: at least 10 right and 10 wrong answers are needed"
        in capsys.readouterr().err
    )
    assert not (tmp_path / "c.toml").exists()
