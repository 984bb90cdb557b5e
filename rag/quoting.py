"""Questions that a sentence answers, quoted whole: why, how, and what somebody said of something.

An encoder shares its odds among the many ways to cut such an answer out of its sentence, so that each of them
alone looks doubtful. A sentence has the sum over all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.asking import asking
from rag.grammar import MEASURED
from rag.pointing import FAINT, sentence_of
from rag.reading import Reading, whole_sentence
from rag.records import Evidence
from rag.scoring import sight
from rag.signals import NO_VALUE, Choice, encoder_signals, reader_signals

_EXPLAINS = re.compile(
    rf"^(?:and |but |so )?(?:why|how (?!{MEASURED}))\b"
    r"|\bwhat (?:caused|led|made|explains|prompted)\b|\breasons?\b",
    re.I,
)
_SAID = r"(?:say|tell|write|post|comment|react|respond|reply|answer|warn|think)"
_SAID_PAST = (
    r"(?:said|told|written|posted|commented|reacted|responded|replied|answered|warned|thought)"
)
# "what did he say about it", not "what did he say the rate was"
_QUOTES = re.compile(
    rf"\bwhat (?:did|do|does|has|have|had) .*\b(?:{_SAID}|{_SAID_PAST})"
    r"(?:(?: \w+)?\W*$| (?:\w+ ){0,2}(?:about|on|of|to|when|after|in|regarding|over)\b)"
    r"|\b(?:in|with) what words\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What pointer and examiner see in a sentence: odds, in nats."""

    item: Evidence
    odds: float
    examined: float

    @property
    def worth(self) -> float:
        return sight(self.odds, self.examined)


def asks_sentence(question: str) -> bool:
    asked = asking(question)
    return bool(_EXPLAINS.search(asked) or _QUOTES.search(asked))


def by_sight(reading: Reading, likeliest: Evidence) -> list[Sight]:
    """The sentences that were read, the one in which most is seen first. Without an examiner `likeliest`, that
    of the best candidate: the pointer alone does not see enough to overrule the reader."""
    seen = [
        Sight(item, *reading.within.get(sentence_of(item), (FAINT, FAINT)))
        for item in reading.shown
    ]
    own = reading.examined is None
    return sorted(seen, key=lambda one: (own and one.item is not likeliest, -one.worth))


def quote(question: str, reading: Reading, likeliest: Evidence) -> Choice:
    """The sentence in which most is seen (by_sight)."""
    ranked = by_sight(reading, likeliest)
    best, rest = ranked[0], ranked[1:]
    inside = (
        c.likelihood
        for c in reading.candidates
        if any(place.evidence.n == best.item.n for place in c.places)
    )
    signals = {
        **reader_signals(question, reading, max(inside, default=FAINT), best.item),
        "margin": min(best.worth - rest[0].worth, 10.0) if rest else 10.0,
        **encoder_signals(reading, best, rest),
        **NO_VALUE,
    }
    return Choice(None, (whole_sentence(best.item),), signals=signals)
