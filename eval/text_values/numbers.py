"""Numbers that a text states, with sign, currency, scale and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from eval.text_values.dates import DATE
from eval.text_values.words import bare

_SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
    "b": 1e9, "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7, "dozen": 12.0,
    "hundred": 1e2,
}  # fmt: skip
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR",
    "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "CNY",
    "yuan": "CNY", "rmb": "CNY", "renminbi": "CNY", "yen": "JPY", "₹": "INR", "rupee": "INR",
    "rupees": "INR", "rs": "INR", "a$": "AUD", "c$": "CAD", "hk$": "HKD",
}  # fmt: skip

# Units that are part of a value: without them, or with another, it is another value.
MEASURES = {
    "%", "percentage point", "second", "minute", "hour", "day", "week", "month", "quarter", "year",
    "decade", "century", "metre", "kilometre", "mile", "foot", "hectare", "acre", "tonne", "barrel",
    "kilogram", "degree",
}  # fmt: skip
_SPELLINGS = {
    "meter": "metre", "kilometer": "kilometre", "km": "kilometre", "ton": "tonne", "feet": "foot",
    "centuries": "century", "kg": "kilogram", "hr": "hour", "min": "minute", "sec": "second",
}  # fmt: skip
_WORD_NUMBER = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred|thousand|million|billion|trillion|dozen)"
)
_NUMBER = re.compile(
    r"(?P<sign>(?<![\w.,%])(?:[-−–+](?!\s)|minus\s|negative\s))?"
    r"(?P<currency>(?:US|A|C|HK)?[$€£¥₹]|\b(?:USD|EUR|GBP|CNY|RMB|INR|Rs)\b\.?)?\s?"
    r"(?:(?P<digits>(?<![\w.])(?<!\d:)(?<![A-Za-z]-)(?<!_[-−–])\d+(?:,\d{2,3})*(?:\.\d+)?)"
    r"(?!\d|:\d|(?:st|nd|rd|th)\b)"
    rf"|\b(?P<words>(?:(?:an?|one)\s(?=hundred|thousand|million|billion|trillion|dozen))?"
    rf"(?:{_WORD_NUMBER})(?:(?:[\s-]|\sand\s){_WORD_NUMBER})*)\b(?!-\w*year-old))"
    r"(?:(?:\s|-)?(?P<scale>thousand|million|billion|trillion|lakh|crore|mn|bn|tn|m|k|b)\b)?"
    r"(?:[\s-]?(?P<percent>%|per ?cent\b|percent\b)(?:age)?)?"
    r"(?P<points>(?:[\s-]?percentage)?[\s-]?points?\b)?"
    r"(?:[\s-](?P<noun>(?:US |American )?[a-z]+))?",
    re.IGNORECASE,
)
_HALF = re.compile(r"\b(\w+)(?: (\w+))? and a half\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:(?:about|around|roughly|approximately|nearly|almost|some|over|under|above|below|well|far"
    r"|more than|less than|fewer than|up to|as much as|as many as|at least|at most"
    r"|only|just|extra|additional|the|an?|by|to|at|of|in|on)\s)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """`unit` is a measure, or the noun that follows, in the singular; None without either."""

    value: float
    unit: str | None
    currency: str | None
    start: int
    end: int


def numbers(text: str) -> list[Amount]:
    """Every number of a text with what belongs to it, in order."""
    text = DATE.sub(lambda found: "_" * len(found[0]), _spelled(text))  # June 9 is no number
    return [amount for found in _NUMBER.finditer(text) if (amount := _amount(found)) is not None]


def whole_number(text: str, question: str = "") -> Amount | None:
    """The number that `text` is; None where it is more than that.

    Words of approximation may stand before, words of the question after it ("seven metals").
    """
    text = _ABOUT.sub("", _spelled(text).strip(" \t\n.,;:!\"'“”‘’()"))
    found = _NUMBER.match(text)
    amount = _amount(found) if found else None
    if amount is None:
        return None
    known = set(bare(question).split()) | {"of", "in"} | set(_CURRENCIES)
    rest = bare(text[amount.end :]).split()
    if amount.unit and amount.unit not in MEASURES:
        rest.append(amount.unit)
        known |= {_singular(word) for word in known}
    return amount if all(word in known for word in rest) else None


def _amount(found: re.Match[str]) -> Amount | None:
    if found["digits"]:
        value: float | None = float(found["digits"].replace(",", ""))
    else:
        value = _word_value(found["words"])
    if value is None:
        return None
    if found["sign"] and found["sign"].strip() != "+":
        value = -value
    noun = (found["noun"] or "").lower()
    end = found.end("noun") if noun else found.end()
    bare_noun = noun.removeprefix("us ").removeprefix("american ")
    currency = _CURRENCIES.get((found["currency"] or "").lower().rstrip("."))
    if scale := found["scale"]:
        apart = found.string[found.start("scale") - 1].isspace()
        if scale == "m" and apart and currency is None and bare_noun not in _CURRENCIES:
            return Amount(value, "metre", None, found.start(), found.end("scale"))
        value = round(value * _SCALES[scale.lower()], 3)  # 4.1 * 1e9 is not quite 4,100 million
    unit: str | None = None
    if found["percent"]:
        unit = "percentage point" if found["points"] else "%"
        end = found.start("noun") if noun else found.end()
    elif found["points"]:
        unit = "percentage point" if "percentage" in found["points"].lower() else "point"
        end = found.start("noun") if noun else found.end()
    elif bare_noun in _CURRENCIES and currency is None:
        currency = _CURRENCIES[bare_noun]
    elif noun:
        unit = _singular(bare_noun)
        if unit not in MEASURES and bare_noun in _NO_NOUN:
            unit, end = None, found.start("noun")
    return Amount(value, unit, currency, found.start(), end)


_NO_NOUN = set(
    "and or to of in on at by from for than with as is was were are the a an per this".split()
)


@lru_cache(4096)
def _word_value(words: str) -> float | None:
    from number_parser import parse_number

    if (parts := words.lower().split())[-1] == "dozen":
        return 12 * (_word_value(" ".join(parts[:-1])) or 1) if len(parts) > 1 else 12.0
    value = parse_number(re.sub(r"^an?\s", "one ", words.lower()))
    return None if value is None else float(value)


def _spelled(text: str) -> str:
    text = re.sub(r"(?<=\d)(?=(?:km|kg)\b)", " ", text.replace("\u00a0", " "))
    return _HALF.sub(_and_a_half, text)


def _and_a_half(found: re.Match[str]) -> str:
    """ "a year and a half" → "1.5 year", "two and a half years" → "2.5 years"."""
    first = found[1].lower()
    value = 1.0 if first in ("a", "an", "one") else _word_value(first)
    if value is None:
        value = float(first) if first.isdigit() else None
    if value is None:
        return found[0]
    return f"{value + 0.5} {found[2]}" if found[2] else f"{value + 0.5}"


def symbol(currency: str) -> str:
    """The sign of an ISO currency, or its letters and a space."""
    known = {code: sign for sign, code in reversed(_CURRENCIES.items()) if not sign.isascii()}
    return {"USD": "$", **known}.get(currency, f"{currency} ")


def _singular(noun: str) -> str:
    noun = noun.lower()
    noun = _SPELLINGS.get(noun, noun)
    if noun.endswith("s") and not noun.endswith("ss"):
        noun = noun[:-1]
    return _SPELLINGS.get(noun, noun)
