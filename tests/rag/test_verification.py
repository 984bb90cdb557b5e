from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Span
from rag.verification import MAX_SHORT_WORDS, find_value


@pytest.mark.parametrize(
    ("short", "quote", "start"),
    [
        ("30%", "It fell from 145% to 30%.", 21),
        ("$295 billion", "A gap of $295 billion opened.", 9),
        ("-3.4%", "Imports: -3.4% in all.", 9),
        ("30%", "Not -30% but 30%.", 13),  # the first whole one
        ("August 12", "On Tuesday, August 12, 2025.", 12),  # a date may be cut
        ("2025", "On August 12, 2025.", 14),
        ("Lund", "Ada Lund said so.", 4),
    ],
)
def test_whole_value_is_found(short, quote, start):
    assert find_value(short, quote) == Span(start, start + len(short))


@pytest.mark.parametrize(
    ("short", "quote"),
    [
        ("30", "It was 130."),
        ("30", "It was 3.30."),
        ("30", "It was 30%."),
        ("30", "It was 30 percent."),
        ("30", "It was 1,30."),
        ("$295", "It was $295 billion."),
        ("295 billion", "It was $295 billion."),
        ("3.4%", "It was -3.4%."),
        ("3.4%", "It was −3.4%."),
        ("90", "A 90-day pause."),
        ("12", "On August 12 it was."),
        ("twenty", "Of twenty-five men."),
        ("two", "Of two million men."),
        ("Lun", "Ada Lund said so."),
        ("lund", "Ada Lund said so."),
        ("40%", "It was 30%."),
        ("", "It was."),
        (" ", "It was."),
    ],
)
def test_part_of_a_value_is_not_held(short, quote):
    assert find_value(short, quote) is None


def test_more_than_twelve_words_are_refused():
    words = " ".join(f"word{chr(97 + n)}" for n in range(13))
    twelve = words.rsplit(" ", 1)[0]
    assert MAX_SHORT_WORDS == 12 == len(twelve.split())
    assert find_value(twelve, words) == Span(0, len(twelve))
    assert find_value(words, words) is None


_TEXT = st.text("$€-−.,% 0123459abMayJune\n“”", max_size=40) | st.text(max_size=40)


@given(_TEXT, st.data())
def test_whatever_is_found_equals_the_short_answer(quote, data):
    start = data.draw(st.integers(0, len(quote)))
    short = data.draw(_TEXT | st.just(quote[start : start + 5]))
    span = find_value(short, quote)
    assert span is None or quote[span.start : span.end] == short
