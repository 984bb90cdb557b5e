"""Dateline itself, as `ask` runs it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from eval.corpus import Corpus
from eval.parts import Meter, Parts
from eval.questions import Question
from eval.records import Cited, IndexCost, Place, Response, Usage
from index.database import Filter
from rag.records import Answer, Turn
from rag.settings import Settings


class DatelineSystem:
    name = "dateline"

    def open(self, corpus: Corpus, settings: Settings, parts: Parts) -> IndexCost:
        self._pipeline = parts.pipeline(corpus.store, settings)
        self._pipeline.embedder.encode(["warm"])  # loading is no part of the first answer
        for encoder in (self._pipeline.pointer, self._pipeline.examiner):
            if encoder is not None:
                encoder.logits("warm", [("warm", "warm")])
        # other generators keep no clock
        contexts = getattr(self._pipeline.generator, "contexts", None)
        self._meter = Meter(contexts) if contexts is not None else None
        return corpus.cost

    def ask(self, question: Question, only: tuple[str, ...]) -> Response:
        pipeline = self._pipeline
        if only:
            pipeline = replace(pipeline, only=Filter(articles=only))
        if self._meter:
            self._meter.reset()
        history = [Turn(turn.question, turn.answer) for turn in question.history]
        answer = pipeline.answer(question.question, history)
        return response_of(answer, self._meter.read() if self._meter else None)

    def describe(self) -> dict[str, Any]:
        return {}  # all in the settings


def response_of(answer: Answer, usage: Usage | None) -> Response:
    return Response(
        status="answered" if answer.status == "answered" else "refused",
        text=answer.text,
        short=answer.short,
        citations=tuple(
            Cited(
                article=c.article_id,
                start=c.start,
                end=c.end,
                n=c.n,
                quote=c.quote,
                value=c.value,
                published=c.published,
            )
            for c in answer.citations
        ),
        retrieved=tuple(
            Place(article=p.article_id, start=p.start, end=p.end) for p in answer.passages
        ),
        shown=tuple(Place(article=e.article_id, start=e.start, end=e.end) for e in answer.evidence),
        confidence=answer.confidence,
        usage=usage,
    )
