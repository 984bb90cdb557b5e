from __future__ import annotations

import json

from rag.cli.history import read_history
from rag.page.conversation import Exchange, as_json, as_markdown, citation_text, turns_of
from rag.records import Answer, Citation, Turn

QUOTE = "The *bridge*\n cost $295 million."


def proof(n: int = 1, url: str | None = "https://example.org/bridge") -> Citation:
    return Citation(n, "a1b2c3d4e5f6", "Bridge", "Post", "2025-03-04", url, 0, 31, QUOTE)


COST = Answer("What did it cost?", "answered", "$295 million [1]", "$295 million", (proof(),))
REFUSED = Answer("Who paid?", "abstained", "Not in these articles.")
TALK = [
    Exchange("What did it cost?", COST),
    Exchange("?", error="the question is empty"),
    Exchange("Who paid?", REFUSED),
]


def test_next_question_leans_on_the_last_answers():
    assert turns_of(TALK) == [
        Turn("What did it cost?", "$295 million"),
        Turn("Who paid?", "Not in these articles."),
    ]
    assert len(turns_of(TALK * 5)) == 3  # of the last four exchanges


def test_lines_are_what_history_reads(tmp_path):
    lines = as_json(TALK)  # with one that failed, and is no turn
    (path := tmp_path / "talk.jsonl").write_text(lines, encoding="utf-8")
    assert read_history(path) == turns_of(TALK)


def test_lines_keep_what_failed():
    rows = [json.loads(line) for line in as_json(TALK).splitlines()]
    assert [row["status"] for row in rows] == ["answered", "error", "abstained"]
    assert rows[1]["question"] == "?" and rows[1]["error"] == "the question is empty"
    assert rows[0]["citations"][0]["url"] == "https://example.org/bridge"


def test_markdown_holds_questions_answers_quotes_and_links():
    assert as_markdown(TALK[:2]) == (
        "## What did it cost?\n\n"
        "\\$295 million \\[1\\]\n\n"
        "> The \\*bridge\\* cost \\$295 million.\n"
        ">\n"
        "> \\[1\\] Bridge, Post, 4 March 2025 <https://example.org/bridge>\n\n"
        "Confidence 0.00, \n"
        "\n## ?\n\nthe question is empty\n"
    )


def test_markdown_links_to_nothing_but_the_web():
    answer = Answer("?", "answered", "It did. [1]", None, (proof(url="javascript:alert(1)"),))
    assert "javascript" not in as_markdown([Exchange("?", answer)])


def test_answer_is_copied_with_its_proof():
    assert citation_text(COST) == (
        "$295 million [1]\n[1] “The *bridge* cost $295 million.” Bridge, Post, 4 March 2025"
    )
