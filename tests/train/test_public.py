from __future__ import annotations

import json
import random

import pytest

from models.train.groups import Cut
from models.train.public import groups, passages, read
from rag.prompt import NOT_STATED

BRIDGE = (
    "The Lund bridge opened in 1931. Ada Berg drew it. It cost $40 million. Few cross it at night."
)
MILL = "A mill stood by the water. Its miller was Otto Falk. The mill burnt down in a May storm."
FERRY = "A ferry ran before the bridge. It sank in sight of the quay. Nobody was hurt."
LAMPS = "Gas lamps lit the road. A boy called Nils lit them at dusk. Each burned for six hours."


def qa(text, question, *answers, **more):
    given = [{"text": answer, "answer_start": text.index(answer)} for answer in answers]
    return {"question": question, "answers": given, **more}


def paragraph(text, *qas):
    return {"context": text, "qas": list(qas)}


WHEN = qa(BRIDGE, "When did the  bridge\nopen?", "1931")
WHO = qa(BRIDGE, "Who drew the bridge?", "Ada Berg", "Berg", "Ada Berg")
COST = qa(BRIDGE, "What did the bridge cost?", "40")
PAINT = qa(BRIDGE, "Who painted the bridge?", is_impossible=True)
# the form of SQuAD 2: an impossible question, with what a reader might take for its answer
FOOL = qa(BRIDGE, "Who crossed it by day?", "Few", is_impossible=True)
MILLER = qa(MILL, "Who ground the corn?", "Otto Falk")
PLACE = {
    "title": "Lund_(town)",
    "paragraphs": [
        paragraph(BRIDGE, WHEN, WHO, COST, PAINT, FOOL),
        paragraph(MILL, MILLER),
        paragraph(FERRY),
        paragraph(LAMPS),
    ],
}
EXPECTED = {  # question: its answer where its sentence is shown, and the sentence
    "When did the bridge open?": ("1931", "The Lund bridge opened in 1931."),
    "Who drew the bridge?": ("Ada Berg", "Ada Berg drew it."),
    "What did the bridge cost?": ("$40 million", "It cost $40 million."),  # the whole value
    "Who painted the bridge?": (NOT_STATED, None),
    "Who crossed it by day?": (NOT_STATED, None),
    "Who ground the corn?": ("Otto Falk", "Its miller was Otto Falk."),
}


def drawn(articles, seeds=60):
    return [group for seed in range(seeds) for group in groups(articles, random.Random(seed))]


def test_question_is_answered_where_its_sentence_is_shown():
    seen = set()
    for group in drawn([PLACE]):
        shown = {item.quote for item in group.evidence}
        for asked in group.asked:
            answer, sentence = EXPECTED[asked.question]
            assert asked.answer == (answer if sentence in shown else NOT_STATED)
            seen.add((asked.question, asked.stated))
    # each question that has an answer was drawn with and without its sentence
    answered = [question for question, (_, sentence) in EXPECTED.items() if sentence]
    assert seen >= {(question, stated) for question in answered for stated in (True, False)}
    assert seen >= {("Who painted the bridge?", False), ("Who crossed it by day?", False)}


def test_evidence_is_sentences_of_the_article_at_their_places():
    texts = (BRIDGE, MILL, FERRY, LAMPS)
    for group in drawn([PLACE], 20):
        assert 1 <= len(group.evidence) <= 8
        for n, item in enumerate(group.evidence, start=1):
            assert item.n == n and item.title == "Lund (town)"
            assert any(text[item.start : item.end] == item.quote for text in texts)
        quotes = [item.quote for item in group.evidence]
        assert len(quotes) == len(set(quotes))


def test_long_title_is_left_out():
    long = {**PLACE, "title": "x" * 61}
    assert {item.title for g in drawn([long], 3) for item in g.evidence} == {None}


def test_paragraph_without_questions_makes_no_group():
    assert drawn([{"title": "Lund", "paragraphs": [paragraph(FERRY), paragraph(LAMPS)]}]) == []


def test_long_answer_is_not_asked():
    text = "He said " + "on and " * 20 + "on. It rained."
    long = qa(text, "What did he say?", "on and " * 20 + "on")
    asked = [
        a
        for group in drawn(
            [{"title": "t", "paragraphs": [paragraph(text, long), *PLACE["paragraphs"]]}]
        )
        for a in group.asked
        if a.question == "What did he say?" and a.stated
    ]
    assert asked == []


def test_question_of_a_lone_paragraph_is_answered_where_its_sentence_is_shown():
    lone = {"title": "Lund", "paragraphs": [paragraph(BRIDGE, WHO)]}
    for group in drawn([lone], 500):
        shown = [item.quote for item in group.evidence]
        assert group.asked[0].stated == ("Ada Berg drew it." in shown)


def test_share_draws_that_many_paragraphs():
    many = [{"title": "Lund", "paragraphs": [paragraph(BRIDGE, PAINT)] * 400}]
    assert len(list(groups(many, random.Random(1), share=0.0))) == 0
    assert len(list(groups(many, random.Random(1)))) == 400
    assert 60 < len(list(groups(many, random.Random(1), share=0.2))) < 100  # 80 and three σ of 8


def test_same_seed_gives_the_same_groups():
    once, twice, other = (list(groups([PLACE], random.Random(seed))) for seed in (5, 5, 6))
    assert once == twice != other


def put(folder, count):
    articles = [{"title": f"Town {n}", "paragraphs": []} for n in range(count)]
    path = folder / "squad.json"
    path.write_text(json.dumps({"version": "v2.0", "data": articles}), encoding="utf-8")
    return path


@pytest.mark.parametrize(("count", "held"), [(30, 3), (31, 4), (10, 1), (2, 1)])
def test_a_tenth_is_held_back_and_never_trained_on(tmp_path, count, held):
    path = put(tmp_path, count)
    train, measure = ({a["title"] for a in read(path, held_back=h)} for h in (False, True))
    assert len(measure) == held
    assert not train & measure
    assert train | measure == {f"Town {n}" for n in range(count)}


def test_what_is_held_back_does_not_hang_on_the_order(tmp_path):
    path = put(tmp_path, 30)
    before = read(path, held_back=True)
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "data": data["data"][::-1]}))
    assert read(path, held_back=True) == before


def pieces(articles, seeds=40):
    return [group for seed in range(seeds) for group in passages(articles, random.Random(seed))]


def test_passages_are_sentences_that_follow_each_other():
    sources = [p["context"] for p in PLACE["paragraphs"]]
    for group in pieces([PLACE]):
        text = " ".join(item.quote for item in group.evidence)
        assert any(text in source for source in sources)


def test_passage_holds_the_answers_of_its_questions():
    seen = set()
    for group in pieces([PLACE]):
        quotes = {(item.article_id, item.start): item.quote for item in group.evidence}
        for asked in group.asked:
            answer, sentence = EXPECTED[asked.question]
            if asked.answer != NOT_STATED:
                assert (asked.answer, quotes[asked.at]) == (answer, sentence)
                seen.add(asked.question)
    assert seen == {question for question, (answer, _) in EXPECTED.items() if answer != NOT_STATED}


def test_some_questions_are_asked_of_another_paragraph_with_their_words():
    strange = [
        (asked.question, " ".join(item.quote for item in group.evidence))
        for group in pieces([PLACE])
        for asked in group.asked
        if asked.answer == NOT_STATED and EXPECTED[asked.question][0] != NOT_STATED
    ]
    assert {question for question, _ in strange} > {"When did the bridge open?"}
    for question, text in strange:
        if question == "When did the bridge open?":
            assert text in FERRY  # the other paragraph that speaks of a bridge


def cut_so(seeds=60, **shares):
    cut = Cut((2, 3), **shares)
    return [g for seed in range(seeds) for g in passages([PLACE], random.Random(seed), cut=cut)]


def test_sentences_that_do_not_follow_each_other_keep_their_order():
    apart = 0
    for group in cut_so(together=0.0):
        starts = [item.start for item in group.evidence]
        assert starts == sorted(starts) and 1 <= len(starts) <= 3
        quotes = {(item.article_id, item.start): item.quote for item in group.evidence}
        for asked in group.asked:
            if asked.stated:
                assert quotes[asked.at] == EXPECTED[asked.question][1]
        text = " ".join(item.quote for item in group.evidence)
        apart += not any(text in p["context"] for p in PLACE["paragraphs"])
    assert apart > 10


def test_what_is_left_without_the_answer_does_not_tell():
    silent = [
        (asked.question, {item.quote for item in group.evidence})
        for group in cut_so(silent=1.0)
        for asked in group.asked
        if not asked.stated and EXPECTED[asked.question][1]
    ]
    questions = {question for question, quotes in silent if quotes <= set(split(BRIDGE))}
    assert questions >= {"When did the bridge open?", "Who drew the bridge?"}
    assert "What did the bridge cost?" in questions
    assert all(EXPECTED[question][1] not in quotes for question, quotes in silent)


def split(text):
    return [sentence if sentence.endswith(".") else f"{sentence}." for sentence in text.split(". ")]


def test_false_premises_are_asked_of_what_answered_the_true_ones():
    turned = qa(BRIDGE, "When was the first bridge made?", "1931")
    place = {"title": "Lund", "paragraphs": [paragraph(BRIDGE, turned)]}
    cut = Cut((2, 3), swapped=1.0)
    found = {
        (asked.question, asked.stated)
        for seed in range(20)
        for group in passages([place], random.Random(seed), cut=cut)
        for asked in group.asked
    }
    assert found == {
        ("When was the first bridge made?", True),
        ("When was the last bridge made?", False),
    }


def test_lead_is_the_first_sentence_of_the_article():
    leads = {lead for group in cut_so(lead=1.0) for lead in group.leads.values()}
    assert leads == {"The Lund bridge opened in 1931."}
    assert not any(group.leads for group in cut_so(lead=0.0))
