from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.spans import MAX_WORDS, answer_spans
from rag.values import Kind, values

KINDS: tuple[Kind, ...] = ("number", "date", "duration")


def texts(sentence: str) -> list[str]:
    return [sentence[span.start : span.end] for span in answer_spans(sentence)]


def test_every_run_of_words_is_a_span_in_order():
    assert texts("Ada Lund spoke.") == [
        "Ada",
        "Ada Lund",
        "Ada Lund spoke",
        "Lund",
        "Lund spoke",
        "spoke",
    ]


def test_spans_point_into_the_sentence():
    found = answer_spans("  Ada spoke.")
    assert [(span.start, span.end) for span in found] == [(2, 5), (2, 11), (6, 11)]


@pytest.mark.parametrize("sentence", ["", "   ", "-", "“…” — !", "."])
def test_without_a_word_there_is_no_span(sentence):
    assert answer_spans(sentence) == []


def test_no_span_has_more_than_the_most_words():
    words = [f"word{chr(97 + n)}" for n in range(MAX_WORDS + 2)]
    found = texts(" ".join(words))
    assert max(len(text.split()) for text in found) == MAX_WORDS
    assert " ".join(words[:MAX_WORDS]) in found
    assert " ".join(words[2:]) in found
    assert len(found) == sum(min(MAX_WORDS, len(words) - at) for at in range(len(words)))


@pytest.mark.parametrize(
    ("sentence", "whole", "parts"),
    [
        ("from 5% to $2.4 billion", "5%", ["5"]),
        ("from 5% to $2.4 billion", "$2.4 billion", ["2.4", "$2.4", "2.4 billion", "billion"]),
        ("It fell by 30 percent.", "30 percent", ["30", "percent"]),
        ("It rose 10 %.", "10 %", ["10"]),
        ("Some 1,200.5 apples", "1,200.5", ["1", "1,200", "200.5"]),
        ("a gap of 4.8 percentage points", "4.8 percentage points", ["4.8", "percentage points"]),
        ("Closed for seven weeks.", "seven weeks", ["seven", "weeks"]),
        ("After one and a half years.", "one and a half years", ["one", "half years", "years"]),
        ("a 90-day pause", "90-day", ["90", "day"]),
        ("It opened on 4 March 2025.", "4 March 2025", ["4", "4 March", "March 2025", "2025"]),
        ("Due June 9, 2025, at noon.", "June 9, 2025", ["June 9", "9", "2025", "June"]),
        ("He counted two million.", "two million", ["two", "million"]),
    ],
)
def test_no_value_is_cut_in_two(sentence, whole, parts):
    found = texts(sentence)
    assert whole in found
    assert not set(parts) & set(found)


def test_value_is_not_cut_by_a_longer_span_either():
    assert texts("cost $295 million") == ["cost", "cost $295 million", "$295 million"]


@pytest.mark.parametrize(
    ("sentence", "whole", "bare"),
    [
        ("It fell by -3.4% then.", "-3.4%", "3.4%"),
        ("It fell by −3.4% then.", "−3.4%", "3.4%"),
        ("It rose by +7% then.", "+7%", "7%"),
        ("It cost €1,200 then.", "€1,200", "1,200"),
        ("It cost US$3.5bn then.", "US$3.5bn", "3.5bn"),
        ("It cost −$5 million then.", "−$5 million", "$5 million"),
    ],
)
def test_sign_and_currency_belong_to_the_number(sentence, whole, bare):
    assert whole in texts(sentence)
    assert bare not in texts(sentence)


def test_weekday_and_date_may_stand_alone():
    assert texts("Tuesday, June 9, 2026") == [
        "Tuesday",
        "Tuesday, June 9, 2026",
        "June 9, 2026",
    ]
    assert texts("Tuesday 9 June 2026") == ["Tuesday", "Tuesday 9 June 2026", "9 June 2026"]


def test_weekday_without_a_date_is_a_span():
    assert texts("on Friday") == ["on", "on Friday", "Friday"]


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("He said: “The bridge is open.”", "The bridge is open"),
        ('He said: "The bridge is open."', "The bridge is open"),
        ("«Alba» sank", "Alba"),
        ("The 'Alba' sank", "Alba"),
        ("The `Alba` sank", "Alba"),
        ("The *Alba* sank", "Alba"),
        ("The Alba (a ferry) sank", "a ferry"),
        ("The Alba [a ferry] sank", "a ferry"),
        ("Was it the Alba?", "the Alba"),
        ("It sank, the old Alba, at noon", "the old Alba"),
    ],
)
def test_marks_at_the_edges_stay_outside(sentence, held):
    assert held in texts(sentence)
    for text in texts(sentence):
        assert text[0] not in '"“”«»()[],.:?' and text[-1] not in '"“”«»()[],.:?', text


@pytest.mark.parametrize(
    ("sentence", "closed", "open_"),
    [
        ("The Alba (a ferry) sank", "The Alba (a ferry) sank", "Alba (a"),
        ("She took “the old ferry” home", "took “the old ferry” home", "took “the old"),
        ('She took "the old ferry" home', 'took "the old ferry" home', 'took "the old'),
        ("It [the ferry] sank", "It [the ferry] sank", "It [the"),
    ],
)
def test_marks_within_come_in_pairs(sentence, closed, open_):
    found = texts(sentence)
    assert closed in found
    assert open_ not in found


@pytest.mark.parametrize("dash", ["—", "–", ";", "!", "?", "…"])
def test_no_span_reaches_over_a_break(dash):
    assert texts(f"Alba sank {dash} all swam") == [
        "Alba",
        "Alba sank",
        "sank",
        "all",
        "all swam",
        "swam",
    ]


def test_span_may_reach_over_a_comma():
    assert "Ada Lund, the mayor" in texts("It was Ada Lund, the mayor, at last.")


def test_hyphenated_word_is_one_word():
    assert texts("well-known ferry") == ["well-known", "well-known ferry", "ferry"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Lund's ferry", ["Lund", "Lund's", "Lund's ferry", "ferry"]),
        ("Lund’s ferry", ["Lund", "Lund’s", "Lund’s ferry", "ferry"]),
        ("growers’ prices", ["growers", "growers’ prices", "prices"]),
        ("O’Brien don’t", ["O’Brien", "O’Brien don’t", "don’t"]),
    ],
)
def test_possessive_may_be_left_off(sentence, found):
    assert texts(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("They sailed to the U.S.", "the U.S."),
        ("They sailed at 5 p.m.", "5 p.m."),
        ("Built by Alba Inc.", "Alba Inc."),
        ("He met J.R. Lund there.", "J.R. Lund"),
        ("He met Dr. Lund there.", "Dr. Lund"),
        ("He sailed to St. Olaf.", "St. Olaf"),
        ("The U.S.’s harbour.", "U.S."),
    ],
)
def test_abbreviation_keeps_its_stop(sentence, held):
    assert held in texts(sentence)


def test_stop_of_the_sentence_is_no_part_of_its_last_word():
    assert texts("Alba sank.") == ["Alba", "Alba sank", "sank"]


@pytest.mark.parametrize("word", ["Zürich", "日本の橋", "👩‍👩‍👧", "e\u0301clair", "Łódź"])
def test_words_of_any_script_are_whole(word):
    assert texts(f"{word} opened") == [word, f"{word} opened", "opened"]
    assert texts(f"“{word}”") == [word]


def test_any_white_space_divides_words():
    assert texts("old\u00a0ferry\nsank") == [
        "old",
        "old\u00a0ferry",
        "old\u00a0ferry\nsank",
        "ferry",
        "ferry\nsank",
        "sank",
    ]


@given(st.lists(st.sampled_from("the old ferry sank near Sandvik".split()), max_size=20))
def test_plain_words_give_every_run_of_them(words):
    runs = [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + MAX_WORDS, len(words)) + 1)
    ]
    assert texts(" ".join(words)) == runs


_PARTS = (
    "$ € US$ - − + 295 1,200 2.4 30% billion percent seven weeks 90-day 4 March June 9, 2025 Tuesday"
    " Tuesday, Lund's U.S. “ ” \" ' ( ) — … , . ferry and a half"
).split()


@given(st.lists(st.sampled_from([*_PARTS, " ", " ", "\n"])).map("".join) | st.text(max_size=60))
def test_any_text_gives_trimmed_spans_within_it_that_cut_no_value(sentence):
    whole = [value for kind in KINDS for value in values(sentence, kind)]
    spans = answer_spans(sentence)
    assert [(s.start, s.end) for s in spans] == sorted({(s.start, s.end) for s in spans})
    for span in spans:
        text = sentence[span.start : span.end]
        assert 0 <= span.start < span.end <= len(sentence)
        assert text == text.strip()
        for value in whole:
            for edge in (span.start, span.end):
                if value.start < edge < value.end:  # between a weekday and its date alone
                    assert re.fullmatch(r"[A-Z][a-z]+day,? ?", sentence[value.start : edge])
