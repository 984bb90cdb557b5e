from __future__ import annotations

import pytest

from index.records import Span
from rag.bounds import widened


@pytest.mark.parametrize(
    ("sentence", "value", "whole"),
    [
        ("Duties went well above 100% in May.", "100%", "well above 100%"),
        ("It employs more than 300 people.", "300 people", "more than 300 people"),
        ("Prices fell by up to a fifth, or $40 at most.", "$40", "$40"),
        ("A ticket costs up to $40.", "$40", "up to $40"),
        ("At least 12 ships were turned back.", "12", "At least 12"),
        ("Just under 4 million crowns were paid.", "4 million crowns", "Just under 4 million crowns"),
        ("A dispute over 300 jobs ended.", "300 jobs", "300 jobs"),  # is it a bound?
        ("It was signed under 12 lamps.", "12 lamps", "12 lamps"),
        ("More than Ada Lund had hoped for.", "Ada Lund", "Ada Lund"),
        ("It raised in excess of $2 billion.", "$2 billion", "in excess of $2 billion"),
        ("It raised upwards of $2 billion.", "$2 billion", "upwards of $2 billion"),
        ("The rate is 30%.", "30%", "30%"),
        ("The blue above 12 was sold.", "blue above 12", "blue above 12"),
    ],
)  # fmt: skip
def test_bound_belongs_to_its_number(sentence, value, whole):
    start = sentence.index(value)
    span = widened(sentence, Span(start, start + len(value)))
    assert sentence[span.start : span.end] == whole
