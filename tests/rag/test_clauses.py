from __future__ import annotations

import pytest

from index.records import Span
from rag.clauses import clauses_until

SENTENCE = "Exports, a third of it all, rose 4,800 tonnes; imports fell 3.4% and prices 2%."


@pytest.mark.parametrize(
    ("value", "clauses"),
    [
        ("4,800", ["Exports", " a third of it all", " rose 4,800 tonnes"]),
        ("3.4%", ["Exports", " a third of it all", " rose 4,800 tonnes", " imports fell 3.4% "]),
        ("fell 3.4% and prices", ["Exports", " a third of it all", " rose 4,800 tonnes",
                                  " imports fell 3.4% and prices 2%."]),
        ("Exports", ["Exports"]),
    ],
)  # fmt: skip
def test_clauses_end_with_that_of_the_value(value, clauses):
    start = SENTENCE.index(value)
    spans = clauses_until(SENTENCE, Span(start, start + len(value)))
    assert [SENTENCE[span.start : span.end] for span in spans] == clauses
