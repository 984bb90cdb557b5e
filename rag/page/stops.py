"""Who wants their work stopped. One piece of work a session at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

Stop = Callable[[], bool]  # what work asks now and then: whether it is to stop


class Stops:
    """`stop` may come from other threads than the one that works."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}

    def begin(self, session: str) -> Stop:
        event = self._events[session] = Event()
        return event.is_set

    def stop(self, session: str) -> None:
        if session in self._events:
            self._events[session].set()

    def leave(self, session: str) -> None:
        """Stops what the session has begun, and forgets it."""
        self.stop(session)
        self._events.pop(session, None)
