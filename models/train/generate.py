"""Scenes → groups: the generator of news-like evidence and typed questions.

1. A scene's slots are drawn; its sentences are the passage, its questions the questions.
2. Some sentences are left out. A question whose sentence is gone is "not stated".
3. Often the same scene is told again with another party, person or thing, and its own values, as a
   further article: the reader must keep the two apart.
4. A question may be asked of a party that the evidence does not name: "not stated".
5. Sentences of other scenes fill up; the order of articles is drawn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from models.train.groups import YES_NO, Asked, Cut, Group, Line, by_chance, evidence_of
from models.train.scenes import Ask, Scene
from models.train.slots import Value, draw, fill, redraw, slots_of
from rag.prompt import NOT_STATED
from rag.records import Turn

MAX_SENTENCES, MAX_QUESTIONS = 8, 10
SCATTERED = Cut((3, MAX_SENTENCES), together=0.0)
NAMING = {
    "country",
    "city",
    "woman",
    "man",
    "company",
    "year",
    "month",
}  # kinds that tell parties apart
TWIN, FILLS_UP = "b", "c"  # end the ids of the articles beside a scene's own
LATER = "+"  # begins those of the articles that came later
WEEKS = (1, 12)  # between the two
BOTH = 0.8  # of the scenes of two articles: told in sentences of both,
LEAST_OF_BOTH = 4  # and in so many at least
KEPT_STATED_NOWHERE = 0.55  # of questions with `a: null`


def groups(
    scenes: Sequence[Scene],
    rng: random.Random,
    cut: Cut = SCATTERED,
) -> Iterator[Group]:
    """One group a scene, with other values each time it is called, and its sentences as `cut` says. (What is
    `silent` or `swapped`, scenes have ways of their own for.)"""
    for number, scene in enumerate(scenes):
        other = scenes[rng.randrange(len(scenes))]
        together = rng.random() < cut.together
        led = by_chance(cut.lead, rng)
        beside = other if other is not scene else None
        group = _group(scene, beside, number, rng, together, led, cut.sentences)
        if group.asked:
            yield group


def _group(
    scene: Scene,
    other: Scene | None,
    number: int,
    rng: random.Random,
    together: bool,
    led: bool,
    sentences: tuple[int, int],
) -> Group:
    drawn = draw(scene.slots, rng)
    wanted = rng.randint(*sentences)
    count = len(scene.told)
    if scene.later and rng.random() < BOTH:
        at = sorted(rng.sample(range(count), min(count, max(wanted, LEAST_OF_BOTH))))
    elif together:
        first = rng.randint(0, max(0, count - wanted))
        at = list(range(count))[first : first + wanted]
    else:
        at = [i for i in range(count) if rng.random() < 0.85][:wanted] or [0]
    lines = _lines(scene, drawn, at, f"{number}", rng)
    leads = _leads(scene, drawn, f"{number}")
    shown = {line.text.casefold() for line in lines}
    changed: set[str] = set()
    twin_at: list[int] = []
    if rng.random() < 0.5 and (names := _telling(scene)):
        changed = set(rng.sample(sorted(names), rng.randint(1, len(names))))
        again = redraw(scene.slots, drawn, _with_figures(scene, names, changed), rng)
        twin_at = [i for i in at if slots_of(scene.told[i]) & names and rng.random() < 0.7]
        twin = _lines(scene, again, twin_at[: max(1, wanted // 2)], f"{number}{TWIN}", rng)
        lines += [line for line in twin if line.text.casefold() not in shown]
        leads |= _leads(scene, again, f"{number}{TWIN}")
    if other is not None and len(lines) < wanted:
        far = draw(other.slots, rng)
        picked = rng.sample(range(len(other.told)), min(wanted - len(lines), len(other.told)))
        lines += _lines(other, far, sorted(picked), f"{number}{FILLS_UP}", rng)
    lines = lines[: MAX_SENTENCES + 2]
    if rng.random() < 0.5:
        lines.reverse()
    kept = {line.text for line in lines}
    told = {i for i in at if fill(scene.told[i], drawn) in kept}
    first_ones = {0, len(scene.text)}
    asked = [
        one
        for ask in scene.ask
        # what the lead tells is not "not stated"
        if (not led or ask.at not in first_ones or ask.at in told)
        and (
            one := _asked(
                scene, ask, drawn, told, lines, changed if ask.at in twin_at else None, rng
            )
        )
    ]
    rng.shuffle(asked)
    return Group(evidence_of(lines), tuple(asked[:MAX_QUESTIONS]), leads if led else {})


def _asked(
    scene: Scene,
    ask: Ask,
    drawn: Mapping[str, Value],
    told: set[int],
    lines: Sequence[Line],
    changed: set[str] | None,
    rng: random.Random,
) -> Asked | None:
    """None where the question is passed over: by chance, or as a twin article (with other parties in
    the slots `changed`) makes it ambiguous."""
    template = rng.choice(ask.q)
    history: tuple[Turn, ...] = ()
    named = slots_of(template)
    if ask.after is not None:
        named |= {slot for question in scene.ask[ask.after].q for slot in slots_of(question)}
    if changed is not None and not named & changed:
        return None
    if ask.after is not None:
        earlier = scene.ask[ask.after]
        told_before = [_as_told(part, lines) for part in scene.answers(earlier, drawn)]
        said = "; ".join(told_before) or NOT_STATED
        history = (Turn(fill(rng.choice(earlier.q), drawn), said),)
    if ask.a is None:
        if rng.random() > KEPT_STATED_NOWHERE:
            return None
        return Asked(fill(template, drawn), NOT_STATED, history)
    if ask.needs and not told.issuperset({ask.at, *ask.needs}):
        return None
    if ask.at not in told:
        return Asked(fill(template, drawn), NOT_STATED, history) if rng.random() < 0.35 else None
    if (
        ask.after is None
        and rng.random() < 0.15
        and (elsewhere := _elsewhere(scene, ask, template))
    ):
        name = rng.choice(sorted(elsewhere))
        stranger = redraw(scene.slots, drawn, {name}, rng)
        text = " ".join(line.text + (line.title or "") for line in lines).casefold()
        # a stranger that the evidence knows after all would make the answer wrong
        if not any(
            form.casefold() in text
            for form in (stranger[name].text, *stranger[name].forms.values())
        ):
            return Asked(fill(template, stranger), NOT_STATED)
    parts = scene.answers(ask, drawn)
    sentence = fill(scene.told[ask.at], drawn)
    whole = all(part.casefold() in sentence.casefold() for part in parts if part not in YES_NO)
    at = next((line.article, line.start) for line in lines if line.text == sentence)
    answer = "; ".join(_as_told(part, lines) for part in parts)
    return Asked(fill(template, drawn), answer, history, at if whole else None)


def _as_told(part: str, lines: Sequence[Line]) -> str:
    """The answer with the capitals that it has in the evidence."""
    if part in YES_NO or any(part in line.text for line in lines):
        return part
    for line in lines:
        found = line.text.casefold().find(part.casefold())
        if found >= 0:
            return line.text[found : found + len(part)]
    return part


def _elsewhere(scene: Scene, ask: Ask, template: str) -> set[str]:
    """Slots that name a party in both the question and its sentence: another party there makes a
    question that the evidence does not answer."""
    assert ask.at is not None
    both = slots_of(template) & slots_of(scene.told[ask.at])
    answer = ask.a if isinstance(ask.a, str) else " ".join(ask.a or ())
    return {name for name in both if _tells(scene, name)} - slots_of(answer)


def _telling(scene: Scene) -> set[str]:
    return {name for name in scene.slots if _tells(scene, name)}


def _tells(scene: Scene, name: str) -> bool:
    kind = scene.slots[name]
    return isinstance(kind, str) and kind.split()[0] in NAMING


def _with_figures(scene: Scene, names: set[str], changed: set[str]) -> set[str]:
    """The parties `changed`, and every figure: the twin has figures of its own."""
    figures = {name for name, kind in scene.slots.items() if not isinstance(kind, list)}
    return changed | (figures - names)


def _lines(
    scene: Scene, drawn: Mapping[str, Value], at: Sequence[int], article: str, rng: random.Random
) -> list[Line]:
    title = fill(scene.title, drawn) if rng.random() < 0.85 else None
    day = date(2010, 1, 1) + timedelta(days=rng.randrange(6000))
    published = day.isoformat() if rng.random() < 0.8 else None
    own = [i for i in at if i < len(scene.text)]
    lines = [Line(article, i * 1000, fill(scene.told[i], drawn), title, published) for i in own]
    if scene.later is None or len(own) == len(at):
        return lines
    if title:
        title = fill(scene.later.title, drawn)
    if published:
        published = (day + timedelta(weeks=rng.randint(*WEEKS))).isoformat()
    return lines + [
        Line(f"{LATER}{article}", i * 1000, fill(scene.told[i], drawn), title, published)
        for i in at
        if i not in own
    ]


def _leads(scene: Scene, drawn: Mapping[str, Value], article: str) -> dict[str, str]:
    found = {article: fill(scene.text[0], drawn)}
    if scene.later:
        found[f"{LATER}{article}"] = fill(scene.later.text[0], drawn)
    return found
