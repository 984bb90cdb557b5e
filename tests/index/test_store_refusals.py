"""What an index that is missing, damaged or of another make says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import manifest as manifests
from index.chunking import ChunkingSettings
from index.errors import (
    StoreDamaged,
    StoreMismatch,
    StoreMissing,
)
from index.store import Store, write
from tests.fakes import FakeEmbedder
from tests.index.corpus import CHUNKING, articles, build


def refused(built: Path, error: type[Exception], *parts: str, **options) -> None:
    """Opening and writing both refuse, in words, with the command that mends it."""
    identity = options.pop("identity", FakeEmbedder().identity)
    with pytest.raises(error) as caught:
        Store.open(built, identity)
    for part in parts:
        assert part in str(caught.value)
    assert "`dateline index --rebuild" in str(caught.value)
    with pytest.raises(error), write(built, identity, CHUNKING):
        pass


def edit_manifest(built: Path, **changes) -> None:
    path = built / "manifest.json"
    fields = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(fields | changes), "utf-8")


def part(built: Path, name: str) -> Path:
    fields = json.loads((built / "manifest.json").read_text("utf-8"))
    return built / fields["parts"][name]["file"]


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir, Path.touch])
def test_folder_without_an_index(tmp_path, make):
    folder = tmp_path / "nothing"
    make(folder)
    with pytest.raises(StoreMissing, match=r"no index in .*nothing: make one with `dateline index"):
        Store.open(folder)


@pytest.mark.parametrize("name", ["archive", "vectors"])
@pytest.mark.parametrize("harm", ["cut", "altered", "longer", "emptied", "deleted"])
def test_damaged_part_is_named(built, name, harm):
    path = part(built, name)
    data = path.read_bytes()
    if harm == "deleted":
        path.unlink()
    else:
        path.write_bytes(
            {
                "cut": data[: len(data) // 2],
                "altered": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],  # one bit
                "longer": data + b"\0",
                "emptied": b"",
            }[harm]
        )
    said = "is missing" if harm == "deleted" else "is not as it was written"
    refused(built, StoreDamaged, f"{path.name} {said}", str(built))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\0", b"[]", b"3", b"null"])
def test_manifest_that_is_no_object(built, content):
    (built / "manifest.json").write_bytes(content)
    refused(built, StoreDamaged, "manifest.json")


@pytest.mark.parametrize("key", ["format", "generation", "embedder", "chunking", "counts", "parts"])
def test_manifest_that_lacks_a_key(built, key):
    path = built / "manifest.json"
    fields = json.loads(path.read_text("utf-8"))
    del fields[key]
    path.write_text(json.dumps(fields), "utf-8")
    refused(built, StoreDamaged, "manifest.json lacks a part")


def test_part_that_cannot_be_read(built, monkeypatch):
    def deny(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(manifests, "sha256_of", deny)
    refused(built, StoreDamaged, "Permission denied")


def test_other_format(built):
    edit_manifest(built, format=2)
    refused(built, StoreMismatch, "has format 2, this version reads 1")


@pytest.mark.parametrize(
    "other",
    [FakeEmbedder("other"), FakeEmbedder(sha256="0" * 64), FakeEmbedder(dimension=32)],
    ids=["name", "weights", "dimension"],
)
def test_other_embedder(built, other):
    refused(built, StoreMismatch, f"not {other.identity.name} (", identity=other.identity)


def test_other_chunking(built, embedder):
    other = ChunkingSettings(size=17, overlap=0, header=16)
    with (
        pytest.raises(StoreMismatch, match=r"size=16.*size=17.*`dateline index --rebuild"),
        write(built, embedder.identity, other),
    ):
        pass


@pytest.mark.parametrize("harm", ["manifest", "archive", "embedder"])
def test_rebuild_mends_it(built, two_articles, embedder, harm):
    before = articles(built)
    if harm == "manifest":
        (built / "manifest.json").write_bytes(b"{")
    elif harm == "archive":
        part(built, "archive").write_bytes(b"")
    else:
        embedder = FakeEmbedder("other")
    build(built, two_articles, embedder, rebuild=True)
    assert articles(built) == before
    assert Store.open(built, embedder.identity).manifest.generation == 2
    assert sorted(path.name for path in built.iterdir()) == [
        "archive-2.sqlite", "lock", "manifest.json", "vectors-2.faiss"
    ]  # fmt: skip
