"""The chat page: ask, see the proof, work with the archive. Its rooms are in rag/page/.

Article text is untrusted: rag/page/html.py escapes every word of it, and questions are shown as plain text.
"""

# No postponed annotations: Gradio reads those of the handlers, which name what is imported late.

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from hmac import compare_digest
from importlib.util import find_spec
from typing import Any

from pydantic import SecretStr

from index.errors import DatelineError, SettingsError
from index.readers import MAX_ARTICLE_BYTES
from rag.opening import load
from rag.page.api import Api
from rag.page.archive_tab import archive_tab, head_of, state_of
from rag.page.ask_tab import MODEL, ask_tab
from rag.page.desk import Desk
from rag.page.shelf import Shelf
from rag.page.theme import STYLE, theme
from rag.pipeline import Pipeline
from rag.settings import load_settings

QUEUE = 32  # questions that may wait


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dateline app", description="Open the chat page.")
    parser.add_argument("--index", help="folder of the index (default .dateline/index)")
    parser.add_argument("--model", help="reader: a name that `dateline models` lists, or a GGUF")
    parser.add_argument("--port", type=int, default=7860)
    parser.add_argument("--mcp", action="store_true", help="let programs ask over MCP")
    arguments = parser.parse_args(argv)
    given = {name: getattr(arguments, name) for name in ("index", "model")}
    try:
        settings = load_settings({name: value for name, value in given.items() if value})
        if arguments.mcp:
            _check_mcp(settings.password)
        page = build_page(load(settings, apart=True))
        serve(page, arguments.port, settings.password, arguments.mcp)
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return error.exit_status
    print(f"Dateline is on {page.local_url} (Ctrl-C ends it)", flush=True)
    for name in {"SIGTERM", "SIGHUP"} & set(dir(signal)):  # Windows lacks the second
        if signal.getsignal(signal.Signals[name]) is signal.SIG_DFL:  # `nohup` has it ignored
            signal.signal(signal.Signals[name], signal.default_int_handler)  # as tidy as Ctrl-C
    page.block_thread()
    return 0


def serve(page: Any, port: int, password: SecretStr | None = None, mcp: bool = False) -> None:
    """Serves a page on this machine from now on. Raises DatelineError where the port is taken, or MCP fails."""
    try:
        page.launch(
            server_name="127.0.0.1",
            server_port=port,
            inbrowser=False,
            share=False,
            max_file_size=MAX_ARTICLE_BYTES,
            quiet=True,
            footer_links=[],
            theme=theme(),
            css=STYLE,
            auth=_guard(password),
            auth_message="The password is what counts: any name will do.",
            mcp_server=mcp,
            prevent_thread_lock=True,
        )
    except OSError as error:
        raise DatelineError(f"port {port} is taken: choose another --port") from error
    if page.mcp_error:  # Gradio keeps it to itself, and goes on without
        raise DatelineError(f"--mcp: {page.mcp_error}")
    if mcp:
        _speak_json(page.mcp_server_obj)


def _check_mcp(password: SecretStr | None) -> None:
    """Raises DatelineError where there can be no MCP. Gradio asks for no password there."""
    if find_spec("mcp") is None:
        raise DatelineError("--mcp needs mcp, which is not installed: run `make setup`")
    if password is not None:
        raise SettingsError("--mcp can't ask for a password: leave out --mcp or DATELINE_PASSWORD")


def _speak_json(server: Any) -> None:
    """Gradio's MCP server writes an object as Python does; programs read JSON."""
    shown = server.postprocess_output_data
    server.postprocess_output_data = lambda data, root: shown(
        [json.dumps(item, ensure_ascii=False) for item in data], root
    )


def _guard(password: SecretStr | None) -> Callable[[str, str], bool] | None:
    """Who may come in: whoever knows the password. None: everybody, which on 127.0.0.1 is this machine."""
    if password is None:
        return None
    wanted = password.get_secret_value().encode()
    return lambda name, given: compare_digest(given.encode(), wanted)


def build_page(pipeline: Pipeline) -> Any:
    """The Gradio page over a loaded pipeline."""
    # Read on import of gradio: nothing goes to the network, and no font comes from one.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    desk = Desk(pipeline)
    os.environ["GRADIO_TEMP_DIR"] = str(desk.folder)  # its copies of files would stay elsewhere
    import gradio as gr

    shelf = Shelf(desk)

    def leave(who: gr.Request) -> None:
        for stops in (desk.stops, shelf.stops):
            stops.leave(str(who.session_hash))

    with gr.Blocks(title="Dateline", analytics_enabled=False) as page:
        head = gr.Markdown(head_of(pipeline.store.manifest.counts["articles"]))
        with gr.Tab("Ask"):
            sources = ask_tab(desk)
        with gr.Tab("Archive"):
            archive = archive_tab(shelf, head, sources)
        page.load(lambda: state_of(shelf), None, [head, sources, *archive], show_progress="hidden")
        page.unload(leave)
        for event in page.fns.values():
            event.api_visibility = "private"  # the page's own: programs have the two that follow
        api = Api(desk)
        gr.api(api.ask, api_name="ask", **MODEL)
        gr.api(api.search, api_name="search")  # reads nothing, so it waits for no answer
    page.queue(max_size=QUEUE)
    return page


if __name__ == "__main__":
    sys.exit(main())
