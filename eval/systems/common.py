"""What the adapters of other libraries share: spans, history, and how llama.cpp is loaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from eval.questions import Question
from eval.records import Cited, Place, Response, Usage
from eval.systems.refusals import is_refusal
from index.records import Article
from rag.settings import NO_ADAPTER, Settings

RETRIEVED = 10  # places that are reported; a prompt holds fewer


def llama_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments of llama_cpp.Llama, so that all systems run the reader alike."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    threads = settings.threads or cores or 1
    return {
        "n_threads": threads,
        "n_threads_batch": threads,
        "n_gpu_layers": settings.gpu_layers,
        "lora_path": str(settings.adapter)
        if settings.adapter and settings.adapter != NO_ADAPTER
        else None,
        "verbose": False,
    }


def quiet() -> None:
    """No progress bar for every model that transformers loads."""
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()


def metadata(article: Article) -> dict[str, str]:
    """Title and date as a library's metadata; what is not stated is left out."""
    fields = {"title": article.title, "published": article.published.value}
    return {name: value for name, value in fields.items() if value}


def with_history(question: Question) -> str:
    """The question after the turns before it, in plain text."""
    turns = [f"{turn.question} {turn.answer}\n" for turn in question.history]
    return "".join(turns) + question.question


def place_of(chunk: str, article: Article, near: int = 0) -> Place:
    """Where `chunk` stands in the article, next to `near`.

    Raises ValueError where it does not: a library that changes texts can't be judged by spans.
    """
    start = article.text.find(chunk, near)
    if start < 0:
        start = article.text.find(chunk)
    if start < 0 or not chunk:
        raise ValueError(f"not a part of article {article.id}: {chunk[:60]!r}")
    return Place(article=article.id, start=start, end=start + len(chunk))


def response(
    text: str,
    retrieved: Sequence[Place],
    shown: Sequence[Place],
    articles: dict[str, Article],
    usage: Usage,
) -> Response:
    """Everything in the prompt is offered as proof, numbered in its order there."""
    return Response(
        status="refused" if is_refusal(text) else "answered",
        text=text.strip(),
        citations=tuple(
            Cited(
                article=place.article,
                start=place.start,
                end=place.end,
                n=n,
                quote=articles[place.article].text[place.start : place.end],
            )
            for n, place in enumerate(shown, start=1)
        ),
        retrieved=tuple(retrieved),
        shown=tuple(shown),
        usage=usage,
    )
