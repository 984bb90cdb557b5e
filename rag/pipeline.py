"""Question → cited answer: the steps in order, and nothing else.

    lean       does it need what was asked before                                rag.conversation
    split      is it two questions in one, or better asked of each of two, for   rag.splitting, several,
               a number, or for the ends of a change; then each is asked         comparing, limits, changes
    retrieve   chunks by dense and lexical search                                rag.retrieval
    score      their sentences, against the question                             rag.evidence
    rerank     the passages, by their best sentence                              rag.reranking
    point      where in them a small encoder sees the answer                     rag.pointing
    choose     the sentences that can answer                                     rag.evidence
    examine    where in them a larger encoder sees the answer                    rag.pointing
    read       every span of them, by its likelihood as the answer               rag.reading
               (or: sentences that a larger model writes)                        rag.composing
    choose     the answer among the spans                                        rag.choosing
    verify     is it in the sentence that it cites, and is that on the question  rag.trust, verification
    trust      the probability that it is right; refuse under the threshold      rag.trust, confidence

rag.opening brings the parts together; a `Pipeline` then answers any number of questions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Generator as Steps
from dataclasses import dataclass, replace

from index.database import Filter
from index.embedding import TextEmbedder
from index.errors import QuestionError, Stopped
from index.store import Store
from rag import answering, several
from rag.asking import plain
from rag.choosing import choose
from rag.composing import Composition, begin, check
from rag.conversation import leans_on, searched_for
from rag.evidence import (
    ScoredSentence,
    articles_of,
    choose_evidence,
    leads_of,
    score_sentences,
)
from rag.generation import Generator
from rag.language import is_foreign
from rag.pointing import Pointer, Pointing, examine, point, verdicts
from rag.reading import is_yes_no, read, whole_sentence
from rag.recency import asks_for_now
from rag.records import (
    FOREIGN,
    NOT_FOUND,
    UNSURE,
    Answer,
    Evidence,
    Found,
    Passage,
    Timings,
    Turn,
    Writing,
)
from rag.reranking import rerank
from rag.retrieval import RetrievalSettings, retrieve
from rag.settings import Settings
from rag.several import POSSIBLE
from rag.signals import Choice
from rag.splitting import parts_of
from rag.trust import similarity_confidence, trust

MAX_QUESTION = 2000  # characters
LOOKED_AT = 24  # passages whose sentences are scored


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The loaded parts. Answers one question at a time."""

    store: Store
    embedder: TextEmbedder
    generator: Generator
    settings: Settings
    only: Filter
    pointer: Pointer | None = None
    examiner: Pointer | None = None

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """`history` is the conversation so far, for questions that lean on it.

        Raises QuestionError for a question that is empty or too long.
        """
        *_, answer = self.steps(question, history)
        assert isinstance(answer, Answer)
        return answer

    def steps(
        self,
        question: str,
        history: Sequence[Turn] = (),
        searched: str | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> Iterator[Found | Writing | Answer]:
        """What there is to show while a question is answered, and at last the answer.

        `searched` is what to search for in place of the question and what it leans on. Raises
        QuestionError, and Stopped soon after `stopped` says so.
        """
        question = check_question(question)
        self.generator.stop_when(stopped)
        if is_foreign(question):
            yield self._answer(question, FOREIGN)
            return
        asked = plain(question)
        turns = leans_on(asked, history)
        splits = self.settings.mode == "extract" and not searched
        parts = parts_of(asked) if splits else [asked]

        def ask(
            part: str,
            turns: Sequence[Turn] = (),
            searched: str | None = None,
            taken: str | None = None,
            threshold: float | None = None,
        ) -> Steps[Found | Writing, None, Answer]:
            settings = self.settings
            if threshold is not None:
                settings = settings.model_copy(update={"threshold": threshold})
            return replace(self, settings=settings)._one(part, turns, searched, stopped, taken)

        alone = splits and not turns and len(parts) == 1
        if len(parts) > 1:
            answer = yield from several.both(parts, turns, ask)
        elif alone and (steps := several.in_several(asked, self.settings.refuse_below, ask)):
            answer = yield from steps
        else:
            answer = yield from ask(asked, turns, searched)
        yield replace(answer, question=question)

    def search(
        self, question: str, k: int
    ) -> tuple[list[Passage], dict[int, list[ScoredSentence]]]:
        """`find_passages` as the settings have it. The reader has no part in it, and may read meanwhile."""
        ways = RetrievalSettings(
            dense=self.settings.retrieval != "lexical", lexical=self.settings.retrieval != "dense"
        )
        return find_passages(
            self.store, self.embedder, question, k, self.only, ways, self.settings.rerank
        )

    def _one(
        self,
        question: str,
        turns: Sequence[Turn],
        searched: str | None,
        stopped: Callable[[], bool] | None,
        taken: str | None = None,
    ) -> Steps[Found | Writing, None, Answer]:
        """`taken` is what is not the answer."""
        clock = _Clock()
        searched = check_question(searched) if searched else searched_for(question, turns)
        passages, evidence, pointing = self._find(question, searched, turns)
        clock.lap("retrieve")
        answer = self._answer(question, NOT_FOUND, passages=tuple(passages), searched=searched)
        if evidence:
            yield Found(question, searched, tuple(evidence))
            if stopped is not None and stopped():
                raise Stopped("stopped before the sentences were read")
            answer = yield from self._read(answer, evidence, turns, clock, pointing, taken)
        return replace(answer, timings=clock.timings())

    def _find(
        self, question: str, searched: str, turns: Sequence[Turn]
    ) -> tuple[list[Passage], list[Evidence], Pointing]:
        settings = self.settings
        passages, sentences = self.search(searched, max(settings.top_k, LOOKED_AT))
        nearest = passages[: settings.top_k]
        pointing = Pointing(())
        if self.pointer is not None and nearest:
            articles = articles_of(self.store, nearest)
            pointing = point(question, nearest, articles, self.pointer, turns)
        evidence = choose_evidence(self.store, nearest, sentences, settings.sentences, pointing)
        return passages, evidence, pointing

    def _read(
        self,
        answer: Answer,
        evidence: list[Evidence],
        turns: Sequence[Turn],
        clock: _Clock,
        pointing: Pointing,
        taken: str | None,
    ) -> Steps[Writing, None, Answer]:
        """The answer that the evidence gives, or the abstention with what was looked at."""
        mode = self.settings.mode
        if mode == "sentence":
            choice = Choice(None, (whole_sentence(evidence[0]),))
            likely = similarity_confidence(evidence)
            return self._decide(answer, tuple(evidence), choice, likely, {})
        examining, alone = None, {}
        if self.examiner is not None and mode == "extract":
            leads = leads_of(self.store, evidence)
            examining = examine(answer.question, evidence, self.examiner, turns, leads)
            if is_yes_no(answer.question):
                alone = verdicts(answer.question, evidence, self.examiner, turns, leads)
        try:
            if mode == "compose":
                shown, pieces = begin(answer.question, evidence, self.generator, turns)
                said = ""
                for piece in pieces:
                    said += piece
                    yield Writing(said)
                clock.lap("read")
                return self._composed(answer, check(said, shown))
            reading = read(
                answer.question,
                evidence,
                self.generator,
                turns,
                self.settings.evidence_tokens,
                pointing,
                examining,
                alone,
            )
        except ValueError as error:
            raise QuestionError(f"the question is too long: {error}") from error
        clock.lap("read")
        shown = reading.shown if examining is None else tuple(evidence)
        found = choose(answer.question, reading.without(taken) if taken else reading)
        if found is None:
            return replace(answer, evidence=shown)
        article = self.store.database.article(found.places[0].evidence.article_id)
        assert article is not None  # evidence is of articles of this generation
        likely, signals = trust(answer.question, found, article, self.settings.check_terms)
        return self._decide(answer, shown, found, likely, signals)

    def _decide(
        self,
        answer: Answer,
        shown: tuple[Evidence, ...],
        choice: Choice,
        likely: float,
        signals: Mapping[str, float],
    ) -> Answer:
        answer = replace(answer, evidence=shown, confidence=likely, signals=signals)
        if likely < self.settings.refuse_below:
            best = choice.places[0].evidence  # the nearest, for who asked
            answer = replace(answer, evidence=(best, *(item for item in shown if item != best)))
            return replace(answer, text=UNSURE) if likely >= POSSIBLE else answer
        citations = answering.citations_of(choice)
        return replace(
            answer,
            status="answered",
            short=choice.short,
            items=choice.items,
            text=answering.text_of(choice, citations),
            citations=citations,
        )

    def _composed(self, answer: Answer, composition: Composition) -> Answer:
        kept, dropped = composition.kept, composition.dropped
        share = len(kept) / (len(kept) + len(dropped)) if kept else 0.0
        likely = similarity_confidence(composition.shown) * share
        answer = replace(answer, evidence=composition.shown, confidence=likely, dropped=dropped)
        if not kept or likely < self.settings.refuse_below:
            return answer
        text, citations = answering.written(kept)
        return replace(answer, status="answered", text=text, citations=citations)

    def _answer(self, question: str, text: str, **more: object) -> Answer:
        """An abstention that says `text`."""
        return Answer(question, "abstained", text, model=self.generator.name, **more)  # type: ignore[arg-type]


class _Clock:
    """Milliseconds from lap to lap."""

    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = (now - self._last) * 1000
        self._last = now

    def timings(self) -> Timings:
        self.lap("verify")
        return Timings(total=(self._last - self._began) * 1000, **self._laps)


def find_passages(
    store: Store,
    embedder: TextEmbedder,
    question: str,
    k: int,
    only: Filter | None = None,
    settings: RetrievalSettings | None = None,
    reranked: bool = True,
) -> tuple[list[Passage], dict[int, list[ScoredSentence]]]:
    """The `k` best passages, best first, and the scored sentences of every one looked at."""
    vector = embedder.encode([question])[0]
    passages = retrieve(store, question, vector, max(k, LOOKED_AT), only, settings)
    sentences = score_sentences(store, passages, question, vector, embedder)
    if not reranked:
        return passages[:k], sentences
    published = None
    if asks_for_now(question):
        found = articles_of(store, passages)
        published = {article_id: article.published.value for article_id, article in found.items()}
    return rerank(passages, sentences, k, published), sentences


def check_question(question: str) -> str:
    """The question on one line. Raises QuestionError where there is none, or a whole book."""
    # Bytes of another encoding arrive as lone surrogates, which nothing after this can write.
    question = " ".join(question.encode("utf-8", "replace").decode().split())
    if not any(char.isalnum() for char in question):
        raise QuestionError("the question is empty: ask something")
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(question)} characters: at most {MAX_QUESTION}, please"
        )
    return question
