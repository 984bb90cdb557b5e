"""Questions that are two in one.

"Where was it signed, and when does it expire?"            → one after the other
"Where was it signed? When does it expire?"                → the same
"How many fell ill in May, and how many in June?"          → the second with the first one's words
"How many men and how many women were elected?"            → the first with the second one's verb
"What duty do Kenya and Peru put on each other's goods?"   → of Kenya on Peru's goods, of Peru on Kenya's
"Did wages and prices both rise?"                          → did wages rise, did prices (`each_of_both`)
"""

from __future__ import annotations

import re

from rag.asking import ASKING, PREPOSITION, VERB, questions_in, sentences_of
from rag.times import MONTHS
from rag.words import terms

# "both when it opened and how it closed" tells of a time and a way: a question has its verb before its subject
_SECOND = re.compile(
    rf",? and (?={ASKING}\b)(?!(?:when|where|why) (?!{VERB}\b|exactly\b|else\b))"
    r"(?!(?:how|what) (?:it|he|she|they|we|you|the|its|his|her|their)\b)",
    re.I,
)
# what may stand before both: "Under the new law, how long …, and how often …"
_LEAD = re.compile(rf"^(?:(?!{ASKING}\b)[^,?]{{1,60}}, )?(?={ASKING}\b)", re.I)
# "the difference between what … and what …", "say about how … and why …" are one
_INSIDE = re.compile(rf"(?<!^)\b(?:between\b(?!.+ and )|(?:about|on) {ASKING}\b)|\b{ASKING}$", re.I)
# so are "who gets … and who does not", "the firm that makes … and which is …"; not "… and who follows him"
_RELATIVE = re.compile(rf"^(?:{PREPOSITION} )?(?P<word>which|whose|whom?)\b", re.I)
_THAT = re.compile(
    r"\b(?:the|an?) (?:[\w-]+ ){1,3}that (?!the\b|an?\b|its?\b|he\b|she\b|they\b|[A-Z])"
)
_OF_ANOTHER = re.compile(r"\b(?:he|him|she|hers?|his|its?|they|them|their)\b", re.I)
# without a verb: "how many men | and how many women were elected", "on what day | and where was it signed"
_COUNTED = re.compile(
    r"how (?:many (?P<which>(?!\w+ed\b)[\w-]+ )?(?:men|women|people|children|[\w-]*[^\Ws]s)"
    r"|much (?!\w+ed\b)\w+)",
    re.I,
)
_PLACED = re.compile(
    rf"(?i:{PREPOSITION} (?:what|which|whose|how (?:many|much)))"
    rf"(?: (?!{VERB}\b|the\b|an?\b|its?\b|\w+ed\b)[a-z-]+){{0,3}}"
)
_PART_OF = re.compile(rf"({ASKING}(?: \w+)? of) (?:the )?\w+", re.I)  # "what share of men"
_SAYS = re.compile(rf"{ASKING}(?: (?!{VERB}\b)[\w-]+){{0,3}},? (?P<said>{VERB}\b.+)", re.I)
_INITIAL = re.compile(r"(?:^|[^A-Za-z])[A-Z]\.$")  # "in the U.S."
_ASKS = re.compile(rf"^{ASKING}\b", re.I)
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
OTHER = re.compile(
    rf"{_EACH_OTHER}|\bthe other(?=\W*$|['’,]| (?:of|is|was|has|had|will|would|does|did)\b)"
)
# what two do together: meet each other, lie far from each other
_ONCE = re.compile(r"\b(?:when|where|why|who|how (?:far|long|often|many times))\b", re.I)
_TOGETHER = re.compile(
    r"(?:^|\b(?:with|from|to|of|between|meet|met|play(?:ed)?|border|fight|fought) )(?:each other|one another)\b"
)

_ONE_OF_BOTH = r"(?:the )?(?:[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*|[a-z][\w-]*)"
_CLAUSE = r"\b(?:that|whether|if|which|who|whom|whose|where|there|it)\b"  # "Is it true that A and B both …"
# "the red and blue lines", "North and South Korea": the first has its noun from the second
_HALF = re.compile(
    r"(?:the )?(?:first|second|North|South|East|West|upper|lower|old|new|red|blue|male|female)$"
)
_JOINTLY = re.compile(r"\b(?:share|meet|met|agree|marr(?:y|ied)|(?:the|a) same)\b", re.I)
_BOTH_ASKED = [
    re.compile(
        rf"^(?P<verb>(?i:{VERB})) both (?P<a>{_ONE_OF_BOTH}) and (?P<b>{_ONE_OF_BOTH}) (?P<rest>.+?)\W*$"
    ),
    re.compile(
        rf"^(?P<verb>(?i:{VERB})) (?P<a>(?:(?!{_CLAUSE}| and )[^,]){{2,60}}?)"
        r" and (?P<b>(?:(?! and )[^,]){2,60}?) both (?P<rest>.+?)\W*$"
    ),
]


def with_other(text: str, name: str) -> str:
    """With a name for "each other" and "the other"."""
    return OTHER.sub(lambda _: name, text)


def each_of_both(question: str) -> tuple[str, str] | None:
    """Yes or no of two, asked of the one and of the other; None where it is not asked of both."""
    found = next(filter(None, (asks.match(question) for asks in _BOTH_ASKED)), None)
    if found is None or re.search(rf"{_EACH_OTHER}|\b(?:together|or|than)\b", found["rest"]):
        return None
    if _HALF.match(found["a"]) or found["a"] == found["b"] or _JOINTLY.search(found["rest"]):
        return None
    asked = []
    for one in (found["a"], found["b"]):
        of_one = _ONE.get(found["verb"].lower()) if one[0].isupper() else None
        verb = of_one.capitalize() if of_one else found["verb"]
        asked.append(f"{verb} {one} {found['rest']}?")
    return asked[0], asked[1]


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
    found = [_bare(part) for part in _SECOND.split(question)]
    two = len(found) == 2 and len(found[0].split()) >= _LEAST and found[1]
    lead = _LEAD.match(question) if two else None
    if lead is None:
        return [question]
    first, then = found[0][lead.end() :], found[1]
    aside = re.search(rf", and {re.escape(then)}", question)
    said_first = _with_verb(first, then)
    if said_first is None or _INSIDE.search(first) or (_go_together(first, then) and not aside):
        return [question]
    second = _completed(first, then)
    alone = len(second.split()) >= _LEAST and not _SAME.match(second)
    whole = second != then or alone
    return [f"{lead[0]}{said_first}?", f"{lead[0] if whole else ''}{second}?"]


def reads_alone(question: str) -> bool:
    """Whether the second of two questions says enough itself for a reader who has the right sentences before
    him: beside the first one, he takes that for the question. A date alone tells of no matter."""
    told = {term for term in terms(question) if not term[0].isdigit() and term not in MONTHS}
    return len(told - _MUCH) >= _TELLING


def _bare(part: str) -> str:
    """Without the marks around it."""
    part = part.strip(" ,?!")
    while part.endswith(".") and not _INITIAL.search(part[-3:]):
        part = part[:-1].rstrip(" ,?!")
    return part


def _go_together(first: str, second: str) -> bool:
    """Whether the second is a clause like one that the first has inside."""
    clause = _RELATIVE.match(second)
    if clause is None or _OF_ANOTHER.search(second):
        return False
    if re.match(rf"(?:{PREPOSITION} )?which (?!{VERB}\b)", second, re.I):  # "which bank …"
        return False
    word, inside = clause["word"].lower(), _ASKS.sub("", first)
    return bool(re.search(rf"\b{word}\b", inside, re.I)) or (
        word != "who" and bool(_THAT.search(inside))
    )


def _with_verb(first: str, second: str) -> str | None:
    """The first, with the second one's verb where it has none; None where that can't be taken from it."""
    part, counted = _PART_OF.fullmatch(first), _COUNTED.fullmatch(first)
    if part and second.lower().startswith(f"{part[1].lower()} "):
        return None
    says = _SAYS.match(second)
    if _PLACED.fullmatch(first):
        return f"{first} {says['said']}" if says else None
    if counted is None or _COUNTED.match(second) is None:
        return first
    if says:
        return f"{first} {says['said']}"
    alone = counted["which"] is None and len(second.split()) > len(first.split())
    return None if alone else first


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
        told = with_other(_EACH.sub("", rest), other).replace("s's", "s'")
        asked.append(f"{found['asks']} {verb} {own} {told}?")
    return asked
