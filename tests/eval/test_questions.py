from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.questions import Question, check_evidence, hash_of, load_questions
from index.build import build_index
from index.errors import InputError
from index.sources import find_files
from index.store import Store
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder

FOLDER = REPOSITORY / "eval" / "questions"
SHIPPED = ["articles.jsonl", "seeds.jsonl", "seeds_paraphrased.jsonl"]

LINE = {
    "id": "q-1",
    "question": "How much?",
    "type": "number",
    "accepted": ["30%"],
    "evidence": [{"article": "a", "start": 0, "end": 4, "sha256": "x", "fact": 0}],
    "unanswerable": None,
    "split": "dev",
}


def load(tmp_path: Path, *lines: str) -> list[Question]:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return load_questions(path)


def test_line_becomes_a_question(tmp_path):
    (question,) = load(tmp_path, json.dumps(LINE))
    assert (question.id, question.accepted, question.facts) == ("q-1", ("30%",), [0])
    (span,) = question.evidence
    assert (span.article_id, span.span.start, span.span.end, span.sha256) == ("a", 0, 4, "x")


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "3",
        "",
        *(json.dumps({k: v for k, v in LINE.items() if k != left_out}) for left_out in LINE),
        json.dumps({**LINE, "evidence": []}),  # neither proved nor unanswerable
        json.dumps({**LINE, "unanswerable": "absent"}),  # both
        json.dumps({**LINE, "evidence": [{**LINE["evidence"][0], "end": 0}]}),
        json.dumps({**LINE, "evidence": [{"article": "a"}]}),
    ],
)
def test_bad_line_is_named(tmp_path, bad):
    with pytest.raises(InputError, match=r"questions\.jsonl, line 2: no question") as told:
        load(tmp_path, json.dumps(LINE), bad, json.dumps(LINE))
    assert "\n" not in str(told.value)


def test_file_that_holds_or_is_nothing_is_told(tmp_path):
    with pytest.raises(InputError, match=r"no question in .*questions\.jsonl"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"can't read .*none\.jsonl: No such file"):
        load_questions(tmp_path / "none.jsonl")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_questions_are_whole(name):
    questions = load_questions(FOLDER / name)
    assert max(Counter(question.id for question in questions).values()) == 1
    assert max(Counter(question.question for question in questions).values()) == 1
    for question in questions:
        assert question.question == " ".join(question.question.split()) != ""
        assert question.split in ("dev", "test")
        assert question.unanswerable in (None, "absent", "near_miss", "false_premise")
        assert bool(question.evidence) != bool(question.unanswerable)
        assert not (question.unanswerable and question.accepted)
        assert question.facts == list(range(len(question.facts)))
    for split in ("dev", "test"):
        kinds = {bool(q.evidence) for q in questions if q.split == split}
        assert kinds == {True, False}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_questions_hold_offsets_and_no_text(name):
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        for item in json.loads(line)["evidence"]:
            assert set(item) == {"article", "start", "end", "sha256", "fact"}
            assert len(item["sha256"]) == 16
            assert len(item["article"]) == 12


def index(folder: Path, source: Path) -> Store:
    build_index(folder, find_files([str(source)]), FakeEmbedder())
    return Store.open(folder)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return index(tmp_path_factory.mktemp("articles"), REPOSITORY / "articles")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, seeds_dir: Path) -> Store:
    return index(tmp_path_factory.mktemp("seeds"), seeds_dir)


def test_evidence_is_in_the_sample_archive_to_the_letter(articles):
    check_evidence(load_questions(FOLDER / "articles.jsonl"), articles)


@pytest.mark.parametrize("name", SHIPPED[1:])
def test_evidence_is_in_the_crawled_pages_to_the_letter(seeds, name):
    check_evidence(load_questions(FOLDER / name), seeds)


def test_accepted_values_are_in_the_evidence(articles):
    """At least one of the accepted, for each answerable question that has any."""
    from eval.answers import normalised

    for question in load_questions(FOLDER / "articles.jsonl"):
        if (
            question.type in ("number", "money", "percent", "date", "duration")
            and question.accepted
        ):
            quotes = " ".join(
                articles.database.article(item.article_id).text[item.span.start : item.span.end]
                for item in question.evidence
            )
            assert any(normalised(a) in normalised(quotes) for a in question.accepted), question.id


def test_evidence_of_another_archive_is_refused(articles, tmp_path):
    (article, *_) = articles.database.articles()
    right = {"article": article.id, "start": 0, "end": 9, "sha256": hash_of(article.text[:9])}
    for item, good in (
        (right, True),
        ({**right, "end": 10}, False),
        ({**right, "start": 1}, False),
        ({**right, "article": "ffffffffffff"}, False),
    ):
        line = json.dumps({**LINE, "evidence": [{**item, "fact": 0}]})
        if good:
            check_evidence(load(tmp_path, line), articles)
            continue
        with pytest.raises(InputError, match="evidence of q-1 is not in this index") as told:
            check_evidence(load(tmp_path, line), articles)
        assert "--index" in str(told.value)
