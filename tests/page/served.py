"""A page over a pipeline, served on this machine for as long as a test needs it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import app
from rag.pipeline import Pipeline


@contextmanager
def served(over: Pipeline, **options: Any) -> Iterator[str]:
    """Its address. `options` are those of `app.serve`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = app.build_page(over)
    try:
        app.serve(page, port, **options)
        yield page.local_url
    finally:
        page.close()
