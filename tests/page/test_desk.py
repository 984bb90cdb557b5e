from __future__ import annotations

import dataclasses
import gc
import json
from html import unescape
from pathlib import Path

import pytest

from rag.page.conversation import Exchange
from rag.page.desk import Desk
from tests.rag_fakes import FakeGenerator, FakePointer, open_archive, pipeline

OPENED = "When did the harbour bridge open?"
ANYWHERE = ([], "", "")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = open_archive(tmp_path_factory.mktemp("archive"))
    yield opened
    opened.close()


def desk(store, generator=None, **given) -> Desk:
    return Desk(pipeline(store, generator or FakeGenerator({"4 March 2025": -0.1}), **given))


def asked(at: Desk, question, before=(), searched="", where=ANYWHERE):
    return list(at.ask(question, before, searched, where, "me"))


def test_evidence_comes_before_the_answer(store):
    shown = asked(desk(store), OPENED)
    assert "Searching" in shown[0][1]
    assert "Reading" in shown[1][1] and "The harbour bridge opened" in shown[1][1]
    assert "4 March 2025</span>" in shown[2][1]
    assert [talk[-1].answer is not None for talk, _ in shown] == [False, False, True]
    assert all(talk[-1].question == OPENED for talk, _ in shown)


def test_follow_up_leans_on_the_conversation(store):
    at = desk(store)
    talk, _ = asked(at, OPENED)[-1]
    after, shown = asked(at, "And what did it cost?", talk)[-1]
    assert len(after) == 2 and after[0] == talk[0]
    assert after[1].answer.searched == f"{OPENED} 4 March 2025 And what did it cost?"
    assert "data-proof='1.c1'" in shown


def test_search_may_be_corrected(store):
    after, _ = asked(desk(store), "And it?", searched="apple harvest")[-1]
    assert after[0].answer.searched == "apple harvest"


def test_sources_and_dates_bound_the_search(store):
    at = desk(store)
    after, _ = asked(at, "What happened?", where=(["Globe"], "", ""))[-1]
    assert {item.source for item in after[0].answer.evidence} == {"Globe"}
    after, _ = asked(at, "What happened?", where=([], "2024-01-01", "2024-12-31"))[-1]
    assert {item.title for item in after[0].answer.evidence} == {"Ferry"}


def test_settings_bound_the_search_where_the_person_does_not(store):
    at = desk(store, source="Globe")
    after, _ = asked(at, "What happened?")[-1]
    assert {item.source for item in after[0].answer.evidence} == {"Globe"}


@pytest.mark.parametrize(
    ("question", "where", "says"),
    [
        ("?", ANYWHERE, "the question is empty"),
        (OPENED, ([], "yesterday", ""), "&#x27;yesterday&#x27; is no date"),
        (OPENED, ([], "2025-06-01", "2025-01-01"), "2025-06-01 is after 2025-01-01"),
    ],
)
def test_what_can_not_be_asked_is_told_in_the_conversation(store, question, where, says):
    after, shown = asked(desk(store), question, where=where)[-1]
    assert says in shown and "class='failed'" in shown
    assert after[-1].answer is None and after[-1].error


def test_stopped_question_stays_in_the_conversation_and_the_next_is_answered(store):
    at = desk(store)
    steps = at.ask(OPENED, [], "", ANYWHERE, "me")
    next(steps), next(steps)
    at.stops.stop("me")
    after, shown = list(steps)[-1]
    assert after == [Exchange(OPENED, error="Stopped.")] and "Stopped." in shown
    assert asked(at, OPENED)[-1][0][0].answer is not None


def test_question_is_stopped_before_its_turn_has_come(store):
    at = desk(store)
    at.stops.wait("me")
    at.stops.stop("me")
    talk, shown = asked(at, OPENED)[-1]
    assert talk[0].error == "Stopped." and "Stopped." in shown
    at.stops.wait("me")
    assert asked(at, OPENED)[-1][0][0].answer.short == "4 March 2025"


def test_question_that_was_cancelled_while_it_waited_stops_no_other(store):
    at = desk(store)
    at.stops.wait("me")  # and its turn never comes
    at.stops.leave("me")
    at.stops.wait("me")
    assert asked(at, OPENED)[-1][0][0].answer.short == "4 March 2025"


def test_nobody_stops_the_question_of_another(store):
    at = desk(store)
    steps = at.ask(OPENED, [], "", ANYWHERE, "me")
    next(steps)
    at.stops.stop("you")
    at.stops.leave("you")
    assert list(steps)[-1][0][0].answer is not None


def test_who_leaves_stops_the_model(store):
    at = desk(store)
    steps = at.ask(OPENED, [], "", ANYWHERE, "me")
    next(steps)
    at.stops.leave("me")
    assert list(steps)[-1][0][0].error == "Stopped."


class Broken(FakeGenerator):
    def log_likelihoods(self, messages, answers, exact=None):
        raise RuntimeError("out of memory")


def test_crash_of_the_model_is_a_message(store, caplog):
    after, shown = asked(desk(store, Broken()), OPENED)[-1]
    assert "The model failed" in shown and after[-1].error
    assert "out of memory" in caplog.text  # for whoever runs the page


def test_carefulness_is_each_persons_own(store):
    at = desk(store, threshold=None, wrong_cost=0)
    confident = asked(at, OPENED)[-1][0][0].answer
    assert confident.status == "answered"
    careful = list(at.ask(OPENED, (), "", ANYWHERE, "me", 10_000))[-1][0][0].answer
    assert careful.status == "abstained"
    assert asked(at, OPENED)[-1][0][0].answer.status == "answered"


class Closed(FakeGenerator):
    closed = False

    def close(self) -> None:
        self.closed = True


def test_another_reader_answers_and_the_old_one_gives_its_memory_back(store, monkeypatch):
    old = Closed()
    at = desk(store, old, adapter="some.gguf")
    monkeypatch.setattr("rag.opening.needed_gb", lambda *_: 0.1)
    monkeypatch.setattr("rag.opening.WorkerGenerator", lambda make: make())
    made = []

    def open_reader(settings):
        made.append((settings.model, settings.threads, settings.adapter))
        return FakeGenerator({"30 months": -0.1})

    monkeypatch.setattr("rag.opening.open_reader", open_reader)
    examiner = FakePointer({"30 months": 3.0})
    monkeypatch.setattr("rag.opening.open_examiner", lambda settings: examiner)
    said = at.use_reader("qwen2.5-0.5b-instruct", 1)
    assert "qwen2.5-0.5b-instruct answers from now on" in said
    assert made == [("qwen2.5-0.5b-instruct", 1, None)]
    assert old.closed
    answer = asked(at, "How long did the harbour bridge take?")[-1][0][0].answer
    assert answer.short == "30 months"
    assert examiner.asked and at.pipeline.examiner is examiner


@pytest.mark.parametrize(
    ("model", "free", "says"),
    [
        ("qwen2.5-0.5b-instruct", 0.2, "needs 1 GB of memory, 0.2 are free"),
        ("gpt-9.gguf", 100.0, "no such model file"),
        ("qwen2.5-0.5b-instruct", 100.0, "is not fetched: run `dateline models get"),
    ],
)
def test_reader_that_can_not_be_had_is_told_and_the_old_one_goes_on(
    store, monkeypatch, tmp_path, model, free, says
):
    monkeypatch.setattr("rag.opening.free_gb", lambda: free)
    at = desk(store, models_dir=tmp_path)
    said = at.use_reader(model, 1)
    assert "class='failed'" in said and says in unescape(said)
    assert asked(at, OPENED)[-1][0][0].answer.short == "4 March 2025"


def test_readers_are_those_that_are_here_and_the_present_one(store, tmp_path):
    at = desk(store, models_dir=tmp_path, model="mine.gguf")
    assert at.readers() == ["mine.gguf"]


def test_proof_opens_its_article(store):
    at = desk(store)
    talk, _ = asked(at, OPENED)[-1]
    shown = at.proof(talk, "0.c1")
    assert "<h3>Bridge opens</h3>" in shown and "The mayor, Ada Lund" in shown
    assert "<mark>4 March 2025</mark>" in shown
    assert "no longer in the archive" in at.proof(talk, "7.c1")


def test_proof_of_a_removed_article_says_so(store):
    at = desk(store)
    talk, _ = asked(at, OPENED)[-1]
    gone = dataclasses.replace(talk[0].answer.citations[0], article_id="0" * 12)
    talk = [Exchange(OPENED, dataclasses.replace(talk[0].answer, citations=(gone,)))]
    assert "no longer in the archive" in at.proof(talk, "0.c1")


@pytest.mark.parametrize("kind", ["md", "jsonl"])
def test_conversation_is_saved(store, kind):
    at = desk(store)
    talk, _ = asked(at, OPENED)[-1]
    first, second = Path(at.export(talk, kind)), Path(at.export(talk, kind))
    assert first.suffix == f".{kind}" and first != second  # of two people, perhaps
    text = first.read_text(encoding="utf-8")
    if kind == "md":
        assert text.startswith(f"## {OPENED}\n")
    else:
        assert json.loads(text)["short"] == "4 March 2025"


def test_what_is_saved_goes_with_the_page(store):
    at = desk(store)
    talk, _ = asked(at, OPENED)[-1]
    saved = Path(at.export(talk, "md"))
    assert saved.is_relative_to(at.folder) and saved.exists()
    del at
    gc.collect()
    assert not saved.exists()
