"""Scenes: invented news with slots (scenes/README.md), read and checked."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.train.groups import YES_NO
from models.train.slots import Value, draw, fill

FOLDER = Path(__file__).parent / "scenes"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(_Record):
    """A question in several wordings. `a` None: the passage does not say. `needs`: sentences without which
    nobody can tell."""

    q: tuple[str, ...] = Field(min_length=1)
    a: str | tuple[str, ...] | None
    at: int | None = Field(None, alias="in")
    after: int | None = None
    needs: tuple[int, ...] = ()


class Later(_Record):
    """What another article said of it some weeks later."""

    title: str
    text: tuple[str, ...] = Field(min_length=1)


class Scene(_Record):
    title: str
    slots: Mapping[str, Any]
    text: tuple[str, ...] = Field(min_length=3)
    ask: tuple[Ask, ...] = Field(min_length=3)
    later: Later | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """The sentences of both articles, as they are numbered."""
        return self.text + (self.later.text if self.later else ())

    def answers(self, ask: Ask, drawn: Mapping[str, Value]) -> tuple[str, ...]:
        """The answer's parts, filled; none where the passage does not say."""
        if ask.a is None:
            return ()
        return tuple(fill(part, drawn) for part in ([ask.a] if isinstance(ask.a, str) else ask.a))


def load(folder: Path = FOLDER) -> list[Scene]:
    """Raises ValueError naming file and scene of the first fault."""
    scenes = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise ValueError(f"{path.name}: {error}") from error
        if not isinstance(rows, list):
            raise ValueError(f"{path.name}: it is no list of scenes")
        for number, row in enumerate(rows, start=1):
            try:
                scenes.append(Scene.model_validate(row))
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(map(str, fault["loc"]))
                raise ValueError(f"{path.name}, scene {number}, {where}: {fault['msg']}") from error
    return scenes


def is_held_back(scene: Scene) -> bool:
    """A twelfth of the scenes, by the hash of their titles: for measuring, never for training."""
    return hashlib.sha256(scene.title.encode()).digest()[0] < 21


def faults(scene: Scene, tries: int = 20) -> Iterator[str]:
    """What is wrong with a scene, each fault once, found by filling it many times."""
    seen: Counter[str] = Counter()
    for seed in range(tries):
        for fault in _faults(scene, random.Random(seed)):
            seen[fault] += 1
            if seen[fault] == 1:
                yield fault


def _faults(scene: Scene, rng: random.Random) -> Iterator[str]:
    try:
        drawn = draw(scene.slots, rng)
        sentences = [fill(sentence, drawn) for sentence in scene.told]
        fill(scene.title + (scene.later.title if scene.later else ""), drawn)
    except (KeyError, ValueError) as error:
        yield f"slots: {error}"
        return
    for number, ask in enumerate(scene.ask):
        try:
            for question in ask.q:
                fill(question, drawn)
            parts = scene.answers(ask, drawn)
        except KeyError as error:
            yield f"ask {number}: no slot {error}"
            continue
        if ask.after is not None and not 0 <= ask.after < number:
            yield f"ask {number}: `after` must be the number of an earlier question"
        if not all(0 <= needed < len(sentences) for needed in ask.needs):
            yield f"ask {number}: `needs` names a sentence that is not there"
        if (ask.a is None) != (ask.at is None):
            yield f"ask {number}: `in` goes with an answer, and an answer with `in`"
        if ask.a is None or ask.at is None:
            continue
        if not 0 <= ask.at < len(sentences):
            yield f"ask {number}: there is no sentence {ask.at}"
        elif ask.a not in YES_NO:
            if not all(parts) or not parts:
                yield f"ask {number}: an answer is empty"
            beside = ask.needs if len(parts) > 1 else ()
            where = [sentences[i].casefold() for i in (ask.at, *beside) if i < len(sentences)]
            for part in parts:
                if not any(part.casefold() in sentence for sentence in where):
                    yield f"ask {number}: the answer {ask.a!r} does not stand in sentence {ask.at}"
