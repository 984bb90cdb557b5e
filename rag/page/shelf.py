"""The archive behind the page: what is in it, and how it grows and shrinks while it is asked.

What a person adds is kept as a file in the folder "added" beside the index, so that it can be indexed again. A
change is made on the side (index/store.py) and taken up when it is whole: until then, and where it fails or is
stopped, questions are answered from the last good index.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from index.build import Progress, Report, build_index, remove_articles
from index.chunking import ChunkingSettings
from index.errors import SourceError, Stopped, StoreWriteFailed
from index.fetching import FetchedPage, fetch_page
from index.records import Article, PublicationDate
from index.sources import KINDS, SourceFile
from rag.page.desk import Desk
from rag.page.stops import Stop, Stops

COLUMNS = ["title", "source", "published", "length", "id"]  # length in characters


class Shelf:
    """Changes are made one at a time: the caller sees to that."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.stops = Stops()
        self._index = desk.pipeline.settings.index
        self.folder = self._index.parent / "added"

    def rows(self) -> list[list[str | int]]:
        """One row an article, of COLUMNS, the newest first."""
        return [
            [a.title or "untitled", a.source or "", a.published.value or "", len(a.text), a.id]
            for a in self._desk.articles()
        ]

    def by_month(self) -> list[tuple[str, str, int]]:
        """Month ("2025-06"), source and number of the articles whose month is known, in their order."""
        counted = Counter(
            (str(a.published.value)[:7], a.source or "no source")
            for a in self._desk.articles()
            if len(a.published.value or "") >= len("2025-06")
        )
        return [(month, source, count) for (month, source), count in sorted(counted.items())]

    def article(self, article_id: str) -> Article | None:
        return self._desk.pipeline.store.database.article(article_id)

    def add_files(self, paths: Sequence[Path], tell: Progress, stopped: Stop) -> Report:
        """Files from elsewhere, copied. Those that can't be read are among the report's problems.

        Raises SourceError where none can be read, Stopped, and what `build_index` raises.
        """
        unknown = [
            f"can't read {path.name}: an article is a {', '.join(sorted(KINDS))} file"
            for path in paths
            if path.suffix.lower() not in KINDS
        ]
        known = [path for path in paths if path.suffix.lower() in KINDS]
        if not known:
            raise SourceError(unknown[0] if unknown else "no file was given")
        placed: list[tuple[Path, bool]] = []
        try:
            for path in known:
                placed.append(self._place(path.name, path.read_bytes()))
        except BaseException:
            _take_back(placed)
            raise
        return self._build(placed, unknown, tell, stopped)

    def add_text(
        self, text: str, title: str, source: str, published: str, tell: Progress, stopped: Stop
    ) -> Report:
        """A pasted article. Raises as `add_files` does."""
        import frontmatter

        if not text.strip():
            raise SourceError("there is no text to add: paste the article first")
        _check_date(published.strip())
        known = {"title": title, "source": source, "published": published}
        post = frontmatter.Post(
            text.strip(), **{k: v.strip() for k, v in known.items() if v.strip()}
        )
        name = re.sub(r"[^\w-]+", "-", title.strip().casefold()).strip("-")[:60] or "pasted"
        placed = self._place(f"{name}.md", (frontmatter.dumps(post) + "\n").encode())
        return self._build([placed], [], tell, stopped)

    def add_page(self, url: str, tell: Progress, stopped: Stop) -> Report:
        """A page of the web: the one thing here that goes to the network. Raises as `add_files` does."""
        url = url.strip()
        if not re.match(r"https?://", url):
            what = f"{url!r} is no address of a page" if url else "there is no address yet"
            raise SourceError(f"{what}: it begins with https:// or http://")
        return self._build([], [], tell, stopped, [fetch_page(url)])

    def remove(self, article_id: str) -> str:
        """Takes an article out of the index, and says so; and away with the file, where it was added here and
        holds nothing else. Other files that it came from stay. Raises SourceError where it is no longer
        there."""
        article = self.article(article_id)
        database = self._desk.pipeline.store.database
        added = [
            (Path(path), True)
            for path in database.files_of(article_id)
            if Path(path).parent == self.folder.resolve()
            and database.articles_of(path) == [article_id]
        ]
        try:
            remove_articles(
                self._index, [article_id], self._desk.pipeline.embedder,
                self._chunking,
            )  # fmt: skip
        except KeyError as error:
            raise SourceError("that article is no longer in the archive") from error
        self._desk.renew()
        _take_back(added)
        return f"Removed: {(article and article.title) or 'untitled'}"

    @property
    def _chunking(self) -> ChunkingSettings:
        """The index's own, whatever the settings say by now."""
        return self._desk.pipeline.store.manifest.chunking

    def _build(
        self,
        placed: Sequence[tuple[Path, bool]],
        problems: list[str],
        tell: Progress,
        stopped: Stop,
        pages: Sequence[FetchedPage] = (),
    ) -> Report:
        try:
            report = build_index(
                self._index, [SourceFile(path) for path, _ in placed],
                self._desk.pipeline.embedder, pages=pages, chunking=self._chunking,
                progress=_until(stopped, tell),
            )  # fmt: skip
        except BaseException:
            _take_back(placed)
            raise
        self._desk.renew()
        known = self._desk.pipeline.store.database.files()
        _take_back([one for one in placed if str(one[0]) not in known])  # what could not be read
        # what a person gave is known to them by its name alone
        told = [
            problem.replace(f"{self.folder.resolve()}{os.sep}", "") for problem in report.problems
        ]
        report.problems = [*problems, *told]
        return report

    def _place(self, name: str, data: bytes) -> tuple[Path, bool]:
        """Where a file of this name and content lies, and whether it was put there just now. Raises
        StoreWriteFailed where the disk refuses."""
        stem, suffix = Path(name).stem.lstrip(".") or "file", Path(name).suffix
        for number in range(1, 10_000):
            path = (self.folder / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}").resolve()
            if not path.exists():
                try:
                    self.folder.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
                except OSError as error:
                    _take_back([(path, True)])  # half of it
                    raise StoreWriteFailed(f"can't write {path}: {error.strerror}") from error
                return path, True
            if path.read_bytes() == data:
                return path, False
        raise SourceError(f"{self.folder} has too many files called {name}")


def _check_date(text: str) -> None:
    """Raises SourceError where a person's date is none, or has not come yet."""
    try:
        first = PublicationDate(text or None).first_day()
    except ValueError as error:
        raise SourceError(
            f"{text!r} is no date: write it as 2025-07-29, 2025-07 or 2025"
        ) from error
    tomorrow = date.today() + timedelta(days=1)  # which it may be elsewhere
    if first is not None and first > tomorrow:
        raise SourceError(f"{text} has not come yet: when was it published?")


def summary(report: Report) -> str:
    """One line for people, and one for each file that failed."""
    what = "1 article" if report.added == 1 else f"{report.added} articles"
    lines = [f"{what} added, {report.articles} in all."]
    if not report.added and not report.problems:
        lines = [f"Nothing new: it is in the archive already, among {report.articles} articles."]
    return "\n".join([*lines, *report.problems])


def _until(stopped: Stop, tell: Progress) -> Progress:
    """A progress that ends the work where it is stopped."""

    def told(stage: str, done: int, total: int) -> None:
        if stopped():
            raise Stopped("stopped; nothing was changed")
        tell(stage, done, total)

    return told


def _take_back(placed: Sequence[tuple[Path, bool]]) -> None:
    for path, is_new in placed:
        if is_new:
            with suppress(OSError):
                path.unlink()
