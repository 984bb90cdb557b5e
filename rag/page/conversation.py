"""A conversation on the page: what was asked, what came of it, and how it is taken away."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation import turn_of
from rag.output import error_json, to_json
from rag.records import Answer, Citation, Evidence, Turn, about

REMEMBERED = 4  # exchanges that a follow-up may lean on
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&-])")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; `error` where there is none."""

    question: str
    answer: Answer | None = None
    error: str = ""


def turns_of(exchanges: Sequence[Exchange]) -> list[Turn]:
    """What the next question may lean on."""
    return [turn_of(e.answer) for e in exchanges[-REMEMBERED:] if e.answer is not None]


def as_json(exchanges: Sequence[Exchange]) -> str:
    """One object a line, as `dateline ask --json` writes them and `--history` reads them."""
    return "".join(
        json.dumps(
            to_json(e.answer) if e.answer else error_json(e.error, e.question), ensure_ascii=False
        )
        + "\n"
        for e in exchanges
    )


def as_markdown(exchanges: Sequence[Exchange]) -> str:
    """For reading: each question, its answer, its quotes with their articles and links."""
    return "\n".join(_exchange(exchange) for exchange in exchanges)


def citation_text(answer: Answer) -> str:
    """An answer with its proofs, as plain text to paste somewhere."""
    proofs = [
        f"[{c.n}] “{' '.join(c.quote.split())}” {', '.join(about(c))}" for c in answer.citations
    ]
    return "\n".join([answer.text, *proofs])


def _exchange(exchange: Exchange) -> str:
    lines = [f"## {_plain(exchange.question)}", ""]
    answer = exchange.answer
    if answer is None:
        return "\n".join([*lines, _plain(exchange.error), ""])
    lines += [_plain(answer.text), ""]
    if answer.status == "answered":
        shown: Sequence[Citation | Evidence] = answer.citations
    else:
        shown = answer.evidence[:1]
        lines += ["Nearest:", ""] if shown else []
    for item in shown:
        link = f" <{item.url}>" if item.url and re.match(r"https?://[^\s<>]+$", item.url) else ""
        quote = _plain(" ".join(item.quote.split()))
        lines += [f"> {quote}", ">", f"> \\[{item.n}\\] {_plain(', '.join(about(item)))}{link}", ""]
    lines += [f"Confidence {answer.confidence:.2f}, {_plain(answer.model)}", ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _MARKDOWN.sub(r"\\\1", text)
