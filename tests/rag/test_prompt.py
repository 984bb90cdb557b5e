from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.prompt import INSTRUCTION, MAX_ANSWER_TOKENS, MAX_TITLE, build_prompt
from rag.records import Turn
from tests.rag_fakes import FakeGenerator, evidence

BRIDGE = evidence("The bridge opened in March.", 1, title="Bridge", published="2025-03-04")
APPLES = evidence(
    "The apples froze.", 2, title=None, published=None, article_id="b1b2c3d4e5f6"
)  # fmt: skip


def prompt(question="When?", found=(BRIDGE, APPLES), history=()):
    messages, _ = build_prompt(question, found, FakeGenerator(), history)
    return messages[1]["content"]


def test_prompt_word_for_word():
    (system, user), shown = build_prompt("When?", [BRIDGE, APPLES], FakeGenerator())
    assert (system["role"], system["content"]) == ("system", INSTRUCTION)
    assert user["role"] == "user"
    assert user["content"] == (
        "Bridge (4 March 2025)\n"
        "The bridge opened in March.\n\n"
        "Untitled\n"
        "The apples froze.\n\n"
        "Question: When?"
    )
    assert shown == (BRIDGE, APPLES)


def test_sentences_of_one_article_stand_together_in_its_order():
    later = evidence("It cost a lot.", 3, title="Bridge", published="2025-03-04", start=90)
    assert prompt(found=(later, APPLES, BRIDGE)) == (
        "Bridge (4 March 2025)\n"
        "The bridge opened in March.\n"
        "It cost a lot.\n\n"
        "Untitled\n"
        "The apples froze.\n\n"
        "Question: When?"
    )


def test_conversation_stands_above_the_question():
    history = [Turn("Zero?", "0"), Turn("Who?", "Ada"), Turn("Where?", "Norland")]
    assert prompt("When?", [BRIDGE], history).endswith(
        "\n\nEarlier: Who? Ada\nEarlier: Where? Norland\nQuestion: When?"
    )


def test_long_titles_are_cut_at_a_word():
    title = "word " * 40
    head = prompt(found=[evidence("It opened.", 1, title=title)]).splitlines()[0]
    assert head == "word " * 17 + "word … (10 June 2025)"
    assert len("word " * 17 + "word") <= MAX_TITLE


def test_sentence_over_several_lines_is_put_on_one():
    assert "opened in March" in prompt(found=[evidence("It opened\n in  March.", 1)])


def test_weakest_evidence_is_left_out_from_the_end():
    whole = build_prompt("When?", [BRIDGE, APPLES], FakeGenerator())[0]
    needed = FakeGenerator().count(whole) + MAX_ANSWER_TOKENS
    shown = build_prompt("When?", [BRIDGE, APPLES], FakeGenerator(context=needed))[1]
    assert shown == (BRIDGE, APPLES)
    messages, shown = build_prompt("When?", [BRIDGE, APPLES], FakeGenerator(context=needed - 1))
    assert shown == (BRIDGE,)
    assert "apples" not in messages[1]["content"]


def test_budget_leaves_out_evidence_but_never_the_best_sentence():
    generator = FakeGenerator()
    whole = generator.count(build_prompt("When?", [BRIDGE, APPLES], generator)[0])
    shown = build_prompt("When?", [BRIDGE, APPLES], generator, max_tokens=whole)[1]
    assert shown == (BRIDGE, APPLES)
    shown = build_prompt("When?", [BRIDGE, APPLES], generator, max_tokens=whole - 1)[1]
    assert shown == (BRIDGE,)
    assert build_prompt("When?", [BRIDGE, APPLES], generator, max_tokens=1)[1] == (BRIDGE,)


def test_question_that_does_not_fit_is_refused():
    # the instruction, the 4 words of the title and date, the 5 of the sentence, "Question: When?"
    least = len(INSTRUCTION.split()) + 4 + 5 + 2 + MAX_ANSWER_TOKENS
    assert build_prompt("When?", [BRIDGE], FakeGenerator(context=least))[1] == (BRIDGE,)
    with pytest.raises(ValueError, match=f"does not fit a context of {least - 1} tokens"):
        build_prompt("When?", [BRIDGE], FakeGenerator(context=least - 1))


_QUOTES = st.text("ab .é“\n", min_size=1, max_size=80)


@given(st.lists(_QUOTES, min_size=1, max_size=12), st.integers(1, 300), _QUOTES)
def test_prompt_and_answer_never_overflow_the_context(quotes, context, question):
    found = [evidence(quote, n, start=n * 100) for n, quote in enumerate(quotes, start=1)]
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
        assert " ".join(item.quote.split()) in messages[1]["content"]
    if len(shown) < len(found):  # nothing is left out needlessly
        more, _ = build_prompt(question, found[: len(shown) + 1], FakeGenerator(context=10**6))
        assert generator.count(more) + MAX_ANSWER_TOKENS > context
