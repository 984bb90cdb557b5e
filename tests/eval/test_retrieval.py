from __future__ import annotations

import pytest

from eval.questions import EvidenceSpan, Question
from eval.retrieval import document_recall, measure, qrels
from index.records import Span
from rag.records import Passage
from tests.rag_fakes import open_archive

ARTICLE = "a1b2c3d4e5f6"


def question(name: str, *facts: tuple[int, int, int]) -> Question:
    """`facts` are (fact, start, end); without any the question is unanswerable."""
    evidence = tuple(
        EvidenceSpan(ARTICLE, Span(start, end), "", fact) for fact, start, end in facts
    )
    return Question(name, name, "number", (), evidence, None if facts else "absent", "dev")


def passage(start: int, article: str = ARTICLE) -> Passage:
    """10 characters from `start` on."""
    return Passage(start + 1, article, start, start + 10, "x" * 10, 1.0)


ONE = question("one", (0, 12, 18))
TWO = question("two", (0, 12, 18), (1, 42, 48))
NONE = question("none")


def figures(questions, runs):
    found = measure(questions, lambda name: runs[name])
    return {name: round(value, 4) for name, value in found.items()}


def test_one_fact_at_rank_two():
    found = figures([ONE], {"one": [passage(30), passage(10), passage(50)]})
    assert found == {"R@1": 0.0, "R@3": 1.0, "R@5": 1.0, "R@10": 1.0, "RR": 0.5}


def test_two_facts_at_ranks_one_and_four():
    run = [passage(40), passage(60), passage(70), passage(10)]
    # R@1 = R@3 = 1 of 2 facts, R@5 = 2 of 2; RR = (1/1 + 1/4) / 2
    assert figures([TWO], {"two": run}) == {
        "R@1": 0.5,
        "R@3": 0.5,
        "R@5": 1.0,
        "R@10": 1.0,
        "RR": 0.625,
    }


def test_mean_over_questions_counts_one_that_found_nothing():
    runs = {"one": [passage(10)], "two": []}
    # R@1 = (1 + 0) / 2, RR = (1 + 0) / 2
    assert figures([ONE, TWO], runs)["R@1"] == 0.5
    assert figures([ONE, TWO], runs)["RR"] == 0.5
    assert figures([TWO], {"two": []}) == dict.fromkeys(("R@1", "R@3", "R@5", "R@10", "RR"), 0.0)
    assert figures([TWO], {"two": [passage(90)]})["R@10"] == 0.0


def test_fact_that_is_repeated_counts_once():
    run = [passage(10), passage(11), passage(40)]
    assert figures([TWO], {"two": run})["R@3"] == 1.0  # both facts
    assert figures([TWO], {"two": run[:2]})["R@3"] == 0.5


def test_alternative_spans_of_a_fact_count_as_one():
    either = question("either", (0, 12, 18), (0, 42, 48))
    assert [qrel.query_id for qrel in qrels([either])] == ["either#0"]
    for start in (10, 40):
        assert figures([either], {"either": [passage(start)]})["R@1"] == 1.0


def test_same_place_of_another_article_is_no_fact():
    run = [passage(10, "ffffffffffff"), passage(10)]
    assert figures([ONE], {"one": run})["RR"] == 0.5


@pytest.mark.parametrize(("start", "held"), [(2, 0.0), (3, 1.0), (17, 1.0), (18, 0.0)])
def test_chunk_holds_a_fact_that_it_overlaps(start, held):
    assert figures([ONE], {"one": [passage(start)]})["R@1"] == held  # the fact is [12, 18)


def test_unanswerable_questions_do_not_count():
    runs = {"one": [passage(10)], "none": [passage(10)]}
    assert figures([ONE, NONE], runs)["R@1"] == 1.0


def test_without_answerable_questions_there_is_no_figure():
    assert measure([NONE], lambda name: []) == dict.fromkeys(
        ("R@1", "R@3", "R@5", "R@10", "RR"), None
    )
    assert measure([], lambda name: []) == measure([NONE], lambda name: [])


def test_documents_by_hand(tmp_path):
    store = open_archive(tmp_path)
    ids = {article.title: article.id for article in store.database.articles()}
    run = [passage(0, ids["Apples"]), passage(9, ids["Apples"]), passage(0, ids["Bridge opens"])]
    questions = [("a", "harvest"), ("b", "bridge"), ("c", "ferry")]
    # harvest.md is at 1, bridge.md at 2 (a document counts once), ferry.md nowhere
    found = document_recall(questions, store, lambda name: run)
    assert {name: round(value, 4) for name, value in found.items()} == {
        "Success@1": round(1 / 3, 4),
        "Success@2": round(2 / 3, 4),
        "Success@3": round(2 / 3, 4),
    }
    store.close()


def test_two_facts_in_one_chunk_both_stand_at_its_rank():
    both = question("both", (0, 12, 14), (1, 16, 18))
    assert figures([both], {"both": [passage(10)]})["R@1"] == 1.0
