"""A local language model behind a small protocol, and llama.cpp behind that.

The model sees messages; how they become a prompt is its chat template's affair, which comes from
the GGUF. Length is counted in the model's own tokens, after the template, so that a prompt can
never overflow the context.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypedDict

from index.errors import ModelDamaged, SettingsError, Stopped
from rag.device import cores
from rag.likelihood import AnswerTree
from rag.registry import check_gguf


class Message(TypedDict):
    role: str  # "system", "user" or "assistant"
    content: str


class Generator(Protocol):
    """The seam at which tests put a fake."""

    @property
    def name(self) -> str: ...

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together."""
        ...

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt that `messages` become."""
        ...

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        """Pieces of the answer as they are made, the most likely token each time.

        Raises ValueError where prompt and `max_tokens` exceed the context.
        """
        ...

    def log_likelihoods(
        self, messages: Sequence[Message], answers: Sequence[str], exact: int | None = None
    ) -> list[float]:
        """ln P(answer, and then the end | messages) of each answer, in nats. With `exact`, only
        that many of the likeliest are certain to be exact: others may be higher than they are, but
        not as high as those.

        Raises ValueError where prompt and the longest answer exceed the context.
        """
        ...

    def stop_when(self, stopped: Callable[[], bool] | None) -> None:
        """From now on the work ends with Stopped soon after `stopped` says so; None: it runs to its end."""
        ...

    def close(self) -> None:
        """Gives the model's memory back."""
        ...


@dataclass(frozen=True, slots=True)
class LlamaSettings:
    """`threads` 0: one a core that this process may use. `gpu_layers` -1: all."""

    context: int = 2048
    threads: int = 0
    gpu_layers: int = 0
    adapter: Path | None = None


class LlamaGenerator:
    """A GGUF in llama.cpp. `llama` is the loaded model, of which one may ask the timings."""

    def __init__(self, path: Path, settings: LlamaSettings | None = None) -> None:
        """Raises ModelDamaged where llama.cpp can't load the file or its adapter, SettingsError
        where there is no adapter of that name."""
        settings = settings or LlamaSettings()
        check_gguf(path)
        if settings.adapter and not settings.adapter.is_file():
            raise SettingsError(f"no such adapter file: {settings.adapter}")
        # On a busy machine OpenMP's threads would spin for each other most of the time, up to ten
        # times slower than ones that sleep; on a quiet one it makes no difference.
        os.environ.setdefault("GOMP_SPINCOUNT", "10000")
        import llama_cpp

        _silence(llama_cpp)
        threads = settings.threads or cores()
        try:
            self.llama = llama_cpp.Llama(
                str(path),
                n_ctx=settings.context,
                n_threads=threads,
                n_threads_batch=threads,
                n_gpu_layers=settings.gpu_layers,
                lora_path=str(settings.adapter) if settings.adapter else None,
                verbose=False,
            )
            # llama-cpp-python takes the null pointer of a failure for an adapter, and uses none.
            if settings.adapter and not self.llama._lora_adapter:
                raise RuntimeError("no adapter")
        # llama-cpp-python raises ValueError, RuntimeError or AssertionError for a file it can't use.
        except (ValueError, RuntimeError, AssertionError, OSError) as error:
            what = f"{path} with adapter {settings.adapter}" if settings.adapter else str(path)
            raise ModelDamaged(
                f"llama.cpp can't load {what}: cut short, or of a kind this build does not know;"
                " try `dateline models get --force`"
            ) from error
        self.name = path.stem
        self.context = int(self.llama.n_ctx())
        self._template = _chat_template(self.llama)
        vocabulary = llama_cpp.llama_model_get_vocab(self.llama.model)
        self._end = _end_of_answer(self.llama, int(llama_cpp.llama_vocab_eot(vocabulary)))
        self._tree = AnswerTree(self.llama, self.llama._lora_adapter)
        self._stopped: Callable[[], bool] | None = None
        self._abort: Any = None
        self._adds_bos = bool(llama_cpp.llama_vocab_get_add_bos(vocabulary))

    def count(self, messages: Sequence[Message]) -> int:
        return len(self.tokens(messages))

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        tokens = self.tokens(messages)
        if len(tokens) + max_tokens > self.context:
            raise ValueError(
                f"{len(tokens)} prompt tokens and {max_tokens} to generate exceed a context of"
                f" {self.context}"
            )
        pieces = self.llama.create_completion(
            tokens, max_tokens=max_tokens, temperature=0.0, seed=0, stream=True
        )
        try:
            for piece in pieces:
                yield str(piece["choices"][0]["text"])
        except RuntimeError as error:
            self.llama.reset()
            if self._stopped is not None and self._stopped():
                raise Stopped("stopped while the model wrote") from error
            raise ModelDamaged("llama.cpp failed to go on: run `dateline doctor`") from error

    def log_likelihoods(
        self, messages: Sequence[Message], answers: Sequence[str], exact: int | None = None
    ) -> list[float]:
        prompt = self.tokens(messages)
        tokenized = [
            [*self.llama.tokenize(answer.encode(), add_bos=False), self._end] for answer in answers
        ]
        longest = max(map(len, tokenized), default=0)
        if len(prompt) + longest > self.context:
            raise ValueError(
                f"{len(prompt)} prompt tokens and {longest} of an answer exceed a context of"
                f" {self.context}"
            )
        if not answers:
            return []
        return self._tree.best(prompt, tokenized, len(answers) if exact is None else exact)

    def stop_when(self, stopped: Callable[[], bool] | None) -> None:
        import llama_cpp

        self._stopped = stopped
        if stopped is None and self._abort is None:
            return  # nothing was set, so llama.cpp need not be told to forget it
        # llama.cpp asks between the parts of its graph, and keeps a bare pointer to what it asks
        self._abort = llama_cpp.ggml_abort_callback(lambda _: stopped is not None and stopped())
        for context in self.contexts:
            llama_cpp.llama_set_abort_callback(context, self._abort, None)

    def tokens(self, messages: Sequence[Message]) -> list[int]:
        prompt = self._template(list(messages))
        bos = self.llama.token_bos()
        tokens = list(self.llama.tokenize(prompt.encode(), add_bos=False, special=True))
        if self._adds_bos and bos >= 0 and tokens[:1] != [bos]:
            tokens.insert(0, bos)
        return tokens

    @property
    def contexts(self) -> tuple[Any, Any]:
        """llama.cpp's contexts, each with a clock: of written text, and of likelihoods."""
        return self.llama.ctx, self._tree.ctx

    def close(self) -> None:
        self._tree.close()
        self.llama.close()


def _chat_template(llama: Any) -> Any:
    """messages → prompt, by the GGUF's own template; plain paragraphs where it has none."""
    template = llama.metadata.get("tokenizer.chat_template")
    if not template:
        return lambda messages: "\n\n".join(m["content"] for m in messages) + "\n\n"
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    formatter = Jinja2ChatFormatter(
        template=template,
        eos_token=_token_text(llama, llama.token_eos()),
        bos_token=_token_text(llama, llama.token_bos()),
        add_generation_prompt=True,
    )

    def render(messages: list[Message]) -> str:
        try:
            return str(formatter(messages=messages).prompt)
        except Exception:  # templates that refuse a system message raise an error of their own
            merged = "\n\n".join(m["content"] for m in messages)
            return str(formatter(messages=[Message(role="user", content=merged)]).prompt)

    return render


def _end_of_answer(llama: Any, end_of_turn: int) -> int:
    """The token that closes an answer: EOS where the chat template ends turns with it, else the
    vocabulary's end of turn (Gemma, Phi), where it has one."""
    end = int(llama.token_eos())
    template = llama.metadata.get("tokenizer.chat_template") or ""
    closes = end >= 0 and _token_text(llama, end) in template
    return end if closes or end_of_turn < 0 else end_of_turn


def _token_text(llama: Any, token: int) -> str:
    return llama.detokenize([token], special=True).decode("utf-8", "replace") if token >= 0 else ""


_quiet: Any = None  # llama.cpp keeps a bare pointer to it: it must not be collected


def _silence(llama_cpp: Any) -> None:
    """Keeps llama.cpp's log off stderr."""
    global _quiet
    if _quiet is None:

        @llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
        def ignore(level: int, text: bytes, user_data: ctypes.c_void_p) -> None:
            pass

        _quiet = ignore
    llama_cpp.llama_log_set(_quiet, ctypes.c_void_p(0))
