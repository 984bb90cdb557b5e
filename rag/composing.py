"""Compose mode, for larger models: the model writes a few sentences, each with the numbers of its proof.

1. The evidence is numbered; the model is asked for one to three sentences, each with its [n].
2. What it wrote is cut into sentences. Each must cite evidence that exists, and every number, date,
   duration and name in it must stand in what it cites.
3. A sentence that fails is dropped, and the answer's record says so. Where none is left, there is
   no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import PublicationDate
from index.sentences import sentence_spans
from rag.generation import Generator, Message
from rag.places import countries
from rag.prompt import NOT_STATED, TURNS
from rag.records import Evidence, Turn
from rag.terms import parties_of
from rag.values import Kind, values
from rag.words import stems, words

MAX_TOKENS = 160
INSTRUCTION = (
    "Answer the question from the numbered news sentences alone, in one to three short sentences."
    " After each of your sentences put the number of the news sentence that proves it in square"
    f" brackets, like [2]. If they do not tell, answer only: {NOT_STATED}"
)
_MARK = re.compile(r"\s*\[(\d+(?:\s*,\s*\d+)*)\]")
_TYPED: tuple[Kind, ...] = ("number", "date", "duration")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of the model, without its markers, and the evidence that it cites."""

    text: str
    cited: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """`kept` is borne out by what it cites; `dropped` was not, as it was written."""

    shown: tuple[Evidence, ...]
    kept: tuple[Written, ...]
    dropped: tuple[str, ...]


def begin(
    question: str,
    evidence: Sequence[Evidence],
    generator: Generator,
    history: Sequence[Turn] = (),
) -> tuple[tuple[Evidence, ...], Iterator[str]]:
    """The evidence that the model's context has room for, and what the model writes, as it writes it.
    Raises ValueError where not even the question fits."""
    budget = generator.context - MAX_TOKENS
    for count in range(len(evidence), 0, -1):
        shown = tuple(evidence[:count])
        messages = messages_for(question, shown, history)
        if generator.count(messages) <= budget:
            return shown, generator.stream(messages, MAX_TOKENS)
    raise ValueError(f"the question does not fit a context of {generator.context} tokens")


def messages_for(
    question: str, evidence: Sequence[Evidence], history: Sequence[Turn] = ()
) -> list[Message]:
    lines = [f"[{item.n}] ({_head(item)}) {' '.join(item.quote.split())}" for item in evidence]
    earlier = [f"Earlier: {turn.question} {turn.answer}" for turn in history[-TURNS:]]
    content = "\n".join([*lines, "", *earlier, f"Question: {question}"])
    return [Message(role="system", content=INSTRUCTION), Message(role="user", content=content)]


def check(said: str, evidence: Sequence[Evidence]) -> Composition:
    """The model's text, sentence by sentence: kept or dropped."""
    kept, dropped = [], []
    for sentence in _sentences(said):
        written = _written(sentence, evidence)
        if is_borne_out(written):
            kept.append(written)
        else:
            dropped.append(sentence)
    return Composition(tuple(evidence), tuple(kept), tuple(dropped))


def is_borne_out(written: Written) -> bool:
    """Whether every value and name of the sentence stands in what it cites."""
    if not written.cited or NOT_STATED in written.text.casefold():
        return False
    proof = " ".join(f"{item.quote} {item.title or ''}" for item in written.cited)
    for kind in _TYPED:
        held = {_value(proof[span.start : span.end]) for span in values(proof, kind)}
        said = {_value(written.text[s.start : s.end]) for s in values(written.text, kind)}
        if not all(
            value in held or (kind == "date" and _is_coarser(value, held)) for value in said
        ):
            return False
    return parties_of(written.text) <= countries(proof) | stems(words(proof))


def _sentences(said: str) -> list[str]:
    """Sentences with the markers that follow them."""
    # a marker after the stop belongs to the sentence before it
    moved = re.sub(r"([.!?][\"”’]?)((?:\s*\[\d+(?:\s*,\s*\d+)*\])+)", r"\2\1", said.strip())
    spans = sentence_spans(moved, 0, len(moved))
    return [" ".join(moved[span.start : span.end].split()) for span in spans]


def _written(sentence: str, evidence: Sequence[Evidence]) -> Written:
    numbers = [int(n) for found in _MARK.findall(sentence) for n in found.split(",")]
    by_number = {item.n: item for item in evidence}
    known = all(n in by_number for n in numbers)
    text = " ".join(_MARK.sub("", sentence).split())
    return Written(text, tuple(by_number[n] for n in dict.fromkeys(numbers)) if known else ())


def _value(text: str) -> str:
    return re.sub(
        r"[\s,]+|per ?cent", lambda found: "%" if "p" in found[0] else "", text.casefold()
    )


def _is_coarser(date: str, held: set[str]) -> bool:
    """ "march2025" of "4march2025"."""
    parts = set(re.findall(r"[a-z]+|\d+", date))
    return any(parts <= set(re.findall(r"[a-z]+|\d+", one)) for one in held)


def _head(item: Evidence) -> str:
    date = PublicationDate(item.published).readable() if item.published else ""
    return ", ".join(part for part in (item.title, date) if part) or "untitled"
