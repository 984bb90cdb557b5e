"""Archives of ours: invented news with questions (archives/README.md) → groups.

Scenes are short, and what they don't tell is easily seen. These are whole articles, dense with figures and
offices, and two in five of their questions are not answered, though a sentence looks as if it did: another
year, the plan in place of the outcome, the deputy's name for the minister's, a premise that the article
contradicts. Such questions are what an archive is asked, and what tells a reader that knows from one that
guesses.

A group is what retrieval would bring: that sentence, others of its article near to the question, and a few of
another article of the archive.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.cleaning import clean
from index.readers import read_articles
from index.records import Article, Span
from index.sentences import sentence_spans
from models.train.groups import YES_NO, Asked, Cut, Group, Line, by_chance, evidence_of
from models.train.lines import HELD_BACK, byte_of
from rag.prompt import NOT_STATED
from rag.words import stems, terms, words

FOLDER = Path(__file__).parent / "archives"
QUESTIONS = "questions.yaml"
UNSEEN = {
    "cabinets",
    "ceasefires",
    "coasts",
    "forecasts",
    "protests",
    "quarrels",
}  # archives that no training sees
MAX_STRANGE = 3  # sentences of another article
NOISE = 0.4  # of a question's words: how far chance ranks the sentences beside the one that is asked about


class Ask(BaseModel):
    """`a` None: no article of the archive answers, though `quote` looks as if it did."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(min_length=1)
    article: str
    quote: str = Field(min_length=1)
    a: str | None


@dataclass(frozen=True)
class Told:
    """An article of an archive; `name` is that of the archive and its own, "trade/2026-01-22-cyprus"."""

    name: str
    article: Article

    @property
    def archive(self) -> str:
        return self.name.split("/")[0]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return tuple(sentence_spans(self.article.text))

    @cached_property
    def stems(self) -> tuple[set[str], ...]:
        """Of each sentence."""
        return tuple(stems(words(self.quote(span))) for span in self.sentences)

    def quote(self, span: Span) -> str:
        return self.article.text[span.start : span.end]

    def holding(self, quote: str) -> list[int]:
        """The sentences in which the quote, or a part of it, stands."""
        start = self.article.text.index(quote)
        quoted = Span(start, start + len(quote))
        return [i for i, span in enumerate(self.sentences) if span.overlaps(quoted)]

    def line(self, number: int) -> Line:
        span, article = self.sentences[number], self.article
        return Line(self.name, span.start, self.quote(span), article.title, article.published.value)


@dataclass(frozen=True, slots=True)
class Archive:
    articles: dict[str, Told]
    asks: tuple[Ask, ...]

    @property
    def name(self) -> str:
        return next(iter(self.articles.values())).archive


def load(folder: Path = FOLDER) -> list[Archive]:
    """Raises ValueError naming the archive and the question of the first fault."""
    return [_archive(path.parent) for path in sorted(folder.glob(f"*/{QUESTIONS}"))]


def _archive(folder: Path) -> Archive:
    articles = {}
    for path in sorted(folder.glob("*.md")):
        raw, _ = read_articles(path.read_bytes(), "md", path.name)
        (article,) = clean(raw[0])
        articles[path.stem] = Told(f"{folder.name}/{path.stem}", article)
    asks = []
    rows = yaml.safe_load((folder / QUESTIONS).read_text(encoding="utf-8"))
    for number, row in enumerate(rows, start=1):
        try:
            ask = Ask.model_validate(row)
            _check(ask, articles)
        except ValidationError as error:
            raise ValueError(
                f"{folder.name}, question {number}: {error.errors()[0]['msg']}"
            ) from error
        except ValueError as error:
            raise ValueError(f"{folder.name}, question {number}: {error}") from error
        asks.append(ask)
    return Archive(articles, tuple(asks))


def _check(ask: Ask, articles: dict[str, Told]) -> None:
    if ask.article not in articles:
        raise ValueError(f"there is no article {ask.article}")
    text = articles[ask.article].article.text
    if text.count(ask.quote) != 1:
        raise ValueError(f"its quote stands {text.count(ask.quote)} times in {ask.article}")
    if ask.a and ask.a not in YES_NO and ask.a not in ask.quote:
        raise ValueError("its answer is not in its quote")


def is_held_back(told: Told) -> bool:
    """All of the UNSEEN archives, and of the others a tenth of the articles, by the hash of their names: what
    is asked of them is for measuring and for practice, never for training. (A sentence of that tenth may stand
    beside others in training, as what does not tell; no sentence of the UNSEEN does.)"""
    return told.archive in UNSEEN or byte_of(told.name) < HELD_BACK


def unseen(archives: Sequence[Archive]) -> list[Archive]:
    """Those that no training sees."""
    return [archive for archive in archives if archive.name in UNSEEN]


def passages(
    archives: Sequence[Archive], rng: random.Random, share: float, cut: Cut, held_back: bool
) -> Iterator[Group]:
    """Each question, or a `share` of them, of the articles to train on, or of those held back. By `cut`, some
    also without the sentences that hold the answer."""
    for archive in archives:
        for ask in archive.asks:
            told = archive.articles[ask.article]
            if is_held_back(told) != held_back or rng.random() > share:
                continue
            other = likest(ask, archive)
            yield _group(ask, told, other, cut, rng)
            if ask.a and ask.a not in YES_NO and by_chance(cut.silent, rng):
                yield _group(ask, told, None, cut, rng, silent=True)


def likest(ask: Ask, archive: Archive) -> Told | None:
    """The other article that has most of the question's words."""
    wanted = stems(terms(ask.q))
    others = [told for name, told in archive.articles.items() if name != ask.article]
    return max(others, key=lambda t: len(wanted & set().union(*t.stems)), default=None)


def _group(
    ask: Ask, told: Told, other: Told | None, cut: Cut, rng: random.Random, silent: bool = False
) -> Group:
    own = told.holding(ask.quote)
    size = max(rng.randint(*cut.sentences), len(own))
    if silent:
        shown = near(ask, told, size, rng, lacking(ask, told))
    elif by_chance(cut.together, rng):
        first = rng.randint(max(0, own[-1] - size + 1), own[0])
        shown = list(range(first, min(first + size, len(told.sentences))))
    else:
        rest = [i for i in range(len(told.sentences)) if i not in own]
        shown = sorted([*own, *near(ask, told, size - len(own), rng, rest)])
    lines = [told.line(i) for i in shown]
    if other is not None:
        strange = near(ask, other, rng.randint(1, MAX_STRANGE), rng, lacking(ask, other))
        lines += [other.line(i) for i in strange]
    leads = {
        t.name: t.quote(t.sentences[0]) for t in (told, other) if t and by_chance(cut.lead, rng)
    }
    if silent or ask.a is None:
        asked = Asked(ask.q, NOT_STATED, at=(told.name, told.sentences[own[0]].start))
    else:
        at = next((i for i in own if ask.a in told.quote(told.sentences[i])), own[0])
        asked = Asked(ask.q, ask.a, at=(told.name, told.sentences[at].start))
    return Group(evidence_of(lines), (asked,), leads)


def near(ask: Ask, told: Told, k: int, rng: random.Random, among: Sequence[int]) -> list[int]:
    """`k` sentences, in their order, mostly those that share most words with the question."""
    wanted = stems(terms(ask.q))
    worth = {i: len(wanted & told.stems[i]) / len(wanted) + rng.uniform(0, NOISE) for i in among}
    return sorted(sorted(among, key=lambda i: -worth[i])[:k])


def lacking(ask: Ask, told: Told) -> list[int]:
    """The sentences that do not hold the answer's words."""
    if ask.a is None or ask.a in YES_NO:
        return list(range(len(told.sentences)))
    said = ask.a.casefold()
    return [i for i, s in enumerate(told.sentences) if said not in told.quote(s).casefold()]
