from __future__ import annotations

import ast
import contextlib
import io
import sys

import pytest

from tests.conftest import REPOSITORY

# Who may import whom: eval → rag → index, app → rag → index; never back.
OURS = {"index", "rag", "eval", "app", "tests", "scripts"}
ALLOWED = {
    "index": {"index"},
    "rag": {"rag", "index"},
    "eval": {"eval", "rag", "index"},
    "app.py": {"rag", "index"},
    "scripts": set(),
}
FILES = [
    path
    for name in ALLOWED
    for path in ([REPOSITORY / name] if name.endswith(".py") else (REPOSITORY / name).rglob("*.py"))
]


def imported(source: str) -> set[str]:
    """Top-level names of every import, wherever it stands in the file."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_imports_run_one_way(path):
    folder = path.relative_to(REPOSITORY).parts[0]
    assert imported(path.read_text("utf-8")) & OURS <= ALLOWED[folder]


def test_imports_inside_functions_and_of_several_names_are_seen():
    source = "def f():\n    import app.page as p, json\n    from rag.records import Answer\n"
    assert imported(source) == {"app", "json", "rag"}


def test_contracts_of_import_linter_hold(monkeypatch):
    lint = pytest.importorskip("importlinter.cli")
    monkeypatch.chdir(REPOSITORY)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = lint.lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == lint.EXIT_STATUS_SUCCESS, said.getvalue()


# Bootstrap runs before anything is installed.
@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "scripts").glob("*.py")), ids=lambda p: p.name
)
def test_scripts_need_the_standard_library_alone(path):
    assert imported(path.read_text("utf-8")) <= sys.stdlib_module_names
