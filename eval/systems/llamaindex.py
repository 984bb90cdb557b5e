"""LlamaIndex: its CitationQueryEngine over a VectorStoreIndex.

Set up as its documentation has it, with local models in place of OpenAI's:
https://developers.llamaindex.ai/python/examples/query_engine/citation_query_engine
https://developers.llamaindex.ai/python/examples/llm/llama_cpp

Of what was tried on ten dev questions this served it best. The default prompt got 1 or 2 right: its
worked example is copied or taken for a source, so it is left out. Chunks of 96, 256 or 1024 tokens,
a third source, and title and date embedded with the text all got less right than these settings.
"""

from __future__ import annotations

import os
import time
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

from llama_index.core import Document, PromptTemplate, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import QueryBundle
from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.llama_cpp import LlamaCPP

TOP_K = 2  # the library's default
CHUNK_SIZE, CHUNK_OVERLAP = 128, 20  # tokens
CITATION_CHUNK_SIZE, CITATION_CHUNK_OVERLAP = 512, 20  # the defaults: a chunk is one source
MAX_TOKENS = 128
UNREAD = ["article", "title", "published"]  # metadata that neither model is given
TEMPLATE = """\
Please provide an answer based solely on the provided sources. When referencing information from a \
source, cite the appropriate source(s) using their corresponding numbers, as in [1]. If none of the \
sources are helpful, say: not stated.
------
{context_str}
------
Query: {query_str}
Answer: """


class LlamaIndexSystem:
    name = "llamaindex"

    def open(self, corpus: Corpus, settings: Settings, parts: Parts) -> IndexCost:
        quiet()
        folder = embedder_folder(settings.embedder, settings.models_dir)
        embedder = HuggingFaceEmbedding(model_name=str(folder), device="cpu")
        self._llm = LlamaCPP(
            model_path=str(reader_file(settings.model, settings.models_dir)),
            temperature=0.0,
            max_new_tokens=MAX_TOKENS,
            context_window=settings.context,
            model_kwargs=llama_options(settings),
            verbose=False,
        )
        self._llm.completion_to_prompt = _chat_template(self._llm._model)
        self._meter = Meter((self._llm._model.ctx,))
        articles = corpus.store.database.articles()
        self._articles = {article.id: article for article in articles}
        embedder.get_text_embedding("warm")
        started = time.perf_counter()
        self._index = VectorStoreIndex.from_documents(
            [_document(article) for article in articles],
            transformations=[SentenceSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)],
            embed_model=embedder,
        )
        seconds = time.perf_counter() - started
        chunks = len(self._index.docstore.docs)
        return IndexCost(seconds=seconds, articles=len(articles), chunks=chunks)

    def ask(self, question: Question, only: tuple[str, ...]) -> Response:
        engine = CitationQueryEngine.from_args(
            self._index,
            llm=self._llm,
            similarity_top_k=RETRIEVED,
            citation_chunk_size=CITATION_CHUNK_SIZE,
            citation_chunk_overlap=CITATION_CHUNK_OVERLAP,
            citation_qa_template=PromptTemplate(TEMPLATE),
            filters=_filters(only),
        )
        query = QueryBundle(with_history(question))
        self._meter.reset()
        nodes = engine.retrieve(query)
        answer = engine.synthesize(query, nodes[:TOP_K])
        return response(
            str(answer),
            [self._place(node, node.node.get_content()) for node in nodes],
            # the engine heads each source of its prompt with a line "Source 1:"
            [
                self._place(node, node.node.get_content().split("\n", 1)[1].removesuffix("\n"))
                for node in answer.source_nodes
            ],
            self._articles,
            self._meter.read(),
        )

    def describe(self) -> dict[str, Any]:
        return {
            "similarity_top_k": TOP_K,
            "node_chunk_size": CHUNK_SIZE,
            "node_chunk_overlap": CHUNK_OVERLAP,
            "citation_chunk_size": CITATION_CHUNK_SIZE,
            "citation_chunk_overlap": CITATION_CHUNK_OVERLAP,
            "max_new_tokens": MAX_TOKENS,
            "citation_qa_template": TEMPLATE,
        }

    def _place(self, node: Any, text: str) -> Place:
        article = self._articles[node.node.metadata["article"]]
        return place_of(text, article, node.node.start_char_idx or 0)


def _document(article: Article) -> Any:
    return Document(
        id_=article.id,
        text=article.text,
        metadata={**metadata(article), "article": article.id},
        excluded_embed_metadata_keys=UNREAD,
        excluded_llm_metadata_keys=UNREAD,
    )


def _filters(only: tuple[str, ...]) -> Any:
    if not only:
        return None
    wanted = MetadataFilter(key="article", value=list(only), operator=FilterOperator.IN)
    return MetadataFilters(filters=[wanted])


def _chat_template(llama: Any) -> Any:
    """completion_to_prompt by the GGUF's own template, as the documentation does by a tokenizer's."""
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    template = llama.metadata.get("tokenizer.chat_template")
    if not template:
        return lambda completion: completion
    bos, eos = (
        llama.detokenize([token], special=True).decode("utf-8", "replace") if token >= 0 else ""
        for token in (llama.token_bos(), llama.token_eos())
    )
    formatter = Jinja2ChatFormatter(template=template, bos_token=bos, eos_token=eos)
    return lambda completion: formatter(messages=[{"role": "user", "content": completion}]).prompt
