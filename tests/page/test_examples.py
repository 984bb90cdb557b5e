from __future__ import annotations

from index.records import Article, PublicationDate
from rag.page.examples import examples

OPENING = Article(
    "Ada Lund, the mayor of Norland, cut the ribbon. Bo Ek said it was time.",
    title="Bridge opens",
    published=PublicationDate("2025-03-04"),
)
OLDER = Article(
    "Bo Ek warned of frost. Cy Dahl told growers to wait.",
    title="Is it cold?",
    published=PublicationDate("2024"),
)


def test_questions_are_of_each_kind():
    assert examples([OLDER, OPENING]) == [
        "Who is Ada Lund?",
        "What did Bo Ek say?",
        "What is said about “Bridge opens”?",
        "What did Cy Dahl say?",
    ]


def test_what_rose_and_fell_is_asked_before_what_is_answered_less_surely():
    told = "Exports rose 4.8% in May, but imports fell by about 3.4%. Chinese prices shrank 2%. Bo Ek said so."
    assert examples([Article(told), OPENING]) == [
        "Who is Ada Lund?",
        "By how much did exports rise?",
        "By how much did imports fall?",
        "By how much did Chinese prices shrink?",
    ]


def test_no_more_than_are_wanted_and_none_from_nothing():
    assert examples([OPENING], 1) == ["Who is Ada Lund?"]
    assert examples([]) == []
    assert examples([Article("It rained.")]) == []
