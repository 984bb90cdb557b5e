from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning import clean, mend_spacing, normalise
from index.readers import read_articles
from index.records import RawArticle

WORDS = [
    "ferry",
    "islands",
    "Bern",
    "council",
    "3.4%",
    "café",
    "“now”",
    "U.S.",
    "snow—ice",
    "$50",
    "it’s",
]

sentences = st.lists(st.sampled_from(WORDS), min_size=6, max_size=20).map(
    lambda words: "Then the " + " ".join(words) + " came home."
)
paragraphs = st.lists(sentences, min_size=1, max_size=4).map(" ".join)
prose = st.lists(paragraphs, min_size=1, max_size=6).map("\n\n".join)

PIECES = [
    "Second ferry for the islands", "", "Related Articles", "Island Post", "24 minutes ago",
    "- Island Post", "June 10, 2025", "©2025 Island Post", "LEAVE A REPLY", "By Ann Reed", "#", "•",
    "& w=1", "Update, June 2025: more.", "The " + "ferry " * 25 + "sails.", "\u200b",
    "\x0c", "|", ". ,",
]  # fmt: skip
pages = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=16).map("\n".join)
# Lone surrogates too: JSON and file names bring them.
anything = st.text(st.characters(exclude_categories=()), max_size=200)


@given(prose)
def test_clean_prose_is_kept(text):
    (article,) = clean(RawArticle(text, "txt", title="Second ferry"))
    assert article.text == text
    (again,) = clean(RawArticle(article.text, "txt", title=article.title))
    assert again == article


@given(pages | anything, anything | st.none())
def test_any_text_gives_the_same_storable_articles_each_time(text, title):
    raw = RawArticle(text, "txt", title=title, source=title, author=title, url=title)
    articles = clean(raw)
    assert clean(raw) == articles
    for article in articles:
        for field in (article.text, article.title, article.source, article.author, article.url):
            assert field is None or (field.encode("utf-8") and field == field.strip())
        assert all(paragraph.strip() for paragraph in article.text.split("\n\n"))


def test_lone_surrogates_from_json_become_storable():
    line = rb'{"text": "Snow \ud800 fell on Bern.", "title": "A \ud800 B", "source": "\udfff"}'
    (article,) = clean(read_articles(line, "jsonl", "n.jsonl")[0][0])
    assert article.text == "Snow \ufffd fell on Bern."
    assert (article.title, article.source) == ("A \ufffd B", "\ufffd")


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("itâ€™s", "it’s"),
        ("Ferry &amp; islands", "Ferry & islands"),
        ("a\u00a0b\t c", "a b c"),
        ("so\u00adft\u200b \ufeff", "soft"),
        ("cafe\u0301", "café"),
        ("\ufb01ne “quotes”", "fine “quotes”"),
        (" one \r\n two ", "one\ntwo"),
        ("Home  News  Sport", "Home | News | Sport"),
        ("Up\tDown\tSame again", "Up | Down | Same again"),
        ("Wheat  12  13", "Wheat 12 13"),
        (
            "Gold  Ann Reed  Norway\nSilver  Bo Stone  Peru",
            "Gold Ann Reed Norway\nSilver Bo Stone Peru",
        ),
        ("It rose.  It fell.  It rose.", "It rose. It fell. It rose."),
    ],
)
def test_characters_are_mended(raw, mended):
    assert normalise(raw) == mended


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("open to tourists.A start is made", "open to tourists. A start is made"),
        ('because of this."Islanders agree', 'because of this." Islanders agree'),
        ("the border , said he", "the border, said he"),
        ("see www.example.Org and a@mail.Example", "see www.example.Org and a@mail.Example"),
        ("the U.S.A. and 3.4 or .NET", "the U.S.A. and 3.4 or .NET"),
    ],
)
def test_spacing_is_mended_outside_addresses(line, mended):
    assert mend_spacing(line) == mended


def test_title_is_not_repeated_in_the_text():
    (article,) = clean(
        RawArticle("SECOND FERRY\n\nIt sails in March.", "txt", title="Second ferry")
    )
    assert (article.title, article.text) == ("Second ferry", "It sails in March.")


def test_metadata_of_the_format_comes_first():
    raw = RawArticle("Snow in Bern\nBy Bo Li\nSource: Globe\nSnow fell.", "md", source="Post")
    (article,) = clean(raw)
    assert (article.title, article.source, article.author) == ("Snow in Bern", "Post", "Bo Li")
    assert article.text == "Snow fell."


def test_nothing_but_furniture_is_no_article():
    assert clean(RawArticle("Sign in\nAdvertisement\n* * *\nLEAVE A REPLY", "txt", title="X")) == []


PROSE = "The harbour company will run a second ferry from the first of March."


@pytest.mark.parametrize("title", ["Second ferry to sail", "Second ferry to sail | Island Post"])
def test_title_below_a_kicker_is_not_repeated_either(title):
    (article,) = clean(RawArticle(f"Islands\nSecond ferry to sail\n{PROSE}", "html", title=title))
    assert (article.title, article.text) == ("Second ferry to sail", f"Islands\n\n{PROSE}")


def test_page_copied_whole_from_a_browser():
    page = f"""Skip to content
Island Post
World
Islands
Sign in
Second ferry for the northern islands
Fares stay as they are, the company says
By
Ann Reed
Published10 June 2025
Share
View image in fullscreen
{PROSE}
Read more: Old ferry sold for scrap
Advertisement
{PROSE}
Read next
Mayor resigns over fares
June 8, 2025
Privacy policy
"""
    (article,) = clean(RawArticle(page, "txt"))
    assert article.title == "Second ferry for the northern islands"
    assert (article.author, article.published.value) == ("Ann Reed", "2025-06-10")
    assert article.text.split("\n\n") == [
        "Fares stay as they are, the company says",
        PROSE,
        PROSE,
    ]
