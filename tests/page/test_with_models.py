"""The page with the real models over the sample archive, guarded against the network."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest

from eval.questions import load_questions
from tests.offline import offences
from tests.page.browsing import answers, ask, open_archive_tab, says
from tests.page.served import over_mcp

# a browser on a busy machine: once more, and pytest says so
pytestmark = [pytest.mark.models, pytest.mark.flaky(reruns=1)]

LAPSE = "When does the truce struck in May lapse?"
SLOW = 60_000  # milliseconds: the first question waits for PyTorch


@pytest.fixture
def page(open_pages, real_page):
    yield open_pages(real_page[0])
    assert offences(real_page[1]) == []


def test_programs_ask_over_http(real_page):
    from gradio_client import Client

    address, folder = real_page
    with urllib.request.urlopen(address, timeout=30) as response:
        assert "Dateline" in response.read().decode()
    client = Client(address, verbose=False, analytics_enabled=False)
    answer = client.predict(LAPSE, api_name="/ask")
    assert answer["short"] == "August 12"
    assert answer["citations"][0]["title"] == "Stockholm round ends with no breakthrough"
    assert "the question is empty" in client.predict("?", api_name="/ask")["error"]
    _, (found,) = over_mcp(address, ("search", {"question": "truce", "k": 1}))
    assert len(json.loads(found.content[0].text)["passages"]) == 1
    assert offences(folder) == []


def test_answer_and_its_proof(page):
    ask(page, LAPSE)
    (text,) = answers(page, 1, SLOW)
    assert text.startswith("August 12 [1]")
    assert re.search(r"\d+% sure", text)
    page.click("#talk .short + .cite")
    page.wait_for_selector("#source .sentence")
    assert page.inner_text("#source h3") == "Stockholm round ends with no breakthrough"
    assert page.inner_text("#source .sentence mark") == "August 12"
    page.click("text=Everything that was read")
    page.wait_for_selector("#evidence td >> text=used")


def test_what_is_not_told_is_refused_with_the_nearest(page):
    ask(page, "Who won the football match in Madrid?")
    (text,) = answers(page, 1, SLOW)
    assert text.startswith("Not in these articles.")
    assert "passages of" in text and "The nearest that they say" in text
    page.click("#talk .abstained .cite >> nth=0")
    page.wait_for_selector("#source .sentence")


def test_filter_bounds_what_is_read(page):
    page.click("text=Where to look")
    until = "label:has-text('Published until') input, label:has-text('Published until') textarea"
    page.fill(until, "2025-06-30")
    page.press(until, "Tab")  # what is left takes effect, also where the machine is busy
    ask(page, LAPSE)
    (text,) = answers(page, 1, SLOW)
    assert "July 2025" not in text


def test_stop_reaches_the_process_of_the_model(page):
    ask(page, LAPSE)
    page.click("button:has-text('Stop')")
    (text,) = answers(page, 1, SLOW)
    assert text == "Stopped." or text.startswith("August 12")  # it may have been quicker
    ask(page, LAPSE)
    assert answers(page, 2, SLOW)[1].startswith("August 12")


def test_pasted_article_is_asked_and_removed(page):
    open_archive_tab(page, "Stockholm round")
    page.click("text=Paste an article")
    page.fill(
        "#paste textarea",
        "The lighthouse of Sandvik was lit again on 5 May 2025, after nine years of repair.",
    )
    title = "label:has-text('Title') input, label:has-text('Title') textarea"
    page.fill(title, "Lighthouse of Sandvik lit")
    page.click("button:has-text('Add this text')")
    says(page, "1 article added", SLOW)
    page.click("button[role='tab']:has-text('Ask')")
    ask(page, "When was the lighthouse of Sandvik lit again?")
    assert answers(page, 1, SLOW)[0].startswith("5 May 2025")
    page.click("button[role='tab']:has-text('Archive')")
    page.locator("#articles").get_by_text("Lighthouse of Sandvik lit").last.click()
    page.click("button:has-text('Remove this article')")
    page.click("button:has-text('Yes, remove it')")
    says(page, "Removed: Lighthouse of Sandvik lit", SLOW)


def test_reader_is_opened_anew_with_other_settings(page):
    page.click("text=How it answers")
    page.click("#use")
    page.wait_for_selector("#reader-said >> text=answers from now on", timeout=SLOW)
    ask(page, LAPSE)
    assert answers(page, 1, SLOW)[0].startswith("August 12")


def test_follow_up_is_searched_with_what_it_leans_on_and_corrected(page):
    ask(page, LAPSE)
    answers(page, 1, SLOW)
    ask(page, "And where was it struck?")
    answers(page, 2, SLOW)
    page.click("text=Where to look")
    searched = page.locator("#searched textarea, #searched input")
    assert searched.input_value() == f"{LAPSE} August 12 And where was it struck?"
    page.wait_for_timeout(500)  # Gradio says the last of an answer twice
    searched.fill("What share of rare earths does China mine?")
    searched.press("Enter")
    page.wait_for_selector("#talk >> text=/rare earths/", timeout=SLOW)
    assert len(answers(page, 2, SLOW)) == 2


WATCH = """() => new MutationObserver(() => {
    if (!document.querySelector("#talk .short")) window.takenAway = true;
}).observe(document.body, {childList: true, subtree: true})"""


def test_question_is_edited_retried_and_taken_back(page):
    ask(page, "Who won the football match in Madrid?")
    answers(page, 1, SLOW)
    page.click("#talk [aria-label='Edit'], #talk [title='Edit']")
    page.locator("#talk textarea").fill(LAPSE)
    page.click("#talk [aria-label='Submit'], #talk [title='Submit']")
    page.wait_for_selector("#talk .short >> text=August 12", timeout=SLOW)
    page.evaluate(WATCH)  # what was read once is read again in an instant, too short to wait for
    page.click("#talk [aria-label='Retry'], #talk [title='Retry']")
    page.wait_for_function("window.takenAway")
    assert answers(page, 1, SLOW)[0].startswith("August 12")
    page.click("#talk [aria-label='Undo'], #talk [title='Undo']")
    page.wait_for_function("document.querySelectorAll('#talk .user').length == 0")


def test_answer_is_copied_saved_and_judged(page, tmp_path):
    ask(page, LAPSE)
    answers(page, 1, SLOW)
    page.click("#talk [data-copy]")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("August 12 [1]\n[1] “The clock")
    for button, name in (("Save as Markdown", "talk.md"), ("Save as JSON lines", "talk.jsonl")):
        with page.expect_download() as saved:
            page.click(f"text={button}")
        saved.value.save_as(tmp_path / name)
    assert (tmp_path / "talk.md").read_text().startswith(f"## {LAPSE}")
    assert json.loads((tmp_path / "talk.jsonl").read_text())["short"] == "August 12"
    page.click("#talk [aria-label='Like'], #talk [title='Like']")
    page.fill("#remark textarea", "It says when.")
    page.keyboard.press("Enter")
    with page.expect_download() as saved:
        page.click("text=Feedback as questions")
    saved.value.save_as(tmp_path / "questions.jsonl")
    assert LAPSE in [q.question for q in load_questions(tmp_path / "questions.jsonl")]


def test_two_people_are_answered_and_do_not_see_each_other(open_pages, real_page):
    first, second = open_pages(real_page[0]), open_pages(real_page[0])
    ask(first, LAPSE)
    ask(second, "On what day did China announce that rare earth exports would need licences?")
    assert answers(first, 1, SLOW)[0].startswith("August 12")
    assert answers(second, 1, SLOW)[0].startswith("April 4")
    assert "need licences" not in first.inner_text("#talk")
