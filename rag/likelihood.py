"""Exact likelihoods of many answers to one prompt, reading as few tokens as that takes.

The answers form a tree of tokens: what begins alike is read once. The tree is read in rounds, each one
batch of llama.cpp whose branches do not see each other (the tree attention of Miao et al. 2024,
SpecInfer, arXiv:2305.09781). An answer's likelihood so far bounds its likelihood in the end, so the
search is branch and bound: it stops when the `exact` likeliest answers are read to their ends, less those
that can't come within WITHIN of the likeliest, and what was never read can't be among them.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelDamaged, Stopped

BRANCHES = 20  # answers that a round reads on
DEPTH = 6  # tokens that a round reads on in each
WITHIN = 5.0  # nats: an answer that is a hundred times less likely than another is none
BATCH = 512  # tokens read at a time
ABORTED = 2  # llama_decode's word for work that its abort callback ended

Row = npt.NDArray[np.float32]


class AnswerTree:
    """A context of llama.cpp's own for a loaded model, made for branches."""

    def __init__(self, llama: Any, adapter: Any = None) -> None:
        """`llama` is a llama_cpp.Llama, `adapter` its LoRA adapter in llama.cpp. Raises
        ModelDamaged where the model can't branch."""
        import llama_cpp

        self._api = llama_cpp
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = llama.n_ctx() + 2 * BATCH
        params.n_batch = params.n_ubatch = BATCH
        params.n_seq_max = BRANCHES + 1
        params.kv_unified = True
        params.n_threads = llama.context_params.n_threads
        params.n_threads_batch = llama.context_params.n_threads_batch
        params.no_perf = False
        self.ctx = llama_cpp.llama_init_from_model(llama.model, params)
        if not self.ctx:
            raise ModelDamaged("llama.cpp has no memory left for this model: lower --context")
        if adapter:
            one = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(adapter)
            llama_cpp.llama_set_adapters_lora(self.ctx, one, 1, (ctypes.c_float * 1)(1.0))
        self._memory = llama_cpp.llama_get_memory(self.ctx)
        self._vocabulary = llama.n_vocab()
        self._batch = llama_cpp.llama_batch_init(BATCH, 0, params.n_seq_max)
        self._paths = int(params.n_seq_max) - 1
        self._read: list[int] = []  # the prompt that llama.cpp has in memory
        self._first: Row | None = None  # ln P(next token) after it

    def best(
        self, prompt: Sequence[int], answers: Sequence[Sequence[int]], exact: int
    ) -> list[float]:
        """ln P(answer | prompt) of each answer, in nats: exact for the `exact` likeliest, as far as they
        come within WITHIN of the first; of the others a bound that they do not exceed. With
        `exact` as many as there are answers, all are exact. Empty answers have likelihood 1.
        """
        margin = WITHIN if exact < len(answers) else math.inf
        rows: dict[tuple[int, ...], Row] = {(): self._open(prompt)}
        keys = [tuple(answer) for answer in answers]
        known = [0.0] * len(keys)  # ln P of the tokens so far
        length = [0] * len(keys)  # of them
        while True:
            for i, key in enumerate(keys):
                while length[i] < len(key) and (row := rows.get(key[: length[i]])) is not None:
                    known[i] += float(row[key[length[i]]])
                    length[i] += 1
            ranked = sorted(range(len(keys)), key=lambda i: -known[i])
            done = [known[i] for i in ranked if length[i] == len(keys[i])]
            least = max(done, default=-math.inf) - margin
            if all(length[i] == len(keys[i]) or known[i] < least for i in ranked[:exact]):
                return known
            more = [i for i in ranked if length[i] < len(keys[i]) and known[i] >= least]
            self._round(len(prompt), [keys[i][: length[i] + DEPTH] for i in more[:BRANCHES]], rows)

    def close(self) -> None:
        if self.ctx:
            self._api.llama_batch_free(self._batch)
            self._api.llama_free(self.ctx)
            self.ctx = None

    def _open(self, prompt: Sequence[int]) -> Row:
        """Reads the prompt, but for what it has in common with the last one."""
        if self._first is not None and self._read == list(prompt):
            return self._first
        common = 0
        for old, new in zip(self._read, prompt[:-1], strict=False):
            if old != new:
                break
            common += 1
        if not self._api.llama_memory_seq_rm(self._memory, 0, common, -1):
            common = 0  # a recurrent model can't forget its end alone
            self._api.llama_memory_clear(self._memory, True)
        self._read = []
        batch = self._batch
        for start in range(common, len(prompt), BATCH):
            part = prompt[start : start + BATCH]
            batch.n_tokens = len(part)
            for i, token in enumerate(part):
                batch.token[i], batch.pos[i] = token, start + i
                batch.n_seq_id[i], batch.seq_id[i][0] = 1, 0
                batch.logits[i] = start + i == len(prompt) - 1
            self._decode()
        self._first = self._log_probabilities(batch.n_tokens - 1)
        self._read = list(prompt)
        return self._first

    def _round(
        self, position: int, wanted: Sequence[tuple[int, ...]], rows: dict[tuple[int, ...], Row]
    ) -> None:
        """Reads what is needed to know the next token of every `wanted` path, but for its last, and
        puts ln P after each of its beginnings into `rows`."""
        # the last token of a path tells nothing that is needed; a path that another begins with is it
        tails = {path[:-1] for path in wanted if len(path) > 1}
        paths = [p for p in tails if not any(o != p and o[: len(p)] == p for o in tails)]
        chosen: list[tuple[int, ...]] = []
        nodes: dict[tuple[int, ...], list[int]] = {}
        for path in paths[: self._paths]:
            beginnings = [path[: n + 1] for n in range(len(path))]
            if len(nodes.keys() | set(beginnings)) > BATCH:
                break
            chosen.append(path)
            for node in beginnings:
                nodes.setdefault(node, []).append(len(chosen))
        batch, memory = self._batch, self._memory
        for sequence in range(1, len(chosen) + 1):
            self._api.llama_memory_seq_cp(memory, 0, sequence, -1, -1)
        batch.n_tokens = len(nodes)
        for i, (node, sequences) in enumerate(sorted(nodes.items(), key=lambda item: len(item[0]))):
            batch.token[i], batch.pos[i] = node[-1], position + len(node) - 1
            batch.n_seq_id[i], batch.logits[i] = len(sequences), 1
            for at, sequence in enumerate(sequences):
                batch.seq_id[i][at] = sequence
        try:
            self._decode()
            for i, node in enumerate(sorted(nodes, key=len)):
                rows[node] = self._log_probabilities(i)
        finally:
            for sequence in range(1, len(chosen) + 1):
                self._api.llama_memory_seq_rm(memory, sequence, -1, -1)

    def _decode(self) -> None:
        if code := self._api.llama_decode(self.ctx, self._batch):
            self._read, self._first = [], None
            self._api.llama_memory_clear(self._memory, True)
            if code == ABORTED:
                raise Stopped("stopped while the model read")
            raise ModelDamaged("llama.cpp failed to read the prompt: run `dateline doctor`")

    def _log_probabilities(self, row: int) -> Row:
        """Log-softmax of one row of logits, float32 (vocabulary,)."""
        logits = np.ctypeslib.as_array(
            self._api.llama_get_logits_ith(self.ctx, row), shape=(self._vocabulary,)
        ).astype(np.float32)
        logits -= logits.max()
        logits -= np.log(np.exp(logits, dtype=np.float32).sum(dtype=np.float64)).astype(np.float32)
        return logits


__all__ = ["AnswerTree"]
