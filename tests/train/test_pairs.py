from __future__ import annotations

import random

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from models.train.groups import Asked, Group, Line, evidence_of
from models.train.pairs import load, pair_of, pairs, save
from rag.excerpts import excerpt_of
from rag.pointing import ANSWERS
from rag.prompt import NOT_STATED
from rag.records import Turn

LINES = [
    Line("a", 0, "Tolls fell to $3 in May.", "Bridge"),
    Line("a", 100, "In May the mayor, Ada Lund, resigned.", "Bridge"),
    Line("b", 0, "Tolls rose to $5 in June.", "Tunnel"),
]
EVIDENCE = evidence_of(LINES)
BRIDGE = excerpt_of(EVIDENCE[:2])
WHEN = Asked("When did tolls fall?", "May", at=("a", 0))


@pytest.fixture(scope="module")
def tokenizer():
    words = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2}
    texts = " ".join(line.text for line in LINES) + " When did tolls fall ? Bridge Tunnel | ( )"
    pieces = pre_tokenizers.Whitespace().pre_tokenize_str(texts)
    for word, _ in pieces:
        words.setdefault(word, len(words))
    made = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def told(pair, tokenizer):
    return [tokenizer.id_to_token(token) for token in pair.tokens[pair.told : -1]]


def golden(pair, tokenizer):
    return [
        " ".join(tokenizer.id_to_token(token) for token in pair.tokens[first : last + 1])
        for first, last in pair.gold
    ]


def test_answer_is_marked_in_its_own_sentence_alone(tokenizer):
    pair = pair_of(WHEN, BRIDGE, tokenizer)
    assert golden(pair, tokenizer) == ["May"]
    assert pair.gold[0][0] < pair.told + 8  # the first "May", not the second
    assert pair.verdict is None


def test_every_item_of_a_list_is_an_answer(tokenizer):
    asked = Asked("When did tolls fall?", "$3; May", at=("a", 0))
    assert golden(pair_of(asked, BRIDGE, tokenizer), tokenizer) == ["$ 3", "May"]


def test_words_that_are_parts_of_others_are_no_answer(tokenizer):
    asked = Asked("When did tolls fall?", "May", at=("a", 100))
    pair = pair_of(asked, BRIDGE, tokenizer)
    assert golden(pair, tokenizer) == ["May"]  # and not the beginning of "mayor"


@pytest.mark.parametrize(
    ("answer", "verdict"), [(NOT_STATED, 0), ("yes", 1), ("no", 2)], ids=ANSWERS
)
def test_what_is_no_span_is_a_verdict(tokenizer, answer, verdict):
    pair = pair_of(Asked("When did tolls fall?", answer), BRIDGE, tokenizer)
    assert (pair.gold, pair.verdict) == ([], verdict)


def test_answer_that_stands_nowhere_makes_no_pair(tokenizer):
    assert pair_of(Asked("When?", "July", at=("a", 0)), BRIDGE, tokenizer) is None


def test_pair_is_of_the_article_that_answers(tokenizer):
    found = list(pairs(Group(EVIDENCE, (WHEN,)), tokenizer, random.Random(0)))
    assert told(found[0], tokenizer)[:3] == ["Tolls", "fell", "to"]
    assert "rose" not in told(found[0], tokenizer)


def test_another_article_is_a_pair_that_does_not_tell(tokenizer):
    rng = random.Random(1)
    found = [pair for _ in range(40) for pair in pairs(Group(EVIDENCE, (WHEN,)), tokenizer, rng)]
    strange = [pair for pair in found if pair.verdict == 0]
    assert 5 < len(strange) < 25  # about a third
    assert all("rose" in told(pair, tokenizer) for pair in strange)


def test_saved_pairs_are_read_as_they_were(tokenizer, tmp_path):
    rng = random.Random(1)
    asked = (WHEN, Asked("Did tolls fall?", "yes"), Asked("When?", "$3; May", at=("a", 0)))
    found = list(pairs(Group(EVIDENCE, asked), tokenizer, rng))
    save(found, tmp_path / "pairs.npz")
    again = load(tmp_path / "pairs.npz")
    assert [p.tokens.tolist() for p in again] == [p.tokens.tolist() for p in found]
    rest = [[(p.passage, p.told, p.gold, p.verdict) for p in of] for of in (again, found)]
    assert rest[0] == rest[1] and len(found) >= 3


def test_no_pairs_are_saved_and_read(tmp_path):
    save([], tmp_path / "pairs.npz")
    assert load(tmp_path / "pairs.npz") == []


def test_lead_is_read_but_not_told(tokenizer):
    rng = random.Random(0)
    group = Group(EVIDENCE[:1], (WHEN,), {"a": "The mayor resigned"})
    (pair,) = pairs(group, tokenizer, rng)
    assert told(pair, tokenizer)[0] == "Tolls"
    read = [tokenizer.id_to_token(token) for token in pair.tokens[pair.passage : pair.told]]
    assert read[-5:-1] == ["|", "[UNK]", "mayor", "resigned"]


def test_question_comes_after_what_it_leans_on(tokenizer):
    asked = Asked("When?", "May", (Turn("tolls fall", "$3"),), ("a", 0))
    pair = pair_of(asked, BRIDGE, tokenizer)
    question = [tokenizer.id_to_token(t) for t in pair.tokens[: pair.passage - 1]]
    assert question == ["[CLS]", "tolls", "fall", "$", "3", "When", "?"]
