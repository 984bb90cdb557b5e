from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.places import capitalised, countries, country_of, without_countries


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("KE", ["Kenya", "Kenyan", "Kenyans", "Nairobi"]),
        ("NO", ["Norway", "Norwegian", "Norwegians", "Oslo"]),
        ("US", ["America", "Americans", "the United States", "US", "USA", "U.S.", "U.S.A."]),
        ("GB", ["Britain", "Great Britain", "British", "UK", "U.K.", "United Kingdom"]),
        ("NL", ["the Netherlands", "Holland", "Dutch", "The Hague"]),
        ("EU", ["EU", "E.U.", "Europe", "European Union", "Brussels"]),
        ("RU", ["Russia", "Russians", "Moscow", "the Kremlin"]),
        ("NZ", ["New Zealand", "Wellington"]),
        ("AE", ["UAE", "Emirati", "United Arab Emirates"]),
        ("PG", ["Papua New Guinea"]),
        ("DO", ["Dominican Republic"]),
        ("SS", ["South Sudan"]),
    ],
)
def test_names_demonyms_and_capitals_are_one_country(code, names):
    assert {name: countries(f"So {name} built a bridge.") for name in names} == {
        name: {code} for name in names
    }


@pytest.mark.parametrize(
    "form", ["Kenya's", "Kenya’s", "(Kenya)", "“Kenya”", "Kenya,", "Kenya-built"]
)
def test_marks_around_a_name_do_not_hide_it(form):
    assert countries(f"the {form} ferry") == {"KE"}


@pytest.mark.parametrize("form", ["U.S.'s", "U.S.-built", "US-built", "(U.S.A.)", "USA,", "US’s"])
def test_marks_around_initials_do_not_hide_them(form):
    assert countries(f"the {form} ferry") == {"US"}


def test_all_countries_of_a_text_are_found_once_each():
    text = "Kenya and Uganda share a lake; Nairobi and Kampala share the ferry to Tanzania."
    assert countries(text) == {"KE", "UG", "TZ"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The harbour bridge is open.",
        "They gave us the bridge, and it was in use.",
        "IT is what it IS, IN all.",
        "They eat turkey from china.",
        "The USS Alba left the BUSES behind.",
        "An oak from Indiana.",
        "Ada Lund of Sandvik spoke.",
    ],
)
def test_words_that_only_look_like_a_country_are_none(text):
    assert countries(text) == set()
    assert without_countries(text) == text


def test_longer_name_wins():
    assert countries("Nigeria") == {"NG"}
    assert countries("Niger") == {"NE"}
    assert countries("Guinea-Bissau") == {"GW"}
    assert countries("Mexico City") == {"MX"}
    assert without_countries("in Mexico City now") == "in   now"


def test_text_without_its_countries():
    assert without_countries("Kenya's bridge to Uganda.") == "  bridge to  ."
    assert without_countries("the U.S. ferry") == "the   ferry"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kenya", "KE"),
        ("Kenya's", "KE"),
        ("the Netherlands", "NL"),
        ("The Netherlands", "NL"),
        ("the U.S.", "US"),
        ("Oslo", "NO"),
        ("kenya", None),
        ("Kenya and Uganda", None),
        ("Sandvik", None),
        ("the", None),
        ("", None),
    ],
)
def test_country_that_a_name_is(name, code):
    assert country_of(name) == code


_PARTS = [
    "Kenya",
    "U.S.",
    "U",
    ".",
    "s",
    "'",
    "’s",
    "EU",
    "The ",
    "New ",
    "Zealand",
    " ",
    "Nigeria",
]


@given(st.lists(st.sampled_from(_PARTS)).map("".join) | st.text(max_size=60))
def test_text_without_its_countries_is_no_longer_and_changes_only_by_them(text):
    rest = without_countries(text)
    assert len(rest) <= len(text)
    assert (rest == text) == (not countries(text))
    assert all(len(code) == 2 and code.isupper() for code in countries(text))


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("does china's duty fall on us goods", "does China's duty fall on US goods"),
        (
            "what do the us and the eu charge saudi arabia",
            "what do the US and the EU charge Saudi Arabia",
        ),
        ("what did it tell us", "what did it tell us"),
        ("What does china charge", "What does China charge"),
        ("what does China charge on german cars", "what does China charge on german cars"),
    ],
)
def test_countries_that_were_typed_without_capitals(typed, named):
    assert capitalised(typed) == named
