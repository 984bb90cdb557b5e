"""An answer as one JSON object: the contract of `ask --json` and `ask --batch`.

docs/answer.schema.json is its schema. A change that could break a reader raises the number in
`SCHEMA`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rag.records import Answer

SCHEMA = "dateline.answer/2"


def to_json(answer: Answer, question_id: str | None = None) -> dict[str, Any]:
    """Plain values, ready for json.dumps. Offsets in characters, timings in milliseconds."""
    return {
        "schema": SCHEMA,
        "id": question_id,
        "question": answer.question,
        "status": answer.status,
        "short": answer.short,
        "items": list(answer.values),
        "text": answer.text,
        "citations": [asdict(citation) for citation in answer.citations],
        "evidence": [{**asdict(e), "score": round(e.score, 4)} for e in answer.evidence],
        "confidence": round(answer.confidence, 4),
        "searched": answer.searched,
        "dropped": list(answer.dropped),
        "model": answer.model,
        "timings_ms": {name: round(ms, 1) for name, ms in asdict(answer.timings).items()},
        "error": None,
    }


def error_json(message: str, question: str, question_id: str | None = None) -> dict[str, Any]:
    """The object of a batch line that could not be asked; its other members are empty."""
    return {
        "schema": SCHEMA,
        "id": question_id,
        "question": question,
        "status": "error",
        "short": None,
        "items": [],
        "text": message,
        "citations": [],
        "evidence": [],
        "confidence": 0.0,
        "searched": "",
        "dropped": [],
        "model": "",
        "timings_ms": {"retrieve": 0.0, "read": 0.0, "verify": 0.0, "total": 0.0},
        "error": message,
    }
