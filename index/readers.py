"""Bytes of one file → raw articles: one reader a format, the parsing left to libraries.

A reader keeps the text as it finds it, boilerplate and all (`cleaning` takes that away), with
one line a paragraph. Metadata is what the format itself states: never a file's own times.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index.boilerplate import reads_like_prose
from index.dating import read_date
from index.errors import SourceError
from index.metadata import Stated, take_metadata
from index.records import PublicationDate, RawArticle

MAX_ARTICLE_BYTES = 32 * 1024 * 1024
MIN_PAGE_WORDS = 15
_LAYOUT = 100  # words in a cell that make its table the layout of a page
_BENEATH = 12  # texts beneath a headline that may be its byline and its date

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
        _without_layout_tables(page),
        include_comments=False,
        include_tables=True,
        with_metadata=True,
    )
    # Of a page without an article trafilatura returns what words there are: a menu, a notice.
    if document is None or len((document.text or "").split()) < MIN_PAGE_WORDS:
        raise SourceError(f"no article in {name}: no main text found in the page")
    stated = _stated(page, document.title or "")
    meta = {
        "title": document.title,
        "published": stated.published.value,
        "source": document.sitename,
        "author": document.author or stated.author,
        "url": document.url,
    }
    return [_with_metadata(document.text, "html", meta)], []


def _tree(page: str) -> Any:
    """The page parsed; None where that fails."""
    import lxml.etree
    import lxml.html

    try:
        return lxml.html.fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.LxmlError, ValueError):
        return None


def _without_layout_tables(page: str) -> str:
    """The page with `div` for the tables that lay out prose: read as data, each is one long line."""
    import lxml.html

    tree = _tree(page)
    cells = [] if tree is None else tree.iter("td")
    prose = [cell for cell in cells if len(cell.text_content().split()) >= _LAYOUT]
    if not prose:
        return page
    tables = {table for cell in prose for table in cell.iterancestors("table")}
    for table in tables:
        for part in list(table.iter("tbody", "tr", "td", "th")):
            if next(part.iterancestors("table")) is table:
                part.tag = "div"
    for table in tables:
        table.tag = "div"
    return str(lxml.html.tostring(tree, encoding="unicode"))


# What programs write into a PDF where nobody gave a title or an author.
_PDF_PLACEHOLDER = re.compile(
    r"\(?(?:untitled|anonymous|unspecified|unknown|document ?\d*)\)?|microsoft word - .*",
    re.IGNORECASE,
)


_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "pubdate", "publish-date", "publish_date", "published",
    "publication_date", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
# Sites name it in many more ways.
_DATE_NAME = re.compile(r"publish|pub-?date|pdate|issued")
_OTHER_DATE = re.compile(r"publisher|modif|updat|expir|status")
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')


def _stated(page: str, title: str) -> Stated:
    """What the page itself states: the date of its metadata, else what stands under its headline.

    trafilatura's date is not used: it fills a missing day with today's.
    """
    tree = _tree(page)
    if tree is None:
        return Stated()
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        # The article's own comes first, that of a comment or another article later.
        if meta.get("content"):
            named.setdefault(name, meta.get("content"))
    stated = [named[name] for name in _DATE_NAMES if name in named]
    stated += _JSON_LD_DATE.findall(page)[:1]
    stated += [
        value
        for name, value in named.items()
        if _DATE_NAME.search(name) and not _OTHER_DATE.search(name)
    ]
    headline = _headline(tree, title)
    stated += _times(tree, headline)[:1]
    dates = [found for value in stated if (found := read_date(value)).value]
    beneath = take_metadata(_beneath(headline))[0]
    if not dates:
        return beneath
    # "2025", where another names the day of that year, is less than the page states.
    fuller = [found for found in dates if (found.value or "").startswith(dates[0].value or "")]
    return replace(beneath, published=max(fuller, key=lambda found: len(found.value or "")))


def _headline(tree: Any, title: str) -> Any:
    """The heading that says the title; None without one. A page's first may be its own name."""
    for heading in tree.iter("h1", "h2"):
        text = " ".join(heading.text_content().split())
        if text and (title.startswith(text) or text.startswith(title or "\n")):
            return heading
    return None


def _times(tree: Any, headline: Any) -> list[str]:
    """The `time` elements nearest to the headline; where there are none, the page's, if they agree."""
    times: list[Any] = []
    before = set() if headline is None else set(headline.xpath("preceding::time"))
    for ancestor in () if headline is None else headline.iterancestors():
        if times or ancestor.tag == "body":
            break
        beside = ancestor.xpath(".//time[@datetime]")
        times = [time for time in beside if time not in before] or beside
        if ancestor.tag in ("article", "main"):
            break
    near = bool(times)
    stated = [
        time.get("datetime")
        for time in times or tree.xpath("//time[@datetime]")
        if not _OTHER_DATE.search(time.get("class") or "")
    ]
    return stated if near or len({read_date(value) for value in stated}) == 1 else []


def _beneath(headline: Any) -> list[str]:
    """The short texts between a headline and the first paragraph: byline, date, place."""
    lines: list[str] = []
    if headline is None:
        return lines
    for element in headline.xpath("following::*[self::p or self::div or self::span or self::dd]"):
        text = " ".join(element.text_content().split())
        if len(lines) == _BENEATH or (element.tag == "p" and reads_like_prose(text)):
            break
        if 0 < len(text) <= 80 and text not in lines:
            lines.append(text)
    return lines


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
    text = unwrap("\n".join(_without_running_lines(pages)))
    if not text.strip():
        raise SourceError(f"no text in {name}: a scanned PDF needs text recognition (OCR) first")
    meta = {k: v for k, v in meta.items() if v and not _PDF_PLACEHOLDER.fullmatch(v.strip())}
    if re.fullmatch(r"[a-z][\w.-]*", meta.get("author") or ""):
        del meta["author"]  # the name of an account
    return [_with_metadata(text, "pdf", meta)], []


_EDGE = 2  # lines of a page's top and foot, where its running head and its number may stand
_FOLIO = re.compile(r"[\W_]*(?:page )?\d{1,3}(?: ?(?:/|of) ?\d{1,3})?[\W_]*", re.IGNORECASE)


def _without_running_lines(pages: list[str]) -> list[str]:
    """Takes page numbers off, and the lines at the edge that half of the pages share, numbers aside."""

    def shape(line: str) -> str:
        return " ".join(re.sub(r"\d+", "0", line).split())

    split = [page.strip().split("\n") for page in pages]
    shared = Counter(
        key for lines in split for key in {shape(line) for line in lines[:_EDGE] + lines[-_EDGE:]}
    )
    running = {key for key, n in shared.items() if key and n > 1 and n >= len(pages) / 2}
    return [
        "\n".join(
            line
            for i, line in enumerate(lines)
            if _EDGE <= i < len(lines) - _EDGE
            or not (shape(line) in running or _FOLIO.fullmatch(line))
        )
        for lines in split
    ]


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
        source, url = urlsplit(source).hostname, url or source
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


# An initial or a title ends no sentence.
_SENTENCE_END = re.compile(r"""(?<!\b[A-Z])(?<!\b[DMS][rst])(?<!\bMrs)[.!?…:]["'”’)\]]*$""")
_GOES_ON = re.compile(r"\s*(?!by\s)[a-z]")  # "by Ann Reed" under a title does not
_COMPOUND = re.compile(r"(?:-\w+|\d)-$")  # "tit-for-", "90-"


def unwrap(text: str) -> str:
    """Joins hard-wrapped lines into paragraphs; text with one line a paragraph stays as it is.

    Lines count as wrapped where most lines are of a column's width (40 to 120 characters) and
    break off in mid-sentence, and none but a word that can't be broken is far longer. Where paragraphs
    are short, or the column is (from 25), a third of the lines must go on in the next one with a small
    letter. A paragraph then ends at a blank line, at a line that ends a sentence and is shorter than
    the column, at a line far shorter than it (a title, a heading) that the next one does not go on
    with, and where lines in capitals begin or end.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    filled = [line for line in lines if line.strip()]
    if len(filled) < 4:
        return "\n".join(lines)
    mid_sentence = sum(not _SENTENCE_END.search(line) for line in filled)
    going_on = sum(
        not _SENTENCE_END.search(line) and following.lstrip()[:1].islower()
        for line, following in pairwise(lines)
        if line.strip()
    )
    widths = sorted(len(line) for line in filled)
    width = widths[int(0.9 * (len(widths) - 1))]
    is_filled = width >= 40 and widths[len(widths) // 2] >= 0.7 * width
    is_wrapped = is_filled and mid_sentence >= 0.6 * len(filled)
    if width > 120 or not (is_wrapped or (width >= 25 and going_on >= len(filled) / 3)):
        return "\n".join(lines)
    if any(len(line) > 1.5 * width and " " in line for line in filled):
        return "\n".join(lines)
    return "\n".join(_paragraphs(lines, width))


def _paragraphs(lines: list[str], width: int) -> Iterator[str]:
    paragraph = ""
    for line, following in pairwise([*lines, ""]):
        if re.search(r"[\w.]-$", paragraph) and line[:1].isalnum():
            is_compound = not line[:1].islower() or _COMPOUND.search(paragraph)
            paragraph = (paragraph if is_compound else paragraph[:-1]) + line.strip()
        else:
            paragraph = f"{paragraph} {line.strip()}".strip()
        fill, is_closed = len(line) / width, _SENTENCE_END.search(line) is not None
        goes_on = bool(line.strip()) and not is_closed and _GOES_ON.match(following)
        if (
            (fill < 0.6 and not goes_on)
            or (fill < 0.85 and is_closed)
            or (following.strip() and _in_capitals(line) != _in_capitals(following))
        ):
            yield paragraph
            paragraph = ""
            if not line.strip():
                yield ""
    yield paragraph


def _in_capitals(line: str) -> bool:
    return line.isupper() and len(line.split()) > 1


_READERS: dict[str, Callable[[bytes, str], ReadResult]] = {
    "txt": _read_txt,
    "md": _read_md,
    "html": _read_html,
    "pdf": _read_pdf,
    "jsonl": _read_jsonl,
}
