"""`dateline ask`: one question for a person, one as JSON, or a batch of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from index.errors import DatelineError, QuestionError, SourceError
from rag.cli.history import read_history, turns_of
from rag.cli.parser import given_settings
from rag.cli.render import render_answer, status_line
from rag.opening import load
from rag.output import error_json, to_json
from rag.pipeline import Pipeline, check_question
from rag.settings import load_settings

ANSWERED, FAILED, BAD_INPUT, ABSTAINED = 0, 1, 2, 3


def run_ask(arguments: argparse.Namespace) -> int:
    settings = load_settings(given_settings(arguments))
    if arguments.batch is not None:
        if arguments.question is not None:
            raise QuestionError("give a question or --batch, not both")
        with _opened(arguments.batch) as lines, status_line("loading models"):
            pipeline = load(settings)
            return _batch(pipeline, lines)
    question = check_question(arguments.question or "")
    history = read_history(Path(arguments.history)) if arguments.history else []
    with status_line("loading models"):
        pipeline = load(settings)
        answer = pipeline.answer(question, history)
    if arguments.json:
        print(json.dumps(to_json(answer), ensure_ascii=False))
    else:
        print(render_answer(answer))
    return ANSWERED if answer.status == "answered" else ABSTAINED


def _batch(pipeline: Pipeline, lines: IO[str]) -> int:
    """One JSON object a line, in order. 2 where a line could not be asked; the others are."""
    status = 0
    for question_id, question, earlier, problem in _questions(lines):
        try:
            if problem:
                raise QuestionError(problem)
            history = turns_of(earlier, "history")
            result = to_json(pipeline.answer(question, history), question_id)
        except DatelineError as error:
            result, status = error_json(str(error), question, question_id), BAD_INPUT
        except Exception as error:  # one question must not cost the others their answers
            message = f"this should not happen ({type(error).__name__}): run `dateline doctor`"
            result, status = error_json(message, question, question_id), FAILED
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return status


def _questions(lines: IO[str]) -> Iterator[tuple[str, str, Any, str | None]]:
    """(id, question, its history, what is wrong or None) of each line that is not blank.

    A plain line gets its number as id.
    """
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text:
            continue
        if not text.startswith("{"):
            yield str(number), text, [], None
            continue
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError):
            yield str(number), text[:200], [], f"line {number} is not JSON"
            continue
        question = fields.get("question")
        stated = fields.get("id")
        question_id = str(number if stated is None else stated)
        if not isinstance(question, str):
            yield question_id, "", [], f'line {number} has no "question"'
        else:
            yield question_id, question, fields.get("history") or [], None


def _opened(name: str) -> IO[str]:
    if name == "-":
        # Its own handle, so that closing it leaves standard input alone.
        return open(sys.stdin.fileno(), encoding="utf-8-sig", errors="replace", closefd=False)
    try:
        return Path(name).open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise SourceError(f"can't read {name}: {error.strerror}") from error
