"""Question files: JSONL, one question a line.

    {"id": "art-001", "question": "…", "type": "number", "accepted": ["30%", "30 percent"],
     "evidence": [{"article": "9e5d7d6d011c", "start": 120, "end": 204, "sha256": "…", "fact": 0}],
     "unanswerable": null, "split": "dev"}

Evidence spans of the same `fact` are alternatives: any of them proves it. Different facts are all
needed. A span holds offsets and the hash of its text, never the text, so that questions on
articles that can't be shipped can be; there `accepted` leaves out whole sentences too, and may be
empty. `unanswerable` says of which kind: "absent", "near_miss"
(the right subject, the fact missing) or "false_premise".
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.errors import InputError
from index.records import Span
from index.store import Store

Split = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """Characters of one article's clean text that state a fact."""

    article_id: str
    span: Span
    sha256: str
    fact: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    question: str
    type: str
    accepted: tuple[str, ...]
    evidence: tuple[EvidenceSpan, ...]
    unanswerable: str | None
    split: Split

    @property
    def facts(self) -> list[int]:
        return sorted({item.fact for item in self.evidence})


def load_questions(path: Path) -> list[Question]:
    """Raises InputError, naming the line, for a file that is not in this form."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise InputError(f"can't read {path}: {error.strerror}") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}, line {number}: no question ({error!r})") from error
    if not questions:
        raise InputError(f"no question in {path}")
    return questions


def _question(fields: dict[str, Any]) -> Question:
    evidence = tuple(
        EvidenceSpan(
            item["article"], Span(item["start"], item["end"]), item["sha256"], item["fact"]
        )
        for item in fields["evidence"]
    )
    if bool(evidence) == bool(fields["unanswerable"]):
        raise ValueError("a question has evidence, or says how it is unanswerable")
    return Question(
        fields["id"],
        fields["question"],
        fields["type"],
        tuple(fields["accepted"]),
        evidence,
        fields["unanswerable"],
        fields["split"],
    )


def check_evidence(questions: list[Question], store: Store) -> None:
    """Raises InputError where a span is not, to the letter, in the articles of the index."""
    for question in questions:
        for item in question.evidence:
            article = store.database.article(item.article_id)
            text = article.text[item.span.start : item.span.end] if article else ""
            if hash_of(text) != item.sha256:
                raise InputError(
                    f"evidence of {question.id} is not in this index (article {item.article_id}):"
                    " give the --index that holds the question file's articles"
                )


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
