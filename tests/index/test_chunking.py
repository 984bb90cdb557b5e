from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.chunking import ChunkingSettings, Tokenizer, chunk_article, embedding_text
from index.cleaning import clean
from index.embedding import Embedder
from index.readers import read_articles
from index.records import Article, Chunk, PublicationDate
from index.sources import find_files
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder

TINY = ChunkingSettings(size=8, overlap=4, header=6)
SHIPPED = ChunkingSettings()
FULL = ChunkingSettings(size=206, overlap=48, header=48)  # 206 + 48 + 2 = 256, the whole window
SPECIAL = 2  # tokens that the embedder adds: [CLS] and [SEP]


class Characters:
    """A token for each character, as in a script without spaces."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return [(i, i + 1) for i, char in enumerate(text) if not char.isspace()]


def check(article: Article, chunks: list[Chunk], tokenizer: Tokenizer, size: int) -> None:
    """Offsets are exact, nothing is lost, no chunk is too large."""
    covered: set[int] = set()
    for chunk in chunks:
        assert article.text[chunk.start : chunk.end] == chunk.text
        assert chunk.n_tokens <= size
        covered.update(range(chunk.start, chunk.end))
    assert [c for i, c in enumerate(article.text) if i not in covered and not c.isspace()] == []
    assert chunks == sorted(chunks, key=lambda chunk: chunk.start)


PIECES = [
    "Snow fell. ", "Dr. Reed said it. ", "A long one " + "that goes on " * 9 + "ends. ", "\n\n",
    "w" * 90, "東京で会議が開かれた。", "👩‍🚒", "e\u0301\u0302", "x-" * 30, "…",
    "https://a.org/b?c=d&e=f ",
]  # fmt: skip
texts = (
    st.lists(st.sampled_from(PIECES) | st.text(max_size=12), min_size=1, max_size=12)
    .map("".join)
    .filter(str.strip)
)


@pytest.mark.parametrize("tokenizer", [FakeEmbedder(), Characters()], ids=["words", "characters"])
@given(text=texts, size=st.integers(8, 40), data=st.data())
@example(text="word " * 500, size=8, data=None)
@example(text="x" * 500, size=8, data=None)
@example(text="東" * 500 + "。", size=8, data=None)
@example(text="\u0301", size=8, data=None)
def test_chunks_cover_the_text_within_their_size(tokenizer, text, size, data):
    overlap = data.draw(st.integers(0, size - 1)) if data else 0
    settings = ChunkingSettings(size, overlap, header=6)
    article = Article(text, "A title of more than six words, cut", PublicationDate("2025-06"))
    chunks = chunk_article(article, tokenizer, settings)
    check(article, chunks, tokenizer, size)
    for chunk in chunks:
        assert len(tokenizer.token_offsets(chunk.text)) <= size
        whole = embedding_text(article, chunk.text, tokenizer, settings.header)
        assert whole.endswith(chunk.text)
        assert len(tokenizer.token_offsets(whole)) <= settings.header + size


def test_whole_sentences_fill_a_chunk_and_the_last_is_repeated():
    # Tokens: 3 + 4 = 7; with the next 3 it would be 10 > 8. "It is deep." (4 ≤ 4) is repeated.
    article = Article("Snow fell. It is deep. We wait. Then rain came.")
    chunks = chunk_article(article, FakeEmbedder(), TINY)
    assert [(chunk.text, chunk.n_tokens) for chunk in chunks] == [
        ("Snow fell. It is deep.", 7),
        ("It is deep. We wait.", 7),
        ("We wait. Then rain came.", 7),
    ]


def test_sentence_larger_than_the_overlap_is_not_repeated():
    article = Article("Snow fell. It is very deep. We wait here.")  # 3 + 5 = 8, then 4
    chunks = chunk_article(article, FakeEmbedder(), TINY)
    assert [chunk.text for chunk in chunks] == ["Snow fell. It is very deep.", "We wait here."]


def test_long_sentence_is_cut_between_words_and_long_word_between_tokens():
    words = Article("one two three four five six seven eight nine ten.")  # 11 tokens
    assert [chunk.text for chunk in chunk_article(words, FakeEmbedder(), TINY)] == [
        "one two three four five six seven",  # cut at the last space before the 8th token's end
        "eight nine ten.",
    ]
    word = Article("0123456789")
    assert [c.text for c in chunk_article(word, Characters(), TINY)] == ["01234567", "89"]


def test_header_is_title_and_date_cut_to_its_tokens():
    tokenizer = FakeEmbedder()
    dated = Article("Snow fell.", "Snow in Bern", PublicationDate("2025-06"))
    assert (
        embedding_text(dated, "Snow fell.", tokenizer, 48) == "Snow in Bern. June 2025\nSnow fell."
    )
    assert embedding_text(Article("Snow fell."), "Snow fell.", tokenizer, 48) == "Snow fell."
    # "Snow in Bern. June 2025" has 6 tokens: not fewer than 6, so 5 are left.
    assert embedding_text(dated, "Rain.", tokenizer, 6) == "Snow in Bern. June\nRain."


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (ChunkingSettings(size=7), "chunk size 7"),
        (ChunkingSettings(size=32, overlap=32), "overlap 32"),
        (ChunkingSettings(overlap=-1), "overlap -1"),
        (ChunkingSettings(header=1), "header of 1"),
        (
            ChunkingSettings(size=207, header=48),
            r"chunk size 207 \+ header 48 \+ 2 .* window of 256",
        ),
    ],
)
def test_sizes_that_exceed_the_window_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        settings.check(window=256)


def test_sizes_that_just_fit_are_taken():
    FULL.check(window=256)
    SHIPPED.check(window=256)


def shipped_articles(seeds: Path | None) -> list[Article]:
    files = find_files([str(REPOSITORY / "articles"), *([str(seeds)] if seeds else [])])
    return [
        article
        for file in files
        for raw in read_articles(file.path.read_bytes(), file.kind, file.path.name)[0]
        for article in clean(raw)
    ]


@pytest.fixture(scope="module")
def real(embedder_folder: Path) -> Embedder:
    return Embedder(embedder_folder)


def check_with(real: Embedder, article: Article, settings: ChunkingSettings) -> None:
    chunks = chunk_article(article, real, settings)
    check(article, chunks, real, settings.size)
    for chunk in chunks:
        whole = embedding_text(article, chunk.text, real, settings.header)
        assert len(real.token_offsets(whole)) + SPECIAL <= real.window


@pytest.mark.models
@pytest.mark.parametrize("settings", [SHIPPED, FULL], ids=["shipped", "full"])
def test_real_tokens_of_every_shipped_article_fit_the_window(real, settings):
    articles = shipped_articles(None)
    assert len(articles) == 15  # 13 files of one, and the JSONL of two
    for article in articles:
        check_with(real, article, settings)


@pytest.mark.models
def test_real_tokens_of_every_seed_fit_the_window(real, seeds_dir):
    articles = shipped_articles(seeds_dir)
    assert len(articles) == 15 + 8
    for article in articles:
        check_with(real, article, SHIPPED)


@pytest.mark.models
@pytest.mark.parametrize(
    "text",
    ["東" * 2000, "👩‍🚒" * 700, "e\u0301" * 900, "unbelievably/" * 300, "w" * 5000,
     "antidisestablishmentarianism " * 200, "https://a.org/?q=" + "3f9a0c." * 400],
    ids=["cjk", "emoji", "marks", "slashes", "word", "words", "address"],
)  # fmt: skip
def test_real_tokens_of_hostile_text_fit_the_window(real, text):
    title = "antidisestablishmentarianism " * 20
    for settings in (SHIPPED, FULL):
        check_with(real, Article(text, title, PublicationDate("2025-06-10")), settings)
