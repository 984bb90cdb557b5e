from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import cli
from eval.questions import hash_of
from tests.rag_fakes import BRIDGE, WordEmbedder, open_archive, use_fakes


@pytest.fixture
def questions(tmp_path, monkeypatch) -> Path:
    """Two questions on the made-up archive, both of the dev split."""
    use_fakes(monkeypatch)
    monkeypatch.setattr(cli, "Embedder", WordEmbedder)
    monkeypatch.setattr(cli, "embedder_folder", lambda name, models_dir: Path(name))
    store = open_archive(tmp_path)
    bridge = next(a for a in store.database.articles() if a.title == "Bridge opens")
    store.close()
    proof = {"article": bridge.id, "start": 0, "end": 66, "sha256": hash_of(BRIDGE[:66]), "fact": 0}
    common = {"type": "date", "split": "dev"}
    opened = {"id": "a", "question": "When did the harbour bridge open?", "evidence": [proof],
              "accepted": ["4 March 2025"], "unanswerable": None, **common}  # fmt: skip
    absent = {"id": "b", "question": "When will the moon be full?", "evidence": [],
              "accepted": [], "unanswerable": "absent", **common}  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(opened) + "\n" + json.dumps(absent), "utf-8")
    return path


def test_retrieval_is_printed_for_each_way_and_split(questions, tmp_path, capsys):
    assert cli.main(["retrieval", str(questions), "--index", str(tmp_path / "index")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} >= {"hybrid", "dense", "lexical"}
    assert {line.split()[1] for line in lines} == {"dev", "all"}  # none of the test split
    for line in lines:
        assert "1 questions" in line  # answerable ones
        assert "R@10 1.000" in line


def test_answers_are_judged(questions, tmp_path, capsys):
    assert cli.main(["answers", str(questions), "--index", str(tmp_path / "index"),
                     "--split", "dev", "--verbose"]) == 0  # fmt: skip
    *outcomes, summary = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in outcomes] == ["a", "b"]
    assert summary.startswith("answers  dev      2 questions  a right ")
    assert "u refused" in summary


def test_documents_are_judged(questions, tmp_path, capsys):
    rows = [{"question": "When did the harbour bridge open?", "document": "bridge"}]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    assert (
        cli.main(["documents", str(tmp_path / "rows.json"), "--index", str(tmp_path / "index")])
        == 0
    )
    for line in capsys.readouterr().out.splitlines():
        assert "Success@1 1.000" in line


@pytest.mark.parametrize(
    ("what", "text", "complaint"),
    [
        ("retrieval", "{", "line 1: no question"),
        ("answers", "", "no question in"),
        ("documents", "{", "no JSON list of question and document"),
        ("documents", '[{"question": 3}]', "no JSON list of question and document"),
    ],
)
def test_bad_file_is_one_line(questions, tmp_path, capsys, what, text, complaint):
    (tmp_path / "bad").write_text(text)
    assert cli.main([what, str(tmp_path / "bad"), "--index", str(tmp_path / "index")]) == 2
    err = capsys.readouterr().err
    assert err.startswith("dateline: ") and err.count("\n") == 1
    assert complaint in err


def test_missing_index_is_one_line(questions, capsys):
    assert cli.main(["retrieval", str(questions), "--index", "nowhere"]) == 1
    assert "no index in nowhere" in capsys.readouterr().err
