from __future__ import annotations

import pytest

from index.records import Span
from rag.changes import agreement, ends_asked, whole

CUT = "The bank cut its forecast by about 0.2 points, to 2.9% from 3.1%, and stocks fell 4%."


def told(question, value, sentence=CUT):
    at = sentence.index(value)
    return agreement(question, sentence, Span(at, at + len(value)))


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("By how much did the bank cut its forecast?", "0.2 points"),
        ("To what level was the forecast cut?", "2.9%"),
        ("From what rate was it cut?", "3.1%"),
        ("And from how much?", "3.1%"),
        ("By how far was it cut?", "0.2 points"),
    ],
)
def test_value_is_what_the_word_before_it_says(question, right):
    for value in ("0.2 points", "2.9%", "3.1%"):
        assert told(question, value) == (1 if value == right else -1)


@pytest.mark.parametrize(
    ("question", "value", "says"),
    [
        ("What percentage of pupils had the jab?", "34", -1),
        ("What percentage of pupils had the jab?", "95 per cent", 0),
        ("What percentage of pupils had the jab?", "half", 0),
        ("How many percent were ill?", "34", -1),
        ("By how many percentage points did it fall?", "34", 0),
        ("How many pupils had the jab?", "34", 0),
    ],
)
def test_percentage_is_no_bare_number(question, value, says):
    assert told(question, value, "Of 34 pupils half, not 95 per cent, had the jab.") == says


def test_value_without_such_a_word_says_nothing():
    assert told("By how much did stocks fall?", "4%") == 0
    assert told("By how much?", "5%", "Prices rose by up to 5%.") == 0


def test_word_may_be_part_of_the_value():
    assert told("By how much was it cut?", "from 3.1%") == -1


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is the forecast?", -1),
        ("How high is the current forecast?", -1),
        ("What does the bank expect?", -1),
        ("What is the forecast of the bank from Lund?", -1),
        ("What is the forecast cut from?", 0),
        ("From what level is the forecast cut?", 1),
        ("What was the forecast?", 0),
        ("What growth did the bank forecast?", -1),
        ("What growth did the bank forecast before?", 0),
        ("What growth did the bank first expect?", 0),
        ("What growth did the bank forecast in January?", 0),
        ("What did the bank cut its forecast from?", 0),
        ("How much did the bridge project cost?", 0),
        ("What is the forecast that the bank had before?", 0),
    ],
)
def test_how_things_stand_is_not_what_they_changed_from(question, says):
    assert told(question, "3.1%") == says
    assert told(question, "2.9%") == -max(says, 0)


def test_a_range_is_no_change():
    assert (
        told("What does it cost?", "9 euros", "It costs from 9 euros to 12, or 5 for pupils.") == 0
    )


@pytest.mark.parametrize(
    "question",
    ["How much was the forecast cut?", "By when was it cut?", "From what country does she come?"],
)
def test_other_questions_ask_for_no_part_of_a_change(question):
    assert {told(question, value) for value in ("0.2 points", "2.9%", "3.1%")} == {0}


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("By how much did the bank cut its forecast?", "what level did the bank cut its forecast?"),
        ("How much did the bank cut its forecast by?", "what level did the bank cut its forecast?"),
        ("By how many points did it fall?", "what level did it fall?"),
        ("In May, by what margin did it rise?", "what level did it rise in May?"),
        ("By how many jobs was the mill's staff cut?", "how many jobs was the mill's staff cut?"),
    ],
)
def test_ends_of_a_change_are_asked_for(question, rest):
    assert ends_asked(question) == (f"From {rest}", f"To {rest}")


@pytest.mark.parametrize(
    "question",
    [
        "How much did the bank cut its forecast?",
        "By how much is it higher than in May?",
        "By how much did the takings fall short?",
        "By how much did she win?",
        "By how much do the cost increases exceed the price rise?",
        "By how many points did the Rose Bowl team win?",
        "To what level was it cut?",
    ],
)
def test_other_questions_have_no_ends(question):
    assert ends_asked(question) is None


@pytest.mark.parametrize(
    ("sentence", "first", "last", "told"),
    [
        ("It was cut from 3.1% to 2.9% in May.", "3.1%", "2.9%", "from 3.1% to 2.9%"),
        ("It was cut to 2.9%, from about 3.1%.", "3.1%", "2.9%", "to 2.9%, from about 3.1%"),
        ("It was cut to 2.9% in May, from 3.1%.", "3.1%", "2.9%", None),
        ("It rose by 3.1% to 2.9%.", "3.1%", "2.9%", None),
    ],
)
def test_ends_are_one_change_where_they_stand_together(sentence, first, last, told):
    spans = [Span(sentence.index(x), sentence.index(x) + len(x)) for x in (first, last)]
    span = whole(sentence, *spans)
    assert (sentence[span.start : span.end] if span else None) == told


def test_what_something_is_instead_of_is_how_it_stood_before():
    told_so = "The yard will cut 510 jobs instead of the 910 that it spoke of in May."
    assert told("How many jobs does the yard now want to cut?", "910", told_so) == -1
    assert told("How many jobs does the yard now want to cut?", "510", told_so) == 0


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is the size of the deficit?", -1),
        ("How large was the town's deficit?", -1),
        ("How large was the cut?", 0),
        ("How large was the town's effort?", 0),
        ("How close was the deficit?", 0),
        ("By how much will the deficit fall?", 1),
        ("What does the town hope for?", 0),
    ],
)
def test_what_a_level_changes_by_is_not_the_level(question, says):
    assert (
        told(question, "$5 million", "The town will cut its deficit by $5 million this year.")
        == says
    )
