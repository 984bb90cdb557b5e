from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Span
from rag.limits import limit_in


@pytest.mark.parametrize(
    ("question", "asked", "more"),
    [
        ("Is the duty on steel higher than 25%?", "What is the duty on steel?", True),
        ("Is Peru's duty on steel still above 100%?", "What is Peru's duty on steel?", True),
        ("Isn't the toll under 5 euros?", "What is the toll?", False),
        ("Is the bridge longer than 400 metres?", "How long is the bridge?", True),
        ("Is the bridge no longer than 400 metres?", "How long is the bridge?", False),
        ("Is she older than 60?", "How old is she?", True),
        ("Was the number of boats under 30?", "What was the number of boats?", False),
        ("Did the fund raise more than $2 billion?", "How much did the fund raise?", True),
        (
            "Did exports fall by less than 10% in May?",
            "By how much did exports fall in May?",
            False,
        ),
        ("Did exports grow more than 5%?", "By how much did exports grow?", True),
        (
            "In May 2024, did sales fall by more than 9%?",
            "In May 2024, by how much did sales fall?",
            True,
        ),
        ("Is the fee at least $10?", "What is the fee?", True),
        ("Did turnout exceed 60% in Riga?", "What was turnout in Riga?", True),
        ("Will it take at least two weeks?", "How long will it take?", True),
        ("Are more than 300 people employed here?", "How many people are employed here?", True),
        ("Does it employ fewer than 400 people?", "How many people does it employ?", False),
        (
            "Can it carry more than 40 tonnes of rice?",
            "How many tonnes can it carry of rice?",
            True,
        ),
        ("Under the law, is the fee lower than €9?", "Under the law, what is the fee?", False),
        ("Will growth be higher than 2%?", "What will growth be?", True),
        ("Has inflation been lower than 1%?", "What has inflation been?", False),
        ("Did the cut save more than 5%?", "How much did the cut save?", True),
        ("Were exports cut by more than 5%?", "By how much were exports cut?", True),
        (
            "Has the petition been signed by more than 1,000 people?",
            "By how many people has the petition been signed?",
            True,
        ),
        ("Did they extend it by more than two weeks?", "By how long did they extend it?", True),
        ("Is the tunnel longer than 12 km?", "How long is the tunnel?", True),
        ("Does it weigh more than 12 kg?", "How many kg does it weigh?", True),
        ("Is the tariff 30% or more?", "What is the tariff?", True),
        ("Were 20 or more people killed?", "How many people were killed?", True),
        ("Were 20 people or more killed?", "How many people were killed?", True),
        ("Is the fee 5 euros or less?", "What is the fee?", False),
        ("Is the bridge 400 metres or longer?", "How long is the bridge?", True),
        ("Is she 60 or younger?", "How old is she?", False),
    ],
)
def test_value_is_asked_for(question, asked, more):
    limit = limit_in(question)
    assert limit is not None
    assert (limit.asked, limit.more) == (asked, more)


@pytest.mark.parametrize(
    "question",
    [
        "Is the duty higher than before?",
        "Is the duty higher than China's?",
        "How much higher than 25% is the duty?",
        "Is the dispute over 300 jobs settled?",
        "Did they quarrel over 300 jobs?",
        "Will she stay on after 2029?",
        "Was the captain punished over the 2021 grounding?",
        "Are fewer than half of them at work?",
        "Did he come more than once?",
        "Is it higher than 25% or lower than 20%?",
        "Is the rate above 2% but below 4%?",
        "Is the duty more than 20% higher than last year?",
        "Did inflation fall below 2% in May?",  # a level; by how much it fell is something else
        "Must firms with more than 50 workers report?",
        "Are ships longer than 200 metres banned?",
        "Is it illegal to carry more than 10,000 euros?",
        "Will it be debated if more than 300 people sign?",
        "Did officials deny that more than 20 people died?",
        "Is the duty no longer above 25%?",
        "Did any bank lose more than 5%?",
        "Has inflation ever exceeded 10%?",
        "Did more than two dozen people come?",
        "Did more than two thirds of them come?",
        "Is Finland ranked above 10th?",
        "Is there more than one suspect?",
        "Do more than 300 work there?",
        "Is it 25% or lower than 20%?",
        "Is the rate 25% or 30%?",
        "Was the vote 52-48 or closer?",
        "Could the fine be as high as 30% or more?",
        "Must firms with 50 or more workers report?",
        "",
    ],
)
def test_other_questions_are_left_alone(question):
    assert limit_in(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "value", "verdict"),
    [
        ("Is it higher than 25%?", "The duty is 30%.", "30%", True),
        ("Is it higher than 30%?", "The duty is 30%.", "30%", False),
        ("Is it at least 30%?", "The duty is 30%.", "30%", True),
        ("Is it no more than 30%?", "The duty is 30%.", "30%", True),
        ("Is it lower than 25%?", "The duty is 30%.", "30%", False),
        ("Is it higher than 25%?", "The duty is $30.", "$30", None),
        ("Does it cost more than $2 million?", "It cost $2.1 million.", "$2.1 million", True),
        ("Do more than 300 people work there?", "It has 1,200 workers.", "1,200", True),
        ("Do more than 300 people work there?", "It has more than 300 workers.", "300", True),
        ("Do more than 400 people work there?", "It has more than 300 workers.", "300", None),
        (
            "Do more than 400 people work there?",
            "It has more than 300 workers.",
            "more than 300",
            None,
        ),
        ("Do more than 300 people work there?", "It has nearly 300 workers.", "300", False),
        ("Do more than 300 people work there?", "It has about 300 workers.", "300", None),
        ("Do more than 300 people work there?", "It has about 500 workers.", "500", True),
        ("Do fewer than 300 people work there?", "It has up to 200 workers.", "200", True),
        ("Do more than 300 people work there?", "It has no more than 300 workers.", "300", None),
        ("Is it higher than 20%?", "The duty does not exceed 25%.", "25%", None),
        ("Do more than 350 people work there?", "It has 300 to 400 workers.", "300", None),
        ("Do more than 350 people work there?", "It has between 300 and 400.", "400", None),
        ("Did it take longer than one week?", "It took 10 days.", "10 days", True),
        ("Did it take at most 10 days?", "It took more than 10 days.", "more than 10 days", False),
        ("Did it take longer than 10 days?", "It took under two weeks.", "two weeks", None),
        ("Did sales fall by more than 5%?", "Sales: -8%.", "-8%", True),
        ("Will growth be higher than 2%?", "Growth will be -3%.", "-3%", False),
        (
            "Did it raise more than $2 billion?",
            "It raised in excess of $2 billion.",
            "$2 billion",
            True,
        ),
        (
            "Did it raise more than $2 billion?",
            "It raised upwards of $2 billion.",
            "$2 billion",
            True,
        ),
        ("Did it raise more than $2 billion?", "It topped $2 billion.", "$2 billion", True),
        ("Did it raise more than $2 billion?", "It surpassed $2 billion.", "$2 billion", True),
        ("Did it raise more than $2 billion?", "It raised $2bn or so.", "$2bn", None),
        (
            "Did it raise more than $2 billion?",
            "It raised 3 billion dollars.",
            "3 billion dollars",
            True,
        ),
        ("Is it higher than 25%?", "It is 25 percent or higher.", "25 percent", None),
        ("Is it higher than 25%?", "It is 25 percent or higher.", "25 percent or higher", None),
        ("Is it at least 25%?", "It is 25 percent or higher.", "25 percent", True),
        ("Is it higher than 25%?", "It is 20% or less.", "20%", False),
        ("Do at least 300 people work there?", "It has 300 workers or more.", "300", True),
        ("Do at least 300 people work there?", "It has 300-plus workers.", "300", True),
        ("Is it higher than 25%?", "The duty is not 30%.", "30%", None),
        ("Is it higher than 25%?", "The duty is not 20% but 30%.", "30%", True),
        ("Is the tariff 30% or more?", "The tariff is 30%.", "30%", True),
        ("Was it at least one year?", "It took 12 months.", "12 months", True),
        ("Is it longer than 12 months?", "It is one year.", "one year", False),
        ("Is it longer than 400 metres?", "It is 1.2 km long.", "1.2 km", True),
        ("Were more than 50 people ill?", "Three-quarters of the 80.", "Three-quarters", None),
    ],
)
def test_value_is_compared_with_the_number_asked_about(question, sentence, value, verdict):
    limit = limit_in(question)
    assert limit is not None
    start = sentence.index(value)
    assert limit.verdict(sentence, Span(start, start + len(value))) is verdict


@pytest.mark.parametrize(
    ("verdict", "sentence", "denied"),
    [
        (False, "The duty is 30%.", True),
        (True, "The duty is 30%.", False),
        (False, "The duty went from 10% to 30%.", False),
        (False, "The duty is high, at $30.", False),
        (False, "The duty is high.", False),
    ],
)
def test_proof_whose_numbers_all_say_otherwise(verdict, sentence, denied):
    limit = limit_in("Is the duty higher than 25%?")
    assert limit is not None and limit.denies(verdict, sentence) is denied


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_read(subject, rest):
    limit_in(f"Is {subject} higher than {rest}?")


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("The duty came down from 145% to 30%.", True),
        ("The duty fell from 145% to 20%.", False),
        ("The duty rose from 10% to about 26%.", None),
        ("Duties are from 20% to 30%.", None),  # a range
    ],
)
def test_end_of_a_change_is_no_range(sentence, verdict):
    limit = limit_in("Is the duty higher than 25%?")
    told = sentence.split()[-1].rstrip(".")
    start = sentence.index(told)
    assert limit.verdict(sentence, Span(start, start + len(told))) is verdict
