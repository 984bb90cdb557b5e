"""Sets up everything that `make` needs, step by step; a step that is done is not done again.

    venv      .venv, with this Python (3.10 to 3.13)
    torch     the CPU build (see TORCH_INDEX)
    llama     llama-cpp-python, compiled here without AMX
    packages  everything else, as requirements.lock pins it
    dateline  the project itself, editable
    models    the three default models

Standard library only: it runs before anything is installed. Each step leaves a stamp in
.venv/steps with a hash of what it depends on; a changed lock file or flag runs it again.

TORCH_INDEX   address of a wheel index to take torch from. Default on Linux: PyTorch's own index of
              CPU wheels, because the default Linux wheel brings gigabytes of CUDA. Empty: only
              pip's own indexes (for a GPU, or where a CPU wheel is at hand).
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
AMX_OFF = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"


class StepFailed(Exception):
    """One line: what failed, and how to go on."""


def main() -> int:
    try:
        check_python()
        for name, (inputs, step, about) in steps().items():
            stamp = VENV / "steps" / name
            wanted = hashlib.sha256(inputs.encode()).hexdigest()
            if stamp.is_file() and stamp.read_text() == wanted:
                continue
            say(f"{name}: {about}")
            step()
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(wanted)
    except StepFailed as error:
        say(str(error))
        say("run the same command again to go on: what is done is kept")
        return 1
    except KeyboardInterrupt:
        say("interrupted; run the same command again to go on")
        return 130
    return 0


def steps() -> dict[str, tuple[str, Callable[[], None], str]]:
    """name → (what it depends on, what it does, what to tell)."""
    lock = LOCK.read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    manifest = (ROOT / "models" / "manifest.toml").read_text("utf-8")
    torch, llama = pinned("torch"), pinned("llama-cpp-python")
    return {
        "venv": (
            f"{sys.version_info[:2]} {platform.machine()}",
            make_venv,
            f"creating .venv with Python {platform.python_version()}",
        ),
        "torch": (
            torch,
            lambda: install_torch(torch),
            f"installing {torch}, CPU build (200 MB, quiet while it works)",
        ),
        "llama": (
            llama + " ".join(build_flags()),
            lambda: install_llama(llama),
            f"compiling {llama} (2 to 10 minutes, quiet while it works)",
        ),
        "packages": (
            lock,
            install_packages,
            "installing the packages of requirements.lock (some minutes, quiet)",
        ),
        "dateline": (project, install_project, "installing dateline"),
        "models": (manifest, get_models, "fetching the default models (590 MB)"),
    }


def check_python() -> None:
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        raise StepFailed(
            f"Python {platform.python_version()} is not one of 3.10 to 3.13: install one of these"
            " and run `make PYTHON=python3.12 …`"
        )


def make_venv() -> None:
    # A venv of another Python, or one cut off half-way, goes.
    if VENV.exists():
        shutil.rmtree(VENV)
    run(
        [sys.executable, "-m", "venv", str(VENV)],
        "install Python's venv module (Debian: python3-venv)",
    )


def install_torch(torch: str) -> None:
    # Alone: what it needs comes with the lock file, from pip's own indexes.
    command = pip("install", "--no-deps", torch)
    index = torch_index()
    if index:
        command += ["--extra-index-url", index, "--retries", "1"]
    run(command, "check the connection, or point TORCH_INDEX at an index of CPU wheels")
    if index and brings_cuda():
        run(pip("uninstall", "--yes", "torch"), "")
        raise StepFailed(
            f"{index} could not be asked, and pip took a torch with gigabytes of CUDA instead: set"
            " TORCH_INDEX to an index of CPU wheels, or to nothing (TORCH_INDEX= make …) to accept it"
        )


def brings_cuda() -> bool:
    """Whether the installed torch is a CUDA build: its version.py says so without importing it."""
    found = list(VENV.glob("**/site-packages/torch/version.py"))
    return bool(found) and re.search(r"^cuda\b.*=\s*['\"]", found[0].read_text(), re.M) is not None


def torch_index() -> str:
    default = "https://download.pytorch.org/whl/cpu" if sys.platform == "linux" else ""
    return os.environ.get("TORCH_INDEX", default)


def install_llama(llama: str) -> None:
    for tool, names in {
        "a C compiler": ("cc", "gcc", "clang"),
        "a C++ compiler": ("c++", "g++", "clang++"),
    }.items():
        if os.name != "nt" and not any(shutil.which(name) for name in names):
            raise StepFailed(
                f"llama.cpp needs {tool}: install one (Debian: build-essential, macOS: xcode-select --install)"
            )
    # No cache: a wheel in pip's cache may have been built with other flags.
    command = pip(
        "install", "--no-cache-dir", "--no-binary", "llama-cpp-python", "--force-reinstall"
    )
    environment = {
        "CMAKE_ARGS": " ".join([*build_flags(), os.environ.get("CMAKE_ARGS", "")]).strip()
    }
    run(
        [*command, "--no-deps", llama],
        "read the compiler's message above; cmake 3.21 or newer is needed",
        environment,
    )


def build_flags() -> list[str]:
    """CMake arguments that keep AMX out: llama.cpp's AMX kernels crash on prompts (llama.cpp
    issue 20824). Only x86 has AMX, and only a compiler that knows the flags can turn it on."""
    if platform.machine().lower() not in ("x86_64", "amd64") or not _compiler_knows_amx():
        return []
    return [f"-DCMAKE_C_FLAGS='{AMX_OFF}'", f"-DCMAKE_CXX_FLAGS='{AMX_OFF}'"]


def _compiler_knows_amx() -> bool:
    compiler = (
        os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    )
    if not compiler:
        return False
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "empty.c")
        source.write_text("int main(void) { return 0; }\n")
        command = [*compiler.split(), *AMX_OFF.split(), "-c", str(source), "-o", str(source) + ".o"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install_packages() -> None:
    run(pip("install", "-r", str(LOCK)), "check the connection")


def install_project() -> None:
    run(pip("install", "--no-deps", "--editable", str(ROOT)), "check pyproject.toml")


def get_models() -> None:
    run([str(BIN / "dateline"), "models", "get"], "check the connection")


def pip(*arguments: str) -> list[str]:
    # quiet: warnings and errors only, instead of five hundred lines about markers and wheels
    return [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]


def run(command: list[str], advice: str, environment: dict[str, str] | None = None) -> None:
    try:
        result = subprocess.run(command, env={**os.environ, **(environment or {})}, check=False)
    except OSError as error:
        raise StepFailed(f"can't run {command[0]}: {error.strerror}; {advice}") from error
    if result.returncode:
        raise StepFailed(f"failed: {' '.join(command[:6])} … ({advice})")


def pinned(name: str) -> str:
    """The requirement of a package as the lock file pins it."""
    found = re.search(rf"^{re.escape(name)}==\S+", LOCK.read_text("utf-8"), re.MULTILINE)
    if not found:
        raise StepFailed(f"requirements.lock does not pin {name}: run `make lock`")
    return found.group()


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
