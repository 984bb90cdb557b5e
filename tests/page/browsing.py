"""What tests do in the browser, and the reader behind the page that they open."""

from __future__ import annotations

import time
from typing import Any

from index.errors import Stopped
from tests.rag_fakes import FakeGenerator

OPENED = "When did the harbour bridge open?"
EVIL = "<img src=x onerror=window.bad=1>"
MARKUP = f"{EVIL} ![x](http://example.org/x.png) <b>bold</b> $295 &lt;i&gt;"
SHORT = 30_000  # milliseconds; a slow machine may need half of it


class Slow(FakeGenerator):
    """Thinks for as long as `seconds` says, or until it is stopped. Knows three questions."""

    seconds = 0.0

    def log_likelihoods(self, messages: Any, answers: Any, exact: Any = None) -> list[float]:
        for _ in range(round(self.seconds / 0.05)):
            time.sleep(0.05)
            if self.stopped is not None and self.stopped():
                raise Stopped("stopped")
        asked = messages[-1]["content"].rsplit("Question", 1)[-1]
        self.likely = {"5 May 2025" if "Evilton" in asked else "4 March 2025": -0.1}
        if "toll" in asked:
            self.likely = {"15 euros": -0.1, "12 euros": -0.2}
        return super().log_likelihoods(messages, answers, exact)


def ask(page: Any, question: str) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")


def answers(page: Any, count: int, timeout: float = SHORT) -> list[str]:
    """The texts of the answers, when there are so many. `timeout` in milliseconds."""
    from playwright.sync_api import expect

    done = page.locator("#talk").locator(".answered, .abstained, .failed")
    expect(done).to_have_count(count, timeout=timeout)
    return list(done.all_inner_texts())


def open_archive_tab(page: Any, title: str = "Bridge opens") -> None:
    """Opens it, and waits for the row of an article."""
    from playwright.sync_api import expect

    page.click("button[role='tab']:has-text('Archive')")
    expect(page.locator("#articles").get_by_text(title).last).to_be_visible()


def says(page: Any, text: str, timeout: float = SHORT) -> None:
    """Waits until the archive's tab says so. `timeout` in milliseconds."""
    from playwright.sync_api import expect

    expect(page.locator("#status")).to_contain_text(text, timeout=timeout)
