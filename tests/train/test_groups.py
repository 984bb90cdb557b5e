from __future__ import annotations

import pytest

from models.train.groups import Asked, Line, evidence_of, whole
from rag.prompt import NOT_STATED


def widened(text: str, part: str) -> str:
    start = text.index(part)
    first, last = whole(text, start, start + len(part))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        ("He met Lund.", "und", "Lund"),
        ("He met Lund.", "Lun", "Lund"),
        ("Ada Lund spoke.", "da Lun", "Ada Lund"),
        ("A well-known man.", "know", "known"),  # a hyphen ends a word
        ("Lund's boat sank.", "Lund", "Lund"),
        ("Lund", "Lund", "Lund"),  # the whole text
    ],
)
def test_answer_is_widened_to_whole_words(text, part, said):
    assert widened(text, part) == said


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        ("It cost $5 million then.", "5", "$5 million"),
        ("It cost $5 million then.", "million", "$5 million"),
        ("It rose 5.5% in a day.", "5", "5.5%"),
        ("Due August 12, 2025, at noon.", "12", "August 12, 2025"),
        ("Due August 12, 2025, at noon.", "2025", "August 12, 2025"),
        ("A 90-day pause.", "90", "90-day"),
        ("It is shut for seven weeks.", "seven", "seven weeks"),
        ("It cost $5 million then.", "cost $5", "cost $5"),  # more than the value: as it is
        ("From 10% to 20%.", "10% to 20%", "10% to 20%"),
    ],
)
def test_answer_is_widened_to_the_whole_value(text, part, said):
    assert widened(text, part) == said


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        ("By the old bridge, in rain.", "the old bridge,", "old bridge"),
        ("The mill burnt.", "The mill", "mill"),
        ("He bought an oar.", "an oar.", "oar"),
        ("Where is it? Nowhere...", "Nowhere...", "Nowhere"),
        ("He said “it sank.”", "“it sank.”", "it sank"),
        ("Later: rain; then snow.", " rain; ", "rain"),
        ("Then another came.", "another", "another"),  # no article
        ("Thelma came.", "Thelma", "Thelma"),
        ("Plan A.", "A.", "A"),  # nothing is left without it
    ],
)
def test_article_and_stops_are_trimmed(text, part, said):
    assert widened(text, part) == said


def test_evidence_is_numbered_and_keeps_its_places():
    first, second = evidence_of(
        [Line("x", 7, "It rained.", "Rain", "2024-05-01"), Line("y", 0, "It stopped.")]
    )
    assert (first.n, first.article_id, first.start, first.end) == (1, "x", 7, 17)
    assert (first.quote, first.title, first.published) == ("It rained.", "Rain", "2024-05-01")
    assert (second.n, second.article_id, second.start, second.end) == (2, "y", 0, 11)
    assert (second.title, second.published) == (None, None)


def test_stated_is_whatever_is_not_not_stated():
    assert Asked("Who?", "Ada Lund").stated
    assert not Asked("Who?", NOT_STATED).stated
