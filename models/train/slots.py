"""Values for the slots of a scene: names, numbers, dates, drawn at random and never from an archive.

    slots: {A: country, B: country, old: percent, new: percent > old, boss: woman, crop: [maize, rice]}

A slot's kind is one of KINDS, or a list of texts to choose from; "> other" and "< other" keep two numbers or
dates in order. Slots of one kind differ from each other.
Countries have forms: {A}, {A.adj}, {A.capital}; people have {p}, {p.first}, {p.last}.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.train.countries import COUNTRIES

TRIES = 40  # draws until two values are in order, or differ


class _OutOfOrder(ValueError):
    """No value keeps the order, given the ones before it: draw them all again."""


@dataclass(frozen=True, slots=True)
class Value:
    """A drawn value: its text, its forms, and a key that orders it among its kind."""

    text: str
    key: float | str
    forms: Mapping[str, str] = field(default_factory=dict)


_LOCALES = (
    "en_US en_US en_GB en_GB en_IN en_AU de_DE fr_FR es_ES it_IT pl_PL pt_BR nl_NL sv_SE tr_TR"
    " id_ID fi_FI en_KE ro_RO yo_NG"
).split()
# Italian cities come from a set, in another order in every process: no seed brings them back
_CITY_LOCALES = [locale for locale in _LOCALES if locale != "it_IT"]
_SMALL = "two three four five six seven eight nine ten eleven twelve".split()


def draw(kinds: Mapping[str, Any], rng: random.Random) -> dict[str, Value]:
    """A value for each slot. Raises ValueError for a kind that is not known, or an order that can't
    be met."""
    for attempt in range(TRIES):
        drawn: dict[str, Value] = {}
        try:
            for name, kind in kinds.items():
                drawn[name] = _one(name, kind, drawn, rng)
        except _OutOfOrder:
            if attempt == TRIES - 1:
                raise
            continue
        break
    return drawn


def redraw(
    kinds: Mapping[str, Any], drawn: Mapping[str, Value], names: set[str], rng: random.Random
) -> dict[str, Value]:
    """The same scene with other values in the slots `names`, none of which it had before; what must be
    in order with them changes as far as it has to."""
    later, all_in_order = _ordered_by(kinds, names), _ordered_by(kinds, names, both=True)
    for attempt in range(2 * TRIES):
        # nothing comes after the last year of all: then the one before it gives way too
        changed = later if attempt < TRIES else all_in_order
        again: dict[str, Value] = {}
        try:
            for name, kind in kinds.items():
                again[name] = (
                    _one(name, kind, {**drawn, **again}, rng, avoid=drawn[name])
                    if name in changed
                    else drawn[name]
                )
        except _OutOfOrder:
            if attempt == 2 * TRIES - 1:
                raise
            continue
        break
    return again


def _ordered_by(kinds: Mapping[str, Any], names: set[str], both: bool = False) -> set[str]:
    """`names` and the slots that must be in order after one of them, and so on; `both`: or before one."""
    found = set(names)
    for name, kind in list(kinds.items()) * len(kinds):
        order = re.search(r"[<>]\s*(\w+)", kind) if isinstance(kind, str) else None
        if order and order[1] in found:
            found.add(name)
        if order and both and name in found:
            found.add(order[1])
    return found


def fill(template: str, drawn: Mapping[str, Value]) -> str:
    """Raises KeyError for a slot or a form that does not exist."""

    def value(found: re.Match[str]) -> str:
        one = drawn[found["slot"]]
        return one.forms[found["form"]] if found["form"] else one.text

    text = SLOT.sub(value, template)
    text = re.sub(r"(?<=s)'s\b", "'", text) if "{" in template else text
    return text[:1].upper() + text[1:] if template.startswith("{") else text


SLOT = re.compile(r"\{(?P<slot>\w+)(?:\.(?P<form>\w+))?\}")


def slots_of(template: str) -> set[str]:
    return {found["slot"] for found in SLOT.finditer(template)}


def _one(
    name: str,
    kind: Any,
    drawn: Mapping[str, Value],
    rng: random.Random,
    avoid: Value | None = None,
) -> Value:
    if not isinstance(kind, list) and str(kind).split(" ")[0] not in KINDS:
        raise ValueError(f"slot {name}: no kind {kind!r}; there are {', '.join(sorted(KINDS))}")
    make, order = _maker(kind)
    taken = {value.text.casefold() for value in drawn.values()} | (
        {avoid.text.casefold()} if avoid else set()
    )
    for _ in range(TRIES):
        value = make(rng)
        if value.text.casefold() in taken or any(
            value.key == other.key for other in drawn.values() if type(value.key) is type(other.key)
        ):
            continue
        if order is None or order[0](value.key, drawn[order[1]].key):
            return value
    raise _OutOfOrder(f"slot {name}: no value of kind {kind!r} was found in {TRIES} draws")


def _maker(
    kind: Any,
) -> tuple[Callable[[random.Random], Value], tuple[Callable[[Any, Any], bool], str] | None]:
    if isinstance(kind, list):
        return lambda rng: (lambda text: Value(str(text), str(text)))(rng.choice(kind)), None
    found = re.fullmatch(r"(\w+)\s*([<>])\s*(\w+)", kind)
    if not found:
        return KINDS[kind], None
    compare: Callable[[Any, Any], bool] = (
        (lambda a, b: a > b) if found[2] == ">" else (lambda a, b: a < b)
    )
    return KINDS[found[1]], (compare, found[3])


def _country(rng: random.Random) -> Value:
    name = rng.choice(list(COUNTRIES))
    adjective, capital = COUNTRIES[name]
    return Value(name, adjective, {"adj": adjective, "capital": capital})


@cache
def _faker(locale: str) -> Any:
    from faker import Faker

    return Faker(locale)


def _fake(rng: random.Random, what: str) -> str:
    faker = _faker(rng.choice(_CITY_LOCALES if what == "city" else _LOCALES))
    faker.seed_instance(rng.getrandbits(64))
    return str(getattr(faker, what)())


def _person(what: str) -> Callable[[random.Random], Value]:
    def make(rng: random.Random) -> Value:
        first, last = _fake(rng, what).split()[0], _fake(rng, "last_name")
        return Value(f"{first} {last}", last, {"first": first, "last": last})

    return make


def _city(rng: random.Random) -> Value:
    while True:
        name = _fake(rng, "city")
        if len(name.split()) <= 2 and not re.search(r"\d|[.()/]", name):
            return Value(name, name)


def _company(rng: random.Random) -> Value:
    stem, tail = _fake(rng, "last_name"), ""
    if rng.random() < 0.7:
        tail = " " + rng.choice(
            "Group Industries Energy Foods Holdings Motors Steel Airlines Bank Pharma Logistics"
            " Mining Textiles Semiconductors Media Shipping Systems Partners".split()
        )
    return Value(stem + tail, stem)


def _percent(low: float, high: float, decimals: float) -> Callable[[random.Random], Value]:
    def make(rng: random.Random) -> Value:
        number = rng.uniform(low, high)
        text = f"{number:.1f}" if rng.random() < decimals else str(max(1, round(number)))
        unit = rng.choice(("%", "%", "%", " percent", " per cent"))
        return Value(text + unit, float(text))

    return make


def _money(low: float, high: float) -> Callable[[random.Random], Value]:
    def make(rng: random.Random) -> Value:
        amount = low * (high / low) ** rng.random()
        scale, name = next(
            (s for s in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")) if amount >= s[0]),
            (1, ""),
        )
        number = amount / scale
        text = f"{number:.1f}" if number < 20 and name and rng.random() < 0.6 else f"{number:,.0f}"
        key = float(text.replace(",", "")) * scale
        sign, after = rng.choice((("$", ""),) * 4 + (("€", ""), ("£", ""), ("", " yuan")))
        if name and rng.random() < 0.12:
            return Value(f"{sign}{text}{name[0]}{'' if name[0] == 'm' else 'n'}{after}", key)
        return Value(f"{sign}{text}{' ' * bool(name)}{name}{after}", key)

    return make


def _count(low: float, high: float) -> Callable[[random.Random], Value]:
    def make(rng: random.Random) -> Value:
        number = low * (high / low) ** rng.random()
        digits = rng.choice((2, 3, 4))
        step = 10 ** max(0, len(str(int(number))) - digits)
        whole = max(1, round(number / step) * step)
        return Value(f"{whole:,}", float(whole))

    return make


def _small(rng: random.Random) -> Value:
    number = rng.randint(2, 12)
    return Value(_SMALL[number - 2] if rng.random() < 0.7 else str(number), float(number))


def _day(rng: random.Random) -> Value:
    day = date(2023, 1, 1) + timedelta(days=rng.randrange(1200))
    month = f"{day:%B}"
    text = rng.choice((f"{month} {day.day}",) * 4 + (f"{day.day} {month}",))
    if rng.random() < 0.2:
        text += f", {day.year}" if text.startswith(month) else f" {day.year}"
    year = day.year if text[-4:].isdigit() else 2020
    return Value(text, float(year * 400 + day.month * 31 + day.day))


def _month(rng: random.Random) -> Value:
    day = date(rng.randint(2021, 2026), rng.randint(1, 12), 1)
    text = f"{day:%B}" + (f" {day.year}" if rng.random() < 0.25 else "")
    return Value(text, float(day.month))


def _duration(rng: random.Random) -> Value:
    unit, days = rng.choice((("day", 1), ("day", 1), ("week", 7), ("month", 30), ("year", 365)))
    number = rng.choice((30, 60, 90, 10, 45, 120)) if unit == "day" else rng.randint(2, 18)
    text = _SMALL[number - 2] if number <= 12 and rng.random() < 0.6 else str(number)
    return Value(f"{text} {unit}s", float(number * days))


def _minutes(rng: random.Random) -> Value:
    number, unit = rng.choice(((rng.randint(15, 90), "minute"), (rng.randint(2, 14), "hour")))
    text = _SMALL[number - 2] if number <= 12 and rng.random() < 0.6 else str(number)
    return Value(f"{text} {unit}s", float(number * (1 if unit == "minute" else 60)))


def _weekday(rng: random.Random) -> Value:
    names = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    number = rng.randrange(7)
    return Value(names[number], float(number))


def _year(rng: random.Random) -> Value:
    year = rng.randint(1948, 2035)
    return Value(str(year), float(year))


KINDS: dict[str, Callable[[random.Random], Value]] = {
    "country": _country,
    "city": _city,
    "woman": _person("first_name_female"),
    "man": _person("first_name_male"),
    "company": _company,
    "percent": _percent(1, 99, 0.25),
    "rate": _percent(0.1, 9.9, 0.85),  # growth, inflation, interest
    "tariff": _percent(2, 160, 0.08),
    "money": _money(2e6, 9e11),
    "price": _money(3, 9000),
    "count": _count(13, 90_000),
    "crowd": _count(1_000, 9_000_000),
    "small": _small,
    "day": _day,
    "weekday": _weekday,
    "month": _month,
    "year": _year,
    "duration": _duration,
    "minutes": _minutes,
}
