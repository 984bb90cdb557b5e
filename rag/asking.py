"""What a person types → the question in it.

"Hello, could you please tell me when the ferry is back?"   → "when the ferry is back?"
"Can you give me the date of the vote?"                     → "what is the date of the vote?"
"I have a ticket for Saturday. Is the boat running?"        asks by its second sentence
"""

from __future__ import annotations

import re

from index.sentences import sentence_spans
from rag.grammar import PLURAL

PREPOSITION = r"(?:in|on|at|by|for|to|from|of|with|under|over|within|into|since|until)"
ASKING = rf"(?:{PREPOSITION} )?(?:what|who|whom|whose|when|where|which|how|why)"
VERB = (  # that a question for yes or no begins with
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|won['’]t)"
)
_BEGINS = rf"(?:{ASKING}|{VERB}|whether|if)\b"
_ASKS = re.compile(rf"^[\"“'‘]?(?:(?:and|but|so),? )?{_BEGINS}", re.I)
_TAG = re.compile(r"^\W*(?:(?:is|are|was|were|do|does|did|has|have|will|can|could|would|should)(?:n['’]t)? "
                  r"(?:it|he|she|they|you|we|i)(?: not)?|yes or no|who (?:cares|knows))\W*$", re.I)  # fmt: skip
_POLITE = (
    r"(?:(?:can|could|would|will) (?:you|u|anyone|someone),? (?:please,? |kindly )?"
    r"(?:tell|remind|inform|explain to) (?:me|us)"
    r"|(?:can|could) (?:you|u) (?:please )?(?:say|explain)|would you mind telling (?:me|us)"
    r"|(?:do you (?:happen to )?|does anyone )know|(?:have you )?any idea|(?:tell|remind) (?:me|us)"
    r"|i(?:(?: would|['’]d) like| want| need) to (?:know|find out)|i wonder|i(?: am|['’]m) wondering)"
    rf"(?:,? (?:please|kindly))?,? (?=(?:{ASKING}|whether|if)\b)"
)
_POLITELY = re.compile(rf"^(?:please,? )?{_POLITE}", re.I)
# "Can you give me the date of the vote?" asks for it; "Do you know the head of the bank resigned?" does not
_GIVE = re.compile(
    r"^(?:please,? )?(?:(?:can|could) (?:you|u|anyone|someone),? (?:please,? |kindly )?(?:tell|give) (?:me|us)"
    r"(?:,? please)?"
    r"|do you (?:happen to )?know(?= the (?:[\w-]+ ){1,3}(?:of|for) (?:the |an? )?[\w’'-]+\?*$)),? "
    r"(?=the |(?-i:[A-Z][\w-]*(?: [A-Z][\w-]*){0,2})['’]s? )",
    re.I,
)
_THING_ENDS = re.compile(r"[,.?!]| (?:which|that|who|whose|when|where|and|the)\b", re.I)
_NOUN_ENDS = re.compile(rf" {PREPOSITION}\b", re.I)
_STATES = re.compile(r"\b(?:is|are|was|were|has|have|had|do|does|did|will|would)\b", re.I)
# a greeting has a comma after it, or the question: "Hey Jude" and "Well Street" are names, "so-called" a word
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|please|sorry|excuse me|ok(?:ay)?|well|so)"
    rf"(?: there| all| team)?(?:\s*(?:[,!—]+\s*|[,.!:–—-]+\s+)|\s+(?={_BEGINS}|{_POLITE}|please\b)))+",
    re.I,
)
_THANKS = re.compile(
    r"(?:(?P<end>[.?!])|\s*,)\s+(?:many )?(?:thanks|thank you|cheers|please)\b[^?]{0,20}$", re.I
)
# "whats the toll", "whos the minister"; not "whats the mayor done"
_IS = re.compile(
    r"^(?P<asks>what|who|where|when|how|why)s (?=(?:the|an?|this|that|his|her|its|our|your|their)\b)"
    r"(?!.*\b(?:\w+ed|been|done|said|gone|got|told|made|paid|won|lost|sold)\W*$)",
    re.I,
)
_PLEASE = re.compile(r"(?:\s*,|(?<!\bsay)(?<!\bsaid)) please(?P<end>[.?!]*)$")


def plain(question: str) -> str:
    """The question without the politeness around it, "whats" in full; as it is, where nothing would be left."""
    bare = _of_a_thing(_POLITELY.sub("", _GREETING.sub("", question)))
    bare = _PLEASE.sub(r"\g<end>", _THANKS.sub(r"\g<end>", bare))
    bare = _IS.sub(r"\g<asks> is ", bare)
    return bare if any(char.isalnum() for char in bare) else question


def _of_a_thing(question: str) -> str:
    """ "Could you give me the date of the vote?" → "what is the date of the vote?" """
    given = _GIVE.match(question)
    if given is None:
        return question
    thing = question[given.end() :]
    named = _THING_ENDS.split(thing, maxsplit=1)[0]
    if _STATES.search(named):
        return question
    many = re.search(rf"\b{PLURAL}$", _NOUN_ENDS.split(named, maxsplit=1)[0], re.I)
    return f"what {'are' if many else 'is'} {thing}"


def asking(question: str) -> str:
    """The sentence that asks: the last that begins as a question does and ends with its mark. All of it, where
    none does."""
    asked = questions_in(question)
    return asked[-1] if asked else question


def questions_in(question: str) -> list[str]:
    """Its sentences that ask, tags like "Is it not?" aside."""
    return [sentence for sentence in sentences_of(question) if _is_question(sentence)]


def sentences_of(question: str) -> list[str]:
    return [question[span.start : span.end] for span in sentence_spans(question)]


def _is_question(sentence: str) -> bool:
    ends = sentence.rstrip("\"'”’)").endswith("?")
    return ends and bool(_ASKS.match(sentence)) and not _TAG.match(sentence)
