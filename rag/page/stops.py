"""Who wants their work stopped, be it under way or still waiting for its turn."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

Stop = Callable[[], bool]  # what work asks now and then: whether it is to stop


class Stops:
    """`stop` may come from other threads than the one that works."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Event]] = {}
        self._working: dict[str, Event] = {}

    def wait(self, session: str) -> None:
        """A piece of work is asked for, which will `begin` when its turn has come."""
        self._waiting.setdefault(session, []).append(Event())

    def begin(self, session: str) -> Stop:
        waiting = self._waiting.get(session)
        event = self._working[session] = waiting.pop(0) if waiting else Event()
        return event.is_set

    def stop(self, session: str) -> None:
        """Stops what the session has begun, and what waits."""
        for event in self._waiting.get(session, []):
            event.set()
        if session in self._working:
            self._working[session].set()

    def leave(self, session: str) -> None:
        """Stops all of the session's work, and forgets it: what waited will not come."""
        self.stop(session)
        self._working.pop(session, None)
        self._waiting.pop(session, None)
