from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import confidence
from rag.confidence import Model, load, model_for, threshold
from tests.rag_fakes import FakePointer, pipeline

MODEL = Model(
    bias=0.5,
    weights={"near": 2.0, "against": -3.0},
    mean={"near": 0.5, "against": 0.25},
    scale={"near": 0.25, "against": 0.5},
)


@pytest.mark.parametrize(
    ("near", "against", "total"),
    [
        (0.5, 0.25, 0.5),  # at the means nothing but the bias counts
        (0.625, 0.25, 1.5),  # 0.5 + 2 · 0.125 / 0.25
        (0.5, 0.75, -2.5),  # 0.5 - 3 · 0.5 / 0.5
        (0.625, 0.5, 0.0),  # 0.5 + 1 - 1.5
    ],
)
def test_probability_is_the_logistic_of_the_weighed_signals(near, against, total):
    likely = MODEL.probability({"near": near, "against": against})
    assert likely == pytest.approx(1 / (1 + math.exp(-total)))


def test_probability_by_hand():
    assert Model(0.0, {}, {}, {}).probability({}) == 0.5
    assert Model(math.log(3), {}, {}, {}).probability({}) == pytest.approx(0.75)
    # (5 - 1) / 2 = 2 scales over the mean, times ln 2: odds of 4 to 1
    model = Model(0.0, {"stated": math.log(2)}, {"stated": 1.0}, {"stated": 2.0})
    assert model.probability({"stated": 5.0}) == pytest.approx(0.8)
    assert model.probability({"stated": -3.0}) == pytest.approx(0.2)


def test_signal_that_has_no_weight_does_not_count():
    signals = {"near": 0.5, "against": 0.25}
    assert MODEL.probability({**signals, "far": 9.0}) == MODEL.probability(signals)


def test_missing_signal_is_an_error():
    with pytest.raises(KeyError, match="against"):
        MODEL.probability({"near": 0.5})


def test_extreme_signals_give_no_overflow():
    assert MODEL.probability({"near": 1e9, "against": 0.0}) == pytest.approx(1.0)
    assert MODEL.probability({"near": -1e9, "against": 0.0}) == pytest.approx(0.0)


_FAR_OUT = st.floats(-1e6, 1e6)


@given(_FAR_OUT, _FAR_OUT, _FAR_OUT)
def test_probability_goes_with_each_signal_by_the_sign_of_its_weight(one, other, fixed):
    low, high = sorted((one, other))
    near = [MODEL.probability({"near": x, "against": fixed}) for x in (low, high)]
    against = [MODEL.probability({"near": fixed, "against": x}) for x in (low, high)]
    assert 0.0 < near[0] <= near[1] < 1.0
    assert 1.0 > against[0] >= against[1] > 0.0


def test_file_is_read(tmp_path: Path):
    file = tmp_path / "confidence.toml"
    file.write_text(
        "# about\nbias = 0.5\n\n[signal.near]\nweight = 2.0\nmean = 0.5\nscale = 0.25\n\n"
        "[signal.against]\nweight = -3.0\nmean = 0.25\nscale = 0.5\n",
        encoding="utf-8",
    )
    assert load(file) == MODEL


@pytest.mark.parametrize(
    ("wrong_cost", "least"), [(0.0, 0.0), (0.25, 0.2), (1.0, 0.5), (3.0, 0.75), (4.0, 0.8)]
)
def test_threshold_follows_from_what_a_wrong_answer_costs(wrong_cost, least):
    assert threshold(wrong_cost) == pytest.approx(least)


@given(st.floats(0.0, 1e6))
def test_at_the_threshold_answer_and_refusal_are_worth_the_same(wrong_cost):
    likely = threshold(wrong_cost)
    # right is worth 1 refusal saved, wrong costs `wrong_cost` of them
    assert likely - (1 - likely) * wrong_cost == pytest.approx(0.0, abs=1e-6)


@pytest.fixture(scope="module", params=[None, FakePointer()], ids=["unexamined", "examined"])
def signals(store, request) -> dict[str, float]:
    """Those of an answer of the pipeline."""
    asked = pipeline(store, examiner=request.param)
    return dict(asked.answer("What did the harbour bridge cost?").signals)


def test_shipped_files_name_only_signals_that_an_answer_has(signals):
    model = model_for(signals)
    assert ("examined" in model.weights) == ("examined" in signals)
    assert model.weights
    assert set(model.weights) <= set(signals)
    assert set(model.weights) == set(model.mean) == set(model.scale)


def test_shipped_model_goes_with_each_signal_by_the_sign_of_its_weight(signals):
    model = load()
    middle = {**signals, **model.mean}
    at_the_means = model.probability(middle)
    assert at_the_means == pytest.approx(1 / (1 + math.exp(-model.bias)))
    for name, weight in model.weights.items():
        assert model.scale[name] > 0.0
        more = model.probability({**middle, name: model.mean[name] + model.scale[name]})
        assert (more - at_the_means) * weight > 0.0


def test_shipped_model_doubts_what_speaks_against_the_question():
    for name, weight in load().weights.items():
        assert (weight < 0.0) == (name in ("against", "other_time"))


def test_shipped_file_is_what_is_loaded():
    assert load(Path(confidence.__file__).with_name("confidence.toml")) == load()
