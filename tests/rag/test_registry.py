from __future__ import annotations

import re

import pytest

from index.errors import ModelDamaged, ModelMissing, SettingsError
from rag.registry import (
    MANIFEST,
    check_gguf,
    embedder_folder,
    encoder_folder,
    pointer_adapter,
    reader_adapter,
    reader_file,
    registry,
)

MODELS = list(registry().models.values())
READER = registry().models[registry().default_reader]
EMBEDDER = registry().models[registry().default_embedder]
EXAMINER = registry().examiner


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_entry_is_whole(model):
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]+", model.name)
    assert model.role in ("embedder", "reader", "examiner")
    assert model.licence
    assert 0 < model.ram_gb < 16
    assert 128 <= model.context <= 200_000
    assert model.files and model.size > 10**7
    assert model.role != "reader" or len(model.files) == 1
    for file in model.files:
        assert file.size > 0
        assert not file.file.startswith(("/", "."))
        assert re.fullmatch(r"[0-9a-f]{64}|", file.sha256)
        assert model.role != "reader" or file.file.endswith(".gguf")
    if "package" in model.origin:
        assert set(model.origin) == {"package", "version", "folder"}
    elif "packages" in model.origin:
        assert set(model.origin) == {"packages", "version", "folder"}
        assert model.origin["packages"] == sorted(set(model.origin["packages"]))
    else:
        assert set(model.origin) == {"hub", "revision"}
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", model.origin["hub"])
        assert re.fullmatch(r"[0-9a-f]{40}", model.origin["revision"])
    # a reader is not smaller in memory than on disk
    assert model.ram_gb * 1e9 > model.size


def test_manifest_offers_larger_readers_from_the_hub():
    readers = [model for model in MODELS if model.role == "reader" and "hub" in model.origin]
    assert len(readers) >= 4
    assert len({model.origin["hub"] for model in readers}) == len(readers)
    assert len({model.name for model in MODELS}) == MANIFEST.read_text("utf-8").count("[[model]]")


def test_defaults_come_from_the_package_index_with_known_checksums():
    for model in registry().defaults:
        assert "hub" not in model.origin and model.checked
        assert all(file.sha256 for file in model.files)
    roles = [model.role for model in registry().defaults]
    assert roles == ["embedder", "examiner", "reader"]


def put_files(model, models_dir):
    for file in model.files:
        path = models_dir / model.name / file.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as handle:
            handle.truncate(file.size)  # only sizes are looked at here


def test_names_are_resolved(tmp_path):
    put_files(READER, tmp_path)
    put_files(EMBEDDER, tmp_path)
    put_files(EXAMINER, tmp_path)
    assert encoder_folder(EXAMINER, tmp_path) == tmp_path / EXAMINER.name
    assert reader_file(READER.name, tmp_path) == tmp_path / READER.name / READER.files[0].file
    assert embedder_folder(EMBEDDER.name, tmp_path) == tmp_path / EMBEDDER.name


def test_missing_or_cut_model_is_told(tmp_path):
    with pytest.raises(ModelMissing, match=f"run `dateline models get {READER.name}`"):
        reader_file(READER.name, tmp_path)
    with pytest.raises(ModelMissing, match="run `dateline models get`"):
        embedder_folder(EMBEDDER.name, tmp_path)
    with pytest.raises(ModelMissing, match=r"the examiner .* is not fetched"):
        encoder_folder(EXAMINER, tmp_path)
    put_files(READER, tmp_path)
    with (tmp_path / READER.name / READER.files[0].file).open("rb+") as handle:
        handle.truncate(100)
    assert READER.missing(tmp_path) == list(READER.files)
    with pytest.raises(ModelMissing):
        reader_file(READER.name, tmp_path)


def test_path_of_any_gguf_is_taken(tmp_path, monkeypatch):
    (tmp_path / "my.gguf").write_bytes(b"GGUF and so on")
    assert reader_file(str(tmp_path / "my.gguf"), tmp_path / "none") == tmp_path / "my.gguf"
    assert reader_file("my.gguf", tmp_path / "none").name == "my.gguf"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert reader_file("~/my.gguf", tmp_path / "none") == tmp_path / "my.gguf"


def test_path_of_no_file_is_told(tmp_path):
    for path in ("none.gguf", str(tmp_path)):
        with pytest.raises(SettingsError, match="no such model file: "):
            reader_file(path, tmp_path)


@pytest.mark.parametrize("data", [b"", b"GG", b"GGML....", b"<!DOCTYPE html>"])
def test_file_that_is_no_gguf_is_told(tmp_path, data):
    (tmp_path / "my.gguf").write_bytes(data)
    with pytest.raises(SettingsError, match=r"my\.gguf is no GGUF file"):
        reader_file(str(tmp_path / "my.gguf"), tmp_path)
    with pytest.raises(ModelDamaged):
        check_gguf(tmp_path / "my.gguf")


def test_unknown_name_lists_the_known_of_its_role(tmp_path):
    with pytest.raises(SettingsError, match=f"no reader model 'gpt-9': one of {READER.name}, "):
        reader_file("gpt-9", tmp_path)
    with pytest.raises(SettingsError, match=f"no reader model '{EMBEDDER.name}'"):
        reader_file(EMBEDDER.name, tmp_path)  # of the other role


@pytest.mark.parametrize("text", ["", "[[model]]\nname = 3\n", "[", "[defaults]\n"])
def test_broken_manifest_is_told(tmp_path, text):
    (tmp_path / "manifest.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"can't read .*manifest\.toml"):
        registry(tmp_path / "manifest.toml")
    with pytest.raises(SettingsError, match="can't read"):
        registry(tmp_path / "nowhere.toml")


def test_adapters_belong_to_their_roles_and_are_shipped():
    reader, pointer = reader_adapter(READER.name), pointer_adapter(EMBEDDER.name)
    assert reader is not None and reader.is_file()
    assert pointer is not None and pointer.is_file()
    assert (MANIFEST.parent / EXAMINER.adapter).stat().st_size < 12e6
    assert reader_adapter(EMBEDDER.name) is None and pointer_adapter(READER.name) is None
    assert pointer_adapter("no-such-model") is None
