from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.values import (
    Kind,
    asked_kind,
    holds_new_value,
    lacks_rate,
    new_values,
    values,
)

KINDS: tuple[Kind, ...] = ("number", "date", "duration", "name")


def found(text: str, kind: Kind) -> list[str]:
    return [text[span.start : span.end] for span in values(text, kind)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("A gap of $295 billion, no less.", ["$295 billion"]),
        ("It fell by -3.4% in June.", ["-3.4%"]),
        ("It fell by −3.4% in June.", ["−3.4%"]),
        ("Some 30 percent of all.", ["30 percent"]),
        ("Up 4.8 percentage points.", ["4.8 percentage points"]),
        ("From 145% to 30%.", ["145%", "30%"]),
        ("US$3.5bn and €1,200.", ["US$3.5bn", "€1,200"]),
        ("Some SKr4.7bn, Rs. 500 or C$88 million.", ["SKr4.7bn", "Rs. 500", "C$88 million"]),
        ("Paid in EUR 5 million.", ["EUR 5 million"]),
        ("The seven of them.", ["seven"]),
        ("He counted twenty-five, or two million.", ["twenty-five", "two million"]),
        ("Only ten percent came.", ["ten percent"]),
        ("The group has 17 metals.", ["17 metals"]),
        ("Either 1,000, or 30, or 2,018.", ["1,000", "30", "2,018"]),
        ("A range of 10%-12%.", ["10%", "12%"]),  # the dash is no minus
        ("It cost $2000 then.", ["$2000"]),
        ("An F-16 and COVID-19.", []),
        ("A 90-day pause until June 4, 2025.", []),  # a duration and a date
    ],
)
def test_numbers_are_whole(text, whole):
    assert found(text, "number") == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Due August 12, 2025, at noon.", ["August 12, 2025"]),
        ("On Tuesday, August 12, they met.", ["Tuesday, August 12"]),
        ("It opened on 4 March 2025.", ["4 March 2025"]),
        ("On 2025-06-10 it rained.", ["2025-06-10"]),
        ("In 2018, and in the 1990s.", ["2018", "1990s"]),
        ("Some 2,018 people, 2018% and 20180.", []),
        ("They may go in May.", ["May"]),
        ("They went in late May, not before mid-March.", ["late May", "mid-March"]),
        ("May it last, and they march on.", []),
        ("They met in March.", ["March"]),
        ("Late in mid-July, on a Friday.", ["mid-July", "Friday"]),
        ("It cost $2000 in 1999.", ["1999"]),
    ],
)
def test_dates_are_whole(text, whole):
    assert found(text, "date") == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("A 90-day pause.", ["90-day"]),
        ("It spoke for 90 minutes.", ["90 minutes"]),
        ("Closed for seven weeks.", ["seven weeks"]),
        ("After one and a half years.", ["one and a half years"]),
        ("The 4th day of 30 men.", []),
    ],
)
def test_durations_are_whole(text, whole):
    assert found(text, "duration") == whole


def test_names_are_whole():
    assert found("Yesterday Ada Lund of Sandvik spoke.", "name") == [
        "Yesterday Ada Lund of Sandvik"
    ]
    assert found("the mayor spoke to Lund", "name") == ["Lund"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How long did the call last?", "duration"),
        ("For how many weeks is it closed?", "duration"),
        ("When did the bridge open?", "date"),
        ("On what day did it open?", "date"),
        ("In which year did it open?", "date"),
        ("What is the deadline?", "date"),
        ("What was Norland's new deadline for it?", "date"),
        ("By what deadline must it open?", "date"),
        ("Deadline for the vote?", "date"),
        ("What's the date of the vote?", "date"),
        ("What was the last day of the strike?", "date"),
        ("On which dates is it shut?", "date"),
        ("The bridge opened when?", "date"),
        ("What's a month of parking to cost?", None),
        ("How many guests came?", "number"),
        ("What's the price of a ticket?", "number"),
        ("How heavy is it?", "number"),
        ("What cost him his post?", None),
        ("By how much did it fall?", "number"),
        ("To what level did the truce lower tariffs?", "number"),
        ("What share of it is mined?", "number"),
        ("Who cut the ribbon?", "name"),
        ("Which city is it in?", "name"),
        ("Which is the largest city?", "name"),
        ("What is the mayor's name?", "name"),
        ("What is the ferry company called?", "name"),
        ("Who set the deadline?", "name"),
        ("How many growers missed the deadline?", "number"),
        ("Why was the deadline moved?", None),
        ("What did the bank forecast for growth?", None),
        ("What is the minister accused of?", None),
        ("What was the strike called for?", None),
        ("Why did it fall?", None),
        ("What happened?", None),
    ],
)
def test_kind_that_a_question_asks_for(question, kind):
    assert asked_kind(question) == kind


def test_value_that_the_question_names_is_not_new():
    text = "It fell from 145% to 30%."
    spans = new_values("Did it fall from 145%?", text, "number")
    assert [text[span.start : span.end] for span in spans] == ["30%"]
    assert holds_new_value("Did it fall from 145%?", text, "number")
    assert not holds_new_value("From 145% to 30%?", text, "number")


def check_spans(text: str, kind: Kind) -> None:
    end = 0
    for span in values(text, kind):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(st.text(), st.sampled_from(KINDS))
def test_any_text_gives_ordered_spans_within_it(text, kind):
    check_spans(text, kind)


_PARTS = "$ 295 billion % - , . 12 August May 2025 90 day seven percent Lund 1,0 th in".split()


@given(st.lists(st.sampled_from([*_PARTS, " "])), st.sampled_from(KINDS))
def test_any_heap_of_value_parts_gives_ordered_spans(parts, kind):
    check_spans("".join(parts), kind)


@given(st.text(max_size=200))
def test_any_question_has_a_kind_or_none(question):
    assert asked_kind(question) in (*KINDS, None)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the largest city in Chad?", "name"),
        ("What is the agency that runs the port?", "name"),
        ("What is the minister accused of?", None),
        ("What was the council's original 90-day deadline?", "date"),
    ],
)
def test_thing_that_is_asked_for_may_follow_its_verb(question, kind):
    assert asked_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "answer", "lacks"),
    [
        ("What rate would British steel have to pay?", "higher duties", True),
        ("What levy does Peru impose on tin?", "a higher duty", True),
        ("What levy does Peru impose on tin?", "zero", False),
        ("What import tariff will it face?", "duty-free", False),
        ("What tariff does Peru charge?", "SKr4.7bn", False),
        ("What does the tariff apply to?", "steel", False),
        ("What tariff deal did Japan sign?", "that of Tokyo", False),
        ("What drives the price of oil?", "demand", False),
    ],
)
def test_a_rate_is_told_by_a_number(question, answer, lacks):
    assert lacks_rate(question, answer) == lacks
