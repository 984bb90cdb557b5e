"""`dateline eval`: measure answers on questions with known answers, compare, sweep, report.

dateline eval                                     the sample archive's questions
dateline eval seeds@FOLDER --split dev --set top_k=4
dateline eval squad:dev-v2.0.json --limit 200
dateline eval articles --system dateline --system plain
dateline eval sweep FILE.toml
dateline eval compare A.json B.json
dateline eval report RESULT.json … --out report.html
dateline eval calibrate SET …                     fit rag/confidence.toml on the dev questions
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.corpus import Corpus, open_corpus
from eval.measures.answers import answer_scores
from eval.parts import Parts
from eval.questions import TYPES, Question
from eval.records import Response, Result, Selection, load_result
from eval.runner import Job, finish, run, select
from eval.sets import known_sets, read_set
from eval.sweep import load_sweep
from eval.systems import NAMES, check_installed, system
from eval.tasks import Task, narrowed
from index.errors import DatelineError, InputError
from rag.settings import Settings, load_settings

WORK = Path(".dateline/eval")


def main(argv: Sequence[str]) -> int:
    commands = {
        "sweep": _sweep, "compare": _compare, "report": _report, "calibrate": _calibrate,
    }  # fmt: skip
    try:
        if argv and argv[0] in commands:
            return commands[argv[0]](argv[1:])
        return _run(argv)
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("\ndateline: stopped; the same command goes on from here", file=sys.stderr)
        return 130


class _Parser(argparse.ArgumentParser):
    def __init__(self, name: str, description: str, **rest: Any) -> None:
        formatter = argparse.RawDescriptionHelpFormatter
        super().__init__(
            prog=f"dateline eval{name}", description=description, formatter_class=formatter, **rest
        )

    def error(self, message: str) -> Any:
        print(f"dateline: {message}; see `{self.prog} --help`", file=sys.stderr)
        self.exit(2)


def _run(argv: Sequence[str]) -> int:
    parser = _Parser("", __doc__ or "", epilog=f"sets: {', '.join(known_sets())}")
    parser.add_argument("sets", nargs="*", metavar="SET", help="default: articles")
    parser.add_argument("--system", action="append", choices=NAMES, help="may be repeated")
    parser.add_argument("--split", choices=["dev", "test"], help="default: both")
    parser.add_argument("--types", help="only these, with commas: " + ", ".join(TYPES))
    parser.add_argument("--limit", type=_count, metavar="N", help="a fixed sample of N questions")
    _common(parser)
    parser.add_argument(
        "--floors", type=Path, metavar="FILE", help="fail where a figure is under its floor"
    )
    parser.add_argument("--listing", type=Path, help=argparse.SUPPRESS)  # see eval/alone.py
    given = parser.parse_args(argv)
    sets, systems = given.sets or ["articles"], given.system or ["dateline"]
    selection = Selection(split=given.split, types=_types(given.types), limit=given.limit)
    settings = _settings(given.set)
    for name in systems:
        check_installed(name)
    tasks = _tasks(sets, selection)
    floors = _floors(given.floors, [task.name for task in tasks])
    if len(systems) > 1:
        for task in tasks:  # indexed here, so that it is on no system's account
            _corpus(task, settings, Parts(), given.work).store.close()
        paths = [path for name in systems for path in _in_its_own_process(name, sets, given)]
    else:
        chosen, parts = system(systems[0]), Parts()
        paths = [
            run(
                Job(chosen, _corpus(task, settings, parts, given.work), settings, selection, parts),
                given.work / "results", _Progress(f"{task.name} {chosen.name}"), given.fresh,
            )
            for task in tasks
        ]  # fmt: skip
    if given.listing:
        given.listing.write_text("".join(f"{path}\n" for path in paths), "utf-8")
        return 0
    return _show(paths, given.work, floors)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="any setting"
    )
    parser.add_argument("--work", type=Path, default=WORK, metavar="FOLDER",
                        help=f"for indexes and results (default {WORK})")  # fmt: skip
    parser.add_argument(
        "--fresh", action="store_true", help="begin anew, whatever an interrupted run has"
    )


def _in_its_own_process(name: str, sets: Sequence[str], given: argparse.Namespace) -> list[Path]:
    """The results of one system: apart, so that its peak memory is its own."""
    listing = given.work / f"paths-{name}.txt"
    listing.unlink(missing_ok=True)
    command = [sys.executable, "-m", "eval.alone", str(listing), *sets, "--system", name]
    for option in ("split", "types", "limit", "work"):
        if (value := getattr(given, option)) is not None:
            command += [f"--{option}", str(value)]
    command += [part for pair in given.set for part in ("--set", pair)]
    command += ["--fresh"] if given.fresh else []
    if subprocess.run(command, check=False).returncode not in (0, 1) or not listing.is_file():
        raise InputError(f"system {name} came to no result (see above)")
    paths = [Path(line) for line in listing.read_text("utf-8").splitlines()]
    listing.unlink()
    return paths


def _sweep(argv: Sequence[str]) -> int:
    parser = _Parser(" sweep", "a table of settings over one set of questions (see eval/sweep.py)")
    parser.add_argument("file", type=Path, metavar="FILE.toml")
    _common(parser)
    given = parser.parse_args(argv)
    sweep = load_sweep(given.file)
    rows = {name: _settings(given.set, row) for name, row in sweep.rows().items()}
    tasks = _tasks(sweep.sets, sweep.selection)
    chosen, parts = system("dateline"), Parts()
    paths = []
    for name, settings in rows.items():
        for task in tasks:
            corpus = _corpus(task, settings, parts, given.work)
            job = Job(chosen, corpus, settings, sweep.selection, parts, label=name)
            paths.append(
                run(job, given.work / "sweeps", _Progress(f"{task.name} {name}"), given.fresh)
            )
    return _show(paths, given.work, [])


def _compare(argv: Sequence[str]) -> int:
    from eval.compare import compare
    from eval.tables import of_comparison

    parser = _Parser(
        " compare", "two results, paired; exit status 1 where B is significantly worse (cost aside)"
    )
    parser.add_argument("a", type=Path, metavar="A.json")
    parser.add_argument("b", type=Path, metavar="B.json")
    given = parser.parse_args(argv)
    before, after = load_result(given.a), load_result(given.b)
    comparison = compare(before, after)
    print(of_comparison(comparison, before, after))
    if comparison.worse:
        names = ", ".join(difference.figure.name for difference in comparison.worse)
        print(f"\nsignificantly worse: {names}")
        return 1
    return 0


def _report(argv: Sequence[str]) -> int:
    parser = _Parser(" report", "one HTML page on one or more results, and their table")
    parser.add_argument("results", type=Path, nargs="+", metavar="RESULT.json")
    parser.add_argument("--out", type=Path, default=WORK / "report.html", metavar="FILE.html")
    given = parser.parse_args(argv)
    _write_report([load_result(path) for path in given.results], given.out)
    return 0


def _calibrate(argv: Sequence[str]) -> int:
    from eval import calibrate
    from rag.confidence import FILE, UNEXAMINED

    parser = _Parser(" calibrate", calibrate.__doc__ or "")
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--out", type=Path, help=f"default {FILE}, or {UNEXAMINED.name} beside it")
    _common(parser)
    given = parser.parse_args(argv)
    settings, parts = _settings(given.set), Parts()
    tasks = _tasks(given.sets, Selection(split="dev", types=(), limit=None))
    corpora = [_corpus(task, settings, parts, given.work) for task in tasks]
    signals, right = calibrate.collect(corpora, settings, parts)
    try:
        fitted = calibrate.fit(signals, right)
    except ValueError as error:
        raise InputError(f"nothing to fit: {error}") from error
    about = (
        f"Made by `dateline eval calibrate {' '.join(task.name for task in tasks)}` from"
        f" {fitted.questions} development\nquestions, of which {fitted.right} were answered rightly."
        f" Cross-validated: AUC {fitted.auc:.3f}, log loss\n{fitted.log_loss:.3f}."
        " The signals are told in rag/signals.py and rag/terms.py. Confidence is\n"
        "1 / (1 + exp(-(bias + sum of weight * (signal - mean) / scale)))."
    )
    out = given.out or (UNEXAMINED if settings.examiner_file is None else FILE)
    out.write_text(fitted.as_toml(about), "utf-8")
    print(f"{out}: {fitted.questions} questions, {fitted.right} right; cross-validated AUC"
          f" {fitted.auc:.3f}, log loss {fitted.log_loss:.3f}")  # fmt: skip
    return 0


def _show(paths: Sequence[Path], work: Path, floors: list[Any]) -> int:
    from eval.floors import check
    from eval.tables import of_result

    finish(paths)
    results = [load_result(path) for path in paths]
    if len(results) == 1:
        print(of_result(results[0]))
    _write_report(results, work / "report.html")
    for path in paths:
        print(f"result: {path}")
    if not floors:
        return 0
    broken, seen = check(floors, results)
    print("\n".join([*broken, f"floors: {seen - len(broken)} of {seen} kept"]))
    return 1 if broken else 0


def _write_report(results: Sequence[Result], path: Path) -> None:
    from eval.report import render
    from eval.tables import side_by_side

    if len(results) > 1:
        results = sorted(results, key=lambda result: result.task)  # systems of one set together
        present = {question.split for result in results for question in result.questions}
        for split in [*sorted(present), *(["all"] if len(present) > 1 else [])]:
            print(f"\n{split}\n\n{side_by_side(results, split)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(results), "utf-8")
    print(f"\nreport: {path}")


def _tasks(sets: Sequence[str], selection: Selection) -> list[Task]:
    """All of them are read before the first is asked."""
    tasks = [read_set(name) for name in sets]
    return [narrowed(task, select(task.questions, selection)) for task in tasks]


def _corpus(task: Task, settings: Settings, parts: Parts, work: Path) -> Corpus:
    from tqdm import tqdm

    with tqdm(desc=f"{task.name}: indexing", unit="chunk", leave=False, disable=None) as bar:

        def tell(stage: str, done: int, total: int) -> None:
            bar.total, bar.n = total, done
            bar.set_description(f"{task.name}: {stage}")

        return open_corpus(task, settings, parts.embedder(settings), work, tell)


class _Progress:
    """A bar with the running share of correct answers."""

    def __init__(self, title: str) -> None:
        self._title, self._correct, self._judged = title, 0.0, 0
        self._bar: Any = None

    def __call__(self, number: int, total: int, question: Question, response: Response) -> None:
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(total=total, desc=self._title, unit="question", file=sys.stderr)
        correct = answer_scores(question, response)["correct"]
        if correct is not None:
            self._correct, self._judged = self._correct + correct, self._judged + 1
            self._bar.set_postfix_str(f"{self._correct / self._judged:.2f} correct", refresh=False)
        self._bar.update()
        if number == total:
            self._bar.close()


def _settings(pairs: Sequence[str], row: dict[str, Any] | None = None) -> Settings:
    """Raises SettingsError for an unknown setting or a bad value."""
    given = dict(row or {})
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"--set {pair}: write KEY=VALUE, as in --set top_k=4")
        if key.strip() == "index":
            raise InputError("--set index: the harness makes an index of each set by itself")
        given[key.strip().replace("-", "_")] = value.strip()
    return load_settings(given)


def _types(text: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (text or "").split(",") if name.strip())
    unknown = [name for name in names if name not in TYPES]
    if unknown:
        raise InputError(f"no question type {unknown[0]!r} (known: {', '.join(TYPES)})")
    return names


def _floors(path: Path | None, tasks: Sequence[str]) -> list[Any]:
    """Those for these sets. Raises InputError where there are none, before anything is asked."""
    if path is None:
        return []
    from eval.floors import load_floors

    floors = load_floors(path)
    others = sorted({floor.set for floor in floors} - set(tasks))
    if others:
        print(f"floors for other sets are passed over: {', '.join(others)}", file=sys.stderr)
    own = [floor for floor in floors if floor.set in tasks]
    if not own:
        raise InputError(f"{path} has no floor for {', '.join(tasks)}")
    return own


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number of at least 1")
    return int(text)
