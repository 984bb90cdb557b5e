from __future__ import annotations

import pytest

from index.metadata import Stated, take_metadata, take_title
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
        ("Copyright 2025 by Island Post", Stated(on("2025"), "Island Post")),
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
