"""Standard output that goes away, is full, or is of another encoding."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

COMMAND = [sys.executable, "-c", "import sys; from rag.cli import main; sys.exit(main())"]


@pytest.fixture
def environment(monkeypatch):
    """That of an ordinary shell: output in a pipe is written when the process ends."""
    for name in ("PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONUTF8"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def listing(indexed, tmp_path):
    """A `dateline list` for a process of its own."""
    index = tmp_path / ".dateline" / "index"
    return {"args": [*COMMAND, "list", "--index", str(index)], "text": True, "cwd": REPOSITORY}


def test_reader_of_the_output_may_go_away(listing, environment):
    pipe = subprocess.PIPE
    with subprocess.Popen(**listing, stdout=pipe, stderr=pipe) as process:
        process.stdout.close()  # as `| head -0` does
        assert process.stderr.read() == ""
        assert process.wait() == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")
def test_full_disk_under_the_output_is_told(listing, environment):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(**listing, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr == "dateline: can't write the output: No space left on device\n"


def test_output_is_utf_8_whatever_the_locale(run, listing, environment, tmp_path):
    environment.setenv("PYTHONIOENCODING", "ascii")
    (tmp_path / "more.txt").write_text("Łódź is to open its tunnel under the river.", "utf-8")
    run("index", "more.txt")
    done = subprocess.run(**{**listing, "encoding": "utf-8"}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Łódź is to open its tunnel" in done.stdout
