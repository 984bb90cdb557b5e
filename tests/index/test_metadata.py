from __future__ import annotations

import pytest

from index.metadata import Stated, below_menu, take_metadata, take_title
from index.records import PublicationDate

BODY = [f"Sentence number {n} of the story says nothing of itself." for n in range(30)]


def on(day: str) -> PublicationDate:
    return PublicationDate(day)


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Published: 2025-06-10 20:30:13 | Category: harbour", Stated(on("2025-06-10"))),
        ("Posted on June 10, 2025", Stated(on("2025-06-10"))),
        ("Last updated: 10 June 2025", Stated(on("2025-06-10"))),
        ("June 2025", Stated(on("2025-06"))),
        ("By Ann Reed and Bo Li", Stated(author="Ann Reed and Bo Li")),
        ("Author: Ann Reed", Stated(author="Ann Reed")),
        ("Source: Island Post", Stated(source="Island Post")),
        ("By Ann Reed | June 10, 2025", Stated(on("2025-06-10"), author="Ann Reed")),
        ("©2025 Island Post. Visit example.org.", Stated(on("2025"), "Island Post")),
        ("(c) 2025 Island News L.P. All rights reserved.", Stated(source="Island News L.P.")),
        ("Copyright © 2025 Island Post", Stated(on("2025"), "Island Post")),
        ("© Island Post Ltd. Reproduction prohibited.", Stated(source="Island Post Ltd.")),
        ("Copyright 2025 by Island Post", Stated(on("2025"), "Island Post")),
        ("PublishedJune 10 2025", Stated(on("2025-06-10"))),
        ("Posted on June 10, 2025 by Ann Reed", Stated(on("2025-06-10"), author="Ann Reed")),
        ("Posted 10 Jun 2025, updated 11 Jun 2025", Stated(on("2025-06-10"))),
        ("Issued on: 30/06/2025 - 16:05", Stated(on("2025-06-30"))),
        ("06/10/2025 04:05 PM", Stated(on("2025"))),  # June or October
        ("Editor: Bo Li", Stated()),
        ("By Ann Reed, Bo Li and Carl Voss", Stated(author="Ann Reed, Bo Li and Carl Voss")),
        ("By Ann Reed, Island Post", Stated(author="Ann Reed")),
        ("by Ann Reed, Science Editor", Stated(author="Ann Reed")),
        ("By Ann Reed in Bern", Stated(author="Ann Reed")),
    ],
)
@pytest.mark.parametrize("at_end", [False, True])
def test_line_of_metadata_is_read_and_taken_out(line, stated, at_end):
    lines = [*BODY, line] if at_end else [line, *BODY]
    assert take_metadata(lines) == (stated, BODY)


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Update, June 10, 2025: The fares were added.", Stated(on("2025-06-10"))),
        ("Correction (10 June 2025): The fares were wrong.", Stated(on("2025-06-10"))),
        (
            "BERN, June 10, 2025 (Island Wire) - Fares stay.",
            Stated(on("2025-06-10"), "Island Wire"),
        ),
        ("BERN (Island Wire) — Fares stay.", Stated(source="Island Wire")),
        ("BERN, June 10 — Fares stay.", Stated()),
        ("DUNMORE, Mass. (Island Wire) — Fares stay.", Stated(source="Island Wire")),
    ],
)
def test_line_that_also_says_something_stays(line, stated):
    assert take_metadata([line, *BODY]) == (stated, [line, *BODY])


@pytest.mark.parametrize(
    "line",
    [
        "Copyright lawsuits multiply",
        "Copyright law protects the timetable.",
        "By Sunday the ferry was full.",
        "By Tuesday Morning, Bern was quiet",
        "Fares on June 10, 2025: what you need to know",
        "Published reports differ",
        "2025",
        "Update: two boats collide",
        "Date: still open",
        "Tuesday",
        "The source: an islander",
    ],
)
def test_prose_that_resembles_metadata_stays(line):
    assert take_metadata([line, *BODY]) == (Stated(), [line, *BODY])


def test_line_in_mid_article_is_not_asked():
    lines = [*BODY[:15], "Published: 2025-06-10", *BODY[15:]]
    assert take_metadata(lines) == (Stated(), lines)


def test_publication_outranks_update_outranks_credit():
    credit, update = "©2024 Island Post", "Updated: 2025-06-12"
    assert take_metadata([credit, update, "Published: 2025-06-10"])[0].published == on("2025-06-10")
    assert take_metadata([credit, update])[0].published == on("2025-06-12")
    assert take_metadata([credit])[0].published == on("2024")


def test_year_of_a_page_footer_is_no_publication_date():
    assert take_metadata(["© 2025 Island Post. All rights reserved."])[0].published.value is None


@pytest.mark.parametrize(
    "line", ["Second ferry for the islands", "# Second ferry", "Will it sail?"]
)
def test_first_line_is_the_title(line):
    assert take_title([line, *BODY]) == (line.lstrip("# "), BODY)


@pytest.mark.parametrize("line", ["Ferries", "A second ferry will sail.", "They said:", "w " * 26])
def test_first_line_that_is_no_title_stays(line):
    assert take_title([line, *BODY]) == (None, [line, *BODY])


def test_lone_line_is_text():
    assert take_title(["Second ferry"]) == (None, ["Second ferry"])


@pytest.mark.parametrize(
    "line",
    [
        "June 10, 20254:05 PM UTCUpdated 2 hours ago",
        "Jun 10, 2025 - Business",
        "Jun 10th 2025|Bern",
        "Monday 10 June 2025 16:05, UK",
        "All News 16:05 June 10, 2025",
        "10 Jun 2025 / 16:05 / Island Post",
        "06/10/2025June 10, 2025",
        "Published: 4:05pm, 10 Jun 2025Updated: 6:30pm, 11 Jun 2025",
    ],
)
def test_day_before_the_prose_may_have_a_place_or_a_section_beside_it(line):
    assert take_metadata(["Second ferry", line, *BODY]) == (
        Stated(on("2025-06-10")),
        ["Second ferry", *BODY],
    )
    lines = [*BODY, line]
    assert take_metadata(lines)[1][-1:] in ([line], BODY[-1:])


@pytest.mark.parametrize(
    "line",
    [
        "1 May 1940 – 3 June 2025",
        "Signed 3 June 2019",
        "Election day June 3, 2026",
        "May 1, 2025: strike begins",
        "The ferry on May 3, 2019",
        "Republic founded 3 June 2019",
    ],
)
def test_day_of_the_story_before_the_prose_dates_nothing(line):
    assert take_metadata(["Second ferry", line, *BODY]) == (Stated(), ["Second ferry", line, *BODY])


def test_byline_with_paper_and_update():
    lines = ["Second ferry", "By Ann Reed | Island Post | Updated: 2025-06-10 09:12", *BODY]
    assert take_metadata(lines) == (
        Stated(on("2025-06-10"), author="Ann Reed"),
        ["Second ferry", *BODY],
    )


def test_label_on_a_line_of_its_own():
    lines = ["Second ferry", "By", "Ann Reed", "Published", "10 June 2025", *BODY]
    stated = Stated(on("2025-06-10"), author="Ann Reed")
    assert take_metadata(lines) == (stated, ["Second ferry", *BODY])
    lines = ["Second ferry", "Published", "in two languages", *BODY]
    assert take_metadata(lines) == (Stated(), lines)


def test_all_that_stands_before_the_prose_is_asked():
    menu = [f"Label {n}" for n in "abcdefghijklmno"]
    assert take_metadata([*menu, "June 10, 2025", *BODY])[0].published == on("2025-06-10")


def test_day_of_a_related_story_dates_nothing():
    related = ["Read next", "Old ferry sold for scrap", "June 9, 2025"]
    assert take_metadata([*BODY, *related])[0].published.value is None
    credit = "©2025 Island Post"
    assert take_metadata([*BODY, *related, credit])[0].source == "Island Post"


def test_stated_publication_outranks_a_day_alone():
    lines = ["June 12, 2025 at 9:00", "Second ferry", "Published: 2025-06-10", *BODY]
    assert take_metadata(lines)[0].published == on("2025-06-10")


def test_stamps_of_one_day_are_no_chronology():
    stamps = ["Second ferry", "25 Nov 2025 23.05 GMT", BODY[0], "25 Nov 2025 22.41 GMT", BODY[1]]
    assert take_metadata(stamps)[0].published == on("2025-11-25")


HEADLINE = "Second ferry for the northern islands"


@pytest.mark.parametrize(
    "menu",
    [
        ["Skip to content", "Island Post", "World"],
        ["World", "Business", "Islands and coast"],
        ["Weather", "Watch"],
        ["Island Post", "Home / Islands / Ferries"],
    ],
)
def test_headline_stands_below_the_menu_of_a_copied_page(menu):
    assert below_menu([*menu, HEADLINE, "By Ann Reed", *BODY]) == [HEADLINE, "By Ann Reed", *BODY]


@pytest.mark.parametrize(
    "lines",
    [
        [HEADLINE, "Fares stay as they are, the company says"],
        ["Fix the bridge", "Share", "Nobody needs another study of it"],
        ["Fix the bridge", "By Ann Reed", "Nobody needs another study of it"],
        ["https://example.org/bridge", "Fix the bridge", "Nobody needs another study of it"],
        ["Skip to content", "Fix the bridge", "Nobody needs another study of it"],
        ["Islands", "Ferries", "Boats"],
    ],
)
def test_what_may_be_a_headline_stays(lines):
    assert below_menu([*lines, *BODY]) == [*lines, *BODY]
