"""What the page shows, as HTML: every word of articles, questions and models is escaped.

A control that opens a proof carries its place in the conversation: data-proof="2.c1" is citation 1 of the third
answer, "2.e4" sentence 4 of what was read for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import urlsplit

from index.records import Article
from rag.asking import plain
from rag.page.conversation import citation_text
from rag.records import Answer, Citation, Evidence, Found, about

GUESS = 0.5  # confidence under which an answer looks like a guess


def answer_html(answer: Answer, number: int) -> str:
    """`number` is the answer's place in the conversation, from 0."""
    if answer.status == "abstained":
        return _abstention(answer, number)
    if answer.short is None:
        no_value = "No single value to give; what the articles say:"
        head = f"<p>{escape(no_value if answer.quotes else answer.text)}</p>"
    else:
        marks = " ".join(_control(f"{number}.c{c.n}", f"[{c.n}]") for c in answer.citations)
        guess = " guess" if answer.confidence < GUESS else ""
        said = re.sub(r" \[\d+\]", "", answer.text)
        first = not answer.compares and said.startswith(answer.short)  # then more may follow it
        more = said.removeprefix(answer.short) if first else ""
        head = (
            f"<p><span class='short{guess}'>{escape(answer.short)}</span>{escape(more)} {marks}</p>"
        )
        head += f"<p>{escape(answer.text)}</p>" if not first else ""
    proofs = "".join(_proof(f"{number}.c{c.n}", c) for c in answer.citations)
    dropped = (
        f"<p class='small'>Left out, as no sentence bears it out: {escape(' '.join(answer.dropped))}</p>"
        if answer.dropped
        else ""
    )
    leant = answer.searched not in ("", answer.question, plain(answer.question))
    looked = f"<p class='small'>Searched for “{escape(answer.searched)}”</p>" if leant else ""
    return f"<div class='answered'>{head}{proofs}{dropped}{looked}{_verdict(answer)}</div>"


def exchange_html(answer: Answer | None, error: str, number: int) -> str:
    return failed_html(error) if answer is None else answer_html(answer, number)


def found_html(found: Found, writing: str = "") -> str:
    """While the model reads: the sentences it reads, and what it has written."""
    said = f"<p>{escape(writing)}</p>" if writing else ""
    nearest = "".join(
        f"<div class='proof'>{_said(item)}{_about(item)}</div>" for item in found.evidence[:2]
    )
    count = len(found.evidence)
    return f"{said}<p class='small'>Reading {count} sentences, the nearest first …</p>{nearest}"


def failed_html(message: str) -> str:
    return f"<div class='failed'><p>{escape(message)}</p></div>"


def as_text(text: str) -> str:
    """For Gradio's chatbot, which takes plain text for HTML, and shows what it was given where a question is
    edited: so only what HTML would read otherwise is escaped."""
    if unescape(text) != text:
        text = text.replace("&", "&amp;")
    return re.sub(r"<(?=[a-z/!?])", "&lt;", text, flags=re.I)


def lines_html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


def evidence_html(answer: Answer | None, number: int) -> str:
    """Every sentence that the model was given, with its score, and whether the answer rests on it."""
    if answer is None or not answer.evidence:
        return "<p class='small'>Nothing was read.</p>"
    used = {(c.article_id, c.start) for c in answer.citations}
    rows = "".join(
        f"<tr><td>{_control(f'{number}.e{item.n}', str(item.n))}</td>"
        f"<td>{'used' if (item.article_id, item.start) in used else ''}</td><td>{item.score:.2f}</td>"
        f"<td>{_said(item)}{_about(item)}</td></tr>"
        for item in answer.evidence
    )
    return (
        "<table class='read'><thead><tr><th>#</th><th>use</th><th title='cosine with the question'>score</th>"
        f"<th>sentence</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def source_html(article: Article, item: Citation | Evidence | None = None) -> str:
    """The whole article, the sentence highlighted, the value in it marked."""
    head = f"<h3>{escape(article.title or 'untitled')}</h3><p class='about'>{_parts(article)}</p>"
    if item is None:
        return f"{head}<div class='article'>{escape(article.text)}</div>"
    before, after = article.text[: item.start], article.text[item.end :]
    quote = f"<span class='sentence' id='proof'>{_quote(item)}</span>"
    return f"{head}<div class='article'>{escape(before)}{quote}{escape(after)}</div>"


def find_proof(answers: Sequence[Answer | None], place: str) -> Citation | Evidence | None:
    """What a control's data-proof names. None where there is no such thing (any more)."""
    number, _, rest = place.partition(".")
    kind, n = rest[:1], rest[1:]
    if not (number.isdecimal() and n.isdecimal() and int(number) < len(answers)):
        return None
    answer = answers[int(number)]
    if answer is None:
        return None
    items: Sequence[Citation | Evidence] = answer.citations if kind == "c" else answer.evidence
    return next((item for item in items if item.n == int(n)), None)


def _abstention(answer: Answer, number: int) -> str:
    nearest = "".join(_proof(f"{number}.e{item.n}", item) for item in answer.evidence[:3])
    near = f"<p>The nearest that they say:</p>{nearest}" if nearest else ""
    articles = len({passage.article_id for passage in answer.passages})
    looked = (
        f"<p class='small'>{len(answer.passages)} passages of {articles} articles were searched for"
        f" “{escape(answer.searched)}”.</p>"
        if answer.passages
        else ""
    )
    return f"<div class='abstained'><p><b>{escape(answer.text)}</b></p>{looked}{near}{_verdict(answer)}</div>"


def _verdict(answer: Answer) -> str:
    seconds = answer.timings.total / 1000
    sure = f"{answer.confidence:.0%} sure · "
    if answer.status == "abstained":
        best = f"the best guess would be right at {answer.confidence:.0%} · "
        sure = best if answer.evidence else ""
    copy = (
        f" · <button type='button' class='cite' data-copy='{escape(citation_text(answer))}'>copy</button>"
        if answer.citations
        else ""
    )
    return f"<p class='small'>{sure}{seconds:.1f} s · {escape(answer.model)}{copy}</p>"


def _proof(place: str, item: Citation | Evidence) -> str:
    mark = f"[{item.n}]" if isinstance(item, Citation) else "open"
    return f"<div class='proof'>{_control(place, mark)} {_said(item)}{_about(item)}</div>"


def _control(place: str, text: str) -> str:
    return f"<button type='button' class='cite' data-proof='{place}'>{escape(text)}</button>"


def _said(item: Citation | Evidence) -> str:
    return f"<span class='said'>“{_quote(item)}”</span>"


def _quote(item: Citation | Evidence) -> str:
    if not isinstance(item, Citation) or item.value is None:
        return escape(item.quote)
    start, end = item.value
    before, value, after = item.quote[:start], item.quote[start:end], item.quote[end:]
    return f"{escape(before)}<mark>{escape(value)}</mark>{escape(after)}"


def _about(item: Citation | Evidence) -> str:
    return f"<br><span class='about'>{escape(' · '.join(about(item)))}</span>"


def _parts(article: Article) -> str:
    """Source, author, date and link of an article; a link leaves by http alone."""
    known = [article.source, article.author, article.published.readable()]
    parts = [escape(part) for part in known if part]
    if article.url and _is_web(article.url):
        parts.append(
            f"<a href='{escape(article.url)}' target='_blank' rel='noopener noreferrer'>"
            f"{escape(article.url)}</a>"
        )
    return " · ".join([*parts, f"article {escape(article.id)}"])


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
