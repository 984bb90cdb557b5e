"""Tells a page's furniture from its prose, line by line.

Three kinds of line go: debris (menus, share bars, counters, promotions, leftovers of image
addresses), wherever it stands; the headings of a section that is not part of the story
("Related articles", "Leave a reply"); and under such a heading everything up to the next line
that reads like prose, that is, at least eight words closed by a full stop.
"""

from __future__ import annotations

import re

# Whole lines, matched without regard to case.
_DEBRIS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\W_]+",  # rules, stray brackets
        r"(?=\S*$)\S*[?&]\w+=\S*",  # the query of a cut image address
        r"!?\[[^\]]*\]\([^)]*\)?",  # a lone Markdown image or link
        r"(?:https?://|www\.)\S+",
        r"\d[\d.,]*\s*[km]?\s*(?:fans|followers|subscribers|likes?|shares?|views|comments?)\s*"
        r"(?:like|follow|subscribe|share)?",
        r"(?:skip to (?:main )?content|menu|search|home|sign ?in|log ?in|sign ?up|register|subscribe"
        r"|advertisement|sponsored(?: content)?|promoted|loading\W*|close|back to top|print|listen"
        r"|read (?:more|next|the full story)|continue reading|see (?:more|all)|view all|show more)",
        r"source link|original (?:link|article)",
        r"published in [a-z &]{2,40}",
        r"filed under\b.{0,80}|(?:tags?|topics?|categor(?:y|ies))\s*:.{0,160}",
        r"(?:\d+ )?min(?:ute)?s? read|\d+ min(?:ute)?s? read",
        r"(?:photo|image|picture)(?: credit| by|:).{0,120}",
        r"try our .{0,60}",
        r"explore what .{0,40} can do\b.{0,30}",
        r"(?:also|must|related) read\s*:.*|read (?:more|also|next)\s*:.*",
        # An invitation: not closed like a sentence, or naming what one is invited to.
        r"(?:sign up|subscribe|join|register) (?:now|today|here|for|to|our|free)\b(?:[^.]{0,160}"
        r"|.{0,120}?\b(?:newsletters?|e-?mails?|inbox|alerts|channel|apps?|account)\b.{0,60})",
        r"(?:follow|like|find|join) us (?:on|at)\b.{0,120}",
        r"(?:download|get) (?:the|our) .{0,40}\bapps?\b.{0,60}",
        r"(?:click|tap) here\b.{0,120}",
        r"(?:get|receive) (?:the latest|our|all the|breaking)\b.{0,140}(?:inbox|newsletter|alerts?)\W*",
        r"(?:don[’']?t miss|stay (?:up to date|informed|tuned))\b.{0,120}",
        r"please enter your .{0,60}|your e-?mail address will not be published.{0,80}",
        r"save my name, e-?mail.{0,120}|no comments yet\W*|be the first to comment\W*",
        r"(?:we use|this (?:site|website) uses) cookies.{0,200}|(?:accept|reject|manage)(?: all)? cookies",
        r"all rights reserved\W*",
    )
]

_SECTION = re.compile(
    r"(?:related|latest|recommended|popular|trending|more|top|recent|similar|featured)"
    r"\s+(?:articles?|stor(?:y|ies)|news|posts?|reads?|reading|topics?|videos?|headlines)"
    r"|more (?:from|on|in|like)\b.{0,50}|most (?:read|popular|viewed|shared)"
    r"|you (?:may|might) (?:also )?(?:like|be interested).{0,30}|recommended(?: for you)?|trending(?: now)?"
    r"|leave (?:a|your) (?:reply|comment)|post a comment|add a comment|comments?(?: ?\(\d+\))?|\d+ comments?"
    r"|join the (?:conversation|discussion)|stay connected|follow us|newsletters?|about the author"
    r"|read next|up next|share this(?: \w+)?|what do you think\W*",
    re.IGNORECASE,
)

_SHARE_WORDS = frozenset(
    "facebook twitter x whatsapp linkedin email e-mail mail pinterest reddit telegram share"
    " print copy link tweet messenger flipboard save bluesky threads instagram youtube tiktok"
    " sms more on via this article story post".split()
)
# Promotions that scrapers leave inside a paragraph.
_INLINE_PROMOTION = re.compile(
    r"(?:\bLive Events\s*)?(?:\(\s*You can now subscribe to our\s*){1,5}[^()]{0,60}?"
    r"\b(?:channel|newsletter|app)\s*\)?\s*"
    r"|\((?:Click|Tap) here to [^()]{1,80}\)\s*",
    re.IGNORECASE,
)
_HASHTAGS = re.compile(r"(?:\s*#\w+){2,60}\s*$")  # bounded, or a long row takes forever
_BULLET = re.compile(r"^(?:[•‣◦▪●*·]|[-–—](?=\s))\s*")
_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*$""")


def keep_prose(lines: list[str]) -> list[str]:
    """The lines that belong to the story, with promotions, hashtags and bullets taken off."""
    kept = []
    in_section = False
    for line in lines:
        line = _HASHTAGS.sub("", _INLINE_PROMOTION.sub("", line))
        line = _BULLET.sub("", line.strip()).strip()
        if not line or is_debris(line):
            continue
        if opens_section(line):
            in_section = True
            continue
        in_section = in_section and not reads_like_prose(line)
        if not in_section:
            kept.append(line)
    return kept


def is_debris(line: str) -> bool:
    """Whether a line is furniture wherever it stands."""
    if any(pattern.fullmatch(line) for pattern in _DEBRIS):
        return True
    words = re.findall(r"[\w-]+", line.lower())
    if 0 < len(words) <= 12 and _SHARE_WORDS.issuperset(words):
        return True
    return _is_menu(line)


def _is_menu(line: str) -> bool:
    """A row of short labels between separators: "Home | World | Business"."""
    labels = re.split(r"\s*[|›»•>]\s*|\s+/\s+", line)
    return (
        len(labels) >= 3
        and all(0 < len(label.split()) <= 3 and ":" not in label for label in labels)
        and not _SENTENCE_END.search(line)
    )


def opens_section(line: str) -> bool:
    """Whether a line is the heading of something that is not the story."""
    return _SECTION.fullmatch(line.strip(" :.!-–—")) is not None


def reads_like_prose(line: str) -> bool:
    # A related headline may well end in a question mark: that closes no sentence of a story.
    closed = _SENTENCE_END.search(line)
    return len(line.split()) >= 8 and closed is not None and "?" not in closed.group()
