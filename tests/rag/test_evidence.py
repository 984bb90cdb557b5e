from __future__ import annotations

from types import SimpleNamespace

import pytest

from index.records import Article
from rag.evidence import articles_of, can_prove, choose_evidence, leads_of, score_sentences
from rag.pointing import point
from rag.retrieval import retrieve
from tests.rag_fakes import FakePointer, WordEmbedder, evidence


def choose(store, question, k=5, passages=8, pointer=None):
    embedder = WordEmbedder()
    vector = embedder.encode([question])[0]
    found = retrieve(store, question, vector, passages)
    sentences = score_sentences(store, found, question, vector, embedder)
    pointing = None
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


def weigh(monkeypatch, terms=0.0, place=0.0):
    monkeypatch.setattr("rag.evidence.OWN_TERMS_WEIGHT", terms)
    monkeypatch.setattr("rag.evidence.PLACE_WEIGHT", place)


def test_without_weights_the_order_is_that_of_the_cosines(store, monkeypatch):
    weigh(monkeypatch)
    evidence, _, _ = choose(store, "When did the harbour bridge open?", k=20)
    scores = [item.score for item in evidence]
    assert scores == sorted(scores, reverse=True)


def test_sentence_with_the_words_asked_for_gains_whatever_their_endings(store, monkeypatch):
    weigh(monkeypatch, terms=10.0)
    evidence, _, _ = choose(store, "Why is a passenger taking the bus?", k=20, passages=20)
    assert evidence[0].quote.startswith("Passengers can take a bus")  # 2 of 3 stems, or all


def test_sentence_of_the_first_passage_gains(store, monkeypatch):
    weigh(monkeypatch, place=10.0)
    evidence, _, passages = choose(store, "growers, frost and apples", k=20)
    first = passages[0]
    own = [item.article_id == first.article_id and item.quote in first.text for item in evidence]
    assert own == sorted(own, reverse=True) and own[0] and not own[-1]


def passage_scores(store, monkeypatch, **weights):
    """The best sentence's score, by passage, with these weights alone."""
    for name in ("PASSAGE_WEIGHT", "TERM_WEIGHT", "KIND_WEIGHT"):
        monkeypatch.setattr(f"rag.evidence.{name}", weights.get(name, 0.0))
    question, embedder = "When will the ferry and the bus go?", WordEmbedder()
    vector = embedder.encode([question])[0]
    found = retrieve(store, question, vector, 20)
    scored = score_sentences(store, found, question, vector, embedder)
    return {
        item.chunk_id: max(s.score - s.cosine for s in scored[item.chunk_id]) for item in found
    }, found


def test_passage_with_a_value_of_the_kind_gains(store, monkeypatch):
    gained, passages = passage_scores(store, monkeypatch, KIND_WEIGHT=10.0)
    dated = {p.chunk_id for p in passages if "4 March 2025" in p.text or "October" in p.text}
    assert {chunk for chunk, gain in gained.items() if gain > 9} == dated


def test_passage_that_is_near_gains(store, monkeypatch):
    gained, passages = passage_scores(store, monkeypatch, PASSAGE_WEIGHT=10.0)
    near = [p for p in passages if p.dense is not None]
    assert near
    for passage in near:
        assert gained[passage.chunk_id] == pytest.approx(10.0 * passage.dense)


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
