from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.composing import (
    INSTRUCTION,
    MAX_TOKENS,
    Composition,
    Written,
    begin,
    check,
    is_borne_out,
    messages_for,
)
from rag.records import Turn
from tests.rag_fakes import FakeGenerator, evidence

OPENED = evidence(
    "The harbour bridge opened on 4 March 2025 after 30 months of work.", 1, title="Bridge opens"
)
COST = evidence(
    "The bill came to $295 million, some 12% more than planned.", 2, title="Bridge opens"
)
CUT = evidence("The mayor, Ada Lund, cut the ribbon with 400 guests.", 3, title=None)
EVIDENCE = (OPENED, COST, CUT)


def compose(question, evidence, generator, history=()) -> Composition:
    shown, pieces = begin(question, evidence, generator, history)
    return check("".join(pieces), shown)


def kept(said: str) -> list[tuple[str, list[int]]]:
    """Texts and cited numbers of the sentences that `check` keeps."""
    return [(w.text, [item.n for item in w.cited]) for w in check(said, EVIDENCE).kept]


def test_evidence_is_numbered_under_title_and_date():
    bare = evidence("All\n swam.", 2, title=None, published=None)
    undated = evidence("It sank.", 3, title="Ferry", published=None)
    untitled = evidence("It rained.", 4, title=None, published="2025-09")
    system, user = messages_for("Who swam?", [OPENED, bare, undated, untitled])
    assert system == {"role": "system", "content": INSTRUCTION}
    assert user["role"] == "user"
    assert user["content"] == (
        "[1] (Bridge opens, 10 June 2025) The harbour bridge opened on 4 March 2025 after 30 months"
        " of work.\n"
        "[2] (untitled) All swam.\n"
        "[3] (Ferry) It sank.\n"
        "[4] (September 2025) It rained.\n"
        "\n"
        "Question: Who swam?"
    )


def test_last_two_turns_stand_above_the_question():
    history = [Turn("Who?", "Lund"), Turn("When?", "at noon"), Turn("Where?", "Sandvik")]
    content = messages_for("Why?", [], history)[1]["content"]
    assert content.splitlines()[-3:] == [
        "Earlier: When? at noon",
        "Earlier: Where? Sandvik",
        "Question: Why?",
    ]
    assert "Lund" not in content


def test_model_reads_the_question_and_what_it_wrote_is_checked():
    generator = FakeGenerator(says="The mayor cut the ribbon [3]. The bill is paid [8].")
    made = compose("Who cut the ribbon?", EVIDENCE, generator, [Turn("When?", "at noon")])
    assert made == Composition(
        shown=EVIDENCE,
        kept=(Written("The mayor cut the ribbon.", (CUT,)),),
        dropped=("The bill is paid [8].",),
    )
    messages = messages_for("Who cut the ribbon?", EVIDENCE, [Turn("When?", "at noon")])
    assert generator.prompts == ["\n\n".join(message["content"] for message in messages)]


def room_for(count: int) -> int:
    """The context that so much evidence fits to the token."""
    return MAX_TOKENS + FakeGenerator().count(messages_for("Who?", EVIDENCE[:count]))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_as_much_evidence_is_shown_as_fits(count):
    assert (
        compose("Who?", EVIDENCE, FakeGenerator(context=room_for(count))).shown == EVIDENCE[:count]
    )
    if count > 1:
        smaller = FakeGenerator(context=room_for(count) - 1)
        assert compose("Who?", EVIDENCE, smaller).shown == EVIDENCE[: count - 1]


def test_what_was_not_shown_cannot_be_cited():
    said = "The mayor cut the ribbon [3]."
    made = compose("Who?", EVIDENCE, FakeGenerator(context=room_for(2), says=said))
    assert (made.kept, made.dropped) == ((), (said,))


def test_question_that_does_not_fit_is_refused():
    generator = FakeGenerator(context=room_for(1) - 1)
    with pytest.raises(ValueError, match=str(room_for(1) - 1)):
        compose("Who?", EVIDENCE, generator)
    assert generator.prompts == []


@pytest.mark.parametrize(
    ("said", "text", "cited"),
    [
        ("The mayor cut it [3].", "The mayor cut it.", [3]),
        ("The mayor cut it. [3]", "The mayor cut it.", [3]),
        ("The mayor cut it.[3]", "The mayor cut it.", [3]),
        ("The mayor cut it [3]", "The mayor cut it", [3]),
        ("The mayor [3] cut it.", "The mayor cut it.", [3]),
        ("  The mayor  cut it [3].\n", "The mayor cut it.", [3]),
        ("The mayor cut it [3][1].", "The mayor cut it.", [3, 1]),
        ("The mayor cut it [3, 1].", "The mayor cut it.", [3, 1]),
        ("The mayor cut it. [3] [1]", "The mayor cut it.", [3, 1]),
        ("The mayor cut it [3][3].", "The mayor cut it.", [3]),
    ],
)
def test_markers_become_what_is_cited(said, text, cited):
    assert kept(said) == [(text, cited)]
    assert check(said, EVIDENCE).dropped == ()


def test_markers_after_the_stop_belong_to_the_sentence_before():
    assert kept("The mayor cut it. [3] The bridge opened.[1] The bill is paid. [2]") == [
        ("The mayor cut it.", [3]),
        ("The bridge opened.", [1]),
        ("The bill is paid.", [2]),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "The mayor cut it.",  # cites nothing
        "The mayor cut it [9].",
        "The mayor cut it [0].",
        "The mayor cut it [3, 9].",  # one of two is enough to doubt it
        "The mayor cut it [1-3].",
        "not stated",
        "Not stated.",
        "The mayor is not stated [3].",
    ],
)
def test_sentence_without_evidence_is_dropped(said):
    assert check(said, EVIDENCE) == Composition(EVIDENCE, (), (said,))


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("The bill came to $295 million [2].", True),
        ("The bill came to $259 million [2].", False),
        ("The bill came to $295 [2].", False),
        ("The bill came to 295 million [2].", False),
        ("The bill came to $295 million [1].", False),  # another sentence has it
        ("The bill came to $295 million [1, 2].", True),
        ("The bill came to 12% more [2].", True),
        ("The bill came to 12 percent more [2].", True),
        ("The bill came to 12 per cent more [2].", True),
        ("The bill came to -12% more [2].", False),
        ("The bill came to 12 percentage points more [2].", False),
        ("The bridge opened on 4 March 2025 [1].", True),
        ("The bridge opened on 5 March 2025 [1].", False),
        ("The bridge opened on 4 March 2024 [1].", False),
        ("The bridge took 30 months [1].", True),
        ("The bridge took 30 years [1].", False),
        ("The bridge took 31 months [1].", False),
        ("The ribbon was cut by Ada Lund [3].", True),
        ("The ribbon was cut by Lund [3].", True),
        ("The ribbon was cut by Oda Lund [3].", False),
        ("The ribbon was cut in Sandvik [3].", False),
        ("The ribbon was cut in Kenya [3].", False),
        ("The ribbon was cut by the mayor [3].", True),
    ],
)
def test_every_value_and_name_must_stand_in_what_is_cited(said, held):
    made = check(said, EVIDENCE)
    assert [bool(made.kept), bool(made.dropped)] == [held, not held]


def test_one_sentence_is_dropped_without_the_others():
    made = check("The mayor cut it [3]. The bill came to $3 [2]. The bridge opened [1].", EVIDENCE)
    assert [written.text for written in made.kept] == ["The mayor cut it.", "The bridge opened."]
    assert made.dropped == ("The bill came to $3 [2].",)


def test_title_bears_out_a_name():
    item = evidence("The fare is free.", title="Night ferry to Sandvik")
    assert is_borne_out(Written("The fare to Sandvik is free.", (item,)))
    assert not is_borne_out(Written("The fare to Norland is free.", (item,)))


def test_country_is_borne_out_by_another_of_its_names():
    item = evidence("The tea of Nairobi is sold.", title=None)
    assert is_borne_out(Written("The tea of Kenya is sold.", (item,)))
    assert not is_borne_out(Written("The tea of Uganda is sold.", (item,)))


@pytest.mark.parametrize("said", ["", "  \n"])
def test_nothing_said_is_nothing_kept(said):
    assert check(said, EVIDENCE) == Composition(EVIDENCE, (), ())


_SAID = st.text(max_size=80) | st.lists(
    st.sampled_from(
        ["The mayor", "Lund", " ", ". ", "[1]", "[3]", "[9]", "[1, 2]", "12%", "\n", "”"]
    )
).map("".join)


@given(_SAID)
def test_whatever_is_said_only_sentences_with_shown_evidence_are_kept(said):
    made = check(said, EVIDENCE)
    assert made.shown == EVIDENCE
    for written in made.kept:
        assert written.cited and set(written.cited) <= set(EVIDENCE)
        assert is_borne_out(written)
        assert not any(f"[{item.n}]" in written.text for item in EVIDENCE)
