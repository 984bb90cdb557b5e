"""llama.cpp with the real default reader: what the fake only pretends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import llama_cpp
import numpy as np
import pytest

from index.errors import ModelDamaged, SettingsError, Stopped
from rag.generation import LlamaGenerator, LlamaSettings, Message
from rag.prompt import MAX_ANSWER_TOKENS, build_prompt
from rag.registry import reader_file, registry
from tests.rag_fakes import evidence

pytestmark = pytest.mark.models

MESSAGES = [Message(role="user", content="The tariff fell to 30%. What is the tariff now? Answer:")]


@pytest.fixture(scope="module")
def reader(models_dir: Path) -> Path:
    return reader_file(registry().default_reader, models_dir)


@pytest.fixture(scope="module")
def generator(reader: Path) -> Iterator[LlamaGenerator]:
    opened = LlamaGenerator(reader, LlamaSettings(context=256, threads=1))
    yield opened
    opened.close()


def by_hand(generator: LlamaGenerator, answer: str) -> float:
    """ln P(answer, end), one token after the other."""
    llama = generator.llama
    llama.reset()
    llama.eval(generator.tokens(MESSAGES))
    total = 0.0
    for token in [*llama.tokenize(answer.encode(), add_bos=False), llama.token_eos()]:
        row = llama_cpp.llama_get_logits_ith(llama.ctx, -1)
        logits = np.ctypeslib.as_array(row, shape=(llama.n_vocab(),)).astype(np.float64)
        total += float(logits[token] - logits.max() - np.log(np.exp(logits - logits.max()).sum()))
        llama.eval([token])
    llama.reset()
    return total


def test_likelihoods_are_those_of_one_token_after_the_other(generator):
    # batches of other sizes round otherwise, more where the processor has no AVX-512: a hundredth or two
    answers = ["30%", "Thirty percent of it all", "145%", "30%"]
    scores = generator.log_likelihoods(MESSAGES, answers)
    by_tokens = [by_hand(generator, answer) for answer in answers]
    assert scores == pytest.approx(by_tokens, abs=0.5, rel=0.02)
    assert scores[0] == pytest.approx(scores[3], abs=0.01)  # nothing of the others is left
    assert scores[0] > scores[2]
    assert all(score < 0 for score in scores)


def test_likelihoods_do_not_depend_on_the_order(generator):
    answers = ["30%", "a bit of both", "145%"]
    forward = generator.log_likelihoods(MESSAGES, answers)
    backward = generator.log_likelihoods(MESSAGES, answers[::-1])
    assert forward == pytest.approx(backward[::-1], abs=0.01)
    assert generator.log_likelihoods(MESSAGES, []) == []


def test_likeliest_answers_are_exact_and_no_other_is_likelier(generator):
    text = MESSAGES[0]["content"].split()
    spans = [" ".join(text[i:j]) for i in range(len(text)) for j in range(i + 1, i + 6)]
    answers = sorted(set(spans))
    everything = generator.log_likelihoods(MESSAGES, answers)
    best = generator.log_likelihoods(MESSAGES, answers, exact=3)
    order = sorted(range(len(answers)), key=lambda i: -best[i])
    assert [best[i] for i in order[:3]] == pytest.approx(
        [everything[i] for i in order[:3]], abs=0.2
    )
    assert max(everything) == pytest.approx(best[order[0]], abs=0.2)
    assert all(bound >= exact - 0.2 for bound, exact in zip(best, everything, strict=True))


def test_prompt_with_a_common_beginning_is_read_on(generator):
    other = [Message(role="user", content=MESSAGES[0]["content"] + " It is")]
    fresh = generator.log_likelihoods(other, ["30%"])
    generator.log_likelihoods(MESSAGES, ["30%"])
    assert generator.log_likelihoods(other, ["30%"]) == pytest.approx(fresh, abs=0.2)


def test_stream_is_the_same_twice_and_bounded(generator):
    once = "".join(generator.stream(MESSAGES, 8))
    assert once == "".join(generator.stream(MESSAGES, 8)) != ""
    assert len(generator.llama.tokenize(once.encode(), add_bos=False)) <= 8


def test_count_is_of_the_whole_prompt(generator):
    assert generator.context == 256
    text = generator.llama.tokenize(MESSAGES[0]["content"].encode(), add_bos=False)
    assert generator.count(MESSAGES) > len(text)  # the chat template adds some


def test_what_exceeds_the_context_is_refused(generator):
    tokens = generator.count(MESSAGES)
    with pytest.raises(ValueError, match=f"{tokens} prompt tokens and 250 to generate exceed"):
        list(generator.stream(MESSAGES, 250))
    with pytest.raises(ValueError, match=f"{tokens} prompt tokens and .* exceed a context of 256"):
        generator.log_likelihoods(MESSAGES, ["30%", "many words " * 150])


def test_prompt_of_any_evidence_fits_the_context(generator):
    found = [evidence("Ünïcödé 漢字 🚢 " * n + "sails.", n) for n in range(1, 12)]
    messages, shown = build_prompt("Where?", found, generator)
    assert generator.count(messages) + MAX_ANSWER_TOKENS <= 256
    assert 1 <= len(shown) < 11


def test_file_that_is_cut_short_is_told(reader, tmp_path):
    with reader.open("rb") as file:
        (tmp_path / "cut.gguf").write_bytes(file.read(2**20))
    with pytest.raises(ModelDamaged, match=r"can't load .*cut\.gguf: cut short, or of a kind"):
        LlamaGenerator(tmp_path / "cut.gguf")


def test_adapter_that_is_none_is_told(reader, tmp_path):
    (tmp_path / "adapter.gguf").write_bytes(b"no adapter")
    with pytest.raises(ModelDamaged, match=r"with adapter .*adapter\.gguf"):
        LlamaGenerator(reader, LlamaSettings(context=256, adapter=tmp_path / "adapter.gguf"))
    with pytest.raises(SettingsError, match=r"no such adapter file: .*nowhere\.gguf"):
        LlamaGenerator(reader, LlamaSettings(adapter=tmp_path / "nowhere.gguf"))


def test_stopped_model_ends_at_once_and_goes_on_with_the_next_question(generator):
    long = [Message(role="user", content="The tariff fell to 30%. " * 25)]
    before = generator.log_likelihoods(MESSAGES, ["30%", "145%"])
    calls = []

    def stopped() -> bool:
        calls.append(1)
        return len(calls) > 50  # in the middle of the model's graph

    generator.stop_when(stopped)
    with pytest.raises(Stopped):
        generator.log_likelihoods(long, ["30%", "145%"])
    with pytest.raises(Stopped):
        "".join(generator.stream(long, 8))
    asked = len(calls)
    generator.stop_when(None)
    assert generator.log_likelihoods(MESSAGES, ["30%", "145%"]) == pytest.approx(before, abs=0.01)
    assert "".join(generator.stream(MESSAGES, 4))
    assert len(calls) == asked


def test_writing_is_stopped_between_two_words(generator):
    said = []
    generator.stop_when(lambda: len(said) >= 3)
    with pytest.raises(Stopped):
        for piece in generator.stream(MESSAGES, 40):
            said.append(piece)
    generator.stop_when(None)
    assert len(said) == 3
