from __future__ import annotations

import errno
from pathlib import Path

import pytest

from index.errors import SourceError, Stopped, StoreWriteFailed
from index.fetching import FetchedPage
from rag.page import shelf as shelves
from rag.page.desk import Desk
from rag.page.shelf import Shelf, summary
from tests.rag_fakes import FakeGenerator, open_archive, pipeline

LAMP = "The lighthouse of Sandvik was lit again on 7 June 2025 after two dark years."
OPENED = "When did the harbour bridge open?"


def never() -> bool:
    return False


def quiet(stage, done, total) -> None:
    pass


@pytest.fixture
def desk(tmp_path):
    store = open_archive(tmp_path)
    ready = pipeline(store, FakeGenerator({"7 June 2025": -0.1}), index=tmp_path / "index")
    return Desk(ready)


@pytest.fixture
def shelf(desk):
    return Shelf(desk)


def titles(shelf) -> list[str]:
    return sorted(str(row[0]) for row in shelf.rows())


BEFORE = ["Apples", "Bridge opens", "Ferry", "Ferry"]


def test_articles_are_listed_the_newest_first(shelf):
    first = shelf.rows()[0]
    assert first[:3] == ["Apples", "Globe", "2025-09"]
    article = shelf.article(first[4])
    assert article is not None and first[3] == len(article.text)
    assert shelf.article("0" * 12) is None


def test_articles_are_counted_by_month_and_source(shelf):
    shelf.add_text(LAMP, "Lamp", "Post", "2025", quiet, never)  # of no month
    shelf.add_text(f"{LAMP} So it was.", "Lamp", "Post", "2024-01", quiet, never)
    assert shelf.by_month() == [
        ("2024-01", "Evening Post", 1),
        ("2024-01", "Post", 2),
        ("2025-03", "Post", 1),
        ("2025-09", "Globe", 1),
    ]


def test_added_file_is_asked_at_once(shelf, desk, tmp_path):
    (tmp_path / "lamp.md").write_text(f"---\ntitle: Lamp\n---\n{LAMP}")
    report = shelf.add_files([tmp_path / "lamp.md"], quiet, never)
    assert (report.added, report.problems) == (1, [])
    assert titles(shelf) == sorted([*BEFORE, "Lamp"])
    (tmp_path / "lamp.md").unlink()  # what a page was sent does not stay where it was
    answer = desk.pipeline.answer("When was the lighthouse of Sandvik lit?")
    assert answer.short == "7 June 2025"
    assert [path.name for path in shelf.folder.iterdir()] == ["lamp.md"]


def test_file_that_fails_is_named_and_the_others_come_in(shelf, tmp_path):
    (tmp_path / "lamp.txt").write_text(LAMP)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    paths = [tmp_path / name for name in ("broken.pdf", "lamp.txt", "photo.jpg")]
    report = shelf.add_files(paths, quiet, never)
    assert report.added == 1
    assert report.problems[0].startswith("can't read photo.jpg: an article is a .htm")
    assert report.problems[1].startswith("can't read broken.pdf: ") and len(report.problems) == 2
    assert [path.name for path in shelf.folder.iterdir()] == ["lamp.txt"]
    assert summary(report).splitlines() == ["1 article added, 5 in all.", *report.problems]


@pytest.mark.parametrize("names", [[], ["photo.jpg"]])
def test_nothing_to_read_is_refused(shelf, tmp_path, names):
    with pytest.raises(SourceError):
        shelf.add_files([tmp_path / name for name in names], quiet, never)
    assert titles(shelf) == BEFORE


def test_second_file_of_a_name_is_another_file(shelf, tmp_path):
    for number, text in enumerate([LAMP, f"{LAMP} It is red.", LAMP]):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}/lamp.txt").write_text(text)
        shelf.add_files([tmp_path / f"{number}/lamp.txt"], quiet, never)
    assert sorted(path.name for path in shelf.folder.iterdir()) == ["lamp-2.txt", "lamp.txt"]
    assert len(shelf.rows()) == 6


def test_name_can_not_lead_out_of_the_folder(shelf, tmp_path):
    (tmp_path / "..evil.md").write_text(LAMP)
    shelf.add_files([tmp_path / "..evil.md"], quiet, never)
    assert [path.parent for path in shelf.folder.iterdir()] == [shelf.folder]


def test_pasted_text_keeps_its_title_source_and_date(shelf):
    shelf.add_text(LAMP, "A lamp: lit/again?", "Post", "2025-06-07", quiet, never)
    row = next(row for row in shelf.rows() if row[0] == "A lamp: lit/again?")
    assert row[1:3] == ["Post", "2025-06-07"]
    assert [path.name for path in shelf.folder.iterdir()] == ["a-lamp-lit-again.md"]


def test_pasted_text_needs_no_more_than_itself(shelf):
    shelf.add_text(LAMP, "", "", "", quiet, never)
    assert [path.name for path in shelf.folder.iterdir()] == ["pasted.md"]
    with pytest.raises(SourceError, match="no text"):
        shelf.add_text(" \n", "", "", "", quiet, never)


def test_page_is_fetched_because_it_was_asked_for(shelf, monkeypatch):
    page = FetchedPage("https://example.org/lamp", LAMP.encode(), "txt")
    monkeypatch.setattr(shelves, "fetch_page", lambda url: page)
    assert shelf.add_page(" https://example.org/lamp ", quiet, never).added == 1
    assert len(shelf.rows()) == 5


@pytest.mark.parametrize("url", ["", "lamp.md", "file:///etc/passwd", "javascript:alert(1)"])
def test_only_addresses_of_the_web_are_fetched(shelf, monkeypatch, url):
    monkeypatch.setattr(shelves, "fetch_page", lambda url: pytest.fail("went to the network"))
    with pytest.raises(SourceError, match="no address"):
        shelf.add_page(url, quiet, never)


def test_full_disk_is_told_and_leaves_nothing_behind(shelf, tmp_path, monkeypatch):
    write, written = Path.write_bytes, []

    def write_one(path: Path, data: bytes) -> int:
        if written:
            write(path, data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write(path, data)

    for name in ("lamp.md", "tower.md"):
        (tmp_path / name).write_text(f"{LAMP} {name}")
    monkeypatch.setattr(Path, "write_bytes", write_one)
    with pytest.raises(StoreWriteFailed, match=r"tower\.md: No space left"):
        shelf.add_files([tmp_path / "lamp.md", tmp_path / "tower.md"], quiet, never)
    assert titles(shelf) == BEFORE and list(shelf.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("banana", "'banana' is no date: write it as 2025-07-29"),
        ("2025-99-99", "is no date"),
        ("03/04/2025", "is no date"),
        ("3025-01-01", "has not come yet"),
    ],
)
def test_date_that_is_none_is_refused(shelf, day, says):
    with pytest.raises(SourceError, match=says):
        shelf.add_text(LAMP, "Lamp", "Post", day, quiet, never)
    assert titles(shelf) == BEFORE


def test_what_is_there_already_is_said_to_be(shelf):
    shelf.add_text(LAMP, "Lamp", "Post", "2025-06", quiet, never)
    again = shelf.add_text(LAMP, "Lamp", "Post", "2025-06", quiet, never)
    assert summary(again) == "Nothing new: it is in the archive already, among 5 articles."


def test_removed_article_takes_its_own_file_with_it(shelf, tmp_path):
    shelf.add_text(LAMP, "Lamp", "", "", quiet, never)
    (lamp,) = (row for row in shelf.rows() if row[0] == "Lamp")
    (bridge,) = (row for row in shelf.rows() if row[0] == "Bridge opens")
    shelf.remove(lamp[4])
    shelf.remove(bridge[4])
    assert list(shelf.folder.iterdir()) == []
    assert (tmp_path / "articles" / "bridge.md").is_file()  # not the page's to delete


def test_stopped_work_leaves_everything_as_it_was(shelf, desk, tmp_path):
    (tmp_path / "lamp.md").write_text(LAMP)
    stages = []

    def stopped() -> bool:
        return "chunking" in stages

    with pytest.raises(Stopped):
        shelf.add_files([tmp_path / "lamp.md"], lambda stage, *_: stages.append(stage), stopped)
    assert "reading" in stages
    assert titles(shelf) == BEFORE and list(shelf.folder.iterdir()) == []
    assert desk.pipeline.answer(OPENED).citations
    assert shelf.add_files([tmp_path / "lamp.md"], quiet, never).added == 1  # and no lock is left


def test_removed_article_is_found_no_more(shelf, desk):
    bridge = next(str(row[4]) for row in shelf.rows() if row[0] == "Bridge opens")
    talk, _ = list(desk.ask(OPENED, [], "", ([], "", ""), "me"))[-1]
    assert shelf.remove(bridge) == "Removed: Bridge opens"
    assert "Bridge opens" not in titles(shelf)
    assert bridge not in {item.article_id for item in desk.pipeline.answer(OPENED).evidence}
    assert "no longer in the archive" in desk.proof(talk, "0.c1")
    with pytest.raises(SourceError, match="no longer"):
        shelf.remove(bridge)


def test_question_goes_on_from_the_last_good_index_while_it_changes(shelf, desk):
    bridge = next(str(row[4]) for row in shelf.rows() if row[0] == "Bridge opens")
    steps = desk.ask(OPENED, [], "", ([], "", ""), "me")
    next(steps), next(steps)
    shelf.remove(bridge)
    after, _ = list(steps)[-1]
    assert after[0].answer.citations[0].article_id == bridge
