"""Questions that take several askings (rag.several), through the pipeline."""

from __future__ import annotations

import pytest

from index.build import build_index
from index.sources import find_files
from index.store import Store
from rag.conversation import searched_for, turn_of
from rag.prompt import NOT_STATED
from rag.records import NOT_FOUND, UNSURE, Turn
from tests.index.corpus import put
from tests.rag_fakes import OPENED, FakeGenerator, FakePointer, WordEmbedder, check, pipeline


def test_two_questions_in_one_get_both_answers(store):
    generator = FakeGenerator({"4 March 2025": -0.1, "$295 million": -0.2})
    answer = pipeline(store, generator).answer(
        "When did the harbour bridge open, and what did it cost?"
    )
    check(answer, store)
    assert answer.values == ("4 March 2025", "$295 million")  # the day answers only one of them
    assert answer.text == "4 March 2025 [1]; $295 million [2]"
    assert "Earlier: When did the harbour bridge open? 4 March 2025" in generator.prompts[-1]


def test_half_that_is_told_is_named_where_it_can_be_asked_alone(store):
    class Half(FakeGenerator):
        def log_likelihoods(self, messages, answers, exact=None):
            asked = messages[-1]["content"].rpartition("Question:")[2]
            self.likely = {"4 March 2025": -0.1} if "open" in asked else {NOT_STATED: -0.1}
            return super().log_likelihoods(messages, answers, exact)

    asked = pipeline(store, Half(), threshold=0.5)
    known, unknown = "When did the harbour bridge open", "who painted the railing of the mill"
    answer = asked.answer(f"{known}, and {unknown}?")
    assert (answer.status, answer.citations) == ("abstained", ())
    assert answer.text == f"{UNSURE} Half of it is there: ask “{known}?” by itself."
    turn = turn_of(answer)
    assert UNSURE not in searched_for("And why?", [turn])
    leaning = asked.answer(f"Where is it, and {unknown}?", [Turn(f"{known}?", "4 March 2025")])
    assert leaning.text == NOT_FOUND


class Knowing(FakeGenerator):
    """Knows of each of two things how long it took; `sure` is the log-likelihood of the second."""

    def __init__(self, sure: float = -0.1) -> None:
        super().__init__()
        self.sure = sure

    def log_likelihoods(self, messages, answers, exact=None):
        asked = messages[-1]["content"].rpartition("Question:")[2]
        told = {"30 months": -0.1} if "bridge" in asked else {"seven weeks": self.sure}
        self.likely = {} if "or the" in asked else told
        return super().log_likelihoods(messages, answers, exact)


COMPARED = "Which took longer, the harbour bridge or the repair of the ferry's engines?"


def test_two_are_compared_by_what_is_told_of_each(store):
    answer = pipeline(store, Knowing()).answer(COMPARED)
    check(answer, store)
    assert (answer.question, answer.short) == (COMPARED, "the harbour bridge")
    assert answer.values == ("30 months", "seven weeks")
    assert answer.text == (
        "the harbour bridge: 30 months [1]; the repair of the ferry's engines: seven weeks [2]"
    )
    assert {citation.title for citation in answer.citations} == {"Bridge opens", "Ferry"}


def test_comparison_is_told_only_where_both_are_sure_or_the_question_itself_says_the_same(store):
    unsure = pipeline(store, Knowing(sure=-9.0)).answer(COMPARED).confidence
    answer = pipeline(store, Knowing(sure=-9.0), threshold=unsure + 0.01).answer(COMPARED)
    assert (answer.status, answer.short, answer.citations) == ("abstained", None, ())


@pytest.mark.parametrize(("limit", "short"), [("two years", "Yes"), ("three years", "No")])
def test_yes_or_no_by_the_number_that_is_told(store, limit, short):
    asked = f"Did the harbour bridge take longer than {limit}?"
    answer = pipeline(store, Knowing()).answer(asked)
    check(answer, store)
    assert (answer.question, answer.short, answer.values) == (asked, short, ("30 months",))
    assert answer.text == f"{short}: 30 months [1]"


def test_number_of_another_unit_says_neither_yes_nor_no(store):
    generator = Knowing()
    pipeline(store, generator).answer("Did the harbour bridge take more than 300 workers?")
    assert len(generator.prompts) == 2
    assert generator.prompts[-1].endswith("Did the harbour bridge take more than 300 workers?")


def test_verdict_that_the_numbers_of_its_proof_deny_is_not_told(store):
    class Wrong(FakeGenerator):
        def log_likelihoods(self, messages, answers, exact=None):
            direct = "longer" in messages[-1]["content"].rpartition("Question:")[2]
            self.likely = {"no": -0.1} if direct else {NOT_STATED: -0.1}
            return super().log_likelihoods(messages, answers, exact)

    def asked(limit):
        question = f"Did the harbour bridge take longer than {limit}?"
        return pipeline(store, Wrong(), threshold=0.3).answer(question)

    assert (asked("two years").status, asked("two years").text) == ("abstained", UNSURE)
    assert asked("three years").short == "No"


def test_second_part_of_a_conversation_is_not_compared(store):
    generator = Knowing()
    history = [Turn("How long did the harbour bridge take?", "30 months")]
    pipeline(store, generator).answer("Which took longer, it or the repair?", history)
    assert len(generator.prompts) == 1


@pytest.mark.parametrize(
    ("second", "read"),
    [
        (
            "when was it opened",
            "What did the harbour bridge cost? $295 million when was it opened?",
        ),
        ("on which day was it opened to carts", "on which day was it opened to carts?"),
        ("how many apples were picked", "how many apples were picked?"),
    ],
)
def test_second_question_is_read_after_the_first_only_where_it_needs_it(store, second, read):
    pointer = FakePointer()
    generator = FakeGenerator({"$295 million": -0.1})
    asked = pipeline(store, generator, pointer)
    answer = asked.answer(f"What did the harbour bridge cost, and {second}?")
    assert [question for question, _ in pointer.asked][:2] == [
        "What did the harbour bridge cost?",
        read,
    ]
    assert answer.question.endswith(f"and {second}?")


def test_second_question_leans_on_the_conversation_with_the_first_one(store):
    generator = FakeGenerator({"$295 million": -0.1})
    history = [Turn("When did the harbour bridge open?", "4 March 2025")]
    *_, second, _ = pipeline(store, generator).steps("What did it cost and who paid it?", history)
    assert second.question == "who paid it?"
    assert second.searched == (
        "When did the harbour bridge open? What did it cost? $295 million who paid it?"
    )


def test_second_question_leans_on_a_sentence_without_its_marks(store):
    *_, second, _ = pipeline(store, FakeGenerator({"late frost": -0.1})).steps(
        "Why did the apple harvest in Norland fall, and when did it end?"
    )
    assert second.searched.startswith("Why did the apple harvest in Norland fall? The apple")
    assert "[" not in second.searched


def test_two_questions_of_which_one_has_no_answer_get_none(store):
    generator = FakeGenerator({"4 March 2025": -0.1})
    sure = pipeline(store, generator).answer("When did the harbour bridge open?").confidence
    answer = pipeline(store, generator, threshold=sure - 0.01).answer(
        "When did the harbour bridge open, and what did Uganda say?"
    )
    assert (answer.status, answer.values, answer.citations) == ("abstained", (), ())


def test_each_of_two_questions_shows_its_own_evidence(store):
    first, second, answer = pipeline(store, FakeGenerator({"4 March 2025": -0.1})).steps(
        "When did the harbour bridge open, and what did it cost?"
    )
    assert (first.question, second.question) == (OPENED, "what did it cost?")
    assert second.searched == "When did the harbour bridge open? 4 March 2025 what did it cost?"
    assert len(answer.values) == 2


@pytest.fixture
def cuts(tmp_path):
    """An archive of one article, in which a fee is told to fall."""
    told = "The port cut the harbour fee from 12 euros to 9 euros. The crane fee fell to 5 euros."
    put(tmp_path / "articles", "fees.md", told, title="Fees", published="2025-06-05")
    embedder = WordEmbedder()
    build_index(tmp_path / "index", find_files([str(tmp_path / "articles")]), embedder)
    opened = Store.open(tmp_path / "index", embedder.identity)
    yield opened
    opened.close()


class Ends(FakeGenerator):
    """Knows what the fees are cut from and to, and by how much where it is told."""

    def __init__(self, by=None):
        super().__init__()
        self.by = by

    def log_likelihoods(self, messages, answers, exact=None):
        asked = messages[-1]["content"].rpartition("Question: ")[2]
        begins, ends = ("12 euros", "5 euros" if "crane" in asked else "9 euros")
        told = {"From": begins, "To": ends, "By": self.by}.get(asked.split()[0])
        self.likely = {told: -0.1} if told else {NOT_STATED: -0.1}
        return super().log_likelihoods(messages, answers, exact)


def test_by_how_much_is_answered_by_what_it_was_cut_from_and_to(cuts):
    asked = "By how much did the port cut the harbour fee?"
    generator = Ends()
    answer = pipeline(cuts, generator, threshold=0.3).answer(asked)
    check(answer, cuts)
    assert (answer.question, answer.short) == (asked, "from 12 euros to 9 euros")
    assert answer.text == "from 12 euros to 9 euros [1]"
    assert [prompt.rpartition("Question: ")[2] for prompt in generator.prompts] == [
        asked,
        "From what level did the port cut the harbour fee?",
        "To what level did the port cut the harbour fee?",
    ]


def test_ends_of_two_changes_are_no_change(cuts):
    answer = pipeline(cuts, Ends(), threshold=0.3).answer("By how much did the crane fee fall?")
    assert answer.status == "abstained"


class Both(FakeGenerator):
    """Says yes of both, and of each what `says` has."""

    def __init__(self, **says):
        super().__init__()
        self.says = says

    def log_likelihoods(self, messages, answers, exact=None):
        asked = messages[-1]["content"].rpartition("Question: ")[2]
        told = next((said for name, said in self.says.items() if name in asked), "yes")
        self.likely = {"yes" if " and " in asked else told: -0.1}
        return super().log_likelihoods(messages, answers, exact)


def test_yes_of_both_stands_only_where_neither_is_denied(cuts):
    asked = "Did both harbour and crane cost less?"
    assert pipeline(cuts, Both(), threshold=0.0).answer(asked).short == "Yes"
    denied = pipeline(cuts, Both(crane="no"), threshold=0.0).answer(asked)
    check(denied, cuts)
    assert (denied.question, denied.short) == (asked, "No")
