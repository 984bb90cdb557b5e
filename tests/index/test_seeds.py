"""What the five seed pages must yield. Expected by reading them, not by running the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from index.cleaning import clean
from index.readers import read_articles
from index.records import Article


@dataclass(frozen=True)
class Expected:
    title_line: int | None  # of the page, from 1: the titles themselves are not ours to print
    source: str | None
    published: str | None
    precision: str
    paragraphs: int
    words: tuple[str, ...]  # that must survive


# Lines of prose were counted by hand: lines, less the title, less the furniture.
SEEDS = {
    # 32 lines - title - 10 of furniture (from the source link on)
    "000": [
        Expected(
            1,
            None,
            "2025-06-10",  # of the update: no other day is stated
            "day",
            21,
            ("Key Takeaways", "tit-for-tat", "Folkerts-Landau", "Lutnick", "90-day", "April 2.",
             "Blank Rome", "Can Hurt One Another", "Update, June 10, 2025"),
        )
    ],
    # 33 lines - title - the line of date and category
    "001": [
        Expected(
            1,
            None,
            "2025-07-29",
            "day",
            31,
            ("Stockholm", "Li Chenggang", "ByteDance", "additional 30% tariff", "August 12",
             "$295 billion", "$50 billion", "de-risk", "FAQs", "confrontation?"),
        )
    ],
    # 41 lines - image query - title - 5 of furniture - 3 cards of 4 header lines and 1 of text
    "002": [
        Expected(
            2,
            None,
            None,
            "unknown",
            19,
            ("Jamieson Greer", "90-minute", "April 4", "99.9 percent", "17 metals",
             "currency manipulator", "Netherlands", "civilian applications."),
        ),
        Expected(
            33,
            "Time of India",
            None,
            "unknown",
            1,
            ("Aadhaar", "210 tourists", "4,000 m", "Sukhu", "for tourists. A beginning",
             "border, including", "Kaurik"),
        ),
        Expected(
            40,
            "Time of India",
            None,
            "unknown",
            1,
            ("Piyush Goyal", "90%", "June 4", "Indian Rare Earths Ltd", "wake-up call", "Bern"),
        ),
        Expected(
            47,
            "Hindustan Times",
            None,
            "unknown",
            1,
            ("Tom Homan", "Posse Comitatus", "§ 1385", "Fifth and Fourteenth", "Tenth Amendment"),
        ),
    ],
    # 21 lines - title - section line - rule - credit line - "Comments"
    "003": [
        Expected(
            1,
            "Bloomberg L.P.",
            "2025",  # of the credit line
            "year",
            16,
            ("Kevin Hassett", "Josh Lipsky", "Huawei Technologies Co.", "10% baseline", "the UK.",
             "“very well.”"),
        )
    ],
    # 16 lines, all of them prose
    "004": [
        Expected(
            None,
            None,
            None,
            "unknown",
            16,
            ("Lancaster House", "145%", "69%", "Swetha Ramachandran", "Royal Mint Court", "2018",
             "July 9", "2.9%", "4.8%", "3.4%", "Rachel Reeves", "90-day"),
        )
    ],
}  # fmt: skip

FURNITURE = [
    "Source link", "Related Articles", "LEAVE A REPLY", "Please enter", "Stay Connected",
    "0FansLike", "0FollowersFollow", "0SubscribersSubscribe", "Latest Articles", "Category:",
    "Published:", "Published in", "&w=3840", "q=100", "Try Our AI Features", "Explore what", "Daily8",
    "No comments yet", "Comments", "minutes ago", "- Time of India", "- Hindustan Times",
    "Live Events", "You can now subscribe", "WhatsApp channel", "Visit bloomberg.com",
    "Tribune Content Agency", "____", "#USTrade", "#ChinaTrade", "#EconomicRelations", "©",
]  # fmt: skip

ONE_STORY_ONLY = {"Aadhaar": 1, "Shipki": 1, "Goyal": 2, "wake-up": 2, "Newsom": 3, "Homan": 3}


@pytest.fixture(scope="module")
def articles(seeds_dir: Path) -> dict[str, list[Article]]:
    found = {}
    for path in seeds_dir.glob("*.txt"):
        raws, problems = read_articles(path.read_bytes(), "txt", path.name)
        assert problems == []
        found[path.name[:3]] = [article for raw in raws for article in clean(raw)]
    return found


def test_every_seed_is_expected(articles):
    assert {name: len(found) for name, found in articles.items()} == {
        name: len(stories) for name, stories in SEEDS.items()
    }


@pytest.mark.parametrize(
    ("name", "position"),
    [(name, i) for name, stories in SEEDS.items() for i in range(len(stories))],
)
def test_story(articles, seeds_dir, name, position):
    article, expected = articles[name][position], SEEDS[name][position]
    (page,) = seeds_dir.glob(f"{name}_*.txt")
    lines = page.read_text("utf-8").split("\n")
    assert article.title == (expected.title_line and lines[expected.title_line - 1].strip())
    assert article.source == expected.source
    assert (article.author, article.url) == (None, None)
    assert article.published.value == expected.published
    assert article.published.precision == expected.precision
    assert len(article.text.split("\n\n")) == expected.paragraphs
    assert [word for word in expected.words if word not in article.text] == []


@pytest.mark.parametrize("furniture", FURNITURE)
def test_no_furniture_is_left(articles, furniture):
    assert not any(furniture in article.text for found in articles.values() for article in found)


@pytest.mark.parametrize(("word", "position"), ONE_STORY_ONLY.items())
def test_facts_of_one_merged_story_are_in_no_other(articles, word, position):
    assert [word in article.text for article in articles["002"]] == [
        i == position for i in range(4)
    ]


def test_stories_end_where_they_end(articles):
    assert not articles["000"][0].text.startswith(articles["000"][0].title)
    assert articles["001"][0].text.endswith("confrontation?")
    assert articles["002"][0].text.endswith("civilian applications.")
    assert articles["003"][0].text.endswith("Lipsky said.")
