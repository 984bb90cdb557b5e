from __future__ import annotations

import pytest

from rag.recency import asks_for_now, newest


@pytest.mark.parametrize(
    ("question", "does"),
    [
        ("What tariff does China charge now?", True),
        ("Who is currently in the lead?", True),
        ("What is the current rate?", True),
        ("What did the latest survey find?", True),
        ("When is the vote on the revised budget?", True),
        ("What was agreed at the latest talks?", True),
        ("Today, who leads?", True),
        ("How many have signed so far?", True),
        ("What has been spent to date?", True),
        ("Why is the new line so far behind?", False),
        ("Why did the ship go so far?", False),
        ("What does the fort date to, and is the plan up to date?", False),
        ("What does it cost as things stand?", True),
        ("What is known of it?", False),
        ("What was Norland's current account surplus?", False),
        ("Who owns USA Today?", False),
        ("By when must it be signed at the latest?", False),
        ("Must it be signed at the latest by Friday?", False),
        ("Who has the Snow Prize?", False),
    ],
)
def test_questions_on_how_things_stand_now(question, does):
    assert asks_for_now(question) == does


@pytest.mark.parametrize(
    ("days", "last"),
    [
        (["2025-06-10", None, "2025-07-01"], "2025-07-01"),
        (["2025", "2025-06"], "2025-06"),
        ([None], None),
        ([], None),
    ],
)
def test_newest_of_dates_that_may_lack_month_or_day(days, last):
    assert newest(days) == last
