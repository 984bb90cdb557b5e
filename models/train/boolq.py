"""BoolQ (Clark et al. 2019, arXiv:1905.10044): yes/no questions that people asked of a search engine → groups.

One JSON object a line, {"question", "title", "answer": true or false, "passage"}, as its authors publish it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.sentences import sentence_spans
from models.train.groups import Asked, Group, Line, evidence_of
from models.train.lines import Row, read_rows

MAX_SENTENCES = 8


def read(path: Path, held_back: bool = False) -> list[Row]:
    """The questions to train on; or the tenth that is held back, by the hash of their titles. Raises ValueError
    where the file is of another form."""
    return read_rows(path, held_back, "BoolQ", _is_one, key="title")


def _is_one(row: Row) -> bool:
    return isinstance(row.get("answer"), bool) and bool(row.get("passage"))


def passages(rows: Sequence[Row], rng: random.Random, share: float = 1.0) -> Iterator[Group]:
    """As many that are answered yes as no (five in eight are yes), each with the beginning of its passage."""
    kept = {said: [row for row in rows if row["answer"] is said] for said in (True, False)}
    size = min(map(len, kept.values()))
    for number, row in enumerate(
        row for said in (True, False) for row in rng.sample(kept[said], size)
    ):
        if rng.random() > share:
            continue
        text, name = row["passage"], f"{number}"
        spans = sentence_spans(text, 0, len(text))[:MAX_SENTENCES]
        title = row.get("title") or None
        lines = [Line(name, s.start, text[s.start : s.end], title) for s in spans]
        question = row["question"].rstrip("?")
        asked = Asked(f"{question[:1].upper()}{question[1:]}?", "yes" if row["answer"] else "no")
        yield Group(evidence_of(lines), (asked,))
