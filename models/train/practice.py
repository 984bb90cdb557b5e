"""Scenes and archives that no training has seen → one to practise on: articles and typed questions, for
`dateline eval calibrate`.

What the confidence is fitted on should be more than the few subjects of our own question sets. The scenes
are news of every kind, with their twins about other parties; a fifth of their questions is told nowhere. The
archives are harder: nearly half of theirs are nearly told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.text_values import MEASURES, Amount, dates, numbers
from models.train.archives import Archive
from models.train.generate import FILLS_UP
from models.train.groups import YES_NO, Asked, Group
from rag.excerpts import Excerpt, excerpts
from rag.prompt import NOT_STATED
from rag.records import JOIN

# a name, a clock time, one of several: "Article 50", "8 pm", "one of the drivers"
_NO_BARE_NUMBER = re.compile(r"\b[A-Z][a-z]|\d ?[ap]\.?m\b|o['’]clock|\bone of\b")
LONG = 6  # words: a longer answer is judged as a quotation is


def write(
    groups: Sequence[Group], folder: Path, archives: Sequence[Archive] = ()
) -> tuple[int, int]:
    """`articles.jsonl` and `questions.jsonl` in `folder`; how many there are of each."""
    articles: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    for number, group in enumerate(groups):
        # What fills up is another setting of a scene that is asked about elsewhere.
        own = [item for item in group.evidence if not item.article_id.endswith(FILLS_UP)]
        articles += [_article(excerpt) for excerpt in excerpts(own).values()]
        questions += [
            _question(asked, f"practice-{number}-{n}") for n, asked in enumerate(group.asked)
        ]
    for archive in archives:
        told = [told.article for told in archive.articles.values()]
        articles += [_row(a.title, a.published.value, a.text) for a in told]
        questions += [
            _question(Asked(ask.q, NOT_STATED if ask.a is None else ask.a), f"{archive.name}-{n}")
            for n, ask in enumerate(archive.asks)
        ]
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "articles.jsonl", articles)
    write_rows(folder / "questions.jsonl", questions)
    return len(articles), len(questions)


def _article(excerpt: Excerpt) -> dict[str, Any]:
    first = excerpt.sentences[0]
    return _row(first.title, first.published, excerpt.text)


def _row(title: str | None, published: str | None, text: str) -> dict[str, Any]:
    return {"title": title, "date": published, "text": text}


def _question(asked: Asked, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "question": asked.question,
        "type": "follow_up" if asked.history else "other",
        "history": [{"question": t.question, "answer": t.answer} for t in asked.history],
        "accepted": golds(asked.answer) if asked.stated else [],
        "unanswerable": None if asked.stated else "near_miss",
        "split": "dev",
    }


def golds(answer: str) -> list[dict[str, Any]]:
    """The answer as it was written; and its one number, which is as good without the words around it: "£93" for
    "£93 more"."""
    if answer in YES_NO:
        return [{"kind": "yes_no", "yes": answer == "yes"}]
    parts = [_text(part) for part in answer.split(JOIN)]
    if len(parts) > 1:
        return [{"kind": "list", "items": parts}]
    found = [] if _NO_BARE_NUMBER.search(answer) or dates(answer) else numbers(answer)
    return parts + [_number(amount) for amount in found if len(found) == 1]


def _number(amount: Amount) -> dict[str, Any]:
    if amount.currency:
        return {"kind": "money", "amount": amount.value, "currency": amount.currency}
    unit = amount.unit if amount.unit in MEASURES else None  # what is counted need not be said
    return {"kind": "number", "value": amount.value, "unit": unit}


def _text(text: str) -> dict[str, Any]:
    return {"kind": "quote" if len(text.split()) > LONG else "text", "text": text}


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
