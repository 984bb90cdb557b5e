"""`dateline chat`: a conversation in the terminal; a question may lean on the ones before it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from index.errors import DatelineError
from rag.cli.parser import given_settings
from rag.cli.render import render_answer, status_line
from rag.conversation import turn_of
from rag.opening import load
from rag.output import to_json
from rag.records import Turn
from rag.settings import load_settings

PROMPT = "> "
KEPT = 8  # turns
HELP = "Ask a question; /new forgets what was said, /quit (or Ctrl-D) ends."


def run_chat(arguments: argparse.Namespace) -> int:
    settings = load_settings(given_settings(arguments))
    with status_line("loading models"):
        pipeline = load(settings)
    if sys.stdin.isatty():
        print(HELP)
    turns: list[Turn] = []
    for line in _lines():
        if line in ("/quit", "/exit"):
            break
        if line == "/new":
            turns.clear()
            continue
        if line.startswith("/"):
            print(HELP)
            continue
        try:
            answer = pipeline.answer(line, turns)
        except DatelineError as error:  # one bad question does not end the conversation
            print(f"dateline: {error}", file=sys.stderr)
            continue
        if arguments.json:
            print(json.dumps(to_json(answer), ensure_ascii=False), flush=True)
        else:
            print(render_answer(answer) + "\n", flush=True)
        turns = [*turns, turn_of(answer)][-KEPT:]
    return 0


def _lines() -> Iterator[str]:
    """What is typed, line by line, to the end of input."""
    while True:
        try:
            line = input(PROMPT if sys.stdin.isatty() else "")
        except EOFError:
            return
        except UnicodeDecodeError:
            print("dateline: that line is not UTF-8 text", file=sys.stderr)
            continue
        if line.strip():
            yield " ".join(line.split())
