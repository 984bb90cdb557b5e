from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from index.errors import ModelDamaged
from rag.cli import doctor
from rag.encoder import read_adapter
from tests.rag_fakes import WordEmbedder


def lines(done, mark):
    return [line.split()[1] for line in done.out.splitlines() if line.startswith(f"  {mark}")]


@pytest.fixture
def healthy(monkeypatch, indexed, tmp_path):
    """Fakes for what doctor looks at besides the index."""
    (tmp_path / "reader.gguf").write_bytes(b"GGUF" + b"\0" * 2**20)
    monkeypatch.setattr(doctor, "Embedder", WordEmbedder)
    monkeypatch.setattr(doctor, "embedder_folder", lambda name, models_dir: Path(name))
    monkeypatch.setattr(doctor, "_verify", lambda name, models_dir: None)
    monkeypatch.setattr(doctor, "read_adapter", lambda path, encoder, setting="pointer": {})
    monkeypatch.setenv("DATELINE_EXAMINER", "false")
    monkeypatch.setenv("DATELINE_MODEL", "./reader.gguf")
    monkeypatch.setattr(
        doctor, "_CHECKS", {n: c for n, c in doctor._CHECKS.items() if n != "build"}
    )


def test_all_is_well(run, healthy):
    done = run("doctor")
    assert (done.status, done.err) == (0, "")
    assert lines(done, "ok  ") == [
        "system",
        "speed",
        "embedder",
        "examiner",
        "reader",
        "index",
        "memory",
        "disk",
    ]
    assert done.out.endswith("\nall is well\n")
    assert "  ok    reader     reader.gguf, 1 MiB" in done.out
    assert "  ok    index      .dateline/index: 4 articles, 4 chunks, intact" in done.out


def test_settings_are_shown_with_where_they_come_from(run, healthy, tmp_path, monkeypatch):
    (tmp_path / "dateline.toml").write_text("top_k = 3\nthreshold = 0.25\n")
    monkeypatch.setenv("DATELINE_THRESHOLD", "0.75")
    done = run("doctor", "--index", ".dateline/index")
    shown = {line.split()[0]: line.split()[1:] for line in done.out.splitlines()[1:25]}
    assert shown["top_k"] == ["3", "dateline.toml"]
    assert shown["threshold"] == ["0.75", "environment"]
    assert shown["index"] == [".dateline/index", "command", "line"]
    assert shown["sentences"][-1] == "default"


def test_adapter_of_another_embedder_is_told(run, healthy, monkeypatch):
    monkeypatch.setattr(doctor, "read_adapter", read_adapter)  # the fake is no model that it fits
    done = run("doctor")
    assert lines(done, "FAIL") == ["embedder"]
    assert (
        "is for another model than the one here: DATELINE_POINTER=false goes without it" in done.out
    )
    monkeypatch.setenv("DATELINE_POINTER", "false")
    assert run("doctor").status == 0


def test_every_ill_is_told_with_its_remedy(run, healthy, tmp_path, monkeypatch):
    (vectors,) = (tmp_path / ".dateline" / "index").glob("vectors-*")
    vectors.rename(tmp_path / "vectors")
    monkeypatch.setattr(doctor, "free_gb", lambda: 0.1)
    done = run("doctor", "--model", "gpt-9")
    assert (done.status, done.err) == (1, "")
    assert lines(done, "FAIL") == ["reader", "index", "memory"]
    assert done.out.endswith("\n3 to mend\n")
    assert "no reader model 'gpt-9'" in done.out
    assert "dateline index --rebuild" in done.out
    (tmp_path / "vectors").rename(vectors)


def test_no_index_yet_is_told(run, healthy):
    done = run("doctor", "--index", "elsewhere")
    assert lines(done, "FAIL") == ["index"]
    assert "make one with `dateline index PATH…`" in done.out


def test_damaged_model_is_found_by_its_checksum(monkeypatch, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"abc")
    right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # SHA-256 of "abc"
    for sha256 in (right, ""):
        file = types.SimpleNamespace(file="f", sha256=sha256)
        model = types.SimpleNamespace(files=[file])
        known = types.SimpleNamespace(models={"a": model})
        monkeypatch.setattr(doctor, "registry", lambda known=known: known)
        doctor._verify("a", tmp_path)
    (tmp_path / "a" / "f").write_bytes(b"abd")
    file.sha256 = right
    with pytest.raises(ModelDamaged, match="run `dateline models get a --force`"):
        doctor._verify("a", tmp_path)


@pytest.mark.parametrize(
    ("info", "bad"),
    [("AVX2 = 1 | AMX_INT8 = 0", False), ("AVX2 = 1 | AMX_INT8 = 1 |", True), ("AVX2 = 1", False)],
)
def test_build_with_amx_is_told(monkeypatch, info, bad):
    fake = types.SimpleNamespace(llama_print_system_info=lambda: info.encode(), __version__="0.0.0")
    monkeypatch.setitem(sys.modules, "llama_cpp", fake)
    if bad:
        with pytest.raises(ModelDamaged, match="make rebuild-llama"):
            doctor._build(None)
    else:
        assert doctor._build(None) == "llama-cpp-python 0.0.0, no AMX"


def test_missing_examiner_is_told_with_what_to_do(run, healthy, monkeypatch, tmp_path):
    monkeypatch.setenv("DATELINE_EXAMINER", "true")
    monkeypatch.setenv("DATELINE_MODELS_DIR", str(tmp_path))
    done = run("doctor")
    assert lines(done, "FAIL") == ["examiner"]
    assert "run `dateline models get`, or go without it: DATELINE_EXAMINER=false" in done.out


def test_examiner_with_an_adapter_of_another_is_told(run, healthy, monkeypatch, tmp_path):
    monkeypatch.setenv("DATELINE_EXAMINER", "true")
    monkeypatch.setattr(doctor, "encoder_folder", lambda model, models_dir: tmp_path)
    shown = run("doctor").out
    assert "  ok    examiner   all-mpnet-base-v2, checksum right, with all-mpnet-base" in shown
    assert "reader and examiner need about" in shown

    def refuse(path, encoder, setting="pointer"):
        if setting == "examiner":
            raise ModelDamaged(f"{path} is for another model than the one here")
        return {}

    monkeypatch.setattr(doctor, "read_adapter", refuse)
    assert lines(run("doctor"), "FAIL") == ["examiner"]
