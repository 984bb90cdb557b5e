from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asking import asking, plain, questions_in


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("Hi, can you tell me when the ferry is back?", "when the ferry is back?"),
        ("Hello! Could you please tell me, what is the toll? Thanks", "what is the toll?"),
        ("Do you know if the bridge is open?", "if the bridge is open?"),
        ("do you know who the mayor is please", "who the mayor is"),
        ("I'd like to know in which year it opened.", "in which year it opened."),
        ("Any idea why the bridge is shut", "why the bridge is shut"),
        ("Is the ferry running? Thanks.", "Is the ferry running?"),
        (
            "Is the strike over? When did it end? Many thanks!",
            "Is the strike over? When did it end?",
        ),
        ("Hi team, when is the vote?", "when is the vote?"),
        ("Can you tell me, please, when the vote is?", "when the vote is?"),
        ("can u tell me when the vote is", "when the vote is"),
        ("So, is the strike over?", "is the strike over?"),
        ("Hi!!! Is the strike over?", "Is the strike over?"),
        ("Hi - is the strike over?", "is the strike over?"),
        ("What is the toll, please?", "What is the toll?"),
        ("whats the toll", "what is the toll"),
        ("ok, whos her deputy now?", "who is her deputy now?"),
        ("whats the mayor done", "whats the mayor done"),
        ("WHO's budget fell by how much?", "WHO's budget fell by how much?"),
        ("Which is larger, Riga or Tartu, please?", "Which is larger, Riga or Tartu?"),
        # a thing that is asked for
        ("Can you tell me the name of the minister?", "what is the name of the minister?"),
        ("Could you give me the dates of the vote?", "what are the dates of the vote?"),
        ("Can you tell me Kenya's duty on tea?", "what is Kenya's duty on tea?"),
        ("Do you know the date of the vote?", "what is the date of the vote?"),
        ("Do you know the bridge is shut?", "Do you know the bridge is shut?"),
        ("Can you tell me the bridge is shut?", "Can you tell me the bridge is shut?"),
        ("Can you tell me about the talks?", "Can you tell me about the talks?"),
        # names
        ("Who starred in Cheers?", "Who starred in Cheers?"),
        ("Well Street: who owns it?", "Well Street: who owns it?"),
        ("Hey Jude was written by whom?", "Hey Jude was written by whom?"),
        ("Hi-tech shares fell when?", "Hi-tech shares fell when?"),
        ("So-called duties began when?", "So-called duties began when?"),
        # what is asked of others, and what asks for nothing else
        ("Did he know who paid?", "Did he know who paid?"),
        ("Can the mayor tell us who paid?", "Can the mayor tell us who paid?"),
        ("Tell me about the talks", "Tell me about the talks"),
        ("Will you tell me the price?", "Will you tell me the price?"),
        ("Please", "Please"),
    ],
)
def test_politeness_is_no_part_of_a_question(typed, question):
    assert plain(typed) == question


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("I have a ticket for Saturday. Is the boat running?", "Is the boat running?"),
        (
            "Does the U.S. still charge it? I read that it doesn't.",
            "Does the U.S. still charge it?",
        ),
        ("Who won? And by how much?", "And by how much?"),
        ("who won", "who won"),
        ("Is the ferry back? Right?", "Is the ferry back?"),
        ("The ferry is back, is it? Isn't it?", "The ferry is back, is it? Isn't it?"),
        ('He said "Why not?" What did he mean?', "What did he mean?"),
        ("When is the vote? Who cares?", "When is the vote?"),
    ],
)
def test_the_sentence_that_asks(typed, sentence):
    assert asking(typed) == sentence


@given(st.text(max_size=80))
def test_what_asks_is_part_of_what_was_typed(text):
    assert all(sentence in text for sentence in questions_in(text))
    assert asking(text) in text


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (
            "Do you know the head of the bank resigned?",
            "Do you know the head of the bank resigned?",
        ),
        ("Can you tell me the status of the project?", "what is the status of the project?"),
        ("Can you tell me the people who were hurt?", "what are the people who were hurt?"),
        ("Can you tell me the amount the town owes?", "what is the amount the town owes?"),
    ],
)
def test_request_for_a_thing_is_a_question_for_it(asked, meant):
    assert plain(asked) == meant
