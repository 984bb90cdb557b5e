"""The least that could be called retrieval-augmented: the top chunks and a plain instruction.

The same index, retrieval and GGUF as Dateline, the chunks by the same ranking, and llama.cpp's chat
completion at temperature 0. Of what was tried on 25 dev questions this served it best: three chunks
did no better than two and took longer; titles before the chunks, "in a few words" and "cite the
passage, as in [1]" in the prompt got half as many answers right.
"""

from __future__ import annotations

from typing import Any

from eval.corpus import Corpus
from eval.parts import Meter, Parts
from eval.questions import Question
from eval.records import Cited, IndexCost, Place, Response
from eval.systems.refusals import is_refusal
from index.database import Filter
from rag.generation import Message
from rag.pipeline import find_passages
from rag.records import Passage
from rag.settings import NO_ADAPTER, Settings

CHUNKS = 2
MAX_TOKENS = 64
INSTRUCTION = (
    "Answer the question, using only the passages below. If they do not tell, say: not stated."
)


class PlainSystem:
    name = "plain"

    def open(self, corpus: Corpus, settings: Settings, parts: Parts) -> IndexCost:
        # the model as it comes: the adapter was trained for another prompt
        generator = parts.reader(settings.model_copy(update={"adapter": NO_ADAPTER}))
        self._store, self._embedder = corpus.store, parts.embedder(settings)
        self._embedder.encode(["warm"])
        self._generator, self._meter = generator, Meter(generator.contexts)
        return corpus.cost

    def ask(self, question: Question, only: tuple[str, ...]) -> Response:
        wanted = Filter(articles=only)
        passages, _ = find_passages(self._store, self._embedder, question.question, 10, wanted)
        self._meter.reset()
        text = "".join(
            self._generator.stream(self._messages(question, passages[:CHUNKS]), MAX_TOKENS)
        ).strip()
        usage = self._meter.read()
        shown = [_place(passage) for passage in passages[:CHUNKS]]
        return Response(
            status="refused" if is_refusal(text) else "answered",
            text=text,
            citations=tuple(
                Cited(**place.model_dump(), n=n, quote=passage.text)
                for n, (place, passage) in enumerate(zip(shown, passages, strict=False), start=1)
            ),
            retrieved=tuple(_place(passage) for passage in passages),
            shown=tuple(shown),
            usage=usage,
        )

    def describe(self) -> dict[str, Any]:
        return {"chunks": CHUNKS, "max_tokens": MAX_TOKENS, "instruction": INSTRUCTION}

    def _messages(self, question: Question, passages: list[Passage]) -> list[Message]:
        lines = []
        for n, passage in enumerate(passages, start=1):
            lines.append(f"[{n}] {passage.text}")
        history = "".join(
            f"Question: {turn.question}\nAnswer: {turn.answer}\n\n" for turn in question.history
        )
        content = (
            f"{INSTRUCTION}\n\n"
            + "\n\n".join(lines)
            + f"\n\n{history}Question: {question.question}"
        )
        return [Message(role="user", content=content)]


def _place(passage: Passage) -> Place:
    return Place(article=passage.article_id, start=passage.start, end=passage.end)
