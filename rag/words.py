"""Words of a question and of text: the terms that carry its matter, and their stems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

# Words that carry the form of a question, not its matter. BM25 would mostly ignore them; leaving
# them out keeps the search of a large archive from walking through every chunk.
FORM_WORDS = frozenset(
    "a an and are as at be been being but by can could did do does for from had has have how i if"
    " in into is it its me my of on or our shall should so than that the their them there these"
    " they this those to us was we were what when where which who whom whose why will with would"
    " you your".split()
)
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def terms(question: str) -> list[str]:
    """The words of a question that carry its matter; all of them where nothing else is left."""
    found = words(question)
    return [word for word in found if word not in FORM_WORDS] or found


def stems(found: Iterable[str]) -> set[str]:
    """Porter stems, as the full-text index has them."""
    return {_stem(word) for word in found}


@lru_cache(maxsize=50_000)  # the same few thousand words make most of any text
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("porter")
