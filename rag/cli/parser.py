"""The command line: which commands there are, and what each takes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

_STATUS = "exit status: 0 answered, 3 not in the articles, 2 bad usage or input, 1 failure"

# Commands of other parts of the project, found by their entry point (see pyproject.toml).
_OUTSIDE = {
    "app": "open the chat page in a browser",
    "eval": "measure retrieval and answers on questions with known answers",
}


def _run(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """A command that imports its module when it is run."""

    def run(arguments: argparse.Namespace) -> int:
        return int(getattr(import_module(module), function)(arguments))

    return run


def _outside(name: str, rest: list[str]) -> Callable[[argparse.Namespace], int]:
    def run(_: argparse.Namespace) -> int:
        from importlib.metadata import entry_points

        from index.errors import SettingsError

        found = [e for e in entry_points(group="dateline.commands") if e.name == name]
        if not found:
            raise SettingsError(f"`dateline {name}` is not installed: run `make setup`")
        try:
            command = found[0].load()
        except ModuleNotFoundError as error:
            raise SettingsError(
                f"`dateline {name}` needs {error.name}, which is not installed: run `make setup`"
            ) from error
        return int(command(rest))

    return run


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, with `run` set to the command. Exits with 2 on bad usage, as argparse does."""
    if argv and argv[0] in _OUTSIDE:
        return argparse.Namespace(run=_outside(argv[0], list(argv[1:])))
    return _parser().parse_args(argv)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        """One line, as for every other error, and not the whole usage."""
        print(f"dateline: {message}; see `{self.prog} --help`", file=sys.stderr)
        self.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dateline",
        description="Answers questions from your own archive of news articles, offline, with the"
        " sentence that proves each answer.",
        epilog=_STATUS,
    )
    parser.add_argument("--version", action="version", version=_Version())
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, module: str, help: str, **more: Any) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help, **more)
        sub.set_defaults(run=_run(f"rag.cli.{module}", f"run_{name}"))
        return sub

    index = command("index", "archive", "index articles: files, folders, globs or addresses")
    index.add_argument(
        "paths", nargs="*", metavar="PATH", help=".txt .md .html .pdf .jsonl, or a folder"
    )
    index.add_argument(
        "--url", action="append", default=[], help="fetch this page (uses the network)"
    )
    index.add_argument(
        "--rebuild", action="store_true", help="begin anew, whatever the index holds"
    )
    _settings(index, "index", "embedder", "chunk_size", "chunk_overlap")

    ask = command("ask", "ask", "ask a question", epilog=_STATUS)
    ask.add_argument("question", nargs="?", help="the question, in quotation marks")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--batch", metavar="FILE", help="one question a line (- for standard input)")
    ask.add_argument(
        "--history", metavar="FILE", help="what was asked before: lines that `ask --json` printed"
    )
    chat = command("chat", "chat", "ask one question after another; a later one may lean on it")
    chat.add_argument("--json", action="store_true", help="print one JSON object an answer")
    for asking in (ask, chat):
        _settings(
            asking, "index", "top_k", "sentences", "source", "since", "until", "model", "adapter",
            "reader", "wrong_cost", "threshold", "threads", "gpu_layers",
        )  # fmt: skip

    show = command("show", "archive", "show one article: its metadata and clean text")
    show.add_argument("article", help="an id of `dateline list`, or how it begins")
    for name, help in (
        ("list", "list the articles"),
        ("stats", "count what the index holds"),
    ):
        _settings(_json(command(name, "archive", help)), "index", "source", "since", "until")
    _settings(_json(show), "index")
    remove = command("remove", "archive", "take articles out of the index (their files stay)")
    remove.add_argument("articles", nargs="+", metavar="ARTICLE")
    _settings(remove, "index", "embedder")

    models = command("models", "models", "list the models, or fetch them: `dateline models get`")
    models.add_argument("action", nargs="?", choices=["list", "get"], default="list")
    models.add_argument(
        "names", nargs="*", metavar="NAME", help="default: the three default models"
    )
    models.add_argument("--force", action="store_true", help="fetch again what is there")
    _settings(models, "models_dir")

    doctor = command("doctor", "doctor", "check models, index, build and memory; say what to do")
    _settings(doctor, "index", "model", "models_dir")
    for name, help in _OUTSIDE.items():
        commands.add_parser(name, help=help)
    return parser


class _Version(str):
    """The version, looked up only when it is printed."""

    def __mod__(self, _: Any) -> str:
        from importlib.metadata import version

        return f"dateline {version('dateline')}"

    def __contains__(self, _: Any) -> bool:
        return True  # so that argparse formats it


_HELP = {
    "index": ("DIR", "folder of the index (default .dateline/index)"),
    "models_dir": ("DIR", "folder of the models"),
    "model": ("NAME|PATH", "reader: a name of `dateline models`, or any GGUF"),
    "embedder": ("NAME", "embedding model"),
    "adapter": ("PATH", "LoRA adapter (GGUF) for the reader"),
    "top_k": ("N", "chunks that evidence is taken from (default 12)"),
    "sentences": ("N", "sentences that the model is shown (default 8)"),
    "reader": ("HOW", "extract, compose or sentence (default: as the model's entry says)"),
    "wrong_cost": ("N", "how many refusals a wrong answer is as bad as (default 1)"),
    "source": ("NAME", "only articles of this source"),
    "since": ("DATE", "only articles published on or after YYYY-MM-DD"),
    "until": ("DATE", "only articles published on or before YYYY-MM-DD"),
    "threshold": ("P", "confidence under which no answer is given (default: from wrong_cost)"),
    "threads": ("N", "threads of the reader (default: one a core)"),
    "gpu_layers": ("N", "layers of the reader on a GPU (-1: all)"),
    "chunk_size": ("N", "tokens of a chunk, at most (default 200)"),
    "chunk_overlap": ("N", "tokens that neighbouring chunks may share (default 48)"),
}


def _settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """Options that stand for settings. Left out, the variable, dateline.toml or default counts."""
    group = parser.add_argument_group("settings (also DATELINE_NAME, or name = … in dateline.toml)")
    for name in names:
        metavar, help = _HELP[name]
        group.add_argument(
            "--" + name.replace("_", "-"), dest=f"setting_{name}", metavar=metavar, help=help
        )


def _json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def given_settings(arguments: argparse.Namespace) -> dict[str, str]:
    """The settings that stand on the command line, by name."""
    prefix = "setting_"
    return {
        key[len(prefix) :]: value
        for key, value in vars(arguments).items()
        if key.startswith(prefix) and value is not None
    }
