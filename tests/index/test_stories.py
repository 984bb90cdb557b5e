from __future__ import annotations

from index.cleaning import clean
from index.records import PublicationDate, RawArticle
from index.stories import split_stories

OWN = "The harbour company will run a second ferry to the islands from the first of March."
ICE = (
    "Skaters took to the frozen lake on Sunday although the police had warned that the ice was"
    " too thin, and two of them had to be pulled out by the fire brigade before noon."
)
VOTE = (
    "The council of the old town voted late on Monday to close its market square to cars, a plan"
    " that shopkeepers had fought for years and that will now begin before the summer holidays."
)
ICE_CARD = ["Island Post", "24 minutes ago", "- Island Post", "Two skaters saved from lake", ICE]
VOTE_CARD = ["Town Herald", "June 9, 2025", "Cars must leave the market square", VOTE]


def test_page_with_cards_is_split_into_its_stories():
    own, ice, vote = split_stories(["Second ferry", OWN, *ICE_CARD, *VOTE_CARD])
    assert own.lines == ("Second ferry", OWN)
    assert not own.is_card
    assert (ice.title, ice.source) == ("Two skaters saved from lake", "Island Post")
    assert ice.lines == (ICE,)
    assert ice.published == PublicationDate()  # "24 minutes ago" counts from the crawl
    assert (vote.title, vote.source) == ("Cars must leave the market square", "Town Herald")
    assert vote.lines == (VOTE,)
    assert vote.published == PublicationDate("2025-06-09")


def test_cards_do_not_inherit_the_metadata_of_the_page():
    lines = ["Second ferry", OWN, "Related Articles", *ICE_CARD, *VOTE_CARD]
    raw = RawArticle(
        "\n\n".join(lines),
        "html",
        title="Second ferry",
        published=PublicationDate("2024"),
        source="Page",
        author="Ann Reed",
        url="https://example.org/ferry",
    )
    own, ice, vote = clean(raw)
    assert (own.text, own.source, own.url) == (OWN, "Page", "https://example.org/ferry")
    assert (ice.text, ice.source, ice.author, ice.url) == (ICE, "Island Post", None, None)
    assert ice.published.value is None
    assert (vote.text, vote.published.value) == (VOTE, "2025-06-09")


def test_page_that_begins_with_a_card():
    assert [story.source for story in split_stories(VOTE_CARD + ICE_CARD)] == [
        "Town Herald",
        "Island Post",
    ]


def test_page_without_cards_is_one_story():
    lines = ["Second ferry", OWN, "Why it matters", VOTE]
    (story,) = split_stories(lines)
    assert story.lines == tuple(lines)


def test_name_and_time_under_the_headline_are_no_card():
    for time in ("June 10, 2025", "2 hours ago"):
        lines = ["Second ferry", "Ann Reed", time, "Islanders rejoice at last", VOTE, OWN]
        (story,) = split_stories(lines)
        assert story.lines == tuple(lines)


def test_time_within_a_story_opens_no_card():
    short = ["Island Post", "24 minutes ago", "Two skaters saved", "Police had warned of it."]
    sentence = ["A witness", "I saw it 24 minutes ago", "Two skaters saved", VOTE]
    for lines in (short, sentence):
        assert len(split_stories(["Second ferry", OWN, *lines])) == 1


def test_no_lines_no_stories():
    assert split_stories([]) == []
