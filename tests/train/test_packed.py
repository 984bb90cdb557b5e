from __future__ import annotations

import random

from models.train.archives import is_held_back, load
from models.train.packed import groups
from rag.prompt import NOT_STATED
from tests.train.test_archives import folder

__all__ = ["folder"]


def packed(folder):
    archives = load(folder)
    (archive,) = archives
    return archive, list(groups(archives, random.Random(1), 1.0))


def shown(group):
    return " ".join(item.quote for item in group.evidence)


def test_each_question_to_train_on_is_asked_where_its_sentences_stand(folder):
    archive, found = packed(folder)
    asked = {
        (a.question, a.answer) for g in found for a in g.asked for q in archive.asks if q.q == a.question
        and q.quote in shown(g)
    }  # fmt: skip
    wanted = {
        (ask.q, ask.a or NOT_STATED)
        for ask in archive.asks
        if not is_held_back(archive.articles[ask.article])
    }
    assert asked >= wanted and len(wanted) > 20


def test_several_questions_share_their_sentences(folder):
    _, found = packed(folder)
    assert max(len(group.asked) for group in found) == 3
    assert all(len({a.question for a in group.asked}) == len(group.asked) for group in found)


def test_what_is_not_shown_is_not_stated(folder):
    archive, found = packed(folder)
    by_question = {ask.q: ask for ask in archive.asks}
    for group in found:
        for asked in group.asked:
            ask = by_question[asked.question]
            if ask.quote not in shown(group):
                assert asked.answer == NOT_STATED and ask.a not in ("yes", "no")


def test_held_back_articles_are_never_asked_of(folder):
    archive, found = packed(folder)
    held = {ask.q for ask in archive.asks if is_held_back(archive.articles[ask.article])}
    assert not held & {asked.question for group in found for asked in group.asked}
