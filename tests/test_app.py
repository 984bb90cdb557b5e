from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

import app
from tests.conftest import REPOSITORY
from tests.offline import guarded, offences
from tests.rag_fakes import open_archive, pipeline, use_fakes


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


def test_password_is_asked_for_where_one_is_set():
    assert app._guard(None) is None
    guard = app._guard(SecretStr("open ßesame"))
    assert guard is not None
    assert guard("anybody", "open ßesame")
    assert not guard("anybody", "") and not guard("open ßesame", "open")


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
    answer = client.predict("When does the truce struck in May lapse?", api_name="/ask")
    assert answer["short"] == "August 12"
    assert answer["citations"][0]["title"] == "Stockholm round ends with no breakthrough"
    assert "the question is empty" in client.predict("?", api_name="/ask")["error"]
    assert offences(folder) == []
