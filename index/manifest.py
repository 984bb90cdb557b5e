"""manifest.json: the one file that says what an index is made of, and the point of commit.

    {"format": 1, "generation": 7,
     "embedder": {"name": "all-minilm-l6-v2", "sha256": "…", "dimension": 384},
     "chunking": {"size": 200, "overlap": 48, "header": 32},
     "counts": {"articles": 14, "files": 13, "chunks": 60},
     "parts": {"archive": {"file": "archive-7.sqlite", "size": 98304, "sha256": "…"},
               "vectors": {"file": "vectors-7.faiss", "size": 92160, "sha256": "…"}}}

A part is never changed after its manifest names it: the next generation has files of its own.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from index.chunking import ChunkingSettings
from index.embedding import EmbedderIdentity
from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.hashing import sha256_of

FORMAT = 1
FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the index. `size` in bytes."""

    file: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Part:
        return cls(path.name, path.stat().st_size, sha256_of(path))

    def check(self, folder: Path) -> None:
        """Raises StoreDamaged where the file is cut short or altered, OSError where it is gone."""
        path = folder / self.file
        if path.stat().st_size != self.size or sha256_of(path) != self.sha256:
            raise StoreDamaged(damaged(folder, f"{self.file} is not as it was written"))


@dataclass(frozen=True, slots=True)
class Manifest:
    generation: int
    embedder: EmbedderIdentity
    chunking: ChunkingSettings
    counts: dict[str, int]
    archive: Part
    vectors: Part

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises StoreMissing, StoreDamaged, or StoreMismatch for another format."""
        path = folder / FILE
        try:
            fields = json.loads(path.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise StoreMissing(
                f"no index in {folder}: make one with `dateline index PATH…`"
            ) from error
        except OSError as error:
            raise StoreDamaged(f"can't read {path}: {error.strerror}") from error
        except ValueError as error:
            raise StoreDamaged(damaged(folder, f"{FILE} is no JSON")) from error
        try:
            if fields["format"] != FORMAT:
                raise StoreMismatch(
                    f"the index in {folder} has format {fields['format']}, this version reads"
                    f" {FORMAT}: {remedy(folder)}"
                )
            return cls(
                generation=int(fields["generation"]),
                embedder=EmbedderIdentity(**fields["embedder"]),
                chunking=ChunkingSettings(**fields["chunking"]),
                counts=dict(fields["counts"]),
                archive=Part(**fields["parts"]["archive"]),
                vectors=Part(**fields["parts"]["vectors"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StoreDamaged(damaged(folder, f"{FILE} lacks a part")) from error

    def write(self, folder: Path) -> None:
        """Replaces the folder's manifest in one step, safely on disk when it returns."""
        fields = {
            "format": FORMAT,
            "generation": self.generation,
            "embedder": asdict(self.embedder),
            "chunking": asdict(self.chunking),
            "counts": self.counts,
            "parts": {"archive": asdict(self.archive), "vectors": asdict(self.vectors)},
        }
        draft = folder / (FILE + ".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(fields, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, folder / FILE)
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Puts the folder's own entries on disk, where the system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remedy(folder: Path) -> str:
    return f"make it anew with `dateline index --rebuild --index {folder} PATH…`"


def damaged(folder: Path, what: str) -> str:
    return f"the index in {folder} is damaged ({what}): {remedy(folder)}"
