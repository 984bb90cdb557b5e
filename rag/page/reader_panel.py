"""Which reader answers, on how many cores, and how careful it is. Layout and events; the logic is desk.py's."""

# No postponed annotations: Gradio reads those of the handlers, which name what is imported late.

from typing import Any

from rag.device import cores, free_gb, needed_gb
from rag.page.desk import Desk

MOST_COSTLY = 10  # refusals that a wrong answer may be as bad as


def reader_panel(desk: Desk, model_queue: dict[str, Any]) -> Any:
    """Returns the slider of carefulness, which is each person's own; the reader is everybody's."""
    import gradio as gr

    settings = desk.pipeline.settings
    with gr.Accordion("How it answers", open=False):
        cost = gr.Slider(
            0, max(MOST_COSTLY, settings.wrong_cost), settings.wrong_cost, step=0.5, elem_id="cost",
            label="A wrong answer is as bad as so many refusals",
            info="Yours alone. Fewer: it answers more, and more wrongly.",
        )  # fmt: skip
        reader = gr.Dropdown(
            _choices(desk), value=settings.model, label="Model", elem_id="reader",
            info="For everybody on this page. `dateline models get` fetches more.",
        )  # fmt: skip
        with gr.Row():
            threads = gr.Slider(
                1, cores(), settings.threads or cores(), step=1, label="Cores that it may use"
            )
            use = gr.Button("Use it", size="sm", min_width=80, elem_id="use")
        said = gr.HTML("", elem_id="reader-said")
    # in the queue of the questions: nobody's is under way when the reader changes
    use.click(desk.use_reader, [reader, threads], said, **model_queue)
    return cost


def _choices(desk: Desk) -> list[tuple[str, str]]:
    """Those that fit into the memory at hand, each with what it needs; the present one has it already."""
    settings, free = desk.pipeline.settings, free_gb()
    needs = {name: needed_gb(name, settings.models_dir) for name in desk.readers()}
    return [
        (f"{name} ({need:g} GB of {free:.0f} free)", name)
        for name, need in needs.items()
        if name == settings.model or need <= free
    ]
