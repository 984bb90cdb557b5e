"""The index on disk: one folder, read without locks, written by one process at a time.

    manifest.json        names the two files below, with their sizes and checksums
    archive-7.sqlite     articles, files, chunks, full text
    vectors-7.faiss      one unit vector a chunk
    pending.sqlite       vectors made by a run that has not finished
    lock                 held by the writer
    first                there while the first generation is made: without a manifest, the files of a
                         run that was killed; without this file, those of a damaged index

A writer copies the archive, changes the copy, writes new vectors, and then replaces the manifest:
that one rename is the commit. Killed at any moment before it, it leaves the last good generation
untouched; after it, the new one. A reader opens what the manifest names; where a writer has
just removed those files, it reads the manifest again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.chunking import ChunkingSettings
from index.database import Database
from index.embedding import EmbedderIdentity
from index.errors import (
    SourceError,
    StoreDamaged,
    StoreLocked,
    StoreMismatch,
    StoreMissing,
    StoreWriteFailed,
)
from index.manifest import FILE as MANIFEST
from index.manifest import Manifest, Part, damaged, remedy, sync_folder
from index.vectors import VectorIndex

_OPEN_TRIES = 20
FIRST = "first"


@dataclass(frozen=True, slots=True)
class Store:
    """One generation of an index, open for reading. Safe to keep while writers go on."""

    folder: Path
    manifest: Manifest
    database: Database
    vectors: VectorIndex

    @classmethod
    def open(cls, folder: Path, embedder: EmbedderIdentity | None = None) -> Store:
        """Opens the current generation and checks every part of it.

        Raises StoreMissing where there is no index, StoreDamaged where a part is missing, cut
        short or altered, and StoreMismatch where `embedder` is not the one that made it.
        """
        for _ in range(_OPEN_TRIES):
            manifest = Manifest.read(folder)
            if embedder is not None:
                _check_embedder(folder, manifest, embedder)
            try:
                return cls._open(folder, manifest)
            except FileNotFoundError as error:
                gone = error.filename
                if Manifest.read(folder).generation == manifest.generation:
                    raise StoreDamaged(damaged(folder, f"{Path(gone).name} is missing")) from error
            except OSError as error:
                raise StoreDamaged(
                    f"can't read the index in {folder}: {error.strerror}: {remedy(folder)}"
                ) from error
        raise StoreDamaged(f"the index in {folder} changes too fast to be read: try again")

    @classmethod
    def _open(cls, folder: Path, manifest: Manifest) -> Store:
        for part in (manifest.archive, manifest.vectors):
            part.check(folder)
        archive, vectors = folder / manifest.archive.file, folder / manifest.vectors.file
        try:
            database = Database.read(archive)
            loaded = VectorIndex.load(vectors)
            counted = database.counts()["chunks"]
        except (sqlite3.Error, RuntimeError) as error:
            for path in (archive, vectors):
                path.stat()  # FileNotFoundError: a writer took it away
            raise StoreDamaged(damaged(folder, str(error).split("\n")[0])) from error
        if len(loaded) != counted:
            raise StoreDamaged(damaged(folder, f"{counted} chunks, {len(loaded)} vectors"))
        return cls(folder, manifest, database, loaded)

    def close(self) -> None:
        self.database.close()

    def resolve(self, prefix: str) -> str:
        """The id of the one article whose id begins with `prefix`; SourceError for none or several."""
        ids = self.database.article_ids(prefix) if prefix else []
        if len(ids) == 1:
            return ids[0]
        if not ids:
            raise SourceError(f"no article {prefix!r}: `dateline list` shows the ids")
        raise SourceError(f"{len(ids)} articles begin with {prefix!r}: give more of the id")


def _check_embedder(folder: Path, manifest: Manifest, embedder: EmbedderIdentity) -> None:
    if manifest.embedder != embedder:
        made_by, given = manifest.embedder, embedder
        raise StoreMismatch(
            f"the index in {folder} was made by {made_by.name} ({made_by.sha256[:8]},"
            f" {made_by.dimension} dimensions), not {given.name} ({given.sha256[:8]},"
            f" {given.dimension}): {remedy(folder)}"
        )


@dataclass(slots=True)
class Draft:
    """The next generation while it is written: a database to change, and the vectors of the last."""

    database: Database
    vectors: VectorIndex
    manifest: Manifest | None  # of the last generation; None in a new index


@contextmanager
def write(
    folder: Path, embedder: EmbedderIdentity, chunking: ChunkingSettings, *, rebuild: bool = False
) -> Iterator[Draft]:
    """Makes the next generation of the index in `folder`: commits it when the block ends well
    and has changed something.

    An error inside the block leaves the last generation as it was. With `rebuild` it begins from
    nothing, whatever is in the folder. Raises StoreLocked where another process is writing,
    StoreWriteFailed where the disk refuses, StoreMismatch where embedder or chunking settings are
    not those of the index, and what `Store.open` raises for a damaged one.
    """
    from filelock import FileLock, Timeout

    with _disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreLocked(
                f"another process is writing to the index in {folder}: wait for it to end"
            ) from error
    try:
        if rebuild:
            (folder / "pending.sqlite").unlink(missing_ok=True)
        last = None if rebuild else _last_generation(folder, embedder, chunking)
        if last is None:
            (folder / FIRST).touch()
        generation = last.manifest.generation + 1 if last else _highest(folder) + 1
        _remove_others(folder, last.manifest if last else _manifest_or_none(folder))
        archive = folder / f"archive-{generation}.sqlite"
        with _disk_errors(folder):
            if last:
                last.close()
                shutil.copyfile(folder / last.manifest.archive.file, archive)
                draft = Draft(Database.edit(archive), last.vectors, last.manifest)
            else:
                draft = Draft(Database.create(archive), VectorIndex.empty(embedder.dimension), None)
            try:
                yield draft
                if last and draft.database.connection.total_changes == 0:
                    draft.database.close()
                    _remove_others(folder, last.manifest)
                else:
                    _commit(folder, generation, draft, embedder, chunking)
            except BaseException:
                draft.database.close()
                committed = _manifest_or_none(folder)
                if committed is None or committed.generation != generation:
                    _remove(
                        [
                            *folder.glob(f"archive-{generation}.sqlite*"),
                            *folder.glob(f"vectors-{generation}.faiss"),
                        ]
                    )
                raise
    finally:
        (folder / FIRST).unlink(missing_ok=True)
        lock.release()


def _commit(
    folder: Path,
    generation: int,
    draft: Draft,
    embedder: EmbedderIdentity,
    chunking: ChunkingSettings,
) -> None:
    draft.database.connection.commit()
    counts = draft.database.counts()
    chunk_ids = np.sort(np.asarray(list(draft.database.chunk_keys()), dtype=np.int64))
    if not np.array_equal(chunk_ids, np.sort(draft.vectors.ids())):
        raise ValueError(f"{len(chunk_ids)} chunks and {len(draft.vectors)} vectors don't line up")
    draft.database.close()
    archive, vectors = (
        folder / f"archive-{generation}.sqlite",
        folder / f"vectors-{generation}.faiss",
    )
    draft.vectors.save(vectors)
    for path in (archive, vectors):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
    manifest = Manifest(generation, embedder, chunking, counts, Part.of(archive), Part.of(vectors))
    manifest.write(folder)
    _remove_others(folder, manifest)
    (folder / "pending.sqlite").unlink(missing_ok=True)


def _last_generation(
    folder: Path, embedder: EmbedderIdentity, chunking: ChunkingSettings
) -> Store | None:
    try:
        last = Store.open(folder, embedder)
    except StoreMissing:
        if not (folder / FIRST).exists() and any(folder.glob("vectors-*.faiss")):
            raise StoreDamaged(damaged(folder, f"{MANIFEST} is missing")) from None
        return None
    if last.manifest.chunking != chunking:
        raise StoreMismatch(
            f"the index in {folder} has chunks of other settings ({last.manifest.chunking}, not"
            f" {chunking}): {remedy(folder)}"
        )
    return last


def _manifest_or_none(folder: Path) -> Manifest | None:
    try:
        return Manifest.read(folder)
    except (StoreMissing, StoreDamaged, StoreMismatch):
        return None


def _highest(folder: Path) -> int:
    """The highest generation that any file in the folder bears: its number is not used again."""
    found = [path.stem.rpartition("-")[2] for path in folder.glob("*-*.*")]
    return max((int(number) for number in found if number.isdigit()), default=0)


def _remove_others(folder: Path, keep: Manifest | None) -> None:
    """Removes the files of generations that a manifest does not name.

    Without a manifest nothing goes: what is there may be all that is left of a damaged index.
    """
    if keep is None:
        return
    parts = [*folder.glob("archive-*.sqlite*"), *folder.glob("vectors-*.faiss")]
    _remove([path for path in parts if path.name not in (keep.archive.file, keep.vectors.file)])


def _remove(paths: list[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:  # Windows: a reader has it open. The next writer removes it.
            pass


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    """A disk that is full or read-only, as one StoreWriteFailed."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
    except sqlite3.OperationalError as error:
        reason = str(error)
    else:
        return
    raise StoreWriteFailed(
        f"can't write the index in {folder}: {reason}. Free space or give another --index;"
        " the last good index is unchanged"
    )
