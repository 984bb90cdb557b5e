from __future__ import annotations

import pytest

from eval.questions import Question
from models.train import archives
from models.train.across import Across, load, row

UNSEEN = archives.unseen(archives.load())


@pytest.mark.parametrize("archive", UNSEEN, ids=lambda archive: archive.name)
def test_every_question_is_one_that_the_harness_reads(archive):
    found = load(archive)
    assert len(found) == 36
    for number, one in enumerate(found):
        asked = Question.model_validate(row(one, f"{archive.name}-{number}"))
        assert asked.type == "two_articles"
        assert bool(asked.unanswerable) is (one.answer is None) is (one.why is not None)


def test_items_may_be_written_in_several_ways():
    one = Across(
        q="What was planned, and what came of it?",
        kind="two_parts",
        articles=("a", "b"),
        quotes=("x", "y"),
        answer=("£850,000 in all", "Ada Lund"),
    )
    accepted = Question.model_validate(row(one, "a-1")).accepted
    assert any(gold.is_exactly("£850,000; Ada Lund") for gold in accepted)
    assert not any(gold.is_exactly("Ada Lund; £85,000") for gold in accepted)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("articles: [no-such-one, b]", "no article no-such-one"),
        ("quotes: [nowhere at all, b]", "quote is not in"),
        ("quotes: [b]", "as many quotes"),
        ("kind: riddle", "Input should be"),
    ],
)
def test_fault_is_named(tmp_path, given, fault):
    archive = UNSEEN[0]
    first, second = list(archive.articles)[:2]
    key = given.partition(":")[0]
    rows = {
        "articles": f"articles: [{first}, {second}]",
        "quotes": "quotes: ['e', 'e']",
        "kind": "kind: both",
        key: given,
    }
    text = "- q: Who?\n  answer: [Ada]\n" + "".join(f"  {line}\n" for line in rows.values())
    folder = tmp_path / archive.name
    folder.mkdir()
    (folder / "across.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"question 1: .*{fault}"):
        load(archive, tmp_path)


def test_archive_without_such_questions(tmp_path):
    assert load(UNSEEN[0], tmp_path) == []
