from __future__ import annotations

import random

import pytest

from models.train.generate import MAX_QUESTIONS, MAX_SENTENCES, groups
from models.train.groups import Cut, Group
from models.train.scenes import Scene, load
from rag.prompt import NOT_STATED

SEED = 20
# Each sentence begins with the party that it is about, and each question ends with it.
TOLLS = Scene.model_validate(
    {
        "title": "A bridge in {A}",
        "slots": {"A": "country", "p": "woman", "cost": "money", "n": "small"},
        "text": [
            "{A} paid {cost} for its bridge.",
            "{A} let {p} draw it.",
            "{A} lit it with {n} lamps.",
        ],
        "ask": [
            {"q": ["What was paid in {A}?"], "a": "{cost}", "in": 0},
            {"q": ["Who drew it in {A}?"], "a": "{p}", "in": 1},
            {"q": ["How many lamps are there in {A}?"], "a": "{n}", "in": 2},
            {"q": ["Was anything paid in {A}?"], "a": "yes", "in": 0},
            {"q": ["Who swept it in {A}?"], "a": None},
            {"q": ["And who drew it?"], "a": "{p}", "in": 1, "after": 0},
        ],
    }
)
WEATHER = Scene.model_validate(
    {
        "title": "Rain",
        "slots": {"town": ["Norland", "Osthaven"]},
        "text": ["It rained in {town}.", "The harbour of {town} froze.", "Snow fell on {town}."],
        "ask": [{"q": [f"What {x} in {{town}}?"], "a": None} for x in ("rained", "froze", "fell")],
    }
)
VERBS = {"What was paid": "paid", "Who drew it": "let", "How many lamps": "lit", "Was any": "paid"}


def told(scenes, seeds=300):
    """The groups of the first scene, from many seeds."""
    for seed in range(seeds):
        for group in groups(scenes, random.Random(seed)):
            if any(
                "bridge" in (item.title or "") or "lamps" in item.quote for item in group.evidence
            ):
                yield group


def lines_on(group, question):
    """The sentences that tell what `question` asks, of the party that it names."""
    party = question.removesuffix("?").split(" in ")[-1]
    party = party[:1].upper() + party[1:]
    verb = next(verb for start, verb in VERBS.items() if question.startswith(start))
    return [i.quote for i in group.evidence if i.quote.startswith(f"{party} {verb} ")]


def asked_alone(scenes):
    return [
        (group, asked)
        for group in told(scenes)
        for asked in group.asked
        if asked.question.startswith(tuple(VERBS))
    ]


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return load()


@pytest.fixture(scope="module")
def shipped(scenes) -> list[Group]:
    return list(groups(scenes, random.Random(SEED)))


def test_stated_answers_stand_in_the_evidence_of_all_scenes(shipped):
    for group in shipped:
        quotes = [item.quote for item in group.evidence]
        for asked in group.asked:
            if not asked.stated or asked.answer.casefold() in ("yes", "no"):
                continue
            whole = any(asked.answer in quote for quote in quotes)
            parts = asked.answer.split("; ")
            assert whole or all(any(part in quote for quote in quotes) for part in parts), asked


def test_verdicts_of_all_scenes_are_in_small_letters(shipped):
    answers = [asked.answer for group in shipped for asked in group.asked]
    assert {a for a in answers if a.casefold() in ("yes", "no")} == {"yes", "no"}


def test_groups_of_all_scenes_are_of_bounded_size(scenes, shipped):
    assert len(shipped) > 0.9 * len(scenes)
    for group in shipped:
        assert 1 <= len(group.evidence) <= MAX_SENTENCES + 2
        assert 1 <= len(group.asked) <= MAX_QUESTIONS
        assert [item.n for item in group.evidence] == list(range(1, len(group.evidence) + 1))
        quotes = [item.quote for item in group.evidence]
        assert len(set(quotes)) == len(quotes)


def test_no_slot_is_left_open_in_all_scenes(shipped):
    for group in shipped:
        said = [item.quote + (item.title or "") for item in group.evidence]
        said += [asked.question + asked.answer for asked in group.asked]
        said += [turn.question + turn.answer for a in group.asked for turn in a.history]
        assert not [text for text in said if "{" in text or "}" in text]


def test_same_seed_gives_the_same_groups(scenes, shipped):
    assert list(groups(scenes, random.Random(SEED))) == shipped
    assert list(groups(scenes, random.Random(SEED + 1))) != shipped


@pytest.mark.parametrize("scenes", [[TOLLS], [TOLLS, WEATHER]])
def test_answer_is_that_of_the_party_in_the_question(scenes):
    found = asked_alone(scenes)
    for group, asked in found:
        lines = lines_on(group, asked.question)
        if asked.stated:
            # one sentence tells it: a twin of the same party would make two
            assert len(lines) == 1
            assert asked.answer == "yes" or asked.answer in lines[0]
        else:
            assert lines == []
    assert {asked.stated for _, asked in found} == {True, False}


def test_party_that_the_evidence_does_not_name_is_not_stated():
    strangers = 0
    for group, asked in asked_alone([TOLLS]):
        party = asked.question.removesuffix("?").split(" in ")[-1].casefold()
        text = " ".join(f"{item.quote} {item.title}" for item in group.evidence).casefold()
        if party not in text:
            strangers += 1
            assert asked.answer == NOT_STATED
    assert strangers > 20


def test_scene_is_told_again_of_another_party():
    twins = 0
    for group in told([TOLLS]):
        articles = {item.article_id for item in group.evidence}
        assert articles <= {"0", "0b"}
        twins += len(articles) == 2
    assert 60 < twins < 240  # of 300; about half


def test_other_scenes_fill_up():
    fillers = [i for g in told([TOLLS, WEATHER]) for i in g.evidence if i.article_id == "0c"]
    assert len(fillers) > 20


def test_question_that_no_passage_answers_is_not_stated():
    answers = [a.answer for g in told([TOLLS]) for a in g.asked if "swept" in a.question]
    assert set(answers) == {NOT_STATED} and len(answers) > 20


def test_later_question_has_the_earlier_one_before_it():
    later = 0
    for group in told([TOLLS]):
        for asked in group.asked:
            if not asked.question.startswith("And who"):
                assert asked.history == ()
                continue
            (turn,) = asked.history
            assert turn.question.startswith("What was paid in ")
            later += asked.stated
            if asked.stated:
                party = turn.question.removesuffix("?").split(" in ")[-1]
                party = party[:1].upper() + party[1:]
                assert f"{party} let {asked.answer} draw it." in [i.quote for i in group.evidence]
    assert later > 20


def test_sentences_of_an_article_share_title_and_date():
    for group in told([TOLLS], 50):
        heads = {(item.article_id, item.title, item.published) for item in group.evidence}
        assert len(heads) == len({article for article, _, _ in heads})


def test_lead_is_the_first_sentence_of_each_article():
    seen = set()
    for seed in range(60):
        for group in groups([TOLLS, WEATHER], random.Random(seed), Cut((1, 3), lead=1.0)):
            for name, lead in group.leads.items():
                own = [item for item in group.evidence if item.article_id == name]
                assert "paid" in lead or "rained" in lead
                assert all(item.quote == lead for item in own if item.start == 0)
                seen.add(name)
    assert len(seen) > 2  # twins too


def test_what_only_the_lead_tells_is_not_asked():
    for seed in range(100):
        for group in groups([TOLLS], random.Random(seed), Cut((1, 1), lead=1.0)):
            if all(item.start > 0 for item in group.evidence if item.article_id == "0"):
                paid = [a for a in group.asked if "paid" in a.question and not a.history]
                assert not paid


def test_without_a_share_of_leads_there_are_none():
    assert all(not group.leads for group in groups([TOLLS], random.Random(1)))


PLAN = Scene.model_validate(
    {
        "title": "Lund plans a bridge",
        "slots": {"w": "woman", "m": "man", "old": "money", "new": "money > old"},
        "text": ["A bridge is to cost {old}.", "{w} drew it.", "It is to be of oak."],
        "later": {
            "title": "Bridge of Lund grows dearer",
            "text": ["The bridge will cost {new}.", "Whoever drew it forgot the ice, {m} said."],
        },
        "ask": [
            {"q": ["What will it cost now?"], "a": "{new}", "in": 3, "needs": [0]},
            {"q": ["Who forgot the ice?"], "a": "{w}", "in": 1, "needs": [4]},
            {"q": ["What are the two prices?"], "a": ["{old}", "{new}"], "in": 0, "needs": [3]},
        ],
    }
)


def test_later_article_has_a_title_and_a_date_of_its_own():
    both = 0
    for group in told([PLAN]):
        first = [i for i in group.evidence if i.article_id in ("0", "0b")]
        later = [i for i in group.evidence if i.article_id in ("+0", "+0b")]
        assert len(first) + len(later) == len(group.evidence)
        both += bool(first and later)
        for item in later:
            assert item.title in (None, "Bridge of Lund grows dearer")
            assert item.quote.startswith(("The bridge will cost", "Whoever"))
            same = [i for i in first if i.article_id == item.article_id.removeprefix("+")]
            if same and item.published:
                assert item.published > same[0].published
    assert both > 150  # of 300


def test_question_that_needs_two_sentences_is_asked_where_both_are_shown():
    asked_of = set()
    for group in told([PLAN]):
        own = {i.quote for i in group.evidence if i.article_id in ("0", "+0")}
        for asked in group.asked:
            if not asked.stated:
                continue
            asked_of.add(asked.question)
            if asked.question == "Who forgot the ice?":
                assert f"{asked.answer} drew it." in own
                assert any(quote.startswith("Whoever") for quote in own)
            if asked.question == "What are the two prices?":
                assert asked.at is None  # it stands in two sentences
                assert all(any(part in quote for quote in own) for part in asked.answer.split("; "))
    assert len(asked_of) == 3
