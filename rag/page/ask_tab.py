"""The tab to ask in: a conversation, and beside it the proofs. Layout and events; the logic is desk.py's."""

# No postponed annotations: Gradio reads those of the handlers, which name what is imported late.

from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from rag.page import html
from rag.page.conversation import Exchange
from rag.page.desk import Desk
from rag.page.examples import examples
from rag.page.feedback import MAX_COMMENT
from rag.page.plotting import dated_numbers
from rag.page.reader_panel import reader_panel
from rag.pipeline import MAX_QUESTION
from rag.records import Answer

# One model, one question at a time: who waits sees the place in the queue.
MODEL: dict[str, Any] = {"concurrency_id": "model", "concurrency_limit": 1}
PANEL: dict[str, Any] = {"max_height": "62vh", "container": True, "padding": True}
# A control says which proof it opens, and the event carries that to Python; or what it copies.
JS_CONTROLS = """
document.addEventListener('click', event => {
  const control = event.target.closest('[data-proof], [data-copy]');
  if (control?.dataset.proof) trigger('click', {proof: control.dataset.proof});
  if (control?.dataset.copy) {
    navigator.clipboard.writeText(control.dataset.copy);
    control.textContent = 'copied';
  }
});
"""
JS_SCROLL = """
watch('value', () => {
  const proof = element.querySelector('#proof');
  if (proof) proof.scrollIntoView({block: 'center'});
});
"""
JS_SAVE = "() => document.querySelector('#saved').click()"
NOTHING_READ = html.evidence_html(None, 0)
HINT = "<p class='small'>Open a [1] to see its sentence in the article.</p>"


def ask_tab(desk: Desk) -> Any:
    """Question, conversation and proofs. Returns the choice of sources."""
    import gradio as gr

    exchanges = gr.State([])
    # what is to be asked, at which place of the conversation (None: its end), and what to search for
    wanted = gr.State(("", None, ""))
    opinion = gr.State(("", 0, True))  # its id, of which answer, and whether it was liked
    controls = gr.HTML("", js_on_load=JS_CONTROLS, visible="hidden")
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=420):
            # A question is no Markdown, and "$295" no formula. No share button: it would send the
            # conversation away.
            chatbot = gr.Chatbot(
                height="62vh",
                show_label=False,
                buttons=[],
                render_markdown=False,
                latex_delimiters=[],
                editable="user",
                examples=[{"text": text} for text in examples(desk.articles())],
                placeholder="Ask what these articles tell.",
                elem_id="talk",
            )
            with gr.Row():
                question = gr.Textbox(
                    placeholder="Ask a question",
                    show_label=False,
                    container=False,
                    scale=8,
                    min_width=140,
                    max_length=MAX_QUESTION,
                    autofocus=True,
                    elem_id="question",
                )
                send = gr.Button("Ask", variant="primary", scale=1, min_width=64)
                stop = gr.Button("Stop", variant="stop", scale=1, min_width=64, elem_id="stop")
            with gr.Row(visible=False) as thanks:
                remark = gr.Textbox("", max_length=MAX_COMMENT, scale=8, elem_id="remark")
                keep = gr.Button("Keep it", scale=1, min_width=80)
            with gr.Accordion("Where to look", open=False):
                with gr.Row():
                    sources = gr.Dropdown([], multiselect=True, label="Sources (all)", scale=2)
                    since = gr.Textbox("", label="Published since", placeholder="YYYY-MM-DD")
                    until = gr.Textbox("", label="Published until", placeholder="YYYY-MM-DD")
                searched = gr.Textbox(
                    "",
                    label="What was searched for; correct it and press Enter",
                    elem_id="searched",
                )
            cost = reader_panel(desk, MODEL)
            with gr.Row():
                clear = gr.Button("New conversation", size="sm")
                markdown = gr.Button("Save as Markdown", size="sm")
                lines = gr.Button("Save as JSON lines", size="sm")
                opinions = gr.Button("Feedback as questions", size="sm")
                saved = gr.DownloadButton(visible="hidden", elem_id="saved")
        with gr.Column(scale=2, min_width=320):
            source = gr.HTML(HINT, js_on_load=JS_SCROLL, elem_id="source", **PANEL)
            over_time = gr.ScatterPlot(
                x="published",
                y="number",
                tooltip="all",
                height=220,
                visible=False,
                elem_id="values",
            )
            with gr.Accordion("Everything that was read", open=False):
                evidence = gr.HTML(NOTHING_READ, elem_id="evidence")
    shown = [chatbot, exchanges, question, searched, evidence, over_time]

    def answered(
        asked: tuple[str, int | None, str],
        talk: list[Exchange],
        names: list[str],
        first: str,
        last: str,
        wrong_cost: float,
        who: gr.Request,
    ) -> Iterator[Any]:
        text, at, search = asked
        before = talk if at is None else talk[:at]
        chosen = None if wrong_cost == desk.pipeline.settings.wrong_cost else wrong_cost
        for after, reply in desk.ask(
            text, before, search, (names, first, last), str(who.session_hash), chosen
        ):
            answer = after[-1].answer
            looked_for = answer.searched if answer else ""
            read = html.evidence_html(answer, len(before))
            yield _messages(after, reply), after, "", looked_for, read, _plot(answer)

    def corrected(search: str, talk: list[Exchange]) -> Any:
        return (talk[-1].question, len(talk) - 1, search) if talk else gr.skip()

    def again(data: gr.RetryData, talk: list[Exchange]) -> Any:
        at = _exchange_at(data.index)
        return talk[at].question, at, ""

    def edited(data: gr.EditData) -> Any:
        return unescape(str(data.value)), _exchange_at(data.index), ""

    def example(data: gr.SelectData) -> Any:
        return str(data.value["text"]), None, ""

    def undone(data: gr.UndoData, talk: list[Exchange]) -> tuple[Any, ...]:
        at = _exchange_at(data.index)
        kept = talk[:at]
        return _messages(kept), kept, talk[at].question, "", NOTHING_READ, _plot(None), HINT

    def emptied() -> tuple[Any, ...]:
        return [], [], "", "", NOTHING_READ, _plot(None), HINT

    def opened(data: gr.EventData, talk: list[Exchange]) -> str:
        return desk.proof(talk, str(data._data.get("proof", "")))

    def judged(data: gr.LikeData, talk: list[Exchange]) -> tuple[Any, ...]:
        at, liked = _exchange_at(data.index), data.liked is True
        kept = desk.feedback.add(talk, at, liked)
        if not kept:
            gr.Info("There is no answer here to judge.")
        label = "Kept. What was good about it?" if liked else "Kept. What is the right answer?"
        return (kept, at, liked), gr.Row(visible=bool(kept)), gr.Textbox("", label=label)

    def remarked(text: str, of: tuple[str, int, bool], talk: list[Exchange]) -> Any:
        desk.feedback.add(talk, of[1], of[2], text, of[0])
        return gr.Row(visible=False)

    def stopped(who: gr.Request) -> None:
        desk.stops.stop(str(who.session_hash))

    def left(who: gr.Request) -> None:
        desk.stops.leave(str(who.session_hash))

    def asked(text: str) -> Any:
        return text, None, ""

    def waits(who: gr.Request) -> None:
        desk.stops.wait(str(who.session_hash))

    answering = [
        way.then(waits, None, None, queue=False).then(
            answered, [wanted, exchanges, sources, since, until, cost], shown, **MODEL
        )
        for way in (
            gr.on([question.submit, send.click], asked, question, wanted),
            chatbot.example_select(example, None, wanted),
            searched.submit(corrected, [searched, exchanges], wanted),
            chatbot.retry(again, exchanges, wanted),
            chatbot.edit(edited, None, wanted),
        )
    ]
    stop.click(stopped, queue=False)
    chatbot.undo(undone, exchanges, [*shown, source])
    controls.click(opened, exchanges, source, show_progress="hidden")
    chatbot.like(judged, exchanges, [opinion, thanks, remark])
    gr.on([remark.submit, keep.click], remarked, [remark, opinion, exchanges], thanks)
    opinions.click(desk.export_feedback, None, saved).success(None, js=JS_SAVE)
    # a question that is under way would come back with the conversation
    # (cancelled first: what is stopped says so, in the conversation that it was asked in)
    gr.on([clear.click, chatbot.clear], emptied, None, [*shown, source], cancels=answering).then(
        left, queue=False
    )
    for button, kind in ((markdown, "md"), (lines, "jsonl")):
        # a download button gives what it had before the click: so it is clicked when it has it
        button.click(lambda talk, kind=kind: desk.export(talk, kind), exchanges, saved).success(
            None, js=JS_SAVE
        )
    return sources


def _messages(exchanges: Sequence[Exchange], last: str | None = None) -> list[dict[str, Any]]:
    """A conversation as Gradio's chatbot has it; `last` is shown in place of the last answer."""
    import gradio as gr

    replies = [html.exchange_html(e.answer, e.error, at) for at, e in enumerate(exchanges)]
    if last is not None:
        replies[-1] = last
    shown: list[dict[str, Any]] = []
    for exchange, reply in zip(exchanges, replies, strict=True):
        shown.append({"role": "user", "content": html.as_text(exchange.question)})
        shown.append({"role": "assistant", "content": gr.HTML(reply, js_on_load=None)})
    return shown


def _plot(answer: Answer | None) -> Any:
    """An answer's dated numbers over time; hidden where there are not two."""
    import gradio as gr
    import pandas as pd

    numbers = dated_numbers(answer)
    if not numbers:
        return gr.ScatterPlot(visible=False)
    table = pd.DataFrame(
        {
            "published": pd.to_datetime([one.day for one in numbers]),
            "number": [one.number for one in numbers],
            "value": [one.text for one in numbers],
            "article": [one.title for one in numbers],
        }
    )
    title = numbers[0].unit or "number"
    return gr.ScatterPlot(table, y_title=title, x_title="published", visible=True)


def _exchange_at(index: int | tuple[int, int]) -> int:
    """Which exchange a message of the chatbot belongs to."""
    return (index if isinstance(index, int) else index[0]) // 2
