from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.splitting import each_of_both, parts_of, reads_alone


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Where was it signed, and when does it expire?",
            ["Where was it signed?", "when does it expire?"],
        ),
        (
            "Where was the pact signed? When does it expire?",
            ["Where was the pact signed?", "When does it expire?"],
        ),
        (
            "I live in Leeds. When is the vote? Is the ferry running?",
            ["I live in Leeds. When is the vote?", "I live in Leeds. Is the ferry running?"],
        ),
        (
            "Where was it signed and when does it expire?",
            ["Where was it signed?", "when does it expire?"],
        ),
        (
            "Under the new law, how long may it take, and how often is it paid?",
            [
                "Under the new law, how long may it take?",
                "Under the new law, how often is it paid?",
            ],
        ),
        (
            "At sea, how many fell ill in May, and how many in June?",
            ["At sea, how many fell ill in May?", "At sea, how many fell ill in June?"],
        ),
        (
            "After the vote, who left, and when?",
            ["After the vote, who left?", "when?"],
        ),
        (
            "How long was the call between Ada and Oda, and who placed it?",
            ["How long was the call between Ada and Oda?", "who placed it?"],
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
        (
            "When did it leave the U.S. and who paid for it.",
            ["When did it leave the U.S.?", "who paid for it?"],
        ),
        (
            "When was it built and how was it paid for?",
            ["When was it built?", "how was it paid for?"],
        ),
        (
            "Who was the man who robbed the bank and who caught him?",
            ["Who was the man who robbed the bank?", "who caught him?"],
        ),
        ("How many died and how many were hurt?", ["How many died?", "how many were hurt?"]),
        ("How many lost seats and how many won?", ["How many lost seats?", "how many won?"]),
    ],
)
def test_two_questions_in_one_are_told_apart(question, parts):
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How many men and how many women were elected?",
            ["How many men were elected?", "how many women were elected?"],
        ),
        (
            "In which places and at which times can one vote?",
            ["In which places can one vote?", "at which times can one vote?"],
        ),
        (
            "On what day and where was it signed?",
            ["On what day was it signed?", "where was it signed?"],
        ),
        (
            "How much rain and how much snow was measured?",
            ["How much rain was measured?", "how much snow was measured?"],
        ),
    ],
)
def test_first_half_without_a_verb_takes_the_second_ones(question, parts):
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When did the bridge open?",
        "Who spoke both when it opened and when it was sold?",
        "I paid the toll. When did the bridge open?",
        "Really? When did the bridge open?",
        "Is the long ferry back? Right?",
        "You know the new bridge? When does it open?",
        "Was the old fine £5m? Or was it £6m?",
        "Where is it? When is it? Who pays?",
        "On what day did the bridge open?",
        "Who are Ada Lund and Oda Berg?",
        "What do apples and pears cost?",
        "How large is a sand-and-whatnot bridge?",
        "Did the bridge open, and when?",  # no asking word begins it
        "Do growers know when and where to sell?",
        "What happened, and who came, and who paid?",  # three
        "Which sand whooper sang?",  # "and who" only within words
        "and when?",
        # clauses of one question
        "Who decides when the strike ends and how it is paid for?",
        "Who owns the firm that makes the magnets and which is based in Ohio?",
        "Which is the firm whose chief resigned and whose shares fell?",
        "What decides who gets a visa and who does not?",
        "What did the report say on how the fire started and how did it spread?",
        # without a verb that could be told
        "How many men and how many women voted?",
        "What share of men and what share of women voted?",
        "On what day and at what hour?",
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


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("How many fell ill in May, and how many in June?", "How many fell ill in June?"),
        ("Who spoke for Kenya on Friday, and who on Monday?", "Who spoke for Kenya on Monday?"),
        ("What did it cost in Lund, and what in Ystad?", "What did it cost in Ystad?"),
        ("How many fell ill in May, and how many in all?", "How many fell ill in all?"),
        # of another kind, or with a verb of its own
        ("How many fell ill in May, and how many on Monday?", "how many on Monday?"),
        ("How many fell ill in May, and who in June?", "who in June?"),
        ("How many fell ill in May, and how many died in June?", "how many died in June?"),
        (
            "How many live in Kenya, and how many in Lund speak Sami?",
            "how many in Lund speak Sami?",
        ),
    ],
)
def test_a_second_question_of_another_time_or_place_takes_the_first_ones_words(question, second):
    assert parts_of(question)[1] == second


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What duties do Kenya and the Faroe Islands put on each other's goods?",
            [
                "What duties does Kenya put on the Faroe Islands' goods?",
                "What duties does the Faroe Islands put on Kenya's goods?",
            ],
        ),
        (
            "As of May, what did Kenya and Peru each charge the other?",
            ["As of May, what did Kenya charge Peru?", "As of May, what did Peru charge Kenya?"],
        ),
        (
            "What share of the grain will Kenya and Peru each buy?",
            ["What share of the grain will Kenya buy?", "What share of the grain will Peru buy?"],
        ),
        (
            "What have Kenya and Peru each told the other two countries?",
            [
                "What has Kenya told the other two countries?",
                "What has Peru told the other two countries?",
            ],
        ),
    ],
)
def test_what_is_asked_of_two_each_is_asked_of_the_one_and_of_the_other(question, parts):
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When did Kenya and Peru last meet each other?",
        "What did Kenya and Peru agree on?",
        "Where was the deal made that Kenya and Peru each say the other has broken?",
        "What do Kenya and Peru pay each year for grain?",
        "What will Kenya and Peru pay for each of the boats?",
        "How often do Kenya and Peru fight each other?",
        "What trade do Kenya and Peru do with each other?",
        "What are Kenya and Peru each other's largest buyers of?",
        "What did growers and millers each pay?",  # no names: the "and" may join anything
    ],
)
def test_what_two_do_together_is_asked_once(question):
    assert parts_of(question) == [question]


def test_two_questions_are_not_taken_for_one_of_each():
    asked = "How many medals did Kenya and Peru win, and how many did each lose?"
    assert parts_of(asked) == ["How many medals did Kenya and Peru win?", "how many did each lose?"]


def test_the_other_is_named():
    assert parts_of("What did Kenya and Peru each accuse the other of?") == [
        "What did Kenya accuse Peru of?",
        "What did Peru accuse Kenya of?",
    ]


def test_two_questions_stay_two_where_the_first_has_a_clause():
    asked = "Which company owns the firm which makes the chips and which bank financed the deal?"
    assert len(parts_of(asked)) == 2


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Did both wages and prices rise?", ("Did wages rise?", "Did prices rise?")),
        (
            "Did wages and the old prices both rise?",
            ("Did wages rise?", "Did the old prices rise?"),
        ),
        ("Have both Kenya and New Peru signed?", ("Has Kenya signed?", "Has New Peru signed?")),
        ("Are Ada and Oda both in Riga?", ("Is Ada in Riga?", "Is Oda in Riga?")),
    ],
)
def test_yes_or_no_of_both_is_asked_of_each(question, asked):
    assert each_of_both(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Did both halls burn?",
        "Did Ada and Oda both write to each other?",
        "Were both Ada and Oda at school together?",
        "What did both Ada and Oda say?",
        "Did both Ada and Oda sing or dance?",
        "Are there any roads on which Ada and Oda both drive?",
        "Is it true that Ada and Oda both sang?",
        "Did Trinidad and Tobago and Peru both sign?",
        "Are the red and blue lines both shut?",
        "Do both Peru and Chile share a border?",
        "Did Johnson and Johnson both sell?",
    ],
)
def test_what_is_of_the_two_together_is_asked_as_it_stands(question):
    assert each_of_both(question) is None
