from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.comparing import Comparison, comparison_in, side_of
from rag.quantities import quantity


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "Which carries more cars, the Merla or the Oda?",
            ("the Merla carries how many cars?", "the Oda carries how many cars?"),
        ),
        (
            "Who is older, the mayor or her deputy?",
            ("How old is the mayor?", "How old is her deputy?"),
        ),
        (
            "Which of the two rose faster in June, wages or prices?",
            ("wages rose how fast in June?", "prices rose how fast in June?"),
        ),
        (
            "Whose toll on cars is lower, the Merla's or the Oda's?",
            ("How high is the Merla's toll on cars?", "How high is the Oda's toll on cars?"),
        ),
        (
            "Whose duty was the bigger one, Peru's on tin or Chile's on copper?",
            ("How big was Peru's duty on tin?", "How big was Chile's duty on copper?"),
        ),
        (
            "which came later, the riga round or the tartu one",
            ("When was the riga round?", "When was the tartu round?"),
        ),
        (
            "Which is larger, Britain or Saudi Arabia?",
            ("How large is Britain?", "How large is Saudi Arabia?"),
        ),
        (
            "Which is higher, the duty now or the old one?",
            ("How high is the duty now?", "How high is the old one?"),
        ),
        (
            "Whose duty on the other rose more, Peru's in May or Chile's in June?",
            (
                "Peru's duty on Chile in May rose how much?",
                "Chile's duty on Peru in June rose how much?",
            ),
        ),
        (
            r"Whose duty on the other is higher, Per\u's or Chile's?",
            (r"How high is Per\u's duty on Chile?", r"How high is Chile's duty on Per\u?"),
        ),
        (
            "Which are dearer, Indian or Thai shirts?",
            ("How expensive are Indian shirts?", "How expensive are Thai shirts?"),
        ),
        (
            "Whose sales grew faster in May, Indian or Thai mills'?",
            (
                "Indian mills' sales grew how fast in May?",
                "Thai mills' sales grew how fast in May?",
            ),
        ),
        (
            "Whose duty on the other is higher now, Peru's on tin or Chile's on copper?",
            ("How high is Peru's duty on tin now?", "How high is Chile's duty on copper now?"),
        ),
        (
            "Whose duty on each other's goods is higher, Peru's or Chile's?",
            (
                "How high is Peru's duty on Chile's goods?",
                "How high is Chile's duty on Peru's goods?",
            ),
        ),
        (
            "Whose sales to Oslo grew more, the mill's or the mills'?",
            ("the mill's sales to Oslo grew how much?", "the mills' sales to Oslo grew how much?"),
        ),
        (
            "Under the new law, which is dearer, the bus or the tram?",
            (
                "How expensive is the bus under the new law?",
                "How expensive is the tram under the new law?",
            ),
        ),
        (
            "Which round came first, riga or tartu?",
            ("When was the riga round?", "When was the tartu round?"),
        ),
        (
            "Is rent higher in Riga or in Tartu?",
            ("How high is rent in Riga?", "How high is rent in Tartu?"),
        ),
        (
            "Did the mill make more bricks in 2023 or in 2024?",
            (
                "How many bricks did the mill make in 2023?",
                "How many bricks did the mill make in 2024?",
            ),
        ),
        (
            "Where did a larger share of the people vote, in Riga or Tartu?",
            (
                "How large a share of the people vote in Riga?",
                "How large a share of the people vote in Tartu?",
            ),
        ),
        (
            "On which did the town spend more, roads or schools?",
            ("How much did the town spend on roads?", "How much did the town spend on schools?"),
        ),
        (
            "Which came first, the fire or the sale of the mill?",
            ("When was the fire?", "When was the sale of the mill?"),
        ),
        (
            "Which did the town sell first, the mill or the bridge?",
            ("When did the town sell the mill?", "When did the town sell the bridge?"),
        ),
        (
            "Which costs more: the toll or the ticket?",
            ("the toll costs how much?", "the ticket costs how much?"),
        ),
        (
            "Who got more votes, Ada or Oda, in the second round?",
            (
                "Ada got how many votes in the second round?",
                "Oda got how many votes in the second round?",
            ),
        ),
        (
            "Which rose faster, wheat, or maize?",
            ("wheat rose how fast?", "maize rose how fast?"),
        ),
        (
            "I must choose. Which is cheaper, the boat or the bus?",
            ("How expensive is the boat?", "How expensive is the bus?"),
        ),
        (
            "Which is higher, inflation in France or in Germany?",
            ("How high is inflation in France?", "How high is inflation in Germany?"),
        ),
        (
            "Which are larger, exports to China or to India?",
            ("How large are exports to China?", "How large are exports to India?"),
        ),
        (
            "Where is rent higher, around Riga or in Tartu?",
            ("How high is rent around Riga?", "How high is rent in Tartu?"),
        ),
        (
            "Who buys more gas, Spain or Italy?",
            ("Spain buys how much gas?", "Italy buys how much gas?"),
        ),
        (
            "Which mill employs more women, Oda or Ada?",
            ("Oda mill employs how many women?", "Ada mill employs how many women?"),
        ),
        (
            "Which of these banks lost more, UBS or ING?",
            ("UBS lost how much?", "ING lost how much?"),
        ),
        (
            "Where do boats leave less often, in Riga or in Tartu?",
            ("How often do boats leave in Riga?", "How often do boats leave in Tartu?"),
        ),
        (
            "Which sends more young people, Riga or Tartu?",
            ("Riga sends how many young people?", "Tartu sends how many young people?"),
        ),
    ],
)
def test_each_of_two_is_asked_of(question, asked):
    found = comparison_in(question)
    assert found is not None and found.asked == asked


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Which is bigger, Riga or Tartu?", "more"),
        ("Which has fewer seats, the Merla or the Oda?", "less"),
        ("Who is younger, Ada or Oda?", "less"),
        ("Which opened earlier, the bridge or the tunnel?", "earlier"),
        ("Which comes later, the vote or the fair?", "later"),
    ],
)
def test_which_of_the_two_is_meant(question, order):
    found = comparison_in(question)
    assert found is not None and found.order == order


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Who wants more, Oda Berg in Riga or Ada Lund in Tartu?", ("Oda Berg", "Ada Lund")),
        (
            "Who wants more, the mayor in May or the mayor in June?",
            ("the mayor in May", "the mayor in June"),
        ),
        (
            "Which is older, the mill near Riga or the brick works?",
            ("the mill near Riga", "the brick works"),
        ),
        ("Was it warmer in Riga or in Tartu?", ("Riga", "Tartu")),
        ("Was rent higher, before the war or after the war?", ("before the war", "after the war")),
        ("Whose toll is lower, Peru's on tin or Chile's on copper?", ("Peru", "Chile")),
    ],
)
def test_the_two_are_called_as_the_question_does(question, sides):
    found = comparison_in(question)
    assert found is not None and found.sides == sides


@pytest.mark.parametrize(
    "question",
    [
        "Which bridge is longer?",
        "Is the mill in Riga or in Tartu?",  # nothing is compared
        "Did rents rise faster than wages?",
        "Which part failed, the seal or the sensor?",
        "Who won the first round, Ada or Oda?",
        "Who was the first to say so, Ada or Oda?",
        "Which was better, the boat or the bus?",  # no measure
        "Which came first: was the mill sold or did it burn?",
        "Which is larger, Riga, Tartu or Narva?",
        "Was it warmer in May, June or July?",
        "Which is cheaper, the ferry or the train, and when does it leave?",
        "Is rent higher this year, yes or no?",
        "Who no longer backs the bill, Ada or Oda?",
        "Did at least 20 people come to Riga or to Tartu?",
        "Who leads the lower house, Ada or Oda?",
        "Who heads the Greater Riga police, Ada or Oda?",
        "Who said that rents were lower, Ada or Oda?",
        "Who left a year later, Ada or Oda?",
        "Did the fund rise more, 3% or 5%?",
        "Who came first, Ada or Oda?",
        "Who voted against higher taxes, Ada or Oda?",
        "Who called for longer sentences, Ada or Oda?",
        "Which is more popular, the boat or the bus?",  # no number
        "Which grew more slowly, wheat or maize?",
        "Which is higher, inflation in France or at home?",
        "How many more came, three or four?" * 20,
        "or",
        "",
        "Whose idea is more generous to the town, Ada's or Oda's?",
        "Whose stock fell, Ada's or Oda's?",
        "Whose duty on tin is higher, Peru's or on copper Chile's?",
        "Which team came first, Riga or Tartu?",
        "Whose pay is lower, captains or officers?",
    ],
)
def test_other_questions_are_left_alone(question):
    assert comparison_in(question) is None


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_is_read(stem, side):
    comparison_in(f"Which is larger {stem}, {side} or the other?")


@pytest.mark.parametrize(
    ("question", "told", "meant"),
    [
        ("Which is larger, A or B?", ("30%", "10%"), 0),
        ("Which is smaller, A or B?", ("30%", "10%"), 1),
        ("Which is larger, A or B?", ("30%", "$10"), None),
        ("Who is older, A or B?", ("81", "77"), 0),
        ("Which firm is older, A or B?", ("1923", "1987"), 0),
        ("Who is younger, A or B?", ("1974", "1981"), 1),
        ("Which is longer, A or B?", ("1974", "1981"), None),
        ("Which boat was faster, A or B?", ("9 minutes", "11 minutes"), 0),
        ("Which opened first, A or B?", ("4 March 2025", "May 2025"), 0),
        ("Which opened later, A or B?", ("4 March 2025", "May 2025"), 1),
        ("Which opened first, A or B?", ("two weeks", "three days"), None),
        ("Which opened first, A or B?", ("May 2025", "4 May 2025"), None),
        ("Which opened first, A or B?", ("2025", "3 March 2025"), None),
    ],
)
def test_one_of_the_two_is_meant_by_what_is_told_of_each(question, told, meant):
    found = comparison_in(question)
    first, second = quantity(told[0]), quantity(told[1])
    assert found is not None and first is not None and second is not None
    assert found.meant(first, second) == meant


def test_side_that_a_text_names():
    found = Comparison(("the tall mill", "the bridge"), ("?", "?"), "more")
    assert side_of(found, "Mill") == 0
    assert side_of(found, "The bridge of Riga") == 1
    assert side_of(found, "Riga") is None
    assert side_of(found, "") is None
