"""Questions that are two in one.

"Where was it signed, and when does it expire?"            → one after the other
"Where was it signed? When does it expire?"                → the same
"How many fell ill in May, and how many in June?"          → the second with the first one's words
"What duty do Kenya and Peru put on each other's goods?"   → of Kenya on Peru's goods, of Peru on Kenya's
"""

from __future__ import annotations

import re

from rag.asking import ASKING, VERB, questions_in, sentences_of
from rag.times import MONTHS
from rag.words import terms

# "both when it opened and when it closed" tells of a time: a question has its verb there
_SECOND = re.compile(
    rf",? and (?={ASKING}\b)(?!(?:when|where|why) (?!{VERB}\b|exactly\b|else\b))", re.I
)
# what may stand before both: "Under the new law, how long …, and how often …"
_LEAD = re.compile(rf"^(?:(?!{ASKING}\b)[^,?]{{1,60}}, )?(?={ASKING}\b)", re.I)
_OR = re.compile(r"^(?:and |but )?or\b", re.I)  # the rest of a choice
_LEAST = 3  # words of the first of two questions
_MUCH = {"many", "much", "all", "long", "far", "often", "old", "large", "high"}  # tell of no matter
_TELLING = 2  # other terms from which the second is read alone, though searched for with the first
# "how many on 6 November", "what in Kenya": nothing but what is counted, and another time or place
_SAME = re.compile(
    rf"^(?P<asks>(?i:how (?:many|much)|{ASKING})) (?P<other>(?P<by>(?i:in|on|at|for|to|from|under|since|until))"
    r"(?: (?:[A-Z\d][\w'’-]*|the|all|total|first|second|third|fourth|last|next|same|year|month|week|quarter"
    r"|half|spring|summer|autumn|winter)){1,4})$"
)
_ONE = {"do": "does", "are": "is", "were": "was", "have": "has"}
_PARTY = r"(?:the )?[A-Z][\w.]*(?: (?:of |the )?[A-Z][\w.]*){0,3}"
_EACH_OTHER = r"\b(?:each other|one another)\b"
_BOTH = re.compile(
    rf"^(?P<asks>.+?) (?P<verb>{'|'.join(_ONE)}|did|had|will|would|can|could|should) "
    rf"(?P<a>{_PARTY}) and (?P<b>{_PARTY}) (?P<rest>.+?)\W*$"
)
# "the two each pay", "the two pay each"; not "pay each year", "pay for each one"
_EACH = re.compile(r"^each (?!other|one\b|of\b|year|month|week|day|quarter|season|time)| each$")
# "the other" alone, not "the other two countries"
_OTHER = re.compile(
    rf"{_EACH_OTHER}|\bthe other(?=\W*$|['’,]| (?:of|is|was|has|had|will|would|does|did)\b)"
)
# what two do together: meet each other, lie far from each other
_ONCE = re.compile(r"\b(?:when|where|why|who|how (?:far|long|often|many times))\b", re.I)
_TOGETHER = re.compile(
    r"(?:^|\b(?:with|from|to|of|between|meet|met|play(?:ed)?|border|fight|fought) )(?:each other|one another)\b"
)


def parts_of(question: str) -> list[str]:
    """The questions that one sentence asks: mostly one."""
    of_each = _of_each(question)
    if of_each:
        return of_each
    said = sentences_of(question)
    asked = questions_in(question)
    marked = [sentence for sentence in said if sentence.endswith("?")]
    if (
        len(asked) == 2 == len(marked)
        and len(asked[0].split()) >= _LEAST
        and not _OR.match(asked[1])
    ):
        before = [sentence for sentence in said if sentence not in marked]  # what both are about
        return [" ".join([*before, sentence]) for sentence in asked]
    found = [part.strip(" ,?") for part in _SECOND.split(question)]
    two = len(found) == 2 and len(found[0].split()) >= _LEAST and found[1]
    # "the difference between what … and what …", "say about how … and why …" are one
    inside = re.search(
        rf"(?<!^)\b(?:between\b(?!.+ and )|about {ASKING}\b)|\b{ASKING}$", found[0], re.I
    )
    lead = _LEAD.match(question) if two and not inside else None
    if lead is None:
        return [question]
    first = found[0][lead.end() :]
    second = _completed(first, found[1])
    alone = len(second.split()) >= _LEAST and not _SAME.match(second)
    whole = second != found[1] or alone
    return [f"{lead[0]}{first}?", f"{lead[0] if whole else ''}{second}?"]


def reads_alone(question: str) -> bool:
    """Whether the second of two questions says enough itself for a reader who has the right sentences before
    him: beside the first one, he takes that for the question. A date alone tells of no matter."""
    told = {term for term in terms(question) if not term[0].isdigit() and term not in MONTHS}
    return len(told - _MUCH) >= _TELLING


def _completed(first: str, second: str) -> str:
    """The second, where it only puts another time or place for the first one's, with the first one's words."""
    same = _SAME.match(second)
    if same is None:
        return second
    asks, by = same["asks"].casefold(), same["by"].casefold()
    at = first.casefold().rfind(f" {by} ")
    if at < 0 or not first.casefold().startswith(asks):
        return second
    return f"{first[:at]} {same['other']}"


def _of_each(question: str) -> list[str]:
    """What is asked of two parties "each", or of "each other", asked of the one and of the other."""
    found = _BOTH.match(question)
    if found is None or _SECOND.search(found["rest"]):
        return []
    rest = found["rest"]
    mutual = re.search(_EACH_OTHER, rest) and not _TOGETHER.search(rest)
    if not _EACH.search(rest) and (not mutual or _ONCE.search(found["asks"])):
        return []
    verb = _ONE.get(found["verb"], found["verb"])
    asked = []
    for own, other in ((found["a"], found["b"]), (found["b"], found["a"])):
        told = _OTHER.sub(other, _EACH.sub("", rest)).replace("s's", "s'")
        asked.append(f"{found['asks']} {verb} {own} {told}?")
    return asked
