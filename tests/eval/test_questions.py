from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.corpus import evidence_texts
from eval.questions import TYPES, Question, check_evidence, hash_of, load_questions
from index.build import build_index
from index.errors import InputError
from index.sources import find_files
from index.store import Store
from tests.conftest import REPOSITORY
from tests.eval.builders import number
from tests.fakes import FakeEmbedder

FOLDER = REPOSITORY / "eval" / "questions"
SHIPPED = {name: load_questions(FOLDER / f"{name}.jsonl") for name in (
    "articles", "dispatches", "gazette", "seeds", "seeds_more", "seeds_paraphrased"
)}  # fmt: skip

EVIDENCE = {"article": "a", "start": 0, "end": 4, "sha256": "x", "fact": 0}
LINE = {
    "id": "q-1",
    "question": "How much?",
    "type": "amount",
    "accepted": [{"kind": "number", "value": 30, "unit": "%"}],
    "evidence": [EVIDENCE],
    "history": [{"question": "Was it taxed?", "answer": "Yes."}],
    "unanswerable": None,
    "split": "dev",
}


def load(tmp_path: Path, *lines: object) -> list[Question]:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), "utf-8")
    return load_questions(path)


def test_line_becomes_a_question(tmp_path):
    (question,) = load(tmp_path, "", LINE, " ")
    assert (question.id, question.type, question.split) == ("q-1", "amount", "dev")
    assert question.accepted == (number(30, "%"),)
    assert (question.facts, question.articles) == ([0], {"a"})
    assert (question.evidence[0].span.start, question.evidence[0].span.end) == (0, 4)
    assert question.history[0].answer == "Yes."


def test_parts_that_can_be_left_out(tmp_path):
    (question,) = load(
        tmp_path, {"id": "a", "question": "b", "type": "other", "evidence": [EVIDENCE]}
    )
    assert (question.accepted, question.rejected, question.history) == ((), (), ())
    assert (question.unanswerable, question.split) == (None, "dev")


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in LINE.items() if key != name}


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "Invalid JSON"),
        ("[]", "should be an object"),
        ("3", "should be an object"),
        (without("id"), "id: Field required"),
        (without("question"), "question: Field required"),
        (without("type"), "type: Field required"),
        ({**LINE, "id": ""}, "id: String should have at least 1"),
        ({**LINE, "id": 7}, "id: Input should be a valid string"),
        ({**LINE, "type": "number"}, "type: Input should be 'tariff', 'date'"),
        ({**LINE, "split": "train"}, "split: Input should be 'dev' or 'test'"),
        ({**LINE, "unanswerable": "no", "accepted": [], "evidence": []}, "unanswerable: "),
        ({**LINE, "answer": "30%"}, "answer: Extra inputs"),
        ({**LINE, "accepted": ["30%"]}, "accepted.0: "),
        ({**LINE, "accepted": [{"kind": "percent", "value": 30}]}, "accepted.0: .*'percent'"),
        ({**LINE, "accepted": [{"kind": "date", "date": "May"}]}, "accepted.0.date.date: .*pattern"),
        ({**LINE, "accepted": [{"kind": "number"}]}, "accepted.0.number.value: Field required"),
        ({**LINE, "accepted": [{"kind": "list", "items": []}]}, "at least two items"),
        ({**LINE, "unanswerable": "absent"}, "neither evidence nor accepted answers"),
        ({**LINE, "unanswerable": "absent", "evidence": []}, "neither evidence nor accepted"),
        ({**LINE, "accepted": [], "evidence": []}, "or is unanswerable"),
        ({**LINE, "accepted": [{"kind": "quote"}], "evidence": []}, "give its span"),
        ({**LINE, "evidence": [{**EVIDENCE, "end": 0}]}, "evidence.0: .*ends after it starts"),
        ({**LINE, "evidence": [{**EVIDENCE, "start": -1}]}, "evidence.0.start: .*greater than or equal"),
        ({**LINE, "evidence": [{**EVIDENCE, "text": "30%"}]}, "evidence.0.text: Extra inputs"),
        ({**LINE, "evidence": [{"article": "a"}]}, "evidence.0.start: Field required"),
        ({**LINE, "history": [{"question": "a"}]}, "history.0.answer: Field required"),
    ],
)  # fmt: skip
def test_bad_line_is_told_in_one_line_with_file_and_number(tmp_path, bad, told):
    with pytest.raises(
        InputError, match=rf"questions\.jsonl, line 2: no question \(.*{told}"
    ) as error:
        load(tmp_path, LINE, bad, {**LINE, "id": "q-2"})
    assert "\n" not in str(error.value)


def test_id_that_is_there_twice_is_told(tmp_path):
    with pytest.raises(InputError, match=r"questions\.jsonl, line 3: the id q-1 is there twice"):
        load(tmp_path, LINE, "", LINE)


def test_file_that_holds_or_is_nothing_is_told(tmp_path):
    with pytest.raises(InputError, match=r"no question in .*questions\.jsonl"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"can't read .*none\.jsonl: No such file"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes("é".encode("latin-1"))
    with pytest.raises(InputError, match=r"can't read .*latin\.jsonl: it is not UTF-8"):
        load_questions(tmp_path / "latin.jsonl")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_questions_are_whole(name):
    questions = SHIPPED[name]
    assert max(Counter(question.id for question in questions).values()) == 1
    assert max(Counter((q.question, q.history) for q in questions).values()) == 1
    for question in questions:
        assert question.question == " ".join(question.question.split()) != ""
        assert bool(question.evidence) != bool(question.unanswerable), question.id
        assert bool(question.accepted) != bool(question.unanswerable), question.id
        assert question.facts == list(range(len(question.facts))), question.id
        assert (question.type == "follow_up") == bool(question.history), question.id


@pytest.mark.parametrize(
    ("names", "least"),
    [
        (["articles"], 200),
        (["seeds"], 120),
        (["gazette"], 150),
        (["dispatches"], 260),
        (sorted(SHIPPED.keys() - {"seeds_more"}), 600),  # which is for tuning alone
    ],
)
def test_shipped_questions_are_many_and_balanced(names, least):
    questions = [question for name in names for question in SHIPPED[name]]
    assert len(questions) >= least
    assert 0.28 <= share(question.unanswerable is not None for question in questions) <= 0.45
    assert 0.45 <= share(question.split == "dev" for question in questions) <= 0.55
    for split in ("dev", "test"):
        half = [question for question in questions if question.split == split]
        assert {q.unanswerable for q in half} == {None, "absent", "near_miss", "false_premise"}


def share(flags) -> float:
    found = list(flags)
    return sum(found) / len(found)


@pytest.mark.parametrize("name", ["articles", "gazette", "seeds"])
def test_every_type_of_question_is_asked(name):
    """And can be answered in some of them."""
    asked = {question.type for question in SHIPPED[name] if not question.unanswerable}
    assert asked >= {
        "tariff", "date", "person", "place", "amount", "quote", "speaker", "list", "comparison",
        "two_articles", "follow_up",
    }  # fmt: skip
    assert asked <= set(TYPES)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_values_match_their_own_forms(name):
    """An accepted answer that nothing matches would count every system as wrong."""
    for question in SHIPPED[name]:
        for gold in question.accepted:
            for form in gold.forms():
                assert gold.is_exactly(form, question.question), (question.id, form)
                assert gold.is_held(f"It was {form}." if gold.kind != "yes_no" else form), (
                    question.id
                )


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_evidence_holds_offsets_and_no_text(name):
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        for item in json.loads(line)["evidence"]:
            assert set(item) == {"article", "start", "end", "sha256", "fact"}
            assert (len(item["article"]), len(item["sha256"])) == (12, 16)


def index(folder: Path, source: Path) -> Store:
    build_index(folder, find_files([str(source)]), FakeEmbedder())
    return Store.open(folder)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return index(tmp_path_factory.mktemp("articles"), REPOSITORY / "articles")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, seeds_dir: Path) -> Store:
    return index(tmp_path_factory.mktemp("seeds"), seeds_dir)


def test_evidence_is_in_the_sample_archive_to_the_letter(articles):
    check_evidence(SHIPPED["articles"], articles)


@pytest.mark.parametrize("name", ["gazette", "dispatches"])
def test_evidence_is_in_other_shipped_archives_to_the_letter(tmp_path, name):
    check_evidence(SHIPPED[name], index(tmp_path / name, REPOSITORY / "eval" / name))


@pytest.mark.parametrize("name", ["seeds", "seeds_more", "seeds_paraphrased"])
def test_evidence_is_in_the_crawled_pages_to_the_letter(seeds, name):
    check_evidence(SHIPPED[name], seeds)


def test_evidence_states_an_accepted_value(articles):
    for question in SHIPPED["articles"]:
        golds = [gold for gold in question.accepted if gold.kind != "yes_no"]
        quotes = " ".join(evidence_texts(question, articles))
        own = any(gold.kind == "quote" and gold.text is None for gold in golds)
        assert not golds or own or any(gold.is_held(quotes) for gold in golds), question.id


@pytest.mark.parametrize("name", ["seeds", "seeds_more", "seeds_paraphrased"])
def test_quotes_of_pages_that_are_not_ours_are_spans(name):
    for question in SHIPPED[name]:
        assert all(gold.text is None for gold in question.accepted if gold.kind == "quote")


def test_questions_on_two_articles_need_two_articles(articles):
    for question in SHIPPED["articles"]:
        if question.type == "two_articles" and question.evidence:
            assert len(question.articles) > 1 < len(question.facts), question.id


def test_evidence_of_another_archive_is_refused(articles, tmp_path):
    (article, *_) = articles.database.articles()
    right = {"article": article.id, "start": 0, "end": 9, "sha256": hash_of(article.text[:9])}
    check_evidence(load(tmp_path, {**LINE, "evidence": [right]}), articles)
    for wrong in ({"end": 10}, {"start": 1}, {"article": "ffffffffffff"}):
        questions = load(tmp_path, {**LINE, "evidence": [{**right, **wrong}]})
        with pytest.raises(InputError, match=r"evidence of q-1 is not in this index .*SET@FOLDER"):
            check_evidence(questions, articles)
