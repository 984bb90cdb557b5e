"""Citations after ALCE (Gao et al., "Enabling Large Language Models to Generate Text with
Citations", EMNLP 2023, section 3), with values and words in place of its NLI model.

The answer's sentences are its claims. A claim is supported by texts that together hold every
number, date and name it states, and half of its other content words. Then, each 0 to 1:

    citation recall     share of claims that are supported by what they cite
    citation precision  share of citations that their claim needs: one counts where it supports the
                        claim alone, or where the others no longer do without it
    supported           1 where every claim is (recall is 1)

and by the gold evidence, where there is some:

    cites evidence      1 where every fact of the question is stated by a cited text; 0 for a refusal
    wrong article       1 where a cited text comes from an article that has none of the evidence

None where a question was refused, but for "cites evidence" of an answerable one; 0 where it failed. A
claim's citations are its [n] marks; an answer without any mark claims all the texts it came with.
A mark that names no text is a citation that nobody needs.
A bare "yes" or "no" holds nothing to look up: it is supported where the evidence is cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval import text_values as read
from eval.measures.answers import Scores
from eval.questions import Question
from eval.records import MARK, Cited, Response
from index.sentences import sentence_spans

_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*")
WORDS = 0.5  # share of a claim's content words that its citations must hold
_EMPTY = set(
    "a an and are as at be been but by did do does for from had has have he her his in into is it its of"
    " on or she that the their them they this to was were which who will with would yes no not".split()
)


def citation_scores(question: Question, response: Response) -> Scores:
    evidence = bool(question.evidence)
    if response.status != "answered":
        nothing = {"cites evidence": 0.0} if evidence else {}
        if response.status == "failed":  # it ought to have cited
            nothing |= {"citation recall": 0.0, "citation precision": 0.0, "supported": 0.0}
        return dict(nothing)
    claimed = _claimed(response)
    cites = _cites_evidence(question, claimed)
    pairs = claims(response)
    supported = [supports(claim, cited) or _is_bare(claim, cites) for claim, cited in pairs]
    needed = [
        float(_needs(claim, cited, one, whole, cites))
        for (claim, cited), whole in zip(pairs, supported, strict=True)
        for one in cited
    ]
    scores: Scores = {
        "citation recall": sum(supported) / len(supported) if supported else 0.0,
        "citation precision": sum(needed) / len(needed) if needed else 0.0,
        "supported": float(bool(supported) and all(supported)),
    }
    if evidence:
        wrong = any(cited.article not in question.articles for cited in claimed)
        scores |= {"cites evidence": float(cites), "wrong article": float(wrong)}
    return scores


def claims(response: Response) -> list[tuple[str, list[Cited]]]:
    """The sentences of an answer without their marks, each with the texts that it cites."""
    by_number = {cited.n: cited for cited in _claimed(response)}
    marked = bool(MARK.search(response.text))
    found: list[tuple[str, list[Cited]]] = []
    # A mark after the full stop belongs to the sentence before it.
    text = re.sub(r"([.!?][”\"’']?)((?:\s*\[\d[\d\s,]*\])+)", r"\2\1", response.text)
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        numbers = dict.fromkeys(_marks(sentence))
        claim = MARK.sub("", sentence).strip()
        if not re.search(r"\w", claim):
            continue
        cited = (
            [by_number.get(n) or Cited(article="", start=0, end=0, n=n, quote="") for n in numbers]
            if marked
            else list(response.citations)
        )
        found.append((claim, cited))
    return found


def _marks(text: str) -> list[int]:
    """[1][3] and [1, 3] → 1, 3."""
    return [int(number) for mark in MARK.findall(text) for number in mark.split(",")]


def _claimed(response: Response) -> list[Cited]:
    """The texts that an answer cites: those of its marks, all where it has none."""
    marks = _marks(response.text)
    return [cited for cited in response.citations if not marks or cited.n in marks]


def supports(claim: str, cited: Sequence[Cited]) -> bool:
    """Whether the cited texts together hold what the claim states."""
    # what an article is dated is as much there as what it says
    text = " ".join(f"{one.quote} {one.published or ''}" for one in cited if one.quote).strip()
    if not text or not _content(claim):
        return False
    if read.bare(claim) in read.bare(text):
        return True
    held = read.numbers(text)
    for number in read.numbers(claim):
        if not any(
            (number.value, number.currency) == (other.value, other.currency)
            and (number.unit == other.unit or number.unit not in read.MEASURES)
            for other in held
        ):
            return False
    days = read.dates(text)
    if any(not any(_agrees(day, other) for other in days) for day in read.dates(claim)):
        return False
    words = set(read.bare(text).split())
    names = [word for name in _NAME.findall(claim) for word in read.bare(name).split()]
    if any(word not in words for word in names):
        return False
    content = _content(claim)
    return sum(word in words for word in content) >= WORDS * len(content)


def _agrees(day: read.DateParts, other: read.DateParts) -> bool:
    """Every part that the claim states stands in the other; a year may be known from elsewhere,
    but for a claim of nothing else."""
    if day[1] is None:
        return day[0] == other[0]
    parts = zip(day[1:], other[1:], strict=True)
    return all(stated in (None, held) for stated, held in parts) and (
        day[0] == other[0] or None in (day[0], other[0])
    )


def _needs(claim: str, cited: list[Cited], one: Cited, whole: bool, cites: bool) -> bool:
    if not whole:
        return False
    others = [other for other in cited if other is not one]
    return supports(claim, [one]) or not supports(claim, others) or _is_bare(claim, cites)


def _is_bare(claim: str, cites: bool) -> bool:
    return cites and not _content(claim)


def _content(claim: str) -> set[str]:
    return {word for word in read.bare(claim).split() if word not in _EMPTY}


def _cites_evidence(question: Question, citations: Sequence[Cited]) -> bool:
    return bool(question.evidence) and all(
        any(
            item.fact == fact and cited.covers(item.article, item.span)
            for item in question.evidence
            for cited in citations
        )
        for fact in question.facts
    )
