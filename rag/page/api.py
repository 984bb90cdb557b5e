"""What programs may ask of the page: answers, and the passages that a search finds, as plain objects.

Without Gradio, which reads the signatures and docstrings of `Api` for those who call it: they are what an MCP
client is told of its tools, one line an argument. Whatever goes wrong is told in the object's `error`.
"""

# No postponed annotations: Gradio reads those of the two calls.

import logging
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from index.errors import DatelineError
from rag.evidence import articles_of
from rag.output import error_json, to_json
from rag.page.desk import FAILED, Desk
from rag.pipeline import Pipeline, check_question
from rag.settings import matching_sources

Json = dict[str, Any]

_LOG = logging.getLogger("dateline.page")


class _Asked(BaseModel):
    """What a program gave, which may be anything. Raises ValidationError where it can't be used."""

    question: str
    sources: list[str]
    since: str
    until: str
    k: int = Field(1, ge=1, le=50)


class Api:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(
        self,
        question: str,
        sources: list[str] = [],  # noqa: B006
        since: str = "",
        until: str = "",
    ) -> Json:
        """Answers a question from the archive of news articles, with the exact sentences that prove the
        answer, or says that the articles do not tell.

        Args:
            question: the question, in English, complete in itself
            sources: names of sources, or parts of names; only their articles are looked at (default: all)
            since: only articles published on or after this day, YYYY-MM-DD
            until: only articles published on or before this day, YYYY-MM-DD

        Returns:
            an object with status (answered, abstained or error)
            short (the value itself, or null)
            text (the answer with [n] for citation n)
            citations (each with quote, title, source, published and url)
            evidence (the sentences that were read)
            confidence (0 to 1)
            error (what went wrong, or null)
        """

        def answer(asked: _Asked) -> Json:
            return to_json(self._within(asked).answer(asked.question))

        return _told(answer, error_json, question, sources=sources, since=since, until=until)

    def search(
        self,
        question: str,
        sources: list[str] = [],  # noqa: B006
        since: str = "",
        until: str = "",
        k: int = 8,
    ) -> Json:
        """Finds the passages of the archive of news articles that fit a question, best first, without
        answering it. Faster than an answer.

        Args:
            question: a question or a few words, in English
            sources: names of sources, or parts of names; only their articles are looked at (default: all)
            since: only articles published on or after this day, YYYY-MM-DD
            until: only articles published on or before this day, YYYY-MM-DD
            k: how many passages at most, 1 to 50

        Returns:
            an object with passages (each with rank, score, article_id, title, source, published, url and text)
            error (what went wrong, or null)
        """

        def passages(asked: _Asked) -> Json:
            return self._passages(check_question(asked.question), asked.k, self._within(asked))

        return _told(passages, _nothing, question, sources=sources, since=since, until=until, k=k)

    def _within(self, asked: _Asked) -> Pipeline:
        store = self._desk.pipeline.store
        names = [name for wanted in asked.sources for name in matching_sources(wanted, store)]
        return self._desk.within(names, asked.since, asked.until)

    def _passages(self, question: str, k: int, pipeline: Pipeline) -> Json:
        found, _ = pipeline.search(question, k)
        articles = articles_of(pipeline.store, found)
        passages = [
            {
                "rank": rank,
                "score": round(passage.score, 4),
                "article_id": passage.article_id,
                "title": articles[passage.article_id].title,
                "source": articles[passage.article_id].source,
                "published": articles[passage.article_id].published.value,
                "url": articles[passage.article_id].url,
                "start": passage.start,
                "end": passage.end,
                "text": passage.text,
            }
            for rank, passage in enumerate(found, start=1)
        ]
        return {"question": question, "passages": passages, "error": None}


def _told(
    work: Callable[[_Asked], Json], failed: Callable[[str, str], Json], question: str, **given: Any
) -> Json:
    """What `work` makes of what was given, or the object of its error."""
    try:
        return work(_Asked(question=question, **given))
    except ValidationError as error:
        first = error.errors()[0]
        message = f"{first['loc'][0]}: {first['msg']}"
    except DatelineError as error:
        message = str(error)
    except Exception:  # the page lives on, whatever the model does
        _LOG.exception("a program's question failed")
        message = FAILED
    return failed(message, str(question))


def _nothing(message: str, question: str) -> Json:
    return {"question": question, "passages": [], "error": message}
