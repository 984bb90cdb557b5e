"""BoolQ (Clark et al. 2019, arXiv:1905.10044): yes/no questions that people asked of a search engine → groups.

One JSON object a line, {"question", "title", "answer": true or false, "passage"}, as its authors publish it.
Every one of them is answered there. Lest that be learnt of all that can be answered yes or no, half of them are
also asked of the passage on something else that has most of their words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.sentences import sentence_spans
from models.train.groups import Asked, Group, Line, evidence_of
from models.train.lines import Row, read_rows
from rag.prompt import NOT_STATED
from rag.words import stems, terms, words

MAX_SENTENCES = 8
LOOKALIKES = 0.5  # of the questions are also asked of another passage
COMMON = 0.02  # of the passages: a word that stands in more tells nothing


def read(path: Path, held_back: bool = False) -> list[Row]:
    """The questions to train on; or the tenth that is held back, by the hash of their titles. Raises ValueError
    where the file is of another form."""
    return read_rows(path, held_back, "BoolQ", _is_one, key="title")


def _is_one(row: Row) -> bool:
    return isinstance(row.get("answer"), bool) and bool(row.get("passage"))


def passages(rows: Sequence[Row], rng: random.Random, share: float = 1.0) -> Iterator[Group]:
    """As many that are answered yes as no (five in eight are yes), each with the beginning of its passage; and
    LOOKALIKES of them with that of another, which does not tell."""
    kept = {said: [row for row in rows if row["answer"] is said] for said in (True, False)}
    size = min(map(len, kept.values()))
    likest = _Likest(rows)
    for number, row in enumerate(
        row for said in (True, False) for row in rng.sample(kept[said], size)
    ):
        if rng.random() > share:
            continue
        question = row["question"].rstrip("?")
        question = f"{question[:1].upper()}{question[1:]}?"
        yield _group(row, f"{number}", Asked(question, "yes" if row["answer"] else "no"))
        if rng.random() < LOOKALIKES and (other := likest(row)):
            yield _group(other, f"{number}", Asked(question, NOT_STATED))


def _group(row: Row, name: str, asked: Asked) -> Group:
    text, title = row["passage"], row.get("title") or None
    spans = sentence_spans(text, 0, len(text))[:MAX_SENTENCES]
    lines = [Line(name, s.start, text[s.start : s.end], title) for s in spans]
    return Group(evidence_of(lines), (asked,))


class _Likest:
    """The passage under another title that has most of a question's words, each once for its rarity."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._holding: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            for stem in stems(words(row["passage"])):
                self._holding.setdefault(stem, []).append(number)

    def __call__(self, row: Row) -> Row | None:
        worth: dict[int, float] = {}
        for stem in stems(terms(row["question"])):
            holding = self._holding.get(stem, [])
            if len(holding) > max(2, COMMON * len(self._rows)):
                continue
            for number in holding:
                worth[number] = worth.get(number, 0.0) + 1 / len(holding)
        own = row.get("title")
        best = max(
            (n for n in worth if self._rows[n].get("title") != own),
            key=lambda n: (worth[n], -n),
            default=None,
        )
        return None if best is None else self._rows[best]
