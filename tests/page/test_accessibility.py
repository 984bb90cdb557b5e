"""The page's states by axe-core: WCAG 2 A and AA, contrast included; by keyboard; on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.page.browsing import MARKUP, OPENED, answers, ask, open_archive_tab

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
expect = pytest.importorskip("playwright.sync_api").expect

WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    # Gradio's own: its list of examples and its grid hold buttons, which are no items and no rows
    "rules": {"aria-required-children": {"enabled": False}},
    "resultTypes": ["violations"],
}
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}

# a browser on a busy machine: once more, and pytest says so
pytestmark = pytest.mark.flaky(reruns=1)


def violations(page: Any) -> list[str]:
    """What axe finds on the page as it is now, one line a rule and place."""
    # what still comes in or fades is not what a person reads
    page.wait_for_function("document.getAnimations().every(a => a.playState !== 'running')")
    page.wait_for_timeout(300)
    found = axe_playwright.Axe().run(page, options=WCAG).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def theme(request) -> Any:
    return request.param


@pytest.fixture(params=list(SIZES))
def page(request, visit, theme):
    page = visit(color_scheme=theme, viewport=SIZES[request.param])
    page.wait_for_selector("#talk .examples")  # it is all there
    return page


def test_every_state_of_asking_is_accessible(page):
    assert violations(page) == []  # empty
    ask(page, OPENED)
    answers(page, 1)
    page.click("#talk .cite >> nth=0")
    page.wait_for_selector("#source .sentence")
    page.click("text=Everything that was read")
    page.wait_for_selector("#evidence td")
    for accordion in ("Where to look", "How it answers"):
        page.click(f"text={accordion}")
    assert violations(page) == []  # an answer, its source, its evidence, the settings
    ask(page, "¿Cuándo se abrió el puente del puerto de la ciudad?")
    answers(page, 2)
    ask(page, "?")
    answers(page, 3)
    assert page.locator("#talk .abstained").count() == 1
    assert page.locator("#talk .failed").count() == 1
    assert violations(page) == []


def test_archive_is_accessible(page):
    open_archive_tab(page)
    assert violations(page) == []
    page.locator("#articles").get_by_text("Bridge opens").last.click()
    page.wait_for_selector("#article .article")
    page.click("text=Paste an article")
    assert violations(page) == []


def test_nothing_runs_over_the_edge_of_a_phone(visit):
    page = visit(viewport=SIZES["phone"])
    ask(page, f"When did the tower in Evilton open {MARKUP}?")
    answers(page, 1)
    page.click("#talk .cite >> nth=0")
    page.wait_for_selector("#source .sentence")
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 390
    open_archive_tab(page)
    assert page.evaluate(wide) <= 390


def test_proof_is_reached_and_opened_by_keyboard(visit):
    page = visit()
    ask(page, OPENED)  # the question has the focus from the start
    answers(page, 1)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#talk .short + .cite')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#source .sentence mark")).to_have_text("4 March 2025")


def test_article_is_opened_by_keyboard(visit):
    page = visit()
    open_archive_tab(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#articles [role=gridcell]')"):
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#article .article")
