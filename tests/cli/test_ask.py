from __future__ import annotations

import io
import json
import sys

import pytest
from jsonschema import Draft202012Validator

from rag.answering import cite
from rag.cli.render import render_answer
from rag.records import Answer
from tests.conftest import REPOSITORY
from tests.rag_fakes import FakeGenerator, evidence, use_fakes

OPENED = "When did the harbour bridge open?"
WHY = "Why is the ferry cancelled?"
FORM = json.loads((REPOSITORY / "docs" / "answer.schema.json").read_text("utf-8"))


@pytest.fixture
def ask(monkeypatch, indexed, run):
    """`dateline ask` with a reader that finds the day of the opening likely."""
    use_fakes(monkeypatch, lambda: FakeGenerator({"4 March 2025": -0.1}))
    return lambda *arguments: run("ask", "--threshold", "0", *arguments)


def test_value_with_its_source(ask, run):
    done = ask(OPENED)
    bridge = next(a for a in run("list", "--json").records if a["title"] == "Bridge opens")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "**4 March 2025**  [1]\n"
        "\n"
        "[1] Bridge opens, Post, 4 March 2025\n"
        "    “The harbour bridge opened on **4 March 2025** after 30 months of work.”\n"
        f"    article {bridge['id']}\n"
    )


def test_comparison_shows_the_values_of_both():
    quotes = cite(1, evidence("It takes 46."), None), cite(2, evidence("It takes 64."), None)
    text = "the Oda: 64 [2]; the Merla: 46 [1]"
    answer = Answer("?", "answered", text, "the Oda", quotes, items=("64", "46"))
    assert render_answer(answer).startswith(f"**the Oda**  {text}\n\n[1] Title, Post")


def test_yes_shows_the_number_that_it_follows_from():
    quotes = (cite(1, evidence("It is 30%."), None),)
    answer = Answer("?", "answered", "Yes: 30% [1]", "Yes", quotes, items=("30%",))
    assert render_answer(answer).startswith("**Yes**  30% [1]\n\n[1] Title, Post")


def test_sentence_where_a_reason_is_asked_for(monkeypatch, ask):
    use_fakes(monkeypatch, lambda: FakeGenerator({"its engines are repaired": -0.1}))
    lines = ask(WHY).out.splitlines()
    assert lines[:2] == ["The sentence that tells:", ""]
    assert lines[2] in (
        "[1] Ferry, Post, 15 January 2024", "[1] Ferry, Evening Post, 16 January 2024"
    )  # fmt: skip
    assert "**" not in "".join(lines)


def test_bold_on_a_terminal_unless_no_color(ask, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.delenv("NO_COLOR", raising=False)
    ask(OPENED)
    assert shown.getvalue().startswith("\033[1m4 March 2025\033[0m  [1]\n")
    monkeypatch.setattr(sys, "stdout", plain := Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    ask(OPENED)
    assert plain.getvalue().startswith("**4 March 2025**  [1]\n")


def test_abstention_shows_the_nearest_sentence(ask):
    done = ask("--threshold", "1", OPENED)
    assert (done.status, done.err) == (3, "")
    lines = done.out.splitlines()
    assert lines[:3] == [
        "No sure answer in these articles.",
        "",
        "The nearest sentence, which may not answer it:",
    ]
    assert lines[3] == "-   Bridge opens, Post, 4 March 2025"
    assert "**" not in done.out


def test_json_is_one_line_of_the_form(ask):
    done = ask("--json", OPENED)
    (record,) = done.records
    Draft202012Validator(FORM).validate(record)
    assert (done.status, record["status"], record["short"]) == (0, "answered", "4 March 2025")
    assert record["citations"][0]["value"] == [29, 41]
    done = ask("--json", "--threshold", "1", OPENED)
    (record,) = done.records
    assert (done.status, record["status"]) == (3, "abstained")


def test_options_reach_the_search(ask):
    (record,) = ask("--json", "--source", "globe", "--sentences", "1", OPENED).records
    assert [item["source"] for item in record["evidence"]] == ["Globe"]
    done = ask("--json", "--since", "2030-01-01", OPENED)
    assert (done.status, done.records[0]["evidence"]) == (3, [])


BATCH = [
    OPENED,
    "",
    json.dumps({"id": "b", "question": WHY}),
    "{oops",
    json.dumps({"id": 7, "question": ""}),
    json.dumps({"id": "c", "ask": WHY}),
    json.dumps({"question": OPENED, "id": None}),
    "x" * 3000,
    "Last one: who is the mayor?",
]


def check_batch(done):
    assert (done.status, done.err) == (2, "")
    for record in done.records:
        Draft202012Validator(FORM).validate(record)
    assert [(record["id"], record["status"]) for record in done.records] == [
        ("1", "answered"),
        ("b", "answered"),
        ("4", "error"),
        ("7", "error"),
        ("c", "error"),
        ("7", "answered"),  # no id: the number of its line
        ("8", "error"),
        ("9", "answered"),
    ]
    assert [record["error"] for record in done.records if record["error"]] == [
        "line 4 is not JSON",
        "the question is empty: ask something",
        'line 6 has no "question"',
        "the question has 3000 characters: at most 2000, please",
    ]
    assert done.records[0]["short"] == "4 March 2025"
    assert done.records[1]["question"] == WHY


def test_batch_of_a_file_keeps_order_and_ids(ask, tmp_path):
    (tmp_path / "questions.txt").write_text("\n".join(BATCH), "utf-8")
    check_batch(ask("--batch", "questions.txt"))


def test_batch_of_standard_input(ask, tmp_path, monkeypatch):
    (tmp_path / "questions.txt").write_text("\n".join(BATCH), "utf-8")
    with (tmp_path / "questions.txt").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        check_batch(ask("--batch", "-"))
        assert not file.closed


def test_good_batch_ends_well_even_where_it_abstains(ask, tmp_path):
    (tmp_path / "questions.txt").write_text(f"{OPENED}\r\n{WHY}\r\n")
    done = ask("--batch", "questions.txt", "--threshold", "1")
    assert done.status == 0
    assert [record["status"] for record in done.records] == ["abstained", "abstained"]
    (tmp_path / "none.txt").write_text("\n\n")
    done = ask("--batch", "none.txt")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_each_line_of_a_batch_is_written_at_once(ask, tmp_path, monkeypatch):
    written: list[str] = []

    class Stream(io.StringIO):
        def flush(self) -> None:
            written.append(self.getvalue())

    monkeypatch.setattr(sys, "stdout", Stream())
    (tmp_path / "questions.txt").write_text(f"{OPENED}\n{WHY}\n")
    ask("--batch", "questions.txt")
    assert written[0].count("\n") == 1 and written[1].count("\n") == 2


def test_batch_of_other_bytes_is_asked_all_the_same(ask, tmp_path):
    (tmp_path / "questions.txt").write_bytes(b"When did the harbour bridge \xff open?\n")
    done = ask("--batch", "questions.txt")
    assert (done.status, done.records[0]["status"]) == (0, "answered")
    (tmp_path / "questions.txt").write_text(r'{"question": "When did \ud800 bridge open?"}')
    assert ask("--batch", "questions.txt").status == 0
    (tmp_path / "questions.txt").write_text(json.dumps({"id": 1, "question": WHY}), "utf-8-sig")
    (record,) = ask("--batch", "questions.txt").records
    assert (record["id"], record["question"]) == ("1", WHY)
