"""What a person types → the question in it.

"Hello, could you please tell me when the ferry is back?"   → "when the ferry is back?"
"I have a ticket for Saturday. Is the boat running?"        asks by its second sentence
"""

from __future__ import annotations

import re

from index.sentences import sentence_spans

_PREPOSITION = r"(?:in|on|at|by|for|to|from|of|with|under|since|until)"
ASKING = rf"(?:{_PREPOSITION} )?(?:what|who|whom|whose|when|where|which|how|why)"
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|please|sorry|excuse me|ok(?:ay)?|well)"
    r"(?: there)?[,.!:]* )+",
    re.I,
)
_POLITE = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|anyone|someone) (?:please |kindly )?(?:tell|remind) (?:me|us)"
    r"|(?:do you (?:happen to )?|does anyone )know|(?:have you )?any idea|(?:tell|remind) (?:me|us)"
    r"|i(?:(?: would|['’]d) like| want| need) to (?:know|find out)|i wonder|i(?: am|['’]m) wondering)"
    rf",? (?=(?:{ASKING}|whether|if)\b)",
    re.I,
)
_THANKS = re.compile(r"[,.!]? (?:please|thanks|thank you|cheers)(?P<end>[.!?]*)$", re.I)


def plain(question: str) -> str:
    """The question without the politeness around it; as it is, where nothing would be left."""
    bare = _POLITE.sub("", _GREETING.sub("", question))
    bare = _THANKS.sub(r"\g<end>", bare)
    return bare if any(char.isalnum() for char in bare) else question


def asking(question: str) -> str:
    """The sentence that asks: the last with a question mark, where there are several."""
    asked = questions_in(question)
    return asked[-1] if asked else question


def questions_in(question: str) -> list[str]:
    """Its sentences that end with a question mark."""
    found = (question[span.start : span.end] for span in sentence_spans(question))
    return [sentence for sentence in found if sentence.rstrip("\"'”’)").endswith("?")]
