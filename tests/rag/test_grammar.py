from __future__ import annotations

import re

import pytest

from rag.grammar import PLURAL


@pytest.mark.parametrize(
    ("word", "many"),
    [
        ("menus", True),
        ("schoolchildren", True),
        ("townspeople", True),
        ("virus", False),
        ("basis", False),
    ],
)
def test_plural_is_told_from_what_only_ends_like_one(word, many):
    assert bool(re.fullmatch(PLURAL, word)) == many
