from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import SourceError
from index.sources import find_files


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.MD", "sub/c.html", ".hidden.txt", ".git/d.txt", "photo.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Snow fell.")
    return tmp_path


def test_folder_gives_its_articles_in_order_and_no_hidden_file(archive):
    files = find_files([str(archive)])
    assert [(file.path.name, file.kind) for file in files] == [
        ("a.MD", "md"),
        ("b.txt", "txt"),
        ("c.html", "html"),
    ]
    assert {file.root for file in files} == {archive.resolve()}


def test_file_named_twice_is_found_once(archive):
    named = str(archive / "b.txt")
    (file,) = find_files([named, named])
    assert (file.path, file.root) == (archive.resolve() / "b.txt", None)


def test_glob_matches_articles_only(archive):
    files = find_files([str(archive / "*.*")])
    assert [file.path.name for file in files] == ["a.MD", "b.txt"]
    assert len(find_files([str(archive / "**" / "*.html")])) == 1


def test_link_to_a_folder_is_not_followed(archive):
    (archive / "loop").symlink_to(archive)
    assert len(find_files([str(archive)])) == 3


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere", "no such file or folder"),
        ("photo.jpg", r"an article is a \.txt"),
        ("*.pdf", "nothing matches"),
        ("empty", "no articles in"),
    ],
)
def test_what_holds_no_article_is_refused(archive, given, message):
    (archive / "empty").mkdir()
    with pytest.raises(SourceError, match=message):
        find_files([str(archive / given)])
