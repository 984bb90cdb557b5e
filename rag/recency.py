"""How things stand now: of articles that tell it differently, the newest is right.

"How many posts will the council cut now?" may be told by the plan of February and by that of March.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NOW = re.compile(
    r"\b(?:now|current(?![ -]accounts?\b)(?:ly)?|presently|at present|at the moment|today|these days|nowadays"
    r"|(?<!\bgo )(?<!\bgone )(?<!\bwent )(?<!\bcome )(?<!\bgot )(?<!\bget )so far(?=\W*$|,| this\b| in \d)"
    r"|thus far|(?<!up )to date(?=\W*$|,)"
    r"|as (?:it|things) stands?"
    r"|latest|newest|most recent|revised|updated|amended)\b",
    re.I,
)
# "USA Today" is a name, "by Friday at the latest" a limit
_NOT_NOW = re.compile(
    r"(?<=\w )(?:Today|Now)\b|\b(?i:at the latest)\b(?= (?:by|in|on|for|to|from)\b| *(?:[?.,]|$))"
)


def asks_for_now(question: str) -> bool:
    return bool(_NOW.search(_NOT_NOW.sub("", question)))


def newest(published: Iterable[str | None]) -> str | None:
    """The last of some dates as ISO 8601 has them, also without day or month; None where none is known."""
    return max((day for day in published if day), default=None)
