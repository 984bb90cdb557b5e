from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import readers
from index.errors import SourceError
from index.readers import decode, load, read_articles
from tests.index.corpus import WRAPPED


def read(data: bytes, kind: str):
    articles, problems = read_articles(data, kind, f"news.{kind}")
    assert problems == []
    assert len(articles) == 1
    return articles[0]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Zürich’s mayor resigns — again"),
        ("utf-8-sig", "Zürich’s mayor resigns"),
        ("cp1252", "The “naïve” plan costs €5 – or more"),
        ("latin-1", "El niño comió en la montaña"),
        ("utf-16", "Zürich’s mayor resigns"),
    ],
)
def test_text_is_decoded_from_what_editors_save(encoding, text):
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    "data", [b"\0\1\2" * 50, bytes(range(1, 256)) * 9, b"\xff\xd8\xff\xe0\0JFIF"]
)
def test_binary_data_is_refused(data):
    with pytest.raises(SourceError, match=r"can't read a\.txt: binary data"):
        decode(data, "a.txt")


@pytest.mark.parametrize("kind", ["txt", "md", "html", "pdf", "jsonl"])
@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_empty_file_is_refused(kind, data):
    with pytest.raises(SourceError, match=rf"news\.{kind}: it is empty"):
        read_articles(data, kind, f"news.{kind}")


def test_file_over_the_limit_is_refused_unless_its_lines_are_articles(tmp_path, monkeypatch):
    assert readers.MAX_ARTICLE_BYTES == 32 * 1024 * 1024
    monkeypatch.setattr(readers, "MAX_ARTICLE_BYTES", 40)
    path = tmp_path / "long"
    path.write_bytes(b"x" * 41)
    with pytest.raises(SourceError, match="split it"):
        load(path, "txt")
    assert len(load(path, "jsonl")) == 41
    line = json.dumps({"text": "y" * 41})
    _, problems = read_articles(line.encode(), "jsonl", "news.jsonl")
    assert "split it" in problems[0]


def test_missing_file_is_named():
    with pytest.raises(SourceError, match=r"can't read /nowhere/a\.txt: No such file"):
        load(Path("/nowhere/a.txt"), "txt")


def test_front_matter_is_metadata():
    front = "title: 'Snow: a record'\ndate: 2025-06-10\nsource: Post\nauthor: [Ann Reed, Bo Li]\n"
    article = read(f"---\n{front}---\n# Ignored\n\nSnow *fell* on [Bern](x).\n".encode(), "md")
    assert (article.title, article.published.value) == ("Snow: a record", "2025-06-10")
    assert (article.source, article.author) == ("Post", "Ann Reed, Bo Li")
    assert article.text == "Snow fell on Bern."


def test_what_a_web_clipper_writes_is_metadata():
    front = 'source: "https://www.example.org/snow"\nauthor: ["[[Ann Reed]]"]\npublished:\ndate: 2025-06-10\n'
    article = read(f"---\n{front}---\nSnow fell.\n".encode(), "md")
    assert (article.source, article.url) == ("www.example.org", "https://www.example.org/snow")
    assert (article.author, article.published.value) == ("Ann Reed", "2025-06-10")


def test_markdown_without_front_matter_takes_its_heading_as_title():
    article = read(b"# Snow\n\nOne line\nwrapped.\n\n- first\n- second\n\n![a map](m.png)\n", "md")
    assert article.title == "Snow"
    assert article.text == "One line wrapped.\n\nfirst\n\nsecond"
    assert article.published.value is None


@pytest.mark.parametrize(
    ("front", "where"),
    [
        ("title: Snow\n{a: b}: c", ", line 3"),
        ("title: !!python/name:os.system x", ", line 2"),
        ("published: 2025-13-01", ""),  # the library tells no line
    ],
)
def test_broken_front_matter_is_refused_with_its_line(front, where):
    with pytest.raises(SourceError) as caught:
        read_articles(f"---\n{front}\n---\nSnow fell.".encode(), "md", "a.md")
    assert str(caught.value) == f"can't read a.md: its YAML front matter is broken{where}"


HTML = """<html><head><title>Snow closes the pass | Post</title>
<meta property="og:site_name" content="Post"><meta name="author" content="Ann Reed">
<meta property="article:published_time" content="2025-06-10T08:00:00Z"></head><body>
<nav><a href="/">Home</a><a href="/w">World desk</a></nav>
<article><h1>Snow closes the pass</h1>
<p>Heavy snow closed the mountain pass on Tuesday, and forty lorries had to turn round.</p>
<p>Ploughs will work through the night, the canton said, and hope to open one lane by noon.</p>
</article><footer><p>Imprint and terms of the publishing house</p></footer></body></html>"""


def test_page_gives_its_article_and_metadata_alone():
    article = read(HTML.encode(), "html")
    assert article.text.splitlines()[-2:] == [
        "Heavy snow closed the mountain pass on Tuesday, and forty lorries had to turn round.",
        "Ploughs will work through the night, the canton said, and hope to open one lane by noon.",
    ]
    assert not any(word in article.text for word in ("Home", "World desk", "Imprint"))
    assert (article.title, article.source) == ("Snow closes the pass", "Post")
    assert (article.author, article.published.value) == ("Ann Reed", "2025-06-10")


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<<<>>>", "<!-- snow -->"])
def test_page_without_an_article_is_refused(page):
    with pytest.raises(SourceError, match=r"no article in news\.html"):
        read_articles(page.encode(), "html", "news.html")


@pytest.mark.parametrize("data", [b"%PDF-1.7 nonsense", b"Snow fell."])
def test_broken_pdf_is_refused(data):
    with pytest.raises(SourceError, match="the PDF is broken"):
        read_articles(data, "pdf", "news.pdf")


def pdf(lines: list[str], title: str | None = None, password: str | None = None) -> bytes:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    from io import BytesIO

    out = BytesIO()
    page = canvas.Canvas(out, encrypt=password)
    if title:
        page.setTitle(title)
    for i, line in enumerate(lines):
        page.drawString(72, 760 - 14 * i, line)
    page.showPage()
    page.save()
    return out.getvalue()


def test_pdf_gives_its_paragraphs_and_title():
    article = read(pdf(WRAPPED.split("\n"), title="Second ferry"), "pdf")
    assert article.title == "Second ferry"
    assert "run twice a day from the first of March, the harbour" in article.text
    assert article.published.value is None  # the date of the file is not the article's


def test_running_heads_and_page_numbers_of_a_pdf_go():
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    from io import BytesIO

    out = BytesIO()
    page = canvas.Canvas(out)
    page.setAuthor("areed")
    lines = [line for line in WRAPPED.split("\n") if line]
    for number, half in enumerate((lines[:2], lines[2:]), start=1):
        for i, line in enumerate(
            [f"Island Post 12 (2025), {number}", *half, f"Page {number} of 2"]
        ):
            page.drawString(72, 760 - 14 * i, line)
        page.showPage()
    page.save()
    article = read(out.getvalue(), "pdf")
    assert "Island Post" not in article.text and "Page" not in article.text
    assert "a single crossing that left islanders stranded" in article.text
    assert article.author is None  # "areed" is an account


def test_placeholders_of_pdf_programs_are_no_metadata():
    article = read(pdf(["Snow fell on Bern."]), "pdf")  # reportlab: "untitled" by "anonymous"
    assert (article.title, article.author) == (None, None)


def test_pdf_without_text_or_with_a_password_says_so():
    with pytest.raises(SourceError, match=r"\(OCR\)"):
        read_articles(pdf([]), "pdf", "scan.pdf")
    with pytest.raises(SourceError, match="asks for a password"):
        read_articles(pdf(["Snow."], password="s3cret"), "pdf", "locked.pdf")


def test_bad_lines_are_numbered_and_the_others_go_in():
    lines = [
        '{"title": "A", "text": "Snow fell.", "published": 2025, "source": "Post", "url": "http://a"}',
        "{broken",
        "",
        '["no object"]',
        '{"title": "no text"}',
        '{"text": "  "}',
        '{"text": "x", "n": ' + "9" * 5000 + "}",
        '{"text": "Rain fell.", "author": null}',
    ]
    articles, problems = read_articles("\n".join(lines).encode(), "jsonl", "n.jsonl")
    assert [article.text for article in articles] == ["Snow fell.", "Rain fell."]
    assert (articles[0].published.value, articles[0].url) == ("2025", "http://a")
    assert [problem.split(":")[0] for problem in problems] == [
        f"n.jsonl, line {number}" for number in (2, 4, 5, 6, 7)
    ]
