from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from index.records import Article, PublicationDate
from rag.page import html
from rag.records import Answer, Citation, Evidence, Found, Passage
from tests.rag_fakes import evidence

SCRIPT = "<script>alert('x')</script>"
BREAKS_OUT = "' onclick='alert(1)' \" <img src=x onerror=alert(1)> &lt;b&gt;"
QUOTE = f"It fell to 30% & {SCRIPT} {BREAKS_OUT} more."
ATTRIBUTES = {"class", "type", "data-proof", "data-copy", "id", "title", "href", "target", "rel"}


class Page(HTMLParser):
    """What a browser makes of HTML: its tags with their attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str | None]:
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]

    @property
    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}


def cited(value: tuple[int, int] | None = (11, 14), n: int = 1) -> Citation:
    source = evidence(QUOTE, n, title=BREAKS_OUT, source=SCRIPT, url=f"javascript:{SCRIPT}")
    fields = {name: getattr(source, name) for name in Evidence.__dataclass_fields__}
    fields.pop("score")
    return Citation(**fields, value=value)


def answered(short: str | None, *citations: Citation, **more: object) -> Answer:
    return Answer(
        SCRIPT, "answered", f"{short or QUOTE} [1]", short, citations, model=SCRIPT, **more
    )  # type: ignore[arg-type]


def article(**given: object) -> Article:
    fields = {"text": f"Before. {QUOTE} After {SCRIPT}.", "title": SCRIPT, "source": BREAKS_OUT}
    return Article(**{**fields, "published": PublicationDate("2025-06-10"), **given})  # type: ignore[arg-type]


def everything() -> dict[str, str]:
    near = evidence(QUOTE, title=BREAKS_OUT, source=SCRIPT)
    passage = Passage(1, "a1b2c3d4e5f6", 0, 9, SCRIPT, 0.5)
    abstained = Answer(
        SCRIPT, "abstained", SCRIPT, evidence=(near,), passages=(passage,), searched=BREAKS_OUT
    )
    dropped = answered("30%", cited(), dropped=(SCRIPT, BREAKS_OUT), evidence=(near,))
    return {
        "value": html.answer_html(answered("30%", cited()), 0),
        "sentence": html.answer_html(answered(None, cited(None)), 0),
        "value of markup": html.answer_html(answered(SCRIPT, cited((17, 17 + len(SCRIPT)))), 0),
        "dropped": html.answer_html(dropped, 0),
        "abstention": html.answer_html(abstained, 0),
        "nothing near": html.answer_html(Answer(SCRIPT, "abstained", SCRIPT), 0),
        "found": html.found_html(Found(SCRIPT, SCRIPT, (near,)), BREAKS_OUT),
        "failure": html.exchange_html(None, SCRIPT, 0),
        "evidence": html.evidence_html(dropped, 0),
        "article": html.source_html(article(url=f"javascript:{SCRIPT}")),
        "proof": html.source_html(article(url="https://a.org/?'onclick='x"), near),
    }


@pytest.mark.parametrize("name", everything())
def test_text_of_articles_questions_and_models_stays_text(name):
    shown = everything()[name]
    page = Page(shown)
    assert not page.names & {"script", "img", "b"} - {
        "b" if name.startswith(("abst", "noth")) else ""
    }
    for _, attributes in page.tags:
        assert set(attributes) <= ATTRIBUTES
    assert SCRIPT in page.text
    assert all(str(link).startswith("https://") for link in page.values("href"))


def test_value_is_marked_inside_its_quote():
    shown = html.answer_html(answered("30%", cited()), 2)
    assert "It fell to <mark>30%</mark> &amp; " in shown
    page = Page(shown)
    assert page.text.startswith("30% [1][1] “It fell to 30% & ")
    assert page.values("data-proof") == ["2.c1", "2.c1"]


def test_what_is_copied_holds_answer_quote_and_article():
    (copied,) = Page(html.answer_html(answered("30%", cited()), 0)).values("data-copy")
    assert copied == f"30% [1]\n[1] “{QUOTE}” {BREAKS_OUT}, {SCRIPT}, 10 June 2025"


def test_sentence_is_shown_where_there_is_no_value():
    shown = html.answer_html(answered(None, cited(None)), 0)
    assert "<mark>" not in shown and "class='short'" not in shown
    assert "No single value to give" in shown


def test_abstention_says_what_was_searched_and_shows_the_nearest():
    passages = tuple(Passage(n, f"a{n // 2}", 0, 9, "", 0.5) for n in range(4))
    near = tuple(evidence(f"So it is {n}.", n) for n in range(1, 6))
    answer = Answer(
        "?", "abstained", "Not here.", evidence=near, passages=passages, searched="ferry"
    )
    page = Page(html.answer_html(answer, 1))
    assert "4 passages of 2 articles were searched for “ferry”." in page.text
    assert "“So it is 3.”" in page.text and "So it is 4." not in page.text
    assert page.values("data-proof") == ["1.e1", "1.e2", "1.e3"]
    assert page.tags[0] == ("div", {"class": "abstained"})


def test_all_that_was_read_is_listed_with_what_was_used():
    first, second = evidence("It fell.", 1, score=0.7), evidence("It rose.", 2, start=50, score=0.4)
    proof = Citation(
        **{n: getattr(first, n) for n in Citation.__dataclass_fields__ if n not in ("value", "day")}
    )
    answer = Answer("?", "answered", "It fell. [1]", None, (proof,), (first, second))
    page = Page(html.evidence_html(answer, 0))
    assert "1used0.70“It fell.”" in page.text and "20.40“It rose.”" in page.text
    assert page.values("data-proof") == ["0.e1", "0.e2"]
    assert "Nothing was read" in html.evidence_html(None, 0)


def test_sentence_is_highlighted_in_its_article():
    told = article()
    start = told.text.index(QUOTE)
    proof = evidence(QUOTE, start=start, end=start + len(QUOTE))
    page = Page(html.source_html(told, proof))
    assert ("span", {"class": "sentence", "id": "proof"}) in page.tags
    assert page.text.endswith(told.text)
    assert "10 June 2025" in page.text and f"article {told.id}" in page.text


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a", True),
        ("http://example.org/a", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("http://[broken", False),
        ("a.org", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_linked(url, linked):
    page = Page(html.source_html(article(url=url)))
    assert ("a" in page.names) == linked
    assert page.values("href") == ([url] if linked else [])


@pytest.mark.parametrize(
    ("place", "quote"),
    [
        ("0.c1", QUOTE),
        ("0.e2", "It rose."),
        ("0.c2", None),
        ("1.c1", None),
        ("2.c1", None),
        ("0.x1", None),
        ("", None),
        ("0", None),
        ("-1.c1", None),
        ("²…", None),
    ],
)
def test_control_finds_its_sentence_or_nothing(place, quote):
    answers = [answered("30%", cited(), evidence=(evidence("It rose.", 2),)), None]
    found = html.find_proof(answers, place)
    assert (found.quote if found else None) == quote


def test_answer_that_is_little_more_than_a_guess_looks_like_one():
    citation = Citation(1, "a1", "T", None, None, None, 0, 9, "It is 12%", (6, 9))
    unsure = Answer("q", "answered", "12% [1]", "12%", (citation,), confidence=0.2)
    assert "class='short guess'" in html.answer_html(unsure, 0)
    assert "class='short'" in html.answer_html(replace(unsure, confidence=0.8), 0)


def test_what_a_model_wrote_is_shown_and_quotes_are_not_shown_twice():
    citation = Citation(1, "a1", "T", None, None, None, 0, 9, "It is 12%")
    wrote = Answer("q", "answered", "The rate is 12%. [1]", None, (citation,))
    assert Page(html.answer_html(wrote, 0)).text.startswith("The rate is 12%. [1]")
    quoted = Page(html.answer_html(replace(wrote, text="It is 12% [1]"), 0)).text
    assert quoted.startswith("No single value") and quoted.count("It is 12%") == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12% [1]", "12% [1]"),
        ("12% (9 June 2025) [1]", "12% (9 June 2025) [1]"),
        ("12% [1]; another article says 9% [2]", "12%; another article says 9% [1]"),
    ],
)
def test_what_is_said_beside_the_value_is_shown(text, shown):
    citation = Citation(1, "a1", "T", None, None, None, 0, 9, "It is 12%", (6, 9))
    answer = Answer("q", "answered", text, "12%", (citation,))
    assert Page(html.answer_html(answer, 0)).text.startswith(shown)


def test_what_was_searched_for_is_shown_where_it_is_not_the_question():
    citation = Citation(1, "a1", "T", None, None, None, 0, 9, "It is 12%", (6, 9))
    alone = Answer("How much?", "answered", "12% [1]", "12%", (citation,), searched="How much?")
    assert "Searched for" not in html.answer_html(alone, 0)
    leaning = replace(alone, searched="What is the rate? How much?")
    assert "Searched for “What is the rate? How much?”" in html.answer_html(leaning, 0)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Is R&D under 5% & < 3?", True),
        ("<b>bold</b> &lt;i&gt; </p> <!-- x --> &copy2", False),
        (f"{SCRIPT} {BREAKS_OUT}", False),
    ],
)
def test_question_stays_what_it_was_and_no_tag(text, plain):
    shown = html.as_text(text)
    assert (shown == text) == plain
    assert Page(shown).text == text and Page(shown).tags == []


def test_comparison_shows_the_values_of_both():
    quotes = (replace(cited(), quote="It takes 46."), replace(cited(n=2), quote="It takes 64."))
    text = "the Oda: 64 [2]; the Merla: 46 [1]"
    answer = Answer("?", "answered", text, "the Oda", quotes, items=("64", "46"), model="m")
    assert text in Page(html.answer_html(answer, 0)).text


def test_yes_shows_the_number_that_it_follows_from():
    quotes = (replace(cited(), quote="It is 30%."),)
    answer = Answer("?", "answered", "Yes: 30% [1]", "Yes", quotes, items=("30%",), model="m")
    assert "Yes: 30% [1]" in Page(html.answer_html(answer, 0)).text
