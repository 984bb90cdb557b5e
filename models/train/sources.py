"""Where the examples come from: our scenes, our archives, public data; and how often each is gone through."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from models.train import archives, boolq, generate, halueval, packed, public, retrieved, scenes
from models.train.groups import Cut, Group

SCENES, ARCHIVES, RETRIEVED = "scenes", "archives", "retrieved"
SQUAD2 = "squad2_cs224n/dev-v2.0.json"
BOOLQ, HALUEVAL = "boolq/train.jsonl", "halueval/qa_data.jsonl"
LATE = (ARCHIVES, RETRIEVED)  # learnt last by the encoders (pointer.in_order)
LEARNERS = ("reader", "pointer", "examiner")
Shares = tuple[float, float, float]  # as LEARNERS
# file under the folder of data: times that it is gone through for each
RECIPE: Mapping[str, Shares] = {
    SQUAD2: (1.0, 4.0, 5.0),
    "squadshifts/new_wiki.json": (0.6, 3.0, 4.0),
    "squadshifts/amazon_reviews.json": (0.1, 0.5, 0.5),
    "squad1/train-v1.1.json": (0.05, 3.0, 3.0),
    BOOLQ: (0.0, 3.0, 3.0),
    HALUEVAL: (0.0, 4.0, 6.0),
    SCENES: (2.5, 8.0, 8.0),
    ARCHIVES: (2.0, 8.0, 8.0),
    RETRIEVED: (0.0, 0.0, 3.0),  # the same archives
}
IN_ONE_PIECE = 0.5  # of the encoders' scenes, whose sentences follow each other
CUTS = {
    "reader": generate.SCATTERED,
    "pointer": Cut(public.PIECE, silent=0.2, swapped=0.1),  # as chunks are
    "examiner": Cut((1, 8), together=0.5, silent=0.2, swapped=0.15, lead=0.6),  # as evidence is
}


def taken(given: Sequence[str]) -> dict[str, Shares]:
    """ "FILE=READER,POINTER,EXAMINER" → how often each is gone through; where none is given, the recipe.

    Raises ValueError for one that is not so, or of a file that is not known.
    """
    if not given:
        return dict(RECIPE)
    found = {}
    for text in given:
        name, _, shares = text.partition("=")
        numbers = shares.split(",")
        if name not in RECIPE:
            raise ValueError(f"no source is called {name!r}: there are {', '.join(RECIPE)}")
        try:
            reader, pointer, examiner = map(float, numbers)
        except ValueError as error:
            wanted = f"{name}={','.join(LEARNERS).upper()}"
            raise ValueError(f"{text!r} should be {wanted}, three numbers") from error
        found[name] = reader, pointer, examiner
    return found


def for_reader(name: str, data: Path, times: float, rng: random.Random) -> Iterator[Group]:
    """Groups with several questions on the same sentences."""
    if name == SCENES:
        told = our_scenes(held_back=False)
        for share in _shares(times):
            yield from (g for g in generate.groups(told, rng) if rng.random() < share)
    elif name == ARCHIVES:
        for share in _shares(times):
            yield from packed.groups(_our_archives(), rng, share)
    elif name in (BOOLQ, HALUEVAL, RETRIEVED):  # they have one question a passage
        yield from for_encoder(name, data, times, rng, public.WHOLE)
    elif times:
        articles = public.read(data / name)
        for share in _shares(times):
            yield from public.groups(articles, rng, share)


def for_encoder(
    name: str, data: Path, times: float, rng: random.Random, cut: Cut
) -> Iterator[Group]:
    """Groups that are pieces of articles (BoolQ's passages are taken as they are)."""
    if name == SCENES:
        told = our_scenes(held_back=False)
        for share in _shares(times):
            found = generate.groups(told, rng, replace(cut, together=IN_ONE_PIECE))
            yield from (g for g in found if rng.random() < share)
        return
    for share in _shares(times):
        yield from _passages(name, data, rng, cut, held_back=False, share=share)


def held_back(
    name: str,
    data: Path,
    rng: random.Random,
    which: str,
) -> list[Group]:
    """What no training has seen, as `which` of the learners is asked."""
    cut = CUTS[which]
    if which != "reader":
        cut = Cut(cut.sentences)
    if name == SCENES:
        return list(generate.groups(our_scenes(held_back=True), rng, cut))
    if which == "reader" and name not in (BOOLQ, HALUEVAL, ARCHIVES, RETRIEVED):
        return list(public.groups(public.read(data / name, held_back=True), rng))
    return list(_passages(name, data, rng, cut, held_back=True))


def _passages(
    name: str,
    data: Path,
    rng: random.Random,
    cut: Cut,
    held_back: bool,
    share: float = 1.0,
) -> Iterator[Group]:
    if name == ARCHIVES:
        return archives.passages(_our_archives(), rng, share, cut, held_back)
    if name == RETRIEVED:
        return retrieved.passages(_our_archives(), _encode(), rng, share, cut, held_back)
    path = data / name
    if name == BOOLQ:
        return boolq.passages(boolq.read(path, held_back), rng, share)
    if name == HALUEVAL:
        return halueval.passages(halueval.read(path, held_back), rng, share, cut)
    return public.passages(public.read(path, held_back), rng, share, cut)


def our_scenes(held_back: bool) -> list[scenes.Scene]:
    """The scenes to train on, or those that are held back."""
    return [scene for scene in scenes.load() if scenes.is_held_back(scene) == held_back]


@cache
def _our_archives() -> list[archives.Archive]:
    return archives.load()


@cache
def _encode() -> retrieved.Encode:
    from index.embedding import Embedder
    from rag.registry import embedder_folder
    from rag.settings import load_settings

    settings = load_settings({})
    return partial(
        Embedder(embedder_folder(settings.embedder, settings.models_dir)).encode, rough=True
    )


def _shares(times: float) -> list[float]:
    """2.5 times: all, all, half."""
    return [1.0] * int(times) + ([times % 1] if times % 1 else [])
