"""The tab of the archive: what is in it, and its changes. Layout and events; the logic is shelf.py's."""

# No postponed annotations: Gradio reads those of the handlers, which name what is imported late.

from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.build import Progress
from index.errors import DatelineError
from index.sources import KINDS
from rag.page import html
from rag.page.ask_tab import PANEL
from rag.page.shelf import COLUMNS, Shelf, summary
from rag.page.stops import Stop

# One change at a time, beside the questions.
CHANGES: dict[str, Any] = {"concurrency_id": "archive", "concurrency_limit": 1}


def archive_tab(shelf: Shelf, head: Any, sources: Any) -> tuple[Any, Any]:
    """What is in the archive, and its changes. Returns the table of articles, and the plot of them."""
    import gradio as gr

    chosen = gr.State("")
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=420):
            table = gr.Dataframe(
                headers=COLUMNS,
                interactive=False,
                show_search="search",
                max_height=420,
                wrap=True,
                column_widths=["34%", "21%", "14%", "13%", "18%"],
                elem_id="articles",
            )
            with gr.Accordion("Over time", open=False):
                plot = gr.BarPlot(
                    x="month", y="articles", color="source", x_title="published", height=220
                )
            with gr.Accordion("Add articles", open=True):
                files = gr.File(
                    file_count="multiple",
                    file_types=sorted(KINDS),
                    label="Drop files here",
                    elem_id="files",
                )
                with gr.Row():
                    address = gr.Textbox(
                        "", label="Address of a page", placeholder="https://", scale=4
                    )
                    fetch = gr.Button("Fetch it", scale=1, min_width=90)
                with gr.Accordion("Paste an article", open=False):
                    text = gr.Textbox("", label="Text", lines=6, elem_id="paste")
                    with gr.Row():
                        title = gr.Textbox("", label="Title", scale=2)
                        name = gr.Textbox("", label="Source")
                        day = gr.Textbox("", label="Published", placeholder="YYYY-MM-DD")
                    paste = gr.Button("Add this text")
            with gr.Row():
                status = gr.HTML("", elem_id="status", min_height=60)
                cancel = gr.Button("Cancel", variant="stop", size="sm", scale=0, min_width=90)
        with gr.Column(scale=2, min_width=320):
            article = gr.HTML(
                "<p class='small'>Choose an article to read it.</p>", elem_id="article", **PANEL
            )
            remove = gr.Button("Remove this article", visible=False, size="sm")
            with gr.Row():
                really = gr.Button("Yes, remove it", visible=False, variant="stop", size="sm")
                keep = gr.Button("Keep it", visible=False, size="sm")
    after = [head, sources, table, plot, status]

    def changed(work: Callable[[Stop], str], who: Any) -> tuple[Any, ...]:
        try:
            said = html.lines_html(work(shelf.stops.begin(str(who.session_hash))))
        except DatelineError as error:
            said = html.failed_html(str(error))
        return (*state_of(shelf), said)

    def add_files(
        paths: list[str] | None,
        who: gr.Request,
        progress: Any = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        found = [Path(path) for path in paths or []]
        return changed(lambda s: summary(shelf.add_files(found, _teller(progress), s)), who)

    def add_text(
        body: str, heading: str, source: str, published: str, who: gr.Request,
        progress: Any = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:  # fmt: skip
        done = changed(
            lambda s: summary(
                shelf.add_text(body, heading, source, published, _teller(progress), s)
            ),
            who,
        )
        failed = "class='failed'" in done[-1]  # then what was typed stays, and so do later changes
        return (*done, *([gr.skip() if failed else ""] * len(pasted)))

    def add_page(
        url: str,
        who: gr.Request,
        progress: Any = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        return changed(lambda s: summary(shelf.add_page(url, _teller(progress), s)), who)

    def opened(data: gr.SelectData) -> tuple[Any, ...]:
        found = shelf.article(str(data.row_value[-1]))
        if found is None:
            return html.failed_html("It is no longer in the archive."), "", *_buttons(False, False)
        return html.source_html(found), found.id, *_buttons(True, False)

    def removed(article_id: str, who: gr.Request) -> tuple[Any, ...]:
        done = changed(lambda _: shelf.remove(article_id), who)
        return (*done, "", "", *_buttons(False, False))

    def cancelled(who: gr.Request) -> None:
        shelf.stops.stop(str(who.session_hash))

    buttons = [remove, really, keep]
    files.upload(add_files, files, after, **CHANGES).then(lambda: None, None, files)
    fetch.click(add_page, address, after, **CHANGES)
    address.submit(add_page, address, after, **CHANGES)
    pasted = [text, title, name, day]
    paste.click(add_text, pasted, [*after, *pasted], **CHANGES)
    cancel.click(cancelled, queue=False)
    table.select(opened, None, [article, chosen, *buttons])
    remove.click(lambda: _buttons(False, True), None, buttons)
    keep.click(lambda: _buttons(True, False), None, buttons)
    really.click(removed, chosen, [*after, article, chosen, *buttons], **CHANGES)
    return table, plot


def state_of(shelf: Shelf) -> tuple[Any, ...]:
    """What the page says of the archive as it is now: its head, sources, articles, and months."""
    import gradio as gr
    import pandas as pd

    rows = shelf.rows()
    names = sorted({str(row[1]) for row in rows if row[1]})
    months = pd.DataFrame(shelf.by_month(), columns=["month", "source", "articles"])
    return head_of(len(rows)), gr.update(choices=names), rows, months


def head_of(count: int) -> str:
    return f"# Dateline\nAnswers from {count} articles, each with the sentence that proves it."


def _buttons(remove: bool, sure: bool) -> tuple[Any, ...]:
    """Remove; or its confirmation."""
    import gradio as gr

    return gr.Button(visible=remove), gr.Button(visible=sure), gr.Button(visible=sure)


def _teller(progress: Any) -> Progress:
    """A bar a stage."""
    units = {"reading": "files", "chunking": "articles", "embedding": "chunks"}
    return lambda stage, done, total: progress((done, total), desc=stage, unit=units.get(stage, ""))
