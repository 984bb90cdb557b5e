from __future__ import annotations

import pytest

from index.records import Span
from rag.pointing import FAINT, Pointing, Window, examine, sentence_of
from rag.prompt import NOT_STATED
from rag.reading import EXACT, POINTED, is_yes_no, read
from rag.records import Turn
from tests.rag_fakes import FakeGenerator, FakePointer, evidence

CUT = evidence("The rate fell from 45% to 30% last May.", 1)
PASS = evidence("A pass costs $12 for 90 days.", 2, article_id="b1b2c3d4e5f6")


def texts(reading):
    return [candidate.text for candidate in reading.candidates]


def test_likeliest_span_comes_first_with_its_place():
    generator = FakeGenerator({"30%": -2.0, "$12": -0.1})
    reading = read("How much is it?", [CUT, PASS], generator)
    best, second = reading.candidates[:2]
    assert (best.text, best.likelihood, second.text) == ("$12", -0.1, "30%")
    (place,) = best.places
    assert (place.evidence, place.span) == (PASS, Span(13, 16))
    assert reading.shown == (CUT, PASS)
    assert len(reading.candidates) == EXACT


def test_every_candidate_stands_in_its_evidence():
    for candidate in read("How much is it?", [CUT, PASS], FakeGenerator()).candidates:
        for place in candidate.places:
            assert place.evidence.quote[place.span.start : place.span.end] == candidate.text


def test_not_stated_is_weighed_with_the_spans():
    generator = FakeGenerator({NOT_STATED: -0.5})
    assert read("Who is it?", [CUT], generator).not_stated == -0.5
    assert generator.asked[0][-1] == NOT_STATED


def test_yes_and_no_are_weighed_only_where_they_are_asked_for():
    generator = FakeGenerator({"yes": -1.0, "no": -3.0})
    reading = read("Did the rate fall?", [CUT], generator)
    assert (reading.yes, reading.no) == (-1.0, -3.0)
    reading = read("What fell?", [CUT], generator)
    assert (reading.yes, reading.no) == (None, None)
    assert "yes" not in generator.asked[-1]


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Did it fall?", True),
        ("Is the bridge open?", True),
        ("And has the mayor agreed?", True),
        ("Weren't there two?", True),
        ("According to the mayor, was the bridge safe?", True),
        ("In May, did tolls fall?", True),
        ("Under the plan, who pays?", False),
        ("In what year, is not told", False),
        ("Did it rise or fall?", False),
        ("Is the duty 30% or more?", True),
        ("Did 20 or more people fall ill?", True),
        ("Did it last two weeks or longer?", True),
        ("Was it an hour or so late?", True),
        ("Is it more or less than 30%?", False),
        ("Did it take one year or more than two?", False),
        ("In 2025 was it higher or lower?", False),
        ("Did 20 or more people fall ill or die?", False),
        ("I paid the toll. Is the bridge open?", True),
        ("Is the bridge open? Who pays?", False),
        ("whether the bridge is open", True),
        ("If the bridge shuts, what happens?", False),
        ("If the bridge shuts, is the ferry free?", True),
        ("Once the court had called it illegal, did the toll stay?", True),
        ("The court called it illegal - did the toll stay?", True),
        ("When the bridge shut, had the ferry begun?", True),
        ("When, by the first plan, was it to open?", False),
        ("According to the city, how many people, including children, were hurt?", False),
        ("In 2025, who, according to the court, was guilty?", False),
        ("Of the 12 boats, how many, if any, were damaged?", False),
        ("By the end of which year, if all goes well, will it open?", False),
        ("For about how long, by the plant's count, was it dark?", False),
        ("When exactly, in local time, did it fall?", False),
        ("Between Monday, May 5, and Friday, May 9, how many came?", False),
        ("Give me the price of rice, will you?", False),
        ("The date of the vote, do you know?", False),
        ("Name the firms that closed, were sold and moved abroad.", False),
        ("When did it shut, the bridge, was it May?", False),
        ("Above what weight, in tonnes, does a lorry pay?", False),
        ("If the bridge shuts, name a way", False),
        ("whether or not it fell", True),
        ("What did it do?", False),
        ("Who is it?", False),
        ("Willingness to pay?", False),
    ],
)
def test_questions_for_yes_or_no_are_told_apart(question, asks):
    assert is_yes_no(question) is asks


def test_same_text_in_two_sentences_is_one_candidate_with_two_places():
    again = evidence("Again it stood at 30% or so.", 2, article_id="b1b2c3d4e5f6")
    best = read("To what level?", [CUT, again], FakeGenerator({"30%": -0.1})).candidates[0]
    assert [place.evidence.n for place in best.places] == [1, 2]
    assert [place.span for place in best.places] == [Span(26, 29), Span(18, 21)]


def test_items_of_a_list_that_stand_apart_are_joined():
    mayor = evidence("Ada Lund, the mayor, cut the ribbon.", 1)
    poet = evidence("Bo Strand read a poem.", 2)
    generator = FakeGenerator({"Bo Strand": -1.0, "Ada Lund": -1.2, "Ada Lund; Bo Strand": -0.2})
    best = read("Which two people took part?", [mayor, poet], generator).candidates[0]
    assert (best.text, best.items) == ("Ada Lund; Bo Strand", ("Ada Lund", "Bo Strand"))
    assert [place.evidence for place in best.places] == [mayor, poet]


def test_overlapping_spans_are_never_joined():
    generator = FakeGenerator({"Ada Lund": -1.0, "Lund": -1.1, "Ada": -1.2})
    read("Which two people took part?", [evidence("Ada Lund came.")], generator)
    joined = generator.asked[-1]
    assert "Ada Lund; came" in joined
    assert not {"Ada Lund; Lund", "Ada; Ada Lund", "Ada Lund; Ada"} & set(joined)


def test_model_reads_what_was_asked_before():
    generator = FakeGenerator()
    read("And before?", [CUT], generator, [Turn("How high is the rate?", "30%")])
    assert "Earlier: How high is the rate? 30%\nQuestion: And before?" in generator.prompts[0]


def test_evidence_that_the_prompt_left_out_has_no_candidates():
    generator = FakeGenerator({"$12": -0.1}, context=100)
    long = evidence("The rate fell to 30%" + " indeed" * 15 + ".", 1)
    reading = read("How much?", [long, PASS], generator)
    assert reading.shown == (long,)
    assert "$12" not in texts(reading)


def test_letters_of_many_bytes_are_never_cut():
    reading = read("Wo?", [evidence("Ünïcödé 漢字 sails.")], FakeGenerator({"漢字": -0.1}))
    assert reading.candidates[0].text == "漢字"


def pointing_at(item, text, odds):
    """What a pointer makes of one sentence in which it sees one answer."""
    (logits,) = FakePointer({text: odds}).logits("", [("", item.quote)])
    window = Window(item.article_id, item.start, item.end, logits)
    return Pointing((window,))


def test_candidates_have_the_odds_of_the_pointer():
    reading = read("How much?", [CUT], FakeGenerator(), pointing=pointing_at(CUT, "30", 4.0))
    odds = {candidate.text: candidate.odds for candidate in reading.candidates}
    # the fake's tokens are "30" and "%": the value begins at one that is seen, and ends at one that is not
    assert odds["30%"] == pytest.approx(2.0 - 6.0)


def test_what_the_pointer_sees_joins_the_candidates_with_its_exact_likelihood():
    likely = dict.fromkeys(texts(read("Who is it?", [CUT, PASS], FakeGenerator())), -1.0)
    assert len(likely) == EXACT and "pass" not in likely
    generator = FakeGenerator({**likely, "pass": -7.0})
    reading = read("Who is it?", [CUT, PASS], generator, pointing=pointing_at(PASS, "pass", 6.0))
    assert len(reading.candidates) == EXACT + POINTED
    found = next(c for c in reading.candidates if c.text == "pass")
    assert (found.likelihood, found.odds) == (-7.0, pytest.approx(6.0))


def test_what_the_examiner_sees_joins_the_candidates_too():
    likely = dict.fromkeys(texts(read("Who is it?", [CUT, PASS], FakeGenerator())), -1.0)
    generator = FakeGenerator({**likely, "pass": -7.0})
    seen = pointing_at(PASS, "pass", 6.0)
    reading = read("Who is it?", [CUT, PASS], generator, examining=seen)
    found = next(c for c in reading.candidates if c.text == "pass")
    assert (found.likelihood, found.odds, found.examined) == (-7.0, FAINT, pytest.approx(6.0))
    assert reading.examined == (-12.0, -12.0)


def test_list_has_the_odds_of_its_items():
    item = evidence("Ann met Bea, Cy met Dee.")
    generator = FakeGenerator({"Ann": -1.0, "Cy": -1.2, "Ann; Cy": -0.1})
    logits = FakePointer({"Ann": 6.0, "Cy": 2.0}).logits("", [("", item.quote)])[0]
    seen = Pointing((Window(item.article_id, 0, len(item.quote), logits),))
    reading = read("Which two people?", [item], generator, pointing=seen, examining=seen)
    joined = next(c for c in reading.candidates if c.text == "Ann; Cy")
    assert (joined.odds, joined.examined) == (pytest.approx(4.0), pytest.approx(4.0))


def test_without_an_examiner_nothing_is_said_of_yes_and_no():
    assert read("Did it fall?", [CUT], FakeGenerator()).examined is None


def test_without_a_pointer_all_odds_are_faint():
    reading = read("How much is it?", [CUT], FakeGenerator())
    assert {candidate.odds for candidate in reading.candidates} == {FAINT}
    assert reading.pointed == (FAINT, FAINT)


SHORT = [
    evidence(f"In year {n} it cost ${n}.", n, start=n * 100, end=n * 100 + 21) for n in range(1, 6)
]


@pytest.mark.parametrize(
    ("question", "numbers"),
    [("What did it cost?", [2, 4, 5]), ("Which two prices are there?", [1, 2, 3, 4, 5]),
     ("Did it cost anything?", [1, 2, 3, 4, 5])],
    ids=["one", "list", "yes or no"],
)  # fmt: skip
def test_model_reads_the_sentences_that_the_examiner_sees_most_in(question, numbers):
    seen = examine(question, SHORT, FakePointer({"$5": 3.0, "$2": 2.0, "$4": 1.0}))
    reading = read(question, SHORT, FakeGenerator(), examining=seen)
    assert [item.n for item in reading.shown] == numbers


def test_for_yes_or_no_the_model_reads_the_sentences_that_alone_say_most():
    six = [*SHORT, evidence("It was free.", 6, start=600, end=612)]
    alone = {sentence_of(item): (float(item.n), -3.0) for item in six}
    alone[sentence_of(six[0])] = (-9.0, 9.0)
    reading = read("Did it cost anything?", six, FakeGenerator(), verdicts=alone)
    assert [item.n for item in reading.shown] == [1, 3, 4, 5, 6]
    assert reading.verdicts == alone


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Is it 20 metres or taller?", True),
        ("Was the price in 2020 or higher in 2024?", False),
        ("Is Boeing 737 production or less fuel the cause?", False),
    ],
)
def test_only_a_bound_offers_no_choice(question, asks):
    assert is_yes_no(question) == asks
