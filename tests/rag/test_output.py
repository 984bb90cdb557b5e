from __future__ import annotations

import copy
import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rag.output import SCHEMA, error_json, to_json
from rag.records import Answer, Citation, Evidence, Timings
from tests.conftest import REPOSITORY
from tests.rag_fakes import pipeline

_FORM = json.loads((REPOSITORY / "docs" / "answer.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(_FORM)


def round_trip(record: dict[str, Any]) -> dict[str, Any]:
    """As a reader of our output gets it."""
    line = json.dumps(record, ensure_ascii=False)
    assert "\n" not in line
    read: dict[str, Any] = json.loads(line.encode().decode())
    VALIDATOR.validate(read)
    return read


def objects(node: Any) -> list[dict[str, Any]]:
    """Every object that the schema describes."""
    if isinstance(node, list):
        return [found for item in node for found in objects(item)]
    if not isinstance(node, dict):
        return []
    return [node] * (node.get("type") == "object") + objects(list(node.values()))


def test_schema_is_one_and_names_every_member():
    Draft202012Validator.check_schema(_FORM)
    assert _FORM["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert _FORM["properties"]["schema"]["const"] == SCHEMA
    assert len(objects(_FORM)) == 4  # answer, citation, evidence, timings
    for described in objects(_FORM):
        assert described["additionalProperties"] is False
        assert described["required"] == list(described["properties"])
        for member in described["properties"].values():
            if "$ref" in member:
                member = _FORM["$defs"][member["$ref"].rpartition("/")[2]]
            assert member["description"]


@pytest.mark.parametrize(
    ("record", "name"), [(Citation, "citations"), (Evidence, "evidence"), (Timings, "timings_ms")]
)
def test_schema_has_the_fields_of_the_records(record, name):
    described = _FORM["properties"][name]
    assert list(described.get("items", described)["properties"]) == [f.name for f in fields(record)]


def test_answers_are_of_the_form(store):
    ready = pipeline(store)
    for question in ("When did the harbour bridge open?", "Why is the ferry cancelled?"):
        answer = ready.answer(question)
        read = round_trip(to_json(answer))
        assert (read["schema"], read["id"], read["error"]) == (SCHEMA, None, None)
        assert (read["question"], read["short"]) == (question, answer.short)
        quoted = read["citations"][0]
        text = store.database.article(quoted["article_id"]).text
        assert quoted["quote"] == text[quoted["start"] : quoted["end"]]


def test_abstentions_and_errors_are_of_the_form(store):
    read = round_trip(to_json(pipeline(store, threshold=1.0).answer("bridge"), "q-7"))
    assert (read["id"], read["status"], read["citations"]) == ("q-7", "abstained", [])
    read = round_trip(error_json("line 3 is not JSON", "{", "3"))
    assert (read["id"], read["status"], read["error"]) == ("3", "error", "line 3 is not JSON")


@pytest.mark.parametrize(
    ("member", "value"),
    [("schema", "dateline.answer/1"), ("status", "maybe"), ("citations", []), ("confidence", 1.5),
     ("error", "what"), ("timings_ms", {"total": 1.0}), ("extra", 1)],
)  # fmt: skip
def test_other_forms_are_refused(store, member, value):
    record = to_json(pipeline(store).answer("When did the harbour bridge open?"))
    changed = copy.deepcopy(record)
    changed[member] = value
    assert VALIDATOR.is_valid(json.loads(json.dumps(record)))
    assert not VALIDATOR.is_valid(json.loads(json.dumps(changed)))


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_QUOTE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
_PLACE: dict[str, Any] = {
    "n": st.integers(1, 40),
    "article_id": st.text("0123456789abcdef", min_size=12, max_size=12),
    "title": st.none() | _TEXT,
    "source": st.none() | _TEXT,
    "published": st.sampled_from([None, "2025", "2025-06", "2025-06-10"]),
    "url": st.none() | _TEXT,
    "start": st.integers(0, 10**9),
    "end": st.integers(1, 10**9),
    "quote": _QUOTE,
}
_EVIDENCE = st.builds(Evidence, **_PLACE, score=st.floats(-1, 1))
_CITATION = st.builds(Citation, **_PLACE, value=st.just((0, 1)) | st.none())
_COMMON: dict[str, Any] = {
    "question": _TEXT,
    "text": _TEXT,
    "evidence": st.lists(_EVIDENCE, max_size=3).map(tuple),
    "confidence": st.floats(0, 1),
    "model": _TEXT,
    "timings": st.builds(Timings, *[st.floats(0, 1e9)] * 4),
}
_ANSWERED = st.builds(
    Answer,
    status=st.just("answered"),
    citations=st.lists(_CITATION, min_size=1, max_size=3).map(tuple),
    **_COMMON,
)
_ABSTAINED = st.builds(Answer, status=st.just("abstained"), **_COMMON)


@given(_ANSWERED | _ABSTAINED, st.none() | _TEXT)
def test_whatever_an_answer_holds_comes_through_json_unchanged(answer, question_id):
    read = round_trip(to_json(answer, question_id))
    assert (read["id"], read["question"], read["text"]) == (
        question_id,
        answer.question,
        answer.text,
    )
    for was, now in zip(answer.citations, read["citations"], strict=True):
        assert Citation(**{**now, "value": now["value"] and tuple(now["value"])}) == was
    for shown, now in zip(answer.evidence, read["evidence"], strict=True):
        assert now["quote"] == shown.quote
        assert abs(now["score"] - shown.score) <= 0.00005 + 1e-12
