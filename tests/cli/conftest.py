from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.cli import main
from tests.index.corpus import snapshot
from tests.rag_fakes import use_fakes, write_archive


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def records(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def complaint(self, status: int) -> str:
        """The one line on stderr of a command that failed with `status`."""
        assert self.status == status, (self.status, self.err)
        assert self.err.startswith("dateline: ")
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err + self.out
        assert "should not happen" not in self.err
        return self.err.removeprefix("dateline: ").strip()


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`dateline` in this process."""

    def run(*arguments: str) -> Outcome:
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as end:  # argparse
            status = int(end.code or 0)
        return Outcome(status, *capsys.readouterr())

    return run


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fake models wherever the command line would load real ones."""
    use_fakes(monkeypatch)


@pytest.fixture
def indexed(fakes: None, run: Run, tmp_path: Path) -> Iterator[Path]:
    """The made-up archive in .dateline/index; it must be whole afterwards."""
    assert run("index", str(write_archive(tmp_path / "articles"))).status == 0
    yield tmp_path / "articles"
    assert len(run("list", "--json").records) >= 4


@pytest.fixture
def unchanged(indexed: Path, tmp_path: Path) -> Iterator[None]:
    """The index is byte for byte the same afterwards."""
    before = snapshot(tmp_path / ".dateline" / "index")
    assert len(before) == 3
    yield
    assert snapshot(tmp_path / ".dateline" / "index") == before
