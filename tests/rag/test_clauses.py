from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(
    st.lists(st.sampled_from(["rose", ", and", "3,400", "but", ";", " ", "—", "while"])), st.data()
)
def test_last_clause_holds_the_value_whatever_the_sentence(parts, data):
    sentence = " ".join(["It", *parts, "fell."])
    start = data.draw(st.integers(0, len(sentence) - 1))
    value = Span(start, data.draw(st.integers(start + 1, len(sentence))))
    last = clauses_until(sentence, value)[-1]
    assert last.start <= value.start and value.end <= last.end
