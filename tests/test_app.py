from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import app
from rag.records import Answer, Citation, Evidence
from tests.conftest import REPOSITORY
from tests.offline import guarded, offences
from tests.rag_fakes import evidence, open_archive, pipeline, use_fakes

SCRIPT = "<script>alert('x')</script>"
IMAGE = "![x](https://example.org/x.png)"  # a page that loads it tells who reads
QUOTE = f"It fell to 30% & {SCRIPT} {IMAGE} more."


class Page(HTMLParser):
    """What a browser makes of HTML: its tags with their classes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert [name for name, _ in attrs] in ([], ["class"])
        self.tags.append((tag, dict(attrs).get("class")))

    def handle_data(self, data: str) -> None:
        self.text += data


def cited(value: tuple[int, int] | None = (11, 14)) -> Citation:
    source = evidence(QUOTE, title=SCRIPT, source=SCRIPT, url=f"javascript:{SCRIPT}")
    fields = {name: getattr(source, name) for name in Evidence.__dataclass_fields__}
    fields.pop("score")
    return Citation(**fields, value=value)


def answered(short: str | None, citation: Citation) -> Answer:
    return Answer(SCRIPT, "answered", f"{short} [1]", short, (citation,), model=SCRIPT)


@pytest.mark.parametrize(
    "answer",
    [
        answered("30%", cited()),
        answered(None, cited(None)),
        answered(SCRIPT, cited((17, 17 + len(SCRIPT)))),
        Answer(SCRIPT, "abstained", SCRIPT, evidence=(evidence(QUOTE, title=SCRIPT),)),
        Answer(SCRIPT, "abstained", SCRIPT),
    ],
    ids=["value", "sentence", "value of markup", "abstention", "nothing near"],
)
def test_text_of_articles_questions_and_models_stays_text(answer):
    shown = app.render(answer)
    page = Page(shown)
    assert {tag for tag, _ in page.tags} <= {"p", "b", "span", "div", "br", "mark"}
    assert SCRIPT in page.text
    assert "](" not in shown and "$" not in shown  # no Markdown, no formula
    if answer.citations or answer.evidence:
        assert f"“{QUOTE}”" in page.text
        assert f"{SCRIPT} · " in page.text  # the title
    assert "javascript:" not in page.text  # an address is not shown, let alone linked


def test_value_is_marked_inside_its_quote():
    page = Page(shown := app.render(answered("30%", cited())))
    assert page.tags[:4] == [("p", None), ("span", "short"), ("div", "source"), ("mark", None)]
    assert page.text.startswith("30% [1][1] “It fell to 30% & ")
    assert "It fell to <mark>30" in shown
    assert "10 June 2025 · article a1b2c3d4e5f6" in page.text


def test_sentence_is_shown_where_there_is_no_value():
    shown = app.render(answered(None, cited(None)))
    assert "<mark>" not in shown and "class='short'" not in shown
    assert shown.startswith("<p>No single value to give")


def test_abstention_shows_the_nearest():
    shown = app.render(Answer("?", "abstained", "Not here.", evidence=(evidence("So it is."),)))
    assert "<b>Not here.</b>" in shown and "“So it is.”" in shown


def test_page_is_built_over_a_pipeline(tmp_path):
    pytest.importorskip("gradio")
    store = open_archive(tmp_path)
    page = app.build_page(pipeline(store))
    assert page.title == "Dateline"
    assert "ask" in [function.api_name for function in page.fns.values()]
    texts = [str(getattr(block, "value", "")) for block in page.blocks.values()]
    assert any("Answers from 4 articles" in text for text in texts)
    store.close()


def test_installed_page_is_the_one_of_the_repository(tmp_path):
    """A copy of app.py beside an editable install would run instead of it."""
    code = "from importlib.util import find_spec as f; print(f('rag').origin, f('app').origin)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    package, page = map(Path, done.stdout.split())
    assert page.parent == package.parents[1]


def test_bad_start_is_one_line(monkeypatch, capsys, tmp_path):
    use_fakes(monkeypatch)
    assert app.main(["--index", "nowhere"]) == 1
    assert app.main(["--model", "gpt-9", "--index", str(tmp_path)]) == 1
    for line in capsys.readouterr().err.splitlines():
        assert line.startswith("dateline: no index in ")


# The page in a process of its own, with the real models


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, models_dir: Path
) -> Iterator[tuple[str, Path]]:
    """The address of a page over the sample archive, and the folder of its guard."""
    from index.build import build_index
    from index.embedding import Embedder
    from index.sources import find_files
    from rag.registry import registry

    folder = tmp_path_factory.mktemp("app")
    embedder = Embedder(models_dir / registry().default_embedder)
    build_index(folder / "index", find_files([str(REPOSITORY / "articles")]), embedder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "import sys; from rag.cli import main; sys.exit(main())"]
    environment = {
        **guarded(folder, loopback=True),
        "DATELINE_MODELS_DIR": str(models_dir),
        "DATELINE_THREADS": "1",
    }
    with (folder / "log").open("w") as log, subprocess.Popen(
        [*command, "app", "--port", str(port), "--index", str(folder / "index")],
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


@pytest.mark.models
def test_page_answers_over_http_and_asks_no_network(served):
    from gradio_client import Client

    address, folder = served
    with urllib.request.urlopen(address, timeout=30) as response:
        assert response.status == 200
        page = response.read().decode()
    assert "Dateline" in page
    client = Client(address, verbose=False)
    shown = client.predict("When does the truce struck in May lapse?", api_name="/ask")
    assert "August 12" in shown and "Stockholm round ends with no breakthrough" in shown
    assert "<div class='source'>[1] “" in shown
    assert "the question is empty" in client.predict("?", api_name="/ask")
    assert offences(folder) == []
