from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import psutil
import pytest

from index.errors import ModelCrashed, ModelDamaged, Stopped
from rag.generation import Message
from rag.worker import WorkerGenerator
from tests.rag_fakes import FakeGenerator

ASKED = [Message(role="user", content="When did the bridge open?")]


class Fragile(FakeGenerator):
    """Crashes where the prompt says so, as llama.cpp does; thinks for a minute where it says that."""

    def count(self, messages: Sequence[Message]) -> int:
        said = messages[-1]["content"]
        if said == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        for _ in range(1200 if said == "think" else 0):
            time.sleep(0.05)
            if self.stopped is not None and self.stopped():
                raise Stopped("stopped")
        return super().count(messages)

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        for at, piece in enumerate(super().stream(messages, max_tokens)):
            yield piece
            if at == 1 and max_tokens == 13:
                os.kill(os.getpid(), signal.SIGKILL)


def broken() -> Any:
    raise ModelDamaged("llama.cpp can't load it")


def message(text: str) -> list[Message]:
    return [Message(role="user", content=text)]


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerGenerator]:
    likely = {"4 March 2025": -0.5}
    made = WorkerGenerator(
        partial(Fragile, likely, says="It opened on 4 March 2025, in the rain [1].")
    )
    yield made
    made.close()


def test_it_answers_as_the_reader_that_it_holds(worker):
    assert (worker.name, worker.context) == ("fake-reader", 2048)
    assert worker.count(ASKED) == 5
    assert worker.log_likelihoods(ASKED, ["4 March 2025", "Norland"]) == [-0.5, -20.0]
    pieces = list(worker.stream(ASKED, 20))
    assert len(pieces) > 1
    assert "".join(pieces) == "It opened on 4 March 2025, in the rain [1]."


def test_its_errors_come_through(worker):
    with pytest.raises(ValueError, match="3000 tokens exceed 2048"):
        worker.log_likelihoods(message("word " * 3000), ["a"])


@pytest.mark.parametrize("work", ["count", "stream"])
def test_crash_is_an_error_and_the_next_question_is_answered(worker, work):
    got: list[str] = []
    with pytest.raises(ModelCrashed, match="the next question starts it again"):
        if work == "count":
            worker.count(message("crash"))
        for piece in worker.stream(ASKED, 13):
            got.append(piece)
    assert len(got) == (0 if work == "count" else 2)
    assert worker.log_likelihoods(ASKED, ["4 March 2025"]) == [-0.5]


def test_stop_reaches_it_and_is_forgotten(worker):
    began = time.monotonic()
    worker.stop_when(lambda: time.monotonic() > began + 0.2)
    with pytest.raises(Stopped):
        worker.count(message("think"))
    assert time.monotonic() < began + 30
    worker.stop_when(None)
    assert worker.count(ASKED) == 5


def test_stream_that_nobody_reads_on_leaves_nothing_for_the_next(worker):
    stream = worker.stream(ASKED, 20)
    first = next(stream)
    stream.close()
    worker.stop_when(None)
    assert next(worker.stream(ASKED, 20)) == first


def test_reader_that_can_not_be_opened_says_so():
    with pytest.raises(ModelDamaged, match="can't load it"):
        WorkerGenerator(broken)


def test_closed_worker_leaves_no_process():
    def children() -> set[int]:
        return {child.pid for child in psutil.Process().children()}

    before = children()
    worker = WorkerGenerator(FakeGenerator)
    assert len(children() - before) >= 1
    worker.close()
    assert not {p for p in children() - before if "resource_tracker" not in _command(p)}


def _command(pid: int) -> str:
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.NoSuchProcess:
        return "resource_tracker"
