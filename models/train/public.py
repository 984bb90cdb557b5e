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
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from index.records import Span
from index.sentences import sentence_spans
from models.train.groups import Asked, Cut, Group, Line, by_chance, evidence_of, whole
from models.train.premises import swapped
from rag.prompt import NOT_STATED
from rag.words import stems, terms

MAX_SENTENCES, MAX_QUESTIONS, MAX_ANSWER_WORDS = 8, 8, 16
PIECE = (3, MAX_SENTENCES)  # sentences of a passage
WHOLE = Cut(PIECE)
MAX_TITLE = 60  # characters
LOOKALIKES = 0.25  # of questions are also asked of another paragraph
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
        title = _title(article)
        paragraphs = article["paragraphs"]
        for at, paragraph in enumerate(paragraphs):
            if rng.random() > share or not paragraph["qas"]:
                continue
            others = [p["context"] for i, p in enumerate(paragraphs) if i != at]
            other = rng.choice(others) if others else ""
            group = _group(paragraph, other, f"{number}", title, rng)
            if group.asked:
                yield group


def passages(
    articles: Sequence[dict[str, Any]],
    rng: random.Random,
    share: float = 1.0,
    cut: Cut = WHOLE,
) -> Iterator[Group]:
    """Each question with a piece of its paragraph, as a chunk would hold it, that answers it or, in SQuAD 2,
    nearly does; and some once more, with a piece of the paragraph that has most of their words and does not.
    By `cut`, some also with what is left of the paragraph without its answer, or with a false premise."""
    for number, article in enumerate(articles):
        name, title = f"{number}", _title(article)
        texts = [paragraph["context"] for paragraph in article["paragraphs"]]
        held = [stems(terms(text)) for text in texts]
        known = " ".join(
            [*texts, *(qa["question"] for p in article["paragraphs"] for qa in p["qas"])]
        )
        piece = partial(_piece, article=name, title=title, lead=_lead(texts), cut=cut, rng=rng)
        for at, paragraph in enumerate(article["paragraphs"]):
            if rng.random() > share:
                continue
            for qa in paragraph["qas"]:
                question, answer = " ".join(qa["question"].split()), _answer(texts[at], qa)
                group = piece(texts[at], _sentences(texts[at]), question, answer)
                if group.asked:
                    yield group
                if len(texts) > 1 and rng.random() < LOOKALIKES:
                    other = texts[_lookalike(question, held, at)]
                    yield piece(other, _sentences(other), question, None)
                if answer and by_chance(cut.silent, rng):
                    said = texts[at][answer.start : answer.end].casefold()
                    rest = _without(said, texts[at])
                    if rest:
                        yield piece(texts[at], rest, question, None)
                if answer and by_chance(cut.swapped, rng):
                    false = swapped(question, texts[at], known, rng)
                    if false:
                        told = piece(texts[at], _sentences(texts[at]), false, answer)
                        yield replace(told, asked=(Asked(false, NOT_STATED),))


def _piece(
    text: str,
    sentences: Sequence[Span],
    question: str,
    answer: Span | None,
    article: str,
    title: str | None,
    lead: str | None,
    cut: Cut,
    rng: random.Random,
) -> Group:
    """As many of the `sentences` of a paragraph as the cut has, among them the one that answers. Nothing is
    asked where none does, or at too great a length."""
    size = rng.randint(*cut.sentences)
    at = next((i for i, s in enumerate(sentences) if answer and _within(answer, s)), None)
    if by_chance(1 - cut.together, rng):
        others = [i for i in range(len(sentences)) if i != at]
        picked = rng.sample(others, min(len(others), size - (at is not None)))
        shown = [sentences[i] for i in sorted([*picked, *([] if at is None else [at])])]
    else:
        low = 0 if at is None else max(0, at - size + 1)
        high = max(low, min(len(sentences) - size, len(sentences) if at is None else at))
        first = rng.randint(low, high)
        shown = list(sentences[first : first + size])
    published = _some_day(rng)
    lines = [Line(article, s.start, text[s.start : s.end], title, published) for s in shown]
    leads = {article: lead} if lead and by_chance(cut.lead, rng) else {}
    asked: tuple[Asked, ...] = ()
    if answer is None:
        asked = (Asked(question, NOT_STATED),)
    elif at is not None:
        said = text[answer.start : answer.end]
        if len(said.split()) <= MAX_ANSWER_WORDS:
            asked = (Asked(question, said, at=(article, sentences[at].start)),)
    return Group(evidence_of(lines), asked, leads)


def _lead(texts: Sequence[str]) -> str | None:
    """The first sentence of an article."""
    first = next(iter(_sentences(texts[0])), None) if texts else None
    return texts[0][first.start : first.end] if first else None


def _without(said: str, text: str) -> list[Span]:
    """The sentences that do not hold the answer."""
    return [s for s in _sentences(text) if said not in text[s.start : s.end].casefold()]


def _title(article: dict[str, Any]) -> str | None:
    title = article.get("title", "").replace("_", " ")
    return title if 0 < len(title) <= MAX_TITLE else None


@lru_cache(maxsize=1000)  # a paragraph has many questions
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(span for span in sentence_spans(text, 0, len(text)) if span.end > span.start)


def _lookalike(question: str, held: Sequence[set[str]], own: int) -> int:
    wanted = stems(terms(question))
    return max((i for i in range(len(held)) if i != own), key=lambda i: len(wanted & held[i]))


def _some_day(rng: random.Random) -> str | None:
    return rng.choice((None, f"20{rng.randint(10, 25)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"))


def _group(
    paragraph: dict[str, Any], other: str, article: str, title: str | None, rng: random.Random
) -> Group:
    text = paragraph["context"]
    spans = _sentences(text)
    qas = rng.sample(paragraph["qas"], min(MAX_QUESTIONS, len(paragraph["qas"])))
    found = [(qa, _answer(text, qa)) for qa in qas]
    answered = [span for span in spans if any(a and _within(a, span) for _, a in found)]
    wanted = rng.randint(3, MAX_SENTENCES)
    chosen = [span for span in answered if rng.random() < 0.88][:wanted]
    rest = [span for span in spans if span not in chosen and span not in answered]
    rng.shuffle(rest)
    chosen += rest[: max(0, wanted - len(chosen) - rng.randint(0, 2))]
    published = _some_day(rng)
    lines = [Line(article, s.start, text[s.start : s.end], title, published) for s in chosen]
    far = list(_sentences(other))
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
        shown = [span for span in chosen if answer and _within(answer, span)]
        if answer and shown:
            said = text[answer.start : answer.end]
            if len(said.split()) <= MAX_ANSWER_WORDS:
                asked.append(Asked(question, said, at=(article, shown[0].start)))
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
