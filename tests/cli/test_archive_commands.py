from __future__ import annotations

import json

import pytest

from tests.rag_fakes import BRIDGE


@pytest.fixture
def ids(indexed, run) -> dict[str, str]:
    """Title → id; of the two ferry articles, that of the Post."""
    return {article["title"]: article["id"] for article in run("list", "--json").records}


def test_index_says_what_it_did(indexed, run):
    (indexed / "new.txt").write_text("A tunnel under the fjord opened to traffic.")
    (indexed / "harvest.md").unlink()
    done = run("index", str(indexed))
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "4 articles in .dateline/index (4 chunks): 1 added, 1 removed, 3 kept; 1 chunk embedded\n"
    )


def test_index_takes_files_globs_and_another_place(indexed, run, tmp_path):
    done = run("index", "--index", "other", str(indexed / "bridge.md"), str(indexed / "ferry*.md"))
    assert done.out.startswith("3 articles in other (3 chunks): 3 added, 0 removed, 0 kept;")
    assert (tmp_path / "other" / "manifest.json").is_file()


def test_index_with_other_chunks_asks_for_a_rebuild(indexed, run):
    said = run("index", "--chunk-size", "16", "--chunk-overlap", "0", str(indexed)).complaint(1)
    assert "dateline index --rebuild --index .dateline/index PATH…" in said
    done = run("index", "--chunk-size", "16", "--chunk-overlap", "0", "--rebuild", str(indexed))
    assert done.status == 0


def test_list_is_newest_first(indexed, run):
    lines = run("list").out.splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [
        "2025-09     Globe                   Apples",
        "2025-03-04  Post                    Bridge opens",
        "2024-01-16  Evening Post            Ferry",
        "2024-01-15  Post                    Ferry",
    ]


def test_list_json_is_an_object_a_line(indexed, run, ids):
    apples, bridge, *_ = run("list", "--json").records
    assert apples["precision"] == "month"
    assert bridge == {
        "id": ids["Bridge opens"],
        "title": "Bridge opens",
        "published": "2025-03-04",
        "precision": "day",
        "source": "Post",
        "author": None,
        "url": None,
        "characters": len(BRIDGE),
    }


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--source", "globe"], ["Apples"]),
        (["--source", "post"], ["Bridge opens", "Ferry"]),  # exactly, not the Evening Post too
        (["--source", "even"], ["Ferry"]),
        (["--since", "2025-09-30"], ["Apples"]),
        (["--until", "2024-01-15"], ["Ferry"]),
        (["--since", "2025-01-01", "--until", "2025-06-01"], ["Bridge opens"]),
        (["--since", "2030-01-01"], []),
    ],
)
def test_list_filters(indexed, run, options, titles):
    assert [article["title"] for article in run("list", "--json", *options).records] == titles


def test_show_tells_all_that_is_known(indexed, run, ids):
    done = run("show", ids["Bridge opens"])
    head, text = done.out.split("\n\n", 1)
    assert text == BRIDGE + "\n"
    assert head.splitlines() == [
        "title:     Bridge opens",
        "published: 4 March 2025 (day precision)",
        "source:    Post",
        "author:    not stated",
        "url:       not stated",
        f"id:        {ids['Bridge opens']}",
        f"files:     {(indexed / 'bridge.md').resolve()}",
    ]


def test_show_takes_the_beginning_of_an_id(indexed, run, ids):
    (shown,) = run("show", "--json", ids["Apples"][:6]).records
    assert (shown["id"], shown["title"]) == (ids["Apples"], "Apples")
    assert shown["files"] == [str((indexed / "harvest.md").resolve())]
    assert shown["text"].startswith("The apple harvest")


def test_remove_leaves_the_others_and_the_files(fakes, run, tmp_path, indexed):
    (indexed / "extra.txt").write_text("A tunnel under the fjord opened to traffic.")
    run("index", str(indexed))
    extra = next(a for a in run("list", "--json").records if a["title"] is None)
    done = run("remove", extra["id"][:8])
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"removed {extra['id']}  A tunnel under the fjord")
    assert (indexed / "extra.txt").is_file()
    assert extra["id"] not in [article["id"] for article in run("list", "--json").records]


def test_remove_of_one_unknown_article_removes_none(indexed, run, ids):
    run("remove", ids["Apples"], "ffffffffffff").complaint(2)
    assert len(run("list", "--json").records) == 4


def test_stats_count(indexed, run):
    (stats,) = run("stats", "--json").records
    size = stats.pop("bytes")
    assert size > 1000
    assert stats.pop("characters") > 600
    assert stats == {
        "index": ".dateline/index",
        "articles": 4,
        "chunks": 4,  # an article each: the default chunks are long
        "sources": 3,
        "undated": 0,
        "earliest": "2024-01-15",
        "latest": "2025-09",
        "embedder": "fake",
        "generation": 1,
    }
    assert "articles:   4" in run("stats").out.splitlines()
    (stats,) = run("stats", "--json", "--since", "2030-01-01").records
    assert (stats["articles"], stats["chunks"], stats["earliest"]) == (0, 0, None)


def test_json_keeps_other_scripts_readable(indexed, run, tmp_path):
    article = {"text": "Łódź 北京 — the end of it all.", "title": "Żar"}
    (tmp_path / "more.jsonl").write_text(json.dumps(article), "utf-8")
    run("index", str(tmp_path / "more.jsonl"))
    assert "Żar" in run("list", "--json").out
