from __future__ import annotations

import sys

import pytest

from rag.language import is_foreign


@pytest.mark.parametrize(
    "question",
    [
        "Quels droits de douane la trêve a-t-elle réduits sur les produits chinois ?",
        "Welche Zölle senkte die Vereinbarung zwischen Washington und Peking im Mai?",
        "停火将美国对中国商品的关税降低到什么水平？",
        "До какого уровня перемирие снизило американские пошлины на китайские товары?",
    ],
)
def test_other_languages_are_foreign(question):
    assert is_foreign(question)


@pytest.mark.parametrize(
    "question",
    [
        "To what level did the truce lower US tariffs on Chinese goods?",
        "Li Chenggang office?",
        "Shipki La",
        "145% tariff",
        "?",
        "Name nine makers",
    ],
)
def test_english_and_bare_names_are_not(question):
    assert not is_foreign(question)


def test_plain_english_needs_no_classifier(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid", None)  # importing it fails
    assert not is_foreign("When was the bridge opened?")


@pytest.mark.parametrize(
    "question",
    [
        "Was hat China in Genf zugesagt?",
        "In che data scade la tregua commerciale?",
        "Hoe hoog is het tarief?",
        "Qual o valor do imposto sobre produtos da China?",
    ],
)
def test_other_languages_are_told_apart_in_plain_ascii_too(question):
    assert is_foreign(question)
