from __future__ import annotations

from index.records import Span
from rag.reading import MAX_CANDIDATES, candidates, read
from tests.rag_fakes import FakeGenerator, evidence

CUT = evidence("The rate fell from 45% to 30% last May.", 1)
RISE = evidence("A pass costs $12 for 90 days.", 2)


def test_likeliest_candidate_is_chosen():
    generator = FakeGenerator({"30%": -9.0, "$12": -1.0})
    reading = read("How much is it?", [CUT, RISE], generator)
    assert generator.asked == [["30%", "$12"]]
    assert reading.chosen is not None
    assert (reading.chosen.text, reading.chosen.evidence) == ("$12", RISE)
    assert reading.chosen.span == Span(13, 16)
    assert reading.sentence == RISE
    assert reading.shown == (CUT, RISE)


def test_model_reads_the_prompt_with_question_and_evidence():
    generator = FakeGenerator()
    read("How much is it?", [CUT, RISE], generator)
    (prompt,) = generator.prompts
    for part in (CUT.quote, RISE.quote, "Question: How much is it?"):
        assert part in prompt


def test_margin_decides_between_value_and_sentence(monkeypatch):
    monkeypatch.setattr("rag.reading.MARGIN", 2.0)
    reading = read("How much?", [CUT, RISE], FakeGenerator({"30%": -3.0, "$12": -1.0}))
    assert reading.chosen is not None and reading.chosen.text == "$12"  # -1 - -3 = 2
    reading = read("How much?", [CUT, RISE], FakeGenerator({"30%": -2.9, "$12": -1.0}))
    assert (reading.chosen, reading.sentence) == (None, RISE)  # 1.9


def test_nearer_sentence_weighs(monkeypatch):
    monkeypatch.setattr("rag.reading.COSINE_WEIGHT", 20.0)
    near, far = evidence("A pass costs $12.", 1, score=0.6), evidence("It was $15.", 2, score=0.4)
    # 0.0 + 20 * 0.6 = 12 against 3.0 + 20 * 0.4 = 11
    reading = read("How much?", [near, far], FakeGenerator({"$15": 3.0}))
    assert reading.sentence == near
    reading = read("How much?", [near, far], FakeGenerator({"$15": 6.0}))  # 14
    assert reading.sentence == far


def test_value_that_the_question_names_is_never_chosen():
    generator = FakeGenerator({"45%": 100.0, "$12": -50.0})
    reading = read("The rate was 45% before: how low did it go?", [CUT], generator)
    assert reading.chosen is not None and reading.chosen.text == "30%"
    assert generator.asked == []  # one candidate: the model has no choice


def test_start_of_a_change_is_a_candidate_only_where_it_is_asked_for():
    def texts(question):
        return [candidate.text for candidate in candidates(question, [CUT], "number")]

    assert texts("To what level did it fall?") == ["30%"]
    assert texts("What was the rate before?") == ["45%", "30%"]


def test_question_for_no_value_gets_the_best_sentence():
    generator = FakeGenerator()
    reading = read("Why did it fall?", [CUT, RISE], generator)
    assert (reading.chosen, reading.sentence, generator.asked) == (None, CUT, [])
    reading = read("Who did it?", [CUT, RISE], generator)
    assert (reading.chosen, reading.sentence) == (None, CUT)


def test_evidence_without_such_a_value_gets_the_best_sentence():
    reading = read("How long does it last?", [CUT], FakeGenerator())
    assert (reading.chosen, reading.sentence) == (None, CUT)


def test_kinds_are_kept_apart():
    reading = read("How long is it valid?", [CUT, RISE], FakeGenerator())
    assert reading.chosen is not None and reading.chosen.text == "90 days"
    reading = read("When did it fall?", [CUT, RISE], FakeGenerator())
    assert reading.chosen is not None and reading.chosen.text == "May"


def test_equal_values_are_one_candidate_of_the_first_sentence():
    again = evidence("Again it stood at 30% or so.", 2)
    (found,) = candidates("To what level?", [CUT, again], "number")
    assert (found.text, found.evidence) == ("30%", CUT)


def test_candidates_are_bounded():
    many = evidence(" and ".join(str(n) for n in range(100, 200)))
    assert len(candidates("How many?", [many], "number")) == MAX_CANDIDATES
    for candidate in candidates("How many?", [many], "number"):
        assert many.quote[candidate.span.start : candidate.span.end] == candidate.text


def test_value_of_evidence_that_the_prompt_left_out_is_no_candidate():
    generator = FakeGenerator({"$12": 100.0}, context=90)
    long = evidence("The rate fell to 30%" + " indeed" * 15 + ".", 1)
    reading = read("How much?", [long, RISE], generator)
    assert reading.shown == (long,)
    assert reading.chosen is not None and reading.chosen.text == "30%"
