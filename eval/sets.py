"""What is named on the command line → a task.

articles                  a question file of eval/questions, on the sample archive
seeds@FOLDER              a question file of eval/questions, on the articles of a folder
my/questions.jsonl@FOLDER any question file of this form
squad:PATH                a public set, in one of the forms of eval/formats
"""

from __future__ import annotations

from pathlib import Path

from eval.formats import NAMES as FORMATS
from eval.formats import load
from eval.questions import load_questions
from eval.tasks import Task
from index.errors import InputError

QUESTIONS = Path(__file__).parent / "questions"
SAMPLE = Path(__file__).parents[1] / "articles"
# The articles of the other sets can't be shipped.
_SHIPPED = ("gazette", "dispatches")
_AT_HOME = {"articles": SAMPLE, **{name: Path(__file__).with_name(name) for name in _SHIPPED}}


def known_sets() -> list[str]:
    return sorted(path.stem for path in QUESTIONS.glob("*.jsonl"))


def read_set(given: str) -> Task:
    """Raises InputError for an unknown name, a file that is not there, or one in another form."""
    form, colon, path = given.partition(":")
    if colon and form in FORMATS:
        return load(form, Path(path).expanduser())
    name, _, folder = given.partition("@")
    file = QUESTIONS / f"{name}.jsonl"
    if not file.is_file():
        file = Path(name).expanduser()
        if not file.is_file():
            raise InputError(
                f"no set {name!r}: give one of {', '.join(known_sets())}, the path of a question"
                f" file, or FORMAT:PATH with one of {', '.join(FORMATS)}"
            )
    articles = Path(folder).expanduser() if folder else _AT_HOME.get(file.stem)
    if articles is None:
        raise InputError(f"say where the articles of {name} are: {name}@FOLDER")
    if not articles.exists():
        raise InputError(f"no such folder: {articles}")
    return Task(file.stem, tuple(load_questions(file)), articles=articles)
