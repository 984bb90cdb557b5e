"""Evidence → how likely each of its spans is as the answer, by a reader that can't make one up.

1. Every span of the evidence that could be an answer (rag.spans) is a candidate, beside "not stated", and
   "yes" and "no" where the question asks for one of them.
2. The model gives each its likelihood after the prompt, exactly for the likeliest (rag.likelihood): the
   same text in two sentences is one candidate with two places.
3. For a list whose items do not stand together, the likeliest spans are tried in pairs and threes,
   "A; B", as the reader was taught to write them.

What is said is always a span of a sentence. What to make of the likelihoods is rag.choosing's affair.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from index.records import Span
from rag.asking import ASKING, VERB, asking
from rag.generation import Generator
from rag.grammar import MEASURES, PLURAL
from rag.pointing import FAINT, Pointing, Sentence, sentence_of
from rag.prompt import NOT_STATED, build_prompt
from rag.records import JOIN, Evidence, Turn
from rag.spans import answer_spans

# Candidates whose likelihood is known to the letter, and those that an encoder puts first, which join them: of
# the pointer alone; of pointer and examiner, each. More of them choose no better (docs/experiments.md).
EXACT, POINTED = 8, 4
EXACT_EXAMINED, POINTED_EXAMINED = 4, 2
# Sentences that the model reads: those in which an encoder sees most; fewer after an examiner, unless several
# may answer together. Reading is most of the time that a question takes.
READ, READ_EXAMINED = 5, 3
MAX_JOINED = 4  # spans that are tried together
_YES_NO = re.compile(rf"^(?:and |but |so )?{VERB}\b", re.I)
# "In May, did tolls fall?", "Once the court had ruled, did they …?"; not "At what hour, by the plan, was …?"
_AFTER_CLAUSE = re.compile(
    rf"^(?!(?:\w+ ){{0,3}}?(?:what|which|who|whom|whose|how|why|where)\b"
    rf"|[^,;:?]{{0,60}}\b(?:of|by|for|to|in) (?:what|which|whom|whose)\b"
    rf"|(?:\w+ )?when(?:,| {VERB}\b| (?:exactly|precisely|roughly|about|in|on|next|last|this)\b)"
    rf"|(?:name|list|give|tell|show|number)\b)"
    rf"(?:(?![,;:] (?:(?:and|but|so|then) )?{ASKING}\b)[^?]){{1,160}}?"
    rf"(?:[,;:]| [–—-]) (?:(?:and|but|so|then) )?(?!(?-i:May|Will)\b){VERB}\b(?! (?:you|u)\b)",
    re.I,
)
# "20 or more people", "20 metres or taller" offer no choice, "is a bus dearer or more comfortable" does
_OR_MORE = re.compile(
    r"(?:\b(?!(?:19|20)\d\d\b)\d[^\s,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|dozens?|hundred|thousand|an?"
    r" (?:dozen|hundred|thousand|million|billion|third|quarter|half|hour|day|week|month|year|decade)))"
    rf"(?: (?:per ?cent|[kcm]m|kg|(?:million|billion) )?(?:{PLURAL})?)?"
    rf" or (?:so|over|under|above|below|(?:more|less|fewer|{'|'.join(MEASURES)})(?! than\b))\b",
    re.I,
)
_WHETHER = re.compile(r"^(?:whether|if)\b", re.I)
_ASKS_MORE = re.compile(rf"\b{ASKING}\b|, (?:name|list|give)\b", re.I)
_LIST = re.compile(
    r"\b(?:two|three|four|five|both|each|other|others|all)\b|\b(?:which|what|name|list) (?:\w+ )?\w+[^s\W]s\b",
    re.I,
)
SURE = -0.5  # ln P of a candidate beside which no list is tried


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands; `span` in characters of the quote. `odds` and `examined`: what pointer and
    examiner see just there, as of a Candidate."""

    evidence: Evidence
    span: Span
    odds: float = FAINT
    examined: float | None = None

    @property
    def seen(self) -> float:
        """By the examiner, where there is one; else by the pointer."""
        return self.odds if self.examined is None else self.examined


def whole_sentence(item: Evidence) -> Place:
    return Place(item, Span(0, len(item.quote)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text of the evidence with ln P, in nats, and the odds of pointer and examiner (rag.pointing), also in
    nats. A list has one place for each item."""

    text: str
    likelihood: float
    places: tuple[Place, ...]
    items: tuple[str, ...] = ()
    odds: float = FAINT
    examined: float = FAINT


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of the evidence it was `shown`. Candidates likeliest first. ln P of "not
    stated", and of "yes" and "no" where they were asked about; `pointed` and `examined`, the odds of these
    two, `examined` None where there is no examiner; `verdicts`, the same by each sentence alone. `within`: odds
    of pointer and examiner that the answer stands in a sentence, however it is cut out of it."""

    shown: tuple[Evidence, ...]
    candidates: tuple[Candidate, ...]
    not_stated: float
    yes: float | None = None
    no: float | None = None
    pointed: tuple[float, float] = (FAINT, FAINT)
    examined: tuple[float, float] | None = None
    verdicts: Mapping[Sentence, tuple[float, float]] = field(default_factory=dict)
    within: Mapping[Sentence, tuple[float, float]] = field(default_factory=dict)

    def without(self, text: str) -> Reading:
        """The same, where `text` and what holds it are no candidates."""
        held = re.compile(rf"(?<![\w.,]){re.escape(text)}(?![\w%]|[.,]\d)")
        kept = tuple(c for c in self.candidates if not held.search(c.text))
        return replace(self, candidates=kept)


def is_yes_no(question: str) -> bool:
    """Whether it asks for yes or no: it begins with a verb, has one after "According to …," or another clause,
    or begins with "whether"; it offers no "or", but for "30% or more"."""
    asked = asking(question)
    begins = (
        _YES_NO.match(asked)
        or _AFTER_CLAUSE.match(asked)
        or (_WHETHER.match(asked) and not _ASKS_MORE.search(asked))
    )
    return bool(begins) and not re.search(r"\bor\b(?! not\b)", _OR_MORE.sub("", asked), re.I)


def read(
    question: str,
    evidence: Sequence[Evidence],
    generator: Generator,
    history: Sequence[Turn] = (),
    max_tokens: int | None = None,
    pointing: Pointing | None = None,
    examining: Pointing | None = None,
    verdicts: Mapping[Sentence, tuple[float, float]] | None = None,
) -> Reading:
    """`verdicts`: where yes or no is asked for, by each sentence alone (rag.pointing). Raises ValueError where
    the question does not fit the model's context."""
    pointing, examining = pointing or Pointing(()), examining or Pointing(())
    extra = ["yes", "no"] if is_yes_no(question) else []
    alone = examining.windows and not extra and not _LIST.search(question)
    seeing = examining if examining.windows else pointing
    verdicts = verdicts or {}
    evidence = _most_seen(evidence, seeing, verdicts, READ_EXAMINED if alone else READ)
    messages, shown = build_prompt(question, evidence, generator, history, max_tokens)
    places = {
        text: tuple(_seen(place, pointing, examining) for place in found)
        for text, found in _places(shown).items()
    }
    odds = {text: max(place.odds for place in places[text]) for text in places}
    examined = {
        text: max(FAINT if p.examined is None else p.examined for p in found)
        for text, found in places.items()
    }
    exact, pointed = EXACT, POINTED
    if examining.windows:
        exact, pointed = EXACT_EXAMINED, POINTED_EXAMINED
    texts = [*places, NOT_STATED, *extra]
    likely = dict(zip(texts, generator.log_likelihoods(messages, texts, exact), strict=True))
    best = sorted(places, key=lambda text: -likely[text])[:exact]
    rest = sorted(set(places) - set(best))
    more = list(
        dict.fromkeys(
            text
            for seen, by in ((pointing, odds), (examining, examined))
            if seen.windows
            for text in sorted(rest, key=lambda text: -by[text])[:pointed]
        )
    )
    if more:
        likely |= zip(more, generator.log_likelihoods(messages, more), strict=True)
    found = [
        Candidate(text, likely[text], places[text], odds=odds[text], examined=examined[text])
        for text in [*best, *more]
    ]
    found.sort(key=lambda candidate: -candidate.likelihood)
    if _LIST.search(question) and found and found[0].likelihood < SURE:
        joined = _joined(found)
        scores = generator.log_likelihoods(messages, [c.text for c in joined], 1)
        found += [replace(c, likelihood=score) for c, score in zip(joined, scores, strict=True)]
        found.sort(key=lambda candidate: -candidate.likelihood)
    return Reading(
        shown,
        tuple(found),
        likely[NOT_STATED],
        yes=likely["yes"] if extra else None,
        no=likely["no"] if extra else None,
        pointed=pointing.verdict,
        examined=examining.verdict if examining.windows else None,
        verdicts=verdicts,
        within={sentence_of(item): _within(item, pointing, examining) for item in shown},
    )


def _within(item: Evidence, pointing: Pointing, examining: Pointing) -> tuple[float, float]:
    at = Span(item.start, item.end)
    return pointing.odds_within(item.article_id, at), examining.odds_within(item.article_id, at)


def _most_seen(
    evidence: Sequence[Evidence],
    seeing: Pointing,
    verdicts: Mapping[Sentence, tuple[float, float]],
    k: int,
) -> list[Evidence]:
    """`k` of them, in the order that they had."""
    mass = {
        item.n: max(verdicts[sentence_of(item)])
        if verdicts
        else seeing.mass(item.article_id, Span(item.start, item.end))
        for item in evidence
    }
    best = sorted(mass, key=lambda n: -mass[n])[:k]
    return [item for item in evidence if item.n in best]


def _seen(place: Place, pointing: Pointing, examining: Pointing) -> Place:
    item, span = place.evidence, place.span
    at = Span(item.start + span.start, item.start + span.end)
    examined = examining.odds(item.article_id, at) if examining.windows else None
    return replace(place, odds=pointing.odds(item.article_id, at), examined=examined)


def _places(evidence: Sequence[Evidence]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for item in evidence:
        for span in answer_spans(item.quote):
            text = " ".join(item.quote[span.start : span.end].split())
            if not any(p.evidence is item for p in found.get(text, ())):
                found[text] = (*found.get(text, ()), Place(item, span))
    return found


def _joined(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The likeliest candidates in pairs and threes, in the order of the evidence."""
    best: list[Candidate] = []
    for candidate in candidates:
        if len(best) < MAX_JOINED and not any(overlap(candidate, other) for other in best):
            best.append(candidate)
    best = [replace(c, places=(max(c.places, key=lambda place: place.seen),)) for c in best]
    best.sort(key=lambda c: (c.places[0].evidence.n, c.places[0].span.start))
    return [
        Candidate(
            JOIN.join(c.text for c in group),
            0.0,
            tuple(c.places[0] for c in group),
            tuple(c.text for c in group),
            sum(c.odds for c in group) / len(group),
            sum(c.examined for c in group) / len(group),
        )
        for size in (2, 3)
        for group in combinations(best, size)
    ]


def overlap(a: Candidate, b: Candidate) -> bool:
    return any(
        p.evidence is q.evidence and p.span.overlaps(q.span) for p in a.places for q in b.places
    )
