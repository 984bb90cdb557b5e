from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.database import Database, Filter
from index.records import Article, Chunk, PublicationDate

FERRY = Article(
    "The ferries were delayed by fog.", "Ferry delays", PublicationDate("2025-06-10"), "Post"
)
SNOW = Article("Snow closed the Zürich road.", "Snow", PublicationDate("2025-06"), "Globe")
VOTE = Article("The council will vote on ferries.", None, PublicationDate("2024"), "Post")
ICE = Article("Ice broke.", "Ice", source="Herald")
ALL = [FERRY, SNOW, VOTE, ICE]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Chunks 1 to 4 are the four articles, each whole."""
    database = Database.create(tmp_path / "archive.sqlite")
    for article in ALL:
        database.put_article(article)
        chunk = Chunk(article.id, 0, len(article.text), article.text, 5)
        database.put_chunk(chunk, article.title, f"key of {article.heading}")
    yield database
    database.close()


def found(database: Database, *terms: str, only: Filter = Filter(), k: int = 9) -> list[int]:  # noqa: B008
    return [chunk_id for chunk_id, _ in database.search(terms, k, only)]


@pytest.mark.parametrize(
    ("term", "ids"),
    [
        ("ferry", [1, 3]),  # in title and text of 1
        ("delay", [1]),
        ("closing", [2]),
        ("zurich", [2]),
        ("COUNCILS", [3]),
        ("tram", []),
        ('"', []),
        ("fog OR snow", []),  # no query language: a phrase of three words
        ("?!", []),
        ("", []),
    ],
)
def test_full_text_finds_stems(database, term, ids):
    assert found(database, term) == ids


def test_any_term_counts_and_the_best_comes_first(database):
    results = list(database.search(["ferry", "fog"], 9, Filter()))
    assert [chunk_id for chunk_id, _ in results] == [1, 3]
    assert results[0][1] > results[1][1]
    assert found(database, "ferry", "fog", k=1) == [1]
    assert found(database) == []


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (Filter(), [1, 2, 3, 4]),
        (Filter(sources=("Post",)), [1, 3]),
        (Filter(sources=("Globe", "Herald")), [2, 4]),
        (Filter(sources=("Nobody",)), []),
        # June 2025 may be any of its days, 2024 any of its; the undated one is in no range.
        (Filter(since=date(2025, 6, 10)), [1, 2]),
        (Filter(since=date(2025, 6, 11)), [2]),
        (Filter(since=date(2025, 7, 1)), []),
        (Filter(until=date(2025, 6, 9)), [2, 3]),
        (Filter(until=date(2025, 5, 31)), [3]),
        (Filter(since=date(2024, 5, 1), until=date(2024, 5, 2)), [3]),
        (Filter(until=date(2023, 12, 31)), []),
        (Filter(sources=("Post",), since=date(2025, 1, 1)), [1]),
    ],
)
def test_filter_keeps_what_may_fall_within_it(database, only, ids):
    assert sorted(database.chunk_ids(only)) == ids
    assert sorted(found(database, "ferry", "snow", "ice", only=only)) == ids
    assert {a.id for a in database.articles(only)} == {ALL[i - 1].id for i in ids}


def test_articles_come_newest_first_and_undated_last(database):
    assert database.articles() == [FERRY, SNOW, VOTE, ICE]
    assert database.sources() == ["Globe", "Herald", "Post"]
    assert database.article(SNOW.id) == SNOW
    assert database.article("nothing") is None
    assert database.article_ids(SNOW.id[:6]) == [SNOW.id]
    assert database.article_ids("%") == []


def test_article_put_again_takes_its_new_metadata(database):
    dated = Article(ICE.text, ICE.title, PublicationDate("2025-01"), ICE.source, "Ann", "http://a")
    database.put_article(dated)
    assert database.article(ICE.id) == dated
    assert database.chunk_ids(Filter(since=date(2025, 1, 31), until=date(2025, 2, 1))) == [4]


def test_removed_article_leaves_no_trace(database):
    database.put_file("/a.txt", "sha", 1, [FERRY.id])
    database.remove_article(FERRY.id)
    assert found(database, "ferry") == [3]
    assert database.counts() == {"articles": 3, "files": 1, "chunks": 3}
    assert database.articles_of("/a.txt") == []
    with pytest.raises(KeyError):
        database.chunks([1])


def test_chunks_come_in_the_order_asked_with_their_text(database):
    assert [chunk.text for chunk in database.chunks([3, 1])] == [VOTE.text, FERRY.text]
    (chunk,) = database.chunks_of(SNOW.id)
    assert chunk == Chunk(SNOW.id, 0, len(SNOW.text), SNOW.text, 5, 2)
    assert database.first_chunk(SNOW.id) == (chunk, "key of Snow")
    assert database.chunk_keys()[4] == "key of Ice"


def test_id_of_a_removed_chunk_is_never_used_again(database):
    database.remove_chunks(ICE.id)
    assert database.first_chunk(ICE.id) is None
    assert database.put_chunk(Chunk(ICE.id, 0, 3, "Ice", 1), None, "key") == 5
    assert found(database, "ice") == [5]


def test_file_holds_its_articles_until_it_goes(database):
    database.put_file("/a.jsonl", "sha", 1, [SNOW.id, FERRY.id])
    database.put_file("/b.txt", "sha2", 1, [FERRY.id])
    assert database.articles_of("/a.jsonl") == [SNOW.id, FERRY.id]
    assert database.files_of(FERRY.id) == ["/a.jsonl", "/b.txt"]
    database.rename_file("/b.txt", "/c.txt")
    assert database.files() == {"/a.jsonl": ("sha", 1), "/c.txt": ("sha2", 1)}
    database.remove_file("/a.jsonl")
    assert set(database.orphans()) == {SNOW.id, VOTE.id, ICE.id}


def test_reader_cannot_write(database, tmp_path):
    database.connection.commit()
    reader = Database.read(tmp_path / "archive.sqlite")
    with pytest.raises(Exception, match="readonly"):
        reader.remove_article(ICE.id)
    reader.close()
