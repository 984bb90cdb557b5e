from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans

PIECES = [
    "Snow fell. ", "Dr. Reed of the U.S. said: “It’s 3.4%.” ", "Why? ", "He left... ", "\n\n", "\n",
    "東京で会議。次の文。", "👩‍🚒🚒 ", "e\u0301", "नमस्ते। ", "a" * 300, "\u3000", "!!!", "(",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=10), max_size=15).map("".join)


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Mr. Li met Dr. Reed. They spoke.", ["Mr. Li met Dr. Reed.", "They spoke."]),
        ("Exports rose 4.8% in the U.S. last year.", ["Exports rose 4.8% in the U.S. last year."]),
        ("A heading\n\nIt fell.  Then rain.", ["A heading", "It fell.", "Then rain."]),
        ("🚒🚒 Fire! All safe.", ["🚒🚒 Fire!", "All safe."]),
        ("東京で会議。次の文。", ["東京で会議。", "次の文。"]),
        (" \n\n ", []),
        ("He asked Ms. Reed to go. She went.", ["He asked Ms. Reed to go.", "She went."]),
        ("It cost approx. 40 euros. So it goes.", ["It cost approx. 40 euros.", "So it goes."]),
        (
            "The call is at 8:30 a.m. Eastern Time. The next is at 9 p.m. Sunday.",
            ["The call is at 8:30 a.m. Eastern Time.", "The next is at 9 p.m. Sunday."],
        ),
        ("It ended at 9 a.m. Local people slept.", ["It ended at 9 a.m.", "Local people slept."]),
        ("He left at 9 a.m. The sun rose.", ["He left at 9 a.m.", "The sun rose."]),
        ("It ended at 9 a.m. EST. Then rain.", ["It ended at 9 a.m. EST.", "Then rain."]),
        ("1. Who won? 2025 was hard.", ["1. Who won?", "2025 was hard."]),
        ("The answer was Ms.", ["The answer was Ms."]),
    ],
)
def test_text_is_cut_into_sentences(text, sentences):
    assert split(text) == sentences


def test_part_of_a_text_keeps_the_offsets_of_the_whole():
    text = "Rain came. Snow fell. Sun rose."
    (span,) = sentence_spans(text, 11, 21)
    assert (span.start, span.end) == (11, 21)  # len("Rain came. ") = 11, len("Snow fell.") = 10


def test_unpaired_quotation_mark_does_not_join_a_page():
    # 12 × 32 = 384 characters: longer than any sentence
    sentences = split("“" + "The ferry sailed at noon today. " * 12)
    assert (
        sentences == ["“The ferry sailed at noon today."] + ["The ferry sailed at noon today."] * 11
    )


@given(texts)
def test_every_character_is_in_one_sentence(text):
    covered = [0] * len(text)
    end = 0
    for span in sentence_spans(text):
        assert span.start >= end
        end = span.end
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        for i in range(span.start, span.end):
            covered[i] += 1
    assert all(covered[i] == 1 for i, char in enumerate(text) if not char.isspace())
