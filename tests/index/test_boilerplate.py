from __future__ import annotations

import time

import pytest

from index.boilerplate import keep_prose, opens_section

PROSE = "The harbour company will run a second ferry from the first of March."

FURNITURE = [
    "Skip to main content",
    "Home | World | Business | Sport",
    "News › Europe › Switzerland",
    "Sign in",
    "Advertisement",
    "Share this article on Facebook",
    "Facebook Twitter WhatsApp Email",
    "Twitter",
    "Copy link",
    "1.2K shares",
    "0FansLike",
    "35 Followers Follow",
    "12 comments",
    "4 min read",
    "Photo: Ann Reed / Post",
    "Image credit: the harbour company",
    "https://example.org/ferry?utm_source=feed",
    "ferry.jpg?w=640&h=480)",
    "&w=640&q=80)",
    "![the ferry](ferry.jpg)",
    "[All ferries](https://example.org/ferries)",
    "* * *",
    "________",
    "Source link",
    "Published in Harbour & Sea",
    "Filed under: ferries, islands",
    "Tags: ferry, islands, timetable",
    "Also read: Old ferry sold for scrap",
    "Read more: why the islands are emptying",
    "Subscribe to our weekly digest and never miss a sailing",
    "Sign up for the morning briefing",
    "Follow us on Telegram",
    "Download our app for Android",
    "Click here for the timetable",
    "Get the latest ferry news delivered to your inbox",
    "Stay tuned for more",
    "Please enter your name here",
    "Your email address will not be published. Required fields are marked *",
    "No comments yet",
    "Be the first to comment!",
    "We use cookies to improve your visit",
    "Accept all cookies",
    "All rights reserved.",
    "Skip to contentSkip to site index",
    "Accessibility helpSkip to navigationSkip to main contentSkip to footer",
    "Open navigation menu",
    "list 1 of 3",
    "View image in fullscreen",
    "toggle caption",
    "Listen · 3:45",
    "(5 min)",
    "2 of 3 | The ferry at its berth. (Wire/Ann Reed)",
    "Ad Feedback",
    "SKIP ADVERTISEMENT",
    "Story continues below",
    "Please turn on JavaScript to use this feature",
    "Your browser does not support the audio element.",
    "(END)",
    "FOR IMMEDIATE RELEASE",
    "A version of this article appears in print on Page 12 with the headline: Ferries.",
    "Write to Ann Reed at ann.reed@example.org",
    "ann.reed@example.org",
    "Posted in Islands | Tagged ferries | 3 Comments",
    "Read moreOld ferry sold for scrap",
    "Watch: The old ferry leaves",
    "← Older post",
    "The Harbour Briefing newsletter has all you need to sail. Sign up here.",
    "Thanks for reading! Subscribe for free to receive new posts.",
    "Add Island Post as your preferred source to see more of us.",
    "We use some essential cookies to make this website work.",
    "Privacy ∙ Terms ∙ Collection notice",
    "Copyright © 2025 Post. All rights reserved. No part may be used in any form or by any means at all.",
    "The Post is not responsible for the content of external sites.",
    "Is this page useful?",
    "Updated at 23.08 GMT",
    "2 hours ago",
    "Click to share on Facebook (Opens in new window) Facebook",
    "Share this articleComments",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_goes(line):
    assert keep_prose([line, PROSE]) == [PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "Shares of the ferry company rose 3.4% on Friday.",
        "Comments by the mayor drew a rebuke from two islanders.",
        "Related articles of the treaty were signed in Bern.",
        "Latest news from the islands was grim, the mayor said.",
        "Read more slowly, the judge told the lawyer.",
        "Search teams found the boat off the coast on Sunday.",
        "Follow us, the guide said, and they did.",
        "Home to 300 people, the island has one shop.",
        "Menu prices rose by a tenth.",
        "Print runs are falling, publishers say.",
        "Twitter said on Monday that it would appeal.",
        "Stay connected to the shore, the captain warned, or drift.",
        "4 minutes were left when the captain scored.",
        "12 comments were deleted by the court.",
        "Save the whales, she said.",
        "Skip next year's vote, one party tells its members",
        "Watch: the bond market may turn.",
        "To see this post as a triumph is to misread it.",
        "Contact between the two ended in May.",
        "Press release writers are worried.",
        "« Nous partons », a-t-il dit.",
        "Two days ago it rained.",
        "Like this: a small boat, a large sea.",
        "An official website of the city listed 12 dead on Monday.",
        "Cookies on sale at the fair made $300.",
        "This story appeared in 1990 in print and led to the fall of the minister.",
        "Our standards: we check every claim, the editor said.",
        "Support for journalism fell in all but two states",
        "Share on offer: 5% of the port",
        "Unlock phones for free",
        "340 responses to “Option B” came from farmers, the council said on Monday.",
        "Why it matters",  # a heading of the story itself
        "It depends on ferries > planes, he joked.",
        "He asked: why?",
        "– We wait, she said.",
    ],
)
def test_prose_that_resembles_furniture_stays(line):
    assert keep_prose([PROSE, line]) == [PROSE, line.removeprefix("– ")]


@pytest.mark.parametrize(
    "heading",
    [
        "Related Articles",
        "LEAVE A REPLY",
        "You may also like",
        "Most read",
        "Stay Connected",
        "Comments (3)",
        "More from Harbour News",
        "Trending now",
        "About the author:",
        "Follow us",
        "Read next",
        "Related",
        "Explore more on these topics",
    ],
)
def test_section_goes_until_prose_returns(heading):
    assert opens_section(heading)
    others = ["Old ferry sold for scrap", "Mayor resigns", "Post a picture"]
    assert keep_prose([PROSE, heading, *others]) == [PROSE]
    assert keep_prose([PROSE, heading, *others, PROSE, "Why it matters"]) == [
        PROSE,
        PROSE,
        "Why it matters",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Live Events (You can now subscribe to our (You can now subscribe to our Harbour channel "
        "Fares stay.",
        "Fares stay. #ferry #islands",
        "Fares stay. (Click here to see the timetable)",
        "Fares stay, opens new tab.",
        "Fares stay (opens in a new window).",
        "• Fares stay.",
        "- Fares stay.",
    ],
)
def test_promotion_hashtags_and_bullet_are_taken_off_a_line(line):
    assert keep_prose([line]) == ["Fares stay."]


@pytest.mark.parametrize(
    "heading",
    ["3 thoughts on “Second ferry”", "Discussion about this post", "Leave a Reply Cancel reply"],
)
def test_comments_of_readers_are_not_the_story_though_they_read_like_it(heading):
    comment = "I drove eleven extra miles today, and I thought of your column all the way."
    assert keep_prose([PROSE, heading, "Bo says:", comment, "Reply"]) == [PROSE]


def test_one_hash_is_no_row_of_hashtags():
    assert keep_prose(["Fares stay in berth #4"]) == ["Fares stay in berth #4"]


@pytest.mark.parametrize(
    "line",
    [
        "&a=b" * 20_000 + " x",
        "#a" * 20_000 + " !",
        "a@" * 50_000 + " x!",
        "(You can now subscribe to our " * 3_000,
    ],
)
def test_hostile_line_takes_no_long(line):
    began = time.perf_counter()
    keep_prose([line])
    assert time.perf_counter() - began < 5
