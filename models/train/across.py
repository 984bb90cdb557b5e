"""Questions of the unseen archives that no one article answers: `across.yaml` → a question file.

They are for working on such questions, not for training: two things asked in one, two compared, what two have
in common, what one article names and another tells of, lists and differences over articles; two in nine have
half an answer, which is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.train.archives import FOLDER, Archive, Told
from models.train.practice import golds

QUESTIONS = "across.yaml"
MAX_FORMS = 8  # ways to write the items of one answer

Kind = Literal["two_parts", "compare", "both", "bridge", "union", "change"]


class Across(BaseModel):
    """A quote of each article in `articles`, each a fact that is needed. `answer` None: a part is told nowhere,
    and `why` says which; `also` holds other right answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(min_length=1)
    kind: Kind
    articles: tuple[str, ...] = Field(min_length=1)
    quotes: tuple[str, ...]
    answer: tuple[str, ...] | None
    also: tuple[tuple[str, ...], ...] = ()
    why: str | None = None


def load(archive: Archive, folder: Path = FOLDER) -> list[Across]:
    """None where the archive has none. Raises ValueError naming the archive and the first question at fault."""
    path = folder / archive.name / QUESTIONS
    if not path.exists():
        return []
    found = []
    for number, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        try:
            one = Across.model_validate(row)
            _check(one, archive.articles)
        except ValidationError as error:
            raise ValueError(f"{path}, question {number}: {error.errors()[0]['msg']}") from error
        except ValueError as error:
            raise ValueError(f"{path}, question {number}: {error}") from error
        found.append(one)
    return found


def row(one: Across, name: str) -> dict[str, Any]:
    """As eval/questions.py has it."""
    right = [] if one.answer is None else [one.answer, *one.also]
    return {
        "id": f"{name}-{one.kind}",
        "question": one.q,
        "type": "two_articles",
        "accepted": [gold for answer in right for gold in _golds(answer)],
        "unanswerable": None if right else "near_miss",
        "split": "dev",
    }


def _golds(answer: tuple[str, ...]) -> list[dict[str, Any]]:
    if len(answer) == 1:
        return golds(answer[0])
    ways = list(product(*(golds(item) for item in answer)))[:MAX_FORMS]
    return [{"kind": "list", "items": list(items)} for items in ways]


def _check(one: Across, articles: Mapping[str, Told]) -> None:
    if len(one.articles) != len(one.quotes):
        raise ValueError("as many quotes as articles, please")
    if one.answer and len(set(one.articles)) < 2:
        raise ValueError("one article answers it")
    for name, quote in zip(one.articles, one.quotes, strict=True):
        if name not in articles:
            raise ValueError(f"there is no article {name}")
        article = articles[name].article
        if quote not in f"{article.title}\n{article.text}":
            raise ValueError(f"a quote is not in {name}: {quote[:60]!r}")
