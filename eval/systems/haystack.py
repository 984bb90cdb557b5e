"""Haystack: its retrieval-augmented pipeline, all in memory.

Set up as its tutorials have it, with llama.cpp in place of OpenAI:
https://haystack.deepset.ai/tutorials/27_first_rag_pipeline (components, prompt)
https://haystack.deepset.ai/tutorials/30_file_type_preprocessing_index_pipeline (splitting)
https://docs.haystack.deepset.ai/docs/llamacppchatgenerator

Of what was tried on ten dev questions this served it best: paragraphs rather than the tutorial's 150
words (which now only bound them), three documents rather than five (two did as well). Titles embedded
with the text found less, titles in the prompt and "in a few words" got fewer answers right.
"""

from __future__ import annotations

import os
import time
from typing import Any

from eval.corpus import Corpus
from eval.parts import Meter, Parts
from eval.questions import Question
from eval.records import IndexCost, Response
from eval.systems.common import (
    RETRIEVED,
    llama_options,
    metadata,
    place_of,
    quiet,
    response,
    with_history,
)
from rag.registry import embedder_folder, reader_file
from rag.settings import Settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # both are read on import
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document, Pipeline
from haystack.components.builders import ChatPromptBuilder
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.dataclasses import ChatMessage
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.generators.llama_cpp import LlamaCppChatGenerator

TOP_K = 3
SPLITS = [
    {"split_by": "passage", "split_length": 1, "split_overlap": 0},
    {"split_by": "word", "split_length": 150, "split_overlap": 50},
]
MAX_TOKENS = 128
TEMPLATE = """
Given the following information, answer the question. If the information does not answer it, say: \
not stated.

Context:
{% for document in documents[:top_k] %}
    {{ document.content }}
{% endfor %}

Question: {{question}}
Answer:
"""


class HaystackSystem:
    name = "haystack"

    def open(self, corpus: Corpus, settings: Settings, parts: Parts) -> IndexCost:
        quiet()
        model = {
            "model": str(embedder_folder(settings.embedder, settings.models_dir)),
            "device": ComponentDevice.from_str("cpu"),
            "local_files_only": True,
            "progress_bar": False,
        }
        embedder = SentenceTransformersDocumentEmbedder(**model)
        embedder.run([Document(content="warm")])
        articles = corpus.store.database.articles()
        self._articles = {article.id: article for article in articles}
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        started = time.perf_counter()
        _indexing(embedder, store).run(
            {
                "passages": {
                    "documents": [
                        Document(
                            content=article.text,
                            meta={**metadata(article), "article": article.id},
                        )
                        for article in articles
                    ]
                }
            }
        )
        seconds = time.perf_counter() - started
        generator = LlamaCppChatGenerator(
            model=str(reader_file(settings.model, settings.models_dir)),
            n_ctx=settings.context,
            model_kwargs=llama_options(settings),
            generation_kwargs={"max_tokens": MAX_TOKENS, "temperature": 0.0},
        )
        generator.warm_up()
        self._meter = Meter((generator._model.ctx,))
        text_embedder = SentenceTransformersTextEmbedder(**model)
        text_embedder.run("warm")
        self._asking = _asking(text_embedder, store, generator)
        return IndexCost(seconds=seconds, articles=len(articles), chunks=store.count_documents())

    def ask(self, question: Question, only: tuple[str, ...]) -> Response:
        text = with_history(question)
        wanted = {"field": "meta.article", "operator": "in", "value": list(only)} if only else None
        self._meter.reset()
        outputs = self._asking.run(
            {
                "embedder": {"text": text},
                "retriever": {"filters": wanted},
                "prompt": {"question": text, "top_k": TOP_K},
            },
            include_outputs_from={"retriever"},
        )
        places = [
            place_of(document.content, self._articles[document.meta["article"]])
            for document in outputs["retriever"]["documents"]
        ]
        return response(
            outputs["llm"]["replies"][0].text or "",
            places,
            places[:TOP_K],
            self._articles,
            self._meter.read(),
        )

    def describe(self) -> dict[str, Any]:
        return {
            "top_k_in_prompt": TOP_K,
            "splits": ", then ".join(str(split) for split in SPLITS),
            "max_tokens": MAX_TOKENS,
            "template": TEMPLATE,
        }


def _indexing(embedder: Any, store: Any) -> Any:
    passages, words = (DocumentSplitter(**split) for split in SPLITS)
    pipeline = Pipeline()
    pipeline.add_component("passages", passages)
    pipeline.add_component("words", words)
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("writer", DocumentWriter(store))
    pipeline.connect("passages", "words")
    pipeline.connect("words", "embedder")
    pipeline.connect("embedder", "writer")
    return pipeline


def _asking(embedder: Any, store: Any, generator: Any) -> Any:
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=RETRIEVED))
    pipeline.add_component(
        "prompt",
        ChatPromptBuilder(template=[ChatMessage.from_user(TEMPLATE)], required_variables="*"),
    )
    pipeline.add_component("llm", generator)
    pipeline.connect("embedder.embedding", "retriever.query_embedding")
    pipeline.connect("retriever", "prompt.documents")
    pipeline.connect("prompt.prompt", "llm.messages")
    return pipeline
