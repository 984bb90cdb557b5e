"""`dateline index`, `list`, `show`, `remove`, `stats`: work with the archive itself."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from index.build import Report, build_index, remove_articles
from index.embedding import Embedder
from index.errors import InputError, SourceError
from index.fetching import fetch_page
from index.records import Article
from index.sources import find_files
from index.store import Store
from rag.cli.parser import given_settings
from rag.registry import embedder_folder
from rag.settings import Settings, load_settings


def run_index(arguments: argparse.Namespace) -> int:
    settings = load_settings(given_settings(arguments))
    if not arguments.paths and not arguments.url:
        raise SourceError("nothing to index: name files, folders or globs, or --url ADDRESS")
    files = find_files(arguments.paths)
    embedder = Embedder(embedder_folder(settings.embedder, settings.models_dir))
    pages = [fetch_page(url) for url in arguments.url]
    chunking = settings.chunking
    try:
        chunking.check(embedder.window)
    except ValueError as error:
        raise InputError(f"{error}: mend --chunk-size and --chunk-overlap") from error
    bars = _Bars()
    try:
        report = build_index(
            settings.index,
            files,
            embedder,
            pages=pages,
            chunking=chunking,
            rebuild=arguments.rebuild,
            progress=bars.show,
        )
    finally:
        bars.close()
    for problem in report.problems:
        print(f"dateline: {problem}", file=sys.stderr)
    print(_summary(report, settings))
    return 2 if report.problems else 0


def _summary(report: Report, settings: Settings) -> str:
    failed = f", {len(report.problems)} could not be read" if report.problems else ""
    return (
        f"{_count(report.articles, 'article')} in {settings.index} ({_count(report.chunks, 'chunk')}):"
        f" {report.added} added, {report.removed} removed, {report.unchanged} kept{failed};"
        f" {_count(report.embedded, 'chunk')} embedded"
    )


def _count(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


class _Bars:
    """A progress bar a stage, on a terminal only."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""

    def show(self, stage: str, done: int, total: int) -> None:
        from tqdm import tqdm

        if stage != self._stage:
            self.close()
            unit = {"reading": "file", "chunking": "article"}.get(stage, "chunk")
            # disable=None: no bar where stderr is no terminal
            self._bar = tqdm(total=total, desc=stage, unit=unit, disable=None, leave=False)
            self._stage = stage
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def run_list(arguments: argparse.Namespace) -> int:
    settings, store = _open(arguments)
    articles = store.database.articles(settings.filter(store))
    if arguments.json:
        for article in articles:
            print(json.dumps(_fields(article), ensure_ascii=False))
        return 0
    for article in articles:
        about = [article.published.value or "undated", article.source or "-", article.heading]
        print(f"{article.id}  {about[0]:<10}  {about[1]:<22.22}  {about[2]}")
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    _, store = _open(arguments)
    article = store.database.article(store.resolve(arguments.article))
    assert article is not None  # resolve returned its id
    files = store.database.files_of(article.id)
    if arguments.json:
        print(
            json.dumps(
                {**_fields(article), "files": files, "text": article.text}, ensure_ascii=False
            )
        )
        return 0
    precision = article.published.precision
    stated = {
        "title": article.title,
        "published": f"{article.published.readable()} ({precision} precision)"
        if article.published.value
        else None,
        "source": article.source,
        "author": article.author,
        "url": article.url,
        "id": article.id,
        "files": ", ".join(files),
    }
    for name, value in stated.items():
        print(f"{name + ':':<11}{value or 'not stated'}")
    print(f"\n{article.text}")
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    settings, store = _open(arguments)
    ids = [store.resolve(prefix) for prefix in arguments.articles]
    titles = {i: article.heading for i in ids if (article := store.database.article(i))}
    store.close()
    embedder = Embedder(embedder_folder(settings.embedder, settings.models_dir))
    remove_articles(settings.index, titles, embedder, store.manifest.chunking)
    for article_id, title in titles.items():
        print(f"removed {article_id}  {title}")
    print("their files are untouched; they come back when a file changes, or with index --rebuild")
    return 0


def run_stats(arguments: argparse.Namespace) -> int:
    settings, store = _open(arguments)
    only = settings.filter(store)
    articles = store.database.articles(only)
    dated = sorted(a.published.value for a in articles if a.published.value)
    manifest = store.manifest
    stats = {
        "index": str(settings.index),
        "articles": len(articles),
        "characters": sum(len(article.text) for article in articles),
        "chunks": len(store.database.chunk_ids(only)),
        "sources": len({article.source for article in articles if article.source}),
        "undated": len(articles) - len(dated),
        "earliest": dated[0] if dated else None,
        "latest": dated[-1] if dated else None,
        "bytes": manifest.archive.size + manifest.vectors.size,
        "embedder": manifest.embedder.name,
        "generation": manifest.generation,
    }
    if arguments.json:
        print(json.dumps(stats))
    else:
        for name, value in stats.items():
            print(f"{name + ':':<12}{'-' if value is None else value}")
    return 0


def _open(arguments: argparse.Namespace) -> tuple[Settings, Store]:
    settings = load_settings(given_settings(arguments))
    return settings, Store.open(settings.index)


def _fields(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "published": article.published.value,
        "precision": article.published.precision,
        "source": article.source,
        "author": article.author,
        "url": article.url,
        "characters": len(article.text),
    }
