from __future__ import annotations

import math

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from index.records import Article, PublicationDate, Span
from rag.excerpts import MAX_LEAD
from rag.pointing import (
    FAINT,
    MAX_EXAMINED,
    MAX_QUESTION_TOKENS,
    MAX_TOKENS,
    Encoding,
    Logits,
    Pointing,
    Window,
    encode,
    examine,
    point,
    question_of,
    sentence_of,
    verdicts,
)
from rag.records import Passage, Turn
from tests.rag_fakes import FakePointer, evidence

TEXT = "Tolls fell to $3 in May."


@pytest.fixture(scope="module")
def tokenizer():
    words = "[CLS] [SEP] [UNK] What is the toll ? Bridges | Tolls fell to $ 3 in May .".split()
    made = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def window(first, last, verdict=(0.0, -50.0, -50.0), text="ab cd ef", start=0):
    """One token a word of `text`."""
    places, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        places.append((at, at + len(word)))
        at += len(word)
    read = Encoding([0] * len(places), [1] * len(places), places)
    rows = (np.array(row, dtype=np.float32) for row in (first, last, verdict))
    return Window("art", start, start + len(text), Logits(read, *rows))


def test_pair_is_read_as_question_then_heading_and_passage(tokenizer):
    read = encode(tokenizer, "What is the toll?", "Bridges", TEXT)
    assert [tokenizer.id_to_token(token) for token in read.tokens] == (
        "[CLS] What is the toll ? [SEP] Bridges | Tolls fell to $ 3 in May . [SEP]".split()
    )
    assert read.types == [0] * 7 + [1] * 11


def test_places_are_those_of_the_passage_alone(tokenizer):
    read = encode(tokenizer, "What is the toll?", "Bridges", TEXT)
    told = [TEXT[place[0] : place[1]] for place in read.places if place is not None]
    assert told == "Tolls fell to $ 3 in May .".split()
    assert read.places[:9] == [None] * 9 and read.places[-1] is None


def test_characters_find_their_tokens(tokenizer):
    read = encode(tokenizer, "What is the toll?", "Bridges", TEXT)
    start = TEXT.index("$3")
    assert read.tokens_of(start, start + 2) == (12, 13)
    assert read.tokens_of(start, start + 1) == (12, 12)


def test_characters_that_were_not_read_have_no_tokens(tokenizer):
    read = encode(tokenizer, "What is the toll?", "Bridges", TEXT + " Tolls" * 400)
    assert len(read.tokens) == MAX_TOKENS
    assert read.tokens_of(len(TEXT) + 6 * 395, len(TEXT) + 6 * 396) is None


def test_long_question_leaves_room_for_the_passage(tokenizer):
    read = encode(tokenizer, "toll " * 500, "Bridges", TEXT)
    assert read.types.count(0) == MAX_QUESTION_TOKENS + 2
    assert read.tokens_of(0, len("Tolls")) is not None


def test_marks_of_another_kind_of_tokenizer():
    words = "<s> </s> [CLS] [SEP] [UNK] What | Tolls fell".split()  # MPNet knows BERT's as well
    made = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    read = encode(made, "What", "Tolls", "fell")
    found = [made.id_to_token(token) for token in read.tokens]
    assert found == "<s> What </s> Tolls | fell </s>".split()


def test_tokenizer_without_marks_is_refused():
    with pytest.raises(ValueError, match="no marks"):
        encode(Tokenizer(models.WordLevel({"a": 0}, unk_token="a")), "a", "a", "a")


def test_sentences_of_an_article_are_examined_together():
    first, second = "Tolls rose to $4.", "It was May."
    found = [
        evidence(second, 1, start=200, end=200 + len(second)),
        evidence("Rain fell.", 2, article_id="other", start=7, end=17),
        evidence(first, 3, start=50, end=50 + len(first)),
    ]
    examiner = FakePointer({"May": 5.0})
    pointing = examine("When?", found, examiner)
    ((_, read),) = examiner.asked
    assert [text for _, text in read] == [f"{first} {second}", "Rain fell."]
    at = 200 + second.index("May")
    assert pointing.odds(found[0].article_id, Span(at, at + 3)) == pytest.approx(5.0)
    assert pointing.odds(found[0].article_id, Span(50, 55)) < 0
    assert pointing.odds("other", Span(at, at + 3)) == FAINT  # not of what it was shown


def test_sentences_that_do_not_fit_together_are_examined_apart():
    long = "Tolls rose " + "again " * (MAX_EXAMINED // 12) + "."
    at = [0, 700, 1400]
    found = [evidence(long, n, start=start, end=start + len(long)) for n, start in enumerate(at)]
    examiner = FakePointer({"Tolls": 5.0})
    pointing = examine("What rose?", found, examiner)
    ((_, read),) = examiner.asked
    assert [text.count("Tolls") for _, text in read] == [1, 1, 1]
    for start in at:
        assert pointing.odds(found[0].article_id, Span(start, start + 5)) == pytest.approx(5.0)


def test_each_sentence_alone_has_its_verdict():
    class Certain(FakePointer):
        def logits(self, question, passages):
            found = super().logits(question, passages)
            for at, logits in enumerate(found):
                logits.verdict[:] = (1.0, 3.0 * at, -2.0)
            return found

    met, agreed = "Norland and Ostland met.", "Both sides agreed."
    found = [evidence(met, 1), evidence(agreed, 2, start=200, end=200 + len(agreed))]
    examiner = Certain()
    lead = {found[0].article_id: met}
    told = verdicts("Did they agree?", found, examiner, (Turn("Who met?", "Norland"),), lead)
    assert told == {sentence_of(found[0]): (-1.0, -3.0), sentence_of(found[1]): (2.0, -3.0)}
    ((question, read),) = examiner.asked
    assert question == "Who met? Norland Did they agree?"
    assert [text for _, text in read] == [met, agreed]
    assert [met in head for head, _ in read] == [False, True]


def test_lead_of_the_article_is_read_before_its_sentences():
    lead, later = "Norland and Ostland met.", "Both sides agreed on $4."
    found = [evidence(later, 1, start=200, end=200 + len(later))]
    examiner = FakePointer({"$4": 5.0})
    pointing = examine("When?", found, examiner, leads={found[0].article_id: lead})
    ((_, ((head, read),)),) = examiner.asked
    assert (head.split(" | ")[1], read) == (lead, later)
    at = 200 + later.index("$4")
    assert pointing.odds(found[0].article_id, Span(at, at + 2)) == pytest.approx(5.0)


def test_lead_that_is_among_the_sentences_is_read_once():
    lead = "Norland and Ostland met."
    found = [evidence(lead, 1), evidence("It rained.", 2, article_id="other")]
    examiner = FakePointer()
    examine("When?", found, examiner, leads={found[0].article_id: lead})
    ((_, read),) = examiner.asked
    assert ["|" in head for head, _ in read] == [False, False]


def test_long_lead_is_cut_between_words():
    found = [evidence("It rained.", 1, start=500, end=510)]
    examiner = FakePointer()
    examine("When?", found, examiner, leads={found[0].article_id: "abc " * 100})
    ((_, ((head, _),)),) = examiner.asked
    lead = head.split(" | ")[1]
    assert len(lead) <= MAX_LEAD + 2 and lead.endswith("abc …")


def test_odds_are_against_not_told_here():
    seen = window([2.0, 0.0, 0.0], [0.5, 1.0, 0.0], verdict=(1.5, 0.0, 0.0))
    assert seen.odds(Span(0, 2)) == pytest.approx(2.0 + 0.5 - 1.5)
    assert seen.odds(Span(0, 5)) == pytest.approx(2.0 + 1.0 - 1.5)


def test_odds_of_yes_and_no():
    seen = window([0.0], [0.0], verdict=(1.0, 3.0, -2.0), text="ab")
    assert (seen.yes, seen.no) == (2.0, -3.0)


def test_mass_is_the_share_of_the_spans_inside():
    # all logits 0: the six spans of three tokens, "not told", "yes" and "no" are equally likely
    seen = window([0.0] * 3, [0.0] * 3, verdict=(0.0, 0.0, 0.0))
    assert seen.mass(Span(0, 8)) == pytest.approx(6 / 9)
    assert seen.mass(Span(0, 5)) == pytest.approx(3 / 9)  # ab, ab cd, cd
    assert seen.mass(Span(6, 8)) == pytest.approx(1 / 9)


def test_mass_weighs_by_likelihood():
    seen = window([math.log(3.0), 0.0], [0.0, 0.0], text="ab cd")  # yes and no next to impossible
    # ab 3, ab cd 3, cd 1, not told 1
    assert seen.mass(Span(0, 2)) == pytest.approx(3 / 8)
    assert seen.mass(Span(3, 5)) == pytest.approx(1 / 8)


def test_odds_within_a_sentence_are_those_of_all_its_spans():
    seen = window([1.0, 0.0, 2.0], [0.5, 0.0, 3.0], verdict=(1.5, 0.0, 0.0))
    spans = [1.0 + 0.5, 1.0 + 0.0, 0.0 + 0.0]  # ab, ab cd, cd
    expected = math.log(sum(math.exp(score - 1.5) for score in spans))
    assert seen.odds_within(Span(0, 5)) == pytest.approx(expected, rel=1e-5)
    assert seen.odds_within(Span(6, 8)) == pytest.approx(seen.odds(Span(6, 8)))


def test_characters_count_from_the_article():
    seen = window([2.0, 0.0, 0.0], [1.0, 0.0, 0.0], start=100)
    assert seen.odds(Span(100, 102)) == pytest.approx(3.0)
    assert seen.covers("art", Span(100, 108))
    assert not seen.covers("art", Span(99, 102))
    assert not seen.covers("other", Span(100, 102))


def test_span_in_two_passages_takes_the_better():
    weak, strong = window([0.0] * 3, [0.0] * 3), window([3.0] * 3, [0.0] * 3)
    pointing = Pointing((weak, strong))
    assert pointing.odds("art", Span(0, 2)) == pytest.approx(3.0)
    assert pointing.mass("art", Span(0, 2)) == pytest.approx(strong.mass(Span(0, 2)))
    assert pointing.odds_within("art", Span(0, 2)) == pytest.approx(3.0)


def test_what_no_passage_holds_is_faint():
    pointing = Pointing((window([0.0] * 3, [0.0] * 3),))
    assert pointing.odds("other", Span(0, 2)) == FAINT
    assert pointing.mass("other", Span(0, 2)) == 0.0
    assert pointing.odds_within("other", Span(0, 2)) == FAINT
    assert Pointing(()).verdict == (FAINT, FAINT)


def test_verdict_is_of_the_passage_that_is_surest():
    unsure = window([0.0], [0.0], verdict=(0.0, 0.5, 0.4), text="ab")
    sure = window([0.0], [0.0], verdict=(0.0, -1.0, 4.0), text="ab")
    assert Pointing((unsure, sure)).verdict == (-1.0, 4.0)


def test_pointer_is_asked_of_passages_under_their_headings():
    pointer = FakePointer({"$3": 5.0})
    bridges = Article("x" * 40 + TEXT, "Bridges", PublicationDate("2025-05-02"), id="art")
    passage = Passage(1, "art", 40, 40 + len(TEXT), TEXT, 1.0)
    pointing = point("What is the toll?", [passage], {"art": bridges}, pointer)
    assert pointer.asked == [("What is the toll?", [("Bridges (2 May 2025)", TEXT)])]
    at = 40 + TEXT.index("$3")
    assert pointing.odds("art", Span(at, at + 2)) == pytest.approx(5.0)


def test_question_comes_after_what_it_leans_on():
    history = (Turn("What is the toll?", "$3"),)
    assert question_of("Since when?", history) == "What is the toll? $3 Since when?"
