"""Fits the confidence on the development halves, and says how well it tells right from wrong.

dateline eval calibrate articles seeds@FOLDER     writes rag/confidence.toml; with --set examiner=false
                                                  rag/confidence_unexamined.toml

1. Every development question is asked with no threshold. Its answer is right or wrong as `correct` has
   it (eval/measures/answers.py); an unanswerable question's answer is wrong.
2. A logistic regression of the signals of rag.choosing and rag.verification, put on one scale, with a
   ridge; a signal that would count against sense (more similarity, less trust) is left out.
3. The figures printed are of ten-fold cross-validation: for these questions, not from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.corpus import Corpus
from eval.measures.answers import answer_scores
from eval.parts import Parts
from eval.systems.dateline import response_of
from rag.records import Turn
from rag.settings import Settings

# The sign that a signal must have to be believed; signals that are not here are not used.
SENSE = {
    "likelihood": 1, "share": 1, "stated": 1, "margin": 1, "similarity": 1, "cited": 1, "overlap": 1,
    "pointed": 1, "pointed_margin": 1, "examined": 1, "examined_margin": 1, "kind": 1, "count": 1, "sources": 1,
    "near": 1, "far": 1, "against": -1, "other_time": -1,
}  # fmt: skip
RIDGE, FOLDS = 0.3, 10

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of the signals that are used, on their own scale; AUC and log loss cross-validated."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    bias: float
    questions: int
    right: int
    auc: float
    log_loss: float

    def as_toml(self, about: str) -> str:
        lines = [
            *(f"# {line}" for line in about.splitlines()),
            f"bias = {self.bias:.4f}",
            "",
        ]
        for row in zip(self.names, self.weights, self.mean, self.scale, strict=True):
            name, weight, mean, scale = row
            lines += [f"[signal.{name}]", f"weight = {weight:.4f}"]
            lines += [f"mean = {mean:.4f}", f"scale = {scale:.4f}", ""]
        return "\n".join(lines).rstrip() + "\n"


def collect(
    corpora: Sequence[Corpus], settings: Settings, parts: Parts
) -> tuple[list[dict[str, float]], list[bool]]:
    """Signals of each development question that was answered, and whether the answer was right."""
    open_to_all = settings.model_copy(update={"threshold": 0.0})
    signals, right = [], []
    for corpus in corpora:
        pipeline = parts.pipeline(corpus.store, open_to_all)
        for question in corpus.task.questions:
            if question.split != "dev":
                continue
            history = [Turn(turn.question, turn.answer) for turn in question.history]
            answer = pipeline.answer(question.question, history)
            if answer.status == "answered" and answer.signals:
                scores = answer_scores(question, response_of(answer, None))
                signals.append(dict(answer.signals))
                right.append(bool(scores["correct"]))
    return signals, right


def fit(signals: Sequence[dict[str, float]], right: Sequence[bool]) -> Fit:
    """Raises ValueError where fewer than FOLDS answers are right, or fewer are wrong."""
    from sklearn.metrics import log_loss, roc_auc_score

    target = np.array(right, dtype=np.float64)
    right_count = int(target.sum())
    wrong_count = len(target) - right_count
    if min(right_count, wrong_count) < FOLDS:
        raise ValueError(
            f"at least {FOLDS} right and {FOLDS} wrong answers are needed,"
            f" these are {right_count} and {wrong_count}"
        )
    names = [name for name in SENSE if name in signals[0]]  # two are missing without an examiner
    while True:
        values = np.array([[row[name] for name in names] for row in signals])
        mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6)
        scaled = (values - mean) / scale
        weights, bias = _regression(scaled, target)
        against = [
            name for name, weight in zip(names, weights, strict=True) if weight * SENSE[name] <= 0.0
        ]
        if not against:
            break
        names = [name for name in names if name not in against]
    held_out = _cross_validated(scaled, target)
    return Fit(
        tuple(names), tuple(weights), tuple(mean), tuple(scale), bias, len(target),
        right_count, float(roc_auc_score(target, held_out)),
        float(log_loss(target, held_out)),
    )  # fmt: skip


def _regression(values: Matrix, target: Matrix) -> tuple[list[float], float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=RIDGE, max_iter=1000).fit(values, target)
    return [float(weight) for weight in model.coef_[0]], float(model.intercept_[0])


def _cross_validated(values: Matrix, target: Matrix) -> Matrix:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    model = LogisticRegression(C=RIDGE, max_iter=1000)
    predicted: Matrix = cross_val_predict(model, values, target, cv=folds, method="predict_proba")[
        :, 1
    ]
    return predicted
