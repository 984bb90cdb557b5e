"""Is a question in a language that the index does not read?

The embedding model and the stemmer know English alone. py3langid decides, and only where it is
clear: a short question of names ("Li Chenggang office?") looks like many languages.
"""

from __future__ import annotations

import re

# With one of these in it, a question is English enough; the classifier is not even loaded.
# Words that are no words of the neighbouring languages: "in", "is", "was", "of", "do" are.
_ENGLISH = frozenset(
    "the and are were did does has had what when where which who whom why how from with about"
    " before after between their should would could said says".split()
)
_MARGIN = 15.0  # nats between the best language and English


def is_foreign(question: str) -> bool:
    words = re.findall(r"\w+", question.lower())
    if _ENGLISH.intersection(words) and question.isascii():
        return False
    import py3langid

    ranked: list[tuple[str, float]] = py3langid.rank(question)
    english = dict(ranked).get("en", 0.0)
    language, best = ranked[0]
    return language != "en" and float(best) - float(english) > _MARGIN
