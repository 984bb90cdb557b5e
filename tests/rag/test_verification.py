from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Span
from rag.reading import Place
from rag.records import MAX_SHORT_WORDS
from rag.verification import check_terms, holds
from tests.rag_fakes import evidence


def find(short: str, quote: str) -> Span | None:
    """The first place of `short` in `quote` at which it stands."""
    for start in range(len(quote)):
        end = start + len(short)
        if quote[start:end] == short and end > start:
            span = Span(start, end)
            if holds(Place(evidence(quote), span), short):
                return span
    return None


@pytest.mark.parametrize(
    ("short", "quote", "start"),
    [
        ("30%", "It fell from 145% to 30%.", 21),
        ("$295 billion", "A gap of $295 billion opened.", 9),
        ("-3.4%", "Imports: -3.4% in all.", 9),
        ("30%", "Not -30% but 30%.", 13),  # the first whole one
        ("August 12", "On Tuesday, August 12, 2025.", 12),  # a date may be cut
        ("2025", "On August 12, 2025.", 14),
        ("May", "It was ruled in late May.", 21),
        ("Lund", "Ada Lund said so.", 4),
    ],
)
def test_whole_value_is_found(short, quote, start):
    assert find(short, quote) == Span(start, start + len(short))


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
    assert find(short, quote) is None


def test_more_than_twelve_words_are_refused():
    words = " ".join(f"word{chr(97 + n)}" for n in range(13))
    twelve = words.rsplit(" ", 1)[0]
    assert MAX_SHORT_WORDS == 12 == len(twelve.split())
    assert find(twelve, words) == Span(0, len(twelve))
    assert find(words, words) is None


def test_line_breaks_of_the_article_do_not_matter():
    quote = "said Ada\n Lund."
    assert holds(Place(evidence(quote), Span(5, 14)), "Ada Lund")
    assert not holds(Place(evidence(quote), Span(5, 14)), "Ada\n Lund")


_TEXT = st.text("$€-−.,% 0123459abMayJune\n“”", max_size=40) | st.text(max_size=40)


@given(_TEXT, st.data())
def test_what_stands_is_what_is_there(quote, data):
    start = data.draw(st.integers(0, len(quote)))
    end = data.draw(st.integers(start, len(quote)))
    text = data.draw(_TEXT | st.just(quote[start:end]))
    if end > start and holds(Place(evidence(quote), Span(start, end)), text):
        assert " ".join(quote[start:end].split()) == text


def test_terms_are_sought_in_the_sentence_before_and_in_the_article(store):
    article = next(a for a in store.database.articles() if a.title == "Bridge opens")
    start = article.text.index("It cost")
    cited = evidence("It cost $295 million, some 12% more than the council had planned.",
                     article_id=article.id, start=start)  # fmt: skip
    terms = check_terms("What did the Norland Harbour bridge cost?", cited, article)
    assert terms.near == 0.5  # "harbour" is in the sentence before, "norland" nowhere
    assert check_terms("What did it cost Sweden?", cited, article).strange
