from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.chunking import ChunkingSettings
from index.database import Filter
from index.errors import SettingsError
from rag.registry import registry
from rag.settings import Settings, load_settings, origins
from tests.conftest import REPOSITORY


def refused(**given: str) -> str:
    with pytest.raises(SettingsError) as told:
        load_settings(given)
    assert told.value.exit_status == 2
    assert "\n" not in str(told.value)
    return str(told.value)


def test_command_line_over_variable_over_file_over_default(monkeypatch, tmp_path):
    assert load_settings().top_k == 12
    (tmp_path / "dateline.toml").write_text("top_k = 5\nsentences = 4\nthreshold = 0.25\n")
    assert load_settings().top_k == 5
    monkeypatch.setenv("DATELINE_TOP_K", "6")
    monkeypatch.setenv("DATELINE_SENTENCES", "3")
    assert load_settings().top_k == 6
    settings = load_settings({"top_k": "7"})
    assert (settings.top_k, settings.sentences, settings.threshold) == (7, 3, 0.25)
    assert settings.context == 2048
    found = origins({"top_k": "7"})
    assert [found[name] for name in ("top_k", "sentences", "threshold", "context")] == [
        "command line",
        "environment",
        "dateline.toml",
        "default",
    ]


def test_defaults():
    settings = load_settings()
    assert settings.index == Path(".dateline/index")
    assert settings.models_dir == REPOSITORY / "models" / "files"
    assert (settings.model, settings.embedder) == (
        registry().default_reader,
        registry().default_embedder,
    )
    assert settings.chunking == ChunkingSettings(200, 48)
    assert (settings.source, settings.since, settings.until) == (None, None, None)


def test_words_of_the_command_line_become_values():
    settings = load_settings({"since": "2025-06-10", "gpu_layers": "-1", "index": "a b"})
    assert (settings.since, settings.gpu_layers, settings.index) == (
        date(2025, 6, 10),
        -1,
        Path("a b"),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("top_k", "0"), ("top_k", "51"), ("top_k", "x"), ("threshold", "1.01"), ("context", "255"),
     ("since", "yesterday"), ("until", "2025-02-30"), ("gpu_layers", "-2"), ("chunk_size", "7")],
)  # fmt: skip
def test_bad_value_names_its_setting(monkeypatch, name, value):
    assert refused(**{name: value}).startswith(f"setting {name}: ")
    monkeypatch.setenv(f"DATELINE_{name.upper()}", value)
    assert refused().startswith(f"setting {name}: ")


def test_unknown_setting_lists_the_known(tmp_path):
    assert refused(topk="3").startswith("setting topk: no such setting (known: index, models_dir,")
    (tmp_path / "dateline.toml").write_text('colour = "blue"\n')
    assert refused().startswith("setting colour: no such setting")


def test_variable_of_another_program_is_passed_over(monkeypatch):
    monkeypatch.setenv("DATELINE_DEBUG", "1")
    monkeypatch.setenv("DATELINE_SOMETHING", "else")
    assert load_settings().top_k == 12


@pytest.mark.parametrize("text", ["top_k = = 3", "top_k", "[", "\x00", 'source = "a\nb"'])
def test_broken_file_is_told(tmp_path, text):
    (tmp_path / "dateline.toml").write_text(text)
    assert refused().startswith("can't read dateline.toml: ")


def test_file_of_other_bytes_is_told(tmp_path):
    (tmp_path / "dateline.toml").write_bytes(b'source = "\xff\xfe"')
    assert refused().startswith("can't read dateline.toml: ")


@pytest.mark.parametrize(
    ("wanted", "sources"),
    [
        ("Post", ("Post",)),  # the one of exactly that name
        ("post", ("Post",)),
        ("evening", ("Evening Post",)),
        ("o", ("Evening Post", "Globe", "Post")),
        (None, ()),
    ],
)
def test_source_is_matched_by_name_and_then_by_part(store, wanted, sources):
    assert Settings(source=wanted).filter(store) == Filter(sources)


@pytest.mark.parametrize("wanted", ["Nobody", "", " "])
def test_source_of_no_article_is_refused(store, wanted):
    with pytest.raises(SettingsError, match=r"sources: Evening Post, Globe, Post"):
        Settings(source=wanted).filter(store)


def test_dates_that_contradict_each_other_are_refused(store):
    with pytest.raises(SettingsError, match="--since 2025-06-02 is after --until 2025-06-01"):
        Settings(since="2025-06-02", until="2025-06-01").filter(store)
    day = date(2025, 6, 1)
    assert Settings(since=day, until=day).filter(store) == Filter((), day, day)
