"""The program as a person runs it, with the real default models: archive in, proven answers out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from index.store import Store
from rag.opening import load
from rag.pipeline import Pipeline
from rag.records import Answer
from rag.settings import Settings
from tests.conftest import REPOSITORY
from tests.offline import guarded, offences

pytestmark = pytest.mark.models

DEMO = "When does the truce struck in May lapse?"
OFF_TOPIC = "How long should sourdough bread dough rest before baking?"


@dataclass(frozen=True)
class Archive:
    """An index that `dateline index` made in a process without a network."""

    folder: Path
    models_dir: Path
    made: subprocess.CompletedProcess[str]

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return dateline(self.folder, self.models_dir, *arguments, "--index", str(self.index))


def dateline(folder: Path, models_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from rag.cli import main; sys.exit(main())"
    # One thread: two of llama.cpp's wait for each other on a machine that is busy with more.
    environment = {
        **guarded(folder), "DATELINE_MODELS_DIR": str(models_dir), "DATELINE_THREADS": "1"
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def make(folder: Path, models_dir: Path, source: Path) -> Archive:
    index = str(folder / "index")
    return Archive(
        folder, models_dir, dateline(folder, models_dir, "index", "--index", index, str(source))
    )


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Archive:
    return make(tmp_path_factory.mktemp("articles"), models_dir, REPOSITORY / "articles")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, models_dir: Path, seeds_dir: Path) -> Archive:
    return make(tmp_path_factory.mktemp("seeds"), models_dir, seeds_dir)


@pytest.fixture(scope="module")
def ready(articles: Archive) -> Iterator[Pipeline]:
    pipeline = load(Settings(index=articles.index, models_dir=articles.models_dir, threads=1))
    yield pipeline
    pipeline.store.close()


def check(answer: Answer, store: Store) -> None:
    """What holds of every answer, right or wrong."""
    for item in (*answer.citations, *answer.evidence):
        article = store.database.article(item.article_id)
        assert article is not None
        assert item.quote == article.text[item.start : item.end]
        assert (item.title, item.source) == (article.title, article.source)
    assert {c.quote for c in answer.citations} <= {e.quote for e in answer.evidence}
    marked = {c.quote[slice(*c.value)] for c in answer.citations if c.value}
    assert set(answer.values) <= marked  # every value is in a quote, whole
    assert (answer.status == "answered") == bool(answer.citations)


@pytest.mark.parametrize(
    ("question", "file", "value"),
    [
        (DEMO, "2025-07-29-stockholm-talks.txt", "August 12"),
        ("How many tourists a day may enter Shipki La?", "2025-06-10-governor-and-border-pass.jsonl",
         "210"),
        ("When did Beijing obtain the property at Royal Mint Court?", "2025-06-09-london-embassy.html",
         "2018"),
        ("How far did Chinese imports fall?", "2025-06-09-oecd-china-trade.md",
         "3.4%"),
        ("By when must Britain settle its own tariff deal with the US?",
         "2025-06-09-london-embassy.html", "July 9"),
        ("Who owns TikTok?", "2025-07-29-beyond-tariffs.md", "ByteDance"),
    ],
)  # fmt: skip
def test_sample_archive_answers_from_the_right_article(ready, question, file, value):
    answer = ready.answer(question)
    check(answer, ready.store)
    assert answer.status == "answered"
    database = ready.store.database
    wanted = database.articles_of(str(REPOSITORY / "articles" / file))
    assert answer.citations[0].article_id in wanted
    assert answer.short in (value, None)  # a sentence may stand for the value, another value not


@pytest.mark.parametrize("question", [OFF_TOPIC, "Which galaxy is nearest to the Milky Way?"])
def test_question_from_another_world_is_not_answered(ready, question):
    answer = ready.answer(question)
    check(answer, ready.store)
    assert (answer.status, answer.text) == ("abstained", "Not in these articles.")


def test_filter_of_source_and_date_holds(articles, ready):
    only = Settings(index=articles.index, source="sample desk", since="2025-07-01").filter(
        ready.store
    )
    answer = replace(ready, only=only).answer("How will the trade deficit with China change?")
    check(answer, ready.store)
    for item in answer.evidence:
        assert item.source == "Dateline Sample Desk"
        assert (item.published or "") >= "2025-07-01"


@pytest.mark.parametrize(
    ("question", "page"),
    [("How many tourists a day may visit Shipki La?", "002"),
     ("What date is the deadline for extending the truce?", "001")],
)  # fmt: skip
def test_crawled_pages_answer_from_the_right_page(seeds, seeds_dir, ready, question, page):
    store = Store.open(seeds.index, ready.embedder.identity)
    answer = replace(ready, store=store).answer(question)
    check(answer, store)
    (file,) = seeds_dir.glob(f"{page}_*")
    assert answer.citations[0].article_id in store.database.articles_of(str(file.resolve()))
    store.close()


def test_indexing_is_quiet_and_asks_no_network(articles):
    assert articles.made.returncode == 0
    assert articles.made.stderr == ""
    assert articles.made.stdout.startswith("15 articles in ")
    assert articles.made.stdout.count("\n") == 1
    assert offences(articles.folder) == []


def test_asking_is_quiet_prints_one_line_of_json_and_asks_no_network(articles):
    done = articles.run("ask", "--json", DEMO)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    record: dict[str, Any] = json.loads(line)
    form = json.loads((REPOSITORY / "docs" / "answer.schema.json").read_text("utf-8"))
    Draft202012Validator(form).validate(record)
    assert (record["status"], record["question"]) == ("answered", DEMO)
    assert offences(articles.folder) == []


def test_guard_sees_sockets(tmp_path):
    """The two tests above would fail if the network were asked."""
    for code in (
        "import socket; socket.socket().connect(('192.0.2.1', 80))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 80))",
        "import urllib.request; urllib.request.urlopen('http://example.org/')",
        "import socket; socket.create_connection(('example.org', 80))",
        "import socket; socket.getaddrinfo('example.org', 80)",
    ):
        environment = guarded(tmp_path)
        done = subprocess.run([sys.executable, "-c", code], env=environment, stderr=-1, check=False)
        assert done.returncode == 1 and b"a test forbids the network" in done.stderr
    assert len(offences(tmp_path)) == 5
