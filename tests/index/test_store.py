from __future__ import annotations

import json
import shutil
import threading

import numpy as np
import pytest

from index.database import Filter
from index.errors import (
    SourceError,
    StoreLocked,
    StoreWriteFailed,
)
from index.store import Store, write
from tests.index.corpus import CHUNKING, articles, build, put, snapshot, text


def test_opened_store_holds_what_was_built(built, embedder):
    store = Store.open(built, embedder.identity)
    assert store.manifest.counts == {"articles": 2, "files": 2, "chunks": 3}
    assert (store.manifest.generation, store.manifest.chunking) == (1, CHUNKING)
    query = embedder.encode(["Bus\n" + text(2)])[0]
    ((chunk_id, score),) = store.vectors.search(query, 1)
    assert store.database.chunks([chunk_id])[0].text == text(2)
    assert score == pytest.approx(1.0, abs=1e-6)
    store.close()


def test_one_writer_at_a_time(built, embedder):
    identity = embedder.identity
    with write(built, identity, CHUNKING):
        with (
            pytest.raises(StoreLocked, match="another process is writing"),
            write(built, identity, CHUNKING),
        ):
            pass
        Store.open(built).close()  # readers need no lock
    with write(built, identity, CHUNKING):
        pass


def test_writer_that_fails_leaves_the_index_as_it_was(built, embedder):
    before = snapshot(built)
    with pytest.raises(KeyboardInterrupt), write(built, embedder.identity, CHUNKING) as draft:
        draft.database.connection.execute("DELETE FROM articles")
        raise KeyboardInterrupt
    assert snapshot(built) == before
    assert sorted(before) == sorted(p.name for p in built.iterdir() if p.name != "lock")


def test_chunks_and_vectors_that_do_not_line_up_are_not_committed(built, embedder):
    before = snapshot(built)
    with (
        pytest.raises(ValueError, match="3 chunks and 2 vectors"),
        write(built, embedder.identity, CHUNKING) as draft,
    ):
        draft.vectors.remove(draft.vectors.ids()[:1].tolist())
        draft.database.put_file("/x", "sha", 1, [])
    assert snapshot(built) == before


def test_write_that_changes_nothing_makes_no_generation(built, embedder):
    before = snapshot(built)
    with write(built, embedder.identity, CHUNKING):
        pass
    assert snapshot(built) == before


def test_folder_that_is_a_file_cannot_be_written(tmp_path, two_articles, embedder):
    (tmp_path / "taken").touch()
    with pytest.raises(StoreWriteFailed, match=r"can't write the index in .*taken"):
        build(tmp_path / "taken", two_articles, embedder)


def test_reader_keeps_its_generation_while_writers_go_on(built, two_articles, embedder):
    reader = Store.open(built)
    before = reader.database.articles()
    vectors = reader.vectors.get(reader.vectors.ids().tolist())
    shutil.rmtree(two_articles)
    put(two_articles, "new.md", text(4), title="Boat")
    build(built, two_articles, embedder)
    assert list(articles(built)) == ["Boat"]
    assert reader.database.articles() == before
    assert len(list(reader.database.search(["harbour"], 9, Filter()))) == 3
    np.testing.assert_array_equal(reader.vectors.get(reader.vectors.ids().tolist()), vectors)
    reader.close()


def test_reader_never_fails_while_generations_come_and_go(built, two_articles, embedder):
    failures: list[BaseException] = []
    opened: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                store = Store.open(built, embedder.identity)
                assert len(store.database.articles()) == store.manifest.counts["articles"]
                opened.append(store.manifest.generation)
                store.close()
            except BaseException as error:
                failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    for n in range(40):
        put(two_articles, "b.md", text(2), title=f"Bus {n}")
        build(built, two_articles, embedder)
    done.set()
    thread.join()
    assert failures == []
    assert opened == sorted(opened)
    assert len(set(opened)) > 5


def test_article_is_resolved_by_the_beginning_of_its_id(tmp_path, embedder):
    # 17 ids of hexadecimal digits: at least two begin alike.
    lines = [json.dumps({"text": f"Ship {n} sank."}) for n in range(17)]
    put(tmp_path / "articles", "n.jsonl", "\n".join(lines))
    build(tmp_path / "index", tmp_path / "articles", embedder)
    store = Store.open(tmp_path / "index")
    ids = store.database.article_ids()
    assert len(ids) == 17
    assert [store.resolve(i[:12]) for i in ids] == ids
    first = [i[0] for i in ids]
    shared = max(first, key=first.count)
    with pytest.raises(SourceError, match=f"{first.count(shared)} articles begin with '{shared}'"):
        store.resolve(shared)
    for nobody in ("", "xyz", ids[0] + "0"):
        with pytest.raises(SourceError, match="`dateline list` shows the ids"):
            store.resolve(nobody)
    store.close()
