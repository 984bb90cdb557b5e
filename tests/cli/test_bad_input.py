"""Bad questions, options, models and settings: one line on stderr, and the right exit status."""

from __future__ import annotations

import pytest

from tests.rag_fakes import use_fakes

QUESTION = "When did the harbour bridge open?"


# asking


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        ("", "the question is empty"),
        (" \n", "the question is empty"),
        ("?", "the question is empty"),
        ("w" * 100_000, "the question has 100000 characters: at most 2000"),
    ],
)
def test_question_that_is_none(run, unchanged, question, complaint):
    assert complaint in run("ask", question).complaint(2)
    assert complaint in run("ask", "--json", question).complaint(2)


def test_no_question_at_all(run, unchanged):
    assert "the question is empty" in run("ask").complaint(2)
    assert "not both" in run("ask", QUESTION, "--batch", "-").complaint(2)


@pytest.mark.parametrize(
    "question",
    ["Quand le pont du port a-t-il été ouvert au public ?", "港口大桥是什么时候开放的？"],
)
def test_question_in_another_language(run, unchanged, question):
    done = run("ask", question)
    assert (done.status, done.err) == (3, "")
    assert done.out == "This archive is searched in English only: please ask in English.\n"


def test_question_of_broken_bytes_is_asked(run, unchanged):
    done = run("ask", "--threshold", "0", "When did the harbour bridge open \udcff?")
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("command", [["ask", QUESTION], ["list"], ["show", "ab"], ["stats"],
                                     ["remove", "ab"]])  # fmt: skip
def test_no_index_yet(run, fakes, command):
    said = run(*command).complaint(1)
    assert said == "no index in .dateline/index: make one with `dateline index PATH…`"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--since", "yesterday"], "setting since: "),
        (["--until", "2025-13-01"], "setting until: "),
        (["--since", "2025-06-02", "--until", "2025-06-01"],
         "--since 2025-06-02 is after --until 2025-06-01"),
        (["--source", "Nobody"],
         "no article is from source 'Nobody' (sources: Evening Post, Globe, Post)"),
        (["--source", ""], "no article is from source ''"),
        (["--top-k", "0"], "setting top_k: "),
        (["--top-k", "many"], "setting top_k: "),
        (["--threshold", "2"], "setting threshold: "),
        (["--threads", "-1"], "setting threads: "),
        (["--batch", "missing.txt"], "can't read missing.txt: No such file or directory"),
        (["--batch", "articles"], "can't read articles: Is a directory"),
    ],
)  # fmt: skip
def test_bad_option(run, unchanged, options, complaint):
    asked = [] if "--batch" in options else [QUESTION]
    assert run("ask", *asked, *options).complaint(2).startswith(complaint)


def test_bad_filter_of_list(run, unchanged):
    assert "setting since" in run("list", "--since", "soon").complaint(2)
    assert "'Nobody'" in run("stats", "--source", "Nobody").complaint(2)


@pytest.mark.parametrize("command", ["show", "remove"])
def test_unknown_article(run, unchanged, command):
    said = run(command, "ffffffffffff").complaint(2)
    assert said == "no article 'ffffffffffff': `dateline list` shows the ids"
    assert "no article ''" in run(command, "").complaint(2)


# models


@pytest.fixture
def real_reader_file(monkeypatch, indexed):
    """All fakes but the look-up of the reader's file."""
    from rag.registry import reader_file

    use_fakes(monkeypatch)
    monkeypatch.setattr("rag.opening.reader_file", reader_file)
    monkeypatch.setenv("DATELINE_MODELS_DIR", "no-models")


@pytest.mark.parametrize(
    ("model", "status", "complaint"),
    [
        ("fake.gguf", 2, "fake.gguf is no GGUF file: give --model a GGUF, or a name"),
        ("empty.gguf", 2, "empty.gguf is no GGUF file"),
        ("missing.gguf", 2, "no such model file: missing.gguf"),
        ("some/where", 2, "no such model file: some/where"),
        ("gpt-9", 2, "no reader model 'gpt-9': one of smollm2-135m-instruct, "),
        ("smollm2-135m-instruct", 1, "the model smollm2-135m-instruct is not fetched: run"
         " `dateline models get smollm2-135m-instruct`"),
    ],
)  # fmt: skip
def test_bad_model(run, unchanged, real_reader_file, tmp_path, model, status, complaint):
    (tmp_path / "fake.gguf").write_bytes(b"MZ, not GGUF" * 99)
    (tmp_path / "empty.gguf").touch()
    assert run("ask", "--model", model, QUESTION).complaint(status).startswith(complaint)


def test_missing_embedder(run, tmp_path):
    (tmp_path / "a.txt").write_text("The tram line was closed after a storm.")
    (tmp_path / "dateline.toml").write_text('models_dir = "no-models"')
    for command in (["index", "a.txt"], ["ask", QUESTION]):
        said = run(*command).complaint(1)
        assert said == (
            "the embedding model all-minilm-l6-v2 is not fetched: run `dateline models get`"
        )


def test_gguf_that_llama_cpp_refuses(run, unchanged, monkeypatch, tmp_path):
    from rag.generation import LlamaGenerator

    monkeypatch.setattr("rag.opening.LlamaGenerator", LlamaGenerator)
    monkeypatch.setattr("rag.opening.reader_file", lambda name, models_dir: tmp_path / name)
    (tmp_path / "cut.gguf").write_bytes(b"GGUF\3\0\0\0" + b"\7" * 999)
    said = run("ask", "--model", "cut.gguf", QUESTION).complaint(1)
    assert "cut.gguf: cut short, or of a kind this build does not know" in said


# settings


def test_broken_settings_file(run, unchanged, tmp_path):
    (tmp_path / "dateline.toml").write_text("top_k = = 3")
    assert run("list").complaint(2).startswith("can't read dateline.toml: ")
    (tmp_path / "dateline.toml").write_text("topk = 3")
    assert run("list").complaint(2).startswith("setting topk: no such setting (known: index, ")
    (tmp_path / "dateline.toml").unlink()
