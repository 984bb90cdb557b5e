"""Files in the form of SQuAD → groups.

A paragraph's sentences, some left out, some of other paragraphs of the article put in, and the questions of
the paragraph: what the sentences shown do not hold is "not stated". So the reader learns from
evidence as retrieval will give it, and not from whole paragraphs.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.records import Span
from index.sentences import sentence_spans
from models.train.groups import Asked, Group, Line, evidence_of, whole
from rag.prompt import NOT_STATED

MAX_SENTENCES, MAX_QUESTIONS, MAX_ANSWER_WORDS = 8, 8, 16
KEPT_EMPTY = 0.5  # of questions whose sentence is not shown


def read(path: Path, held_back: bool = False) -> list[dict[str, Any]]:
    """The articles of a file to train on; or the tenth of them that is held back, by the hash of their
    titles: for measuring, never for training."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    ranked = sorted(articles, key=lambda article: _hash(article.get("title", "")))
    cut = math.ceil(len(ranked) / 10)
    return ranked[:cut] if held_back else ranked[cut:]


def _hash(title: str) -> str:
    return hashlib.sha256(title.encode()).hexdigest()


def groups(
    articles: Sequence[dict[str, Any]], rng: random.Random, share: float = 1.0
) -> Iterator[Group]:
    """Each paragraph once, or `share` of them, with other sentences each time it is called."""
    for number, article in enumerate(articles):
        title = article.get("title", "").replace("_", " ") or None
        if title and len(title) > 60:
            title = None
        paragraphs = article["paragraphs"]
        for at, paragraph in enumerate(paragraphs):
            if rng.random() > share or not paragraph["qas"]:
                continue
            others = [p["context"] for i, p in enumerate(paragraphs) if i != at]
            other = rng.choice(others) if others else ""
            group = _group(paragraph, other, f"{number}", title, rng)
            if group.asked:
                yield group


def _group(
    paragraph: dict[str, Any], other: str, article: str, title: str | None, rng: random.Random
) -> Group:
    text = paragraph["context"]
    spans = [span for span in sentence_spans(text, 0, len(text)) if span.end > span.start]
    qas = rng.sample(paragraph["qas"], min(MAX_QUESTIONS, len(paragraph["qas"])))
    found = [(qa, _answer(text, qa)) for qa in qas]
    answered = [span for span in spans if any(a and _within(a, span) for _, a in found)]
    wanted = rng.randint(3, MAX_SENTENCES)
    chosen = [span for span in answered if rng.random() < 0.88][:wanted]
    rest = [span for span in spans if span not in chosen and span not in answered]
    rng.shuffle(rest)
    chosen += rest[: max(0, wanted - len(chosen) - rng.randint(0, 2))]
    published = rng.choice(
        (None, f"20{rng.randint(10, 25)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}")
    )
    lines = [Line(article, s.start, text[s.start : s.end], title, published) for s in chosen]
    far = [span for span in sentence_spans(other, 0, len(other)) if span.end > span.start]
    rng.shuffle(far)
    lines += [
        Line(article + "+", s.start, other[s.start : s.end], title, published)
        for s in far[: max(0, wanted - len(lines))]
    ]
    if rng.random() < 0.5:
        lines.reverse()
    asked = []
    for qa, answer in found:
        question = " ".join(qa["question"].split())
        if answer and any(_within(answer, span) for span in chosen):
            said = text[answer.start : answer.end]
            if len(said.split()) <= MAX_ANSWER_WORDS:
                asked.append(Asked(question, said))
        elif answer is None or rng.random() < KEPT_EMPTY:
            asked.append(Asked(question, NOT_STATED))
    return Group(evidence_of(lines), tuple(asked))


def _answer(text: str, qa: dict[str, Any]) -> Span | None:
    """The answer that most annotators gave, the shortest of them; None for an impossible question."""
    given = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in qa["answers"]]
    if not given or qa.get("is_impossible"):
        return None
    best = max(given, key=lambda span: (given.count(span), span[0] - span[1]))
    start, end = whole(text, *best)
    return Span(start, end) if start < end else None


def _within(answer: Span, sentence: Span) -> bool:
    return sentence.start <= answer.start and answer.end <= sentence.end
