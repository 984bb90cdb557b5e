from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation import leans_on, searched_for
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
        # what is done is not said, or not to what
        "How long does it take to get there?",
        "How much does it cost to build?",
        "How much will it cost to repair next year?",
        "How long will it take to become fully operational?",
        "How long did it take to build the bridge?",
        "How much did it cost, and who plans to sell the old bridge?",
        "How long did it take them to build a harbour?",
        "Is it cheaper to run than the old ferry?",
        "Is it likely to raise the toll this June?",
        "Is it true that it fell in the storm?",
        "Is it the company that runs the ferry?",
        "Who led this march of the growers?",
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
        # "it" of nothing
        "Is it true that growers pay the toll?",
        "Was it Kenya that paid for the ferry?",
        "Who was it that leaked the harbour report?",
        "How long does it take to build a harbour?",
        "How much does it cost to cross the new bridge?",
        "How hard is it to get a berth?",
        "Is it cheaper to sail to Sandvik or to take the bus?",
        # of the time of asking
        "Who won the harbour election this June?",
        "What happened in the council this afternoon?",
        "What ferries have been built in this decade?",
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


_TURNS = st.lists(st.builds(Turn, st.text(max_size=20), st.text(max_size=20)), max_size=4)


@given(st.text(max_size=60), _TURNS)
def test_what_is_leant_on_are_the_last_turns_or_none(question, history):
    turns = leans_on(question, history)
    assert turns in ((), tuple(history[-1:]), tuple(history[-2:]))
    assert searched_for(question, turns).endswith(question)
