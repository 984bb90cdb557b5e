from __future__ import annotations

import os
import random
import re
import subprocess
import sys

import pytest

from models.train.slots import COUNTRIES, KINDS, Value, draw, fill, redraw, slots_of

NETHERLANDS = Value("the Netherlands", "Dutch", {"adj": "Dutch", "capital": "The Hague"})
LUND = Value("Ada Lund", "Lund", {"first": "Ada", "last": "Lund"})
RATE = Value("4.5%", 4.5)


def drawn(kinds, seed=1):
    return draw(kinds, random.Random(seed))


def texts(values):
    return {name: value.text for name, value in values.items()}


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("percent", r"\d{1,2}(\.\d)?(%| percent| per cent)"),
        ("rate", r"\d{1,2}(\.\d)?(%| percent| per cent)"),
        ("tariff", r"\d{1,3}(\.\d)?(%| percent| per cent)"),
        ("money", r"[$€£]?[\d,]+(\.\d)?( (million|billion|trillion)|m|bn|tn)( yuan)?"),
        ("price", r"[$€£]?[\d,]+( yuan)?"),
        ("count", r"\d{1,3}(,\d{3})*"),
        ("crowd", r"\d{1,3}(,\d{3})+"),
        ("small", r"\d{1,2}|[a-z]{3,6}"),
        ("day", r"([A-Z][a-z]+ \d{1,2}|\d{1,2} [A-Z][a-z]+)(,? 202[3-6])?"),
        ("weekday", r"[A-Z][a-z]+day"),
        ("month", r"[A-Z][a-z]+( 202\d)?"),
        ("year", r"(19|20)\d\d"),
        ("duration", r"(\d+|[a-z]+) (day|week|month|year)s"),
        ("minutes", r"(\d+|[a-z]+) (minute|hour)s"),
        ("woman", r"\S+ \S.*"),
        ("man", r"\S+ \S.*"),
        ("company", r"\S.*"),
        ("city", r"\S+( \S+)?"),
    ],
)
def test_each_kind_has_its_form(kind, pattern):
    for seed in range(40):
        text = drawn({"x": kind}, seed)["x"].text
        assert re.fullmatch(pattern, text), text


def test_no_kind_is_left_untried():
    tried = next(
        mark.args[1]
        for mark in test_each_kind_has_its_form.pytestmark
        if mark.name == "parametrize"
    )
    assert {kind for kind, _ in tried} | {"country"} == set(KINDS)


def test_country_has_the_forms_of_the_table():
    value = drawn({"A": "country"})["A"]
    adjective, capital = COUNTRIES[value.text]
    assert value.forms == {"adj": adjective, "capital": capital}


def test_person_has_first_and_last_name():
    value = drawn({"p": "woman"})["p"]
    assert value.text == f"{value.forms['first']} {value.forms['last']}"


def test_list_gives_one_of_its_texts():
    assert {drawn({"c": ["rye", "oats"]}, seed)["c"].text for seed in range(20)} == {"rye", "oats"}


def test_list_of_numbers_gives_texts():
    assert drawn({"n": [7]})["n"].text == "7"


@pytest.mark.parametrize(
    ("order", "in_order"),
    [("percent > old", lambda a, b: a > b), ("percent < old", lambda a, b: a < b)],
)
def test_ordered_slots_are_in_order(order, in_order):
    for seed in range(100):
        values = drawn({"old": "percent", "new": order}, seed)
        assert in_order(values["new"].key, values["old"].key)


def test_order_may_run_through_three_slots():
    for seed in range(50):
        values = drawn({"a": "year", "b": "year > a", "c": "year > b"}, seed)
        assert int(values["a"].text) < int(values["b"].text) < int(values["c"].text)


def test_order_that_cannot_be_met_is_refused():
    after = {f"d{n + 1}": f"weekday > d{n}" for n in range(7)}  # an eighth day of the week
    with pytest.raises(ValueError, match=r"slot d\d: no value of kind 'weekday > d\d'"):
        drawn({"d0": "weekday", **after})


@pytest.mark.parametrize("kind", ["emperor", "countries", ""])
def test_unknown_kind_is_refused_by_name(kind):
    with pytest.raises(ValueError, match=f"slot x: no kind '{kind}'; there are city, company"):
        drawn({"x": kind})


def test_values_differ_from_each_other():
    names = [f"s{n}" for n in range(7)]
    for seed in range(10):
        days = drawn(dict.fromkeys(names, "weekday"), seed)
        assert len({value.text for value in days.values()}) == 7
        people = drawn(dict.fromkeys(names, "man"), seed)
        assert len({value.forms["last"] for value in people.values()}) == 7


def test_countries_of_one_adjective_do_not_meet(monkeypatch):
    both = dict.fromkeys(("Britain", "the United Kingdom"), ("British", "London"))
    monkeypatch.setattr("models.train.slots.COUNTRIES", both)
    with pytest.raises(ValueError, match="slot B"):
        drawn({"A": "country", "B": "country"})


def test_list_with_too_few_texts_is_refused():
    with pytest.raises(ValueError, match="slot c"):
        drawn({"b": ["rye"], "c": ["rye"]})


def test_same_seed_gives_the_same_values():
    kinds = dict.fromkeys(KINDS, "") | {kind: kind for kind in KINDS}
    assert texts(drawn(kinds, 7)) == texts(drawn(kinds, 7))
    assert texts(drawn(kinds, 7)) != texts(drawn(kinds, 8))


def test_redraw_changes_the_named_slots_alone():
    kinds = {"A": "country", "B": "country", "old": "percent", "crop": ["rye", "oats", "maize"]}
    for seed in range(50):
        before = drawn(kinds, seed)
        after = redraw(kinds, before, {"A", "crop"}, random.Random(seed + 1))
        assert (after["B"], after["old"]) == (before["B"], before["old"])
        # nothing that stood anywhere before stands in a changed slot now
        known = {value.text for value in before.values()}
        assert after["A"].text not in known and after["crop"].text not in known
        assert list(after) == list(kinds)


def test_redraw_keeps_the_order_of_a_later_slot():
    kinds = {"old": "percent", "new": "percent > old"}
    for seed in range(50):
        before = drawn(kinds, seed)
        if before["old"].key > 80:  # leave room above
            continue
        after = redraw(kinds, before, {"new"}, random.Random(seed))
        assert after["old"] == before["old"] and after["new"].key > after["old"].key


def test_redraw_keeps_the_order_of_an_earlier_slot():
    kinds = {"old": "percent", "new": "percent > old"}
    for seed in range(50):
        before = drawn(kinds, seed)
        after = redraw(kinds, before, {"old"}, random.Random(seed))
        assert after["new"].key > after["old"].key


def test_redraw_of_what_has_no_other_value_is_refused():
    kinds = {"crop": ["rye"]}
    with pytest.raises(ValueError, match="slot crop"):
        redraw(kinds, drawn(kinds), {"crop"}, random.Random(1))


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("Rates in {A} rose to {r}.", "Rates in the Netherlands rose to 4.5%."),
        ("{A} cut its rate.", "The Netherlands cut its rate."),  # a capital at the start
        ("{A.adj} rates in {A.capital}", "Dutch rates in The Hague"),
        ("{p}, or {p.first} to friends, or Ms {p.last}", "Ada Lund, or Ada to friends, or Ms Lund"),
        ("{A}'s bank and {p}'s", "The Netherlands' bank and Ada Lund's"),
        ("no slots, so the boss's word", "no slots, so the boss's word"),
        ("{r}", "4.5%"),
    ],
)
def test_fill_puts_the_values_in(template, filled):
    assert fill(template, {"A": NETHERLANDS, "p": LUND, "r": RATE}) == filled


@pytest.mark.parametrize(
    ("template", "missing"),
    [("{B} fell", "'B'"), ("{A.king} fell", "'king'"), ("{r.adj}", "'adj'")],
)
def test_fill_refuses_what_does_not_exist(template, missing):
    with pytest.raises(KeyError, match=missing):
        fill(template, {"A": NETHERLANDS, "r": RATE})


def test_slots_of_a_template():
    assert slots_of("{A.adj} and {B} and {A}, {p.last} but no braces") == {"A", "B", "p"}


def test_redraw_moves_the_earlier_slot_where_nothing_is_left_after_it():
    kinds = {"old": "weekday", "new": "weekday > old"}
    before = {"old": Value("Saturday", 5.0), "new": Value("Sunday", 6.0)}
    after = redraw(kinds, before, {"new"}, random.Random(1))
    assert after["new"].key > after["old"].key and after["new"].text != "Sunday"


def test_values_are_the_same_in_every_process():
    script = (
        "import random; from models.train.slots import KINDS, draw;"
        "print([draw({'x': kind}, random.Random(n))['x'].text for kind in KINDS for n in range(40)])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
