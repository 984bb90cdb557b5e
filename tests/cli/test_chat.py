from __future__ import annotations

import io
import json
import sys

import pytest

from rag.cli.history import read_history
from rag.records import Turn
from tests.rag_fakes import FakeGenerator, use_fakes

OPENED = "When did the harbour bridge open?"


@pytest.fixture
def reader(monkeypatch):
    generator = FakeGenerator({"4 March 2025": -0.1})
    use_fakes(monkeypatch, lambda: generator)
    return generator


@pytest.fixture
def chat(monkeypatch, indexed, run, reader):
    def talk(*lines, options=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
        return run("chat", "--threshold", "0", *options)

    return talk


def test_each_line_is_answered(chat):
    done = chat(OPENED, "", "Who cut the ribbon?")
    assert (done.status, done.err) == (0, "")
    assert done.out.count("[1] ") == 2
    assert done.out.startswith("**4 March 2025**  [1]\n")


def test_later_question_leans_on_the_earlier(chat, reader):
    chat(OPENED, "And what did it cost?")
    assert "Earlier" not in reader.prompts[0]
    assert f"Earlier: {OPENED} 4 March 2025\nQuestion: And what did it cost?" in reader.prompts[-1]


def test_new_forgets(chat, reader):
    chat(OPENED, "/new", "And what did it cost?")
    assert "Earlier" not in reader.prompts[-1]


def test_quit_ends(chat):
    assert chat(OPENED, "/quit", "Who cut the ribbon?").out.count("[1] ") == 1


def test_bad_question_does_not_end_it(chat):
    done = chat("?!", OPENED)
    assert done.status == 0
    assert done.err == "dateline: the question is empty: ask something\n"
    assert done.out.startswith("**4 March 2025**")


def test_unknown_command_says_what_there_is(chat):
    assert "/new forgets" in chat("/help").out


def test_json_is_an_object_a_line(chat):
    done = chat(OPENED, "And what did it cost?", options=["--json"])
    assert [record["question"] for record in done.records] == [OPENED, "And what did it cost?"]


@pytest.fixture
def ask(indexed, run, reader):
    return lambda *arguments: run("ask", "--threshold", "0", *arguments)


def test_history_is_what_ask_printed(ask, reader, tmp_path):
    (tmp_path / "talk.jsonl").write_text(ask("--json", OPENED).out, "utf-8")
    done = ask("--history", "talk.jsonl", "--json", "And what did it cost?")
    assert done.records[0]["searched"] == f"{OPENED} 4 March 2025 And what did it cost?"
    assert f"Earlier: {OPENED} 4 March 2025" in reader.prompts[-1]


@pytest.mark.parametrize(
    "text",
    [
        '{"question": "Who?", "answer": "Ada"}\n\n{"question": "When?", "text": "At noon. [1]"}\n',
        '[{"question": "Who?", "answer": "Ada"}, {"question": "When?", "answer": "At noon."}]',
    ],
)
def test_history_may_be_lines_or_a_list(tmp_path, text):
    (tmp_path / "talk.json").write_text(text, "utf-8")
    turns = read_history(tmp_path / "talk.json")
    assert turns == [Turn("Who?", "Ada"), Turn("When?", "At noon.")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"who?", "talk.json is no conversation"),
        (b'{"question": "Who?"}', 'turn 1: it needs a "question" and an "answer"'),
        (b"[1]", "turn 1: it needs"),
        (b"\xff\xfe", "it is not UTF-8 text"),
    ],
)
def test_history_that_is_none_is_one_line(ask, tmp_path, text, problem):
    (tmp_path / "talk.json").write_bytes(text)
    done = ask("--history", "talk.json", OPENED)
    assert done.status == 2
    assert problem in done.err
    assert done.err.count("\n") == 1


def test_history_that_is_not_there_is_one_line(ask):
    done = ask("--history", "nowhere.json", OPENED)
    assert done.status == 2
    assert done.err == "dateline: can't read nowhere.json: No such file or directory\n"


def test_batch_lines_have_a_history_of_their_own(ask, reader, tmp_path):
    turn = {"question": OPENED, "answer": "4 March 2025"}
    row = {"question": "And what did it cost?", "history": [turn]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    done = ask("--batch", "questions.jsonl")
    assert done.status == 0
    assert f"Earlier: {OPENED} 4 March 2025" in reader.prompts[-1]
    (tmp_path / "questions.jsonl").write_text('{"question": "Who?", "history": 3}\n', "utf-8")
    done = ask("--batch", "questions.jsonl")
    assert (done.status, done.records[0]["status"]) == (2, "error")
    assert "a conversation is a list" in done.records[0]["error"]
