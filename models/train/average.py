"""Two adapters of one model → the one halfway between them.

Trained from the same start on other draws of the data, they err in different places; their mean errs less than
either, and costs no more to run ("model soups", Wortsman et al. 2022, arXiv:2203.05482).

The pointer's tensors are differences of weights: their mean is taken as it is. The reader's and most of the
examiner's are the factors of one, B A: the mean of two products of rank r has rank 2r, of which the best
approximation of rank r is kept (truncated singular values; Eckart and Young 1936).

Of two that started from other random logits' layers, the mean points as well, but says it too softly: its
logits are made larger by one factor, found on held-back pairs (a temperature; Guo et al. 2017,
arXiv:1706.04599).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.encoder import SPAN, VERDICT

Array = npt.NDArray[np.float32]
A, B = "lora_a", "lora_b"  # end the names of the reader's factors


def mean_of_differences(
    one: Mapping[str, Array], other: Mapping[str, Array], share: float = 0.5
) -> dict[str, Array]:
    """`share`, 0 to 1, is that of `other`. Raises ValueError where the two have not the same tensors."""
    _check(one, other)
    own, its = np.float32(1 - share), np.float32(share)
    return {name: own * one[name] + its * other[name] for name in one}


def mean_of_products(
    one: Mapping[str, Array],
    other: Mapping[str, Array],
    ends: tuple[str, str] = (A, B),
    share: float = 0.5,
) -> dict[str, Array]:
    """Tensors whose names end in `ends`, (rank, in) and (out, rank), of the rank of `one`; of all others, the
    mean as it is. Raises ValueError where the two have not the same tensors."""
    _check(one, other)
    a, b = ends
    own, its = ({n: v for n, v in of.items() if not n.endswith(ends)} for of in (one, other))
    found = mean_of_differences(own, its, share)
    for name in (name for name in one if name.endswith(a)):
        twin = name.removesuffix(a) + b
        tall = np.concatenate([one[twin] * (1 - share), other[twin] * share], axis=1)
        wide = np.concatenate([one[name], other[name]], axis=0)
        # B A = (Q R)(Q' R')ᵀ: only R R'ᵀ, which is small, need be taken apart
        left, upper = np.linalg.qr(tall)
        right, lower = np.linalg.qr(wide.T)
        u, sizes, v = np.linalg.svd(upper @ lower.T)
        rank = len(one[name])
        root = np.sqrt(sizes[:rank])
        found[twin] = (left @ u[:, :rank]) * root
        found[name] = root[:, None] * (v[:rank] @ right.T)
    return found


def sharpened(tensors: Mapping[str, Array], factor: float) -> dict[str, Array]:
    """With logits `factor` times as large."""
    return {
        name: values * np.float32(factor) if name.split(".")[0] in (SPAN, VERDICT) else values
        for name, values in tensors.items()
    }


def read_lora(path: Path) -> dict[str, Array]:
    """The tensors of a LoRA adapter's GGUF. Raises ValueError where it is none."""
    from gguf import GGUFReader

    tensors = {t.name: np.array(t.data, dtype=np.float32) for t in GGUFReader(path).tensors}
    if not tensors or not all(name.endswith((A, B)) for name in tensors):
        raise ValueError(f"{path} is no LoRA adapter")
    return tensors


def _check(one: Mapping[str, Array], other: Mapping[str, Array]) -> None:
    shapes = [{name: values.shape for name, values in tensors.items()} for tensors in (one, other)]
    if shapes[0] != shapes[1]:
        raise ValueError("the two adapters are of different shapes")
