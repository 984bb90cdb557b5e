from __future__ import annotations

import pytest

from index.unwrapping import unwrap
from tests.index.corpus import WRAPPED


def test_hard_wrapped_text_becomes_paragraphs():
    first, second = (part for part in unwrap(WRAPPED).split("\n") if part)
    assert first.startswith("The ferry to") and first.endswith("whenever the wind rose.")
    assert "first of March, the" in first
    assert second.startswith("Fares stay") and second.endswith("will use it most.")


def test_word_broken_at_the_line_end_is_joined():
    assert "crossing that" in unwrap(WRAPPED.replace("crossing\nthat", "cross-\ning that"))


def test_compound_broken_at_the_line_end_keeps_its_hyphen():
    for broken, whole in (
        ("tit-for-\ntat", "tit-for-tat"),
        ("a 90-\nday", "a 90-day"),
        ("U.S.-\nChina", "U.S.-China"),
    ):
        assert whole in unwrap(WRAPPED.replace("crossing\nthat", broken))


COLUMN = """THE COURIER  3
Second ferry for
the islands
The ferry to the islands will run
twice a day, said its owner, A. J.
Reed, whose company has carried the
islanders for years.
Fares stay.
Fishermen have waited for a second
boat since the old one was sold and
broken up.
It sails in March, and the harbour
will be dug deeper until then.
"""


def test_column_of_short_paragraphs_is_unwrapped():
    assert [line for line in unwrap(COLUMN).split("\n") if line] == [
        "THE COURIER  3",
        "Second ferry for the islands",
        "The ferry to the islands will run twice a day, said its owner, A. J. Reed, whose company has"
        " carried the islanders for years.",
        "Fares stay.",
        "Fishermen have waited for a second boat since the old one was sold and broken up.",
        "It sails in March, and the harbour will be dug deeper until then.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A headline\nA first paragraph that ends.\nA second one.\nA third one ends here.",
        # Short header lines over one long paragraph: no column has lines of both lengths.
        "Harbour bridge to close for repairs\nAnn Reed\nDrivers face a detour\n"
        "Two ferries will run instead, and more may follow\n" + "The bridge will close. " * 9,
    ],
)
def test_text_with_a_line_a_paragraph_stays(text):
    assert unwrap(text) == text.rstrip()
