from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation import leans_on, parts_of, reads_alone, searched_for
from rag.records import NOT_FOUND, Turn

OPENED = Turn("When did the bridge open?", "4 March 2025")
CUT = Turn("Who cut the ribbon?", "Ada Lund")
COST = Turn("What did the bridge cost?", "$295 million")


@pytest.mark.parametrize(
    "question",
    [
        "And Kenya's?",
        "What about the ferry to Sandvik?",
        "But who paid for the harbour bridge?",
        "And what did the harbour council of Norland pay?",
        "When did it open to the growers of Norland?",
        "Did the growers of Norland thank her for the bridge?",
        "Why was THIS bridge built so near to Sandvik?",
        "Why?",
        "How much?",
        "Who paid?",
        "What did growers sell?",  # two terms are too few
        "Why was their price raised by the council?",
        "By how much was its price raised by the council?",
    ],
)
def test_question_that_points_back_leans_on_what_was_asked(question):
    assert leans_on(question, [OPENED]) == (OPENED,)


@pytest.mark.parametrize(
    "question",
    [
        "When did the harbour bridge open?",
        "Who is the mayor of Sandvik?",  # short, but it names something
        "Who governs Kenya?",
        "What do apple growers expect of prices in October?",
        "Which harbour council paid the itinerant builders?",  # "it" only within a word
        "Android ferries sail where?",  # "and" only within a word
        "Why do growers of apples fear for their harvest?",  # it says whose
        "When did the council raise its price?",
    ],
)
def test_question_that_stands_alone_leans_on_nothing(question):
    assert leans_on(question, [OPENED, CUT]) == ()


@pytest.mark.parametrize("question", ["Why?", "And Kenya's?", "When did it open?"])
def test_first_question_leans_on_nothing(question):
    assert leans_on(question, []) == ()


def test_no_more_than_the_last_two_turns_are_leant_on():
    then, why = Turn("And by whom?", "Ada Lund"), Turn("Why?", "for the ferry")
    assert leans_on("And so?", [OPENED, then]) == (OPENED, then)
    assert leans_on("And so?", (OPENED, then, why)) == (then, why)


def test_turn_that_stood_alone_needs_none_before_it():
    cost = Turn("What did the harbour bridge cost?", "$295 million")
    assert leans_on("And why?", [OPENED, cost]) == (cost,)


def test_question_that_stands_alone_is_searched_for_as_it_is():
    assert searched_for("Who cut the ribbon?", ()) == "Who cut the ribbon?"


def test_question_is_searched_for_after_the_one_that_it_leans_on():
    assert searched_for("Why?", [OPENED]) == "When did the bridge open? 4 March 2025 Why?"


def test_refusal_is_not_searched_for():
    refused = Turn("Who paid for the bridge?", NOT_FOUND)
    assert searched_for("And when?", (refused,)) == "Who paid for the bridge? And when?"


def test_of_two_turns_the_answer_of_the_last_is_searched_for():
    assert (
        searched_for("Why?", [OPENED, CUT])
        == "When did the bridge open? Who cut the ribbon? Ada Lund Why?"
    )


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Where was it signed, and when does it expire?",
            ["Where was it signed?", "when does it expire?"],
        ),
        (
            "Where was it signed and when does it expire?",
            ["Where was it signed?", "when does it expire?"],
        ),
        (
            "In which city did it open, and on what day?",
            ["In which city did it open?", "on what day?"],
        ),
        (
            "When did it open, and by how much did costs rise",
            ["When did it open?", "by how much did costs rise?"],
        ),
        ("WHEN DID IT OPEN, AND WHERE?", ["WHEN DID IT OPEN?", "WHERE?"]),
        (
            "Which ferry is cancelled, and for how long?",
            ["Which ferry is cancelled?", "for how long?"],
        ),
    ],
)
def test_two_questions_in_one_are_told_apart(question, parts):
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When did the bridge open?",
        "On what day did the bridge open?",
        "Who are Ada Lund and Oda Berg?",
        "What do apples and pears cost?",
        "How large is a sand-and-whatnot bridge?",
        "Did the bridge open, and when?",  # no asking word begins it
        "Do growers know when and where to sell?",
        "What happened, and who came, and who paid?",  # three
        "Which sand whooper sang?",  # "and who" only within words
        "and when?",
        "",
    ],
)
def test_one_question_stays_whole(question):
    assert parts_of(question) == [question]


@pytest.mark.parametrize(
    ("second", "alone"),
    [
        ("on what date does it expire?", True),
        ("what share of the magnets does it make?", True),
        ("when does it end?", False),
        ("how many in all?", False),
        ("how many on 6 November?", False),
        ("how many of the growers in 2024?", False),
    ],
)
def test_second_question_that_tells_what_it_asks_is_read_alone(second, alone):
    assert reads_alone(second) == alone


@given(st.text(max_size=80))
def test_any_text_has_one_part_or_two(text):
    parts = parts_of(text)
    assert parts == [text] or (len(parts) == 2 and all(part.endswith("?") for part in parts))


_TURNS = st.lists(st.builds(Turn, st.text(max_size=20), st.text(max_size=20)), max_size=4)


@given(st.text(max_size=60), _TURNS)
def test_what_is_leant_on_are_the_last_turns_or_none(question, history):
    turns = leans_on(question, history)
    assert turns in ((), tuple(history[-2:]))
    assert searched_for(question, turns).endswith(question)
