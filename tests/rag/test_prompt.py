from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.prompt import INSTRUCTION, MAX_ANSWER_TOKENS, build_prompt
from tests.rag_fakes import FakeGenerator, evidence

BRIDGE = evidence("The bridge opened in March.", 1, title="Bridge", published="2025-03-04")
APPLES = evidence("The apples froze.", 2, title=None, published=None)


def words(text: str) -> int:
    return len(text.split())


def test_prompt_word_for_word():
    (message,), shown = build_prompt("When?", [BRIDGE, APPLES], FakeGenerator())
    assert message["role"] == "user"
    assert message["content"] == (
        f"{INSTRUCTION}\n\n"
        "[1] (Bridge, 4 March 2025) The bridge opened in March.\n"
        "[2] (untitled) The apples froze.\n\n"
        "Question: When?\nAnswer:"
    )
    assert shown == (BRIDGE, APPLES)


def test_weakest_evidence_is_left_out_from_the_end():
    whole = build_prompt("When?", [BRIDGE, APPLES], FakeGenerator())[0]
    needed = FakeGenerator().count(whole) + MAX_ANSWER_TOKENS
    assert build_prompt("When?", [BRIDGE, APPLES], FakeGenerator(context=needed))[1] == (
        BRIDGE,
        APPLES,
    )
    messages, shown = build_prompt("When?", [BRIDGE, APPLES], FakeGenerator(context=needed - 1))
    assert shown == (BRIDGE,)
    assert "apples" not in messages[0]["content"]


def test_question_that_does_not_fit_is_refused():
    # instruction, "Question: …", "Answer:" and the 10 words of "[1] (Bridge, 4 March 2025) The …"
    least = words(INSTRUCTION) + 2 + 1 + 10 + MAX_ANSWER_TOKENS
    assert build_prompt("When?", [BRIDGE], FakeGenerator(context=least))[1] == (BRIDGE,)
    with pytest.raises(ValueError, match=f"does not fit a context of {least - 1} tokens"):
        build_prompt("When?", [BRIDGE], FakeGenerator(context=least - 1))


_QUOTES = st.text("ab .é“\n", min_size=1, max_size=80)


@given(st.lists(_QUOTES, min_size=1, max_size=12), st.integers(1, 300), _QUOTES)
def test_prompt_and_answer_never_overflow_the_context(quotes, context, question):
    found = [evidence(quote, n) for n, quote in enumerate(quotes, start=1)]
    generator = FakeGenerator(context=context)
    try:
        messages, shown = build_prompt(question, found, generator)
    except ValueError:
        best = FakeGenerator(context=10**6)
        assert best.count(build_prompt(question, found[:1], best)[0]) + MAX_ANSWER_TOKENS > context
        return
    assert generator.count(messages) + MAX_ANSWER_TOKENS <= context
    assert shown == tuple(found[: len(shown)])
    for item in shown:
        assert f"[{item.n}] (" in messages[0]["content"]
        assert item.quote in messages[0]["content"]
    assume(len(shown) < len(found))
    more, _ = build_prompt(question, found[: len(shown) + 1], FakeGenerator(context=10**6))
    assert generator.count(more) + MAX_ANSWER_TOKENS > context  # nothing is left out needlessly
