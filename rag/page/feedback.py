"""Thumbs up and down, with a comment: one JSON object a line, in a file beside the index, sent nowhere.

    {"id": "…", "time": "…", "liked": true, "comment": "", "history": […], "answer": {…}}

`answer` is what `dateline ask --json` prints. A later line of an id takes the place of an earlier one.
`as_questions` makes of them questions in the form of eval/questions.py: an answer that was liked is the right
one; a refusal that was liked, rightful; where an answer was not liked, the comment is the right one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

from index.errors import StoreWriteFailed
from rag.output import to_json
from rag.page.conversation import Exchange, turns_of
from rag.records import JOIN, VERDICTS

MAX_COMMENT = 2000  # characters


class Feedback:
    def __init__(self, path: Path) -> None:
        self.path = path

    def add(
        self, exchanges: Sequence[Exchange], at: int, liked: bool, comment: str = "", id: str = ""
    ) -> str:
        """Keeps an opinion of the answer `at`; returns its id, under which a comment may follow. Empty where
        there is no answer to have one of. Raises StoreWriteFailed where the disk refuses."""
        if not 0 <= at < len(exchanges) or (answer := exchanges[at].answer) is None:
            return ""
        history = [{"question": t.question, "answer": t.answer} for t in turns_of(exchanges[:at])]
        line = {
            "id": id or uuid4().hex,
            "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "liked": liked,
            "comment": " ".join(comment.split())[:MAX_COMMENT],
            "history": history,
            "answer": to_json(answer),
        }
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise StoreWriteFailed(f"can't write {self.path}: {error.strerror}") from error
        return str(line["id"])

    def read(self) -> list[dict[str, Any]]:
        """The last line of each id, in the order of the first."""
        if not self.path.is_file():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return list({row["id"]: row for row in map(json.loads, lines)}.values())


def as_questions(rows: Sequence[Mapping[str, Any]]) -> str:
    """Questions, one a line; those from which no right answer follows are left out."""
    found = [question for row in rows if (question := _question(row))]
    return "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in found)


def _question(row: Mapping[str, Any]) -> dict[str, Any] | None:
    answer, liked = row["answer"], row["liked"]
    answered = answer["status"] == "answered"
    question: dict[str, Any] = {
        "id": f"feedback-{row['id'][:12]}",
        "question": answer["question"],
        "type": "follow_up" if row["history"] else "other",
        "history": row["history"],
        "accepted": [],
        "evidence": [],
        "unanswerable": None,
        "split": "dev",
    }
    if liked and answered:
        question["accepted"] = [_gold(answer)]
        question["evidence"] = [_span(citation) for citation in answer["citations"]]
    elif liked:
        question["unanswerable"] = "absent"
    elif row["comment"]:
        question["accepted"] = [{"kind": "text", "text": row["comment"]}]
        if answered and answer["short"] not in (None, *VERDICTS):
            question["rejected"] = [{"kind": "text", "text": answer["short"]}]
    else:
        return None
    return question


def _gold(answer: Mapping[str, Any]) -> dict[str, Any]:
    short, items = answer["short"], answer["items"]
    if short is None:
        return {"kind": "quote"}  # the evidence itself
    if short in VERDICTS:
        return {"kind": "yes_no", "yes": short == "Yes"}
    if len(items) > 1 and short == JOIN.join(items):  # and not one of two that were compared
        return {"kind": "list", "items": [{"kind": "text", "text": item} for item in items]}
    return {"kind": "text", "text": short}


def _span(citation: Mapping[str, Any]) -> dict[str, Any]:
    digest = hashlib.sha256(citation["quote"].encode()).hexdigest()[:16]
    return {
        "article": citation["article_id"],
        "start": citation["start"],
        "end": citation["end"],
        "sha256": digest,
        "fact": 0,
    }
