"""Answers for a person's terminal."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

from rag.records import VERDICTS, Answer, Citation, Evidence, about


def render_answer(answer: Answer) -> str:
    """The answer, then its numbered sources; for an abstention, what came nearest."""
    if answer.status == "abstained":
        lines = [answer.text]
        if answer.evidence:
            lines += ["", "The nearest sentence, which may not answer it:"]
            lines += _source("-", answer.evidence[0], answer.evidence[0].quote)
        return "\n".join(lines)
    lines = [_head(answer), ""]
    for citation in answer.citations:
        lines += _source(f"[{citation.n}]", citation, _emphasised(citation))
    return "\n".join(lines)


def _head(answer: Answer) -> str:
    """The first line: the value, the text that a model wrote, or what the sentences below are."""
    if answer.short is not None:
        first = not answer.compares or answer.short in VERDICTS  # then the text begins with it
        plain = first and answer.text.startswith(answer.short)
        return f"{_strong(answer.short)}  {answer.text[len(answer.short) * plain :].strip(' :')}"
    if answer.quotes:
        several = len(answer.citations) > 1
        return "The sentences that tell:" if several else "The sentence that tells:"
    return answer.text


def _source(mark: str, item: Citation | Evidence, quote: str) -> list[str]:
    width = max(len(mark) + 1, 4)
    body = textwrap.fill(
        f"“{quote}”", 96, initial_indent=" " * width, subsequent_indent=" " * width
    )
    head = mark.ljust(width) + ", ".join(about(item))
    return [
        head,
        body,
        " " * width + f"article {item.article_id}" + (f"  {item.url}" if item.url else ""),
    ]


def _emphasised(citation: Citation) -> str:
    if citation.value is None:
        return citation.quote
    start, end = citation.value
    quote = citation.quote
    return quote[:start] + _strong(quote[start:end]) + quote[end:]


def _strong(text: str) -> str:
    """Bold on a terminal, **starred** elsewhere."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return f"\033[1m{text}\033[0m"
    return f"**{text}**"


@contextmanager
def status_line(text: str) -> Iterator[None]:
    """Shows `text` on a terminal while the block runs, and wipes it. Silent in a pipe."""
    shown = sys.stderr.isatty()
    if shown:
        print(f"{text} …", end="\r", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print(" " * (len(text) + 2), end="\r", file=sys.stderr, flush=True)
