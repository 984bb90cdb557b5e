"""What every model of sentence-transformers' kind needs here: its tokenizer at once, its weights late.

Opening a tokenizer takes milliseconds; the libraries behind a model, and the model, take seconds. So a model
is loaded when it is first asked for, or ahead of that on a thread. The network is never asked.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from index.errors import ModelDamaged

Model = TypeVar("Model")


class Late(Generic[Model]):
    """A model that `make` makes once, at the first call, whichever thread calls."""

    def __init__(self, make: Callable[[], Model]) -> None:
        self._make = make
        self._model: Model | None = None
        self._making = threading.Lock()

    def __call__(self) -> Model:
        """Raises what `make` raises, at every call until it succeeds."""
        with self._making:
            if self._model is None:
                self._model = self._make()
            return self._model


def load_ahead(*models: Late[Any]) -> threading.Thread:
    """Begins to load the models, one after the other, on a thread of its own. A damaged one shows at its
    first use."""

    def load() -> None:
        for model in models:
            try:
                model()
            except ModelDamaged:
                pass

    thread = threading.Thread(target=load, name="models", daemon=True)
    thread.start()
    return thread


def open_tokenizer(folder: Path) -> Any:
    """The tokenizer of a model's folder, which cuts nothing and pads nothing. Raises plain Exception, as
    the tokenizers library does."""
    # Read by the hub client on import: set before it, and the network is never asked.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def silence_transformers() -> None:
    """Keeps its reports and progress bars off stderr."""
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()


def in_bfloat16() -> Any:
    """A context in which PyTorch computes in bfloat16, where the processor has it: twice as fast."""
    import torch

    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16())


def has_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16."""
    import torch

    return bool(torch.cpu._is_avx512_bf16_supported())
