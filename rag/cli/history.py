"""A conversation in a file: what `ask --history` reads.

One JSON object a line, or a JSON list of them: `{"question": "…", "answer": "…"}`, or what
`ask --json` printed, whose `short` or `text` is the answer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.errors import SourceError
from rag.conversation import without_marks
from rag.records import Turn


def read_history(path: Path) -> list[Turn]:
    """Raises SourceError where the file can't be read, or a line is no turn."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SourceError(f"can't read {path}: {reason}") from error
    try:
        if text.lstrip().startswith("["):
            rows = json.loads(text)
        else:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is no conversation: {error}") from error
    return turns_of(rows, str(path))


def turns_of(rows: Any, where: str) -> list[Turn]:
    """Questions that could not be asked are passed over. Raises SourceError naming the first row that is no
    turn."""
    if not isinstance(rows, list):
        raise SourceError(f"{where}: a conversation is a list of questions and answers")
    turns = []
    for number, row in enumerate(rows, start=1):
        fields = row if isinstance(row, dict) else {}
        if fields.get("status") == "error":
            continue
        question = fields.get("question")
        answer = fields.get("answer") or fields.get("short") or fields.get("text")
        if not isinstance(question, str) or not isinstance(answer, str):
            raise SourceError(f'{where}, turn {number}: it needs a "question" and an "answer"')
        turns.append(Turn(_line(question), without_marks(_line(answer))))
    return turns


def _line(text: str) -> str:
    return " ".join(text.split())
