"""Files that can't be indexed: one line on stderr, status 2, and nothing lost."""

from __future__ import annotations

import json

import pytest

PARAGRAPH = "The tram line to the airport was closed after a storm on Sunday night. "


@pytest.mark.parametrize(
    ("paths", "complaint"),
    [
        ([], "nothing to index: name files, folders or globs, or --url ADDRESS"),
        (["empty"], "no articles in empty: it holds no .txt, .md, .html, .pdf or .jsonl file"),
        (["missing"], "no such file or folder: missing"),
        (["missing.txt"], "no such file or folder: missing.txt"),
        (["articles", "missing.txt"], "no such file or folder: missing.txt"),
        (["no-*.txt"], "nothing matches no-*.txt: name .txt, .md, .html, .pdf or .jsonl files"),
        (["dangling.txt"], "no such file or folder: dangling.txt"),
        (["a.docx"], "can't read a.docx: an article is a .txt, .md, .html, .pdf or .jsonl file"),
        (["folder.txt"], "no articles in folder.txt: it holds no .txt, .md, .html, .pdf or .jsonl"
         " file"),
    ],
)  # fmt: skip
def test_paths_that_name_nothing(run, unchanged, tmp_path, paths, complaint):
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "a.docx").write_text(PARAGRAPH)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    assert run("index", *paths).complaint(2) == complaint


BAD_FILES = [
    ("a.txt", b"", "it is empty"),
    ("a.txt", b" \n\n", "it is empty"),
    ("a.txt", b"\x7fELF\0\0\1\2" * 99, "binary data or an unknown encoding; save it as UTF-8"),
    ("a.md", b"---\ntitle: [\n---\n", "its YAML front matter is broken, line 3"),
    ("a.md", b"---\ntitle: A\n---\n\n", "no article text in it"),
    ("a.pdf", b"%PDF-1.7 and no more", "the PDF is broken"),
    ("a.pdf", b"no PDF at all", "the PDF is broken"),
    (
        "a.html",
        b"<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "a.html: no ",
    ),
    ("a.jsonl", b"{\n", "line 1: not JSON"),
    ("a.jsonl", b'["a list"]', 'line 1: not an object with a "text"'),
    ("a.jsonl", b'{"text": " "}', "line 1: its text is empty"),
]


@pytest.mark.parametrize(("name", "data", "complaint"), BAD_FILES)
def test_bad_file_in_an_empty_index(run, fakes, tmp_path, name, data, complaint):
    (tmp_path / name).write_bytes(data)
    said = run("index", name).complaint(2)
    assert complaint in said and name in said
    run("list").complaint(1)  # no index was made


@pytest.mark.parametrize(("name", "data", "complaint"), BAD_FILES)
def test_bad_file_beside_a_good_index(run, unchanged, tmp_path, name, data, complaint):
    (tmp_path / name).write_bytes(data)
    done = run("index", name)
    assert complaint in done.complaint(2)
    assert "0 added, 0 removed, 4 kept, 1 could not be read" in done.out


def test_file_of_fifty_megabytes(run, unchanged, tmp_path):
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50 * 2**20)
    said = run("index", "huge.txt").complaint(2)
    assert said.endswith("huge.txt: one article of 50 MB (at most 32); split it")


def test_other_encoding_is_read(run, fakes, tmp_path):
    text = "Die Brücke über den Fluß wurde am Freitag für den Verkehr geöffnet. " * 5
    (tmp_path / "latin.txt").write_bytes(text.encode("cp1252"))
    assert run("index", "latin.txt").status == 0
    (article,) = run("list", "--json").records
    (shown,) = run("show", "--json", article["id"]).records
    assert shown["text"].startswith("Die Brücke über den Fluß")


def test_bad_line_of_jsonl_is_named_and_the_rest_goes_in(run, indexed, tmp_path):
    lines = [json.dumps({"text": PARAGRAPH, "title": "One"}), "{oops", ""]
    lines += [json.dumps({"text": "The ferry harbour is to be dredged by the summer."})]
    (tmp_path / "more.jsonl").write_text("\n".join(lines))
    done = run("index", "more.jsonl")
    assert done.complaint(2) == f"{tmp_path.resolve() / 'more.jsonl'}, line 2: not JSON"
    assert "2 added, 0 removed, 4 kept, 1 could not be read" in done.out
    assert len(run("list", "--json").records) == 6


def test_bad_chunk_sizes(run, unchanged):
    said = run("index", "--rebuild", "--chunk-size", "400", "articles").complaint(2)
    assert "exceed the embedder's window of 256 tokens" in said
    said = run("index", "--rebuild", "--chunk-size", "20", "--chunk-overlap", "30", "articles")
    assert "chunk size 20 and overlap 30" in said.complaint(2)
