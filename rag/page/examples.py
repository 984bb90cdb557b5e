"""Questions that an archive can be asked, made from what stands in it: on the people that hold offices in it,
those that speak in it, what rose and fell, and its articles, the newest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.records import Article
from rag.places import mentions

_SPOKE = re.compile(
    r"\b([A-Z][a-z]+(?: [A-Z][\w’'-]+){1,2}) (?:said|says|told|warned|announced|argued|added)\b"
)
_OFFICE = re.compile(
    r"\b([A-Z][a-z]+ [A-Z][\w’'-]+), (?:the |an? )?(?:[\w’'-]+ ){0,4}"
    r"(?:minister|president|secretary|chief|governor|chair|head|mayor|director|ambassador|economist)\b"
)
_CHANGES = {
    "fell": "fall", "rose": "rise", "dropped": "drop", "grew": "grow", "shrank": "shrink", "climbed": "climb",
    "declined": "decline", "jumped": "jump",
}  # fmt: skip
_CHANGED = re.compile(
    rf"(?:^|[.,;] (?:but |and |while )?)((?:[\w’'-]+ ){{1,5}})({'|'.join(_CHANGES)})"
    r" (?:by )?(?:about |some |nearly )?[$€£]?\d",
    re.MULTILINE,
)
_NEWEST = 200  # articles that are looked at


def examples(articles: Iterable[Article], count: int = 4) -> list[str]:
    """At most `count` questions, of each kind in turn; those that are answered least surely are the last."""
    newest = sorted(articles, key=lambda a: a.published.value or "", reverse=True)[:_NEWEST]
    found: list[str] = []
    for kinds in ([_offices(newest), _changes(newest)], [_speakers(newest), _titles(newest)]):
        while kinds and len(found) < count:
            kind = kinds.pop(0)
            question = next(kind, None)
            if question is not None:
                kinds.append(kind)
                found += [question] if question not in found else []
    return found


def _offices(articles: Sequence[Article]) -> Iterator[str]:
    return (f"Who is {name}?" for name in _names(_OFFICE, articles))


def _changes(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        for told in _CHANGED.finditer(article.text):
            first, _, rest = told[1].strip().partition(" ")
            first = first if mentions(first) else first[0].lower() + first[1:]
            yield f"By how much did {f'{first} {rest}'.strip()} {_CHANGES[told[2]]}?"


def _speakers(articles: Sequence[Article]) -> Iterator[str]:
    return (f"What did {name} say?" for name in _names(_SPOKE, articles))


def _titles(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        title = (article.title or "").rstrip(".")
        if title and not title.endswith("?"):
            yield f"What is said about “{title}”?"


def _names(pattern: re.Pattern[str], articles: Sequence[Article]) -> list[str]:
    """The names that most articles have, the newest first among equals."""
    counted: Counter[str] = Counter()
    for article in articles:
        counted.update(list(dict.fromkeys(m[1] for m in pattern.finditer(article.text))))
    return [name for name, _ in counted.most_common()]
