"""Times that an article tells from its own."""

from __future__ import annotations

import pytest

from index.records import Span
from rag.days import time_meant

WEDNESDAY = "2025-06-11"


def meant(sentence: str, told: str, published: str | None = WEDNESDAY) -> str | None:
    start = sentence.index(told)
    return time_meant(sentence, Span(start, start + len(told)), published)


@pytest.mark.parametrize(
    ("sentence", "told", "day"),
    [
        ("The ferry sank off Bar on Monday.", "Monday", "2025-06-09"),
        ("The ferry sank off Bar on Wednesday.", "Wednesday", "2025-06-11"),
        ("The ferry was raised on Thursday night.", "Thursday night", "2025-06-05"),
        ("On Sunday, divers found the bell.", "Sunday", "2025-06-08"),
        ("Tuesday's meeting ended without a vote.", "Tuesday", "2025-06-10"),
        ("The envoys will meet in Oslo on Friday.", "Friday", "2025-06-13"),
        ("A ruling is expected on Monday.", "Monday", "2025-06-16"),
        ("The bridge is to be opened on Saturday.", "Saturday", "2025-06-14"),
        ("The bill will be decided on Tuesday.", "Tuesday", "2025-06-17"),
        ("She said on Monday that the ships would sail.", "Monday", "2025-06-09"),
        ("She said the ships would sail on Friday.", "Friday", "2025-06-13"),
        ("The mine was shut yesterday.", "yesterday", "2025-06-10"),
        ("The mine opens tomorrow.", "tomorrow", "2025-06-12"),
    ],
)
def test_the_last_such_day_of_what_was_and_the_next_of_what_will_be(
    sentence: str, told: str, day: str
) -> None:
    assert meant(sentence, told) == day


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("On Monday the talks resume.", "Monday"),  # no verb that tells
        ("The duty has applied since Monday.", "Monday"),
        ("The duty will apply from Monday.", "Monday"),
        ("The council will meet next Friday.", "Friday"),
        ("The council met last Friday.", "Friday"),
        ("The council will meet on Wednesday.", "Wednesday"),  # that day, or a week later
        ("The council met on Tuesday, June 3.", "Tuesday, June 3"),  # told in full
        ("The council met on Tuesday, June 3.", "Tuesday"),
        ("The Sunday ferry was cancelled.", "Sunday"),
        ("The council met in June.", "June"),
        ("He thought the talks might run into Friday.", "Friday"),
        ("He said the vote could come on Friday.", "Friday"),
        ("He allowed that Friday might bring a vote.", "Friday"),
        ("The council met between Monday and Wednesday.", "Monday and Wednesday"),
        ('"We sail tomorrow," said the captain.', "tomorrow"),  # said on another day, perhaps
        ("Each needs a hundred on Monday.", "Monday"),  # no past, though they end as one
    ],
)
def test_nothing_is_said_where_it_is_in_doubt(sentence: str, told: str) -> None:
    assert meant(sentence, told) is None


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The union said the strike starts on Friday.", "Friday"),
        ("Talks resume on Friday, officials said.", "Friday"),
        ("Schools are closed on Friday.", "Friday"),
        ("Rain is predicted for Friday.", "Friday"),
        ("He was ordered to appear on Friday.", "Friday"),
        ("He promised to publish the report on Friday.", "Friday"),
        ("The United States and China meet in London on Friday.", "Friday"),
        ("A ceasefire brokered by Qatar takes effect on Friday.", "Friday"),
        ("The deal reached in May takes effect on Friday.", "Friday"),
        ("The wounded return on Friday.", "Friday"),
        ("He was due in court on Monday.", "Monday"),
        ("He wants the bill passed on Friday.", "Friday"),
        ("Oil rose as traders awaited a meeting on Sunday.", "Sunday"),
        ("Tensions rose ahead of Sunday's vote.", "Sunday"),
        ("He put off Friday's meeting.", "Friday"),
        ("It was the worst Monday on record.", "Monday"),
        ("'We will leave tomorrow,' he said.", "tomorrow"),
        ("The meeting originally planned for Friday has been cancelled.", "Friday"),
        ("The ferry would have sailed on Tuesday.", "Tuesday"),
        ("He told USA Today so.", "Today"),
        ("He played for Sheffield Wednesday.", "Wednesday"),
        ("It was closed on Good Friday.", "Friday"),
        ("He left the day before yesterday.", "yesterday"),
        ("He will come the day after tomorrow.", "tomorrow"),
        ("Prices rose 3% in the last year.", "last year"),
        ("It grew in its last year of independence.", "last year"),
    ],
)
def test_nothing_is_said_of_what_only_looks_so(sentence: str, told: str) -> None:
    assert meant(sentence, told) is None


@pytest.mark.parametrize("published", [None, "2025", "2025-06"])
def test_the_articles_own_day_must_be_known(published: str | None) -> None:
    assert meant("The ferry sank on Monday.", "Monday", published) is None


@pytest.mark.parametrize(
    ("told", "published", "time"),
    [
        ("last year", "2025-06-11", "2024"),
        ("early next year", "2025", "2026"),
        ("May last year", "2025-06", "2024-05"),
        ("August 2 last year", "2025-06-11", "2024-08-02"),
        ("2 August last year", "2025-06-11", "2024-08-02"),
        ("early May last year", "2025-06-11", "2024-05"),
        ("June 31 last year", "2025-06-11", None),
        ("last month", "2025-01-11", "2024-12"),
        ("next month", "2025-12", "2026-01"),
        ("earlier this month", "2025-06-11", "2025-06"),
        ("last month", "2025", None),
        ("last year", None, None),
        ("last week", "2025-06-11", None),
        ("two years ago", "2025-06-11", None),
    ],
)
def test_months_and_years_are_counted_from_the_articles_own(
    told: str, published: str | None, time: str | None
) -> None:
    assert meant(f"The ferry sank {told}.", told, published) == time


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("told", ["yesterday", "tomorrow", "last month", "next year"])
def test_there_is_nothing_before_the_first_year_or_after_the_last(
    told: str, published: str
) -> None:
    assert meant(f"He left {told}.", told, published) is None
