"""Countries under all their names: "America", "the U.S.", "Washington" and "American" are one party.

From countryinfo's tables of names, demonyms and capitals, and the few short forms of newspapers that it
does not have. A capital stands for its government, as news has it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

# Newspaper names that countryinfo lacks, by ISO code.
_SHORT = {
    "US": "America American Americans U.S. Washington USA",
    "GB": "Britain British Britons England English Scotland UK U.K. Downing-Street Whitehall",
    "NL": "Holland Dutch The-Hague Hague",
    "CN": "Beijing",
    "RU": "Russia Russian Russians Moscow Kremlin",
    "KR": "Korea Korean",
    "CZ": "Czechia Czech",
    "AE": "Emirates UAE Emirati",
    "EU": "EU European-Union Europe European Europeans Brussels",
    "FR": "French",
    "ES": "Spanish",
    "PL": "Polish",
    "TR": "Turkish Turkey",
    "SE": "Swedish Swedes",
    "FI": "Finnish",
    "DK": "Danish Danes",
    "IE": "Irish",
    "CH": "Swiss Bern",
    "PH": "Philippine",
    "TH": "Thai",
    "IL": "Israeli",
    "IQ": "Iraqi",
    "PK": "Pakistani",
    "SA": "Saudi",
    "VN": "Vietnam Vietnamese",
    "TW": "Taiwan Taiwanese Taipei",
    "UA": "Ukraine Ukrainian Kyiv",
    "NZ": "Wellington",
}
_TOO_SHORT = 4  # letters
_FEW, _MANY = 500_000, 3_000_000  # people; capitals of small countries are common names


def countries(text: str) -> set[str]:
    """ISO codes of the countries (and "EU") that a text names."""
    names, pattern = _names()
    return {names[_key(found.group())] for found in pattern.finditer(text)}


def without_countries(text: str) -> str:
    return _names()[1].sub(" ", text)


def country_of(name: str) -> str | None:
    """The country that a name is, or None."""
    return _names()[0].get(_key(name.removeprefix("the ").removeprefix("The ")))


def _key(name: str) -> str:
    return re.sub(r"[’']s?$", "", name).replace(".", "")


@cache
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    from countryinfo import CountryInfo

    names: dict[str, str] = {}
    found = cast(dict[str, dict[str, Any]], CountryInfo().all()).values()
    # the large first, who own a demonym that they share; the smallest have common words for names
    for facts in sorted(found, key=lambda facts: -facts.get("population", 0)):
        code, people = facts.get("ISO", {}).get("alpha2", ""), facts.get("population", 0)
        if people < _FEW:
            break
        known = ("name", "demonym", "altSpellings") + (("capital",) if people > _MANY else ())
        for name in _listed(facts, *known):
            # codes of two letters are words: "IN", "IS", "IT"
            if code and name.isascii() and len(name) >= _TOO_SHORT and name[0].isupper():
                names.setdefault(_key(name.removeprefix("The ")), code)
                names.setdefault(_key(name.removeprefix("The ")) + "s", code)
    for code, short in _SHORT.items():
        names.update({_key(name.replace("-", " ")): code for name in short.split()})
    names["US"] = "US"
    longest = sorted(names, key=len, reverse=True)
    forms = "|".join(re.escape(name) for name in longest)
    return names, re.compile(
        rf"\b(?<!New )(?<!Northern )(?:U\.S\.A?\.?|U\.K\.|E\.U\.|(?:{forms})(?:['’]s)?)(?![\w$])"
    )


def _listed(facts: dict[str, Any], *keys: str) -> list[str]:
    found = [facts.get(key) or [] for key in keys]
    return [name for item in found for name in (item if isinstance(item, list) else [item])]
