"""txtai: its RAG pipeline over an Embeddings database with content.

Set up as its documentation has it:
https://neuml.github.io/txtai/pipeline/llm/rag
https://neuml.github.io/txtai/pipeline/data/segmentation
https://github.com/neuml/txtai/blob/master/examples/52_Build_RAG_pipelines_with_txtai.ipynb
https://github.com/neuml/txtai/blob/master/examples/62_RAG_with_llama_cpp_and_external_API_services.ipynb

The prompt is that of the second notebook and one sentence more. Of what was tried on ten dev
questions it served best: that of the page, with or without a system message, got one less right.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from eval.corpus import Corpus
from eval.parts import Meter, Parts
from eval.questions import Question
from eval.records import IndexCost, Place, Response
from eval.systems.common import (
    RETRIEVED,
    llama_options,
    metadata,
    place_of,
    quiet,
    response,
    with_history,
)
from index.records import Article
from rag.registry import embedder_folder, reader_file
from rag.settings import Settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read by the hub client on import

from txtai import RAG, Embeddings
from txtai.pipeline import Segmentation

TOP_K = 3  # the pipeline's default
MAX_TOKENS = 128
SYSTEM = "You are a friendly assistant. You answer questions from users."
CONTEXT = 4096  # tokens, at least: nothing bounds a paragraph
TEMPLATE = """
Answer the following question using only the context below. Only include information specifically \
discussed. If the context does not answer it, say: not stated.

question: {question}
context: {context}
"""


class TxtaiSystem:
    name = "txtai"

    def open(self, corpus: Corpus, settings: Settings, parts: Parts) -> IndexCost:
        quiet()
        folder = embedder_folder(settings.embedder, settings.models_dir)
        self._embeddings = Embeddings(path=str(folder), content=True, gpu=False)
        self._embeddings.batchtransform(["warm"])
        articles = corpus.store.database.articles()
        self._articles = {article.id: article for article in articles}
        started = time.perf_counter()
        self._embeddings.index(_rows(articles))
        seconds = time.perf_counter() - started
        self._only: tuple[str, ...] = ()
        self._found: list[dict[str, Any]] = []
        self._rag = RAG(
            self._search,
            str(reader_file(settings.model, settings.models_dir)),
            gpu=False,
            context=TOP_K,
            system=SYSTEM,
            template=TEMPLATE,
            output="flatten",
            separator="\n",
            n_ctx=max(settings.context, CONTEXT),
            **llama_options(settings),
        )
        self._meter = Meter((self._rag.model.generator.llm.ctx,))
        return IndexCost(seconds=seconds, articles=len(articles), chunks=self._embeddings.count())

    def ask(self, question: Question, only: tuple[str, ...]) -> Response:
        self._only = only
        self._meter.reset()
        text = self._rag(with_history(question), maxlength=MAX_TOKENS, temperature=0.0)
        retrieved = [_place(row["id"]) for row in self._found]
        # the pipeline itself leaves out what scores below nothing
        shown = [_place(row["id"]) for row in self._found[:TOP_K] if row["score"] >= 0]
        return response(text, retrieved, shown, self._articles, self._meter.read())

    def describe(self) -> dict[str, Any]:
        return {
            "context_documents": TOP_K,
            "n_ctx_at_least": CONTEXT,
            "paragraphs": True,
            "maxlength": MAX_TOKENS,
            "system": SYSTEM,
            "template": TEMPLATE,
        }

    def _search(self, queries: list[str], limit: int) -> list[list[dict[str, Any]]]:
        """What the pipeline searches with: its own Embeddings, with a filter and a memory."""
        (query,) = queries
        limit = max(limit, RETRIEVED)
        if self._only:
            names = {f"a{i}": article for i, article in enumerate(self._only)}
            # every row is a candidate: else the filter may leave none
            sql = (
                f"select id, text, score from txtai where similar(:query, {self._embeddings.count()})"
                f" and article in ({', '.join(f':{name}' for name in names)})"
            )
            self._found = self._embeddings.search(sql, limit, parameters={"query": query, **names})
        else:
            self._found = self._embeddings.search(query, limit)
        return [self._found]


def _rows(articles: list[Article]) -> Iterator[tuple[str, dict[str, str]]]:
    """A row a paragraph. Its id is its place, which is all that a search gives back with a text."""
    paragraphs = Segmentation(paragraphs=True, cleantext=False)
    for article in articles:
        end = 0
        for paragraph in paragraphs(article.text):
            if paragraph.strip():
                place = place_of(paragraph, article, end)
                end = place.end
                row = {"text": paragraph, "article": article.id, **metadata(article)}
                yield f"{article.id} {place.start} {end}", row


def _place(row_id: str) -> Place:
    article, start, end = row_id.split()
    return Place(article=article, start=int(start), end=int(end))
