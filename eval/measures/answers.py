"""Is the answer right: one question's scores, each 0 or 1 unless its line says otherwise.

    right    typed exact match: the answer is an accepted value and nothing else     eval.gold
    holds    the answer, or the sentence given in its place, states an accepted value
    correct  what a user would count: `right` where a value was named, `holds` where only a sentence
             was given; of an unanswerable question, that it was refused
    wrong    neither correct nor refused: what costs trust
    em, f1   exact match and word F1 (0 to 1) of SQuAD, Rajpurkar et al. 2016       eval.squad
    misled   the answer states a value that is known to be false; RGB's counterfactual robustness,
             Chen et al., AAAI 2024
    words    length of the answer in words; brevity

None stands for "does not apply". A failed, missing or empty answer is wrong, never a refusal.
"""

from __future__ import annotations

from eval import squad
from eval.questions import Question
from eval.records import Response

Scores = dict[str, float | None]


def answer_scores(question: Question, response: Response) -> Scores:
    answered = response.status == "answered" and bool(response.said.strip())
    scores: Scores = {
        "correct": None,
        "wrong": float(response.status != "refused"),
        "words": float(len(response.said.split())) if answered else None,
    }
    if question.unanswerable:
        return {**scores, "correct": float(response.status == "refused")}
    if question.rejected:
        misled = any(gold.is_held(response.said, _asked(question)) for gold in question.rejected)
        scores["misled"] = float(misled or response.status == "failed")
    if not question.accepted:
        return {**scores, "wrong": None}
    right = answered and is_right(question, response.said)
    holds = answered and (right or does_hold(question, response.said))
    correct = right if response.short is not None else holds
    accepted = [form for gold in question.accepted for form in gold.forms()]
    return {
        **scores,
        "right": float(right),
        "holds": float(holds),
        "correct": float(correct),
        "wrong": float(response.status != "refused" and not correct),
        "em": squad.exact_match(response.said, accepted) if answered else 0.0,
        "f1": squad.f1(response.said, accepted) if answered else 0.0,
    }


def is_right(question: Question, text: str) -> bool:
    return any(gold.is_exactly(text, _asked(question)) for gold in question.accepted)


def does_hold(question: Question, text: str) -> bool:
    return any(gold.is_held(text, _asked(question)) for gold in question.accepted)


def _asked(question: Question) -> str:
    """With what was asked before: "31 people" is 31 where the people stand there."""
    return " ".join([*(turn.question for turn in question.history), question.question])
