from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

import app
from tests.rag_fakes import open_archive, pipeline, use_fakes


def test_page_is_built_over_a_pipeline(tmp_path):
    pytest.importorskip("gradio")
    store = open_archive(tmp_path)
    page = app.build_page(pipeline(store))
    assert page.title == "Dateline"
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
