"""Answers the page's events over one pipeline, without Gradio.

Conversations are the sessions' own: all that is kept here of a session is whether it wants the model stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock

from index.database import Filter
from index.errors import DatelineError, QuestionError, Stopped
from index.records import Article
from index.store import Store
from rag.opening import with_reader
from rag.page import html
from rag.page.conversation import Exchange, as_json, as_markdown, turns_of
from rag.page.feedback import Feedback, as_questions
from rag.page.stops import Stops
from rag.pipeline import Pipeline
from rag.records import Answer, Found
from rag.registry import installed_readers

FAILED = "The model failed on this question. Try again."

_LOG = logging.getLogger("dateline.page")


class Desk:
    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.stops = Stops()
        self._changing = Lock()  # the archive and the reader may change at once
        self.feedback = Feedback(pipeline.settings.index.parent / "feedback.jsonl")
        # What people save and bring is as private as the archive: it goes with the page.
        self._folder = TemporaryDirectory(prefix="dateline-")

    @property
    def folder(self) -> Path:
        """For files while the page is open."""
        return Path(self._folder.name)

    def ask(
        self,
        question: str,
        before: Sequence[Exchange],
        searched: str,
        where: tuple[Sequence[str], str, str],
        session: str,
        wrong_cost: float | None = None,
    ) -> Iterator[tuple[list[Exchange], str]]:
        """The conversation with the new exchange at its end, and what is shown of it so far, as HTML.
        `where`: sources, and the days between which articles were published, as a person wrote them.
        `wrong_cost` as in the settings; None: theirs."""
        stopped = self.stops.begin(session)
        asked = [*before, Exchange(question)]
        found: Found | None = None
        yield asked, "<p class='small'>Searching …</p>"
        try:
            pipeline = self.within(*where)
            if wrong_cost is not None:
                cost = {"wrong_cost": wrong_cost, "threshold": None}
                pipeline = replace(pipeline, settings=pipeline.settings.model_copy(update=cost))
            for step in pipeline.steps(question, turns_of(before), searched or None, stopped):
                if isinstance(step, Answer):
                    after = [*before, Exchange(question, step)]
                    yield after, html.answer_html(step, len(before))
                elif isinstance(step, Found):
                    found = step
                    yield asked, html.found_html(found)
                elif found is not None:
                    yield asked, html.found_html(found, step.text)
        except Stopped:
            yield _failed(before, question, "Stopped.")
        except DatelineError as error:
            yield _failed(before, question, str(error))
        except Exception:  # the page lives on, whatever the model does
            _LOG.exception("a question failed")
            yield _failed(before, question, FAILED)

    def within(self, sources: Sequence[str], since: str, until: str) -> Pipeline:
        """The pipeline over the articles that may be looked at: the settings' own where nothing is named."""
        only = _filter(sources, since, until)
        return replace(self.pipeline, only=only) if only else self.pipeline

    def articles(self) -> list[Article]:
        return self.pipeline.store.database.articles()

    def readers(self) -> list[str]:
        """What `use_reader` may be given: the readers that are fetched, and the present one."""
        settings = self.pipeline.settings
        names = installed_readers(settings.models_dir)
        return names if settings.model in names else [settings.model, *names]

    def use_reader(self, model: str, threads: int) -> str:
        """Answers the next question, of whomever, by another reader, and says so. The present one stays
        where that fails."""
        try:
            other = with_reader(self.pipeline, model, threads)
        except DatelineError as error:
            return html.failed_html(str(error))
        with self._changing:
            self.pipeline = replace(
                self.pipeline,
                generator=other.generator,
                settings=other.settings,
                examiner=other.examiner,
            )
        return html.lines_html(f"{model} answers from now on.")

    def renew(self) -> None:
        """Answers the next question from the index as it is now."""
        store = Store.open(self.pipeline.settings.index, self.pipeline.embedder.identity)
        with self._changing:
            self.pipeline = replace(self.pipeline, store=store)

    def proof(self, exchanges: Sequence[Exchange], place: str) -> str:
        """The article of a proof, its sentence highlighted."""
        item = html.find_proof([exchange.answer for exchange in exchanges], place)
        article = self.pipeline.store.database.article(item.article_id) if item else None
        if article is None:
            return html.failed_html("That sentence is no longer in the archive.")
        return html.source_html(article, item)

    def export(self, exchanges: Sequence[Exchange], kind: str) -> str:
        """The path of a file with the conversation; `kind` md or jsonl."""
        text = as_markdown(exchanges) if kind == "md" else as_json(exchanges)
        return self._file(f"dateline-{date.today()}.{kind}", text)

    def export_feedback(self) -> str:
        """The path of a file with the questions that people's opinions of answers make."""
        questions = as_questions(self.feedback.read())
        return self._file(f"dateline-feedback-{date.today()}.jsonl", questions)

    def _file(self, name: str, text: str) -> str:
        path = Path(mkdtemp(dir=self.folder)) / name
        path.write_text(text, encoding="utf-8")
        return str(path)


def _failed(before: Sequence[Exchange], question: str, error: str) -> tuple[list[Exchange], str]:
    return [*before, Exchange(question, error=error)], html.failed_html(error)


def _filter(sources: Sequence[str], since: str, until: str) -> Filter:
    """Days as a person writes them, or empty. Raises QuestionError where they make no sense."""
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise QuestionError(f"{first} is after {last}: no article can be both")
    return Filter(tuple(sources), first, last)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise QuestionError(f"{text!r} is no date: write it as 2025-07-29") from error
