"""Bytes of one file → raw articles: one reader a format, the parsing left to libraries.

A reader keeps the text as it finds it, boilerplate and all (`cleaning` takes that away), with
one line a paragraph. Metadata is what the format itself states: never a file's own times.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index.dating import read_date
from index.errors import SourceError
from index.pages import stated_by_page, without_layout_tables
from index.records import PublicationDate, RawArticle
from index.unwrapping import unwrap, without_running_lines

MAX_ARTICLE_BYTES = 32 * 1024 * 1024
MIN_PAGE_WORDS = 15

# (articles, what could not be read and why)
ReadResult = tuple[list[RawArticle], list[str]]


def load(path: Path, kind: str) -> bytes:
    """The bytes of a file. Raises SourceError where it can't be read or is too large."""
    try:
        size = path.stat().st_size
        if kind != "jsonl" and size > MAX_ARTICLE_BYTES:
            raise SourceError(too_large(str(path), size))
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"can't read {path}: {error.strerror}") from error


def read_articles(data: bytes, kind: str, name: str) -> ReadResult:
    """The raw articles in the bytes of one file; `name` is for messages.

    Raises SourceError, naming the file, where nothing of it can be read. A JSONL line that can't
    be read is reported by its number, and the other lines go in.
    """
    if not data.strip():
        raise SourceError(f"nothing to index in {name}: it is empty")
    articles, problems = _READERS[kind](data, name)
    with_text = [article for article in articles if article.text.strip()]
    if not with_text and not problems:
        raise SourceError(f"nothing to index in {name}: no article text in it")
    return with_text, problems


def too_large(name: str, size: int) -> str:
    limit = MAX_ARTICLE_BYTES // 2**20
    return f"can't index {name}: one article of {size / 2**20:.0f} MB (at most {limit}); split it"


def decode(data: bytes, name: str) -> str:
    """UTF-8 where it is that, else what charset-normalizer finds. SourceError for binary data."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            pass
    if b"\0" not in data[:65536]:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            from charset_normalizer import from_bytes

            # Western pages are the likely case, and a short text can look like many encodings.
            best = from_bytes(data, cp_isolation=["cp1252", "mac_roman"], threshold=0.5).best()
            best = best or from_bytes(data).best()
            if best is not None:
                return str(best)
    raise SourceError(f"can't read {name}: binary data or an unknown encoding; save it as UTF-8")


def _read_txt(data: bytes, name: str) -> ReadResult:
    return [RawArticle(unwrap(decode(data, name)), "txt")], []


def _read_md(data: bytes, name: str) -> ReadResult:
    import frontmatter
    import yaml

    try:
        post = frontmatter.loads(decode(data, name))
    except (yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        # Counted from 0, and the opening "---" is line 0.
        where = f", line {line + 1}" if line is not None else ""
        raise SourceError(f"can't read {name}: its YAML front matter is broken{where}") from error
    title, text = _markdown_text(post.content)
    meta = {str(key).lower(): value for key, value in post.metadata.items()}
    return [_with_metadata(text, "md", meta, title)], []


def _markdown_text(markdown: str) -> tuple[str | None, str]:
    """(text of a leading level-1 heading or None, the other blocks as plain lines)."""
    from markdown_it import MarkdownIt

    lines: list[str] = []
    title = None
    opened = ""
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.nesting == 1:
            opened = token.tag
        if token.type == "inline":
            pieces = [
                "\n"
                if piece.type == "hardbreak"
                else " "
                if piece.type == "softbreak"
                # an image's alternative text is no sentence of the article
                else piece.content
                if piece.type in ("text", "code_inline")
                else ""
                for piece in token.children or []
            ]
            text = "".join(pieces).strip()
            if opened == "h1" and title is None and not lines:
                title = text
            elif text:
                lines.append(text)
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
    return title, "\n\n".join(lines)


def _read_html(data: bytes, name: str) -> ReadResult:
    import trafilatura

    # Without this trafilatura logs its refusals; the caller gets them as a SourceError.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page = decode(data, name)
    document = trafilatura.bare_extraction(
        without_layout_tables(page),
        include_comments=False,
        include_tables=True,
        with_metadata=True,
    )
    # Of a page without an article trafilatura returns what words there are: a menu, a notice.
    if document is None or len((document.text or "").split()) < MIN_PAGE_WORDS:
        raise SourceError(f"no article in {name}: no main text found in the page")
    stated = stated_by_page(page, document.title or "")
    meta = {
        "title": document.title,
        "published": stated.published.value,
        # a page that does not name its site is given its headline's words
        "source": document.sitename if document.sitename != document.title else None,
        "author": stated.author or document.author,  # the byline, where it can be read
        "url": document.url,
    }
    return [_with_metadata(document.text, "html", meta)], []


# What programs write into a PDF where nobody gave a title or an author.
_PDF_PLACEHOLDER = re.compile(
    r"\(?(?:untitled|anonymous|unspecified|unknown|document ?\d*)\)?|microsoft word - .*",
    re.IGNORECASE,
)


def _read_pdf(data: bytes, name: str) -> ReadResult:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"can't read {name}: the PDF asks for a password")
        pages = [page.extract_text() for page in reader.pages]
        # Its dates say when the file was made, not when the article was published.
        stated = reader.metadata
        meta = {"title": stated.title, "author": stated.author} if stated else {}
    except SourceError:
        raise
    # pypdf meets broken files with errors of many kinds, its own and Python's.
    except Exception as error:
        raise SourceError(f"can't read {name}: the PDF is broken") from error
    text = unwrap("\n".join(without_running_lines(pages)))
    if not text.strip():
        raise SourceError(f"no text in {name}: a scanned PDF needs text recognition (OCR) first")
    meta = {k: v for k, v in meta.items() if v and not _PDF_PLACEHOLDER.fullmatch(v.strip())}
    if re.fullmatch(r"[a-z][\w.-]*", meta.get("author") or ""):
        del meta["author"]  # the name of an account
    return [_with_metadata(text, "pdf", meta)], []


def _read_jsonl(data: bytes, name: str) -> ReadResult:
    articles: list[RawArticle] = []
    problems: list[str] = []
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.replace(b"\0", b" ")  # one bad byte must not cost the other lines
    for number, line in enumerate(decode(data, name).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        # ValueError: also a number of more digits than Python converts.
        except (ValueError, RecursionError):
            problems.append(f"{name}, line {number}: not JSON")
            continue
        if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
            problems.append(f'{name}, line {number}: not an object with a "text"')
        elif not fields["text"].strip():
            problems.append(f"{name}, line {number}: its text is empty")
        elif len(line) > MAX_ARTICLE_BYTES:
            problems.append(too_large(f"{name}, line {number}", len(line)))
        else:
            articles.append(_with_metadata(unwrap(fields["text"]), "jsonl", fields))
    return articles, problems


# As note-taking programs write a name: "[[Ann Reed]]".
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")


def _with_metadata(
    text: str, kind: Any, meta: dict[str, Any], fallback_title: str | None = None
) -> RawArticle:
    def words(key: str) -> str | None:
        value = meta.get(key)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        text = " ".join(str(value).split()) if value is not None else ""
        return _WIKI_LINK.sub(r"\1", text) or None

    source, url = words("source"), words("url")
    if source and re.match(r"https?://\S+$", source):  # web clippers put the address there
        url = url or source
        try:
            source = urlsplit(source).hostname
        except ValueError:  # "https://[draft]…"
            source = None
    stated = meta.get("published") or meta.get("date")
    published = PublicationDate() if stated is None else read_date(stated)
    return RawArticle(
        text=text,
        kind=kind,
        title=words("title") or fallback_title,
        published=published,
        source=source,
        author=words("author"),
        url=url,
    )


_READERS: dict[str, Callable[[bytes, str], ReadResult]] = {
    "txt": _read_txt,
    "md": _read_md,
    "html": _read_html,
    "pdf": _read_pdf,
    "jsonl": _read_jsonl,
}
