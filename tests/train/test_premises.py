from __future__ import annotations

import random

import pytest

from models.train.premises import swapped

PASSAGE = "The bridge in Lund opened in 1931. Norway paid for the largest tower."
ELSEWHERE = "A mill in Oslo burnt down in 1844. It was rebuilt in 12 days after Denmark paid."


def ways(question):
    """All that becomes of it, from many seeds."""
    return {swapped(question, PASSAGE, ELSEWHERE, random.Random(seed)) for seed in range(40)}


@pytest.mark.parametrize(
    ("question", "becomes"),
    [
        ("Who spoke in 1931?", {"Who spoke in 1844?"}),  # 12 has not as many digits
        ("What stood in Lund?", {"What stood in Oslo?"}),
        ("Who built the largest tower?", {"Who built the smallest tower?"}),
    ],
    ids=["number", "name", "opposite"],
)
def test_one_thing_is_changed(question, becomes):
    assert ways(question) == becomes


def test_any_of_several_things_is_changed():
    assert ways("Who built the first one in Lund, in 1931?") == {
        "Who built the last one in Lund, in 1931?",
        "Who built the first one in Oslo, in 1931?",
        "Who built the first one in Lund, in 1844?",
    }


def test_what_the_passage_does_not_tell_is_no_premise():
    assert ways("What happened in Bergen in 1902?") == {None}


def test_nothing_that_the_passage_has_is_put_in():
    known = "A mill in Lund burnt down in 1931."
    assert swapped("Who spoke in 1931 in Lund?", PASSAGE, known, random.Random(1)) is None
    assert swapped("Who built the smallest tower?", PASSAGE, "", random.Random(1)) is None
