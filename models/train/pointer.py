"""Trains the pointer (rag.pointing): pairs of question and passage → what is added to the embedder's weights.

Unlike the reader it is trained whole, all but its word and position embeddings: a tenth of the reader's size,
it takes no more than the reader's adapter alone does. The loss is that of rag.pointing's softmax: all spans,
"not told here", "yes" and "no" compete, and where the answer stands several times, all places count.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from index.hashing import sha256_of
from models.train.loop import Recipe, run
from models.train.pairs import Pair
from rag.encoder import SPAN, VERDICT, typed, write_adapter
from rag.pointing import ANSWERS, MAX_SPAN

TOKENS = 3000  # of a step, with padding
SORTED = 2000  # pairs among which those of like length are put together
LATE = 0.6  # of the last steps are of what is learnt late
MOST_LATE = 0.25  # of all steps, where there are fewer steps than there is to learn from
RECIPE = Recipe(
    learning_rate=3e-4, warmup=0.05, fall="line", weight_decay=0.01, checkpoint_every=200
)
TWO_HOURS = 5000  # steps of TOKENS that two cores do in less
QUANTIZED = "Q8_0"
NEVER = -1e4  # logit of what can't be
Array = npt.NDArray[np.float32]


class PointerModel(nn.Module):  # type: ignore[misc]
    """An encoder, with the two layers that make logits."""

    def __init__(self, encoder: Any, seed: int = 0) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        generator = torch.Generator().manual_seed(seed)
        self.span, self.verdict = nn.Linear(width, 2), nn.Linear(width, len(ANSWERS))
        for layer in (self.span, self.verdict):
            nn.init.normal_(layer.weight, std=0.02, generator=generator)
            nn.init.zeros_(layer.bias)

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of first and last tokens, (pairs, tokens), and of the verdicts, (pairs, 3)."""
        types = {"token_type_ids": batch.types} if typed(self.encoder) else {}
        hidden = self.encoder(
            input_ids=batch.tokens, attention_mask=batch.mask, **types
        ).last_hidden_state.float()
        edges = self.span(hidden).float().masked_fill(~batch.told[..., None], NEVER)
        return edges[..., 0], edges[..., 1], self.verdict(hidden[:, 0]).float()


@dataclass(frozen=True, slots=True)
class Batch:
    tokens: torch.Tensor  # int64 (pairs, tokens), as types and mask
    types: torch.Tensor
    mask: torch.Tensor
    told: torch.Tensor  # bool (pairs, tokens)
    right: torch.Tensor  # bool (pairs, spans and verdicts): what is right, in the order of `loss`

    def to(self, device: torch.device) -> Batch:
        moved = (self.tokens, self.types, self.mask, self.told, self.right)
        return Batch(*(tensor.to(device, non_blocking=True) for tensor in moved))


def load(folder: Path) -> tuple[PointerModel, dict[str, nn.Parameter]]:
    """The model on the embedder in `folder`, and the parameters that learn, by name."""
    from transformers import BertModel

    encoder = BertModel.from_pretrained(
        folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    encoder.embeddings.word_embeddings.requires_grad_(False)
    encoder.embeddings.position_embeddings.requires_grad_(False)
    model = PointerModel(encoder)
    return model, {name: p for name, p in model.named_parameters() if p.requires_grad}


def after(folder: Path, adapter: Mapping[str, Array]) -> dict[str, Array]:
    """The parameters' values once the adapter is added to the embedder in `folder`."""
    fresh, learning = load(folder)
    before = {name: p.detach().numpy() for name, p in fresh.named_parameters() if name in learning}
    return {
        name: adapter[name.removeprefix("encoder.")]
        + (0 if name.split(".")[0] in (SPAN, VERDICT) else values)
        for name, values in before.items()
    }


def train(
    model: PointerModel,
    parameters: dict[str, nn.Parameter],
    pairs: Sequence[Pair],
    folder: Path,
    recipe: Recipe = RECIPE,
    autocast: bool = True,
    tokens: int = TOKENS,
    steps: int | None = None,
    late: Sequence[Pair] = (),
) -> None:
    """Trains to the end, from the newest checkpoint in `folder` where there is one, on the device that the
    model is on. `autocast`: weights in float32 are multiplied in bfloat16; `steps`: only so many, which see
    as many of the pairs as they can; `late`: what is learnt last, among the others (`in_order`)."""
    device = next(iter(parameters.values())).device
    model.train()  # what is loaded drops nothing out until it is told so

    def loss_of(step: list[Pair]) -> tuple[torch.Tensor, int]:
        batch = batch_of(step).to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=autocast):
            first, last, verdict = model(batch)
        return loss(first, last, verdict, batch.right), len(step)

    most, rest = (steps_of(part, recipe.seed, tokens) for part in (pairs, late))
    run(in_order(most, rest, recipe.seed, steps), loss_of, parameters, folder, recipe)


def steps_of(pairs: Sequence[Pair], seed: int, tokens: int = TOKENS) -> list[list[Pair]]:
    """The pairs of each step, of so many `tokens` at most: every pair once, pairs of like length together, in
    random order."""
    rng = random.Random(seed)
    shuffled = list(pairs)
    rng.shuffle(shuffled)
    steps: list[list[Pair]] = []
    for at in range(0, len(shuffled), SORTED):
        step: list[Pair] = []
        for pair in sorted(shuffled[at : at + SORTED], key=lambda pair: len(pair.tokens)):
            if step and (len(step) + 1) * len(pair.tokens) > tokens:
                steps.append(step)
                step = []
            step.append(pair)
        steps.append(step)
    rng.shuffle(steps)
    return steps


def in_order(
    first: Sequence[list[Pair]],
    late: Sequence[list[Pair]],
    seed: int,
    steps: int | None = None,
) -> list[list[Pair]]:
    """All steps, the `late` ones at the end, where they are LATE of them: what is nearest to the program's own
    questions is learnt last, when the learning rate falls, and the rest is not forgotten over it. `steps`:
    only so many, MOST_LATE of them late."""
    if steps is not None and len(first) + len(late) > steps:
        late = late[: max(round(steps * MOST_LATE), steps - len(first))]
        first = first[: steps - len(late)]
    beside = min(len(first), round(len(late) * (1 - LATE) / LATE))
    head, rest = first[: len(first) - beside], first[len(first) - beside :]
    tail = [*rest, *late]
    random.Random(seed).shuffle(tail)
    return [*head, *tail]


def batch_of(pairs: Sequence[Pair]) -> Batch:
    size = max(len(pair.tokens) for pair in pairs)
    tokens = np.zeros((len(pairs), size), dtype=np.int64)
    types, mask = np.zeros_like(tokens), np.zeros_like(tokens)
    told = np.zeros(tokens.shape, dtype=bool)
    right = np.zeros((len(pairs), size * min(MAX_SPAN, size) + len(ANSWERS)), dtype=bool)
    for i, pair in enumerate(pairs):
        n = len(pair.tokens)
        tokens[i, :n], mask[i, :n] = pair.tokens, 1
        types[i, pair.passage : n], told[i, pair.told : n - 1] = 1, True
        if pair.verdict is not None:
            right[i, pair.verdict - len(ANSWERS)] = True
        for first, last in pair.gold:
            right[i, (last - first) * size + first] = True
    return Batch(*map(torch.from_numpy, (tokens, types, mask, told, right)))


def loss(
    first: torch.Tensor, last: torch.Tensor, verdict: torch.Tensor, right: torch.Tensor
) -> torch.Tensor:
    """-ln P of what is right, the mean over the pairs; nats."""
    size = first.shape[1]
    spans = [  # (pairs, tokens) each, by how many tokens follow the first
        nn.functional.pad(first[:, : size - more] + last[:, more:], (0, more), value=2 * NEVER)
        for more in range(min(MAX_SPAN, size))
    ]
    everything = torch.cat([*spans, verdict], dim=1)
    chosen = everything.masked_fill(~right, 4 * NEVER)
    return (torch.logsumexp(everything, dim=1) - torch.logsumexp(chosen, dim=1)).mean()


def write(checkpoint: Path, folder: Path, target: Path, licence: str) -> None:
    """The checkpoint as the adapter that rag.encoder loads: differences to the embedder in `folder`."""
    state = torch.load(checkpoint, weights_only=True)["parameters"]
    fresh, _ = load(folder)
    before = {name: p.detach().numpy() for name, p in fresh.named_parameters()}
    tensors: dict[str, Array] = {}
    for name, learned in state.items():
        layer = name.split(".")[0]
        values = learned.numpy()
        tensors[name.removeprefix("encoder.")] = (
            values if layer in (SPAN, VERDICT) else values - before[name]
        )
    write_adapter(target, tensors, sha256_of(folder / "model.safetensors"), QUANTIZED, licence)
