"""Which files to index: files, folders and globs → a sorted list, each with the folder it came from.

Nothing is opened here. Hidden files and folders are passed over, links to folders are not followed.
"""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError

KINDS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index. `root` is the given folder it was found under, None if named itself."""

    path: Path
    root: Path | None = None

    @property
    def kind(self) -> str:
        return KINDS[self.path.suffix.lower()]


def find_files(paths: list[str]) -> list[SourceFile]:
    """Every readable kind of file that `paths` name, each once, in order of path.

    Raises SourceError for a path that is not there, a named file of an unknown kind, and where
    a folder or glob holds nothing to index.
    """
    found: dict[Path, SourceFile] = {}
    for given in paths:
        for path in _expand(given):
            if path.is_dir():
                root = path.resolve()
                files = [SourceFile(file, root) for file in _walk(root)]
                if not files:
                    raise SourceError(f"no articles in {given}: it holds no {_kinds()} file")
            elif path.suffix.lower() in KINDS:
                files = [SourceFile(path.resolve())]
            else:
                raise SourceError(f"can't read {path}: an article is a {_kinds()} file")
            for file in files:
                found.setdefault(file.path, file)
    return [found[path] for path in sorted(found)]


def _expand(given: str) -> list[Path]:
    path = Path(given).expanduser()
    if path.exists():
        return [path]
    if not glob.has_magic(given):
        raise SourceError(f"no such file or folder: {given}")
    matches = [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]
    usable = [m for m in matches if m.is_dir() or m.suffix.lower() in KINDS]
    if not usable:
        raise SourceError(f"nothing matches {given}: name {_kinds()} files")
    return usable


def _walk(root: Path) -> list[Path]:
    def refuse(error: OSError) -> None:
        raise SourceError(f"can't list {error.filename}: {error.strerror}")

    files = []
    for folder, subfolders, names in os.walk(root, onerror=refuse):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.suffix.lower() in KINDS and path.is_file():
                files.append(path)
    return files


def _kinds() -> str:
    return ", ".join(kind for kind in (".txt", ".md", ".html", ".pdf")) + " or .jsonl"
