"""Groups → rows of tokens for training.

A row holds one group: the tokens that all its prompts share (instruction and evidence), then each question
with its answer. A question sees the shared tokens and itself, and counts its positions from their
end, so that each is read as if it stood alone: the same tokens, at the same positions, as when the
program asks. Rows are padded to one of two lengths, since compiled kernels want fixed shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from models.train.groups import Group
from rag.generation import Message
from rag.prompt import messages_for

LENGTHS = {384: 6, 576: 4}  # tokens of a row: rows a step
ROW = max(LENGTHS)
Tokenize = Callable[[Sequence[Message]], list[int]]  # a prompt's tokens, the assistant's turn open
TokenizeText = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class Row:
    """`segment` 0 is what all share, 1… the questions. `said` marks the tokens of answers."""

    tokens: list[int]
    positions: list[int]
    segment: list[int]
    said: list[bool]
    questions: int

    @property
    def length(self) -> int:
        """What it is padded to."""
        return min(length for length in LENGTHS if len(self.tokens) <= length)


def row_of(group: Group, tokenize: Tokenize, text: TokenizeText, end: int) -> Row | None:
    """None where evidence and one question do not fit."""
    prompts = [tokenize(messages_for(a.question, group.evidence, a.history)) for a in group.asked]
    if not prompts:
        return None
    shared = _beginning([*prompts, tokenize(messages_for("?", group.evidence))])
    tokens, positions, segment = list(shared), list(range(len(shared))), [0] * len(shared)
    said = [False] * len(shared)
    questions = 0
    for asked, prompt in zip(group.asked, prompts, strict=True):
        tail, answer = prompt[len(shared) :], [*text(asked.answer), end]
        if len(tokens) + len(tail) + len(answer) > ROW:
            continue
        questions += 1
        tokens += tail + answer
        positions += range(len(shared), len(shared) + len(tail) + len(answer))
        segment += [questions] * (len(tail) + len(answer))
        said += [False] * len(tail) + [True] * len(answer)
    return Row(tokens, positions, segment, said, questions) if questions else None


def _beginning(prompts: Sequence[list[int]]) -> list[int]:
    """The tokens that all of them begin with."""
    length = 0
    for tokens in zip(*prompts, strict=False):
        if len(set(tokens)) > 1:
            break
        length += 1
    return prompts[0][:length]


@dataclass(frozen=True, slots=True)
class Batch:
    tokens: torch.Tensor  # int64 (rows, length)
    positions: torch.Tensor  # int64 (rows, length)
    mask: torch.Tensor  # bool (rows, 1, length, length): may a row's token i see token j
    at: torch.Tensor  # int64 (n,): flat index of the token before each answer token
    target: torch.Tensor  # int64 (n,): the answer tokens
    questions: int


def batch_of(rows: Sequence[Row]) -> Batch:
    """Raises ValueError where the rows are padded to different lengths."""
    sizes = {row.length for row in rows}
    if len(sizes) != 1:
        raise ValueError(f"rows of one length make a batch, not of {sorted(sizes)}")
    size = sizes.pop()
    tokens = torch.zeros(len(rows), size, dtype=torch.long)
    positions = torch.zeros(len(rows), size, dtype=torch.long)
    segment = torch.full((len(rows), size), -1)
    at, target = [], []
    for i, row in enumerate(rows):
        n = len(row.tokens)
        tokens[i, :n] = torch.tensor(row.tokens)
        positions[i, :n] = torch.tensor(row.positions)
        segment[i, :n] = torch.tensor(row.segment)
        at += [i * size + j - 1 for j in range(n) if row.said[j]]
        target += [row.tokens[j] for j in range(n) if row.said[j]]
    before = torch.ones(size, size, dtype=torch.bool).tril()
    sees = (segment[:, None, :] == 0) | (segment[:, None, :] == segment[:, :, None])
    mask = (before & sees & (segment[:, None, :] >= 0)) | torch.eye(size, dtype=torch.bool)
    return Batch(
        tokens,
        positions,
        mask[:, None],
        torch.tensor(at),
        torch.tensor(target),
        sum(row.questions for row in rows),
    )
