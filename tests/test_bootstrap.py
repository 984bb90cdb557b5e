"""scripts/bootstrap.py: what it decides, with every command that it would run recorded."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.conftest import REPOSITORY

LOCK = "torch==2.9.0 ; python_version < '3.14'\nllama-cpp-python==0.3.16\nnumpy==2.2.6\n"


@pytest.fixture
def bootstrap(monkeypatch, tmp_path) -> ModuleType:
    """The script over an empty project in `tmp_path`."""
    spec = importlib.util.spec_from_file_location(
        "bootstrap", REPOSITORY / "scripts" / "bootstrap.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "models").mkdir()
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "models" / "manifest.toml").write_text("")
    for name, path in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "LOCK": tmp_path / "requirements.lock",
        "BIN": tmp_path / ".venv" / "bin",
        "PYTHON": tmp_path / ".venv" / "bin" / "python",
    }.items():
        monkeypatch.setattr(module, name, path)
    monkeypatch.delenv("TORCH_INDEX", raising=False)
    monkeypatch.delenv("CMAKE_ARGS", raising=False)
    monkeypatch.setattr(module, "_compiler_knows_amx", lambda: True)
    monkeypatch.setattr(module.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/usr/bin/{name}")
    return module


@pytest.fixture
def commands(bootstrap, monkeypatch) -> list[list[str]]:
    """The commands that were run, each successful unless a word of it is in `failing`."""
    ran: list[list[str]] = []

    def run(command, env=None, **options):
        ran.append(command)
        bootstrap.environment = env
        return SimpleNamespace(returncode=int(bool(bootstrap.failing & set(command))))

    bootstrap.failing = set()
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    return ran


NO_AMX = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"


@pytest.mark.parametrize(
    ("machine", "knows", "flags"),
    [
        ("x86_64", True, [f"-DCMAKE_C_FLAGS='{NO_AMX}'", f"-DCMAKE_CXX_FLAGS='{NO_AMX}'"]),
        ("AMD64", True, [f"-DCMAKE_C_FLAGS='{NO_AMX}'", f"-DCMAKE_CXX_FLAGS='{NO_AMX}'"]),
        ("x86_64", False, []),  # an old compiler: it can't turn AMX on either
        ("arm64", True, []),
        ("aarch64", True, []),
    ],
)
def test_amx_is_kept_out_where_there_is_any(bootstrap, monkeypatch, machine, knows, flags):
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: machine)
    monkeypatch.setattr(bootstrap, "_compiler_knows_amx", lambda: knows)
    assert bootstrap.build_flags() == flags


def test_flags_reach_cmake_beside_those_of_the_user(bootstrap, commands, monkeypatch):
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_CUDA=on")
    bootstrap.install_llama("llama-cpp-python==0.3.16")
    (command,) = commands
    assert command[-1] == "llama-cpp-python==0.3.16"
    assert {"--no-binary", "--no-cache-dir", "--force-reinstall", "--no-deps"} <= set(command)
    assert bootstrap.environment["CMAKE_ARGS"] == (
        f"-DCMAKE_C_FLAGS='{NO_AMX}' -DCMAKE_CXX_FLAGS='{NO_AMX}' -DGGML_CUDA=on"
    )


def test_compiler_is_asked_whether_it_knows_amx(bootstrap, monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("again", bootstrap.__spec__.origin)
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    for answer in (0, 1):
        compiler = tmp_path / f"cc-{answer}"
        compiler.write_text(f"#!/bin/sh\necho complaint >&2\nexit {answer}\n")
        compiler.chmod(0o755)
        monkeypatch.setenv("CC", str(compiler))
        assert again._compiler_knows_amx() is (answer == 0)
    monkeypatch.delenv("CC")
    monkeypatch.setattr(again.shutil, "which", lambda name: None)
    assert again._compiler_knows_amx() is False


@pytest.mark.parametrize("missing", ["C compiler", "C++ compiler"])
def test_missing_compiler_is_told_before_an_hour_is_lost(bootstrap, commands, monkeypatch, missing):
    def which(name):
        return None if ("+" in name) == ("+" in missing) else f"/usr/bin/{name}"

    monkeypatch.setattr(bootstrap.shutil, "which", which)
    with pytest.raises(bootstrap.StepFailed, match="build-essential") as told:
        bootstrap.install_llama("llama-cpp-python==0.3.16")
    assert f"llama.cpp needs a {missing}" in str(told.value)
    assert commands == []


@pytest.mark.parametrize(
    ("system", "variable", "index"),
    [
        ("linux", None, "https://download.pytorch.org/whl/cpu"),
        ("linux", "", ""),
        ("linux", "https://example.org/cpu", "https://example.org/cpu"),
        ("darwin", None, ""),
        ("win32", None, ""),
        ("darwin", "https://example.org/cpu", "https://example.org/cpu"),
    ],
)
def test_where_torch_comes_from(bootstrap, commands, monkeypatch, system, variable, index):
    monkeypatch.setattr(bootstrap.sys, "platform", system)
    if variable is not None:
        monkeypatch.setenv("TORCH_INDEX", variable)
    assert bootstrap.torch_index() == index
    bootstrap.install_torch("torch==2.9.0")
    (command,) = commands
    assert "torch==2.9.0" in command
    assert ("--extra-index-url" in command) is bool(index)
    assert not index or command[command.index("--extra-index-url") + 1] == index


def test_pins_are_those_of_the_lock_file(bootstrap, tmp_path):
    assert bootstrap.pinned("torch") == "torch==2.9.0"
    assert bootstrap.pinned("llama-cpp-python") == "llama-cpp-python==0.3.16"
    for name in ("cpp-python", "num", "faiss-cpu"):
        with pytest.raises(bootstrap.StepFailed, match=f"does not pin {name}: run `make lock`"):
            bootstrap.pinned(name)


def test_lock_file_of_the_project_pins_what_is_compiled():
    lock = (REPOSITORY / "requirements.lock").read_text("utf-8")
    for name in ("torch", "llama-cpp-python", "numpy", "faiss-cpu", "pytest", "gradio"):
        assert f"\n{name}==" in lock
    assert "\nnvidia-" not in lock


STEPS = ["venv", "torch", "llama", "packages", "dateline", "models"]


def test_every_step_runs_once(bootstrap, commands, tmp_path, capsys):
    assert bootstrap.main() == 0
    assert len(commands) == len(STEPS)
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in said] == STEPS
    assert {path.name for path in (tmp_path / ".venv" / "steps").iterdir()} == set(STEPS)
    commands.clear()
    assert bootstrap.main() == 0
    assert (commands, capsys.readouterr().err) == ([], "")


@pytest.mark.parametrize(
    ("change", "step", "word"),
    [
        (lambda root: (root / "requirements.lock").write_text(LOCK + "x==1\n"), "packages", "-r"),
        (lambda root: (root / "pyproject.toml").write_text("[x]\n"), "dateline", "--editable"),
        (lambda root: (root / "models" / "manifest.toml").write_text("x"), "models", "models"),
        (lambda root: (root / ".venv" / "steps" / "llama").unlink(), "llama", "--no-binary"),
    ],
)
def test_step_runs_again_where_what_it_depends_on_changed(
    bootstrap, commands, tmp_path, capsys, change, step, word
):
    bootstrap.main()
    commands.clear()
    capsys.readouterr()
    change(tmp_path)
    assert bootstrap.main() == 0
    assert [word in command for command in commands] == [True]
    assert capsys.readouterr().err.startswith(f"setup: {step}: ")


def test_step_that_fails_says_so_and_is_done_again(bootstrap, commands, tmp_path, capsys):
    bootstrap.failing = {"-r"}
    assert bootstrap.main() == 1
    *_, failed, advice = capsys.readouterr().err.splitlines()
    assert failed.startswith("setup: failed: ") and failed.endswith("(check the connection)")
    assert "pip" in failed
    assert advice == "setup: run the same command again to go on: what is done is kept"
    assert not (tmp_path / ".venv" / "steps" / "packages").exists()
    bootstrap.failing = set()
    commands.clear()
    assert bootstrap.main() == 0
    assert len(commands) == 3  # packages, dateline, models


def test_program_that_is_not_there_is_told(bootstrap):
    with pytest.raises(bootstrap.StepFailed, match=r"can't run .*nowhere: No such file"):
        bootstrap.run([str(Path("nowhere"))], "look for it")


@pytest.mark.parametrize("version", [(3, 9, 1), (3, 14, 0)])
def test_other_pythons_are_refused(bootstrap, commands, monkeypatch, capsys, version):
    monkeypatch.setattr(bootstrap.sys, "version_info", version)
    assert bootstrap.main() == 1
    assert "is not one of 3.10 to 3.13" in capsys.readouterr().err
    assert commands == []


def test_interruption_is_no_traceback(bootstrap, monkeypatch, capsys):
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap.subprocess, "run", interrupt)
    assert bootstrap.main() == 130
    assert capsys.readouterr().err.endswith(
        "setup: interrupted; run the same command again to go on\n"
    )


def test_script_stands_alone():
    """It runs with -S -E: no package that is installed, no variable."""
    code = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='looked at')"
    command = [sys.executable, "-S", "-E", "-c", code, str(REPOSITORY / "scripts" / "bootstrap.py")]
    subprocess.run(command, check=True, env={"PATH": os.environ["PATH"]})


def test_question_is_missed_before_anything_is_set_up():
    # Under `make test` a second make would say where it enters and leaves.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--no-print-directory", "ask"]
    done = subprocess.run(command, cwd=REPOSITORY, env=alone, capture_output=True, text=True)
    assert done.returncode == 2
    assert (done.stdout, done.stderr.splitlines()[0]) == (
        "",
        'make ask: what is the question? make ask Q="…"',
    )
