"""Tells a page's furniture from its prose, line by line.

Four kinds of line go: debris (menus, share bars, counters, promotions, leftovers of image
addresses), wherever it stands; the headings of a section that is not part of the story
("Related articles", "Leave a reply"); under such a heading everything up to the next line
that reads like prose, that is, at least eight words closed by a full stop; and the readers' comments
with all that follows them, for they read like prose themselves.
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
        r"(?:menu|search|home|sign ?in|log ?in|sign ?up|register|subscribe"
        r"|(?:about )?sponsored(?: content)?|promoted|loading\W*|close|back to top|print|listen"
        r"|read (?:more|the full story)|continue reading|see (?:more|all)|view all|show more"
        r"|save|follow|resize|aa|text size|download|embed|copied|link copied|newsletter sign-?up)\W*",
        # What a screen reader is told, and what stands around a picture or a player.
        r"(?:\s*(?:accessibility (?:help|links)|skip (?:to (?:the )?(?:main |site )?"
        r"(?:content|navigation|menu|index|search|footer)|links)))+|skip next section\b.{0,60}",
        r"(?:(?:open|close|toggle) )?(?:site |main )?navigation(?: menu)?|show more .{0,30}sections",
        r"keyboard shortcuts for .{0,40}|list (?:of )?\d+ (?:items|of \d+)|end of list",
        r"(?:view|enlarge) (?:this )?image(?: in full ?screen)?|(?:hide|toggle|image) caption",
        r"(?:listen(?: to this (?:article|story))?|\d+-minute listen)\s*[·|(]?\s*"
        r"(?:\d+[:\d]* ?(?:min)?\)?)?(?: learn more)?",
        r"reading time\W*(?:\d+ ?min(?:ute)?s?)?|\(?\d+ min\)?|\d+ of \d+(?: \|.*)?",
        r"(?:skip )?ad(?:s|vertis(?:ement|ing))?(?: feedback)?|supported by|sponsor message",
        r"(?:story|article) continues(?: (?:below|after)\b.{0,40})?|after newsletter promotion",
        r".{0,60}\b(?:enable|turn on) javascript\b.{0,160}",
        r".{0,60}\byour browser (?:does not|doesn[’']?t|extensions? seems?|is not supported)\b.{0,160}",
        r"to (?:display|view|see) this (?:content|video|post)\b.{0,60}\b(?:enable|must|accept)\b.{0,160}",
        # The marks of an agency's or an office's text, and where it was printed.
        r"\W*(?:end(?:s|item| of article)?|for immediate release|(?:press|news) release)\W*",
        r"our standards: the .{0,80}|purchase licensing rights.{0,30}|reuse this content.{0,30}",
        r"(?:a version of )?this (?:article|story) appear(?:s|ed) in"
        r" (?:print on\b|.{0,120}\bprint edition\b).{0,240}",
        r"appeared in the .{0,40}\bprint edition\b.{0,120}",
        r"follow .{0,40} coverage\b.{0,80}\bhttps?://\S+",
        r"(?:write to|contact)\W{1,2}[^@]{0,120}@\S+|[^\s@]+@[^\s@]+\.\w+|@[\w/]+",
        r"source link|original (?:link|article)",
        r"published in [a-z &]{2,40}",
        r"filed under\b.{0,80}|(?:tags?|topics?|categor(?:y|ies))\s*:.{0,160}",
        r"posted in .{0,80}(?:\||\btagged\b).{0,120}",
        r"(?:\d+ )?min(?:ute)?s? read|\d+ min(?:ute)?s? read",
        r"(?:photo|image|picture)(?: credit| by|:).{0,120}",
        r"try our .{0,60}",
        r"explore what .{0,40} can do\b.{0,30}",
        r"(?:also|must|related) read\s*[:|].*|read (?:more|also|next)\s*[:|].*",
        # Glued to the link that follows, or the heading of links: no sentence, and not closed as one.
        r"read more(?:(?-i:[A-Z“\"‘'])|\s(?:on|about|from)\b)[^.]{0,160}",
        r"(?:watch|see also|(?:you can )?also (?:watch|check)|go deeper|in pictures|related)\s*[:|]"
        r"[^.!]{0,160}",
        r"← .{0,120}|.{0,120} →",
        # An invitation: not closed like a sentence, or naming what one is invited to.
        r"(?:sign up|subscribe|join|register) (?:now|today|here|for|to|our|free)\b(?:[^.]{0,160}"
        r"|.{0,120}?\b(?:newsletters?|e-?mails?|inbox|alerts|channel|apps?|account)\b.{0,60})",
        r".{0,60}\bnewsletters?\b.{0,160}\bsign up (?:here|now|today)\W*"
        r"|.{0,120}\bin (?:this|our) \w+ newsletter\W*",
        r"sign up for .{0,60}\bnewsletter\. .{0,160}|privacy notice: .*|daily newsletter",
        r"thanks for reading\b.{0,60}\bsubscribe\b.{0,120}|(?:type|enter) your e-?mail(?: address)?\W*",
        r"(?:add|choose) .{0,40} as (?:your|a) preferred source\b.{0,160}",
        r"unlock (?:the|this|our|all|full) .{0,60} for free|support (?!for\b)(?:\w+ )?journalism\b[^.]{0,80}",
        r"(?:you have|there are) \d+ free articles left\b.{0,120}",
        r"become an? .{0,30}\b(?:sponsor|member|subscriber|patron)",
        r"(?:follow|like|find|join) us (?:on|at)\b.{0,120}",
        r"(?:download|get) (?:the|our) .{0,40}\bapps?\b.{0,60}",
        r"(?:click|tap) here\b.{0,120}",
        r"(?:get|receive) (?:the latest|our|all the|breaking)\b.{0,140}(?:inbox|newsletter|alerts?)\W*",
        r"(?:don[’']?t miss|stay (?:up to date|informed|tuned))\b.{0,120}",
        r"please enter your .{0,60}|your e-?mail address will not be published.{0,80}",
        r"save my name, e-?mail.{0,120}|no comments yet\W*|be the first to comment\W*",
        r"(?:we use|this (?:site|website) uses)(?: \w+){0,2} cookies.{0,200}",
        r"cookies on (?:the|this|our) .{0,30}",
        r"(?:accept|reject|manage|view)(?: all| additional)? cookies",
        r"(?:your )?(?:privacy|cookie|ad) (?:policy|settings|choices|preferences)",
        r"terms (?:of (?:use|service)|and (?:conditions|privacy policy))",
        r"all rights reserved\W*|(?:©|\(c\)|copyright).{0,200}all rights reserved.{50,}",
        r".{0,60}\bnot responsible for the content of external (?:web ?|internet )?sites.{0,120}",
        r"an official website of .{0,40}\b(?:government|state|union|commonwealth)\W*|here[’']s how you know",
        r"(?:is|was) this (?:page|article|story) (?:helpful|useful)\W*|report a problem with this page",
        r"send (?:us )?your feedback|show key events only|this live blog is now closed\W*",
        r"(?:last )?(?:updated|modified|published) (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [a-z]{2,4})?",
        r"(?:(?:updated|published|posted) )?(?:about )?(?:an?|\d+) "
        r"(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?) ago",
        r"copyright .{3,60} \d{4}\. all rights reserved\W*",
        r"(?:proudly )?powered by [\w. ]{2,30}|print this (?:page|article|story)\b[^.]{0,40}"
        r"|find this article at\b.{0,120}",
        r"(?:click to )?share on (?:facebook|x|twitter|whatsapp|linkedin|reddit|telegram|pinterest|threads"
        r"|bluesky|e-?mail|print)\b[^.]{0,60}|.{0,30}\(opens in (?:a )?new (?:window|tab)\).{0,20}"
        r"|share (?:this|full) (?:article|story)(?:comments|close button)?|like this:?|like loading\W*"
        r"|(?:gift|listen to) this (?:article|story)|(?:read|view) (?:\d+ )?comments(?: ?\(\d+\))?",
    )
]

_SECTION = re.compile(
    r"(?:related|latest|recommended|popular|trending|more|top|recent|similar|featured)"
    r"\s+(?:articles?|stor(?:y|ies)|news|posts?|reads?|reading|topics?|videos?|headlines)"
    r"|more (?:from|on|in|like)\b.{0,50}|most (?:read|popular|viewed|shared)"
    r"|you (?:may|might) (?:also )?(?:like|be interested).{0,30}|recommended(?: for you| stories)?"
    r"|trending(?: now)?|related(?: content| press releases| internet links)?|post navigation"
    r"|explore more(?: on these topics)?|suggested topics|in this article|latest on .{0,40}|most liked"
    r"|today[’']s top news|updates to this page|promoted content|editor(?:s[’']?|[’']s)? picks?"
    r"|more on this story"
    r"|leave (?:a|your) (?:reply|comment)|post a comment|add a comment|comments?(?: ?\(\d+\))?|\d+ comments?"
    r"|join the (?:conversation|discussion)|stay connected|follow us|newsletters?|about the author"
    r"|read next|up next|share this(?: \w+)?|what do you think\W*",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"\d+ (?:thoughts?|responses?|replies|comments?) (?:on|to) [“\"‘'].{0,200}|discussion about this post"
    r"|leave a (?:reply|comment) cancel reply",
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
    r"|\((?:Click|Tap) here to [^()]{1,80}\)\s*"
    # A note for screen readers after a link, and an agency's closing word.
    r"|, opens new tab\b|\s?\(opens in (?:a )?new (?:tab|window)\)|\s(?-i:Enditem)$",
    re.IGNORECASE,
)
_HASHTAGS = re.compile(r"(?:\s*#\w+){2,60}\s*$")  # bounded, or a long row takes forever
_BULLET = re.compile(r"^(?:[•‣◦▪●*·]|[-–—](?=\s))\s*")
_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*$""")


def keep_prose(lines: list[str]) -> list[str]:
    """The lines that belong to the story, with promotions, hashtags and bullets taken off."""
    kept: list[str] = []
    in_section = False
    for line in lines:
        line = _HASHTAGS.sub("", _INLINE_PROMOTION.sub("", line))
        line = _BULLET.sub("", line.strip()).strip()
        if not line or is_debris(line):
            continue
        if (
            _COMMENTS.fullmatch(line)
            and not reads_like_prose(line)
            and any(reads_like_prose(other) for other in kept)
        ):
            break
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
    if opens_section(line):
        return False
    words = re.findall(r"[\w-]+", line.lower())
    if 0 < len(words) <= 12 and _SHARE_WORDS.issuperset(words):
        return True
    return is_menu(line)


def is_menu(line: str) -> bool:
    """A row of short labels between separators: "Home | World | Business"."""
    labels = re.split(r"\s*[|›»•∙>]\s*|\s+/\s+", line)
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
