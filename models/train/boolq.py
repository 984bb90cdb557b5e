"""BoolQ (Clark et al. 2019, arXiv:1905.10044): yes/no questions that people asked of a search engine → groups.

One JSON object a line, {"question", "title", "answer": true or false, "passage"}, as its authors publish it.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.sentences import sentence_spans
from models.train.groups import Asked, Group, Line, evidence_of

HELD_BACK = 26  # of 256: a tenth
MAX_SENTENCES = 8


def read(path: Path, held_back: bool = False) -> list[dict[str, Any]]:
    """The questions to train on; or the tenth that is held back, by the hash of their titles. Raises ValueError
    where the file is of another form."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    if not all(isinstance(row.get("answer"), bool) and row.get("passage") for row in rows):
        raise ValueError(f"{path}: a line is no question of BoolQ")
    return [row for row in rows if _is_held_back(row) == held_back]


def _is_held_back(row: dict[str, Any]) -> bool:
    return hashlib.sha256(row.get("title", "").encode()).digest()[0] < HELD_BACK


def passages(
    rows: Sequence[dict[str, Any]], rng: random.Random, share: float = 1.0
) -> Iterator[Group]:
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
