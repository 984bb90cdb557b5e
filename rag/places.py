"""Countries under all their names: "America", "the U.S.", "Washington" and "American" are one party.

From countryinfo's tables of names, demonyms and capitals, and the few short forms of newspapers that it
does not have. A capital stands for its government, as news has it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

from index.records import Span

# Newspaper names that countryinfo lacks, by ISO code.
_SHORT = {
    "US": "America American Americans U.S. USA",
    "GB": "Britain British Britons England English Scotland UK U.K.",
    "NL": "Holland Dutch",
    "RU": "Russia Russian Russians",
    "KR": "Korea Korean",
    "CZ": "Czechia Czech",
    "AE": "Emirates UAE Emirati",
    "EU": "EU European-Union Europe European Europeans",
    "FR": "French",
    "ES": "Spanish",
    "PL": "Polish",
    "TR": "Turkish Turkey",
    "SE": "Swedish Swedes",
    "FI": "Finnish",
    "DK": "Danish Danes",
    "IE": "Irish",
    "CH": "Swiss",
    "PH": "Philippine",
    "TH": "Thai",
    "IL": "Israeli",
    "IQ": "Iraqi",
    "PK": "Pakistani",
    "SA": "Saudi",
    "VN": "Vietnam Vietnamese",
    "TW": "Taiwan Taiwanese",
    "UA": "Ukraine Ukrainian",
}
UNION = frozenset(  # the members of the European Union
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
# Seats of government that it lacks, or that are of countries with another large city.
_SEATS = {
    "US": "Washington",
    "GB": "Downing-Street Whitehall",
    "NL": "The-Hague Hague",
    "CN": "Beijing",
    "RU": "Moscow Kremlin",
    "EU": "Brussels",
    "CH": "Bern",
    "TW": "Taipei",
    "UA": "Kyiv",
    "NZ": "Wellington",
}
_US = re.compile(
    r"(?<=\bthe )us\b|\bus(?= (?:goods|products|exports?|imports?|tariffs?|dut(?:y|ies)|lev(?:y|ies))\b)"
)
_BEGINS = re.compile(r"(?<!['’])\b[a-z]")
_TOO_SHORT = 4  # letters
_FEW, _MANY = 500_000, 3_000_000  # people; capitals of small countries are common names


def countries(text: str) -> set[str]:
    """ISO codes of the countries (and "EU") that a text names."""
    return {code for code, _ in mentions(text)}


def mentions(text: str) -> list[tuple[str, Span]]:
    """Each naming of a country, in order: its code, and where."""
    names, pattern, _ = _names()
    return [(names[_key(m.group())], Span(m.start(), m.end())) for m in pattern.finditer(text)]


def capitalised(question: str) -> str:
    """The question with capitals for its countries, where it was typed without any: "the us", "us goods"."""
    if any(char.isupper() for char in question[1:]):
        return question
    return _any_case().sub(_capital, _US.sub("US", question))


def _capital(found: re.Match[str]) -> str:
    """ "saudi arabia's" → "Saudi Arabia's", "eu" → "EU" """
    name = found.group()
    if len(name) < _TOO_SHORT:
        return name.upper()
    return _BEGINS.sub(lambda letter: letter.group().upper(), name)


@cache
def _any_case() -> re.Pattern[str]:
    pattern = _names()[1].pattern
    return re.compile(rf"(?!us\b){pattern}", re.I)


def is_seat(name: str) -> bool:
    """Whether the name is that of a seat of government, which is also a place where things happen."""
    return _key(name) in _names()[2]


def without_countries(text: str) -> str:
    return _names()[1].sub(" ", text)


def country_of(name: str) -> str | None:
    """The country that a name is, or None."""
    return _names()[0].get(_key(name.removeprefix("the ").removeprefix("The ")))


def _key(name: str) -> str:
    return re.sub(r"[’']s?$", "", name).replace(".", "")


@cache
def _names() -> tuple[dict[str, str], re.Pattern[str], frozenset[str]]:
    """Codes by name; what finds the names; and which of them are seats of government."""
    from countryinfo import CountryInfo

    names: dict[str, str] = {}
    seats: set[str] = set()
    found = cast(dict[str, dict[str, Any]], CountryInfo().all()).values()
    # the large first, who own a demonym that they share; the smallest have common words for names
    for facts in sorted(found, key=lambda facts: -facts.get("population", 0)):
        code, people = facts.get("ISO", {}).get("alpha2", ""), facts.get("population", 0)
        if people < _FEW:
            break
        known = ("name", "demonym", "altSpellings") + (("capital",) if people > _MANY else ())
        seats |= {_key(name) for name in _listed(facts, "capital")}
        for name in _listed(facts, *known):
            # codes of two letters are words: "IN", "IS", "IT"
            if code and name.isascii() and len(name) >= _TOO_SHORT and name[0].isupper():
                names.setdefault(_key(name.removeprefix("The ")), code)
                names.setdefault(_key(name.removeprefix("The ")) + "s", code)
    for code, short in [*_SHORT.items(), *_SEATS.items()]:
        names.update({_key(name.replace("-", " ")): code for name in short.split()})
    seats |= {_key(name.replace("-", " ")) for short in _SEATS.values() for name in short.split()}
    names["US"] = "US"
    longest = sorted(names, key=len, reverse=True)
    forms = "|".join(re.escape(name) for name in longest)
    pattern = re.compile(
        rf"\b(?<!New )(?<!Northern )(?:U\.S\.A?\.?|U\.K\.|E\.U\.|(?:{forms})(?:['’]s)?)(?![\w$])"
    )
    return names, pattern, frozenset(seats)


def _listed(facts: dict[str, Any], *keys: str) -> list[str]:
    found = [facts.get(key) or [] for key in keys]
    return [name for item in found for name in (item if isinstance(item, list) else [item])]
