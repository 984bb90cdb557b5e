"""What there is to show while a question is answered, and how it is stopped."""

from __future__ import annotations

import pytest

from index.errors import QuestionError, Stopped
from rag.records import Answer, Found, Turn, Writing
from tests.rag_fakes import OPENED, FakeGenerator, pipeline


def test_evidence_is_there_before_the_answer(store):
    generator = FakeGenerator({"4 March 2025": -0.1})
    steps = pipeline(store, generator).steps(OPENED)
    found = next(steps)
    assert isinstance(found, Found) and (found.question, found.searched) == (OPENED, OPENED)
    assert generator.prompts == []  # the model has read nothing yet
    (answer,) = steps
    assert isinstance(answer, Answer) and answer.short == "4 March 2025"
    assert answer.evidence and set(answer.evidence) <= set(found.evidence)  # what was read


def test_what_a_larger_model_writes_is_shown_as_it_writes(store):
    says = "The bridge opened on 4 March 2025 [1]."
    ready = pipeline(store, FakeGenerator(says=says), reader="compose")
    found, *writing, answer = ready.steps(OPENED)
    assert isinstance(found, Found) and isinstance(answer, Answer)
    assert writing == [
        Writing("The bridge opened on "),
        Writing("The bridge opened on 4 March 2025 [1]."),
    ]


def test_what_is_searched_for_may_be_given(store):
    history = [Turn("When did the ferry stop?", "15 January")]
    found, answer = pipeline(store).steps(
        "And what did it cost?", history, searched="harbour bridge cost"
    )
    assert found.searched == answer.searched == "harbour bridge cost"
    assert "$295 million" in " ".join(item.quote for item in found.evidence[:2])
    with pytest.raises(QuestionError, match="empty"):
        list(pipeline(store).steps("And what did it cost?", history, searched="?"))


def test_stopped_before_the_model_reads(store):
    generator = FakeGenerator()
    steps = pipeline(store, generator).steps(OPENED, stopped=lambda: True)
    assert isinstance(next(steps), Found)
    with pytest.raises(Stopped):
        next(steps)
    assert generator.prompts == []


def test_stop_reaches_the_model_and_not_the_next_question(store):
    generator = FakeGenerator({"4 March 2025": -0.1})
    ready = pipeline(store, generator)
    asked = iter([False, True])  # once by the pipeline, then by the model
    steps = ready.steps(OPENED, stopped=lambda: next(asked))
    next(steps)
    with pytest.raises(Stopped):
        next(steps)
    assert ready.answer(OPENED).short == "4 March 2025"
