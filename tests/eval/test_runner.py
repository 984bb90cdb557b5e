from __future__ import annotations

import json
from dataclasses import replace

import pytest

from eval.corpus import open_corpus
from eval.parts import Parts
from eval.records import IndexCost, Response, Selection, load_result
from eval.runner import Job, finish, run, select
from eval.sets import read_set
from eval.summary import score
from index.errors import InputError
from rag.settings import Settings
from tests.rag_fakes import WordEmbedder


class Parrot:
    """Answers what it is told to, by question id; keeps what it was asked."""

    name = "parrot"

    def __init__(self, breaks_at=None) -> None:
        self.breaks_at, self.asked = breaks_at, []

    def open(self, corpus, settings, parts) -> IndexCost:
        return corpus.cost

    def ask(self, question, only) -> Response:
        if question.id == self.breaks_at:
            raise KeyboardInterrupt
        self.asked.append((question.id, only))
        if question.id == "cost":
            raise RuntimeError("the model ran away")
        return Response(status="answered", text="4 March 2025", short="4 March 2025")

    def describe(self) -> dict[str, str]:
        return {"mood": "fine"}


@pytest.fixture
def job(bridge_set, tmp_path) -> Job:
    settings, parts = Settings(), Parts()
    corpus = open_corpus(read_set(bridge_set), settings, WordEmbedder(), tmp_path)
    return Job(Parrot(), corpus, settings, Selection(), parts)


def quiet(*_) -> None:
    pass


def test_result_says_all_that_it_was_measured_with(job, tmp_path):
    result = load_result(run(job, tmp_path / "results", quiet))
    assert [p.id for p in result.predictions] == ["opened", "cost", "ribbon", "moon"]
    assert result.settings["top_k"] == Settings().top_k and result.settings["mood"] == "fine"
    assert result.index.sha256 and result.versions["python"] and result.machine["cores"]
    # embedder, reader, pointer, and the examiner with its adapter
    assert result.models["fake"] == "f" * 64 and len(result.models) == 5
    assert result.evidence["opened"] == ("opened on 4 March 2025",)
    assert "Bridge opens" in result.titles.values()
    assert result.measures["all"]["correct"]["value"] == 0.25
    assert all(p.response.seconds is not None for p in result.predictions)


def test_error_of_a_system_is_a_failed_prediction(job, tmp_path):
    result = load_result(run(job, tmp_path / "results", quiet))
    failed = result.responses()["cost"]
    assert (failed.status, failed.error) == ("failed", "RuntimeError: the model ran away")
    scores = {item.question.id: item.scores for item in score(result)}
    assert scores["cost"]["correct"] == 0.0


def test_interrupted_run_goes_on_where_it_stopped(job, tmp_path):
    broken = replace(job, system=Parrot(breaks_at="ribbon"))
    with pytest.raises(KeyboardInterrupt):
        run(broken, tmp_path / "results", quiet)
    assert [id for id, _ in broken.system.asked] == ["opened", "cost"]
    path = run(job, tmp_path / "results", quiet)
    assert [id for id, _ in job.system.asked] == ["ribbon", "moon"]
    assert len(load_result(path).predictions) == 4


def test_run_of_several_sets_is_kept_until_all_are_done(job, tmp_path):
    path = run(job, tmp_path / "results", quiet)
    assert run(job, tmp_path / "results", quiet) == path and len(job.system.asked) == 4
    finish([path])
    run(job, tmp_path / "results", quiet)
    assert len(job.system.asked) == 8  # asked anew


def test_line_cut_short_is_asked_again(job, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(replace(job, system=Parrot(breaks_at="ribbon")), tmp_path / "results", quiet)
    (part,) = (tmp_path / "results").glob("*.part.jsonl")
    part.write_text(part.read_text()[:-20])
    run(job, tmp_path / "results", quiet)
    assert [id for id, _ in job.system.asked] == ["cost", "ribbon", "moon"]


def test_other_program_begins_anew(job, tmp_path, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        run(replace(job, system=Parrot(breaks_at="ribbon")), tmp_path / "results", quiet)
    monkeypatch.setattr("eval.runner.source_hash", lambda: "changed")
    run(job, tmp_path / "results", quiet)
    assert len(job.system.asked) == 4


def test_fresh_run_leaves_out_what_there_is(job, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(replace(job, system=Parrot(breaks_at="ribbon")), tmp_path / "results", quiet)
    run(job, tmp_path / "results", quiet, fresh=True)
    assert len(job.system.asked) == 4


def test_other_settings_are_another_result(job, tmp_path):
    first = run(job, tmp_path / "results", quiet)
    other = run(replace(job, settings=Settings(top_k=3)), tmp_path / "results", quiet)
    assert first != other and first.is_file() and other.is_file()


def test_question_is_asked_on_its_passages_alone(job, tmp_path):
    (article, *_) = job.corpus.store.database.article_ids()
    task = replace(job.corpus.task, passages={"opened": (article,), "moon": ()})
    path = run(replace(job, corpus=replace(job.corpus, task=task)), tmp_path / "results", quiet)
    assert dict(job.system.asked)["opened"] == (article,)
    assert "moon" not in dict(job.system.asked)  # its passages are not in the index
    assert load_result(path).responses()["moon"].status == "failed"


def test_selection(job):
    questions = job.corpus.task.questions

    def ids(**given) -> list[str]:
        return [question.id for question in select(questions, Selection(**given))]

    assert ids(split="dev") == ["opened", "moon"]
    assert ids(types=("date",), split="dev") == ["opened", "moon"]
    assert ids(types=("amount", "reason")) == ["cost", "ribbon"]
    assert len(ids(limit=2)) == 2
    assert set(ids(limit=2)) <= set(ids(limit=3))  # a larger sample holds the smaller
    assert ids(limit=9) == ids()
    with pytest.raises(
        InputError, match=r"no question is .*types of the set: amount, date, reason"
    ):
        ids(types=("list",))


def test_damaged_result_is_told(tmp_path):
    (tmp_path / "r.json").write_text(json.dumps({"schema": "dateline.eval/1"}))
    with pytest.raises(InputError, match=r"r\.json is no result of `dateline eval`"):
        load_result(tmp_path / "r.json")
