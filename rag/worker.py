"""A reader in a process of its own: where llama.cpp crashes, that process ends, and this one lives on.

The process is that of a concurrent.futures executor. After a crash the next question starts another.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from ctypes import c_bool
from multiprocessing import connection
from typing import Any, TypeVar

from index.errors import ModelCrashed
from rag.generation import Generator, Message

Result = TypeVar("Result")
_POLL = 0.02  # seconds between two looks at whether the work is to stop


class WorkerGenerator:
    """The Generator that `make` makes, there. `make` must be picklable."""

    def __init__(self, make: Callable[[], Generator]) -> None:
        """Raises what `make` raises."""
        self._make = make
        # spawned, as threads of this process may hold locks; in shared memory, as it is asked for
        # between the parts of llama.cpp's graph
        self._processes = multiprocessing.get_context("spawn")
        self._flag = self._processes.RawValue(c_bool, False)
        self._stopped: Callable[[], bool] | None = None
        self._executor: ProcessPoolExecutor | None = None
        self._pieces: Any = None
        self.name, self.context = self._run(_describe)

    def count(self, messages: Sequence[Message]) -> int:
        return self._run(_count, messages)

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        future = self._submit(_stream, messages, max_tokens)
        try:
            while not (done := wait([future], timeout=_POLL).done) or not self._pieces.empty():
                while not self._pieces.empty():
                    yield self._pieces.get()
                if not done:
                    self._pass_on()
            self._result(future)
        finally:  # nobody may have read on
            self._flag.value = self._flag.value or not future.done()
            wait([future])
            while not self._pieces.empty():
                self._pieces.get()

    def log_likelihoods(
        self, messages: Sequence[Message], answers: Sequence[str], exact: int | None = None
    ) -> list[float]:
        return self._run(_log_likelihoods, messages, answers, exact)

    def stop_when(self, stopped: Callable[[], bool] | None) -> None:
        self._stopped = stopped
        self._flag.value = False

    def close(self) -> None:
        """Ends the process, and what it is at."""
        self._flag.value = True
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None

    def _run(self, work: Callable[..., Result], *given: Any) -> Result:
        future = self._submit(work, *given)
        while not wait([future], timeout=_POLL).done:
            self._pass_on()
        return self._result(future)

    def _submit(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        if self._executor is None:
            self._pieces = self._processes.SimpleQueue()
            self._executor = ProcessPoolExecutor(
                1, self._processes, _begin, (self._make, self._flag, self._pieces)
            )
        try:
            return self._executor.submit(work, *given)
        except BrokenProcessPool as error:
            raise self._crashed() from error

    def _pass_on(self) -> None:
        if self._stopped is not None and self._stopped():
            self._flag.value = True

    def _result(self, future: Future[Result]) -> Result:
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise self._crashed() from error

    def _crashed(self) -> ModelCrashed:
        if self._executor is not None:
            self._executor.shutdown()
        self._executor = None
        return ModelCrashed("the model crashed; the next question starts it again")


# What the process itself holds and does.

_here: dict[str, Any] = {}


def _begin(make: Callable[[], Generator], flag: Any, pieces: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the page's to answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here.update(make=make, flag=flag, pieces=pieces)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def _reader() -> Generator:
    # not in _begin: what an executor's initializer raises is printed, and not raised
    if "reader" not in _here:
        flag = _here["flag"]
        reader: Generator = _here["make"]()
        reader.stop_when(lambda: bool(flag.value))
        _here["reader"] = reader
    return _here["reader"]  # type: ignore[no-any-return]


def _describe() -> tuple[str, int]:
    reader = _reader()
    return reader.name, reader.context


def _count(messages: Sequence[Message]) -> int:
    return _reader().count(messages)


def _stream(messages: Sequence[Message], max_tokens: int) -> None:
    for piece in _reader().stream(messages, max_tokens):
        _here["pieces"].put(piece)


def _log_likelihoods(
    messages: Sequence[Message], answers: Sequence[str], exact: int | None
) -> list[float]:
    return _reader().log_likelihoods(messages, answers, exact)
