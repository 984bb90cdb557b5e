from __future__ import annotations

import pytest

from index.records import Span
from rag.sides import agreement, sides_of

# Two duties of two countries against each other, as news may put them: (Norway's on Kenya, Kenya's on Norway).
TOLD = [
    ("Kenyan goods entering Norway carry 35% and Norwegian products entering Kenya carry 12%.", "35%", "12%"),
    ("Oslo cut its tariff on Kenyan goods to 35%, Nairobi its own on Norwegian goods to 12%.", "35%", "12%"),
    ("Norway charges 35 percent on imports from Kenya, while Kenya charges 12 percent.", "35", "12"),
    ("Norway lowered its tariff on Kenya to 35% and Kenya its levies on Norway to 12%.", "35%", "12%"),
    ("Kenya kept duties of 12% on Norwegian goods; Norway kept 35% on Kenyan ones.", "35%", "12%"),
    ("The Norwegian rate on goods from Kenya is 35%, and Kenya adds 12% to goods from Norway.", "35%", "12%"),
    ("Goods from Kenya face 35% in Norway, those from Norway 12% in Kenya.", "35%", "12%"),
    ("Kenyan exporters pay 35% at the Norwegian border, Norwegian exporters 12% in Kenya.", "35%", "12%"),
]  # fmt: skip
NORWAYS = [
    "What tariff does Norway charge on Kenyan goods?",
    "How high is Norway's tariff on Kenyan imports?",
    "What duty do Kenyan products entering Norway pay?",
    "What tariff do goods from Kenya face in Norway?",
    "Which levy is put on Kenya's exports by Norway?",
    "How high is Norway's import tariff on Kenyan goods?",
    "How much does Norway tax goods coming from Kenya?",
    "What tariff rate is Norway applying to Kenya?",
    "What tariff does Norway collect on goods made in Kenya?",
    "What tariffs does Kenya face from Norway?",
    "What duty do Norwegian importers pay on Kenyan goods?",
]
KENYAS = [
    "What tariff does Kenya charge on Norwegian goods now?",
    "How high is Kenya's duty on imports from Norway?",
    "What tariff does Kenya put on things shipped in from Norway?",
]


def at(sentence: str, value: str) -> Span:
    start = sentence.index(value)
    return Span(start, start + len(value))


@pytest.mark.parametrize(("sentence", "norways", "kenyas"), TOLD)
def test_each_duty_answers_the_question_of_its_own_side(sentence, norways, kenyas):
    for question in NORWAYS:
        assert agreement(question, sentence, at(sentence, norways)) == 1, question
        assert agreement(question, sentence, at(sentence, kenyas)) == -1, question
    for question in KENYAS:
        assert agreement(question, sentence, at(sentence, kenyas)) == 1, question
        assert agreement(question, sentence, at(sentence, norways)) == -1, question


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        ("By how much did Norway's exports to Kenya rise?", TOLD[0][0], "35%"),  # on no duty
        ("How high is the tariff?", TOLD[0][0], "35%"),  # on nobody's
        ("What is Norway's tariff on Kenyan goods?", "It has stood at 35% since May.", "35%"),
        ("What duties do Norway and Kenya put on each other's goods?", "Both put 12% on cars.", "12%"),
    ],
)  # fmt: skip
def test_where_one_of_them_names_no_side_nothing_is_said(question, sentence, value):
    assert agreement(question, sentence, at(sentence, value)) == 0


def test_parties_are_known_without_capitals():
    typed = "what import tax do norwegians put on kenyan goods"
    assert agreement(typed, TOLD[0][0], at(TOLD[0][0], "35%")) == 1
    assert agreement(typed, TOLD[0][0], at(TOLD[0][0], "12%")) == -1


def test_duty_of_a_member_is_that_of_the_union():
    sentence = "The EU charges 8% on Kenyan goods."
    question = "What duty do German importers pay on Kenyan goods?"
    assert agreement(question, sentence, at(sentence, "8%")) == 1


def test_third_party_is_another_side():
    sentence = "Japan charges 8% on Kenyan goods."
    assert agreement(NORWAYS[0], sentence, at(sentence, "8%")) == -1


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("US tariff on Canadian aluminium", {"US": "by", "CA": "on"}),
        ("duties levied by Brussels against Turkey", {"EU": "by", "TR": "on"}),
        ("US imports from China", {"CN": "on"}),
        ("Peru's export duty of 5% on tin", {"PE": "by"}),
        ("Peru's duty-free goods", {"PE": "on"}),
        ("American duties are charged at the border", {"US": "by"}),
        ("the tax that China puts on American goods", {"CN": "by", "US": "on"}),
        ("the truce made in London", {}),
        ("What duty did Peru's neighbour hit Chile with?", {"CL": "on"}),
        ("What are Chilean peas charged in Peru?", {"CL": "on", "PE": "by"}),
        ("What will Chilean peas be charged by Peru?", {"CL": "on", "PE": "by"}),
        ("American buyers of Peruvian goods pay 5%", {"US": "by", "PE": "on"}),
        ("Peru and Chile met in Lima on Monday.", {}),
    ],
)
def test_country_has_the_side_that_its_words_give_it(text, sides):
    assert sides_of(text) == sides
