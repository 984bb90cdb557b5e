from __future__ import annotations

import random

import pytest
import yaml

from models.train.scenes import Ask, Scene, faults, is_held_back, load
from models.train.slots import draw

ASK = [
    {"q": ["What does {A} charge?"], "a": "{new}", "in": 0},
    {"q": ["And before?"], "a": "{old}", "in": 0, "after": 0},
    {"q": ["Who owns it?"], "a": None},
]
SOUND = {
    "title": "{A} raises the bridge toll",
    "slots": {"A": "country", "old": "percent", "new": "percent > old", "p": "woman"},
    "text": [
        "{A} raised the toll from {old} to {new}.",
        "{p} drew the bridge.",
        "It rained all day.",
    ],
    "ask": ASK,
}


def scene(**changes) -> Scene:
    return Scene.model_validate({**SOUND, **changes})


def asking(*asks) -> Scene:
    """The sound scene, with these questions before its own (which number on)."""
    return scene(ask=[*asks, ASK[0], ASK[2], ASK[2]])


def put(folder, rows, name="tolls.yaml"):
    (folder / name).write_text(yaml.safe_dump(rows), encoding="utf-8")


def test_load_reads_scenes_in_the_order_of_the_files(tmp_path):
    put(tmp_path, [{**SOUND, "title": "third"}], "b.yaml")
    put(tmp_path, [{**SOUND, "title": "first"}, {**SOUND, "title": "second"}], "a.yaml")
    (tmp_path / "README.md").write_text("no scene")
    assert [one.title for one in load(tmp_path)] == ["first", "second", "third"]


def test_loaded_questions_keep_their_fields(tmp_path):
    put(tmp_path, [SOUND])
    toll, before, owner = load(tmp_path)[0].ask
    assert (toll.q, toll.a, toll.at, toll.after) == (("What does {A} charge?",), "{new}", 0, None)
    assert (before.after, owner.a, owner.at) == (0, None, None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "red"}, "tolls.yaml, scene 2, colour: Extra inputs are not permitted"),
        ({"title": None}, "tolls.yaml, scene 2, title: Input should be a valid string"),
        ({"text": ["One."]}, "tolls.yaml, scene 2, text: .*at least 3 items"),
        ({"ask": ASK[:2]}, "tolls.yaml, scene 2, ask: .*at least 3 items"),
        ({"ask": [*ASK, {"q": [], "a": "x", "in": 0}]}, "tolls.yaml, scene 2, ask.3.q: "),
        ({"ask": [*ASK, {"q": ["Is it?"], "a": False, "in": 0}]}, "tolls.yaml, scene 2, ask.3.a"),
        ({"ask": [*ASK, {"q": ["Is it?"], "in": 0}]}, "scene 2, ask.3.a: Field required"),
    ],
)
def test_load_names_file_scene_and_fault(tmp_path, change, message):
    put(tmp_path, [SOUND, {**SOUND, **change}])
    with pytest.raises(ValueError, match=message):
        load(tmp_path)


def test_load_names_a_file_that_is_no_yaml(tmp_path):
    (tmp_path / "torn.yaml").write_text('- title: "open')
    with pytest.raises(ValueError, match=r"^torn\.yaml: "):
        load(tmp_path)


def test_sound_scene_has_no_faults():
    assert list(faults(scene())) == []


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (
            {"q": ["Who drew it?"], "a": "{p}", "in": 0},
            "ask 0: the answer '{p}' does not stand in sentence 0",
        ),
        (
            {"q": ["Who?"], "a": ["{p}", "{new}"], "in": 1},
            "ask 0: the answer ('{p}', '{new}') does not stand in sentence 1",
        ),
        ({"q": ["Who is {boss}?"], "a": "{p}", "in": 1}, "ask 0: no slot 'boss'"),
        ({"q": ["Who drew it?"], "a": "{p.king}", "in": 1}, "ask 0: no slot 'king'"),
        ({"q": ["Who drew it?"], "a": "{p}", "in": 3}, "ask 0: there is no sentence 3"),
        ({"q": ["Who drew it?"], "a": "{p}", "in": -1}, "ask 0: there is no sentence -1"),
        (
            {"q": ["Who drew it?"], "a": "{p}", "in": 1, "after": 0},
            "ask 0: `after` must be the number of an earlier question",
        ),
        (
            {"q": ["Who drew it?"], "a": "{p}", "in": 1, "after": 2},
            "ask 0: `after` must be the number of an earlier question",
        ),
        (
            {"q": ["Who drew it?"], "a": "{p}"},
            "ask 0: `in` goes with an answer, and an answer with `in`",
        ),
        (
            {"q": ["Who drew it?"], "a": None, "in": 1},
            "ask 0: `in` goes with an answer, and an answer with `in`",
        ),
    ],
)
def test_fault_of_a_question_is_found_once(ask, fault):
    assert list(faults(asking(ask))) == [fault]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_yes_and_no_need_not_stand_in_the_sentence(answer):
    assert list(faults(asking({"q": ["Did it rain?"], "a": answer, "in": 2}))) == []


def test_list_may_stand_in_pieces():
    assert list(faults(asking({"q": ["Rates?"], "a": ["{old}", "{new}"], "in": 0}))) == []


def test_answer_may_differ_in_capitals():
    assert list(faults(asking({"q": ["What fell?"], "a": "it RAINED", "in": 2}))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": "{B} waits"}, "slots: 'B'"),
        ({"text": ["{B} waits.", *SOUND["text"][1:]]}, "slots: 'B'"),
        (
            {"slots": {**SOUND["slots"], "A": "emperor"}},
            "slots: slot A: no kind 'emperor'; there are",
        ),
    ],
)
def test_fault_of_the_slots_is_found(change, fault):
    (found,) = faults(scene(**change))
    assert found.startswith(fault)


def test_fault_that_only_some_values_show_is_found():
    sometimes = asking({"q": ["Crop?"], "a": "rye", "in": 3})
    told = sometimes.model_copy(
        update={
            "slots": {**sometimes.slots, "c": ["rye", "oats"]},
            "text": (*SOUND["text"], "{c}."),
        }
    )
    assert list(faults(told)) == ["ask 0: the answer 'rye' does not stand in sentence 3"]


def test_answers_are_filled():
    drawn = draw(SOUND["slots"], random.Random(3))
    one, many, none = (
        Ask.model_validate({"q": ["?"], "a": a, "in": 0})
        for a in ("{p.last}", ["{old}", "{new}"], None)
    )
    assert scene().answers(one, drawn) == (drawn["p"].forms["last"],)
    assert scene().answers(many, drawn) == (drawn["old"].text, drawn["new"].text)
    assert scene().answers(none, drawn) == ()


@pytest.fixture(scope="module")
def shipped() -> list[Scene]:
    return load()


def test_shipped_scenes_are_sound(shipped):
    bad = [(one.title, fault) for one in shipped for fault in faults(one, tries=3)]
    assert bad == []


def test_shipped_scenes_have_titles_of_their_own(shipped):
    titles = [one.title for one in shipped]
    assert len(titles) == len(set(titles)) > 100


def test_some_shipped_scenes_are_held_back(shipped):
    held = [one.title for one in shipped if is_held_back(one)]
    assert 0.02 < len(held) / len(shipped) < 0.2


# the first bytes of the SHA-256: 8, 77, 24, 18; below 21 (of 256) is held back
@pytest.mark.parametrize(
    ("title", "held"), [("toll 0", True), ("toll 1", False), ("toll 34", False), ("toll 29", True)]
)
def test_what_is_held_back_follows_from_the_title_alone(title, held):
    assert is_held_back(scene(title=title)) is held
    assert is_held_back(scene(title=title, text=["One.", "Two.", "Three."])) is held
