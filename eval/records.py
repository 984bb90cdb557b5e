"""What a system said to a question, and the result of a whole run: one JSON file.

Systems other than Dateline fill in what they have; a part that they lack is None or empty, and the
measures that need it say n/a.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.files import read_text
from eval.questions import Question, Split
from index.errors import InputError
from index.records import Span

MARK = re.compile(r"\s*\[(\d+(?:\s*,\s*\d+)*)\]")  # [1], [2, 3]: which texts a sentence cites
SCHEMA: Literal["dateline.eval/1"] = "dateline.eval/1"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Record):
    """Characters of an article's clean text, end-exclusive."""

    article: str
    start: int
    end: int

    def covers(self, article: str, span: Span) -> bool:
        """Whether half of the shorter of the two lies in the other: a touch is no proof."""
        shared = min(self.end, span.end) - max(self.start, span.start)
        shorter = min(self.end - self.start, span.end - span.start)
        return self.article == article and shared > 0 and 2 * shared >= shorter


class Cited(Place):
    """A text offered as proof. [n] in the answer's text is a claim on it."""

    n: int
    quote: str
    value: tuple[int, int] | None = None  # the answer in the quote, where the system marks it
    published: str | None = None  # ISO, of the article, where the system says


class Usage(_Record):
    """Tokens of one question, and the seconds they took, by llama.cpp's own clock."""

    prompt_tokens: int = 0
    prompt_seconds: float = 0.0
    generated_tokens: int = 0
    generated_seconds: float = 0.0


class Response(_Record):
    status: Literal["answered", "refused", "failed"]
    text: str = ""
    short: str | None = None  # the value alone, of systems that name one
    citations: tuple[Cited, ...] = ()
    retrieved: tuple[Place, ...] = ()  # best first
    shown: tuple[Place, ...] = ()  # what was in the prompt
    confidence: float | None = None
    seconds: float | None = None
    first_token: float | None = None  # seconds
    usage: Usage | None = None
    error: str | None = None

    @property
    def said(self) -> str:
        """The answer that is judged: the value where one is named, else the text without its marks."""
        return MARK.sub("", self.text).strip() if self.short is None else self.short


class Prediction(_Record):
    id: str  # of the question
    response: Response


class Selection(_Record):
    """Which questions of a set were asked. `limit` takes those whose ids hash lowest."""

    split: Split | None = None
    types: tuple[str, ...] = ()
    limit: int | None = None


class IndexCost(_Record):
    """`seconds` from files or articles to a searchable index, the loading of models aside."""

    seconds: float | None = None
    bytes: int | None = None
    chunks: int | None = None
    articles: int | None = None
    sha256: str = ""


class Result(_Record):
    schema_: Literal["dateline.eval/1"] = Field(SCHEMA, alias="schema")
    task: str
    system: str
    created: str  # ISO date and time, UTC
    selection: Selection
    settings: dict[str, Any]
    models: dict[str, str]  # file name → SHA-256
    index: IndexCost
    versions: dict[str, str]
    machine: dict[str, Any]
    peak_memory: int | None  # bytes
    questions: tuple[Question, ...]
    evidence: dict[str, tuple[str, ...]]  # question id → the texts of its spans
    titles: dict[str, str]  # article id → title, of what is cited or gold
    predictions: tuple[Prediction, ...]
    measures: dict[str, Any] = {}  # eval.summary, for readers of the file

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @property
    def label(self) -> str:
        return f"{self.task} · {self.system}"

    def responses(self) -> dict[str, Response]:
        """By question id. A question without a prediction has a failed one: it counts as wrong."""
        found = {prediction.id: prediction.response for prediction in self.predictions}
        missing = Response(status="failed", error="no prediction")
        return {question.id: found.get(question.id, missing) for question in self.questions}


def load_result(path: Path) -> Result:
    """Raises InputError for a file that is no result."""
    text = read_text(path)
    try:
        return Result.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}: " for part in first["loc"][:1])
        raise InputError(
            f"{path} is no result of `dateline eval` ({where}{first['msg']})"
        ) from error
