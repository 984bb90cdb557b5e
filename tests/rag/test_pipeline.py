from __future__ import annotations

import dataclasses

import pytest

from index.errors import ModelMissing, QuestionError
from rag.opening import open_examiner, open_pointer
from rag.pipeline import MAX_QUESTION, check_question
from rag.records import FOREIGN, NOT_FOUND, UNSURE, Turn
from rag.settings import Settings
from rag.several import POSSIBLE
from rag.trust import DOUBTED
from tests.rag_fakes import (
    OPENED,
    FakeGenerator,
    FakePointer,
    WordEmbedder,
    check,
    pipeline,
)

QUESTIONS = [
    OPENED,
    "How much did the harbour bridge cost?",
    "How many guests walked across the bridge?",
    "By how much did the apple harvest in Norland fall?",
    "How long is the night ferry to Sandvik cancelled?",
    "Who cut the ribbon?",
    "Why is the ferry cancelled?",
    "bridge",
]


def test_value_is_answered_with_the_sentence_that_proves_it(store):
    answer = pipeline(store, FakeGenerator({"4 March 2025": -0.1})).answer(OPENED)
    check(answer, store)
    assert (answer.status, answer.short, answer.model) == (
        "answered",
        "4 March 2025",
        "fake-reader",
    )
    assert answer.text == "4 March 2025 [1]"
    (citation,) = answer.citations
    assert citation.quote == "The harbour bridge opened on 4 March 2025 after 30 months of work."
    assert (citation.n, citation.start, citation.value) == (1, 0, (29, 41))
    assert (citation.title, citation.source, citation.published) == (
        "Bridge opens",
        "Post",
        "2025-03-04",
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_in_its_article_to_the_letter(store, question):
    answer = pipeline(store).answer(question)
    assert answer.status == "answered"
    check(answer, store)


def test_why_is_answered_by_the_sentence(store):
    generator = FakeGenerator({"its engines are repaired": -0.1})
    answer = pipeline(store, generator).answer("Why is the night ferry cancelled?")
    assert answer.short is None
    assert answer.text == f"{answer.citations[0].quote} [1]"
    assert answer.citations[0].quote.startswith("The night ferry to Sandvik is cancelled")
    assert answer.citations[0].value is None


def test_yes_is_proven_by_the_nearest_sentence(store):
    answer = pipeline(store, FakeGenerator({"yes": -0.1})).answer("Is the night ferry cancelled?")
    assert (answer.short, answer.text, answer.values) == ("Yes", "Yes [1]", ())
    assert answer.citations[0].quote.startswith("The night ferry to Sandvik is cancelled")


def test_party_that_the_article_does_not_know_is_not_answered(store):
    generator = FakeGenerator({"$295 million": -0.1})
    answer = pipeline(store, generator).answer("What did the harbour bridge cost Uganda?")
    assert answer.confidence <= DOUBTED
    ready = pipeline(store, generator, threshold=0.5)
    assert ready.answer("What did the harbour bridge cost Uganda?").status == "abstained"


def test_follow_up_is_searched_for_with_what_it_leans_on(store):
    generator = FakeGenerator({"$295 million": -0.1})
    history = [Turn("When did the harbour bridge open?", "4 March 2025")]
    answer = pipeline(store, generator).answer("And what did it cost?", history)
    assert answer.searched == (
        "When did the harbour bridge open? 4 March 2025 And what did it cost?"
    )
    assert answer.short == "$295 million"
    assert answer.question == "And what did it cost?"
    assert "Earlier: When did the harbour bridge open?" in generator.prompts[0]


def test_question_that_stands_alone_forgets_the_conversation(store):
    generator = FakeGenerator()
    history = [Turn("When did the harbour bridge open?", "4 March 2025")]
    question = "By how much did the apple harvest in Norland fall?"
    answer = pipeline(store, generator).answer(question, history)
    assert answer.searched == question
    assert "Earlier" not in generator.prompts[0]


def test_sentence_mode_asks_no_model(store):
    generator = FakeGenerator()
    answer = pipeline(store, generator, reader="sentence").answer(OPENED)
    assert (answer.status, answer.short, generator.prompts) == ("answered", None, [])


def test_compose_mode_keeps_what_is_borne_out_and_says_what_it_dropped(store):
    says = "The bridge opened on 4 March 2025 [1]. It cost $400 million [2]."
    ready = pipeline(store, FakeGenerator(says=says), reader="compose")
    answer = ready.answer(OPENED)
    check(answer, store)
    assert (answer.status, answer.short) == ("answered", None)
    assert answer.text == "The bridge opened on 4 March 2025. [1]"
    assert answer.dropped == ("It cost $400 million [2].",)
    nothing = pipeline(store, FakeGenerator(says="It was a fine day [1]."), reader="compose")
    assert nothing.answer("Who is Uganda?").confidence < 1


def test_compose_mode_without_a_sentence_left_abstains(store):
    ready = pipeline(store, FakeGenerator(says="It cost $400 million [2]."), reader="compose")
    answer = ready.answer(OPENED)
    assert (answer.status, answer.confidence, len(answer.dropped)) == ("abstained", 0.0, 1)


def test_evidence_is_what_the_model_was_shown_and_no_more(store):
    generator = FakeGenerator(context=110)  # too short for all of the sentences
    answer = pipeline(store, generator).answer("How much did the harbour bridge cost?")
    (prompt,) = generator.prompts
    assert 1 <= len(answer.evidence) < 5
    for item in answer.evidence:
        assert item.quote in prompt


def test_same_question_gets_the_same_answer(store):
    ready = pipeline(store)
    for question in QUESTIONS[:4]:
        once, again = ready.answer(question), ready.answer(question)
        assert dataclasses.replace(once, timings=again.timings) == again


def test_what_may_be_there_is_not_said_to_be_missing(store):
    likely = FakeGenerator({"4 March 2025": -0.1})
    confidence = pipeline(store, likely).answer(OPENED).confidence
    assert confidence >= POSSIBLE
    assert pipeline(store, likely, threshold=0.99).answer(OPENED).text == UNSURE
    unlikely = pipeline(store, threshold=0.99).answer("Who won the cup in Peru?")
    assert (unlikely.text, unlikely.confidence < POSSIBLE) == (NOT_FOUND, True)


def test_below_the_threshold_it_abstains_and_shows_the_nearest(store):
    generator = FakeGenerator()
    confidence = pipeline(store).answer(OPENED).confidence
    answer = pipeline(store, generator, threshold=confidence + 0.01).answer(OPENED)
    check(answer, store)
    said = UNSURE if confidence >= POSSIBLE else NOT_FOUND
    assert (answer.status, answer.text, answer.short) == ("abstained", said, None)
    assert answer.citations == ()
    assert len(answer.evidence) >= 5
    assert pipeline(store, threshold=confidence - 0.01).answer(OPENED).status == "answered"


def test_filter_that_leaves_no_article_leaves_no_answer(store):
    answer = pipeline(store, since="2030-01-01").answer(OPENED)
    assert (answer.status, answer.text, answer.evidence) == ("abstained", NOT_FOUND, ())
    assert answer.confidence == 0.0


def test_filter_holds_for_evidence(store):
    answer = pipeline(store, source="globe").answer(OPENED)
    assert {item.source for item in answer.evidence} == {"Globe"}


def test_sentences_bound_the_evidence(store):
    assert len(pipeline(store, sentences=2).answer(OPENED).evidence) == 2


def test_foreign_question_is_told_so(store):
    answer = pipeline(store).answer("Quand le pont du port a-t-il été ouvert au public ?")
    assert (answer.status, answer.text, answer.evidence) == ("abstained", FOREIGN, ())


@pytest.mark.parametrize("question", ["", "  \n\t", "?!", "…"])
def test_empty_question_is_refused(store, question):
    with pytest.raises(QuestionError, match="the question is empty"):
        pipeline(store).answer(question)


def test_huge_question_is_refused(store):
    assert check_question("a" * MAX_QUESTION) == "a" * MAX_QUESTION
    with pytest.raises(QuestionError, match="100000 characters: at most 2000"):
        pipeline(store).answer("a" * 100_000)


def test_question_that_overflows_the_context_is_refused(store):
    with pytest.raises(QuestionError, match=r"too long: .* context of 200 tokens"):
        pipeline(store, FakeGenerator(context=200)).answer("bridge " * 200)


def test_question_is_asked_on_one_line(store):
    answer = pipeline(store).answer("  When did the\n harbour\tbridge open? ")
    assert answer.question == OPENED


def test_question_of_broken_characters_is_still_asked(store):
    assert check_question("When\udcff?").encode()  # it can be printed, and tokenized


def test_pointer_is_asked_of_the_best_passages_and_decides_with_the_reader(store):
    undecided = FakeGenerator({"$295 million": -1.0, "12%": -1.0})
    for wanted in ("$295 million", "12%"):
        pointer = FakePointer({wanted: 6.0})
        answer = pipeline(store, undecided, pointer, top_k=2).answer("What did the bridge cost?")
        assert answer.short == wanted
        ((question, passages),) = pointer.asked
        assert question == "What did the bridge cost?"
        assert len(passages) == 2 and passages[0][0] == "Bridge opens (4 March 2025)"


def test_pointer_reads_a_follow_up_after_what_it_leans_on(store):
    pointer = FakePointer()
    turn = Turn("What did the harbour bridge cost?", "$295 million")
    pipeline(store, pointer=pointer).answer("And when was it opened?", [turn])
    ((question, _),) = pointer.asked
    assert question == ("What did the harbour bridge cost? $295 million And when was it opened?")


def test_examiner_reads_the_chosen_sentences_and_decides_with_the_others(store):
    undecided = FakeGenerator({"$295 million": -1.0, "12%": -1.0})
    for wanted in ("$295 million", "12%"):
        examiner = FakePointer({wanted: 6.0})
        asked = pipeline(store, undecided, examiner=examiner, sentences=2)
        answer = asked.answer("What did the bridge cost?")
        assert answer.short == wanted
        assert "examined" in answer.signals
        ((question, excerpts),) = examiner.asked
        assert question == "What did the bridge cost?"
        assert sum(text.count(".") for _, text in excerpts) <= 3  # two sentences and one before
        assert "Bridge opens (4 March 2025)" in [heading.split(" | ")[0] for heading, _ in excerpts]


@pytest.mark.parametrize(("odds", "believed"), [(6.0, True), (0.0, False)])
def test_name_that_the_article_lacks_may_be_another_word_where_the_examiner_is_sure(
    store, odds, believed
):
    asked = pipeline(
        store, FakeGenerator({"$295 million": -0.1}), examiner=FakePointer({"$295 million": odds})
    )
    answer = asked.answer("What did the harbour bridge cost Uganda?")
    assert (answer.confidence > DOUBTED) == believed


def test_one_of_two_values_is_not_told_as_their_difference(store):
    asked = pipeline(store, FakeGenerator({"$295 million": -0.1}))
    likely = asked.answer("What did the harbour bridge cost?").confidence
    more = asked.answer("How much more did the harbour bridge cost than the ferry?").confidence
    assert more <= DOUBTED < likely


def test_fewer_things_than_are_asked_for_are_not_told(store):
    asked = pipeline(store, FakeGenerator({"$295 million": -0.1}))
    likely = asked.answer("Which price did the harbour bridge have?").confidence
    assert (
        asked.answer("Which two prices did the harbour bridge have?").confidence <= DOUBTED < likely
    )


def test_examiner_reads_the_lead_of_an_article_that_is_not_among_the_sentences(store):
    examiner = FakePointer()
    asked = pipeline(store, examiner=examiner, sentences=1)
    quote = asked.answer("What did the bridge cost?").evidence[0].quote
    ((_, ((heading, read),)),) = examiner.asked
    assert read == quote and "opened on 4 March 2025" not in read
    assert heading.endswith("| The harbour bridge opened on 4 March 2025 after 30 months of work.")


def test_examiner_reads_a_follow_up_after_what_it_leans_on(store):
    examiner = FakePointer()
    turn = Turn("What did the harbour bridge cost?", "$295 million")
    pipeline(store, examiner=examiner).answer("And when was it opened?", [turn])
    ((question, _),) = examiner.asked
    assert question == "What did the harbour bridge cost? $295 million And when was it opened?"


def test_examiner_reads_each_sentence_alone_where_yes_or_no_is_asked(store):
    examiner = FakePointer()
    asked = pipeline(store, examiner=examiner, sentences=3)
    answer = asked.answer("Hello, do you know whether the harbour bridge was opened?")
    assert answer.question == "Hello, do you know whether the harbour bridge was opened?"
    (_, together), (question, alone) = examiner.asked
    assert question == "whether the harbour bridge was opened?"
    assert len(together) < len(alone) == 3
    examiner.asked.clear()
    asked.answer("When was the harbour bridge opened?")
    assert len(examiner.asked) == 1


def test_no_is_proven_by_what_moves_the_other_way(store):
    generator = FakeGenerator({"no": -0.2, "3.4%": -0.5, "yes": -3.0})
    answer = pipeline(store, generator).answer("Did the apple harvest rise?")
    assert answer.short == "No"
    assert "fell by 3.4%" in answer.citations[0].quote
    assert answer.confidence > DOUBTED
    said = FakeGenerator({"yes": -0.2, "3.4%": -0.5, "no": -9.0})
    assert pipeline(store, said).answer("Did the apple harvest rise?").confidence <= DOUBTED
    denied = FakeGenerator({"no": -0.2, "3.4%": -0.5, "yes": -9.0})
    assert pipeline(store, denied).answer("Did the apple harvest fall?").confidence <= DOUBTED


def test_pointer_and_examiner_can_be_left_out():
    assert open_pointer(Settings(pointer=False), WordEmbedder().identity) is None
    assert open_examiner(Settings(examiner=False)) is None


def test_examiner_is_left_out_where_no_spans_are_read():
    for reader in ("compose", "sentence"):
        assert open_examiner(Settings(reader=reader)) is None


def test_examiner_that_is_not_fetched_is_told(tmp_path):
    with pytest.raises(ModelMissing, match=r"dateline models get.*DATELINE_EXAMINER=false"):
        open_examiner(Settings(models_dir=tmp_path))
