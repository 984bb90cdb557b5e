from __future__ import annotations

from types import SimpleNamespace

import pytest

from index.records import Article
from rag.evidence import articles_of, can_prove, choose_evidence, leads_of, score_sentences
from rag.pointing import Pointing, point
from rag.retrieval import retrieve
from tests.rag_fakes import FakePointer, WordEmbedder, evidence


def choose(store, question, k=5, passages=8, pointer=None):
    embedder = WordEmbedder()
    vector = embedder.encode([question])[0]
    found = retrieve(store, question, vector, passages)
    sentences = score_sentences(store, found, question, vector, embedder)
    pointing = Pointing(())
    if pointer is not None:
        pointing = point(question, found, articles_of(store, found), pointer)
    return choose_evidence(store, found, sentences, k, pointing), vector, found


def test_offsets_are_exact_and_numbers_count_up(store):
    evidence, _, _ = choose(store, "When did the harbour bridge open?", k=20)
    assert [item.n for item in evidence] == list(range(1, len(evidence) + 1))
    for item in evidence:
        article = store.database.article(item.article_id)
        assert article.text[item.start : item.end] == item.quote
        assert (item.title, item.source, item.published) == (
            article.title,
            article.source,
            article.published.value,
        )


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        (
            "By Ada Lund\nShould tolls fall?\nTolls fell on Monday. It rained.",
            "Tolls fell on Monday.",
        ),
        ("Menu\nAbout us", None),
        ("on and " * 400, None),  # no sentence ends in so much
    ],
)
def test_lead_is_the_first_sentence_that_states_something(text, lead):
    article = Article(text, "Tolls")
    store = SimpleNamespace(database=SimpleNamespace(article=lambda _: article))
    found = leads_of(store, [evidence("It rained.", article_id=article.id)])
    assert found == ({} if lead is None else {article.id: lead})


def test_best_is_first(store):
    evidence, _, _ = choose(store, "When did the harbour bridge open?")
    assert evidence[0].quote == "The harbour bridge opened on 4 March 2025 after 30 months of work."
    evidence, _, _ = choose(store, "How much did the apple harvest in Norland fall?")
    assert evidence[0].quote == "The apple harvest in Norland fell by 3.4% because of a late frost."


def test_sentence_in_which_the_pointer_sees_the_answer_comes_first(store):
    question = "When did the harbour bridge open?"
    seeing = FakePointer({"seven weeks": 12.0})
    evidence, _, _ = choose(store, question, pointer=seeing)
    assert "seven weeks" in evidence[0].quote  # on another subject, and yet
    assert evidence[1].quote.startswith("The harbour bridge opened on 4 March 2025")
    evidence, _, _ = choose(store, question)
    assert not any("seven weeks" in item.quote for item in evidence[:2])


def test_score_is_the_cosine(store):
    evidence, vector, _ = choose(store, "When did the harbour bridge open?", k=20)
    for item in evidence:
        cosine = float(WordEmbedder().encode([item.quote])[0] @ vector)
        assert item.score == pytest.approx(cosine)


def weigh(monkeypatch, passage=0.0, term=0.0, kind=0.0):
    monkeypatch.setattr("rag.evidence.PASSAGE_WEIGHT", passage)
    monkeypatch.setattr("rag.evidence.TERM_WEIGHT", term)
    monkeypatch.setattr("rag.evidence.KIND_WEIGHT", kind)


def test_without_weights_the_order_is_that_of_the_cosines(store, monkeypatch):
    weigh(monkeypatch)
    evidence, _, _ = choose(store, "When did the harbour bridge open?", k=20)
    scores = [item.score for item in evidence]
    assert scores == sorted(scores, reverse=True)


def test_sentence_with_a_value_of_the_kind_gains(store, monkeypatch):
    weigh(monkeypatch, kind=10.0)
    evidence, _, _ = choose(store, "When will the ferry and the bus go?", k=20, passages=20)
    dated = ["4 March 2025" in item.quote or "October" in item.quote for item in evidence]
    assert dated == [True, True] + [False] * (len(evidence) - 2)


def test_sentence_with_the_words_asked_for_gains_whatever_their_endings(store, monkeypatch):
    weigh(monkeypatch, term=10.0)
    evidence, _, _ = choose(store, "Why is a passenger taking the bus?", k=20, passages=20)
    assert evidence[0].quote.startswith("Passengers can take a bus")  # 2 of 3 stems, or all


def test_sentence_of_the_nearest_passage_gains(store, monkeypatch):
    weigh(monkeypatch, passage=10.0)
    evidence, _, passages = choose(store, "growers, frost and apples", k=20)
    nearest = max(passages, key=lambda passage: passage.dense or -1.0)
    assert (evidence[0].article_id, evidence[0].quote in nearest.text) == (
        nearest.article_id,
        True,
    )


def test_sentence_that_passages_share_counts_once(store):
    evidence, _, _ = choose(store, "harbour bridge ferry apple", k=40, passages=50)
    spans = [(item.article_id, item.start) for item in evidence]
    assert len(spans) == len(set(spans))


def test_k_bounds_the_evidence(store):
    assert len(choose(store, "harbour bridge", k=2)[0]) == 2
    assert choose(store, "harbour bridge", passages=0)[0] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Was it worth the money?",
        "“Was it worth the money?”",
        "Where Both Countries Can Hurt One Another",  # a heading
        "Key takeaways.",
        "Costs and dates:",
        "",
    ],
)
def test_questions_and_headings_prove_nothing(sentence):
    assert not can_prove(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It cost $295 million, some 12% more than planned.",
        "“It went very well.”",
        "He asked: would they come back to the table (and if so, when)?)!",
        "a list item of many words that the writer of the page did not close with any mark",
    ],
)
def test_statements_can(sentence):
    assert can_prove(sentence)


def test_question_of_an_article_is_no_evidence(store):
    evidence, _, _ = choose(store, "Was the harbour bridge worth the money?", k=40, passages=50)
    assert "Was it worth the money?" not in [item.quote for item in evidence]
    assert any("$295 million" in item.quote for item in evidence)
