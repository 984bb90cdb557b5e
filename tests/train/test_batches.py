from __future__ import annotations

import pytest
import torch

from models.train.batches import LENGTHS, ROW, Row, batch_of, row_of
from models.train.groups import Asked, Group, Line, evidence_of
from rag.prompt import INSTRUCTION, messages_for
from rag.records import Turn

END = 0
BRIDGE = evidence_of([Line("a", 0, "The bridge opened in May.", "Bridge")])
WHEN = Asked("When did it open?", "in May")
WHO = Asked("Who drew it?", "not stated")
LATER = Asked("And who paid?", "Otto Falk", (Turn("When did it open?", "in May"),))


class Words:
    """A tokenizer by words, numbered as they come; 1 opens the assistant's turn."""

    def __init__(self) -> None:
        self.words = ["<end>", "<assistant>"]

    def text(self, text: str) -> list[int]:
        for word in text.split():
            if word not in self.words:
                self.words.append(word)
        return [self.words.index(word) for word in text.split()]

    def prompt(self, messages) -> list[int]:
        return [token for m in messages for token in self.text(m["content"])] + [1]

    def say(self, tokens) -> str:
        return " ".join(self.words[token] for token in tokens)


@pytest.fixture
def words() -> Words:
    return Words()


def row(words: Words, *asked: Asked, evidence=BRIDGE) -> Row | None:
    return row_of(Group(evidence, asked), words.prompt, words.text, END)


SHARED = f"{INSTRUCTION} Bridge The bridge opened in May. Question:"


def test_row_word_for_word(words):
    made = row(words, WHEN, WHO)
    assert words.say(made.tokens) == (
        f"{SHARED}"
        " When did it open? <assistant> in May <end>"
        " Who drew it? <assistant> not stated <end>"
    )
    shared = len(SHARED.split())
    assert made.segment == [0] * shared + [1] * 8 + [2] * 7
    assert made.questions == 2


def test_positions_of_each_question_go_on_from_the_shared_beginning(words):
    made, shared = row(words, WHEN, WHO), len(SHARED.split())
    assert made.positions == [
        *range(shared),
        *range(shared, shared + 8),
        *range(shared, shared + 7),
    ]


def test_answers_and_their_ends_are_what_is_said(words):
    made = row(words, WHEN, WHO)
    said = [token for token, is_said in zip(made.tokens, made.said, strict=True) if is_said]
    assert words.say(said) == "in May <end> not stated <end>"


def test_lone_question_shares_nothing_of_itself(words):
    made = row(words, WHEN)
    assert made.segment.count(0) == len(SHARED.split())


def test_history_stands_with_its_own_question(words):
    made = row(words, WHEN, LATER)
    second = [t for t, segment in zip(made.tokens, made.segment, strict=True) if segment == 2]
    assert words.say(second) == (
        "Earlier: When did it open? in May Question: And who paid? <assistant> Otto Falk <end>"
    )


def test_group_without_questions_is_no_row(words):
    assert row(words) is None


def test_question_that_does_not_fit_is_left_out(words):
    room = ROW - len(SHARED.split())
    long = Asked(" ".join(["so"] * room), "in May")
    made = row(words, WHEN, long, WHO)
    assert made.questions == 2 and max(made.segment) == 2
    assert words.say(made.tokens).endswith("Who drew it? <assistant> not stated <end>")
    assert row(words, long) is None


def test_row_may_be_filled_to_the_last_token(words):
    # <assistant>, "in May" and <end> are four
    room = ROW - len(SHARED.split()) - 4
    made = row(words, Asked(" ".join(["so"] * room), "in May"))
    assert len(made.tokens) == ROW == made.length
    assert row(words, Asked(" ".join(["so"] * (room + 1)), "in May")) is None


def plain(length: int) -> Row:
    return Row([5] * length, list(range(length)), [0] * length, [False] * (length - 1) + [True], 1)


@pytest.mark.parametrize(("tokens", "length"), [(2, 384), (384, 384), (385, 576), (576, 576)])
def test_row_is_padded_to_the_next_length(tokens, length):
    assert plain(tokens).length == length


def test_rows_of_different_lengths_are_refused():
    assert set(LENGTHS) == {384, 576}
    with pytest.raises(ValueError, match=r"not of \[384, 576\]"):
        batch_of([plain(384), plain(385)])


def test_mask_by_hand():
    #  shared: 0 1; question 1: 2 3; question 2: 4 5
    made = Row([9, 8, 7, 6, 7, 5], [0, 1, 2, 3, 2, 3], [0, 0, 1, 1, 2, 2], [False] * 5 + [True], 2)
    batch = batch_of([made])
    assert batch.mask.shape == (1, 1, 384, 384) and batch.mask.dtype == torch.bool
    assert batch.mask[0, 0, :6, :6].int().tolist() == [
        [1, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0],
        [1, 1, 1, 0, 0, 0],
        [1, 1, 1, 1, 0, 0],
        [1, 1, 0, 0, 1, 0],
        [1, 1, 0, 0, 1, 1],
    ]
    assert not batch.mask[0, 0, :6, 6:].any()  # no token sees the padding
    assert batch.mask[0, 0].any(dim=-1).all()  # and none sees nothing: its softmax would be NaN
    assert batch.tokens[0, :7].tolist() == [9, 8, 7, 6, 7, 5, 0]
    assert batch.positions[0, :7].tolist() == [0, 1, 2, 3, 2, 3, 0]
    assert (batch.at.tolist(), batch.target.tolist(), batch.questions) == ([4], [5], 2)


def test_each_question_sees_what_it_would_see_alone(words):
    made = row(words, WHEN, WHO, LATER)
    batch = batch_of([made])
    for number, asked in enumerate((WHEN, WHO, LATER), start=1):
        alone = words.prompt(messages_for(asked.question, BRIDGE, asked.history))
        alone += [*words.text(asked.answer), END]
        last = max(at for at, segment in enumerate(made.segment) if segment == number)
        seen = batch.mask[0, 0, last].nonzero().flatten()
        assert batch.tokens[0, seen].tolist() == alone
        assert batch.positions[0, seen].tolist() == list(range(len(alone)))


def test_targets_follow_the_tokens_that_foretell_them(words):
    batch = batch_of([row(words, WHEN, WHO), row(words, LATER)])
    flat = batch.tokens.flatten()
    assert words.say(flat[batch.at]) == (
        "<assistant> in May <assistant> not stated <assistant> Otto Falk"
    )
    assert words.say(batch.target) == "in May <end> not stated <end> Otto Falk <end>"
    assert flat[batch.at + 1].tolist() == batch.target.tolist()
    assert (batch.at // 384).tolist() == [0] * 6 + [1] * 3  # rows
    assert batch.questions == 3
