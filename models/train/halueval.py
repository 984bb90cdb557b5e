"""HaluEval's questions (Li et al. 2023, arXiv:2305.11747) → groups: those of HotpotQA (Yang et al. 2018,
arXiv:1809.09600), which people wrote so that two sentences are needed, and which compare two things, or name
one by what another sentence says of it.

One JSON object a line, {"knowledge", "question", "right_answer", "hallucinated_answer"}, as its authors publish
qa_data.json. The hallucinated answers are not used.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.records import Span
from index.sentences import sentence_spans
from models.train.groups import YES_NO, Asked, Cut, Group, Line, by_chance, evidence_of, whole
from models.train.lines import Row, read_rows
from models.train.premises import swapped
from rag.prompt import NOT_STATED

MAX_STRANGE = 3  # sentences of another question among its own
MAX_ANSWER_WORDS = 12
_GLUED = re.compile(r"(?<=[a-z0-9)\"'”][.!?])(?=[A-Z\"“])")  # "in Kolkata.Subhas Bose"


def read(path: Path, held_back: bool = False) -> list[Row]:
    """The questions to train on; or the tenth that is held back, by the hash of what they are asked of. Raises
    ValueError where the file is of another form."""
    return read_rows(path, held_back, "HaluEval", _is_one, key="knowledge")


def _is_one(row: Row) -> bool:
    return bool(row.get("knowledge") and row.get("right_answer"))


def passages(rows: Sequence[Row], rng: random.Random, share: float, cut: Cut) -> Iterator[Group]:
    """Each question with its sentences, and a few of another question's among them. By `cut`, some also without
    the sentence that answers, or with a false premise."""
    for number, row in enumerate(rows):
        text, question = _told(row), " ".join(row["question"].split())
        answer = _answer(text, row["right_answer"])
        if rng.random() > share or answer is None:
            continue
        strange = _strange(rng.choice(rows), text, answer)
        spans = sentence_spans(text)
        yield _group(number, text, spans, strange, Asked(question, answer), rng)
        if answer in YES_NO:
            continue
        silent = [s for s in spans if answer.casefold() not in text[s.start : s.end].casefold()]
        if silent and by_chance(cut.silent, rng):
            yield _group(number, text, silent, strange, Asked(question, NOT_STATED), rng)
        if by_chance(cut.swapped, rng) and (
            false := swapped(question, text, " ".join(strange), rng)
        ):
            yield _group(number, text, spans, strange, Asked(false, NOT_STATED), rng)


def _told(row: Row) -> str:
    return _GLUED.sub(" ", row["knowledge"]).strip()


def _answer(text: str, said: str) -> str | None:
    """As it stands in the text; None where it does not."""
    if said.casefold() in YES_NO:
        return said.casefold()
    start = text.find(said)
    if start < 0 or len(said.split()) > MAX_ANSWER_WORDS:
        return None
    start, end = whole(text, start, start + len(said))
    return text[start:end] or None


def _strange(row: Row, text: str, answer: str) -> list[str]:
    """The sentences of another question that don't hold this one's answer; none of its own."""
    other = _told(row)
    quotes = [other[s.start : s.end] for s in sentence_spans(other)]
    if answer in YES_NO:
        return [q for q in quotes if q not in text]
    return [q for q in quotes if answer.casefold() not in q.casefold() and q not in text]


def _group(
    number: int,
    text: str,
    spans: Sequence[Span],
    strange: Sequence[str],
    asked: Asked,
    rng: random.Random,
) -> Group:
    told = [text[s.start : s.end] for s in spans]
    for sentence in rng.sample(strange, min(len(strange), rng.randint(0, MAX_STRANGE))):
        told.insert(rng.randint(0, len(told)), sentence)
    starts = [sum(len(t) + 1 for t in told[:i]) for i in range(len(told))]
    lines = [Line(f"{number}", start, t) for start, t in zip(starts, told, strict=True)]
    return Group(evidence_of(lines), (asked,))
