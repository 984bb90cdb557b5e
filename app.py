"""The chat page: a question, its answer, the sentences that prove it. Shows what `rag` found.

Article text is untrusted: every sign of it that HTML or Markdown could act on is escaped before it
becomes part of the page.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

from index.errors import DatelineError
from index.records import PublicationDate
from rag.opening import load
from rag.pipeline import Pipeline
from rag.records import Answer, Citation, Evidence
from rag.settings import load_settings

CSS = """
.source { border-left: 3px solid var(--color-accent); padding-left: .8em; margin: .8em 0; }
.source .about, .model { opacity: .75; font-size: .9em; }
.short { font-size: 1.4em; font-weight: 600; }
"""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dateline app", description="Open the chat page.")
    parser.add_argument("--index", help="folder of the index (default .dateline/index)")
    parser.add_argument("--model", help="reader: a name that `dateline models` lists, or a GGUF")
    parser.add_argument("--port", type=int, default=7860)
    arguments = parser.parse_args(argv)
    given = {name: value for name, value in vars(arguments).items() if name != "port" and value}
    try:
        page = build_page(load(load_settings(given)))
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return error.exit_status
    print(f"Dateline is on http://127.0.0.1:{arguments.port} (Ctrl-C ends it)", flush=True)
    try:
        page.launch(
            server_name="127.0.0.1",
            server_port=arguments.port,
            inbrowser=False,
            share=False,
            quiet=True,
            footer_links=[],
            css=CSS,
        )
    except OSError as error:
        print(f"dateline: {error}; choose another --port", file=sys.stderr)
        return 1
    return 0


def build_page(pipeline: Pipeline) -> Any:
    """The Gradio page over a loaded pipeline."""
    # Read on import of gradio: nothing goes to the network, and no font comes from one.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gradio as gr

    def reply(question: str, history: list[Any]) -> str:
        try:
            return render(pipeline.answer(question))
        except DatelineError as error:
            return safe(str(error))

    count = pipeline.store.manifest.counts["articles"]
    with gr.Blocks(title="Dateline", analytics_enabled=False) as page:
        gr.Markdown(
            f"# Dateline\nAnswers from {count} articles, each with the sentence that proves it."
        )
        # No share button: it would send the conversation away. No formulas: "$295" is an amount.
        chatbot = gr.Chatbot(height="70vh", show_label=False, buttons=["copy"], latex_delimiters=[])
        gr.ChatInterface(reply, chatbot=chatbot, api_name="ask")
    page.queue(default_concurrency_limit=1)  # one model, one question at a time
    return page


def render(answer: Answer) -> str:
    """An answer as HTML, with every word of article, question and model escaped."""
    if answer.status == "abstained":
        near = (
            f"<p>The nearest sentence:</p>{_source('', answer.evidence[0])}"
            if answer.evidence
            else ""
        )
        return f"<p><b>{safe(answer.text)}</b></p>{near}"
    if answer.short is None:
        head = "<p>No single value to give; the sentence that fits best:</p>"
    else:
        marks = " ".join(f"[{citation.n}]" for citation in answer.citations)
        head = f"<p><span class='short'>{safe(answer.short)}</span> {marks}</p>"
    sources = "".join(_source(f"[{c.n}]", c) for c in answer.citations)
    seconds = answer.timings.total / 1000
    foot = f"confidence {answer.confidence:.2f}, {seconds:.1f} s, {safe(answer.model)}"
    return f"{head}{sources}<p class='model'>{foot}</p>"


def safe(text: str) -> str:
    """Text that stays text in HTML and in Markdown: each sign of theirs as a character reference."""
    return re.sub(r"[^\w\s.,;?’‘“”–—…-]", lambda sign: f"&#{ord(sign.group())};", text)


def _source(mark: str, item: Citation | Evidence) -> str:
    quote = safe(item.quote)
    if isinstance(item, Citation) and item.value is not None:
        start, end = item.value
        before, value, after = item.quote[:start], item.quote[start:end], item.quote[end:]
        quote = f"{safe(before)}<mark>{safe(value)}</mark>{safe(after)}"
    date = PublicationDate(item.published).readable()
    about = " · ".join(part for part in (item.title or "untitled", item.source, date) if part)
    return (
        f"<div class='source'>{mark} “{quote}”<br><span class='about'>{safe(about)}"
        f" · article {item.article_id}</span></div>"
    )


if __name__ == "__main__":
    sys.exit(main())
