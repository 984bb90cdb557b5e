from __future__ import annotations

import dataclasses

import pytest

from eval.answers import Judged, is_accepted, shares
from eval.questions import EvidenceSpan, Question
from index.records import Span
from rag.records import Answer, Citation

QUOTE = "It fell to 30% in May."  # at 100 to 122


@pytest.mark.parametrize(
    ("short", "accepted"),
    [
        ("30%", "30%"),
        ("30 percent", "30%"),
        ("30%", "30 per cent"),
        ("90-day", "90 day"),
        ("The Fed", "fed"),
        ("$1,000", "$1000"),
        ("−3.4%", "-3.4%"),
        ("“wake-up call”", "wake-up call"),
        ("August 12, 2025.", "august 12 2025"),
    ],
)
def test_form_does_not_count(short, accepted):
    assert is_accepted(short, ["something else", accepted])


@pytest.mark.parametrize(
    ("short", "accepted"),
    [
        ("30", "30%"),  # the unit
        ("-3.4%", "3.4%"),  # the sign
        ("$50 billion", "$50 million"),
        ("$50 billion", "50"),
        ("3.4", "34"),
        ("145%", "30%"),
        ("May", "May 2025"),
        ("", "30%"),
    ],
)
def test_another_value_is_not_accepted(short, accepted):
    assert not is_accepted(short, [accepted])
    assert not is_accepted(short, [])


EVIDENCE = (EvidenceSpan("a1b2c3d4e5f6", Span(110, 130), "x"),)
ASKED = Question("q", "How low?", "number", ("30%",), EVIDENCE, None, "dev")
ABSENT = dataclasses.replace(ASKED, accepted=(), evidence=(), unanswerable="absent")


def answer(short: str | None = None, start: int = 100, article: str = "a1b2c3d4e5f6") -> Answer:
    end = start + len(QUOTE)
    cited = Citation(1, article, None, None, None, None, start, end, QUOTE)
    return Answer("How low?", "answered", "", short, (cited,))


ABSTAINED = Answer("How low?", "abstained", "Not here.")


@pytest.mark.parametrize(
    ("question", "given", "outcome"),
    [
        (ASKED, answer("30%"), "right"),
        (ASKED, answer("May"), "wrong"),
        (ASKED, answer(), "quoted_right"),  # [100, 122) overlaps [110, 130)
        (ASKED, answer(start=88), "quoted_wrong"),  # [88, 110) only touches it
        (ASKED, answer(start=130), "quoted_wrong"),
        (ASKED, answer(article="ffffffffffff"), "quoted_wrong"),
        (ASKED, ABSTAINED, "refused"),
        (ABSENT, ABSTAINED, "refused"),
        (ABSENT, answer("30%"), "answered"),
        (ABSENT, answer(), "answered"),
    ],
)
def test_outcome(question, given, outcome):
    assert Judged(question, given).outcome == outcome


def test_shares_by_hand():
    judged = [
        Judged(ASKED, answer("30%")),
        Judged(ASKED, answer("30%")),
        Judged(ASKED, answer("May")),
        Judged(ASKED, ABSTAINED),
        Judged(ABSENT, ABSTAINED),
        Judged(ABSENT, answer()),
    ]
    found = shares(judged)
    # of 4 answerable ones 2 right, 1 wrong, 1 refused; of 2 unanswerable ones 1 refused
    for name, share in {
        "a right": 2 / 4, "a wrong": 1 / 4, "a quoted_right": 0.0, "a quoted_wrong": 0.0,
        "a refused": 1 / 4, "u refused": 1 / 2, "u answered": 1 / 2,
    }.items():  # fmt: skip
        assert found[name] == share
    assert sum(share for name, share in found.items() if name.startswith("a ")) == 1.0


def test_no_questions_of_a_kind_is_no_figure():
    found = shares([Judged(ASKED, answer("30%"))])
    assert (found["a right"], found["u refused"], found["u answered"]) == (1.0, None, None)
    assert set(shares([]).values()) == {None}
