from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Span
from rag.terms import Terms, compare, parties_of

ORCHARDS = "How much fruit do Norland and Sudmark sell?"


def test_parties_are_shared_out_between_sentence_and_article():
    # two parties: the sentence names one, its title none, its article both
    terms = compare(
        ORCHARDS,
        "Sales of Norland came to 3 tonnes.",
        around="Apples abroad",
        article="Apples abroad. Sales of Norland came to 3 tonnes. Sudmark sold none.",
    )
    assert terms == Terms(near=0.5, far=1.0, against=0.0, other_time=0.0)
    assert not terms.elsewhere and not terms.strange


def test_title_and_sentence_before_count_as_near():
    terms = compare(ORCHARDS, "They sold 3 tonnes.", around="Norland and Sudmark", article="")
    assert (terms.near, terms.far) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("article", "far", "failed"),
    [
        ("Norland and Sudmark sell pears.", 1.0, False),
        ("Only Sudmark sells pears.", 0.5, False),
        ("Westmark sells pears.", 0.0, True),
        ("", 0.0, True),
    ],
)
def test_article_must_name_half_of_the_parties(article, far, failed):
    terms = compare(ORCHARDS, "They sold 3 tonnes.", around="", article=article)
    assert terms.far == far
    assert terms.strange == failed


def test_question_without_a_party_is_met_by_any_sentence():
    terms = compare("how much did the bridge cost?", "It cost $295 million.", "", "")
    assert terms == Terms(near=1.0, far=1.0, against=0.0, other_time=0.0)


def test_country_is_met_by_any_of_its_names():
    terms = compare("What does Kenya export?", "Nairobi sells tea.", "", "The Kenyan harvest")
    assert (terms.near, terms.far) == (1.0, 1.0)


def test_other_country_is_another_question():
    terms = compare("What does Uganda export?", "Kenya sells tea.", "Tea", "Kenya sells tea.")
    assert (terms.near, terms.far) == (0.0, 0.0)
    assert terms.strange


def test_name_is_met_by_another_form_of_its_word():
    terms = compare("What do the Growers want?", "The grower’s wish is rain.", "", "")
    assert terms.near == 1.0


BOTH = "Exports rose 4.8% in May, but imports fell 3.4% from a year before."


@pytest.mark.parametrize(
    ("question", "value", "against"),
    [
        ("By how much did imports rise?", "3.4%", True),
        ("By how much did imports fall?", "3.4%", False),
        ("By how much did exports rise?", "4.8%", False),
        ("By how much did exports fall?", "4.8%", True),
        ("What were imports and exports like?", "3.4%", False),
    ],
)
def test_direction_is_that_of_the_clause_where_the_sentence_has_both(question, value, against):
    start = BOTH.index(value)
    span = Span(start, start + len(value))
    assert compare(question, BOTH, "", "", span).against == float(against)
    assert compare(question, BOTH, "", "").against == 0.0


@pytest.mark.parametrize(
    ("question", "sentence", "against"),
    [
        ("How much did exports rise?", "Exports fell 3%.", True),
        ("How much did exports fall?", "Exports grew 3%.", True),
        ("By how much did costs increase?", "Costs declined by 3%.", True),
        ("How much higher were they?", "They were 3% lower.", True),
        ("How much did exports rise?", "Exports climbed 3%.", False),
        ("How much did exports fall?", "Exports Dropped 3%.", False),
        ("How much did exports rise?", "Exports grew 3%, then fell 1%.", False),
        ("Did exports rise or fall?", "Exports fell 3%.", False),
        ("How much did exports rise?", "Exports were 3%.", False),
        ("How much are exports?", "Exports fell 3%.", False),
        ("How much did it rise?", "Uprisings and nightfall.", False),
        ("I owe money. Did rates rise?", "Rates fell in May.", True),
        ("whether rates rose", "Rates fell in May.", True),
    ],
)
def test_opposite_directions_are_against_each_other(question, sentence, against):
    terms = compare(question, sentence, "", "")
    assert terms.against == float(against)
    assert terms.elsewhere == against


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("What was sold in May?", "In June 3 tonnes were sold.", True),
        ("What was sold in 2024?", "In 2025 3 tonnes were sold.", True),
        ("What was sold in May 2024?", "In May 2025 3 tonnes were sold.", True),
        ("What was sold in May 2024?", "In June 2024 3 tonnes were sold.", True),
        ("What was sold in May?", "In May 3 tonnes were sold.", False),
        ("What was sold in 2024?", "In 2025, as in 2024, 3 tonnes were sold.", False),
        ("What was sold in May?", "In 2025 3 tonnes were sold.", False),  # another unit of time
        ("What was sold in May?", "3 tonnes were sold.", False),
        ("What was sold?", "In May 2024 3 tonnes were sold.", False),
        ("What was sold in 2024?", "Some 12025 were sold.", False),
        ("What was sold in May?", "They march in august company.", False),
        ("As of June 2025, what is sold?", "In May 3 tonnes were sold.", False),
        ("What is sold as of the end of 2025?", "In May 2024 3 tonnes were sold.", False),
        ("What is sold in April as of June?", "In May 3 tonnes were sold.", True),
    ],
)
def test_other_year_or_month_is_another_time(question, sentence, other):
    terms = compare(question, sentence, "", "")
    assert terms.other_time == float(other)
    assert terms.strange == other


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Who is the mayor?", set()),
        ("Did Ada Lund open the bridge?", {"ada", "lund"}),
        ("What do Kenya's growers earn?", {"KE"}),
        ("What do Kenyan and Ugandan growers earn?", {"KE", "UG"}),
        ("When will the Growers’ Union meet?", {"grower", "union"}),
        ("Which bridge did I cross on Monday in May?", set()),
        ("How many guests did Dr Lund invite?", {"lund"}),
        ("Is NATO there?", {"nato"}),
        ("What did they sell to Norway and Sandvik?", {"NO", "sandvik"}),
        ("", set()),
    ],
)
def test_parties_of_a_question(text, parties):
    assert parties_of(text) == parties


def test_first_word_is_no_name():
    assert parties_of("Growers sell pears. Bakers buy them.") == set()


@pytest.mark.parametrize(
    ("terms", "strange", "elsewhere"),
    [
        (Terms(near=0.0, far=0.5, against=0.0, other_time=0.0), False, False),
        (Terms(near=1.0, far=0.49, against=0.0, other_time=0.0), True, False),
        (Terms(near=1.0, far=1.0, against=1.0, other_time=0.0), False, True),
        (Terms(near=1.0, far=1.0, against=0.0, other_time=1.0), True, False),
        (Terms(near=1.0, far=1.0, against=0.0, other_time=0.0, other_number=1.0), False, True),
    ],
)
def test_what_fails(terms, strange, elsewhere):
    assert (terms.strange, terms.elsewhere) == (strange, elsewhere)


_TEXT = st.text(max_size=60) | st.lists(
    st.sampled_from("Kenya Norland rose fell 2024 2025 May June Who the . ?".split())
).map(" ".join)


@given(_TEXT, _TEXT, _TEXT, _TEXT)
def test_any_texts_give_shares_between_nought_and_one(question, sentence, around, article):
    terms = compare(question, sentence, around, article)
    for share in (terms.near, terms.far, terms.against, terms.other_time):
        assert 0.0 <= share <= 1.0


@given(_TEXT)
def test_question_agrees_with_itself(text):
    terms = compare(text, text, "", text)
    assert terms.against == terms.other_time == 0.0
