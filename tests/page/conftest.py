"""The page in a real browser: over fakes, and with the real models in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from index.embedding import Embedder
from index.sources import find_files
from rag.pipeline import Pipeline
from rag.registry import registry
from tests.conftest import REPOSITORY
from tests.index.corpus import put
from tests.offline import guarded
from tests.page.browsing import EVIL, MARKUP, SHORT, Slow
from tests.page.served import free_port, served
from tests.rag_fakes import open_archive, pipeline


@pytest.fixture(scope="module")
def reader() -> Slow:
    return Slow()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, reader: Slow) -> Iterator[Pipeline]:
    folder = tmp_path_factory.mktemp("page")
    line = {
        "text": f"The tower {EVIL} in <b>Evilton</b> opened on 5 May 2025 and was seen by many. {MARKUP}",
        "title": MARKUP, "source": MARKUP, "published": "2025-05-06", "url": "javascript:alert(1)",
    }  # fmt: skip
    articles = folder / "articles"
    put(articles, "harvest-2.md", "It rained in Norland for a week.", title="Rain")
    for day, toll in (("2025-01-05", 12), ("2025-06-05", 15)):
        text = f"The toll in the Norland tunnel is {toll} euros for a car."
        put(articles, f"toll-{toll}.md", text, title=f"Toll {toll}", published=day)
    (articles / "evil.jsonl").write_text(json.dumps(line) + "\n")
    store = open_archive(folder)
    yield pipeline(store, reader, index=folder / "index")
    store.close()


@pytest.fixture(scope="module")
def address(ready: Pipeline) -> Iterator[str]:
    """Of the page over fakes."""
    with served(ready) as at:
        yield at


@pytest.fixture(scope="session")
def real_page(
    tmp_path_factory: pytest.TempPathFactory, models_dir: Path
) -> Iterator[tuple[str, Path]]:
    """The address of a page with the real models over the sample archive, and the folder of its guard."""
    folder = tmp_path_factory.mktemp("app")
    embedder = Embedder(models_dir / registry().default_embedder)
    build_index(folder / "index", find_files([str(REPOSITORY / "articles")]), embedder)
    port = free_port()
    temporary = folder / "tmp"
    temporary.mkdir()
    command = [sys.executable, "-c", "import sys; from rag.cli import main; sys.exit(main())"]
    environment = {
        **guarded(folder, loopback=True),
        "DATELINE_MODELS_DIR": str(models_dir),
        "DATELINE_THREADS": "1",
        "TMPDIR": str(temporary),
    }
    with (folder / "log").open("w") as log, subprocess.Popen(
        [*command, "app", "--mcp", "--port", str(port), "--index", str(folder / "index")],
        cwd=folder, env=environment, stdout=log, stderr=log,
    ) as process:  # fmt: skip
        address = f"http://127.0.0.1:{port}/"
        try:
            for _ in range(600):
                if process.poll() is not None:
                    pytest.fail((folder / "log").read_text())
                try:
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield address, folder
        finally:
            process.terminate()
            process.wait(60)
    # What people saved and brought is gone with it.
    assert [
        path for path in temporary.iterdir() if path.name.startswith(("dateline", "gradio"))
    ] == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if path is None:
        pytest.skip("no Chromium to open the page in: `apt install chromium`, or the like")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path,
            # a name that is looked up is a request that leaves
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        yield opened
        opened.close()


@pytest.fixture
def open_pages(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address as one person more; in the end no request of anybody has left the machine."""
    contexts, strayed, errors = [], [], []

    def open_page(address: str, **given: Any) -> Any:
        permissions = ["clipboard-read", "clipboard-write"]
        context = browser.new_context(permissions=permissions, **given)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SHORT)
        page.on("request", lambda r: None if _stays(r.url, address) else strayed.append(r.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.wait_for_selector("#question textarea")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strayed == []
    assert errors == []


@pytest.fixture
def visit(open_pages: Any, address: str, reader: Slow) -> Iterator[Callable[..., Any]]:
    """Opens the page over fakes as one person more."""
    yield lambda **given: open_pages(address, **given)
    reader.seconds = 0.0


def _stays(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))
