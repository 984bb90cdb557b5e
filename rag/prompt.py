"""Evidence → the messages that the model reads, within a budget of its own tokens.

The reader adapter is trained on what this module builds (models/train), so a change here asks for
training again. Sentences stand under the title and date of their article, in the order of its text;
what was asked before stands above the question:

    High tide closes the old bridge (March 3, 2024)
    The bridge was closed at noon.

    Earlier: When was the bridge closed? at noon
    Question: Who closed it?

Sentences are left out, the weakest first, until prompt and answer fit the context: what is left
out is no longer evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.records import PublicationDate
from rag.generation import Generator, Message
from rag.records import Evidence, Turn

INSTRUCTION = (
    "Answer with words copied from the news sentences. If they do not tell, say: not stated"
)
NOT_STATED = "not stated"
MAX_ANSWER_TOKENS = 48
MAX_TITLE = 90  # characters
TURNS = 2  # of the conversation that are shown


def build_prompt(
    question: str,
    evidence: Sequence[Evidence],
    generator: Generator,
    history: Sequence[Turn] = (),
    max_tokens: int | None = None,
) -> tuple[list[Message], tuple[Evidence, ...]]:
    """The messages, and the evidence that is in them: at most `max_tokens` of them, so that reading takes
    no longer than it should, unless a single sentence is longer.

    Raises ValueError where not even the question with the best sentence fits.
    """
    room = generator.context - MAX_ANSWER_TOKENS
    budget = room if max_tokens is None else min(room, max_tokens)
    for kept in range(len(evidence), 0, -1):
        messages = messages_for(question, evidence[:kept], history)
        if generator.count(messages) <= (budget if kept > 1 else room):
            return messages, tuple(evidence[:kept])
    raise ValueError(f"the question does not fit a context of {generator.context} tokens")


def messages_for(
    question: str, evidence: Sequence[Evidence], history: Sequence[Turn] = ()
) -> list[Message]:
    """One system and one user message. Evidence that comes first, best first, keeps its article first."""
    earlier = "".join(f"Earlier: {turn.question} {turn.answer}\n" for turn in history[-TURNS:])
    content = f"{_sentences(evidence)}\n\n{earlier}Question: {question}"
    return [Message(role="system", content=INSTRUCTION), Message(role="user", content=content)]


def _sentences(evidence: Sequence[Evidence]) -> str:
    articles: dict[str, list[Evidence]] = {}
    for item in evidence:
        articles.setdefault(item.article_id, []).append(item)
    blocks = []
    for items in articles.values():
        lines = [_one_line(item.quote) for item in sorted(items, key=lambda item: item.start)]
        blocks.append("\n".join([heading(items[0].title, items[0].published), *lines]))
    return "\n\n".join(blocks)


def heading(title: str | None, published: str | None) -> str:
    """What a model reads of an article beside its sentences: "Title (8 June 2025)"."""
    title = shortened(_one_line(title or "Untitled"), MAX_TITLE)
    return f"{title} ({PublicationDate(published).readable()})" if published else title


def shortened(text: str, size: int) -> str:
    """At most `size` characters of it, cut between words."""
    return text if len(text) <= size else text[:size].rsplit(" ", 1)[0] + " …"


def _one_line(text: str) -> str:
    return " ".join(text.split())
