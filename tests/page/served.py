"""A page over a pipeline, served on this machine for as long as a test needs it; and an MCP client of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import app
from rag.pipeline import Pipeline


@contextmanager
def served(over: Pipeline, **options: Any) -> Iterator[str]:
    """Its address. `options` are those of `app.serve`."""
    page = app.build_page(over)
    try:
        app.serve(page, free_port(), **options)
        yield page.local_url
    finally:
        page.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def over_mcp(address: str, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The tools that an MCP client is told of, and the results of its calls."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def talk() -> tuple[list[Any], list[Any]]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            return tools, [await session.call_tool(*call) for call in calls]

    # on a thread of its own: a browser that is open keeps an event loop running on this one
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asyncio.wait_for(talk(), 60))).result()
