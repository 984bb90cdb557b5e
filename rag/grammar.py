"""What English words do in a question: the adjectives that have a number, and what is a plural."""

from __future__ import annotations

# of each comparative, what is asked for in place of it
_MORE = (
    "bigger big, larger large, greater great, higher high, longer long, older old, taller tall, wider wide"
    ", deeper deep, heavier heavy, faster fast, quicker fast, stronger strong, steeper steep, dearer expensive"
    ", costlier expensive, pricier expensive, warmer warm, hotter hot, farther far, further far, richer rich"
)
_LESS = (
    "smaller small, lower low, shorter short, younger old, cheaper expensive, slower fast, lighter heavy"
    ", weaker strong, colder cold, cooler warm, nearer far, closer far, poorer rich"
    ", narrower wide, thinner thick"
)
MEASURES = dict(pair.split() for pair in f"{_MORE}, {_LESS}".split(", "))
# what "how" asks for a number or a time with: "how low", not "how popular"
_OTHERS = (
    "many much few small low short young cheap slow light weak cold cool near close poor narrow thin thick dear"
    " full fully heavily often soon late early recently"
)
MEASURED = rf"(?:{'|'.join(sorted({*MEASURES.values(), *_OTHERS.split()}))})(?:ly)?\b"
# "gas", "virus", "analysis", "generous" are none
PLURAL = (
    r"(?:(?!(?:gas|news|as|is|was|has|does|its|his|this|[\w-]*(?:[bv]ir|stat|camp|cens|bon|surpl|foc|sens|b|o)us)\b)"
    r"[\w-]*\w(?<!s)(?<!si)s|[\w-]*(?:people|children|men))\b"
)


def is_more(comparative: str) -> bool:
    """Whether it is of the one that has more of what is measured."""
    said = comparative.lower()
    return said in ("more", "most") or f"{said} " in _MORE
