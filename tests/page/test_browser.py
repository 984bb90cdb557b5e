"""The page in a real browser, over fakes: what a person sees, and that nothing leaves the machine."""

from __future__ import annotations

import time
from typing import Any

import pytest

from eval.questions import load_questions
from index.build import Progress
from tests.page.browsing import EVIL, MARKUP, OPENED, SHORT, answers, ask, open_archive_tab, says

expect = pytest.importorskip("playwright.sync_api").expect

# a browser on a busy machine: once more, and pytest says so
pytestmark = pytest.mark.flaky(reruns=1)


def test_answer_comes_with_its_proof_which_opens_in_its_article(visit, reader):
    page = visit()
    reader.seconds = 1.0
    ask(page, OPENED)
    page.wait_for_selector("text=Reading")  # the evidence, while the model reads
    assert page.locator("#talk .short").count() == 0
    (text,) = answers(page, 1)
    assert text.startswith("4 March 2025 [1]")
    page.click("#talk .short + .cite")
    page.wait_for_selector("#source .sentence")
    assert page.inner_text("#source h3") == "Bridge opens"
    assert page.inner_text("#source .sentence mark") == "4 March 2025"
    assert "cut the ribbon" in page.inner_text("#source .article")  # the rest of the article too


def test_values_of_two_days_are_plotted(visit):
    page = visit()
    ask(page, "How many euros is the toll in the Norland tunnel?")
    (text,) = answers(page, 1)
    assert "15 euros" in text and "12 euros" in text
    page.wait_for_selector("#values canvas, #values svg")
    ask(page, OPENED)
    answers(page, 2)
    expect(page.locator("#values")).to_be_hidden()


def test_markup_of_articles_and_questions_is_text(visit):
    page = visit()
    ask(page, f"When did the tower in Evilton open {MARKUP}?")
    answers(page, 1)
    assert MARKUP in page.locator("#talk .user").first.inner_text()
    page.click("#talk .cite >> nth=0")
    page.wait_for_selector("#source .sentence")
    assert page.inner_text("#source h3") == MARKUP
    assert "<b>Evilton</b> opened on" in page.inner_text("#source .sentence")
    page.click("text=Everything that was read")
    page.wait_for_selector("#evidence td")
    for place in ("#talk", "#source", "#evidence"):
        assert page.locator(f"{place} img, {place} b:not(.abstained b)").count() == 0
    assert page.locator("#source a").count() == 0
    assert page.evaluate("window.bad") is None


def test_stop_stops_the_model_and_asking_goes_on(visit, reader):
    page = visit()
    reader.seconds = 60
    ask(page, OPENED)
    page.wait_for_selector("text=Reading")
    began = time.monotonic()
    page.click("button:has-text('Stop')")
    assert answers(page, 1) == ["Stopped."]
    assert time.monotonic() - began < SHORT / 1000
    reader.seconds = 0
    ask(page, OPENED)
    assert answers(page, 2)[1].startswith("4 March 2025")


def test_stop_comes_before_the_question_has_its_turn(visit, reader):
    first, second = visit(), visit()
    reader.seconds = 2.0
    ask(first, OPENED)
    first.wait_for_selector("text=Reading")
    ask(second, OPENED)
    second.wait_for_selector("#talk .user")
    second.click("button:has-text('Stop')")
    assert answers(second, 1) == ["Stopped."]
    assert answers(first, 1)[0].startswith("4 March 2025")


def test_new_conversation_is_empty_though_a_question_was_under_way(visit, reader):
    page = visit()
    ask(page, OPENED)
    answers(page, 1)
    reader.seconds = 2.0
    ask(page, "When did the tower in Evilton open?")
    page.wait_for_selector("text=Reading")
    page.click("text=New conversation")
    page.wait_for_timeout(3000)
    answers(page, 0)
    reader.seconds = 0
    ask(page, OPENED)
    assert len(answers(page, 1)) == 1


def test_follow_up_shows_what_was_searched_for_and_lets_it_be_corrected(visit):
    page = visit()
    ask(page, OPENED)
    answers(page, 1)
    ask(page, "And what did it cost?")
    answers(page, 2)
    page.click("text=Where to look")
    searched = page.locator("#searched textarea, #searched input")
    expect(searched).to_have_value(f"{OPENED} 4 March 2025 And what did it cost?")
    page.wait_for_timeout(500)  # Gradio says the last of an answer twice
    searched.fill("apple harvest Norland")
    searched.press("Enter")
    expect(page.locator("#talk")).to_contain_text("The apple harvest", timeout=SHORT)
    assert len(answers(page, 2)) == 2  # in place of the last answer


def test_question_is_edited_asked_again_and_taken_back(visit, reader):
    page = visit()
    ask(page, "When did the <b>tower</b> in Evilton open?")
    assert answers(page, 1)[0].startswith("5 May 2025")
    page.click("#talk [aria-label='Edit'], #talk [title='Edit']")
    box = page.locator("#talk textarea")
    box.fill(OPENED)
    page.click("#talk [aria-label='Submit'], #talk [title='Submit']")
    expect(page.locator("#talk .short")).to_have_text("4 March 2025", timeout=SHORT)
    expect(page.locator("#talk .user")).to_contain_text(OPENED)
    reader.seconds = 1.0
    page.click("#talk [aria-label='Retry'], #talk [title='Retry']")
    page.wait_for_selector("text=Reading")
    assert answers(page, 1)[0].startswith("4 March 2025")
    page.click("#talk [aria-label='Undo'], #talk [title='Undo']")
    expect(page.locator("#talk .user")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value(OPENED)


def test_example_is_asked(visit):
    page = visit()
    page.click("#talk button:has-text('By how much did the apple harvest in Norland fall?')")
    answers(page, 1)
    assert "apple harvest in Norland" in page.locator("#talk .user").inner_text()


def test_answer_is_copied_and_conversation_saved(visit, tmp_path):
    page = visit()
    ask(page, OPENED)
    answers(page, 1)
    page.click("#talk [data-copy]")
    assert page.evaluate("navigator.clipboard.readText()").startswith("4 March 2025 [1]\n[1] “The")
    with page.expect_download() as saved:
        page.click("text=Save as Markdown")
    saved.value.save_as(tmp_path / "talk.md")
    assert (tmp_path / "talk.md").read_text().startswith(f"## {OPENED}")
    page.click("text=New conversation")
    answers(page, 0)
    ask(page, OPENED)
    answers(page, 1)
    page.click("#talk [aria-label='Clear'], #talk [title='Clear']")  # Gradio's own way
    answers(page, 0)
    ask(page, "And what did it cost?")
    answers(page, 1)
    page.click("text=Where to look")
    searched = page.locator("#searched textarea, #searched input")
    expect(searched).to_have_value("And what did it cost?")


def test_opinion_of_an_answer_is_kept_and_becomes_a_question(visit, tmp_path):
    page = visit()
    ask(page, OPENED)
    answers(page, 1)
    page.click("#talk [aria-label='Like'], #talk [title='Like']")
    page.fill("#remark textarea", "It says when.")
    page.keyboard.press("Enter")
    expect(page.locator("#remark")).to_be_hidden()
    with page.expect_download() as saved:
        page.click("text=Feedback as questions")
    saved.value.save_as(tmp_path / "questions.jsonl")
    (question,) = load_questions(tmp_path / "questions.jsonl")
    assert question.question == OPENED and question.accepted[0].forms() == ["4 March 2025"]


def test_two_people_are_served_in_turn_and_do_not_see_each_other(visit, reader):
    first, second = visit(), visit()
    reader.seconds = 3.0
    ask(first, OPENED)
    first.wait_for_selector("text=Reading")
    ask(second, "When did the tower in Evilton open?")
    second.wait_for_selector(r"#talk >> text=/queue: 1\/1/")  # its place in the queue
    assert answers(first, 1)[0].startswith("4 March 2025")
    assert answers(second, 1)[0].startswith("5 May 2025")
    assert "Evilton" not in first.inner_text("#talk")
    assert "harbour" not in second.locator("#talk .user").inner_text()
    second.reload()
    second.wait_for_selector("#question textarea")
    answers(second, 0)  # what was said is gone with its session


# The archive


def test_added_files_are_listed_and_those_that_cannot_be_read_are_told(visit, tmp_path):
    lamp = f"The lamp of {tmp_path.name} was lit on 5 May 2025 at noon, in Evilton."
    (tmp_path / "lamp.txt").write_text(lamp)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    page = visit()
    open_archive_tab(page)
    page.set_input_files(
        "#files input[type='file']", [tmp_path / "lamp.txt", tmp_path / "broken.pdf"]
    )
    says(page, "1 article added")
    says(page, "broken.pdf")
    expect(page.locator("#articles").get_by_text("untitled").last).to_be_visible()
    expect(page.locator("#files")).not_to_contain_text("lamp.txt")  # room for the next ones


def test_a_pasted_article_is_listed_read_and_removed(visit, tmp_path):
    page = visit()
    open_archive_tab(page)
    page.click("text=Paste an article")
    page.wait_for_timeout(500)  # what is filled in before the boxes are laid out is lost
    page.fill("label:has-text('Title') input, label:has-text('Title') textarea", MARKUP + " pasted")
    page.click("button:has-text('Add this text')")
    says(page, "there is no text to add")
    page.fill("#paste textarea", f"A tale of {EVIL} and more, told in {tmp_path.name}.")
    page.click("button:has-text('Add this text')")
    says(page, "1 article added")
    page.locator("#articles").get_by_text(f"{MARKUP} pasted").last.click()
    page.wait_for_selector("#article .article")
    assert page.inner_text("#article h3") == f"{MARKUP} pasted"
    assert f"A tale of {EVIL}" in page.inner_text("#article .article")
    assert page.evaluate("window.bad") is None
    page.click("button:has-text('Remove this article')")
    page.click("button:has-text('Keep it')")
    page.click("button:has-text('Remove this article')")
    page.click("button:has-text('Yes, remove it')")
    says(page, f"Removed: {MARKUP} pasted")
    expect(page.locator("#articles")).not_to_contain_text("pasted")


def test_questions_are_answered_while_articles_come_in_and_that_can_be_cancelled(
    visit, tmp_path, monkeypatch
):
    def slow(*given: Any, progress: Progress, **more: Any) -> Any:
        for done in range(1200):
            progress("reading", done, 1200)
            time.sleep(0.05)

    monkeypatch.setattr("rag.page.shelf.build_index", slow)
    (tmp_path / "lamp.txt").write_text("The lamp of Sandvik was lit on 5 May 2025.")
    page, other = visit(), visit()
    open_archive_tab(page)
    page.set_input_files("#files input[type='file']", [tmp_path / "lamp.txt"])
    page.wait_for_selector("text=/reading/")  # the bar of the stage
    ask(other, OPENED)
    assert answers(other, 1)[0].startswith("4 March 2025")
    page.click("button:has-text('Cancel')")
    says(page, "stopped; nothing was changed")
    expect(page.locator("#articles")).not_to_contain_text("lamp")


def test_address_that_is_none_is_refused_without_the_network(visit):
    page = visit()
    open_archive_tab(page)
    page.fill(
        "label:has-text('Address of a page') input, label:has-text('Address of a page') textarea",
        "file:///etc/passwd",
    )
    page.click("button:has-text('Fetch it')")
    says(page, "is no address of a page")
