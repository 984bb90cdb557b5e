"""`dateline eval`: retrieval, answers or documents, on questions with known answers.

dateline eval retrieval eval/questions/articles.jsonl
dateline eval answers eval/questions/articles.jsonl --split dev
dateline eval documents QUESTIONS.json --index DIR
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from index.embedding import Embedder
from index.errors import DatelineError, InputError
from index.store import Store
from rag.pipeline import find_passages, load
from rag.records import Passage
from rag.registry import embedder_folder
from rag.retrieval import RetrievalSettings, retrieve
from rag.settings import Settings, load_settings

Search = Callable[[str], Sequence[Passage]]

_WAYS = {
    "reranked": RetrievalSettings(),  # what `ask` does
    "hybrid": RetrievalSettings(),
    "dense": RetrievalSettings(lexical=False),
    "lexical": RetrievalSettings(dense=False),
}


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="dateline eval", description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["retrieval", "answers", "documents"])
    parser.add_argument("questions", type=Path, help="a question file (see eval/questions.py)")
    parser.add_argument("--index", help="index of the articles that the questions are on")
    parser.add_argument("--split", choices=["dev", "test"], help="default: both, each on its line")
    parser.add_argument("--model", help="reader")
    parser.add_argument("--verbose", action="store_true", help="print every question's outcome")
    arguments = parser.parse_args(argv)
    given = {key: getattr(arguments, key) for key in ("index", "model") if getattr(arguments, key)}
    try:
        settings = load_settings(given)
        return int(
            {"retrieval": _retrieval, "answers": _answers, "documents": _documents}[arguments.what](
                arguments, settings
            )
        )
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return error.exit_status


def _retrieval(arguments: argparse.Namespace, settings: Settings) -> int:
    from eval.questions import check_evidence, load_questions
    from eval.retrieval import measure

    questions = load_questions(arguments.questions)
    embedder, store = _open(settings)
    check_evidence(questions, store)
    for way in _WAYS:
        search = _search(store, embedder, way)
        for split, chosen in _splits(questions, arguments.split):
            count = sum(bool(question.evidence) for question in chosen)
            _line(way, split, count, measure(chosen, search))
    return 0


def _answers(arguments: argparse.Namespace, settings: Settings) -> int:
    from eval.answers import Judged, shares
    from eval.questions import check_evidence, load_questions

    questions = load_questions(arguments.questions)
    pipeline = load(settings)
    check_evidence(questions, pipeline.store)
    for split, chosen in _splits(questions, arguments.split):
        judged, times = [], []
        for question in chosen:
            started = time.perf_counter()
            judged.append(Judged(question, pipeline.answer(question.question)))
            times.append(time.perf_counter() - started)
            if arguments.verbose:
                answer = judged[-1].answer
                said = answer.short or (answer.citations and f"“{answer.citations[0].quote}”")
                print(
                    f"{judged[-1].outcome:<13}{question.id}  {question.question}  →  {said or '-'}"
                )
        median = sorted(times)[len(times) // 2]
        _line("answers", split, len(chosen), {**shares(judged), "seconds": median})
    return 0


def _documents(arguments: argparse.Namespace, settings: Settings) -> int:
    from eval.retrieval import document_recall

    try:
        rows = json.loads(arguments.questions.read_text("utf-8"))
        questions = [(row["question"], unquote(row["document"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{arguments.questions} is no JSON list of question and document"
        ) from error
    embedder, store = _open(settings)
    for way in _WAYS:
        _line(
            way,
            "all",
            len(questions),
            document_recall(questions, store, _search(store, embedder, way, 20)),
        )
    return 0


def _open(settings: Settings) -> tuple[Embedder, Store]:
    embedder = Embedder(embedder_folder(settings.embedder, settings.models_dir))
    return embedder, Store.open(settings.index, embedder.identity)


def _search(store: Store, embedder: Embedder, way: str, k: int = 10) -> Search:
    def search(question: str) -> list[Passage]:
        if way == "reranked":
            return find_passages(store, embedder, question, k)[0]
        return retrieve(store, question, embedder.encode([question])[0], k, settings=_WAYS[way])

    return search


def _splits(questions: list[Any], only: str | None) -> list[tuple[str, list[Any]]]:
    names = [only] if only else ["dev", "test", "all"]
    split = [(name, [q for q in questions if name in ("all", q.split)]) for name in names]
    return [(name, chosen) for name, chosen in split if chosen]


def _line(what: str, split: str, count: int, figures: Mapping[str, float | None]) -> None:
    shown = "  ".join(
        f"{name} {'n/a' if value is None else format(value, '.3f')}"
        for name, value in figures.items()
    )
    print(f"{what:<8} {split:<5} {count:>4} questions  {shown}", flush=True)
