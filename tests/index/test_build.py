from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import build as build_module
from index.build import Report, build_index, remove_articles
from index.chunking import embedding_text
from index.errors import SourceError, StoreMissing
from index.fetching import FetchedPage
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.corpus import CHUNKING, SENTENCES, articles, build, put, snapshot, text


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """3 chunks of one article and 1 of another."""
    put(tmp_path / "articles", "a.md", text(0, 1, 2), title="Fleet", published="2025-06-10")
    put(tmp_path / "articles", "b.txt", text(3))
    return tmp_path / "articles"


@pytest.fixture
def index(tmp_path: Path, source: Path, embedder: FakeEmbedder) -> Path:
    """An index of `source`; `embedder.encoded` is emptied after it."""
    build(tmp_path / "index", source, embedder)
    embedder.encoded.clear()
    return tmp_path / "index"


def test_first_run_takes_everything(tmp_path, source, embedder):
    report = build(tmp_path / "index", source, embedder)
    assert report == Report(added=2, articles=2, chunks=4, embedded=4)
    header = "Fleet. 10 June 2025"
    assert sorted(embedder.encoded) == sorted(
        [*(f"{header}\n{SENTENCES[n]}" for n in range(3)), SENTENCES[3]]
    )
    store = Store.open(tmp_path / "index")
    for article in store.database.articles():
        for chunk in store.database.chunks_of(article.id):
            assert article.text[chunk.start : chunk.end] == chunk.text
            read = embedding_text(article, chunk.text, embedder, CHUNKING.header)
            # the vector under a chunk's id is the one of its own text
            assert (store.vectors.get([chunk.id]) == FakeEmbedder().encode([read])).all()
    store.close()


@pytest.fixture
def no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever opens an article to read it fails."""
    monkeypatch.setattr(build_module, "read_articles", None)


def test_second_run_reads_embeds_and_commits_nothing(index, source, embedder, no_reading):
    before = snapshot(index)
    assert build(index, source, embedder) == Report(unchanged=2, articles=2, chunks=4)
    assert embedder.encoded == []
    assert snapshot(index) == before


def test_changed_file_embeds_only_its_changed_chunks(index, source, embedder):
    put(source, "a.md", text(0, 5, 2), title="Fleet", published="2025-06-10")
    assert build(index, source, embedder) == Report(
        added=1, removed=1, unchanged=1, articles=2, chunks=4, embedded=1
    )
    assert embedder.encoded == ["Fleet. 10 June 2025\n" + SENTENCES[5]]
    assert articles(index)["Fleet"].text == text(0, 5, 2)


@pytest.mark.parametrize(
    ("meta", "header", "kept"),
    [
        ({"title": "Ships", "published": "2025-06-10"}, "Ships. 10 June 2025", 0),
        ({"title": "Fleet", "published": "2025-06"}, "Fleet. June 2025", 1),  # the same article
    ],
    ids=["title", "date"],
)
def test_changed_header_embeds_every_chunk_of_the_article(
    index, source, embedder, meta, header, kept
):
    put(source, "a.md", text(0, 1, 2), **meta)
    report = build(index, source, embedder)
    assert (report.added, report.removed, report.unchanged) == (1 - kept, 1 - kept, 1 + kept)
    assert sorted(embedder.encoded) == sorted(f"{header}\n{SENTENCES[n]}" for n in range(3))


def test_removed_file_drops_its_article(index, source, embedder):
    (source / "a.md").unlink()
    report = build(index, source, embedder)
    assert report == Report(removed=1, unchanged=1, articles=1, chunks=1)
    assert list(articles(index)) == [""]


def test_file_that_was_not_asked_about_stays(index, source, embedder, tmp_path):
    put(tmp_path / "more", "c.txt", text(4))
    report = build(index, tmp_path / "more", embedder)
    assert (report.added, report.removed, report.articles) == (1, 0, 3)


def test_renamed_file_keeps_its_article_with_nothing_embedded(index, source, embedder, no_reading):
    (source / "a.md").rename(source / "z.md")
    assert build(index, source, embedder) == Report(unchanged=2, articles=2, chunks=4)
    assert embedder.encoded == []
    store = Store.open(index)
    assert {Path(name).name for name in store.database.files()} == {"b.txt", "z.md"}
    store.close()


def test_file_renamed_to_another_format_is_read_as_that(tmp_path, source, embedder):
    put(source, "late.txt", text(4), title="Boat")
    build(tmp_path / "index", source, embedder)
    assert "Boat" not in articles(tmp_path / "index")
    (source / "late.txt").rename(source / "late.md")
    build(tmp_path / "index", source, embedder)
    assert articles(tmp_path / "index")["Boat"].text == text(4)


def test_article_in_two_files_counts_once_and_stays_until_both_go(index, source, embedder):
    put(source, "copy.md", text(0, 1, 2), title="Fleet", published="2025-06-10")
    assert build(index, source, embedder) == Report(unchanged=2, articles=2, chunks=4)
    (source / "a.md").unlink()
    assert build(index, source, embedder).articles == 2
    (source / "copy.md").unlink()
    assert build(index, source, embedder).removed == 1
    assert embedder.encoded == []


def test_unreadable_file_is_reported_and_its_last_good_version_stays(index, source, embedder):
    (source / "a.md").write_bytes(b"\0\1 binary")
    put(source, "c.txt", text(4))
    report = build(index, source, embedder)
    assert len(report.problems) == 1
    assert "a.md: binary data" in report.problems[0]
    assert (report.added, report.removed, report.articles) == (1, 0, 3)
    assert articles(index)["Fleet"].text == text(0, 1, 2)


def test_run_in_which_every_file_fails_leaves_the_index_untouched(index, source, embedder):
    before = snapshot(index)
    (source / "a.md").write_bytes(b"")
    (source / "b.txt").write_bytes(b"\0")
    assert len(build(index, source, embedder).problems) == 2
    assert snapshot(index) == before
    with pytest.raises(SourceError, match=r"a\.md: it is empty \(and 1 more\)"):
        build(index, source, embedder, rebuild=True)
    assert snapshot(index) == before


def test_first_run_in_which_every_file_fails_makes_no_index(tmp_path, embedder):
    put(tmp_path / "articles", "a.txt", "")
    with pytest.raises(SourceError, match="it is empty"):
        build(tmp_path / "index", tmp_path / "articles", embedder)
    with pytest.raises(StoreMissing):
        Store.open(tmp_path / "index")


def test_empty_folder_is_refused(index, tmp_path, embedder):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="no articles in"):
        build(index, tmp_path / "empty", embedder)


def test_stories_of_one_file_are_articles_of_their_own(tmp_path, embedder):
    lines = [json.dumps({"title": name, "text": text(n)}) for n, name in enumerate("ABC")]
    path = put(tmp_path / "articles", "n.jsonl", "\n".join([*lines, "{"]))
    report = build(tmp_path / "index", path.parent, embedder)
    assert (report.added, report.problems) == (3, [f"{path}, line 4: not JSON"])
    put(tmp_path / "articles", "n.jsonl", "\n".join(lines[1:]))
    report = build(tmp_path / "index", path.parent, embedder)
    assert (report.added, report.removed, report.embedded) == (0, 1, 0)
    assert sorted(articles(tmp_path / "index")) == ["B", "C"]


def test_text_in_two_articles_is_embedded_once(tmp_path, embedder):
    lines = [json.dumps({"text": text(0), "source": source}) for source in ("Post", "Globe")]
    put(tmp_path / "articles", "n.jsonl", "\n".join(lines))
    report = build(tmp_path / "index", tmp_path / "articles", embedder)
    assert (report.articles, report.chunks, report.embedded) == (2, 2, 1)
    assert embedder.encoded == [SENTENCES[0]]


def test_lone_surrogates_of_json_are_stored(tmp_path, embedder):
    meta = r'"title": "A \udfff", "source": "\ud800", "author": "\ud800"'
    body = rf'{{"text": "Snow \ud800 fell.", {meta}}}'
    put(tmp_path / "articles", "n.jsonl", body)
    build(tmp_path / "index", tmp_path / "articles", embedder)
    assert articles(tmp_path / "index")["A \ufffd"].text == "Snow \ufffd fell."


def test_fetched_page_is_kept_beside_the_files(index, source, embedder):
    page = FetchedPage("https://example.org/boat", text(4).encode(), "txt")
    report = build(index, source, embedder, pages=[page])
    assert (report.added, report.articles) == (1, 3)
    assert build(index, source, embedder).articles == 3
    store = Store.open(index)
    assert page.url in {article.url for article in store.database.articles()}
    store.close()


def test_removed_articles_stay_away(index, source, embedder):
    gone = articles(index)["Fleet"].id
    remove_articles(index, [gone], embedder, CHUNKING)
    assert list(articles(index)) == [""]
    assert Store.open(index).manifest.counts["chunks"] == 1
    assert build(index, source, embedder).articles == 1
    before = snapshot(index)
    with pytest.raises(KeyError):
        remove_articles(index, [gone], embedder, CHUNKING)
    assert snapshot(index) == before


def test_progress_is_told_to_the_end(tmp_path, source, embedder):
    told: list[tuple[str, int, int]] = []
    build(tmp_path / "index", source, embedder, progress=lambda *step: told.append(step))
    for stage, total in (("reading", 2), ("chunking", 2), ("embedding", 4)):
        steps = [(done, of) for name, done, of in told if name == stage]
        assert steps == sorted(steps)
        assert steps[-1] == (total, total)


def test_chunking_larger_than_the_window_is_refused(tmp_path, embedder):
    embedder.window = 20
    with pytest.raises(ValueError, match="window of 20"):
        build_index(tmp_path / "index", [], embedder, chunking=CHUNKING)
