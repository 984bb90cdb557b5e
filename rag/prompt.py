"""Evidence → the messages that the model reads, within a budget of its own tokens.

The numbers in the prompt are those of the evidence. Sentences are left out from the end, the
weakest first, until prompt and answer fit the context: what is left out is no longer evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.records import PublicationDate
from rag.generation import Generator, Message
from rag.records import Evidence

INSTRUCTION = (
    "Answer the question with a few words copied from the sentences below: the number, date,"
    " name or phrase itself. If they do not tell, answer: not stated."
)
MAX_ANSWER_TOKENS = 32


def build_prompt(
    question: str, evidence: Sequence[Evidence], generator: Generator
) -> tuple[list[Message], tuple[Evidence, ...]]:
    """The messages, and the evidence that is in them.

    Raises ValueError where not even the question with the best sentence fits.
    """
    budget = generator.context - MAX_ANSWER_TOKENS
    for kept in range(len(evidence), 0, -1):
        messages = _messages(question, evidence[:kept])
        if generator.count(messages) <= budget:
            return messages, tuple(evidence[:kept])
    raise ValueError(f"the question does not fit a context of {generator.context} tokens")


def _messages(question: str, evidence: Sequence[Evidence]) -> list[Message]:
    lines = [f"[{item.n}] ({_head(item)}) {item.quote}" for item in evidence]
    content = INSTRUCTION + "\n\n" + "\n".join(lines) + f"\n\nQuestion: {question}\nAnswer:"
    return [Message(role="user", content=content)]


def _head(item: Evidence) -> str:
    date = PublicationDate(item.published).readable() if item.published else ""
    return ", ".join(part for part in (item.title, date) if part) or "untitled"
